"""A case is what its events say: ``fold`` them, never store what can be folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from inspect_engine.domain.calendars import CHINA, Pause, Rule, parse_date
from inspect_engine.domain.cases.charges import Charge
from inspect_engine.domain.cases.opening import COPIED
from inspect_engine.domain.cases.shape import OPEN, Case, Done, Joint, Proposal, Taken, changed
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.corrections import KINDS as CORRECTIONS
from inspect_engine.domain.corrections import PROPOSED as CORRECTION_PROPOSED
from inspect_engine.domain.countersigning import DECLINED, HANDED, SIGNED, WAITING, Signing
from inspect_engine.domain.definitions import TAKEN_BACK
from inspect_engine.domain.events import Event
from inspect_engine.domain.proposals import RETRACTED, Retracted
from inspect_engine.domain.units.register import UNSAID

OPENED, MOVED, REPINNED = "case.opened", "case.moved", "case.repinned"
PROPOSED, ESCALATED, REDATED, ABSORBED = "case.proposed", "case.escalated", "case.redated", "case.absorbed"
SENT = "notification.sent"
"""Everybody who is to be told of some escalations has been: ``events`` are their ids."""
RECLOCKED = "case.clock_excused"
"""A supervisor has said that a clock was wrong under which something of the case was recorded."""
ANNULMENT, ANNULLED = "case.annulment_proposed", "case.escalation_annulled"
"""Of escalations that a wrong clock has raised: one supervisor proposes to annul them, another one does."""
WITHDRAWN = "case.withdrawn"
"""A case that such an escalation had opened is gone with it."""
NOTED, ASSIGNED = "case.noted", "case.assigned"
"""Something to be known of a case; whose it is from now on. Neither is a step: whoever acts need not have seen it."""
SEEN = "case.seen_again"
"""An inspection has found it not put right yet: told ``times`` 1; 0 or -1 where what it said was put right since."""
BESIDE = frozenset({NOTED, ASSIGNED, SEEN})
IMPORTED = "case.imported"
"""How far a case from a paper ledger had come there; nobody of this ledger has seen it."""
UNDONE = "case.taken_back"
"""A case that a misread paper ledger had brought in: of the day on which it was found, so that as of no day it is."""
TAKEN_OUT = "case.taken_out"
"""A case that a notice demands no longer, since a supplementary one was served: it waits for one of its own."""
FOLLOWED_SINCE = 4
"""The version of records since which another unit, by what is put right elsewhere, is asked about as a case's own."""
CORRECTABLE = (
    "subject_name",
    "region",
    "party",
    "severity",
    "severity_why",
    "note",
    "measured",
    "part",
    "title",
    "basis",
)
"""Facts of a case that a correction gives anew as they are."""
STEPS = frozenset({OPENED, MOVED, REPINNED, RECLOCKED, WITHDRAWN, IMPORTED, UNDONE, TAKEN_OUT})
"""What a case goes on by, each step not before the one it stands on."""
REWRITING = frozenset({"redone", "undone", "action", "again"})
"""What a correction says of actions."""
UNTOUCHED = BESIDE | {OPENED, IMPORTED, UNDONE, REDATED, REPINNED, RECLOCKED, ANNULMENT, ANNULLED, RETRACTED}
"""After which nobody has done anything about a case yet; nor by an escalation that opens nothing."""
Changes = dict[str, Any]
"""New values of fields of a case."""


def fold(events: Iterable[Event]) -> Case:
    """The case its events describe, in order. Raises ValueError when the first is not ``case.opened``."""
    case: Case | None = None
    gone: list[Event] = []
    for event in events:
        gone.append(event)
        case = rewritten(case, gone) if case and rewrites(event) else apply(case, event)
    if case is None:
        raise ValueError("a case needs at least its opening event")
    return case


def rewrites(event: Event) -> bool:
    """Whether an event puts right an earlier action than the last: the case is then gone through again."""
    return event.kind == CORRECTED and "action" in event.data


def rewritten(case: Case, events: Sequence[Event]) -> Case:
    """The case once the last of its events has put right an earlier action; whoever took part has done so for ever."""
    now: Case | None = None
    for event in course(events):
        now = apply(now, event)
    assert now is not None
    return changed(case, _instead(case, now))


def course(events: Iterable[Event]) -> list[Event]:
    """The events of a case with each action as it was put right since, without those that were taken back."""
    found: list[Event] = []
    for event in events:
        data = event.data
        if event.kind == CORRECTED:
            new, undone = _anew(data, found), data.get("undone")
            found = [replace(each, data=new.get(each.id, each.data)) for each in found if each.id != undone]
            data = {name: value for name, value in data.items() if name not in REWRITING}
        found.append(replace(event, data=data))
    return found


