"""A workflow as one state machine: what may be done to a case, by whom, with what; and the doing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases import Case, Proposal, facts_of
from inspect_engine.domain.countersigning import SINCE, Signing, awaited
from inspect_engine.domain.definitions import FieldSpec, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import Roster, as_roster, named_in, which
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.names import names_nobody, same_person
from inspect_engine.domain.workflow.backdating import as_happened, saves
from inspect_engine.domain.workflow.charging import charge_of
from inspect_engine.domain.workflow.conditions import met
from inspect_engine.domain.workflow.deadlines import bound_of, deadline_of
from inspect_engine.domain.workflow.guards import (
    DATED_SINCE,
    OWN_ACCOUNT,
    SINCE_2,
    SINCE_4,
    WHAT,
    WHO,
    Attempt,
    Guard,
    asked_of,
    day_of,
    enough_evidence,
    for_a_unit,
    known_by,
    nothing_missing,
    own_account,
    role_fits,
    typed_for_a_unit,
)
from inspect_engine.domain.workflow.lowering import lowers
from inspect_engine.errors import InputError, Problem, Refused

if TYPE_CHECKING:
    from transitions import Machine

    from inspect_engine.domain.workflow.machine import Conditions
    from inspect_engine.domain.workflow.staffing import Shortage, Staffing

_ASKED = WHO, tuple(guard for guard in WHAT if guard not in WHO)
"""What is asked first, and what is left to ask where nothing stands in the way of who."""
LEFT = nothing_missing, enough_evidence
"""What is told, too, where something stands in the way of one whose part it is."""
_LATER = {1: SINCE_2 | SINCE_4, 2: SINCE_4, 3: SINCE_4}
"""What is not asked of records of earlier versions."""
TYPED = f"只是替责任单位录入、没有动手整改的，也算参与过：以后{OWN_ACCOUNT}，就不占检查的人手。"


@dataclass(frozen=True)
class Offer:
    """An action that leads on from the case's state; ``reason`` says why it is refused when not ``allowed``.

    ``warning`` tells of what follows from this very person taking it. ``second`` actions take two people; ``proposed``
    tells who has proposed it, and when, ``values`` what was filled in, ``on`` the day it is said to have happened, if
    before that. ``dated_by`` names the field that says so. ``known`` is what the ledger can say of the fields, to be
    looked over.
    """

    trigger: str
    title: str
    to: str
    to_title: str
    allowed: bool
    reason: str
    needs: tuple[FieldSpec, ...]
    evidence: int
    warning: str = ""
    second: bool = False
    proposed: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    dated_by: str | None = None
    known: Mapping[str, str] = field(default_factory=dict)


class Lifecycle:
    """One machine for one workflow version; holds no case, so it may be shared and cached."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self._branches: dict[tuple[str, str], tuple[Transition, ...]] = {}
        self._asked: dict[tuple[int, int], tuple[tuple[Guard, ...], ...]] = {}

    @cached_property
    def machine(self) -> Machine:
        """Put together when it is first to move something: lists never do."""
        from inspect_engine.domain.workflow.machine import machine_of

        return machine_of(self.workflow, self._conditions)

    @cached_property
    def staffing(self) -> Staffing:
        """Who is left to close a case; lists and look-ups never ask."""
        from inspect_engine.domain.workflow.staffing import Staffing

        return Staffing(self.workflow)

    def _conditions(self, step: Transition) -> Conditions:
        applies: Conditions = [partial(self._applies, step)] if step.if_ else []
        return [*applies, partial(self._check, step)]

    def named(self, word: str, state: str) -> str:
        """The trigger that a word means: itself, or the title of just one action, from this state before any other. Any
        other word is given back as it is."""
        if word in self.machine.events:
            return word
        for steps in (self.workflow.from_state(state), self.workflow.transitions):
            titled = {step.trigger for step in steps if step.title == word.strip()}
            if len(titled) == 1:
                return titled.pop()
        return word

    def branches(self, trigger: str, state: str) -> tuple[Transition, ...]:
        """As :meth:`Workflow.branches`, looked up: a machine is asked the same again and again."""
        key = trigger, state
        if key not in self._branches:
            self._branches[key] = self.workflow.branches(trigger, state)
        return self._branches[key]

    def offers(
        self,
        case: Case,
        person: Person,
        today: date,
        roster: Mapping[str, Person],
        related: Sequence[Case] = (),
        found: Signing | None = None,
    ) -> tuple[Offer, ...]:
        """Every action that leads on from here, with the reason where this person may not take it today."""
        attempt = Attempt(case, person, today, {}, 0, roster, related, found=found)
        triggers = dict.fromkeys(step.trigger for step in self.workflow.from_state(case.state))
        return tuple(self._offer(self.workflow.branches(trigger, case.state), attempt) for trigger in triggers)

    def _offer(self, branches: Sequence[Transition], attempt: Attempt) -> Offer:
        """One action; where it leads may depend on what will be filled in."""
        step = branches[0]
        reasons = [[text for guard in WHO for text in guard(self.workflow, each, attempt)] for each in branches]
        titles = dict.fromkeys(self.workflow.states[each.to].title for each in branches)
        reason = "" if [] in reasons else "；".join(dict.fromkeys(reasons[0]))
        to_title = " 或 ".join(titles)
        open_ = [each for each, missing in zip(branches, reasons, strict=True) if not missing]
        warning = "" if reason else self._warning(open_, attempt)
        proposal = attempt.proposal(step)
        if proposal and not (step.second or proposal.override) and own_account(attempt.person, step):
            proposal = None
        told = f"{proposal.told}，待另一人确认" if proposal else ""
        evidence = 0 if proposal else step.evidence
        shape = step.needs, evidence, warning, step.second, told, dict(proposal.values) if proposal else {}
        on = proposal.happened if proposal and proposal.backdated else None
        return Offer(step.trigger, step.title, step.to, to_title, not reason, reason, *shape, on, step.dated_by)

    def advance(self, trigger: str, attempt: Attempt) -> dict[str, Any]:
        """Take one step; returns the data of the ``case.moved`` event, or of ``case.proposed`` (without ``to``) where a
        second person has to confirm.

        Raises Refused with every missing fact, or InputError with every value that cannot be read.
        """
        step, attempt = self._take(trigger, attempt)
        alone = attempt.proposal(step) is None
        if alone and (step.second or attempt.override):
            return _proposal(step, attempt)
        data = self._data(step, attempt)
        if alone and "saved" in data:
            return {**_proposal(step, attempt), "saved": True}
        lowered = alone and lowers(self.workflow, step, attempt.case, attempt.values)
        return {**_proposal(step, attempt), "lowered": True} if lowered else data

    def anew(self, trigger: str, attempt: Attempt) -> dict[str, Any]:
        """The data of a step that was taken and is put right. Raises as :meth:`advance`; who else has to agree to that
        is no matter of the step's."""
        return self._data(*self._take(trigger, attempt))

    def _take(self, trigger: str, attempt: Attempt) -> tuple[Transition, Attempt]:
        """The step that an attempt takes, and the attempt as it is understood."""
        from transitions import MachineError

        from inspect_engine.domain.workflow.machine import Cursor

        case = attempt.case
        if trigger not in self.machine.events:
            known = dict.fromkeys(f"{t.trigger}（{t.title}）" for t in self.workflow.from_state(case.state))
            told = f"“{case.state_title}”的动作：{'、'.join(known) or '（无，已办结）'}"
            raise InputError.one(f"没有动作“{trigger}”", fix=told)
        branches = self.branches(trigger, case.state)
        if branches:
            attempt = self._understood(branches[0], attempt)
        cursor = Cursor(case.state)
        try:
            taken = self.machine.events[trigger].trigger(cursor, attempt)
        except MachineError:
            title = next(t.title for t in self.workflow.transitions if t.trigger == trigger)
            raise Refused(title, [f"{case.number} 现为“{case.state_title}”，这一步不能办"]) from None
        if not taken:
            self._check(branches[0], attempt)
            raise Refused(branches[0].title, ["所填的内容没有对应的去向"])
        step = next(step for step in branches if step.to == cursor.state and self._applies(step, attempt))
        return step, attempt

    def _understood(self, step: Transition, attempt: Attempt) -> Attempt:
        """The attempt with its values typed, on the day it happened; one that confirms says what was proposed."""
        seconding = self._seconding(step, _canonical(step, as_happened(step, attempt)))
        return as_happened(step, seconding) if attempt.proposal(step) else seconding

    def _seconding(self, step: Transition, attempt: Attempt) -> Attempt:
        """Who confirms takes over what was proposed, as it was. Whoever proposed may propose it anew, differently.

        An action that one person may take, on another day, he takes in its place.
        """
        proposal = attempt.proposal(step)
        if proposal is None:
            self._confirmable(step, attempt)
            return attempt
        alone = not (step.second or proposal.override)
        if alone and (own_account(attempt.person, step) or _differs(attempt, proposal)):
            return replace(attempt, case=replace(attempt.case, proposal=None))
        mine = any(attempt.person.known_as & known_by(name, attempt.roster) for name in proposal.persons)
        if _differs(attempt, proposal):
            if mine:
                return replace(attempt, case=replace(attempt.case, proposal=None))
            raise Refused(step.title, [f"{proposal.on} 提出的内容要照原样确认，不能改填；不同意就不要确认"])
        files = attempt.files + len(proposal.files)
        return replace(attempt, values=proposal.values, files=files, on=_when(attempt, proposal))

    def _confirmable(self, step: Transition, attempt: Attempt) -> None:
        """Raises Refused for who fills in nothing, as who confirms does, where what was proposed was taken back."""
        gone = attempt.case.retracted
        if gone is None or attempt.values or gone.trigger != step.trigger or gone.by == attempt.person.name:
            return
        if any(spec.required for spec in step.needs):
            raise Refused(step.title, [f"{gone.told}；要办的，自己填写后重新提出"])

    def _warning(self, branches: Sequence[Transition], attempt: Attempt) -> str:
        """What this person should know before he acts: that afterwards nobody would be left to close the case.

        Told when it holds wherever the action may lead. Only said, never a reason to refuse: what happened is recorded
        as it happened.
        """
        lacking: Shortage | None = None
        for after in self._foreseen(branches, attempt):
            lacking = self.staffing.shortage(after, attempt.roster)
            if lacking is None:
                return ""
        if lacking is None or not self.staffing.answer(attempt.case, attempt.roster).enough:
            return ""
        account = f"；也可{OWN_ACCOUNT}" if for_a_unit(branches[0], attempt.person) else ""
        return f"由你办理后，就没有足够的人走到销号：{lacking.words}。可换人办理，或请主管先登记其他人员{account}"

    def _foreseen(self, branches: Sequence[Transition], attempt: Attempt) -> Iterator[Case]:
        """The cases that may follow once this person has acted, as far as that can be said before."""
        facts = facts_of(self.workflow, attempt.case, attempt.day)
        for step in branches:
            if step.if_ is None or holds(step.if_, facts) is not False:
                graded = step.sets.get("severity")
                grades = next((spec.choices for spec in step.needs if spec.id == graded), [attempt.case.severity])
                yield from (_after(step, grade, attempt) for grade in grades)

    def _applies(self, step: Transition, attempt: Attempt) -> bool:
        """Whether this is the branch that the facts of the case and what was filled in choose."""
        if step.if_ is None:
            return True
        case = attempt.case
        return met(step.if_, {**case.values, **attempt.values, **facts_of(self.workflow, case, attempt.day)})

    def _check(self, step: Transition, attempt: Attempt) -> bool:
        """The one condition of a transition: True, or raises naming all that is missing. Never a silent False."""
        for guards in self._guards(step, attempt.v):
            if missing := [text for guard in guards for text in guard(self.workflow, step, attempt)]:
                raise Refused(step.title, dict.fromkeys(missing), self._besides(step, attempt, missing))
        return True

    def _besides(self, step: Transition, attempt: Attempt, missing: Sequence[str]) -> str:
        """What whoever is refused should know: how officials are spared; what the form lacks, too, lest it be asked for
        on the next try only."""
        asks = LEFT if not (attempt.proposal(step) or any(role_fits(self.workflow, step, attempt))) else ()
        asked = [text for guard in asks for text in guard(self.workflow, step, attempt) if text not in missing]
        typed = TYPED if typed_for_a_unit(self.workflow, step, attempt) else ""
        return "".join([typed, *([f"另外，{'；'.join(asked)}。"] if asked else [])])

    def _guards(self, step: Transition, v: int) -> tuple[tuple[Guard, ...], ...]:
        """What is asked of a step, for an event of a version."""
        key = id(step), v
        if key not in self._asked:
            later = _LATER.get(v, frozenset())
            asked = (tuple(guard for guard in guards if guard not in later) for guards in _ASKED)
            self._asked[key] = tuple(asked_of(self.workflow, step, guards) for guards in asked)
        return self._asked[key]

    def _data(self, step: Transition, attempt: Attempt) -> dict[str, Any]:
        to = step.to
        state, values, proposal = self.workflow.states[to], attempt.values, attempt.proposal(step)
        data: dict[str, Any] = {
            "on": (day_of(values[step.dated_by]) if step.dated_by else attempt.day).isoformat(),
            "trigger": step.trigger,
            "title": step.title,
            "from": attempt.case.state,
            "to": to,
            "to_title": state.title,
            "clock": state.clock,
            "closing": state.closing,
            "values": dict(values),
            "sets": {fact: values[name] for fact, name in step.sets.items()},
            "mark": step.mark,
            "persons": sorted(attempt.persons(step)),
        }
        if step.passes or step.revokes:
            data |= {"passes": list(step.passes), "revokes": list(step.revokes)}
        if step.opens:
            data["opens"] = step.opens
        if state.paused:
            data["paused"] = state.paused
        if step.dated_by and len(values[step.dated_by]) > len("2022-02-17"):
            data["at"] = values[step.dated_by]
        elif isinstance(attempt.on, datetime):
            data["at"] = attempt.on.isoformat(timespec="minutes")
        if proposal:
            data["proposed"] = proposal.event
        if attempt.override:
            data["override"] = attempt.override
        if step.merges and attempt.target:
            data |= {"merged_into": attempt.target.id, "merged_into_number": attempt.target.number}
        data |= _awaits(step, attempt) | _tells(self.workflow, step, attempt)
        if deadline := deadline_of(step, attempt, parse_date(data["on"])):
            data["deadline"] = deadline
        if charge := charge_of(self.workflow, step, attempt.case, data):
            data["charge"] = charge.plain()
        if state.paused_at_most and (bound := bound_of(step, state.paused_at_most, attempt, data)):
            data["runs_on"] = bound
        if attempt.v >= DATED_SINCE and saves(self.workflow, step, attempt, data):
            data["saved"] = True
        return data


