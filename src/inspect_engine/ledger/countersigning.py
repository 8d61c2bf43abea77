"""会签: those who are named as having done something with another sign for it, or say that they did not take part."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import Case, event_title, fold
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.countersigning import (
    DECLINED,
    DECLINED_STATE,
    HANDED,
    SIGNED,
    SIGNED_STATE,
    TITLE,
    WAITING,
    Signing,
    may_hand,
    may_sign,
    may_sit_beside,
    signing_of,
)
from inspect_engine.domain.events import VERSION, Event
from inspect_engine.domain.inspections import hands, short
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.domain.workflow.guards import barred
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import identity
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.people.access import Access
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

SHORTEST = 6
"""Letters of the number of an inspection, or of a record, by which it may be named."""


@dataclass(frozen=True)
class Owed:
    """A record that awaits ``name``: its number (of the case, or of the inspection), what was done, when, by whom."""

    record: str
    name: str
    number: str
    what: str
    on: date
    by: str
    subject: str

    def plain(self) -> dict[str, Any]:
        """As ``sign list --json`` prints it."""
        return {**vars(self), "on": self.on.isoformat()}


@dataclass(frozen=True)
class _Record:
    """What is signed: its event and hash, its signatures, regions, and the inspection or the case that it is of."""

    event: Event
    hash: str
    signing: Signing
    regions: tuple[str, ...]
    inspection: str
    case: Case | None


class Countersigning:
    """``ledger.countersigning``. What is to be signed is named by its case, its inspection, or the record's id."""

    def __init__(self, desk: Desk, *, definitions: Definitions, access: Access) -> None:
        self._desk = desk
        self._definitions = definitions
        self._access = access

    @property
    def name(self) -> str:
        """Who signs here."""
        return self._desk.whoami().name

    def mine(self) -> list[Owed]:
        """What waits for this person's signature, the oldest first."""
        return self.owed(self._desk.whoami().name)

    def owed(self, name: str) -> list[Owed]:
        """What waits for somebody's signature, the oldest first."""
        with self._desk.reading() as connection:
            return [_owed(connection, row) for row in queries.awaiting(connection, name)]

    def count(self) -> int:
        """How much that is."""
        me = self._desk.whoami()
        with self._desk.reading() as connection:
            return queries.count_awaiting(connection, me.name)

    def of(self, inspection: str, as_of: date | None = None) -> Signing | None:
        """The signatures of an inspection, as of a day; None where it awaits nobody."""
        with self._desk.reading() as connection:
            return _of(connection, inspection, as_of)

    @contextmanager
    def looked_up(self, as_of: date) -> Iterator[Callable[[str], Signing | None]]:
        """The same for one inspection after the other, of which the last few are remembered."""
        with self._desk.reading() as connection:
            yield lru_cache(256)(lambda inspection: _of(connection, inspection, as_of))

    def signed_before(self, inspection: str, corrected: Iterable[Event]) -> tuple[str, ...]:
        """Who has signed an inspection before others put something right in it: those signatures are of what it said
        then."""
        with self._desk.reading() as connection:
            rows = [row for row in queries.signing_rows(connection, inspection) if row["state"] == SIGNED_STATE]
        later = [event for event in corrected if event.kind == CORRECTED]
        early = {
            row["name"]
            for row in rows
            for event in later
            if row["settled"] < event.id and row["name"] not in event.data["persons"]
        }
        return tuple(row["name"] for row in rows if row["name"] in early)

    def unsigned(self, case: Case) -> list[Signing]:
        """What of a case is not signed by all who are named: the inspection, then actions."""
        found = self.of(case.inspection)
        joint = [each.signing for each in case.joint.values() if not (each.finding and each.past)]
        every = [*([found] if found else []), *joint]
        return [each for each in every if each.words]

    @once(first)
    def confirm(self, reference: str) -> Event:
        """Sign, in one's own name, for what one is named in. Raises Refused, or InputError for what awaits no such."""
        return self._answer(SIGNED, reference, {})

    @once(first)
    def decline(self, reference: str, reason: str) -> Event:
        """Say that one did not take part: then it counts as done without him. Raises as :meth:`confirm`."""
        if fault := fault_in(reason):
            raise InputError.one(f"没有参加的理由{fault}", where="--reason")
        return self._answer(DECLINED, reference, {"reason": reason.strip()})

    def _answer(self, kind: str, reference: str, more: Mapping[str, str]) -> Event:
        me = self._desk.whoami()
        require(me, "countersign")
        key = self._named(reference, me.name, (WAITING,))
        with self._desk.writing(me) as log, self._desk.reading() as connection:
            of = record(connection, key)
            may_sign(me, of.signing, Enrolled(connection), *of.regions)
            if kind == DECLINED and of.inspection and took_part(connection, of.inspection, me.name):
                raise Refused(TITLE, ["你在这次检查里作过答，不能说没有参加"])
            on = china_day(log.now).isoformat()
            data = {"on": on, "record": key, "hash": of.hash, "name": me.name, "inspection": of.inspection, **more}
            return log.append(kind, data, case=of.event.case, base=of.case.last_event if of.case else None)

    @once(first)
    def hand_over(self, reference: str, name: str, to: str) -> Event:
        """Name another, who is to sign, in the place of one who cannot, or says that he did not take part.

        For whoever made the record. Raises Refused, or InputError for nobody.
        """
        me = self._desk.whoami()
        require(me, "hand_signature")
        other = self._desk.acquaintance(to)
        key = self._named(reference, name, (WAITING, DECLINED_STATE))
        with self._desk.writing(me) as log, self._desk.reading() as connection:
            of = record(connection, key)
            roster = Enrolled(connection)
            may_hand(me, of.signing, name, other, roster, *of.regions)
            self._unbarred(of, other, roster)
            on = china_day(log.now).isoformat()
            data = {"on": on, "record": key, "hash": of.hash, "name": name, "inspection": of.inspection, "to": to}
            return log.append(HANDED, data, case=of.event.case, base=of.case.last_event if of.case else None)

    def cosigner(self, name: str, ask: identity.Ask, *beside: str) -> Countersigning:
        """The same room for another who sits at this very device, once he has given his own passphrase.

        Raises Refused where he is not another person than this one and those ``beside`` him, has no passphrase of his
        own, or gives a wrong one, which is recorded; InputError for nobody.
        """
        me = self._desk.whoami()
        if name == me.name:
            raise InputError.one("会签的人就是办理人本人", fix="--cosign 写一起办的另一个人")
        other = self._desk.acquaintance(name)
        with self._desk.reading() as connection:
            may_sit_beside(other, [me.name, *beside], Enrolled(connection))
        desk = Desk(self._desk.path, name, self._desk.clock)
        desk.ask, desk.tried = ask, self._desk.tried
        access = self._access.at(desk)
        access.prove(name, ask)
        return Countersigning(desk, definitions=self._definitions, access=access)

    def stands(self, key: str) -> str:
        """Where this person's signature for a record stands (``domain.countersigning``); empty where none is asked."""
        with self._desk.reading() as connection:
            return queries.stands(connection, key, self.name)

    def waiting(self, key: str) -> tuple[str, ...]:
        """Whose signatures a record awaits."""
        with self._desk.reading() as connection:
            return tuple(queries.waiting_for(connection, key))

    def proved_by(self, names: Iterable[str]) -> list[str]:
        """Of these the ones who have a passphrase of their own, with which they can sign on the spot."""
        with self._desk.reading() as connection:
            kept = {name: queries.secret(connection, name) for name in names}
        return [name for name, secret in kept.items() if secret and secret.owned]

    def _unbarred(self, of: _Record, other: Person, roster: Enrolled) -> None:
        """Raises Refused for whom what he has done before keeps out of this action."""
        if of.case is None:
            return
        flow = self._definitions.lifecycle(of.case).workflow
        if against := list(barred(flow, of.case, of.event, other, roster)):
            raise Refused(TITLE, against)

    def _named(self, reference: str, name: str, states: tuple[str, ...]) -> str:
        """Id of the record that a word names among those that await somebody. Raises InputError."""
        word = reference.strip().lower()
        with self._desk.reading() as connection:
            rows = [row for state in states for row in queries.awaiting(connection, name, state)]
            known = {str(row["record"]): _owed(connection, row) for row in rows}
        fits = [key for key, each in known.items() if word in (key, each.number.lower())]
        if len(word) >= SHORTEST:
            fits = fits or [key for key, each in known.items() if each.number.startswith(word) or key.endswith(word)]
        if len(fits) > 1:
            told = "、".join(f"{key}（{known[key].what}）" for key in fits)
            raise InputError.one(f"“{reference}”有几步待“{name}”签：{told}", fix="请写流转记录的编号")
        if not fits:
            fix = suggest(reference, [each.number for each in known.values()]) or "见 sign list"
            raise InputError.one(f"“{reference}”没有待“{name}”签的", fix=fix)
        return fits[0]