def _anew(data: Mapping[str, Any], found: Sequence[Event]) -> dict[str, Mapping[str, Any]]:
    """What actions say since a correction, by event: the one it puts right, and those that follow from it."""
    if "redone" not in data:
        return {}
    last = next((each.id for each in reversed(found) if each.kind == MOVED), "")
    return {data.get("action", last): data["redone"], **{each["event"]: each["data"] for each in data.get("again", ())}}


def apply(case: Case | None, event: Event) -> Case:
    """The case after one more event."""
    if event.kind == OPENED:
        return _opened(event)
    if case is None or rewrites(event):
        raise ValueError(f"event {event.id} has no opened case before it, or not all events")
    if event.kind in BESIDE:
        owner = event.data["to"] if event.kind == ASSIGNED else case.owner
        seen = case.seen + event.data["times"] if event.kind == SEEN else case.seen
        return changed(case, {"owner": owner, "seen": seen, "events": case.events + 1})
    changes = _CHANGES[event.kind](case, event) if event.kind in _CHANGES else {}
    last = {"last_on": max(case.last_on, event.on), "touched": case.touched or _touches(event)}
    last |= {**_stands(case, event), **changes}
    return changed(case, {**last, "last_event": event.id, "events": case.events + 1})


def _touches(event: Event) -> bool:
    return event.kind not in UNTOUCHED and (event.kind != ESCALATED or bool(event.data.get("opens")))


def _stands(case: Case, event: Event) -> Changes:
    """What may still be put right after an event: the action it records, or the one that it puts right."""
    if event.kind == MOVED:
        return {"taken": Taken(event, changed(case, {"taken": None})), "correction": None}
    if event.kind == RECLOCKED and case.taken:
        return {"taken": replace(case.taken, excused=(*case.taken.excused, event)), "correction": None}
    if event.kind == RETRACTED:
        return {}
    return {"correction": None} if event.kind in CORRECTIONS else {"taken": None, "correction": None}


def _opened(event: Event) -> Case:
    data = event.data
    copied = {name: data[name] for name in COPIED}
    return Case(
        id=event.case or "",
        found_on=event.on,
        persons={"open": frozenset(data["persons"])},
        entered_on=event.on,
        entered_at=event.at,
        done={("open", data["state"]): Done(1, event.on, 1)},
        was_major=data["severity"] == "major",
        **{name: data.get(name, "") for name in ("parent", "part", "repeat_of", "resembles", "place")},
        nth=data.get("nth", 0),
        doubts=tuple(data.get("doubts", ())),
        joint=_found_jointly({}, event, frozenset(data["persons"])),
        co_units=tuple(data.get("co_units", ())),
        untold=data.get("tells", ""),
        last_event=event.id,
        last_on=event.on,
        stepped_on=event.on,
        backdated=int(event.backdated),
        events=1,
        **copied,
    )


def _moved(case: Case, event: Event) -> Changes:
    """What an action changes."""
    data, on = event.data, event.on
    trigger = data["trigger"]
    changes: dict[str, Any] = {
        "state": data["to"],
        "state_title": data["to_title"],
        "clock": data["clock"],
        "stepped_on": on,
        "backdated": case.backdated + event.backdated,
        "acted": True,
        "proposal": None,
        "retracted": None,
        "duplicate_of": data.get("merged_into", case.duplicate_of),
        "values": {**case.values, **data["values"]},
        "persons": {**case.persons, trigger: case.persons.get(trigger, frozenset()) | set(data["persons"])},
        "done": {**case.done, (trigger, data["to"]): _once_more(case, trigger, data["to"], on)},
        **data["sets"],
    }
    if data["sets"].get("severity") == "major":
        changes["was_major"] = True
    if data["to"] != case.state:
        changes |= {"entered_on": on, "entered_at": datetime.fromisoformat(data["at"]) if "at" in data else event.at}
    if data.get("passes") or data.get("revokes"):
        changes["gates"] = (case.gates - set(data["revokes"])) | set(data["passes"])
    changes |= _paused(case, data, on) | _bounded(data)
    if data.get("deadline"):
        changes |= _dated(data["deadline"])
    if case.joint or data.get("awaits"):
        changes["joint"] = _joined(case, event)
    if data.get("charge"):
        changes["charge"] = Charge.read(data["charge"])
    if data["mark"] == "replied":
        changes |= {"replied_on": on, "answered_on": on, "rectified_by": case.rectified_by | set(data["persons"])}
    elif data["mark"]:
        changes[data["mark"]] = getattr(case, data["mark"]) + 1
    if data["mark"] in ("returned", "reopened"):
        changes["answered_on"] = None
    if data["mark"] == "reopened":
        changes |= {"closed_on": None, "closed_how": None, "replied_on": None, "duplicate_of": ""}
    if data["closing"]:
        changes |= {"closed_on": on, "closed_how": data["closing"]}
    if data.get("tells") or data.get("heard") or data["closing"]:
        changes["untold"] = data.get("tells", "")
    return changes | _saved(data)


