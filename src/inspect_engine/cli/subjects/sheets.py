"""``subject show``: a place and everything that was ever found there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, pairs, table

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger, Subject
    from inspect_engine.ledger.subjects import Below

CHANGES = {"moved": "移动", "renamed": "改名", "closed": "停用", "reopened": "恢复"}


def show(
    key: Annotated[str, typer.Argument(metavar="编号", help="见 subject list")],
    within: Annotated[bool, typer.Option("--within", help="连同下级查出的一起列")] = False,
    as_of: typed.AsOf = None,
) -> Answer:
    """一个检查对象：登记的各张表单，上下级，变动，用各张检查表查过的每一次，查出的每一件，和说到它的线索。

    写了 --as-of 的，名称、责任单位、上级、停用和有哪几张表单都是那一天的；检查和查出的只列到那一天，状态是现在的。

    例：inspect-engine subject show op-01
    """
    from inspect_engine.cli.cases.lists import line_of
    from inspect_engine.ledger import CaseFilter

    ledger = session.ledger()
    today, subject = ledger.desk.today(), ledger.subjects.named(key)
    until = typed.as_of_day(as_of, ledger) or today
    subject, below = subject.as_of(until) if as_of else subject, ledger.subjects.below(key)
    visits = [one for one in ledger.inspections.of_subject(key) if one.day <= until]
    found = ledger.cases.iterate(CaseFilter(within=key) if within else CaseFilter(subject=key))
    cases = [line for line in found if line.found_on <= until]
    told = [report for report in ledger.reports.all() if report.subject == key]
    shape = {
        **subject.plain(),
        "below": [each.plain() for each in below],
        "inspections": [one.plain() for one in visits],
        "cases": [line_of(line, today) for line in cases],
        "reports": [report.plain() for report in told],
    }

    def words() -> None:
        pairs([("编号", key), ("名称", subject.name), ("区划", subject.region), ("责任单位", subject.party)])
        pairs(_place(ledger, subject))
        also = "（连同下级）" if within else ""
        pairs([("检查过", f"{len(visits)} 次"), (f"查出{also}", f"{len(cases)} 件"), ("线索", f"{len(told)} 条")])
        rows = [(one.day, one.pack, one.short, "、".join(one.inspectors), one.state) for one in visits]
        lines = [
            (line.number, line.pack, line.subject_name, line.title, line.part, line.state_title, line.found_on)
            for line in cases
        ]
        _tables(
            (("表单", "类型", "自", "内容"), _forms(subject)),
            (("变动", "从哪天起", "原来", "现在"), _past(subject)),
            (("下级", "名称", "类型", "检查过", "最近一次", "查出", "未办结", "停用"), list(map(_below, below))),
            (("日期", "检查表包", "检查编号", "检查员", "状态"), rows),
            (("编号", "检查表包", "对象", "事项", "部位", "状态", "发现日期"), lines),
            (("线索", "收到", "内容"), [(each.number, each.on, each.words) for each in told]),
        )

    return Answer(shape, words)


def _tables(*parts: tuple[Sequence[str], Sequence[Sequence[object]]]) -> None:
    for head, body in parts:
        if body:
            print()
            table(head, body)


def _place(ledger: Ledger, subject: Subject) -> list[tuple[str, str]]:
    """Where it lies, upward, and since when it is there no more."""
    above = ledger.subjects.above(subject.key)
    lies = [("上级", " ← ".join(f"{each.name}（{each.key}）" for each in above))] if above else []
    return [*lies, *([("停用", f"{subject.closed_on} 起")] if subject.closed_on else [])]


def _forms(subject: Subject) -> list[tuple[str, str, str, str]]:
    """Its forms by checklist; the first one is what it was recorded with."""
    if not subject.forms:
        return []
    rows = [(subject.pack, subject.kind, "登记时", _said(subject.fields))]
    for pack, form in subject.forms.items():
        known = {name: subject.fields[name] for name in form["reads"] if name in subject.fields}
        rows.append((pack, form["kind"], form["since"], _said({**known, **form["own"]})))
    return rows


def _said(fields: Mapping[str, str]) -> str:
    return "，".join(f"{name}={text}" for name, text in fields.items())


def _past(subject: Subject) -> list[tuple[str, ...]]:
    return [(CHANGES[each["what"]], each["on"], each["was"], each["now"]) for each in subject.past]


def _below(each: Below) -> tuple[Any, ...]:
    subject = each.subject
    name = f"{'　' * each.depth}{subject.name}"
    figures = each.visits, each.last or "从未", each.found, each.open
    return subject.key, name, subject.kind, *figures, subject.closed_on