def _proposal(step: Transition, attempt: Attempt) -> dict[str, Any]:
    """The data of a ``case.proposed`` event."""
    data = {
        "on": attempt.day.isoformat(),
        "trigger": step.trigger,
        "title": step.title,
        "from": attempt.case.state,
        "values": dict(attempt.values),
        "persons": sorted(attempt.persons(step)),
    }
    if isinstance(attempt.on, datetime):
        data["at"] = attempt.on.isoformat(timespec="minutes")
    return {**data, "override": attempt.override} if attempt.override else data


def _when(attempt: Attempt, proposal: Proposal) -> date | datetime | None:
    """When what is confirmed happened: what was not said to have happened before happens now."""
    if attempt.v < DATED_SINCE or not proposal.backdated:
        return attempt.on
    return datetime.fromisoformat(proposal.at) if proposal.at else proposal.happened


def _differs(attempt: Attempt, proposal: Proposal) -> bool:
    """Whether something else is given than was proposed, or another day."""
    given = attempt.values and dict(attempt.values) != dict(proposal.values)
    return bool(given or (attempt.on is not None and attempt.day != proposal.happened))


def _awaits(step: Transition, attempt: Attempt) -> dict[str, Any]:
    """Whose signatures an action awaits that inspectors take together, and how many of them it takes."""
    specs = [spec for spec in step.needs if spec.type == "inspectors"]
    if not specs:
        return {}
    proposal = attempt.proposal(step)
    named = [name for spec in specs for name in forms.people(attempt.values.get(spec.id, ""))]
    names = awaited(named, attempt.person.name, proposal.by if proposal else "")
    least = max(int(spec.min or 1) for spec in specs)
    return {"awaits": names, "least": least} if names and attempt.v >= SINCE else {}