def _saved(data: Mapping[str, Any]) -> Changes:
    """Whether a case is in time because of a day that was entered later: until its time is set anew, not extended."""
    if data.get("saved"):
        return {"saved": True}
    anew = "start" in (data.get("deadline") or ()) and not data["deadline"].get("after")
    return {"saved": False} if anew and not data["deadline"].get("moved") else {}


def _found_jointly(before: Mapping[str, Joint], event: Event, took: frozenset[str]) -> dict[str, Joint]:
    """What is by several once an answer was put right: those who inspected are asked anew, of what it says now."""
    data = event.data
    if not data.get("awaits"):
        return dict(before)
    past = {key: replace(each, past=True) if each.finding else each for key, each in before.items()}
    states = dict.fromkeys(data["awaits"], WAITING)
    signing = Signing(event.id, event.actor.user, states, data["least"], "更正后的检查")
    return {**past, event.id: Joint(signing, OPEN, "", took)}


def _joined(case: Case, event: Event) -> dict[str, Joint]:
    """What is by several once an action was taken: nothing rests on what is taken anew, or where its start is again."""
    data, trigger = event.data, event.data["trigger"]
    moved = data["to"] != data["from"]
    found = {
        key: replace(each, past=each.past or each.trigger == trigger or (moved and each.start == data["to"]))
        for key, each in case.joint.items()
    }
    if data.get("awaits"):
        states = dict.fromkeys(data["awaits"], WAITING)
        signing = Signing(event.id, event.actor.user, states, data["least"], f"“{data['title']}”")
        found[event.id] = Joint(signing, trigger, data["from"], case.persons.get(trigger, frozenset()))
    return found


def _countersigned(case: Case, event: Event) -> Changes:
    """One who is named has signed, has not taken part, or has made room for another."""
    data = event.data
    if (joint := case.joint.get(data["record"])) is None:
        return {}
    changes: Changes = {"joint": {**case.joint, data["record"]: replace(joint, signing=joint.signing.after(event))}}
    changes["last_on"] = case.last_on  # to sign is no step: it holds up no date
    took = case.persons.get(joint.trigger, frozenset())
    if event.kind == DECLINED:
        changes["persons"] = {**case.persons, joint.trigger: took - ({data["name"]} - joint.before)}
    elif event.kind == HANDED:
        changes["persons"] = {**case.persons, joint.trigger: took | {data["to"]}}
    return changes


def _once_more(case: Case, trigger: str, to: str, on: date) -> Done:
    before = case.done.get((trigger, to))
    return Done(before.times + 1 if before else 1, on, case.events + 1)


def _dated(deadline: Mapping[str, Any]) -> Changes:
    """What an event's deadline changes. One counted afresh (not merely moved on) has no pauses yet."""
    changes: dict[str, Any] = {
        "due_on": parse_date(deadline["due_on"]),
        "due_why": deadline["derivation"],
        "due_provisional": deadline.get("provisional", False),
    }
    if "start" in deadline:
        rule = Rule.read(deadline)
        changes |= {"due_rule": rule} if deadline.get("moved") else {"due_rule": rule, "pauses": ()}
    return changes


def _paused(case: Case, data: Mapping[str, Any], on: date) -> Changes:
    """Whether the deadline stands still from here on; a pause that has ended is kept."""
    if data["to"] == case.state:
        return {}
    changes: dict[str, Any] = {"paused": data.get("paused", ""), "pause_most": None, "runs_on": None}
    if pause := ended_pause(case, on):
        changes["pauses"] = (*case.pauses, pause)
    return changes


def ended_pause(case: Case, on: date) -> Pause | None:
    """The pause that ends when a case leaves its state on a day, or ended before at its bound."""
    if not case.paused:
        return None
    until = on if case.pause_most is None else min(on, case.entered_on + timedelta(days=case.pause_most))
    return Pause(case.entered_on, until, case.paused)


def _bounded(data: Mapping[str, Any]) -> Changes:
    """How long the pause may be that goes on, and when the deadline then passes."""
    bound = data.get("runs_on")
    return {"pause_most": bound["at_most"], "runs_on": parse_date(bound["due_on"])} if bound else {}


