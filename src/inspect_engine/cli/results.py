"""What became of an inspection, as it is told: cases, what is left to find out, whose signatures are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_engine.cli import countersigning
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, table

if TYPE_CHECKING:
    from inspect_engine.ledger import InspectionResult, Ledger
    from inspect_engine.ledger.countersigning import Countersigning


def report(result: InspectionResult, more: list[str]) -> Answer:
    """The cases that an inspection opened, or, if it was only tried out, would have."""
    from inspect_engine.domain.definitions import SETTLES_NOTHING
    from inspect_engine.domain.inspections import short
    from inspect_engine.ledger.inspections import ItemKey

    tried = [
        (ItemKey(e.data["subject"], e.data["item"]), e.data["answer"]) for e in session.tried if "answer" in e.data
    ]
    lacking, unable = ([key for key, given in tried if given == word] for word in SETTLES_NOTHING)
    result = replace(result, cases=(*result.cases, *session.would_open()), todo=(*result.todo, *lacking))
    result = replace(result, unable=(*result.unable, *unable))
    told = f"检查 {short(result.inspection)}：{result.told}，作答待补参 {len(result.todo)} 项"
    told += f"，测不了 {len(result.unable)} 项。" if result.unable else "。"
    todo = [f"待补参：{key.subject} {key.item}" for key in result.todo]
    todo += [f"测不了：{key.subject} {key.item}" for key in result.unable]
    return Answer(result.plain(), lambda: _print_cases(result), notes=[told, *todo, *more])


def countersigned(ledger: Ledger, beside: Sequence[Countersigning], result: InspectionResult) -> list[str]:
    """Who has signed on the spot, and who is still to sign."""
    record = result.signing.record if result.signing else None
    signed = countersigning.signed(beside, record)
    tried = [name for event in session.tried for name in event.data.get("awaits", ())]
    return [*signed, *countersigning.missing(ledger.countersigning.waiting(record) if record else tried)]


def _print_cases(result: InspectionResult) -> None:
    from inspect_engine.domain.words.wording import grade_title, kind_word

    rows = [
        (c.number, c.item, c.told, c.subject_name, grade_title(c.kind, c.severity), c.state_title) for c in result.cases
    ]
    if rows:
        table(("编号", "检查项", kind_word(c.kind for c in result.cases), "检查对象", "等级", "状态"), rows)
