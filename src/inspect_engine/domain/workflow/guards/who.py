"""Who may take an action: by role, region and unit, and kept apart from what he has done before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import CONFIRMS_OVERRIDE, PERMISSIONS, Person, lacks_role, outside
from inspect_engine.domain.people.standing import HOW, behind, one_hand
from inspect_engine.domain.workflow.guards.attempt import Attempt, known_by, known_now, only_where

OWN_ACCOUNT = "给责任单位登记一个账户（user add 用户名 --role responsible --party 单位），由它自己录入"
"""What an office of few does so that whoever would type for a unit stays free to look at what that has done."""


def role_fits(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The role is one by which the action is taken; an override is proposed by any official, confirmed by a supervisor.

    Role and region are all that an override ever lifts, and of the region only for the one who proposes it.
    """
    confirms = bool(attempt.override) and attempt.proposal(step) is not None
    by = (CONFIRMS_OVERRIDE if confirms else PERMISSIONS["override"][1]) if attempt.override else step.by
    yield from lacks_role(attempt.person, by)
    if attempt.override and set(step.by) == {"responsible"}:
        yield "这一步只能由责任单位办理，不能越权代办"
    if attempt.override and attempt.person.acts_for:
        yield f"紧急越权须由本人办理，不能代{attempt.person.acts_for.title}办理"


def region_fits(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The case is in the person's region, unless he proposes an override."""
    if not attempt.override or attempt.proposal(step):
        yield from outside(attempt.person, attempt.case.region)


def own_party_only(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A responsible unit acts on its own cases only."""
    person = attempt.person
    if own_account(person, step) and not person.belongs_to(attempt.case.party):
        yield f"责任单位是“{attempt.case.party}”，你属于“{person.party or '（未登记单位）'}”"


def own_account(person: Person, step: Transition) -> bool:
    """Whether it is as one of a responsible unit that somebody takes an action, having no other role for it."""
    return "responsible" in person.roles and (person.roles - {"responsible"}).isdisjoint(step.by)


@only_where(lambda _, step: "responsible" not in step.by)
def outsiders_only(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Whoever belongs to a responsible unit does there only what the unit does, whatever his other roles."""
    person = attempt.person
    may = bool(attempt.override) or not person.roles.isdisjoint(step.by)
    if may and person.belongs_to(*attempt.case.involved):
        yield f"你属于责任单位“{person.party}”，这一步须由外单位的人办理"


@only_where(lambda _, step: step.unlike)
def duties_apart(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody who took part in an ``unlike`` action, in any round, takes part in this one."""
    opening, this = ("发现", "本隐患") if attempt.case.is_hazard else ("立案", "本事项")
    for trigger in step.unlike:
        for name in sorted(attempt.case.persons.get(trigger, frozenset())):
            if attempt.known_as(step) & known_by(name, attempt.roster):
                title = (
                    opening if trigger == "open" else next(t.title for t in flow.transitions if t.trigger == trigger)
                )
                yield f"“{name}”参与过{this}的“{title}”，须换人办理"


def for_a_unit(step: Transition, person: Person) -> bool:
    """Whether somebody does for a responsible unit what that could enter itself."""
    return "responsible" in step.by and "responsible" not in person.roles


def typed_for_a_unit(flow: Workflow, step: Transition, attempt: Attempt) -> bool:
    """Whether duties are not apart because an official stands in what a responsible unit could have entered itself."""
    earlier = [each for each in flow.transitions if each.trigger in step.unlike]
    return any(
        attempt.known_as(step) & known_by(name, attempt.roster)
        for each in earlier
        for name in attempt.case.persons.get(each.trigger, ())
        if name in attempt.roster and for_a_unit(each, attempt.roster[name])
    )


@only_where(lambda _, step: step.unlike)
def makers_apart(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody answers for what the one did who may still be acting through his account."""
    person, roster = attempt.person, attempt.roster
    for maker in sorted(behind(person.name, roster) - person.names):
        known = known_now(maker, roster)
        for trigger in step.unlike:
            if any(known & known_by(name, roster) for name in attempt.case.persons.get(trigger, ())):
                yield f"“{maker}”参与过前面的办理，你的账户是他开的，还不算另一个人：{HOW}"
                break


@only_where(lambda flow, step: flow.states[step.to].closing is not None)
def released_by_another(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """What holds the closure of a case is not brought to its own close by whoever rectified that case."""
    if attempt.opener is None:
        return
    now = attempt.known_as(step)
    for name in sorted(attempt.opener.rectified_by):
        if now & known_by(name, attempt.roster):
            yield f"“{name}”参与过 {attempt.opener.number} 的整改，须换人办理"


def another_confirms(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody confirms what he proposed himself, or was named in."""
    proposal = attempt.proposal(step)
    if proposal is None:
        return
    for name in sorted(proposal.persons):
        if attempt.person.known_as & known_by(name, attempt.roster):
            yield f"“{name}”已于 {proposal.on} 提出，须由另一人确认"


def proposer_apart(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody confirms what one has proposed who may still be acting through his account."""
    proposal = attempt.proposal(step)
    if proposal is None:
        return
    by = CONFIRMS_OVERRIDE | PERMISSIONS["override"][1] if proposal.override else frozenset(step.by)
    proposers = [name for name in proposal.persons if name in attempt.roster and attempt.roster[name].roles & by]
    for name in one_hand(attempt.person.name, sorted(proposers), attempt.roster):
        if name != attempt.person.name:
            yield f"“{name}”提出，与你的账户出自同一人之手，还不算另一个人：{HOW}"


def barred(flow: Workflow, case: Case, event: Event, person: Person, roster: Mapping[str, Person]) -> Iterator[str]:
    """Why somebody cannot have taken an action with others that ``event`` records: duties are kept apart."""
    step = flow.transition(event.data.get("trigger", ""), event.data.get("from", ""))
    if step:
        attempt = Attempt(case, person, event.on, {}, 0, roster)
        yield from (text for guard in (duties_apart, makers_apart) for text in guard(flow, step, attempt))
        if person.belongs_to(*case.involved):
            yield f"“{person.name}”属于责任单位“{person.party}”，这一步须由外单位的人办理"