def _proposed(_: Case, event: Event) -> Changes:
    data = event.data
    names = {name: data[name] for name in ("trigger", "title", "values")}
    persons, override = frozenset(data["persons"]), data.get("override", "")
    more = {"files": event.files, "override": override, "by": event.actor.user, "at": data.get("at", "")}
    proposal = Proposal(event.id, **names, on=event.typed_on, happened=event.on, persons=persons, **more)
    return {"proposal": proposal, "retracted": None}


def _retracted(case: Case, event: Event) -> Changes:
    """What was proposed waits no longer. It holds up no date: it is no step."""
    data, changes = event.data, Changes(last_on=case.last_on)
    trigger = ""
    if case.proposal and case.proposal.event == data["proposed"]:
        trigger = case.proposal.trigger
        changes["proposal"] = None
    if case.correction and case.correction.id == data["proposed"]:
        changes["correction"] = None
    told = event.id, trigger, data["what"], event.actor.user, event.on, data["why"]
    return {**changes, "retracted": Retracted(*told)}


def _escalated(case: Case, event: Event) -> Changes:
    data, sent = event.data, dict(case.sent)
    if kind := data.get("document"):
        sent[kind] = sent.get(kind, 0) + 1
    return {"raised": case.raised | {(data["due_on"], data["rung"], data.get("state", ""))}, "sent": sent}


def _redated(_: Case, event: Event) -> Changes:
    return _dated({**event.data["deadline"], "moved": True}) | _bounded(event.data)


def _imported(case: Case, event: Event) -> Changes:
    """A state that was reached on paper: whatever leads there counts as done then, by those whom the paper names."""
    data, on = event.data, event.on
    nth = case.events + 1
    done = {(trigger, to): Done(1, on, nth) for trigger, to in data["taken"]}
    persons = {name: case.persons.get(name, frozenset()) | set(who) for name, who in data["by"].items()}
    changes: Changes = {
        "state": data["to"],
        "state_title": data["to_title"],
        "clock": data["clock"],
        "done": {**case.done, **done},
        "persons": {**case.persons, **persons},
        "gates": case.gates | set(data["passes"]),
        "stepped_on": on,
        "backdated": case.backdated + event.backdated,
        "entered_on": on,
        "entered_at": datetime.combine(on, time(), CHINA),
    }
    changes |= _dated(data["deadline"]) if data.get("deadline") else {}
    if data["mark"] == "replied":
        changes |= {"replied_on": on, "answered_on": on, "rectified_by": case.rectified_by.union(*persons.values())}
        changes["saved"] = case.due_on is not None and on <= case.due_on < event.typed_on
    return changes | ({"closed_on": on, "closed_how": data["closing"]} if data["closing"] else {})


def _absorbed(case: Case, event: Event) -> Changes:
    """Whoever took part in what was merged into this case counts as having taken part in it."""
    persons = dict(case.persons)
    rectified_by = case.rectified_by | set(event.data.get("rectified_by", ()))
    for trigger, names in event.data["persons"].items():
        persons[trigger] = persons.get(trigger, frozenset()) | set(names)
    return {"persons": persons, "rectified_by": rectified_by, "absorbed": (*case.absorbed, event.data["from"])}


def _repinned(_: Case, event: Event) -> Changes:
    """On under another definition. Who did what stays; the event says since when the case has waited in its state."""
    data = event.data
    pinned = {name: data[name] for name in ("definition", "pack_version", "workflow", "clock")}
    place = {"state": data["to"], "state_title": data["to_title"], "entered_on": parse_date(data["entered_on"])}
    return {**place, **pinned, "stepped_on": event.on, "paused": data.get("paused", ""), "proposal": None}


def _reclocked(case: Case, event: Event) -> Changes:
    """Time goes on from here: what a wrong clock has dated later does not hold up what is done next."""
    entered = {"entered_on": min(case.entered_on, event.on), "entered_at": min(case.entered_at, event.at)}
    return {**entered, "last_on": event.on, "stepped_on": event.on}


def _annulled(case: Case, event: Event) -> Changes:
    """As if those rungs had never been raised: when they are due, they will be."""
    sent = dict(case.sent)
    for kind in event.data["documents"]:
        sent[kind] = sent[kind] - 1
    return {"raised": case.raised - {tuple(each) for each in event.data["raised"]}, "sent": sent}


def _correction_proposed(case: Case, event: Event) -> Changes:
    return {"correction": event, "last_on": case.last_on}


