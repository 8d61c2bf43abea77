"""``case list``: a page of lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from inspect_engine.cli import show
from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.words.wording import grade_title, kind_word
from inspect_engine.errors import InputError
from inspect_engine.ledger import Ledger

LINE = (
    *("id", "number", "kind", "pack", "pack_version", "state", "state_title", "severity", "title", "region", "subject"),
    *("party", "co_units", "found_on", "due_on", "overdue", "closed_on", "closed_how", "owner"),
)
"""Keys of one item."""


def page(found: Sequence[CaseLine], ledger: Ledger, today: date, *, more: bool) -> show.Answer:
    """One page, and the cursor of the next if there is one."""
    following = _cursor(found[-1]) if more else None

    def words() -> None:
        _print(found, ledger, today)
        if following:
            show.say(f"还有更多，下一页加 --cursor {following}")

    return show.Answer({"items": [line_of(line, today) for line in found], "next": following}, words)


def _print(found: Sequence[CaseLine], ledger: Ledger, today: date) -> None:
    if not found:
        show.say("没有符合条件的隐患或登记事项。")
        return
    owned = any(line.owner for line in found)
    flags, word = ledger.sanctions.flags(), kind_word(line.kind for line in found)
    rows = [
        (
            *(line.number, grade_title(line.kind, line.severity), line.told, line.subject_name, line.state_title),
            *([line.owner] if owned else []),
            *(
                line.due_on or line.late_after,
                "、".join(["逾期"] * line.overdue(today) + ["受惩戒"] * bool(flags.of(line.party))),
            ),
        )
        for line in found
    ]
    due = "整改期限" if word == "隐患" else "期限"
    show.table(("编号", "等级", word, "检查对象", "状态", *(["承办人"] if owned else []), due, ""), rows)


def after(cursor: str | None) -> tuple[str, int] | None:
    """Where a page begins. Raises InputError for what is no cursor."""
    if cursor is None:
        return None
    due, _, opened = cursor.partition("/")
    if not opened.isascii() or not opened.isdigit():
        raise InputError.one(f"游标“{cursor}”不对", fix="用上一页 JSON 里的 next")
    return due, int(opened)


def _cursor(line: CaseLine) -> str:
    return f"{line.due_on.isoformat() if line.due_on else '9999-12-31'}/{line.opened}"


def line_of(line: CaseLine, today: date) -> dict[str, object]:
    return {name: line.overdue(today) if name == "overdue" else getattr(line, name) for name in LINE}
