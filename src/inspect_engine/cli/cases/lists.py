"""``case list``: a page of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from inspect_engine.cli import show
from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.words.wording import grade_title, kind_word
from inspect_engine.errors import InputError
from inspect_engine.ledger import Ledger, Selection

LINE = (
    *("id", "number", "kind", "pack", "pack_version", "state", "state_title", "severity", "title", "region", "subject"),
    *("party", "co_units", "found_on", "due_on", "late_after", "overdue", "closed_on", "closed_how", "owner"),
)
"""Keys of one item."""


@dataclass(frozen=True)
class Page:
    """Which page of a list: in which order, after which line, of how many."""

    order: Literal["opened", "due"]
    after: tuple[str, int] | None
    limit: int

    def of(self, lines: Sequence[CaseLine]) -> list[CaseLine]:
        """The page, and one line more if there is one."""
        ordered = sorted(lines, key=_place) if self.order == "due" else lines
        left = ordered if self.after is None else [line for line in ordered if self._follows(line, self.after)]
        return list(left[: self.limit + 1])

    def _follows(self, line: CaseLine, after: tuple[str, int]) -> bool:
        return _place(line) > after if self.order == "due" else line.opened > after[1]


def earlier(ledger: Ledger, selection: Selection, wanted: Page, on: date, known_at: datetime | None) -> show.Answer:
    """One page of the cases as they stood on a day, as was known at a moment."""
    found = wanted.of(list(ledger.figures.lines(on, known_at, selection)))
    shape = shape_of(found[: wanted.limit], on, more=len(found) > wanted.limit)
    told = page(found[: wanted.limit], ledger, on, more=len(found) > wanted.limit)
    beside = {"as_of": on, "known_at": known_at, "filter": selection.plain()}
    return replace(told, shape={**beside, **shape})


def page(found: Sequence[CaseLine], ledger: Ledger, today: date, *, more: bool) -> show.Answer:
    """One page, and the cursor of the next if there is one."""
    following = _cursor(found[-1]) if more else None

    def words() -> None:
        if found:
            _table(found, ledger, today).show()
        else:
            show.say("没有符合条件的隐患或登记事项。")
        if following:
            show.say(f"还有更多，下一页加 --cursor {following}")

    return show.Answer(shape_of(found, today, more=more), words, table=lambda: _table(found, ledger, today))


def shape_of(found: Sequence[CaseLine], on: date, *, more: bool) -> dict[str, Any]:
    """A page in JSON."""
    return {"items": [line_of(line, on) for line in found], "next": _cursor(found[-1]) if more else None}


def _table(found: Sequence[CaseLine], ledger: Ledger, today: date) -> show.Table:
    owned = any(line.owner for line in found)
    flags, word = ledger.sanctions.flags(today), kind_word(line.kind for line in found)
    rows = [
        (
            *(line.number, grade_title(line.kind, line.severity), line.told, line.subject_name, line.state_title),
            *([line.owner] if owned else []),
            *(
                line.limit(today),
                "、".join(["逾期"] * line.overdue(today) + ["受惩戒"] * bool(flags.of(line.party))),
            ),
        )
        for line in found
    ]
    due = "整改期限" if word == "隐患" else "期限"
    return show.Table(("编号", "等级", word, "检查对象", "状态", *(["承办人"] if owned else []), due, ""), rows)


def after(cursor: str | None) -> tuple[str, int] | None:
    """Where a page begins. Raises InputError for what is no cursor."""
    if cursor is None:
        return None
    due, _, opened = cursor.partition("/")
    if not opened.isascii() or not opened.isdigit():
        raise InputError.one(f"游标“{cursor}”不对", fix="用上一页 JSON 里的 next")
    return due, int(opened)


def _cursor(line: CaseLine) -> str:
    due, opened = _place(line)
    return f"{due}/{opened}"


def _place(line: CaseLine) -> tuple[str, int]:
    return (line.due_on.isoformat() if line.due_on else "9999-12-31"), line.opened


def line_of(line: CaseLine, today: date) -> dict[str, object]:
    return {name: line.overdue(today) if name == "overdue" else getattr(line, name) for name in LINE}
