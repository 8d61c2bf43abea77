"""What was put right, judged by what judges it when it is put right."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.corrections import CORRECTED, PROPOSED, Change, changes_of, confirming
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.workflow.correcting import DUE, Correcting, correct, take_back
from inspect_engine.ledger.corrections.cases import may_confirm
from inspect_engine.ledger.verification.acts import NONE, before
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.world import World


def judged(world: World, event: Event) -> Iterator[str]:
    """A record of either kind."""
    judge = {"case": _case, "reply": _case}.get(event.data["what"])
    if judge is None:
        yield f"没有“{event.data['what']}”这一种更正"
    else:
        yield from judge(world, event)


def _case(world: World, event: Event) -> Iterator[str]:
    """Of a case: what the same words come to on the case before it, by one or by two."""
    case, me = before(world, event), world.actor(event)
    require(me, "correct", case.region)
    signing = world.signings.get(case.inspection)
    beside = world.people, world.calendar, world.related(case), signing
    of = Correcting(case, world.life(case), me, china_day(event.at), *beside)
    if "proposed" in event.data:
        yield from _confirmed(of, event)
        return
    data = event.data
    if data["what"] == "reply":
        found = take_back(of, data["why"])
    else:
        found = correct(of, {each.field: each.new for each in changes_of(data) if _typed(each)}, data["why"])
    if event.kind != (PROPOSED if found.two else CORRECTED):
        yield "须由另一人确认才能更正" if found.two else "这处更正不须另一人确认"
    yield from differences(found.data, data, unsaid=NONE)


def _confirmed(of: Correcting, event: Event) -> Iterator[str]:
    proposal = of.case.correction
    if event.kind != CORRECTED or proposal is None:
        yield "所依的提议不存在，或者其间又办了别的"
        return
    may_confirm(of, proposal)
    yield from differences(confirming(proposal.data, proposal.id, of.person, of.today), event.data, unsaid=NONE)
    if event.files != proposal.files:
        yield "佐证材料与提出时的不同"


def _typed(change: Change) -> bool:
    """What somebody gave, and not what followed from it."""
    return change.field not in (DUE, "severity_why")
