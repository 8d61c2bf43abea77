"""Sanctions: impose one, record what became of it, see what is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import Case
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.second import same
from inspect_engine.domain.sanctions.flags import Flags
from inspect_engine.domain.sanctions.register import (
    IMPOSED,
    LIFTED,
    PROPOSED,
    PUBLISHED,
    REVOKED,
    WITHDRAWN,
    Pending,
    Sanction,
    against,
    by_two,
    waiting_for,
)
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.text import fault_in, meant, suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.ledger.sanctions.register import Register, named
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

if TYPE_CHECKING:
    from inspect_engine.domain.sanctions.catalogue import Catalogue
    from inspect_engine.domain.sanctions.missing import Missing
    from inspect_engine.storage.log import Writer

PREFIX = "CJ"
TITLES = {PUBLISHED: "登记公开", WITHDRAWN: "登记撤下", REVOKED: "登记撤销", LIFTED: "登记解除"}


@dataclass(frozen=True)
class Imposed:
    """A sanction just recorded, and what is doubtful about it, in Chinese."""

    sanction: Sanction
    doubts: tuple[str, ...]


class Sanctions:
    """``ledger.sanctions``. A sanction is named by its number (``CJ-2026-0001``)."""

    def __init__(self, desk: Desk, *, cases: Cases, calendars: Calendars) -> None:
        self._desk = desk
        self._cases = cases
        self._register = Register(desk, calendars=calendars)

    @property
    def catalogue(self) -> Catalogue:
        """Kinds, ranges and periods in force here."""
        return self._desk.catalogue

    def all(
        self, as_of: date | None = None, known_at: datetime | None = None, *, until: int | None = None
    ) -> list[Sanction]:
        """The register as of a day and as known at a moment; a responsible unit sees what concerns itself.

        ``until`` leaves out what stands behind that position in the ledger.
        """
        me = self._desk.whoami()
        found = self._register.read(as_of or self._desk.today(), known_at, until).values()
        return [one for one in found if not me.roles <= {"responsible"} or one.concerns(me.party or "")]

    def get(self, number: str) -> Sanction:
        """One of those this person may see. Raises InputError for another number."""
        return named(number, {one.number: one for one in self.all()})

    def flags(self, as_of: date | None = None) -> Flags:
        """Sanctions in force on a day (default: today), to mark the parties they are against."""
        on = as_of or self._desk.today()
        return Flags(on, tuple(one for one in self.all(on) if one.in_force(on)))

    def beside(self, case: Case) -> list[Sanction]:
        """What there is to know beside a case: sanctions that arose from it, and others its party is under today."""
        today = self._desk.today()
        return [
            one
            for one in self.all()
            if any(each["id"] == case.id for each in one.cases) or (one.in_force(today) and one.concerns(case.party))
        ]

    def missing(self) -> list[Missing]:
        """Sanctions that should be there, by what this person sees. Raises Refused for a responsible unit."""
        from inspect_engine.ledger.sanctions.missing import missing

        require(self._desk.whoami(), "survey")
        return missing(self._cases, self._register.read(self._desk.today()).values(), self.catalogue)

    @once(lambda self, events: Imposed(self._register.read()[events[0].data["number"]], ()))
    def impose(
        self,
        kind: str,
        party: str,
        values: Mapping[str, str],
        *,
        on: date | None = None,
        uscc: str = "",
        cases: Sequence[str] = (),
        sure: bool = False,
    ) -> Imposed:
        """Record a decision, by the kinds and limits in force here (:attr:`catalogue`, each with its article).

        Raises InputError for what cannot be read, and for what is in the register already unless one is ``sure``;
        Refused with everything the law has against it.
        """
        from inspect_engine.domain.sanctions.form import Decision, fields_of, read_uscc
        from inspect_engine.domain.sanctions.imposing import decide

        me = self._may()
        kinds = self.catalogue.kinds
        kind = meant(kind, {name: each.title for name, each in kinds.items()})
        if kind not in kinds:
            raise InputError.one(f"没有惩戒种类“{kind}”", fix=suggest(kind, kinds) or f"可写：{'、'.join(kinds)}")
        arising = {case.id: case.number for case in map(self._cases.get, cases)}
        today = self._desk.today()
        values = forms.dated(fields_of(kinds[kind], self.catalogue), values, today, yearless=False)
        about = Decision(party, on or today, read_uscc(uscc), arising)
        with self._desk.writing(me) as log:
            self._not_ahead(about.decided_on, log, kinds[kind].title)
            earlier = self._register.read()
            data, doubts = decide(kinds[kind], values, about, list(earlier.values()), self.catalogue)
            if not sure and (twin := next((each for each in earlier.values() if each.same_as(data)), None)):
                raise _doubled(twin)
            number = next_number(about.decided_on.year, earlier)
            event = log.append(IMPOSED, {**data, "number": number, "region": me.region})
            return Imposed(self._register.after(number, event), tuple(doubts))

    def publish(self, number: str, on: date | None = None, url: str = "") -> Sanction:
        """Record that a decision was made public, and where."""
        if url and (fault := fault_in(url)):
            raise InputError.one(f"网址{fault}", where="url")
        return self._change(PUBLISHED, number, on, {"url": url})

    def withdraw(self, number: str, on: date | None = None) -> Sanction:
        """Record that a published decision was taken down; by two people, unless it had been revoked."""
        return self._change(WITHDRAWN, number, on, {})

    def revoke(self, number: str, reason: str = "", on: date | None = None) -> Sanction:
        """Record that a decision was revoked: it counts no longer, and is to be taken down where it is published.

        The first person gives the reason; it is recorded when a second one does the same, as it was proposed.
        """
        return self._change(REVOKED, number, on, {"reason": reason})

    def lift(self, number: str, reason: str = "", on: date | None = None) -> Sanction:
        """Record that a sanction ended before its time, or that one without an end ended; by two, as :meth:`revoke`."""
        return self._change(LIFTED, number, on, {"reason": reason})

    @once(lambda self, events: self._register.read()[events[0].data["number"]])
    def _change(self, kind: str, number: str, on: date | None, data: Mapping[str, Any]) -> Sanction:
        me, day = self._may(), on or self._desk.today()
        with self._desk.writing(me) as log:
            self._not_ahead(day, log, TITLES[kind])
            register = self._register.read()
            one = named(number, register)
            self._there(me, one)
            waits = waiting_for(me.name, kind, one)
            day = waits.on if waits and on is None else day
            if found := against(kind, one, day, misdated=self._register.misdated(one.number)):
                raise Refused(TITLES[kind], [f"{one.number}：{each}" for each in found])
            if by_two(kind, one):
                event = self._by_two(log, waits, kind, one, day, str(data.get("reason", "")))
            else:
                event = log.append(kind, {"number": one.number, "on": day.isoformat(), **data})
            return self._register.after(one.number, event)

    def _there(self, me: Person, one: Sanction) -> None:
        """Raises Refused unless this person is there for where it was imposed, and for the cases it arose from."""
        with self._desk.reading() as connection:
            author, _ = queries.person(connection, one.recorded_by)
            regions = [queries.case(connection, each["id"]).region for each in one.cases]
        own = one.region if one.region is not None else author.region if author else ""
        require(me, "sanction", own, *regions)

    def _by_two(self, log: Writer, waits: Pending | None, kind: str, one: Sanction, day: date, reason: str) -> Event:
        """Propose it; or confirm, as it is, what another has proposed."""
        me = self._may()
        if waits is None:
            why = reason if kind == WITHDRAWN else _reason(reason)
            return log.append(PROPOSED, {"number": one.number, "on": day.isoformat(), "does": kind, "reason": why})
        if reason not in ("", waits.reason) or day != waits.on:
            raise Refused(TITLES[kind], [f"{one.number}：{waits.by} 提出的要照原样确认，理由和日期都不能改"])
        with self._desk.reading() as connection:
            why = same(me, waits.by, Enrolled(connection))
        if why:
            raise Refused(TITLES[kind], [f"{one.number}：{why}"])
        return log.append(kind, confirmed(kind, one.number, waits))

    def _may(self) -> Person:
        me = self._desk.whoami()
        require(me, "sanction")
        return me

    def _not_ahead(self, day: date, log: Writer, title: str) -> None:
        """Checked under the lock, with the person: nothing is recorded before it happened."""
        self._may()
        if day > china_day(log.now):
            raise Refused(title, [f"{day} 在今天（{china_day(log.now)}）之后"])


def next_number(year: int, register: Mapping[str, Sanction]) -> str:
    """The next number of a year; numbers have no gaps, and none is used twice."""
    count = sum(number.startswith(f"{PREFIX}-{year}-") for number in register)
    return f"{PREFIX}-{year}-{count + 1:04d}"


def _doubled(twin: Sanction) -> InputError:
    what = f"{twin.number} 已是对“{twin.party}”的{twin.title}，{twin.decided_on} 由同一机关以同样的事由决定"
    return InputError.one(what, where="--sure", fix="是同一项的，不要再登记；确是另一项决定的，加 --sure")


def confirmed(kind: str, number: str, waits: Pending) -> dict[str, Any]:
    """Data of the event that confirms what was proposed."""
    said = {"reason": waits.reason} if kind != WITHDRAWN else {}
    proposed = {"proposed": waits.event, "proposed_by": waits.by}
    return {"number": number, "on": waits.on.isoformat(), **said, **proposed}


def _reason(text: str) -> str:
    if fault := fault_in(text):
        raise InputError.one(f"理由{fault}", where="reason")
    return text
