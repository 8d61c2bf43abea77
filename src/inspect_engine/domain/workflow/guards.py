"""What must hold before an action is taken: who may, and with what. Each guard yields what is missing, in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import wraps

from inspect_engine.domain.calendars import CHINA, PUBLISHED, Calendar, Rule, china_day, count, parse_date, read_period
from inspect_engine.domain.cases import Case, Proposal, facts_of
from inspect_engine.domain.cases.audit import broken
from inspect_engine.domain.cases.shape import OPEN
from inspect_engine.domain.countersigning import Signing, sends_notice
from inspect_engine.domain.definitions import CALENDAR_TITLES, SEVERITY_TITLES, TAKEN_BACK, Link, Transition, Workflow
from inspect_engine.domain.definitions.workflow import Earliest
from inspect_engine.domain.definitions.workflow import Guard as Requirement
from inspect_engine.domain.events import VERSION, Event
from inspect_engine.domain.people.authority import CONFIRMS_OVERRIDE, PERMISSIONS, Person, lacks_role, outside
from inspect_engine.domain.people.roster import as_roster, named_in
from inspect_engine.domain.people.standing import HOW, behind, one_hand
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import Overlay
from inspect_engine.domain.words.names import same_person
from inspect_engine.domain.workflow.conditions import asks_form, met

DATED = ("date", "moment")
"""Types of fields that hold a day."""


@dataclass(frozen=True)
class Attempt:
    """One person trying one action on one case on one day.

    ``roster`` maps every enrolled name to its person, and becomes a :class:`Roster`; ``related`` are the cases this
    one opened, and its opener; ``target`` is the case this one is to be merged into; ``override`` the reason for doing
    what one may not do; ``found`` are the signatures of the inspection that found it, where several made it; ``v`` the
    version of the event it is recorded in, which later rules do not judge. ``today`` is the day it is entered, ``on``
    the day (or moment) it happened, where that is another one; ``dates`` is who says so, if not who took it.
    ``regions`` is what is known of regions, None where what was stored is looked at again.
    """

    case: Case
    person: Person
    today: date
    values: Mapping[str, str]
    files: int
    roster: Mapping[str, Person]
    related: Sequence[Case] = ()
    calendar: Calendar = PUBLISHED
    target: Case | None = None
    override: str = ""
    found: Signing | None = None
    v: int = VERSION
    on: date | datetime | None = None
    dates: Person | None = None
    regions: Overlay | None = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day it happened."""
        if isinstance(self.on, datetime):
            return china_day(self.on)
        return self.on or self.today

    @property
    def backdated(self) -> bool:
        """Whether it is entered later than it happened."""
        return self.day < self.today

    def __post_init__(self) -> None:
        object.__setattr__(self, "roster", as_roster(self.roster))
        object.__setattr__(self, "_persons", {})
        object.__setattr__(self, "_known", {})

    @property
    def opener(self) -> Case | None:
        """The case that opened this one: as that is graded now, this one is."""
        return next((each for each in self.related if each.id == self.case.parent), None)

    def proposal(self, step: Transition) -> Proposal | None:
        """What another person proposed, and this one would confirm by taking the step."""
        found = self.case.proposal
        fits = found is not None and found.trigger == step.trigger and bool(found.override) == bool(self.override)
        return found if fits else None

    def persons(self, step: Transition) -> frozenset[str]:
        """Everyone who takes part: who records it, and whoever the person fields name.

        An enrolled person's name inside a longer text (“李某（检查员乙）”, “某甲/zhao”) names that person.
        """
        found: dict[int, frozenset[str]] = self.__dict__["_persons"]
        if id(step) not in found:
            found[id(step)] = self._taking_part(step)
        return found[id(step)]

    def _taking_part(self, step: Transition) -> frozenset[str]:
        texts = [self.values[spec.id] for spec in step.needs if spec.type in forms.JOINED and spec.id in self.values]
        named = [name for text in texts for name in forms.people(text)]
        inside = [each for name in named if name not in self.roster for each in named_in(name, self.roster)]
        proposal = self.proposal(step)
        return frozenset([*self.person.names, *named, *inside, *(proposal.persons if proposal else ())])

    def known_as(self, step: Transition) -> frozenset[str]:
        """The reduced names under which those persons may stand in earlier events."""
        found: dict[int, frozenset[str]] = self.__dict__["_known"]
        if id(step) not in found:
            found[id(step)] = self.person.known_as.union(*(_known(name, self.roster) for name in self.persons(step)))
        return found[id(step)]


