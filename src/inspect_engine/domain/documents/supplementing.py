"""补充通知书: a document of its own that adds cases to a notice in force, or takes some out of it.

What it adds it demands itself, from its own service. What it takes out goes back, once it is served, to where it was
before the notice, and waits for one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.documents.kinds import Acts, DocumentKind
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import Roster
from inspect_engine.domain.people.second import same
from inspect_engine.domain.workflow.correcting import meddling

TITLE = "补充通知书"
ADDED, LEAVING = "增列", "摘出"
TAKEN_OUT_TITLE = "摘出通知书"


@dataclass(frozen=True)
class Supplemented:
    """The notice that is supplemented: by whom it was issued to whom, the cases (ids) that it still demands, and of
    these the ones that an earlier supplement is to take out, with the number of that."""

    number: str
    kind: str
    title: str
    day: date
    party: str
    void: bool
    served: bool
    issuers: frozenset[str]
    demands: Collection[str]
    soon: Mapping[str, str] = field(default_factory=dict)


def against(
    of: Supplemented,
    kind: DocumentKind,
    adding: Sequence[Case],
    leaving: Sequence[Case],
    me: Person,
    unit_of: Callable[[str], str],
) -> Iterator[str]:
    """Why a notice cannot be supplemented so, in Chinese: it is not in force, or these cases are not, or no longer, in
    it. To take a case out is to undo what another has issued."""
    if of.kind not in kind.supplements:
        yield f"{of.number} 是{of.title}，{kind.title}不能补充它"
    if of.void:
        yield f"{of.number} 已经作废，不能补充"
    elif not of.served:
        yield f"{of.number} 还没有送达，不必补充：写错的用 notice reissue 重发"
    if leaving and of.issuers & me.names:
        yield f"{of.number} 由 {'、'.join(sorted(of.issuers))} 签发，{LEAVING}须由另一位主管办理"
    for case in adding:
        if unit_of(case.party) != unit_of(of.party):
            yield f"{case.number} 的责任单位是{case.party}，{of.number} 是发给{of.party}的，请另发通知书"
    for case in leaving:
        yield from _staying(of, case)


def _staying(of: Supplemented, case: Case) -> Iterator[str]:
    if case.id not in of.demands:
        yield f"{case.number} 不在 {of.number} 里，或者已经{LEAVING}"
    elif paper := of.soon.get(case.id):
        yield f"{case.number} 已由 {paper} {LEAVING}，送达后生效"
    elif not leaves(case):
        yield f"{case.number} 现为“{case.state_title}”，只有期限还在走的可以{LEAVING}"


def leaves(case: Case) -> bool:
    """Whether a case can be taken out of its notice: the unit has to put it right by a day, and has not replied."""
    return case.is_open and case.clock


def not_served_by(
    paper: str, leaving: Sequence[Case], issuers: Collection[str], me: Person, today: date, roster: Roster
) -> Iterator[str]:
    """Why somebody does not record the service of a supplement: what it takes out is overdue, and ceases to be by that,
    as by a correction. That takes a second supervisor."""
    late = [case for case in leaving if leaves(case) and case.overdue(today)]
    other = "supervisor" in me.roles and not me.acts_for and not any(same(me, name, roster) for name in issuers)
    if late and not (other and not any(any(meddling(me, case, roster)) for case in late)):
        told = f"{'、'.join(case.number for case in late)} 已经逾期，{paper} 送达以后不再计期"
        by = f"{'、'.join(sorted(issuers))} 以外、没有参与整改的另一位主管"
        yield f"{told}：送达须由{by}登记"


def taken_out(case: Case, flow: Workflow, acts: Acts, notice: str, supplement: str, on: date) -> dict[str, Any]:
    """The data of the event by which a case is taken out, served ``on`` a day: not before the step it stands on."""
    to = next(step.from_[0] for step in flow.transitions if step.trigger == acts.trigger)
    state = flow.states[to]
    place = {"from": case.state, "to": to, "to_title": state.title, "clock": state.clock}
    papers = {"notice": notice, "supplement": supplement}
    return {"on": max(on, case.stepped_on).isoformat(), "title": TAKEN_OUT_TITLE, **place, **papers}
