"""What every room needs: the file, who is acting, what day it is, the people and definitions at hand."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.definitions.adoption import (
    ADOPTED,
    DOCUMENT,
    PROPOSED,
    REGIONS,
    SANCTIONS,
    Register,
    counted,
    fold,
)
from inspect_engine.domain.events import Actor, Event, Origin
from inspect_engine.domain.people.authority import Person, Scope, knows, scope
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.requests import Request
from inspect_engine.domain.timekeeping import BACK, told
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.register import Meant, Unit
from inspect_engine.domain.words.identifiers import NOTHING, Overlay, prefix_fault, region_name
from inspect_engine.domain.words.places import region_sought, regions_like
from inspect_engine.domain.words.text import spelled, suggest
from inspect_engine.errors import Conflict, InputError, InspectError, Refused, StorageError
from inspect_engine.ledger import clock as clocks
from inspect_engine.ledger import identity, witness
from inspect_engine.ledger.clock import Clock
from inspect_engine.reading.installed import shipped_folder
from inspect_engine.reading.library import Library
from inspect_engine.storage import files, home, queries, signing, sqlite
from inspect_engine.storage.queries import CaseFilter, Head

if TYPE_CHECKING:
    from inspect_engine.domain.sanctions.catalogue import Catalogue
    from inspect_engine.reading.documents import Kinds
    from inspect_engine.storage.log import Writer
    from inspect_engine.storage.signing import Signer


LAW = ADOPTED, PROPOSED, RETRACTED


class Repeated(InspectError):
    """What is asked for was done before; ``events`` are what was stored for it."""

    exit_code = 0

    def __init__(self, request: str, events: Sequence[Event]) -> None:
        super().__init__(f"请求 {request} 已办过，没有再存一次。")
        self.events = events


class Desk:
    """One ledger, seen by one person. Every call opens its own connection, so threads may share a desk for reading.

    ``user`` is the name somebody claims, None where his OS account tells who he is.
    """

    def __init__(
        self, path: Path, user: str | None = None, clock: Clock | None = None, acts_for: str | None = None
    ) -> None:
        self.path = path
        self.user = user
        self.tried: list[Event] | None = None
        """Where not None, everything is only tried out: events come here, nothing is stored, no file kept."""
        self.ask: identity.Ask = identity.from_environment
        """Gives the passphrase of who acts here, where it is needed."""
        self.request: Request | None = None
        """What is asked for here, by which it is known when it is asked for again."""
        self.repeated = False
        """Whether it was done before."""
        self.doubts: list[tuple[str, str]] = []
        """Files that were kept, each with what is doubtful about it, for who handed them in."""
        self._stored_for: str | None = None
        self._clock = clock
        self._acts_for = acts_for
        self._within = ""
        self._held = threading.local()
        self._same = witness.Same(path)
        self._law: tuple[int, Register] = (0, Register())
        self._regions: tuple[int, Overlay] = (-1, NOTHING)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that cannot write. Raises StorageError where the file cannot be read, or is not the same one."""
        held = getattr(self._held, "connection", None)
        if not held:
            self._same.require_there()
        connection = held or sqlite.reader(self.path)
        try:
            if not held:
                self._same.require(connection)
            yield connection
        except sqlite3.Error as error:
            raise sqlite.explain(error) from error
        finally:
            if not held:
                connection.close()

    def require_same(self) -> None:
        """Raises StorageError where the ledger cannot be read, or another one has come in its place."""
        with self.reading():
            return

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Read on one connection meanwhile, on this thread: for many small questions, of which each would open its
        own. Not to be begun within :meth:`reading`."""
        with self.reading() as connection:
            before = getattr(self._held, "connection", None)
            self._held.connection = connection
            try:
                yield
            finally:
                self._held.connection = before

    @contextmanager
    def writing(
        self, person: Person, *, clock_wrong: bool = False, asked: bool = True, keyless: bool = False
    ) -> Iterator[Writer]:
        """One durable transaction in somebody's name (see :func:`inspect_engine.storage.log.writing`), signed where he
        has a key here.

        Raises StorageError too where the ledger is not the one that was seen here before, Refused where his key stays
        locked, or where the clock is behind the last record, unless it is that which is going to be told; Repeated
        where what is asked for was stored before. What nobody ``asked`` for is stored whatever the request, and
        ``keyless`` what is done because a key is not at hand.
        """
        from inspect_engine.storage.log import writing

        if self.astray and not self.astray.excused:
            raise StorageError(f"{self.astray.what}。没有办理。{witness.FIX}")
        actor, signer = Actor(person.name, person.via), self.signer(person)
        if not keyless:
            self._has_his_key(person, signer)
        any_time = clock_wrong or self.rehearsal or person == identity.NOBODY
        request = self.request if asked else None

        def before(log: Writer) -> None:
            self._same.require(log.raw, whole=True)
            if request:
                self.not_yet()
            if not any_time:
                _goes_on(log)

        text, tried = request.text if request else None, self.tried
        with writing(
            self.path, actor, self.now, tried, origin=self.origin, signer=signer, request=text, before=before
        ) as log:
            if signer is None and person.via == "passphrase" and self.tried is None:
                identity.offer_key(log, self.ledger_id)
            yield log
        if log.appended and self.tried is None:
            self._stored_for = request.id if request else self._stored_for
            self._same.wrote(log.tree.size, log.chain)
            self.note()

    def _has_his_key(self, person: Person, signer: Signer | None) -> None:
        """Raises Refused for who has a confirmed key that is not here, or not the one that is: what he records without
        it would be called unsigned for ever. A key for this installation is offered, to be confirmed."""
        good = self._confirmed_keys(person)
        if not good or (signer and signer.key in good) or self.tried is not None:
            return
        away, then = f"“{person.name}”确认过的签名钥匙不在本机", "请主管用 user confirm-key 确认之后再办"
        if signer:
            raise Refused(identity.SIGN, [f"{away}，这里的 {signer.key[:16]} 还没有确认：{then}"])
        if made := self._another_key(person):
            raise identity.Keyless(identity.SIGN, [f"{away}：已另配一把 {made[:16]}，{then}"])
        raise Refused(identity.SIGN, [f"{away}，在这里也存不下另一把（{home.folder()}）"])

    def keyless(self, person: Person) -> bool:
        """Whether he has a confirmed key, and none that is here."""
        good, signer = self._confirmed_keys(person), self.signer(person)
        return bool(good) and (signer is None or signer.key not in good)

    def _confirmed_keys(self, person: Person) -> list[str]:
        with self.reading() as connection:
            mine = queries.keys(connection, person.name)
        return [each.key for each in mine if each.confirmed is not None and each.revoked is None]

    def _another_key(self, person: Person) -> str | None:
        """The public half of a key that is offered for this installation; None where none can be kept."""
        from inspect_engine.storage.log import writing

        with self.reading() as connection:
            secret = queries.secret(connection, person.name)
        identity.given(person.name, secret, self.ask)
        with writing(self.path, Actor(person.name, "passphrase"), self.now, origin=self.origin) as log:
            self._same.require(log.raw, whole=True)
            identity.offer_key(log, self.ledger_id)
        self.note()
        return log.signer.key if log.signer else None

    def asking(self, request: Request) -> Desk:
        """The same desk, for one request; what was read for this one need not be read again."""
        twin = copy(self)
        twin.request, twin.repeated, twin._stored_for = request, False, None
        return twin

    def not_yet(self) -> None:
        """Raises Repeated where what is asked for here was done before; Conflict where the request was another."""
        if self.request is None or self._stored_for == self.request.id:
            return
        with self.reading() as connection:
            done = queries.requested(connection, self.request.id)
        if done is None:
            return
        if done.request != self.request or done.author != self.whoami().name:
            what = "另一个人" if done.request == self.request else "另一件事"
            raise Conflict(f"请求编号 {self.request.id} 已用于{what}，没有办理。请换一个编号，或不写 --request-id。")
        self.repeated = True
        raise Repeated(self.request.id, done.events)

    def begun(self) -> Sequence[Event]:
        """What was stored before for what is asked for here, by a verb that goes on where it was broken off."""
        try:
            self.not_yet()
        except Repeated as found:
            self._stored_for = self.request.id if self.request else None
            return found.events
        return ()

    def signer(self, person: Person) -> Signer | None:
        """His key, where one that the ledger knows is kept here."""
        here = signing.kept(self.ledger_id, person.name)
        if here is None:
            return None
        with self.reading() as connection:
            known, secret = queries.key(connection, here), queries.secret(connection, person.name)
        live = known is not None and known.name == person.name and known.revoked is None
        return identity.signer(self.ledger_id, person.name, secret, self.ask) if live else None

    @cached_property
    def origin(self) -> Origin:
        """Where what is recorded here comes from."""
        account = identity.os_account()
        return Origin(account, home.host(), home.installation(self.copy, account))

    @cached_property
    def copy(self) -> str:
        """The id of this copy of the ledger."""
        with self.reading() as connection:
            return queries.copy_id(connection)

    @cached_property
    def astray(self) -> witness.Fault | None:
        """Why this is not the ledger that was seen here before, as it was when that was first asked."""
        with self.reading() as connection:
            return witness.compare(connection, self.path)

    @cached_property
    def unseen(self) -> str:
        """Why it could not be told whether this is the ledger that was seen here before; empty where it could."""
        with self.reading() as connection:
            return witness.lost(connection, self.path)

    def note(self) -> None:
        """Note, outside the ledger, where it stands."""
        if not self.rehearsal:
            with self.reading() as connection:
                witness.note(self.path, witness.standing(connection, self.now()))

    def keep(self, path: Path | files.Inside) -> dict[str, Any]:
        """Store a file beside the ledger, durably; returns how events name it. Raises InputError, StorageError."""
        self.require_same()
        if what := files.doubt(path):
            self.doubts.append((spelled(path.name), what))
        return files.store(self.path, path) if self.tried is None else files.describe(path)

    @property
    def head(self) -> Head:
        """Number of events, chain head, rehearsal mark."""
        with self.reading() as connection:
            return queries.head(connection)

    @cached_property
    def founded(self) -> datetime:
        """When this ledger's first record was stored."""
        with self.reading() as connection:
            return queries.first_recorded(connection)

    @cached_property
    def rehearsal(self) -> bool:
        """Whether this ledger is for practice only; that never changes."""
        return self.head.rehearsal

    @cached_property
    def ledger_id(self) -> str:
        """The id that the ledger was founded with; all its copies share it."""
        return self.head.ledger

    def changed(self) -> int:
        """A number that grows with every event: cheap to poll for changes. Raises StorageError where it has shrunk."""
        with self.reading() as connection:
            self._same.require(connection, whole=True)
            return queries.changed(connection)

    @property
    def on_system_time(self) -> bool:
        """Whether the time of this ledger is that of the system's clock."""
        return self._clock is None and not self.rehearsal

    @property
    def clock(self) -> Clock | None:
        """What stands for the system's clock here, if anything does."""
        return self._clock

    def now(self) -> datetime:
        """This ledger's now. Only a rehearsal may be told another time (``INSPECT_ENGINE_NOW``)."""
        return clocks.now(self._clock, self.rehearsal)

    def wall(self) -> datetime:
        """The time by which waits are measured: no variable tells another, not in a rehearsal either."""
        return clocks.now(self._clock, self.rehearsal) if self._clock else clocks.system_clock()

    def today(self) -> date:
        """The day it is in China."""
        return china_day(self.now())

    @cached_property
    def library(self) -> Library:
        """The definitions installed now; what the ledger holds keeps its own."""
        from inspect_engine.reading.definitions import load_library

        return load_library()

    def law(self) -> Register:
        """What was adopted in this ledger so far, and what waits for a second supervisor."""
        from inspect_engine.reading.released import digests

        with self.reading() as connection:
            position = queries.last_of(connection, *LAW)
            if self._law[0] != position:
                events = [entry.event for entry in queries.events_of(connection, *LAW)]
                old = {event.actor.user for event in events if event.kind == ADOPTED and "items" not in event.data}
                supervised = _supervised(connection, old) if old else set[str]()
                self._law = position, fold(events, counted(digests(), supervised))
        return self._law[1]

    @property
    def document_kinds(self) -> Kinds:
        """The kinds of documents in force here, and their templates; what ships, where none was ever adopted."""
        from inspect_engine.reading.documents import Kinds, load_kinds
        from inspect_engine.reading.offers import kind_of_text

        kept = [kind_of_text(text) for text in self._texts(DOCUMENT)]
        if not kept:
            return load_kinds([shipped_folder()])
        return Kinds({kind.id: kind for kind, _ in kept}, {kind.id: template for kind, template in kept})

    @property
    def catalogue(self) -> Catalogue:
        """The sanction lists in force here; those that ship, where none were ever adopted."""
        from inspect_engine.reading.offers import catalogue_of_text
        from inspect_engine.reading.sanctions import load_catalogue

        kept = [catalogue_of_text(text) for text in self._texts(SANCTIONS)]
        return kept[0] if kept else load_catalogue([shipped_folder()])

    @property
    def regions(self) -> Overlay:
        """What is known of regions here beside the library's table: what was adopted."""
        from inspect_engine.reading.offers import overlay_of_texts

        self.law()
        if self._regions[0] != self._law[0]:
            self._regions = self._law[0], overlay_of_texts(self._texts(REGIONS))
        return self._regions[1]

    def _texts(self, kind: str) -> list[str]:
        """The texts of everything of a kind that is in force."""
        held = [each.edition.hash for each in self.law().current().values() if each.edition.kind == kind]
        with self.reading() as connection:
            return [queries.definition(connection, each) for each in held]

    def roster(self) -> dict[str, Person]:
        """Every enrolled person by name."""
        with self.reading() as connection:
            return {name: person for name, (person, _) in queries.people(connection).items()}

    def whoami(self) -> Person:
        """The enrolled person acting here: named by ``--user`` or ``INSPECT_ENGINE_USER``, else by OS account.

        With ``--for`` he has the roles and the region of whom he stands in for. Raises Refused when he is not enrolled
        or is disabled, when he has a passphrase and has not given it or it is not his own yet, or when nobody lets him
        stand in today.
        """
        me = identity.own_only(self.newcomer())
        return replace(me, region=self._within) if self._within.startswith(me.region) and self._within else me

    @contextmanager
    def within(self, region: str) -> Iterator[None]:
        """Look meanwhile at a part of the region that this person sees as one who sees that part only."""
        before, self._within = self._within, region
        try:
            yield
        finally:
            self._within = before

    def newcomer(self) -> Person:
        """As :meth:`whoami`, of somebody who may still have nothing but the passphrase that another has set for him."""
        today = self.today() if self._acts_for else None
        with self.reading() as connection:
            me = identity.identify(connection, self.user, identity.proving_account())
            return identity.acting(connection, me, self._acts_for, today) if self._acts_for and today else me

    def claimed(self) -> None:
        """Let whoever is named here, himself or for another, be named by what he is called."""
        with self.reading() as connection:
            self.user = self.user and identity.enrolled_as(connection, self.user)
            self._acts_for = self._acts_for and identity.enrolled_as(connection, self._acts_for)

    def named(self, text: str) -> str:
        """The user name of whom a text means, of those of whom this person knows: that name itself, or what only one
        of them is called. A text that means nobody is given back as it is. Raises InputError naming all whom it fits.
        """
        with self.reading() as connection:
            fitting = identity.meant(connection, text)
        if [each.name for each in fitting] == [text]:
            return text
        me = self.newcomer()
        known = [each for each in fitting if knows(me, each)]
        if len(known) > 1:
            each = "、".join(f"{one.name}（{one.title}）" for one in known)
            raise InputError.one(f"叫“{text}”的有 {len(known)} 位", fix=f"请写用户名：{each}")
        return known[0].name if known else text

    def acquaintance(self, name: str) -> Person:
        """The enrolled person of a name, if this person knows of him.

        Raises InputError where there is none: one of elsewhere reads the same as one that never was.
        """
        me = self.whoami()
        with self.reading() as connection:
            person, _ = queries.person(connection, name)
        if person is None or not knows(me, person):
            raise InputError.one(f"用户“{name}”没有登记", fix=suggest(name, self.seen_people()))
        return person

    def seen_people(self) -> dict[str, Person]:
        """The enrolled people of whom this person knows; of units, which have no region, those of subjects in his."""
        me = self.whoami()
        with self.reading() as connection:
            units = {folded(party) for party in (queries.parties(connection, me.region) if me.region else ())}

        def heard_of(other: Person) -> bool:
            near = other.region.startswith(me.region) or other.party is None or not units.isdisjoint(other.units)
            return knows(me, other) and near

        return {name: each for name, each in self.roster().items() if heard_of(each)}

    def scope(self) -> Scope:
        """What the person acting here sees."""
        return scope(self.whoami())

    def seen(self, chosen: CaseFilter | None = None) -> CaseFilter:
        """The cases that were asked for (all, without a filter), as far as the person acting here sees them."""
        chosen = replace(chosen or CaseFilter(), scope=self.scope())
        if chosen.party is None and not chosen.clauses:
            return chosen
        with self.reading() as connection:
            names = frozenset() if chosen.party is None else queries.unit_names(connection, chosen.party)
            clauses = tuple(queries.known(connection, clause) for clause in chosen.clauses)
            return replace(chosen, party_names=names, clauses=clauses)

    def unit_of(self, party: str) -> str:
        """The key of the unit that goes by a name; of one that nobody knows, its folded name."""
        with self.reading() as connection:
            found = queries.unit(connection, party)
        return found.key if found else folded(party)

    def meant(self, text: str) -> Meant:
        """What a text says of a unit: one that is known, or which of those that this person sees it looks like."""
        with self.reading() as connection:
            if found := queries.unit(connection, text):
                return Meant(found.name)
            near = filter(self.unit_in_sight(), queries.near_units(connection, text))
            return Meant(text.strip(), tuple(each.name for each in near))

    def unit_in_sight(self) -> Callable[[Unit], bool]:
        """Whether the person acting here sees a unit: a registered one, and one that something of his region names;
        that is read once, where it is asked."""
        region = self.whoami().region
        if not region:
            return lambda _: True

        @cache
        def named() -> frozenset[str]:
            with self.reading() as connection:
                return queries.units_within(connection, region)

        return lambda unit: unit.registered or not named().isdisjoint(unit.folded)

    def scope_words(self, seen: Scope | None = None) -> str:
        """As reports tell it: “昭通市（5306）” for a region, the unit, or 整本台账."""
        seen = seen or self.scope()
        if not seen.region:
            return seen.words
        named = f"{self.region_name(f'{seen.region:0<6}')}（{seen.region}）"
        return "、".join([named, *([Scope(party=seen.party).words] if seen.party is not None else [])])

    def region_prefix(self, text: str, where: str = "区划") -> str:
        """The beginning of the codes of a region that is named by code, by its beginning, or by name; empty for all.

        Raises InputError for one that there is not today.
        """
        today, known = self.today(), self.regions
        try:
            prefix, fault = (found := region_sought(text, today, known)), prefix_fault(found, today, known)
        except ValueError as error:
            prefix, fault = text, str(error)
        if fault:
            fix = "例 530602（县）、5306（市）、53（省），或写名称；不写则不限"
            raise InputError.one(fault, where=where, fix=fix)
        return prefix

    def region_sought(self, text: str) -> str:
        """The beginning of the codes that a text means; raises ValueError where it names none, or several. What was
        adopted since this desk last looked is not known to it."""
        return region_sought(text, self.today(), self._looked_up)

    def regions_like(self, text: str, most: int) -> list[tuple[str, str]]:
        """Codes and full names of today's regions that a few characters of a name, or of its pinyin, may mean; those of
        this person's own region first, then where something is recorded that he sees."""
        me = self.whoami()
        with self.reading() as connection:
            near = queries.regions_of_subjects(connection, me.region) if me.party is None else set[str]()
        return regions_like(text, self.today(), self._looked_up, within=me.region, near=near, most=most)

    def region_name(self, code: str) -> str:
        """Name of a region today, or its code; as far as this desk has looked."""
        return region_name(code, self.today(), self._looked_up) or code

    @property
    def _looked_up(self) -> Overlay:
        return self._regions[1] if self._regions[0] >= 0 else self.regions

    def evidence_path(self, file: Mapping[str, Any]) -> Path:
        """Where a stored file lies; ``file`` is as events and documents name it (``sha256``, ``name``)."""
        return files.place(self.path, file)


def _supervised(connection: sqlite3.Connection, people: set[str]) -> set[str]:
    """Ids of the adoptions of an older program that were made in the name of somebody who was a supervisor then."""
    roles: dict[str, list[str]] = {}
    found = set()
    for entry in queries.events_of(connection, "user.enrolled", ADOPTED):
        event = entry.event
        if event.kind == ADOPTED and "supervisor" in roles.get(event.actor.user, ()):
            found.add(event.id)
        elif event.data.get("name") in people:
            roles[event.data["name"]] = event.data["roles"]
    return found


def _goes_on(log: Writer) -> None:
    """Raises Refused where now lies before the last record: one of the two was made under a clock that is wrong."""
    last = log.last_recorded()
    if last and last - log.now > BACK:
        what = f"现在是 {told(log.now)}，早于最后一条流转记录（{told(last)}）超过 10 分钟"
        fix = "现在的时间不对的，请先校准；那时的钟错了的，请主管用 clock excuse 说明，之后照常办理"
        raise Refused("记入台账", [f"{what}。{fix}"])
