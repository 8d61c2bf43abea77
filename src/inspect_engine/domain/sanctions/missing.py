"""Sanctions that should be there: fatal accidents without a licence decision, parties whose closure is due, fines that
a penalty case has decided. And those that should be there no longer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from inspect_engine.domain.calendars import months_later
from inspect_engine.domain.sanctions.catalogue import Closure, Times
from inspect_engine.domain.sanctions.register import Sanction


@dataclass(frozen=True)
class Accident:
    """What counts of an accident. ``case`` and ``number`` are those of its case, if it has one."""

    party: str
    on: date
    deaths: int
    grade: str = ""
    case: str = ""
    number: str = ""
    uscc: str = ""


@dataclass(frozen=True)
class Missing:
    """One sanction that is not there: ``what`` (``licence-decision``, ``closure`` or ``fine``), against whom, and why;
    or one that is there still (``revoke``)."""

    what: str
    party: str
    since: date
    why: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Penalty:
    """The fine that a penalty case decided, in yuan; 0 where the decision was annulled since. ``cases`` are the ids of
    the case and of the hazard that it is about."""

    party: str
    on: date
    fine: Decimal
    number: str
    cases: frozenset[str]


def unlike_the_cases(penalties: Iterable[Penalty], sanctions: Collection[Sanction]) -> Iterator[Missing]:
    """Fines that were decided in a case and are on no register; and those registered whose decision was annulled."""
    fines = [one for one in sanctions if one.kind == "fine" and one.revoked_on is None]
    for penalty in penalties:
        mine = [one for one in fines if any(case["id"] in penalty.cases for case in one.cases)]
        if penalty.fine and not mine:
            why = (
                f"{penalty.on} 决定罚款 {penalty.fine.normalize():f} 元，惩戒里没有登记（sanction impose fine --case）"
            )
            yield Missing("fine", penalty.party, penalty.on, why, (penalty.number,))
        elif not penalty.fine:
            for one in mine:
                why = f"{penalty.number} 的处罚决定已被撤销，{one.number} 还算数（sanction revoke）"
                yield Missing("revoke", penalty.party, penalty.on, why, (penalty.number, one.number))


def without_licence_decision(accidents: Iterable[Accident], sanctions: Iterable[Sanction]) -> Iterator[Missing]:
    """Fatal accidents on which nobody has decided whether to suspend the licence (应扣未扣)."""
    decided = [one for one in sanctions if one.kind == "licence-decision" and one.revoked_on is None]
    for accident in accidents:
        if accident.deaths >= 1 and not any(_about(one, accident) for one in decided):
            why = (
                f"{accident.on} 的事故死亡 {accident.deaths} 人，没有安全生产许可证处理决定（暂扣，或者不予暂扣及理由）"
            )
            numbers = (accident.number,) if accident.number else ()
            yield Missing("licence-decision", accident.party, accident.on, why, numbers)


def _about(decision: Sanction, accident: Accident) -> bool:
    """A decision is about an accident when it names its case or its day, and the same party."""
    if not decision.concerns(accident.party, accident.uscc):
        return False
    named = accident.case and any(case["id"] == accident.case for case in decision.cases)
    return bool(named) or decision.values.get("accident_on") == accident.on.isoformat()


def worth_closing(
    sanctions: Iterable[Sanction], rule: Closure, hazardous: Callable[[Sanction], bool]
) -> Iterator[Missing]:
    """Parties with a major hazard and so many penalties under the law within so long (安全生产法 第113条)."""
    penalties = [one for one in sanctions if _counts(one, rule.law)]
    for group in _parties(penalties):
        if found := next(filter(None, (_run(group, times) for times in rule.times)), None):
            times, run = found
            if hazardous(run[-1]):
                span = f"{times.days} 日" if times.days else f"{times.months} 个月"
                why = f"有重大事故隐患，{span}内 {len(run)} 次受到安全生产法的行政处罚，应当提请关闭"
                yield Missing("closure", run[-1].party, run[-1].decided_on, why, tuple(each.number for each in run))


def _counts(one: Sanction, law: str) -> bool:
    return one.penalty and one.revoked_on is None and any(basis["ref"] == law for basis in one.basis)


def _parties(penalties: Iterable[Sanction]) -> list[list[Sanction]]:
    groups: list[list[Sanction]] = []
    for one in sorted(penalties, key=lambda each: (each.decided_on, each.number)):
        mine = next((group for group in groups if any(one.concerns(each.party, each.uscc) for each in group)), None)
        if mine is None:
            groups.append([one])
        else:
            mine.append(one)
    return groups


def _run(penalties: Sequence[Sanction], times: Times) -> tuple[Times, Sequence[Sanction]] | None:
    """The first run of penalties, in order of their days, that reaches the count within the span."""
    for n in range(len(penalties) - times.count + 1):
        run = penalties[n : n + times.count]
        first = run[0].decided_on
        end = first + timedelta(days=times.days) if times.days else months_later(first, times.months or 0)
        if run[-1].decided_on <= end:
            return times, run
    return None
