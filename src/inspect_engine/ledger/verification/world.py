"""What a ledger held at one moment of its past: people, law and subjects, as the events up to then leave them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from inspect_engine.domain import subjects as places
from inspect_engine.domain.calendars import PUBLISHED, Arrangement, Calendar, china_day
from inspect_engine.domain.cases import OPENED, Case
from inspect_engine.domain.corrections import KINDS as CORRECTIONS
from inspect_engine.domain.corrections import PROPOSED as CORRECTION_PROPOSED
from inspect_engine.domain.countersigning import KINDS as COUNTERSIGNING
from inspect_engine.domain.countersigning import WAITING, Signing
from inspect_engine.domain.definitions import Definition, Pack
from inspect_engine.domain.definitions.adoption import ADOPTED as LAW_ADOPTED
from inspect_engine.domain.definitions.adoption import PROPOSED as LAW_PROPOSED
from inspect_engine.domain.definitions.adoption import REGIONS, Register, counted, told
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections import Setting, SubjectInput
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.delegation import DELEGATED, ENDED, Delegation, register, stand_in
from inspect_engine.domain.people.roster import Grown
from inspect_engine.domain.people.signatures import KEY_OFFERED
from inspect_engine.domain.people.standing import CONFIRMED, PASSPHRASE_SET, Standing, after
from inspect_engine.domain.people.standing import KINDS as STANDING
from inspect_engine.domain.people.standing import PROPOSED as PEOPLE_PROPOSED
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.replies import READ
from inspect_engine.domain.timekeeping import covered
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.register import KINDS as UNITS
from inspect_engine.domain.units.register import Unit
from inspect_engine.domain.words.identifiers import Overlay
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.errors import Refused
from inspect_engine.ledger.acting import last_of_each, several_of, waits_for_siblings
from inspect_engine.ledger.calendars import ADOPTED, PROPOSED
from inspect_engine.ledger.definitions import lifecycle_of, parsed
from inspect_engine.ledger.identity import ISSUED, REQUIRED
from inspect_engine.ledger.people.access import FAILED
from inspect_engine.ledger.subjects import Subject
from inspect_engine.reading.offers import overlay_of_texts
from inspect_engine.reading.released import digests
from inspect_engine.storage import queries
from inspect_engine.storage.tables import UnitNameRow, UnitRow
from inspect_engine.storage.verify import Cases, Kept

WHO = "身份"
KeyT = TypeVar("KeyT")
HELD = 256
"""Subjects in memory as they would be handed in again."""
OF_ONES_OWN = frozenset({PASSPHRASE_SET, KEY_OFFERED, CONFIRMED, FAILED})
"""What is recorded when somebody puts his own passphrase in the place of one that another has set for him."""


@dataclass
class World:
    """``rows`` and ``cases`` are brought forward by whoever proves them; everything else by :meth:`follow`."""

    connection: sqlite3.Connection
    rows: Kept
    cases: Cases
    people: Grown = field(init=False)
    calendar: Calendar = PUBLISHED
    definitions: set[str] = field(default_factory=set)
    law: Register = field(default_factory=Register)
    arrangements: dict[int, Event] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    recorded: dict[str, tuple[str, date]] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    proposed: dict[str, Event] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    accounts: dict[str, str] = field(default_factory=dict)
    required: bool = False
    founded: bool = False
    signings: dict[str, Signing] = field(default_factory=dict)
    corrections: dict[tuple[str, str], Event] = field(default_factory=dict)
    retracted: set[str] = field(default_factory=set)
    serials: dict[tuple[str, int], int] = field(default_factory=dict)
    sheet: Event | None = None
    _given: dict[str, SubjectInput] = field(default_factory=dict)
    _inside: dict[str, set[str]] = field(default_factory=dict)
    _granted: list[Event] = field(default_factory=list)
    _linking: set[tuple[str, str]] = field(default_factory=set)
    _actors: dict[tuple[str, str, int], Person] = field(default_factory=dict)
    _parsed: dict[str, Definition] = field(default_factory=dict)
    _lives: dict[tuple[str, str], Lifecycle] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = Grown(self.unit_names)

    def unit(self, text: str) -> Unit | None:
        """The unit that goes by a name or code, as of the last event seen."""
        name = self.rows.get(UnitNameRow, folded(text))
        row = self.rows.get(UnitRow, name["unit"]) if name else None
        return queries.unit_of(row) if row else None

    def unit_names(self, text: str) -> frozenset[str]:
        """Every folded name of the unit that goes by a name."""
        found = self.unit(text)
        return found.folded if found else frozenset({folded(text)})

    def follow(self, event: Event) -> None:
        """Bring this up to one more event."""
        if handle := _HANDLES.get(event.kind):
            handle(self, event)
        if event.kind in STANDING:
            self._stand(event)

    def _found(self, _: Event) -> None:
        self.founded = True

    def _stand(self, event: Event) -> None:
        """In whose hands an account is from now on."""
        name = event.data["name"]
        self.standings[name] = after(self.standings.get(name, Standing()), event)
        self._change(name, held_by=self.standings[name].held_by)

    def _propose(self, event: Event) -> None:
        self.proposed[event.data["name"]] = event

    def _retitle(self, event: Event) -> None:
        self._change(event.data["name"], title=event.data["title"])

    def _disable(self, event: Event) -> None:
        self._change(event.data["name"], active=False)

    def _set_region(self, event: Event) -> None:
        self._change(event.data["name"], region=event.data["region"])

    def _set_passphrase(self, event: Event) -> None:
        self.secrets.add(event.data["name"])
        self._actors.clear()

    def _require(self, event: Event) -> None:
        self.required = bool(event.data["required"])
        self._actors.clear()

    def _record(self, event: Event) -> None:
        self._keep(event.data["key"], event)
        self.recorded[event.data["key"]] = event.actor.user, china_day(event.at)

    def _change_place(self, event: Event) -> None:
        if event.data["key"] in self.subjects:
            self._keep(event.data["key"], event)

    def _keep(self, key: str, event: Event) -> None:
        self._given.pop(key, None)
        before, now = self.place(key), places.after(self.place(key), event)
        if before and before["under"]:
            self._inside[before["under"]].discard(key)
        if now["under"]:
            self._inside.setdefault(now["under"], set()).add(key)
        self.subjects[key] = Subject(**{each.name: now[each.name] for each in fields(Subject)})

    def place(self, key: str) -> places.Place | None:
        """All that was known of a place by then."""
        return vars(self.subjects[key]) if key in self.subjects else None

    def inside(self, key: str) -> Collection[str]:
        """The keys of what lay in a place by then."""
        return self._inside.get(key, ())

    def _retract(self, event: Event) -> None:
        """What was proposed waits no longer."""
        self.retracted.add(event.data["proposed"])
        self.proposed = self._still(self.proposed)
        self.corrections = self._still(self.corrections)
        self.arrangements = self._still(self.arrangements)
        self.law = self.law.after(event, lambda *_: False)

    def _still(self, waiting: dict[KeyT, Event]) -> dict[KeyT, Event]:
        return {key: each for key, each in waiting.items() if each.id not in self.retracted}

    def _adopt(self, event: Event) -> None:
        by = self.people.get(event.actor.user)
        supervised = {event.id} if by and "supervisor" in by.roles else set[str]()
        self.law = self.law.after(event, counted(digests(), supervised))
        if event.kind == LAW_ADOPTED:
            self.definitions |= {each.hash for each in told(event)}
            self.__dict__.pop("regions", None)

    def _end(self, event: Event) -> None:
        if names := event.data.get("awaits"):
            self.signings[event.data["id"]] = Signing(event.id, event.actor.user, dict.fromkeys(names, WAITING))

    def _countersign(self, event: Event) -> None:
        key = event.data["inspection"]
        if key in self.signings:
            self.signings[key] = self.signings[key].after(event)

    def _put_right(self, event: Event) -> None:
        """What is no case is put right, or proposed to be; whoever keeps it brings it forward."""
        if not event.case:
            key = event.data["what"], event.data["which"]
            self.corrections.pop(key, None)
            if event.kind == CORRECTION_PROPOSED:
                self.corrections[key] = event
            elif "subject" in event.data and event.data["what"] == "subject":
                self._keep(event.data["which"], event)
            elif event.data["what"] == "user":
                self._correct_user(event.data["which"], event.data["user"])

    def _correct_user(self, name: str, user: Mapping[str, Any]) -> None:
        self._actors.clear()
        roles = frozenset(user["roles"].split(","))
        self.people.correct(replace(self.people[name], **{**user, "roles": roles}))

    def _open(self, event: Event) -> None:
        pack, number, year = event.data["pack"], event.data["number"].rpartition("-"), event.on.year
        self.serials[pack, year] = max(self.serial(pack, year), int(number[2]))

    def _read_in(self, event: Event) -> None:
        self.sheet = event

    def _propose_days(self, event: Event) -> None:
        self.arrangements[event.data["year"]] = event

    def _rearrange(self, event: Event) -> None:
        self.arrangements.pop(event.data["year"], None)
        self.calendar = self.calendar.adopting(Arrangement.read(event.data))

    def _unit(self, event: Event) -> None:
        self._actors.clear()
        data = event.data
        self.people.unit_changed(self.unit_names(data.get("into") or data.get("unit") or data["name"]))

    def _grant(self, event: Event) -> None:
        self._granted.append(event)
        self.__dict__.pop("delegations", None)

    def _enrol(self, event: Event) -> None:
        data = event.data
        roles, region = frozenset(data["roles"]), data.get("region", "")
        self.people.put(Person(data["name"], data["title"], roles, data["party"], region=region))
        self._actors.clear()
        self.proposed.pop(data["name"], None)
        if data["os_user"]:
            self.accounts[data["os_user"]] = data["name"]

    def _change(self, name: str, **values: Any) -> None:
        self._actors.clear()
        if name in self.people:
            self.people.put(replace(self.people[name], **values))

    @cached_property
    def delegations(self) -> list[Delegation]:
        """All delegations so far."""
        return register(self._granted)

    @cached_property
    def regions(self) -> Overlay:
        """What was known of regions beside the library's table."""
        held = [each.edition.hash for each in self.law.current().values() if each.edition.kind == REGIONS]
        return overlay_of_texts(queries.definition(self.connection, each) for each in held)

    def serial(self, pack: str, year: int) -> int:
        """The last running number given of a pack and year."""
        return self.serials.get((pack, year), 0)

    def definition(self, key: str) -> Definition:
        """A stored definition that has been adopted. Raises Refused for another."""
        if key not in self.definitions:
            raise Refused(WHO, [f"定义 {key[:12]} 此前没有采用过"])
        if key not in self._parsed:
            self._parsed[key] = parsed(queries.definition(self.connection, key))
        return self._parsed[key]

    def life(self, case: Case) -> Lifecycle:
        """The machine a case runs on."""
        key = case.definition, case.workflow
        if key not in self._lives:
            self._lives[key] = life = lifecycle_of(queries.definition(self.connection, key[0]), case.workflow)
            steps = life.workflow.transitions
            if life.workflow.opened or any(step.links or step.mark == "reopened" for step in steps):
                self._linking.add(key)
        return self._lives[key]

    def related(self, case: Case) -> tuple[Case, ...]:
        """As :meth:`Acting.related`; nothing where the workflow has nothing to do with other cases."""
        if (case.definition, case.workflow) not in self._linking:
            return ()
        opener, found = self.cases.get(case.parent) if case.parent else None, self.cases.opened_by(case.id)
        if opener is None and not found:
            return ()
        flow = self.life(case).workflow
        several = several_of(flow)
        if opener is not None and waits_for_siblings(flow, opener):
            found += self.cases.opened_by(opener.id)
            several |= several_of(self.life(opener).workflow)
        return last_of_each([*found, *([opener] if opener else [])], several)

    def given(self, key: str, pack: Pack | None = None, on: date | None = None) -> SubjectInput:
        """A subject as it would be handed in again, with the form that a pack's checklist asks for, where it has that;
        as a visit of the day ``on`` finds it. Raises KeyError where there is none."""
        now = self.subjects[key]
        subject = now.on_day(on) if on else now
        if pack and (seen := subject.seen_by(pack.id, pack.kinds)) and seen is not subject:
            return seen.given
        if subject is not now:
            return subject.given
        if key not in self._given:
            if len(self._given) >= HELD:
                self._given.clear()
            self._given[key] = self.subjects[key].given
        return self._given[key]

    def setting(self, today: date, pack: Pack | None = None, on: date | None = None) -> Setting:
        """What an inspection by a pack, of a day, is checked against."""
        given = _Given(self, pack, on)
        known = today, self.people, given, lambda _: None, lambda *_: ""
        return Setting(*known, regions=self.regions, place=self.place)

    def actor(self, event: Event) -> Person:
        """Who recorded an event, as he stood then. Raises Refused where he could not have."""
        name, via = event.actor.user, event.actor.via
        if via == "os" and event.origin and self.accounts.get(event.origin.account) != name:
            raise Refused(WHO, [f"记为凭系统账户认定，而账户“{event.origin.account}”当时不是“{name}”的"])
        known = name, via, event.v
        if known in self._actors and via != ISSUED and "acts_for" not in event.data:
            return self._actors[known]
        if name not in self.people:
            raise Refused(WHO, [f"办理人“{name}”当时没有登记"])
        if not self.people[name].active:
            raise Refused(WHO, [f"办理人“{name}”当时已停用"])
        if faults := list(self._unproved(event)):
            raise Refused(WHO, faults)
        if known not in self._actors:
            self._actors[known] = replace(self.people[name], via=via)
        return self.standing_in(self._actors[known], event)

    def _unproved(self, event: Event) -> Iterator[str]:
        name, via = event.actor.user, event.actor.via
        if via not in ("os", "passphrase", ISSUED, "claimed"):
            yield f"认定方式“{via}”不存在"
        if via == ISSUED and (event.kind not in OF_ONES_OWN or event.data["name"] != name or name not in self.secrets):
            yield f"“{name}”的口令是别人设的，只能用来换成自己的"
        if via == "passphrase" and event.v > 1 and not self.standings[name].owned:
            yield f"“{name}”的口令当时是别人设的，却记为凭口令认定"
        if via == "passphrase" and name not in self.secrets:
            yield f"“{name}”当时没有口令，却记为凭口令认定"
        if via == "claimed" and (name in self.secrets or self.required):
            yield f"“{name}”当时须凭口令或系统账户认定，却只是自报"

    def standing_in(self, me: Person, event: Event) -> Person:
        """The same, with the roles and region of whom he says he acted for."""
        principal = event.data.get("acts_for")
        if principal is None:
            return me
        if principal not in self.people:
            raise Refused(WHO, [f"被代办人“{principal}”当时没有登记"])
        found = stand_in(me, self.people[principal], self.delegations, china_day(event.at))
        if isinstance(found, Person):
            return found
        raise Refused("代办", found)

    def misdated(self, key: str, at: Event) -> bool:
        """Whether an event was recorded under a clock that had been called wrong by the time of another."""
        now, row = self._row(at.id), self._row(key)
        spans = [span for span in queries.wrong_spans(self.connection) if span.before < now["pos"]]
        return covered(spans, row["pos"], datetime.fromisoformat(row["recorded_at"]))

    def _row(self, key: str) -> sqlite3.Row:
        found: sqlite3.Row = self.connection.execute(
            "SELECT pos, recorded_at FROM eventrow WHERE id = ?", (key,)
        ).fetchone()
        return found

    def perhaps(self, me: Person, on: date) -> list[Person]:
        """This person, and as whom else he may have acted: some events do not say for whom."""
        found = [me]
        for each in self.delegations:
            if each.delegate == me.name and each.holds(on) and each.principal in self.people:
                other = stand_in(me, self.people[each.principal], self.delegations, on)
                found += [other] if isinstance(other, Person) else []
        return found


