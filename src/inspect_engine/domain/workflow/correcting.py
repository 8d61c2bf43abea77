"""Putting a case right: its own words, its grade, and the action that was taken last, by the rules of that action."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from inspect_engine.domain.calendars import Calendar, china_day, parse_date
from inspect_engine.domain.cases import (
    ABSORBED,
    FOLLOWED_SINCE,
    IMPORTED,
    MOVED,
    REDATED,
    REPINNED,
    TAKEN_OUT,
    UNDONE,
    WITHDRAWN,
    Case,
    Charge,
    Taken,
    apply,
    as_signed,
    course,
    event_title,
    fold,
    rewrites,
)
from inspect_engine.domain.corrections import (
    CORRECTED,
    TITLE,
    Change,
    changed_only,
    not_alone,
    reason_faults,
    record,
)
from inspect_engine.domain.countersigning import Signing
from inspect_engine.domain.definitions import SEVERITY_TITLES, TAKEN_BACK, FieldSpec, Transition
from inspect_engine.domain.events import GENESIS, VERSION, Actor, Event
from inspect_engine.domain.people.authority import Person, outside
from inspect_engine.domain.people.roster import Roster
from inspect_engine.domain.people.standing import one_hand
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.domain.workflow import liable
from inspect_engine.domain.workflow.conditions import met
from inspect_engine.domain.workflow.guards import DATED_SINCE, Attempt, known_by
from inspect_engine.domain.workflow.liable import PARTY
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.domain.workflow.lowering import less
from inspect_engine.errors import InputError, Problem, Refused

OWN = {"note": "备注", "measured": "实测", "part": "部位", PARTY: "责任单位"}
"""What a case says of itself, by field."""
GRADE = "severity"
DAY, DUE = "on", "due_on"
"""The day of the last action, and the due date that follows from it."""
FOLLOWING = (DUE, "severity_why")
"""Fields that change because another one does."""
FIXED = frozenset({REDATED, REPINNED, ABSORBED, IMPORTED, TAKEN_OUT, WITHDRAWN, UNDONE})
"""What cannot be judged anew on another case than it was."""
UNDO_TITLE = "撤回回复"


@dataclass(frozen=True)
class Correcting:
    """One person putting one case right on one day; ``found`` and ``related`` are as for an attempt, ``papers`` are the
    documents with which its last action was taken, ``addressed`` those in force about it; ``history`` are its events,
    ``with_paper`` tells the documents with which any action was taken; ``v`` is the version of the record."""

    case: Case
    life: Lifecycle
    person: Person
    today: date
    roster: Roster
    calendar: Calendar
    related: Sequence[Case] = ()
    found: Signing | None = None
    papers: Sequence[str] = ()
    addressed: Sequence[str] = ()
    history: Callable[[], Sequence[Event]] = tuple
    with_paper: Callable[[str], Sequence[str]] = lambda _: ()
    v: int = VERSION


@dataclass(frozen=True)
class Outcome:
    """The data of the record, whether it takes a second person, and the case as it then stands."""

    data: Mapping[str, Any]
    two: bool
    after: Case


def correct(of: Correcting, sets: Mapping[str, str], why: str) -> Outcome:
    """What it comes to that these fields are put right. Raises Refused with all that speaks against it, InputError for
    a field that there is none of, or a value that cannot be read."""
    own, acted = _sorted_out(of, sets)
    changes = [Change(name, OWN[name], getattr(of.case, name), text) for name, text in own.items() if name in OWN]
    if GRADE in own:
        changes += _graded(of, own[GRADE], why)
    said = changed_only(changes)
    if acted:
        _may_be_redone(of)
    acted = _otherwise(of, acted)
    redone = _redone(of, acted) if acted else None
    found = [*said, *(_differing(of, redone) if redone else [])]
    own_fields = {each.field for each in said}
    faults = [*_barred(of, own_fields), *reason_faults(why, typed(found)), *_authorship(of, own_fields, acted)]
    if PARTY in own_fields:
        faults += liable.against(of.case, own[PARTY], of.person, of.roster, of.addressed)
    if faults:
        raise Refused(TITLE, dict.fromkeys(faults))
    data = record("case", of.case.number, found, why, of.today, of.person.names)
    return outcome(of, data | ({"redone": redone} if redone else {}))


def correct_earlier(of: Correcting, which: str, sets: Mapping[str, str], why: str) -> Outcome:
    """What it comes to that an earlier action (its trigger or title, or the id of its event) is put right: every action
    after it is judged anew, and must still have been allowed. Raises as :func:`correct`, naming the one that is not."""
    whole = course(of.history())
    at = _position(of, whole, which)
    if of.case.taken and of.case.taken.event.id == whole[at].id:
        return correct(of, sets, why)
    target, before = whole[at], fold(whole[:at])
    then = replace(_as_of(of, before, target), papers=of.with_paper(target.data["trigger"]))
    own, acted = _sorted_out(then, sets)
    if own:
        raise InputError.one(f"“{'、'.join(own)}”不是那一步所填的", where="--action", fix="改事项本身的，不写 --action")
    _may_be_redone(then)
    redone = _redone(then, _otherwise(then, acted))
    found = _differing(then, redone)
    again = _followed(of, apply(before, replace(target, data=redone)), whole[at + 1 :])
    mine = target.actor.user in of.person.names
    barred = outside(of.person, of.case.region) if mine else meddling(of.person, of.case, of.roster)
    faults = [*barred, *reason_faults(why, typed(found)), *_authorship(then, (), acted)]
    if faults:
        raise Refused(TITLE, dict.fromkeys(faults))
    data = record("case", of.case.number, found, why, of.today, of.person.names)
    return outcome(of, {**data, "action": target.id, "redone": redone, "again": again})


def left_anew(of: Correcting, left: Event, on: date, why: str) -> Outcome | None:
    """What it comes to that a case was taken out of its notice on another day: what was done since is judged anew. None
    where it comes to the same day. It takes two where it was overdue then, and was not, or the other way round.
    Raises Refused."""
    whole = course(of.history())
    at = next(n for n, each in enumerate(whole) if each.id == left.id)
    before, old = fold(whole[:at]), whole[at].data
    now = max(on, before.stepped_on)
    if not (changes := changed_only([Change(DAY, "办理日期", old["on"], now.isoformat())])):
        return None
    redone = {**old, "on": now.isoformat()}
    again = _followed(of, apply(before, replace(whole[at], data=redone)), whole[at + 1 :])
    if barred := list(meddling(of.person, of.case, of.roster)):
        raise Refused(TITLE, barred)
    data = record("case", of.case.number, changes, why, of.today, of.person.names)
    found = outcome(of, {**data, "action": left.id, "redone": redone, "again": again})
    timed = before.overdue(parse_date(old["on"])) != before.overdue(now)
    return replace(found, two=found.two or timed)


def _position(of: Correcting, whole: Sequence[Event], which: str) -> int:
    """Where an action stands: the last of that trigger, title or id. Raises InputError where there is none."""
    acts = [n for n, each in enumerate(whole) if each.kind == MOVED]
    found = [n for n in acts if which in (whole[n].id, whole[n].data["trigger"], whole[n].data["title"])]
    if not found:
        known = dict.fromkeys(f"{whole[n].data['trigger']}（{whole[n].data['title']}）" for n in acts)
        raise InputError.one(
            f"{of.case.number} 没有办过“{which}”", where="--action", fix=f"办过的：{'、'.join(known) or '（没有）'}"
        )
    return found[-1]


def _as_of(of: Correcting, before: Case, event: Event) -> Correcting:
    """As it was when an action was the last that had been taken."""
    return replace(of, case=replace(before, taken=Taken(event, replace(before, taken=None))), papers=())


def _followed(of: Correcting, case: Case, later: Sequence[Event]) -> list[dict[str, Any]]:
    """What later actions say on a case that came to be another: only those that say something else. Raises Refused with
    the first that would not have been allowed, or that cannot be judged anew."""
    again = list[dict[str, Any]]()
    for each in later:
        if each.kind in FIXED or any(each.data.get(key) for key in ("override", "merged_into")):
            raise Refused(TITLE, [f"其后 {each.on} 有“{event_title(each)}”，不能再改它以前的"])
        now = _still(of, case, each) if each.kind == MOVED else each
        if now is not each:
            again.append({"event": each.id, "data": now.data})
        case = apply(case, now)
    return again


def _still(of: Correcting, case: Case, event: Event) -> Event:
    """An action as it is taken on another case than it was. Raises Refused where it would not be allowed there."""
    try:
        made = _redone(_as_of(of, case, event), {})
    except (Refused, InputError) as error:
        why = error.missing if isinstance(error, Refused) else [problem.what for problem in error.problems]
        told = f"改了以后，{event.on} 办的“{event.data['title']}”就不成立了：{'；'.join(why)}"
        raise Refused(TITLE, [told]) from None
    return event if made == event.data else replace(event, data=made)


def typed(changes: Iterable[Change]) -> list[Change]:
    """What somebody gave, and not what followed from it."""
    return [each for each in changes if each.field not in FOLLOWING]


def take_back(of: Correcting, why: str) -> Outcome:
    """What it comes to that a reply is taken back on which nobody has acted. Raises Refused."""
    taken = of.case.taken
    if taken is None or taken.event.data["mark"] != "replied":
        raise Refused(UNDO_TITLE, [f"{of.case.number} 现为“{of.case.state_title}”，没有刚提交、还没有人办过的回复可撤"])
    before = taken.before
    change = Change("state", "状态", of.case.state_title, before.state_title)
    faults = [*_may_take_back(of, taken), *reason_faults(why, [change])]
    if faults:
        raise Refused(UNDO_TITLE, faults)
    data = record("reply", of.case.number, [change], why, of.today, of.person.names)
    place = {"to": before.state, "to_title": before.state_title}
    found = outcome(of, {**data, "undone": taken.event.id, **place})
    return replace(found, two=found.two and not _of_his_unit(of, taken))  # his own to do again is no favour


def outcome(of: Correcting, data: Mapping[str, Any]) -> Outcome:
    """What a record makes of a case: a second person is asked where grade, closing or in-time change with it, a due
    date moves later, less of a fine is owed or fewer casualties are counted, the grade was given by two, or another
    unit is liable (:func:`liable.takes_two`)."""
    actor = Actor(of.person.name, of.person.via)
    event = Event("", "", 0, GENESIS, of.case.id, of.case.last_event, CORRECTED, actor, of.case.entered_at, data)
    after = fold([*of.history(), event]) if rewrites(event) else apply(of.case, event)
    raised = (of.case.severity, after.severity) == ("general", "major")
    graded = of.case.severity != after.severity and not (raised and not _graded_by_two(of))
    fewer = less(of.life.workflow, of.case.values, after.values)
    lighter = fewer or _lighter(of.case.charge, after.charge)
    timed = lighter or _later(of.case, after) or _timing(of.case, of.today) != _timing(after, of.today)
    return Outcome(data, graded or timed or liable.takes_two(of.case, after.party, of.person, of.roster), after)


def moved_against(of: Correcting, changes: Iterable[Change]) -> Iterator[str]:
    """What speaks against it that another unit is liable for a case because of what is put right elsewhere."""
    if (unit := _moved_to(of, changes)) is not None:
        yield from liable.against(of.case, unit, of.person, of.roster, of.addressed)


def moved_by_two(of: Correcting, changes: Iterable[Change]) -> bool:
    """Whether that takes a second person: once anybody has acted on the case, as where its own unit is put right."""
    unit = _moved_to(of, changes)
    return unit is not None and of.case.acted and liable.takes_two(of.case, unit, of.person, of.roster)


def _moved_to(of: Correcting, changes: Iterable[Change]) -> str | None:
    """The unit that a case gets with these changes; None where it stays, or was not asked about yet."""
    units = [each.new for each in changes if each.field == PARTY and each.old != each.new]
    return units[-1] if units and of.v >= FOLLOWED_SINCE else None


def meddling(person: Person, case: Case, roster: Roster) -> Iterator[str]:
    """Why somebody puts nothing right in this case: it is elsewhere, it is his unit's, or he has rectified it."""
    yield from outside(person, case.region)
    if case.closed_how == TAKEN_BACK:
        yield f"{case.number} 已随导入撤回，不再更正"
    if person.belongs_to(*case.involved):
        yield f"你属于责任单位“{person.party}”，须由外单位的人更正"
    for name in sorted(case.rectified_by):
        if person.known_as & known_by(name, roster) or (name in roster and any(one_hand(person.name, [name], roster))):
            yield f"“{name}”参与过本事项的整改，须换人更正"