def _tells(flow: Workflow, step: Transition, attempt: Attempt) -> dict[str, Any]:
    """Who is to know of it because of an action, or that one of them has acted."""
    role, untold = flow.states[step.to].tells, attempt.case.untold
    if role and step.to != attempt.case.state and role not in attempt.person.roles:
        return {"tells": role}
    return {"heard": True} if untold and step.by == (untold,) else {}


def _after(step: Transition, grade: str, attempt: Attempt) -> Case:
    """The case once this person has taken the step and given it a grade."""
    case, counts = attempt.case, {}
    if step.mark in ("returned", "extended", "reopened"):
        counts[step.mark] = getattr(case, step.mark) + 1
    return replace(
        case,
        state=step.to,
        severity=grade,
        due_on=attempt.today if step.deadline else case.due_on,
        gates=(case.gates - set(step.revokes)) | set(step.passes),
        persons={**case.persons, step.trigger: case.persons.get(step.trigger, frozenset()) | {attempt.person.name}},
        **counts,
    )


def _canonical(step: Transition, attempt: Attempt) -> Attempt:
    """The attempt with its values typed, and persons under their enrolled names. Raises InputError with every fault."""
    entry = _read(step, attempt)
    if entry.faults:
        raise InputError(Problem(f"{step.trigger}.{name}", what) for name, what in entry.faults)
    roster, values = as_roster(attempt.roster), dict(entry.values)
    for spec in _naming(step, values):
        names = [roster.named(same_person(name)) or name for name in forms.people(values[spec.id])]
        values[spec.id] = forms.JOINED[spec.type].join(dict.fromkeys(names))
    return attempt if values == attempt.values else replace(attempt, values=values)