def known(world: World, name: str) -> Person:
    """Somebody who was enrolled by then. Raises Refused for anybody else."""
    if name not in world.people:
        raise Refused("用户", [f"用户“{name}”当时没有登记"])
    return world.people[name]


_HANDLES: Mapping[str, Callable[[World, Event], None]] = {
    "ledger.created": World._found,
    "user.enrolled": World._enrol,
    PEOPLE_PROPOSED: World._propose,
    "user.distinguished": World._retitle,
    "user.disabled": World._disable,
    "user.region_set": World._set_region,
    "user.passphrase_set": World._set_passphrase,
    REQUIRED: World._require,
    places.RECORDED: World._record,
    **dict.fromkeys(places.KINDS, World._change_place),
    LAW_ADOPTED: World._adopt,
    LAW_PROPOSED: World._adopt,
    OPENED: World._open,
    READ: World._read_in,
    **dict.fromkeys(CORRECTIONS, World._put_right),
    RETRACTED: World._retract,
    "inspection.finished": World._end,
    **dict.fromkeys(COUNTERSIGNING, World._countersign),
    ADOPTED: World._rearrange,
    PROPOSED: World._propose_days,
    **dict.fromkeys(UNITS, World._unit),
    DELEGATED: World._grant,
    ENDED: World._grant,
}


class _Given(Mapping[str, SubjectInput]):
    """Subjects as they would be handed in again, made when they are asked for."""

    def __init__(self, world: World, pack: Pack | None, on: date | None) -> None:
        self._world = world
        self._pack = pack
        self._on = on

    def __getitem__(self, key: str) -> SubjectInput:
        return self._world.given(key, self._pack, self._on)

    def __iter__(self) -> Iterator[str]:
        return iter(self._world.subjects)

    def __len__(self) -> int:
        return len(self._world.subjects)