def _barred(of: Correcting, own: Collection[str]) -> Iterable[str]:
    """As :func:`meddling`; of what he did last himself somebody may put right that, and not what was found."""
    taken = of.case.taken
    if not own and taken is not None and taken.event.actor.user in of.person.names:
        return outside(of.person, of.case.region)
    return meddling(of.person, of.case, of.roster)


def _later(case: Case, after: Case) -> bool:
    """Whether a due date moves later, as it does by an extension."""
    dates = (case.due_on, after.due_on), (case.runs_on, after.runs_on)
    return any(old is not None and (new is None or new > old) for old, new in dates)


def _lighter(before: Charge | None, after: Charge | None) -> bool:
    """Whether less of a fine is owed: it is lower, more of it was paid or remitted, or it was late for fewer days."""
    if before is None or after is None:
        return before is not None
    paid = after.paid > before.paid or after.waived > before.waived
    return after.fine < before.fine or paid or sum(x.days for x in after.late) < sum(x.days for x in before.late)


def _timing(case: Case, today: date) -> tuple[object, ...]:
    return case.replied_in_time, case.overdue(today), case.closed_on, case.closed_how


def _sorted_out(of: Correcting, sets: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What of the case itself is given anew, and what of its last action. Raises InputError for what is neither."""
    asked = _asked(of)
    known = {**OWN, GRADE: "等级", **{spec.id: spec.title for spec in asked}, **({DAY: "办理日期"} if asked else {})}
    problems = [
        Problem(f"--set {name}", f"“{name}”现在没有这一项可更正", suggest(name, known) or _offered(known))
        for name in sets
        if name not in known
    ]
    ids = {DAY, *(spec.id for spec in asked)}
    acted = {name: text for name, text in sets.items() if name in ids and name not in OWN}
    own = {name: text.strip() for name, text in sets.items() if name not in acted}
    acted = dict(forms.dated([*asked, FieldSpec(id=DAY, title="办理日期", type="date")], acted, of.today))
    problems += [
        Problem(f"--set {name}", f"{OWN[name]}{fault}")
        for name, text in own.items()
        if name in OWN and text and (fault := fault_in(text))
    ]
    if problems:
        raise InputError(problems)
    return own, acted


def _offered(known: Mapping[str, str]) -> str:
    return f"可写：{'、'.join(f'{name}（{title}）' for name, title in known.items())}"


def _asked(of: Correcting) -> tuple[FieldSpec, ...]:
    """The form of the action that was taken last."""
    step = _step(of)
    return step.needs if step else ()


def _step(of: Correcting) -> Transition | None:
    taken = of.case.taken
    if taken is None:
        return None
    branches = of.life.branches(taken.event.data["trigger"], taken.before.state)
    return next((each for each in branches if each.to == taken.event.data["to"]), None)


def _graded(of: Correcting, text: str, why: str) -> list[Change]:
    """改级: another grade than the one it was given, where that one did not decide how the case came here; nothing for
    the same."""
    case, grade = of.case, {title: word for word, title in SEVERITY_TITLES.items()}.get(text, text)
    steps = _grading(of)
    if grade not in {choice for step in steps for choice in _choices(step)}:
        raise InputError.one(f"等级“{text}”在这里没有", where="--set severity", fix="可写：一般、重大")
    if grade == case.severity:
        return []
    if not case.is_open:
        raise Refused(TITLE, [f"{case.number} 已办结（{case.state_title}），要改级须先重新立案"])
    if any(case.state in step.from_ and step.to != case.state for step in steps):
        raise Refused(
            TITLE, [f"{case.number} 还没有定级，请办理“{steps[0].title}”（act {case.number} {steps[0].trigger}）"]
        )
    if against := list(came_here(of, grade)):
        raise Refused(TITLE, against)
    return [Change(GRADE, "等级", case.severity, grade), Change("severity_why", "定级理由", case.severity_why, why)]


def follow(of: Correcting, said: Sequence[Change], measured: str, grade: str, grade_why: str) -> list[Change]:
    """What changes in a case when the answer it was found by is put right: the answer itself, what was ``said``, the
    values ``measured``, and the grade, where nobody has given it one. Raises Refused as :func:`correct`."""
    case, flow = of.case, of.life.workflow
    found = [*said, Change("measured", OWN["measured"], case.measured, measured)]
    by_hand = any(case.last(step.trigger) for step in flow.transitions if step.sets.get(GRADE))
    if case.is_open and not by_hand and grade != case.severity:
        if against := list(came_here(of, grade)):
            raise Refused(TITLE, against)
        found.append(Change(GRADE, "等级", case.severity, grade))
        found.append(Change("severity_why", "定级理由", case.severity_why, grade_why))
    return changed_only(found)


def _grading(of: Correcting) -> list[Transition]:
    return [step for step in of.life.workflow.transitions if step.sets.get(GRADE)]


def _choices(step: Transition) -> Mapping[str, str]:
    return next(spec.choices for spec in step.needs if spec.id == step.sets[GRADE])


def _graded_by_two(of: Correcting) -> bool:
    return any(step.second and of.case.last(step.trigger, step.to) for step in _grading(of))


def came_here(of: Correcting, grade: str) -> Iterator[str]:
    """What was done here that the other grade would not have allowed."""
    case, flow = of.case, of.life.workflow
    opened = {other.workflow for other in of.related if other.parent == case.id and other.is_open}
    for step in flow.transitions:
        if step.to != case.state or not case.last(step.trigger, step.to) or (step.opens and step.opens not in opened):
            continue
        for guard in step.when:
            if (
                guard.if_.fact == GRADE
                and not met(guard.if_, {GRADE: grade})
                and met(guard.if_, {GRADE: case.severity})
            ):
                yield f"已办过“{step.title}”：{guard.refused}。请先了结这一步再改级"


def _otherwise(of: Correcting, acted: Mapping[str, str]) -> dict[str, str]:
    """The values by which the last action then differs from how it was taken: a record names these and no others."""
    return {each.field: each.new for each in typed(_differing(of, _redone(of, acted)))} if acted else {}


def _may_be_redone(of: Correcting) -> None:
    """Raises Refused where the action taken last is not put right by itself."""
    data = of.case.taken.event.data if of.case.taken else {}
    if of.papers:
        how = "送达有误的用 notice correct，没有送达的用 notice reissue 重发，已作废的用 notice issue 重新签发"
        raise Refused(TITLE, [f"“{data['title']}”是随文书 {'、'.join(of.papers)} 办的：{how}"])
    if any(data.get(key) for key in ("proposed", "override", "opens", "merged_into", "revokes", "passes")):
        raise Refused(TITLE, [f"“{data['title']}”是两人办的、越权办的或者另有牵连的一步，不能这样更正，请另行办理"])


def _redone(of: Correcting, acted: Mapping[str, str]) -> dict[str, Any]:
    """The data of the last action as it would be with these values, by its own guards. Raises Refused, InputError."""
    taken, step = of.case.taken, _step(of)
    assert taken
    assert step
    data = taken.event.data
    entered = min(taken.event.typed_on, of.today)  # typed under a clock that was ahead
    values = {**data["values"], **acted}
    on = values.pop(DAY, None)
    if on is not None and step.dated_by and step.dated_by not in acted:  # it may say the moment, too
        values[step.dated_by] = on
    happened = None if step.dated_by else _a_day(on or data["on"], entered)
    v = max(taken.event.v, DATED_SINCE) if on is not None else taken.event.v
    values = {name: text for name, text in values.items() if text}
    case, person = as_signed(taken.before, of.found), _as_he_was(taken, of.roster)
    given = case, person, entered, values, len(taken.event.files), of.roster, of.related, of.calendar
    when = _moment(happened, data)
    made = of.life.anew(data["trigger"], Attempt(*given, found=of.found, v=v, on=when, dates=of.person, regions=None))
    made |= {"acts_for": data["acts_for"]} if data.get("acts_for") else {}
    if made.get("to") != data["to"] or made.get("awaits") != data.get("awaits"):
        raise Refused(TITLE, ["改了以后去向或者会签的人就不同了，不能这样更正"])
    return made


def _moment(happened: date | None, data: Mapping[str, Any]) -> date | datetime | None:
    """The moment at which an action was said to have happened, while it is still said to have on that day."""
    at = datetime.fromisoformat(data["at"]) if happened and "at" in data else None
    return at if at and china_day(at) == happened else happened


def _a_day(text: str, latest: date) -> date:
    try:
        day = parse_date(text)
    except ValueError as error:
        raise InputError.one(str(error), where="--set on") from None
    if day > latest:
        raise InputError.one(f"{day} 在记录那天（{latest}）之后", where="--set on")
    return day


def _as_he_was(taken: Taken, roster: Roster) -> Person:
    """Who took the action, with the office by which he took it."""
    person = replace(roster[taken.event.actor.user], active=True, via=taken.event.actor.via)
    principal = roster.get(taken.event.data.get("acts_for", ""))
    if principal is None:
        return person
    return replace(person, roles=principal.roles, region=principal.region, acts_for=principal)


def _differing(of: Correcting, redone: Mapping[str, Any]) -> list[Change]:
    """What of the last action is put right: its fields, its day, and the due date that follows."""
    assert of.case.taken
    old = of.case.taken.event.data
    titles = {spec.id: spec.title for spec in _asked(of)}
    names = dict.fromkeys([*titles, *old["values"], *redone["values"]])
    texts = [(old["values"].get(name, ""), redone["values"].get(name, "")) for name in names]
    found = [Change(name, titles.get(name, name), *pair) for name, pair in zip(names, texts, strict=True)]
    due = [each.get("deadline", {}).get("due_on", "") for each in (old, redone)]
    return changed_only([*found, Change(DAY, "办理日期", old["on"], redone["on"]), Change(DUE, "期限", *due)])


def _authorship(of: Correcting, own: Collection[str], acted: Collection[str]) -> Iterator[str]:
    case = of.case
    if GRADE in own and "supervisor" not in of.person.roles:
        yield "改级须由主管办理"
    if OWN.keys() & set(own):
        yield from not_alone(of.person, case.persons.get("open", frozenset()), case.found_on, of.today)
    if acted and case.taken:
        event = case.taken.event
        yield from not_alone(of.person, {event.actor.user}, china_day(event.at), of.today)


def _may_take_back(of: Correcting, taken: Taken) -> Iterator[str]:
    """Whoever has replied, another account of the same unit, or a supervisor who is not of it."""
    person = of.person
    if taken.event.actor.user in person.names or _of_his_unit(of, taken):
        return
    yield from outside(person, of.case.region)
    if "supervisor" not in person.roles or person.belongs_to(*of.case.units):
        yield f"回复是“{taken.event.actor.user}”提交的，须由他本人、同一单位的人或主管撤回"


def _of_his_unit(of: Correcting, taken: Taken) -> bool:
    """Whether the unit that leads replied itself, and this is an account of it."""
    person, author = of.person, of.roster.get(taken.event.actor.user)
    units_own = "responsible" in person.roles and author is not None and "responsible" in author.roles
    return units_own and person.belongs_to(of.case.party)