def faults_in(step: Transition, attempt: Attempt) -> tuple[tuple[str, str], ...]:
    """What is wrong with each value of an attempt, by field; nothing else is asked."""
    return _read(step, attempt).faults


def _read(step: Transition, attempt: Attempt) -> forms.Entry:
    """The values typed, persons as they were written; it is a fault, too, where these do not say who is meant."""
    entry = forms.read(step.needs, attempt.values, attempt.today, attempt.day, over=attempt.regions)
    if attempt.v <= 1:
        return entry
    values, roster = entry.values, as_roster(attempt.roster)
    asked = _naming(step, values)
    unnamed = [(spec.id, fault) for spec in asked for fault in _unnamed(spec, values[spec.id], roster, attempt)]
    return replace(entry, faults=(*entry.faults, *unnamed)) if unnamed else entry


def _naming(step: Transition, values: Mapping[str, str]) -> list[FieldSpec]:
    """The fields of a step in which persons are named."""
    return [spec for spec in step.needs if spec.id in values and spec.type in forms.JOINED]


def _unnamed(spec: FieldSpec, text: str, roster: Roster, attempt: Attempt) -> Iterator[str]:
    """Why a field of persons does not say which ones: two are called so, or it is an office, or the unit itself."""
    for name in forms.people(text):
        if fault := which(name, roster):
            yield f"{spec.title}：{fault}"
        elif not roster.meant(name) and not named_in(name, roster) and names_nobody(name, attempt.case.party):
            yield f"{spec.title}：“{name}”没有说是谁，请写姓名（在册的可写用户名）"