def record(connection: sqlite3.Connection, key: str) -> _Record:
    """A record that awaits signatures, as it stands now. Raises Refused for another."""
    found = queries.stored_event(connection, key)
    if found is None:
        raise Refused(TITLE, ["没有这条流转记录"])
    event, digest = found
    if event.case:
        case = fold(entry.event for entry in queries.case_entries(connection, event.case))
        if key not in case.joint:
            raise Refused(TITLE, ["这条流转记录不须会签"])
        return _Record(event, digest, case.joint[key].signing, (case.region,), "", case)
    inspection = str(event.data.get("id", ""))
    signing = signing_of(queries.signing_rows(connection, inspection))
    if signing is None:
        raise Refused(TITLE, ["这条流转记录不须会签"])
    keys = queries.inspection(connection, inspection)["subjects"]
    regions = tuple(row["region"] for row in queries.subjects_by_key(connection, keys).values())
    return _Record(event, digest, signing, regions, inspection, None)


def took_part(connection: sqlite3.Connection, inspection: str, name: str, v: int = VERSION) -> bool:
    """Whether somebody has given an answer; by records before version 4, one that stands."""
    if v < hands.SINCE:
        return queries.last_answer(connection, inspection, name) is not None
    return name in queries.answered_by(connection, inspection)


def _of(connection: sqlite3.Connection, inspection: str, as_of: date | None) -> Signing | None:
    rows = queries.signing_rows(connection, inspection)
    if as_of is None or not rows:
        return signing_of(rows)
    first, _ = queries.recorded(connection, rows[0]["record"])
    settled = [queries.stored_event(connection, row["settled"]) for row in rows if row["settled"]]
    signing = Signing(first.id, first.actor.user, dict.fromkeys(first.data["awaits"], WAITING))
    for event in sorted((each[0] for each in settled if each), key=lambda event: event.id):
        signing = signing.after(event) if event.on <= as_of else signing
    return signing


def _owed(connection: sqlite3.Connection, row: Mapping[str, str]) -> Owed:
    event, _ = queries.recorded(connection, row["record"])
    if row["case_id"]:
        case = queries.case(connection, row["case_id"])
        told = case.number, event_title(event), event.on, row["by"], case.subject_name
    else:
        named = queries.inspection(connection, row["inspection"])
        subjects = queries.subjects_by_key(connection, named["subjects"]).values()
        told = short(row["inspection"]), "检查", event.on, row["by"], "、".join(each["name"] for each in subjects)
    return Owed(row["record"], row["name"], *told)