def _corrected(case: Case, event: Event) -> Changes:
    """What is put right. It holds up no date: it is no step, it says what was so before."""
    data = event.data
    own: Changes = {each["field"]: each["new"] for each in data["changes"] if each["field"] in CORRECTABLE}
    if own.get("severity") == "major":
        own["was_major"] = True
    if (
        "party" in own
        and case.party != UNSAID
        and (data["what"] == "case" or (event.v >= FOLLOWED_SINCE and case.acted))
    ):
        own["former"] = (*case.former, case.party)
    found: Changes = {"last_on": case.last_on, **own}
    if data.get("awaits"):
        found["joint"] = _found_jointly(case.joint, event, case.persons[OPEN])
    if case.taken:
        joint = _found_jointly(case.taken.before.joint, event, case.persons[OPEN])
        before = changed(case.taken.before, {**own, "joint": joint})
        found["taken"] = replace(case.taken, before=before)
        if data.get("undone"):
            found = _instead(case, _excused(before, case.taken))
        elif "redone" in data:
            now = apply(before, replace(case.taken.event, data=data["redone"]))
            found = _instead(case, _excused(now, case.taken))
    return {**found, "corrected": case.corrected + 1}


def _excused(case: Case, taken: Taken) -> Case:
    """The case that another last action leaves, under the clocks that were said to be wrong since it was taken."""
    for event in taken.excused:
        kept = replace(case.taken, excused=taken.excused) if case.taken else None
        case = changed(case, {"taken": kept, **(_reclocked(case, event) if case.stepped_on > event.on else {})})
    return case


def _instead(case: Case, now: Case) -> Changes:
    """The case as it stands without its last action, or with that put right; whoever took part has done so for ever."""
    keys = case.persons.keys() | now.persons.keys()
    both = {key: case.persons.get(key, frozenset()) | now.persons.get(key, frozenset()) for key in keys}
    rectified_by, was_major = case.rectified_by | now.rectified_by, case.was_major or now.was_major
    kept: Changes = {"persons": both, "rectified_by": rectified_by, "was_major": was_major, "owner": case.owner}
    kept |= {"acted": case.acted, "seen": case.seen, "touched": True}
    return {**vars(now), **kept}


def _withdrawn(_: Case, event: Event) -> Changes:
    place = {"state": event.data["to"], "state_title": event.data["to_title"], "clock": False, "proposal": None}
    place["stepped_on"] = event.on
    return {**place, "closed_on": event.on, "closed_how": "withdrawn", "entered_on": event.on, "entered_at": event.at}


def _taken_back(_: Case, event: Event) -> Changes:
    """No date of what was misread says when it ended: that is the day on which it was taken back."""
    ended = {"closed_on": event.typed_on, "closed_how": TAKEN_BACK, "clock": False, "proposal": None}
    return {**ended, "state_title": event.data["to_title"], "stepped_on": event.on}


def _taken_out(case: Case, event: Event) -> Changes:
    """Where it was before the notice, without the deadline of that. Who did what stays, and what was raised over it."""
    data = event.data
    place: Changes = {"state": data["to"], "state_title": data["to_title"], "clock": data["clock"]}
    since = {"entered_on": event.on, "entered_at": event.at, "stepped_on": event.on, "proposal": None}
    dates: Changes = {**dict.fromkeys(("due_on", "due_rule", "runs_on", "pause_most")), "due_why": "", "paused": ""}
    joint = {key: replace(each, past=each.past or each.start == data["to"]) for key, each in case.joint.items()}
    rest = {"due_provisional": False, "pauses": (), "saved": False, "joint": joint}
    return {**place, **since, **dates, **rest, "backdated": case.backdated + event.backdated}


_CHANGES: Mapping[str, Callable[[Case, Event], Changes]] = {
    MOVED: _moved,
    PROPOSED: _proposed,
    ESCALATED: _escalated,
    REDATED: _redated,
    ABSORBED: _absorbed,
    REPINNED: _repinned,
    RECLOCKED: _reclocked,
    ANNULLED: _annulled,
    WITHDRAWN: _withdrawn,
    IMPORTED: _imported,
    UNDONE: _taken_back,
    TAKEN_OUT: _taken_out,
    CORRECTED: _corrected,
    CORRECTION_PROPOSED: _correction_proposed,
    RETRACTED: _retracted,
    **dict.fromkeys((SIGNED, DECLINED, HANDED), _countersigned),
}


def pins(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """For each event of a case, (hash of the definition, workflow) under which it was recorded."""
    pin = "", ""
    for event in events:
        if event.kind in (OPENED, REPINNED):
            pin = str(event.data["definition"]), str(event.data["workflow"])
        yield pin
