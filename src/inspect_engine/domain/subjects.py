"""A place or body that is inspected: one identity, a form for each checklist, what it lies in, and when it ended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.events import Event
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.register import NOT_ONE, names_none
from inspect_engine.domain.words.text import fault_in

RECORDED, FORM = "subject.recorded", "subject.form_added"
"""A place is recorded with the form of one checklist; it gets the form of one more, or new entries for that."""
MOVED, RENAMED, CLOSED, REOPENED = "subject.moved", "subject.renamed", "subject.closed", "subject.reopened"
"""It lies in another place from a day on, is called otherwise, is there no more, is there again."""
CHANGES = (MOVED, RENAMED, CLOSED, REOPENED)
KINDS = (FORM, *CHANGES)
NAMING = (RECORDED, FORM, RENAMED)
"""Those that name units."""
LATER: Mapping[str, Any] = {"forms": {}, "under": "", "closed_on": "", "past": []}
"""What an older program did not record of a place, and what then holds: ``forms`` by checklist beside the first one,
``under`` the key of the place it lies in, ``closed_on`` a day or empty, ``past`` what it was before, in order."""
DEPTH = 4
"""Places above one another, at most: a street, a market in it, a hall of that, a stall."""
INHERITED = ("address", "area_code", "supplier")
"""Entries of a form that hold for what lies in a place, too, unless it is said otherwise."""
PARTY = "party"
_ALIKE = frozenset({"uscc", "address", "area_code"})
"""Entries that mean the same whatever a checklist calls them."""
Place = Mapping[str, Any]
"""A place as plain data: the columns of its row, read."""


def after(place: Place | None, event: Event) -> dict[str, Any]:
    """A place after one more event that tells of it. Raises KeyError where it changes what was never recorded."""
    data = event.data
    if event.kind == RECORDED:
        kept = {name: place[name] for name in LATER} if place else {}
        return {**LATER, "units": {}, **kept, **_without_day(data)}
    if event.kind == CORRECTED:
        return {**LATER, "units": {}, **data["subject"]}
    if place is None:
        raise KeyError(data["key"])
    if event.kind == FORM:
        form = {"kind": data["kind"], "since": _since(place, event), "reads": data["reads"], "own": data["own"]}
        facts, forms = {**place["fields"], **data["facts"]}, {**place["forms"], data["pack"]: form}
        return {**place, "fields": facts, "forms": forms, "units": {**place["units"], **data.get("units", {})}}
    return {**place, **_changed(place, event), "past": [*place["past"], _told(place, event)]}


def _without_day(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "on"}


def _since(place: Place, event: Event) -> str:
    """The day since which it has a form: also of one that was filled in anew."""
    before = place["forms"].get(event.data["pack"], {})
    return str(before["since"]) if before.get("kind") == event.data["kind"] else event.on.isoformat()


def _changed(place: Place, event: Event) -> dict[str, Any]:
    data = event.data
    if event.kind == MOVED:
        return {"under": data["to"]}
    if event.kind == RENAMED:
        said = data["party"] != data["name"] or PARTY in place["fields"]
        fields = {**place["fields"], **({PARTY: data["party"]} if said else {})}
        return {"name": data["name"], "party": data["party"], "fields": fields}
    return {"closed_on": event.on.isoformat() if event.kind == CLOSED else ""}


def _told(place: Place, event: Event) -> dict[str, str]:
    data, on = event.data, event.on.isoformat()
    if event.kind == MOVED:
        return {"on": on, "what": "moved", "was": data["from"], "now": data["to"]}
    if event.kind == RENAMED:
        return {"on": on, "what": "renamed", "was": data["was"], "now": data["name"], PARTY: place[PARTY]}
    return {"on": on, "what": event.kind.partition(".")[2], "was": "", "now": data["why"]}


def as_of(place: Place, day: date) -> Place:
    """A place as it was on a day: what it was called, who was liable, where it lay, whether it was there, which forms
    it had. What stands in the forms is as of now."""
    last = day.isoformat()
    before = [each for each in place["past"] if each["on"] <= last]
    forms = {pack: form for pack, form in place["forms"].items() if form["since"] <= last}
    return {**on_day(place, day), "past": before, "forms": forms}


def on_day(place: Place, day: date) -> Place:
    """A place as a visit of a day finds it, entered later: as :func:`as_of`, with all that was learnt of it since; the
    very same where it has not changed."""
    last = day.isoformat()
    if not (later := [each for each in place["past"] if each["on"] > last]):
        return place
    then = dict(place)
    for each in reversed(later):
        if each["what"] == "moved":
            then["under"] = each["was"]
        elif each["what"] == "renamed":
            then |= {"name": each["was"], PARTY: each[PARTY]}
    ended = [each for each in place["past"] if each["on"] <= last and each["what"] in ("closed", "reopened")]
    then["closed_on"] = ended[-1]["on"] if ended and ended[-1]["what"] == "closed" else ""
    if renamed_since(place, day) and (PARTY in place["fields"] or then[PARTY] != then["name"]):
        then["fields"] = {**place["fields"], PARTY: then[PARTY]}
    return then


def renamed_since(place: Place, day: date) -> bool:
    """Whether it is called otherwise, or somebody else is liable, since a later day."""
    return any(each["what"] == "renamed" and each["on"] > day.isoformat() for each in place["past"])


# --- forms -----------------------------------------------------------------------------------------------------


def seen_by(place: Place, pack: str, kinds: Collection[str]) -> Place | None:
    """A place as the form says that a checklist asks for, which inspects these ``kinds``; None where it has none."""
    if (form := _form(place, pack, kinds)) is None:
        return place if place["kind"] in kinds else None
    said = {name: place["fields"][name] for name in (PARTY, *form["reads"]) if name in place["fields"]}
    fields = {**said, **form["own"]}
    return {**place, "kind": form["kind"], "fields": fields, PARTY: fields.get(PARTY) or place[PARTY]}


def _form(place: Place, pack: str, kinds: Collection[str]) -> Mapping[str, Any] | None:
    """The form beside the first one that a checklist asks for."""
    mine = place["forms"].get(pack)
    if mine and mine["kind"] in kinds:
        return dict(mine)
    if place["kind"] in kinds:
        return None
    return next((each for each in place["forms"].values() if each["kind"] in kinds), None)


def shared(specs: Iterable[FieldSpec], known: Iterable[FieldSpec]) -> list[str]:
    """Entries of a form that mean what others (``known``) ask for under the same name, or that none asks for: facts of
    the place, which are asked once."""
    others: dict[str, list[FieldSpec]] = {}
    for each in known:
        others.setdefault(each.id, []).append(each)
    return [spec.id for spec in specs if all(_alike(spec, each) for each in others.get(spec.id, ()))]


def _alike(one: FieldSpec, other: FieldSpec) -> bool:
    asked = [(each.type, each.unit, each.format, sorted(each.choices.items())) for each in (one, other)]
    return asked[0] == asked[1] and (one.id in _ALIKE or one.title == other.title or one.id == PARTY)


def form_data(place: Place, pack: str, kind: str, values: Mapping[str, str], reads: Sequence[str]) -> dict[str, Any]:
    """What is recorded of a form whose entries ``reads`` are facts of the place; whoever is liable by it only stands in
    it alone."""
    apart = {PARTY} if folded(values.get(PARTY, "")) not in ("", folded(place[PARTY])) else set()
    read = [name for name in reads if name not in apart and name != PARTY]
    facts = {name: values[name] for name in read if name in values and values[name] != place["fields"].get(name)}
    own = {name: text for name, text in values.items() if name not in (*read, *({PARTY} - apart))}
    return {"key": place["key"], "pack": pack, "kind": kind, "reads": read, "facts": facts, "own": own}


# --- places in places ------------------------------------------------------------------------------------------


def code(parent: str, serial: int) -> str:
    """The code of what lies in a place: its own, and a running number."""
    return f"{parent}-{serial:02d}"


def next_code(known: Iterable[str], region: str) -> tuple[str, int, int]:
    """How the next place in a region is numbered: what stands before the number, the number, and its digits at least.

    As most of the ``known`` codes are, such as ``op-07``; where there is none with a number, after the region.
    """
    made: dict[str, list[str]] = {}
    for key in known:
        stem = key.rstrip("0123456789")
        if stem and stem != key and len(key) - len(stem) < 10:
            made.setdefault(stem, []).append(key[len(stem) :])
    if not made:
        return f"{region}-", 1, 3
    stem, numbers = max(made.items(), key=lambda one: len(one[1]))
    last = max(numbers, key=int)
    return stem, int(last) + 1, len(last)


def serial_of(parent: str, key: str) -> int:
    """The running number in the code of what lies in a place; 0 for a code of another make."""
    rest = key.removeprefix(f"{parent}-")
    return int(rest) if key != rest and rest.isascii() and rest.isdecimal() and len(rest) < 10 else 0


def with_those_before(
    known: Callable[[str], Place | None], before: Mapping[str, Place]
) -> Callable[[str], Place | None]:
    """Places as ``known``, and those that are handed in ``before``, by key, which are not known yet."""
    return lambda key: known(key) or before.get(key)


def upward(place_of: Callable[[str], Place | None], key: str) -> list[Place]:
    """A place, and each that it lies in, upward; nothing where there is no such place."""
    found: list[Place] = []
    while key and len(found) <= DEPTH and (place := place_of(key)):
        found.append(place)
        key = place["under"]
    return found


def deep(inside: Callable[[str], Iterable[str]], key: str) -> int:
    """How many there are of a place and what lies in it, above one another; ``inside`` tells what lies in one.
    No more are counted than are too many: a forged ledger may run in a circle."""
    level, found = [key], 0
    while level and found <= DEPTH:
        level, found = [each for one in level for each in inside(one)], found + 1
    return found


def closed_by(place: Place, day: date) -> bool:
    """Whether it was there no more on a day, whatever became of it since."""
    since = on_day(place, day)["closed_on"]
    return bool(since) and since <= day.isoformat()


def closed(place: Place, day: date) -> tuple[str, str]:
    """Why nothing is inspected there on a day, and what to do about it."""
    key, since = place["key"], on_day(place, day)["closed_on"]
    if place["closed_on"] != since:
        return f"“{key}”在 {day} 停用着（{since} 起）", "请核对检查日期"
    return f"“{key}”已停用（{since}）", f"重新开了的，先 subject reopen {key}"


def above_faults(key: str, above: Sequence[Place], deep: int = 1) -> Iterator[str]:
    """Why something cannot lie in a place; ``above`` is that place, and each that it lies in, upward; ``deep`` is how
    many there are of it and what lies in it, above one another."""
    if any(each["key"] == key for each in above):
        yield f"“{key}”不能在它自己的下级之下"
    elif above and (levels := len(above) + deep) > DEPTH:
        yield f"上下级至多 {DEPTH} 层" + (f"，连同它的下级是 {levels} 层" if deep > 1 else "")
    if above and above[0]["closed_on"]:
        yield f"“{above[0]['key']}”已停用（{above[0]['closed_on']}）"


def change_faults(
    place: Place,
    kind: str,
    data: Mapping[str, Any],
    on: date,
    today: date,
    above: Sequence[Place] = (),
    deep: int = 1,
) -> Iterator[str]:
    """What keeps a place from being changed so on a day; ``above`` is what it would lie in from then on, ``deep`` as in
    :func:`above_faults`."""
    key, day = place["key"], on.isoformat()
    if on > today:
        yield f"{on} 在今天（{today}）之后"
    if place["past"] and day < place["past"][-1]["on"]:
        yield f"“{key}”在 {place['past'][-1]['on']} 变动过，不能早于那一天"
    if kind == MOVED:
        if data["from"] != place["under"] or data["to"] == place["under"]:
            yield f"“{key}”现在在“{place['under'] or '（没有上级）'}”之下"
        yield from above_faults(key, above, deep)
    elif kind == RENAMED:
        if (fault := fault_in(data["name"])) or (fault := fault_in(data[PARTY])):
            yield f"名称{fault}"
        if names_none(data[PARTY]) and not names_none(place[PARTY]):
            yield NOT_ONE
        if data["was"] != place["name"] or data["name"] == place["name"]:
            yield f"“{key}”现在就叫{place['name']}"
    elif kind == CLOSED and place["closed_on"]:
        yield f"“{key}”已停用（{place['closed_on']}）"
    elif kind == REOPENED and not place["closed_on"]:
        yield f"“{key}”没有停用"
    if kind in (CLOSED, REOPENED) and (fault := fault_in(data["why"])):
        yield f"理由{fault}"