Guard = Callable[[Workflow, Transition, Attempt], Iterator[str]]
Concerns = Callable[[Workflow, Transition], object]
_LIMITED: dict[Guard, tuple[Concerns, Guard]] = {}


def only_where(concerns: Concerns) -> Callable[[Guard], Guard]:
    """A guard of those steps only that ``concerns`` tells of, whoever takes them, of whatever case."""

    def limit(guard: Guard) -> Guard:
        @wraps(guard)
        def limited(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
            return guard(flow, step, attempt) if concerns(flow, step) else iter(())

        _LIMITED[limited] = concerns, guard
        return limited

    return limit


def asked_of(flow: Workflow, step: Transition, guards: Sequence[Guard]) -> tuple[Guard, ...]:
    """Those of these guards that may have something against a step, found out once and not at each attempt."""
    pairs = (_LIMITED.get(guard, (None, guard)) for guard in guards)
    return tuple(guard for concerns, guard in pairs if concerns is None or concerns(flow, step))


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


@only_where(lambda _, step: step.unlike)
def makers_apart(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody answers for what the one did who may still be acting through his account."""
    person, roster = attempt.person, attempt.roster
    for maker in sorted(behind(person.name, roster) - person.names):
        known = _known(maker, roster)
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


def _known(name: str, roster: Mapping[str, Person]) -> frozenset[str]:
    """The reduced names of whoever is called so now."""
    return roster[name].known_as if name in roster else frozenset({same_person(name)})


def known_by(name: str, roster: Mapping[str, Person]) -> frozenset[str]:
    """The reduced names of whoever an earlier event names, people enrolled since then included."""
    if name in roster:
        return roster[name].known_as
    return frozenset({same_person(name)}).union(*(roster[each].known_as for each in named_in(name, roster)))


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


def _notifies(step: Transition) -> bool:
    return any(sends_notice(spec.title) for spec in step.needs)


def _waits(flow: Workflow, step: Transition) -> bool:
    return _notifies(step) or flow.states[step.to].closing in ("rectified", "on_the_spot")


@only_where(_waits)
def countersigned(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """What was done by several is signed by enough of them before a notice goes out on it, or the case is closed on it.

    Nothing else waits: not the responsible unit, nor what wards off danger, nor what sends the case back.
    """
    yield from unsigned(flow, step, attempt.case, attempt.found)


def unsigned(flow: Workflow, step: Transition, case: Case, found: Signing | None) -> Iterator[str]:
    """The signatures that an action on a case waits for; ``found`` are those of the inspection that found it. What
    that found, and how it was put right, only a notice waits for."""
    if _notifies(step) and found:
        yield from found.against()
    if _waits(flow, step):
        for joint in case.joint.values():
            if not joint.past and (_notifies(step) or not joint.finding):
                yield from joint.signing.against()


def barred(flow: Workflow, case: Case, event: Event, person: Person, roster: Mapping[str, Person]) -> Iterator[str]:
    """Why somebody cannot have taken an action with others that ``event`` records: duties are kept apart."""
    step = flow.transition(event.data.get("trigger", ""), event.data.get("from", ""))
    if step:
        attempt = Attempt(case, person, event.on, {}, 0, roster)
        yield from (text for guard in (duties_apart, makers_apart) for text in guard(flow, step, attempt))
        if person.belongs_to(*case.involved):
            yield f"“{person.name}”属于责任单位“{person.party}”，这一步须由外单位的人办理"


@only_where(lambda flow, step: flow.acknowledges(step))
def something_to_know(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody says that he has heard of what he was not told, or knows already."""
    if attempt.case.untold not in step.by:
        yield "没有待知悉的"


@only_where(lambda _, step: step.dated_by and step.deadline and step.deadline.start == step.dated_by)
def served_when_signed(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A notice that several sign starts no time for the unit before enough of them have signed."""
    notices = {each.trigger for each in flow.transitions if _notifies(each)}
    for joint in attempt.case.joint.values():
        if joint.trigger in notices and not joint.past:
            yield from joint.signing.against()


def clock_runs_forward(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    if attempt.today < attempt.case.last_on:
        what = f"今天（{attempt.today}）早于上一步的日期（{attempt.case.last_on}），请核对系统时间"
        yield f"{what}；那时的钟错了的，请主管用 clock excuse 说明"


@only_where(lambda flow, step: _asked(flow, step, form=False))
def conditions_hold(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    yield from _unmet(flow, step, attempt, form=False)


@only_where(lambda flow, step: _asked(flow, step, form=True))
def form_fits(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The same of conditions that ask for what is filled in now."""
    yield from _unmet(flow, step, attempt, form=True)


def _unmet(flow: Workflow, step: Transition, attempt: Attempt, *, form: bool) -> Iterator[str]:
    facts = {**attempt.case.values, **attempt.values, **facts_of(flow, attempt.case, attempt.day)}
    if attempt.opener is not None:
        facts["severity"] = attempt.opener.severity
    yield from (guard.refused for guard in _asked(flow, step, form=form) if not met(guard.if_, facts))


def _asked(flow: Workflow, step: Transition, *, form: bool) -> list[Requirement]:
    return [guard for guard in step.when if asks_form(flow, step, guard.if_) == form]


@only_where(lambda _, step: step.earliest)
def waited_enough(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The days, or hours, have passed that a case must have waited in its state."""
    assert step.earliest
    dated = attempt.values.get(step.dated_by or "")
    if step.earliest.days is None:
        yield from _hours_too_few(attempt.case, step.earliest, dated)
        return
    rule = Rule(attempt.case.entered_on, step.earliest.days, step.earliest.calendar, rolls=False)
    day = day_of(dated) if dated else attempt.day
    try:
        last = count(rule, attempt.calendar).due_on
    except ValueError as error:
        yield str(error)
        return
    if day <= last:
        span = f"{step.earliest.days} {CALENDAR_TITLES[step.earliest.calendar]}"
        yield f"自 {attempt.case.entered_on} 起须满{span}，{last} 以后才能办"


def _hours_too_few(case: Case, wait: Earliest, dated: str | None) -> Iterator[str]:
    """Without its moment, the missing field says so."""
    since = case.entered_at.astimezone(CHINA)
    until = since + timedelta(hours=wait.hours or 0)
    if dated and datetime.fromisoformat(dated) < until:
        yield f"自 {since:%Y-%m-%d %H:%M} 起须满 {wait.hours} 小时，{until:%Y-%m-%d %H:%M} 以后才能办"


@only_where(lambda _, step: step.distinct)
def signers_apart(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Fields of this action that must name different persons do."""
    titles = {spec.id: spec.title for spec in step.needs}
    taken: dict[str, str] = {}
    for name in step.distinct:
        for person in forms.people(attempt.values.get(name, "")):
            for known in known_by(person, attempt.roster):
                if taken.setdefault(known, name) != name:
                    yield f"“{titles[name]}”与“{titles[taken[known]]}”是同一个人（{person}），须各不相同"
                    break


@only_where(lambda _, step: step.gates)
def gates_passed(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    for name in step.gates:
        if name not in attempt.case.gates:
            yield f"“{flow.gates[name].title}”还没有落实"


@only_where(lambda _, step: step.links or step.opens)
def joint_conditions(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Linked cases stand where they must, and no second one is opened beside an open one."""
    for link in step.links:
        there = [other for other in attempt.related if linked(flow, link, attempt.case, other)]
        for other in there:
            if other.state not in link.in_:
                yield f"{link.refused}（{other.number} 现为“{other.state_title}”）"
        if link.must_exist and not there:
            yield f"{link.refused}（还没有另立过）"
    for other in attempt.related:
        if other.workflow == step.opens and other.parent == attempt.case.id and other.is_open and not step.several:
            yield f"{other.number}（{other.title}）还没有办结，不能再开一件"


def linked(flow: Workflow, link: Link, case: Case, other: Case) -> bool:
    """Whether a case is one that a link speaks of: opened by this one; or its opener, or opened by that, too."""
    if other.workflow != link.workflow:
        return False
    if link.workflow in flow.opened:
        return other.parent == case.id
    return other.id == case.parent or (bool(case.parent) and other.parent == case.parent and other.id != case.id)


@only_where(lambda _, step: step.mark == "reopened")
def last_of_its_kind(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A case that another one opened is not opened again once that has opened the next."""
    case = attempt.case
    for other in attempt.related if case.parent else ():
        if (other.parent, other.workflow) == (case.parent, case.workflow) and other.id != case.id:
            yield f"后来又另立了 {other.number}，这一件不再重新打开"


@only_where(lambda _, step: any(spec.required for spec in step.needs))
def nothing_missing(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    for spec in step.needs:
        if spec.required and spec.id not in attempt.values:
            yield f"缺少“{spec.label}”（{spec.id}）"


def enough_evidence(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    if attempt.files < step.evidence:
        yield f"须附佐证材料至少 {step.evidence} 份（照片或文件），现有 {attempt.files} 份"


@only_where(lambda _, step: any(spec.type == "inspectors" for spec in step.needs))
def enough_inspectors(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Named inspectors are enrolled, distinct, enough, and include who records it."""
    for spec in step.needs:
        if spec.type != "inspectors" or spec.id not in attempt.values:
            continue
        names = forms.people(attempt.values[spec.id])
        for name in names:
            person = attempt.roster.get(name)
            if person is None or not person.inspects:
                yield f"“{name}”不是在册的检查员"
        if len(set(names)) < int(spec.min or 1):
            yield f"{spec.title}须不少于 {spec.min} 人，现为 {len(set(names))} 人"
        proposal = attempt.proposal(step)
        if not {attempt.person.name, *(proposal.persons if proposal else ())} & set(names):
            yield f"{spec.title}须包含办理人本人（{attempt.person.name}）"


def _signed_by_finders(_: Workflow, step: Transition) -> bool:
    return bool(_notifies(step)) and any(spec.type == "inspectors" for spec in step.needs)


@only_where(_signed_by_finders)
def enough_found(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Where those who found a hazard sign its notice themselves, there are as many of them as sign."""
    finders = _finders(attempt)
    needed = max(int(spec.min or 1) for spec in step.needs if spec.type == "inspectors")
    if attempt.case.is_hazard and len(finders) < needed:
        yield f"查这件隐患的不足 {needed} 人，自己签发不了：由主管签发"


@only_where(_signed_by_finders)
def finders_sign(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Those who issue a notice on a hazard themselves are who found it: who signs is not chosen."""
    if not attempt.case.is_hazard:
        return
    known = frozenset[str]().union(*(known_by(name, attempt.roster) for name in _finders(attempt)))
    for spec in step.needs:
        for name in forms.people(attempt.values.get(spec.id, "")) if spec.type == "inspectors" else ():
            if not known & known_by(name, attempt.roster):
                yield f"“{name}”没有参加这件隐患的检查，不能签发：由检查的人签发"


def _finders(attempt: Attempt) -> set[str]:
    return {*attempt.case.persons.get(OPEN, ()), *(attempt.found.states if attempt.found else ())}


@only_where(lambda _, step: step.deadline)
def deadline_known(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The days and the start from which this action sets the deadline have been given, now or before."""
    assert step.deadline
    given = {**attempt.case.values, **attempt.values}
    if step.deadline.days and step.deadline.days not in given:
        titles = {spec.id: spec.title for each in flow.transitions for spec in each.needs}
        yield f"还没有填过“{titles.get(step.deadline.days, step.deadline.days)}”，定不了期限"
    if step.deadline.start != "due_on":
        return
    if attempt.case.due_on is None:
        yield "还没有期限，谈不上从原期限起算"
    elif (until := _until(given.get(step.deadline.days or "", ""))) and until <= attempt.case.due_on:
        yield f"延到 {until} 不在原期限（{attempt.case.due_on}）之后，谈不上延期"


def _until(period: str) -> date | None:
    """The day by which a period ends that was given by a date."""
    return read_period(period, date.min).until if period else None


@only_where(lambda _, step: any(spec.type in DATED for spec in step.needs))
def dates_in_order(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    case, begun = attempt.case, "发现" if attempt.case.is_hazard else "立案"
    for spec in step.needs:
        if spec.type in DATED and (text := attempt.values.get(spec.id)):
            found = min(case.found_on, case.last_on)  # found under a clock that was wrong, it may be the later one
            before = case.stepped_on if attempt.v >= DATED_SINCE else case.last_on
            floor, name = (before, "上一步") if spec.id == step.dated_by else (found, begun)
            if day_of(text) < floor:
                yield f"{spec.title} {text} 不能早于{name}（{floor}）"


def happened_in_order(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """What no field dates did not happen before the step that the case stands on, whenever that was entered; nor is it
    dated before what it tells of."""
    if step.dated_by in attempt.values or not attempt.backdated:
        return
    if attempt.day < attempt.case.stepped_on:
        yield f"办理日期 {attempt.day} 不能早于上一步（{attempt.case.stepped_on}）"
    for spec in step.needs:
        text = attempt.values.get(spec.id) if spec.type in DATED and not spec.future else None
        if text and day_of(text) > attempt.day:
            yield f"{spec.title} {text} 在办理日期（{attempt.day}）之后"


def timed(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Where hours run from it, what was entered later says at what hour it happened."""
    within = flow.states[step.to].within
    by_hours = within is not None and within.hours is not None and step.to not in step.from_
    if by_hours and attempt.backdated and not isinstance(attempt.on, datetime):
        yield f"“{flow.states[step.to].title}”按小时计时，补录还要写明几点几分，例 {attempt.day} 10:30"


def unit_enters_its_day(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """An account of the responsible unit dates nothing before the day on which it enters it."""
    person = attempt.dates or attempt.person
    of_it = own_account(person, step) or ("responsible" in person.roles and person.belongs_to(*attempt.case.units))
    if of_it and attempt.backdated:
        yield f"责任单位的账户只能按当天（{attempt.today}）办理，不能写 {attempt.day}；更早已交来的，请检查员或主管补录"


@only_where(lambda _, step: step.links)
def linked_by_then(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """What linked cases must have come to, they had come to on the day that the action is dated by."""
    for link in step.links if attempt.backdated else ():
        for other in attempt.related:
            if linked(flow, link, attempt.case, other) and other.state in link.in_:
                since = _stood_since(other, link.in_)
                if attempt.day < since:
                    yield f"{link.refused}：{other.number} {since} 才到“{other.state_title}”，不能写 {attempt.day}"


def _stood_since(case: Case, states: Sequence[str]) -> date:
    """Since when a case stands in one of these states, or another of them."""
    outside = max((done.nth for (_, to), done in case.done.items() if to not in states), default=0)
    return min((d.on for (_, to), d in case.done.items() if to in states and d.nth > outside), default=case.entered_on)


def day_of(text: str) -> date:
    """The day of a date or of a moment."""
    return parse_date(text) if len(text) == 10 else china_day(datetime.fromisoformat(text))


@only_where(lambda _, step: step.merges)
def merge_fits(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A duplicate is merged into another open case of the same kind, subject and unit.

    Neither its delay nor its severity may be lost in it.
    """
    case, target = attempt.case, attempt.target
    if target is None:
        return
    if target.id == case.id:
        yield "不能并入自己"
    elif target.workflow != case.workflow or target.parent != case.parent:
        yield f"{target.number} 是另一种事项，不能并入"
    elif target.subject != case.subject:
        yield f"{target.number} 的检查对象是“{target.subject_name}”，不是同一个对象，不能并入"
    elif not target.is_open:
        yield f"{target.number} 已办结（{target.state_title}），不能并入；再次出现的按新隐患办理"
    elif not as_roster(attempt.roster).same_unit(target.party, case.party):
        yield f"{target.number} 的责任单位是“{target.party}”，不是“{case.party}”，不能并入"
    elif case.severity == "major" and target.severity != "major":
        yield f"重大隐患不能并入{SEVERITY_TITLES[target.severity]}的 {target.number}，请反过来并入，或先给它定级"
    elif case.overdue(attempt.today) and not target.overdue(attempt.today):
        yield f"本隐患已逾期，{target.number} 没有逾期，请反过来并入，逾期才看得见"
    else:
        yield from _promises_kept(flow, attempt, target)


def _promises_kept(flow: Workflow, attempt: Attempt, target: Case) -> Iterator[str]:
    """Who took part in either case has, once merged, taken part in both; no promise may be broken by that."""
    mine, theirs = (_known_persons(case, attempt.roster) for case in (attempt.case, target))
    both = {name: mine.get(name, frozenset()) | theirs.get(name, frozenset()) for name in mine.keys() | theirs.keys()}
    before = list(broken(flow, replace(target, persons=theirs), attempt.today))
    for promise in broken(flow, replace(target, persons=both), attempt.today):
        if promise not in before:
            yield f"并入 {target.number} 后守不住“{promise.title}”，须先换人办理其中一步"


def _known_persons(case: Case, roster: Mapping[str, Person]) -> dict[str, frozenset[str]]:
    """Whoever took part in each action, under every name he may be known by."""
    return {
        trigger: frozenset(known for name in names for known in known_by(name, roster))
        for trigger, names in case.persons.items()
    }


def not_taken_back(_: Workflow, __: Transition, attempt: Attempt) -> Iterator[str]:
    """What a misread paper ledger had brought in is worked on no more."""
    if attempt.case.closed_how == TAKEN_BACK:
        yield f"{attempt.case.number} 已随导入撤回，不再办理"


WHO: tuple[Guard, ...] = (
    not_taken_back,
    role_fits,
    region_fits,
    enough_found,
    own_party_only,
    outsiders_only,
    duties_apart,
    makers_apart,
    released_by_another,
    conditions_hold,
    gates_passed,
    joint_conditions,
    last_of_its_kind,
    waited_enough,
    another_confirms,
    proposer_apart,
    clock_runs_forward,
    something_to_know,
    countersigned,
    served_when_signed,
)
SINCE_2 = frozenset({makers_apart, released_by_another, proposer_apart})
"""Those that came with the second version of events."""
DATED_SINCE = 4
"""The version of events from which on every action may be entered later than it happened."""
SINCE_4 = frozenset({happened_in_order, timed, unit_enters_its_day, linked_by_then})
"""Those that came with that."""
WHAT: tuple[Guard, ...] = (
    nothing_missing,
    enough_evidence,
    enough_inspectors,
    finders_sign,
    duties_apart,
    released_by_another,
    deadline_known,
    dates_in_order,
    form_fits,
    signers_apart,
    merge_fits,
    happened_in_order,
    timed,
    unit_enters_its_day,
    linked_by_then,
)
