"""Verbs on sanctions: impose one, and record what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.sanctions.register import (
    EVENTS,
    IMPOSED,
    LIFTED,
    PUBLISHED,
    REVOKED,
    WITHDRAWN,
    Sanction,
    fold,
)
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.sanction_register import Register, named
from inspect_engine.storage import queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

PREFIX = "CJ"
TITLES = {PUBLISHED: "登记公开", WITHDRAWN: "登记撤下", REVOKED: "登记撤销", LIFTED: "登记解除"}


class Sanctions(Register):
    """What was imposed on whom, and what became of it."""

    def impose(
        self,
        kind: str,
        party: str,
        values: Mapping[str, str],
        *,
        on: date | None = None,
        uscc: str = "",
        cases: Sequence[str] = (),
    ) -> tuple[Sanction, list[str]]:
        """Record a decision; returns it with what is doubtful about it.

        Raises InputError for what cannot be read, Refused with everything the law has against it.
        """
        from inspect_engine.domain.sanctions.form import Decision, read_uscc
        from inspect_engine.domain.sanctions.imposing import decide

        me = self._may()
        kinds = self.catalogue.kinds
        if kind not in kinds:
            raise InputError.one(f"没有惩戒种类“{kind}”", fix=suggest(kind, kinds) or f"可写：{'、'.join(kinds)}")
        arising = {case.id: case.number for case in map(self.case, cases)}
        about = Decision(party, on or self.today(), read_uscc(uscc), arising)
        with self._writing(me) as log:
            self._not_ahead(about.decided_on, log, kinds[kind].title)
            earlier = self._register()
            data, warnings = decide(kinds[kind], values, about, list(earlier.values()), self.catalogue)
            number = _next(about.decided_on.year, earlier)
            event = log.append(IMPOSED, {**data, "number": number})
        return fold([event], self.calendar())[number], warnings

    def publish(self, number: str, on: date | None = None, url: str = "") -> Sanction:
        """Record that a decision was made public, and where."""
        if url and (fault := fault_in(url)):
            raise InputError.one(f"网址{fault}", where="url")

        def check(one: Sanction) -> str:
            if not one.public:
                return f"{one.title}不必公开"
            if one.published_on and not one.withdrawn_on:
                return f"{one.published_on} 已登记公开"
            return "决定已撤销，不再公开" if one.revoked_on else ""

        return self._change(PUBLISHED, number, on, check, {"url": url})

    def withdraw(self, number: str, on: date | None = None) -> Sanction:
        """Record that a published decision was taken down."""

        day = on or self.today()

        def check(one: Sanction) -> str:
            if not one.published_on or one.withdrawn_on:
                return "没有公开，或者已经撤下"
            return f"{day} 在公开日期 {one.published_on} 之前" if day < one.published_on else ""

        return self._change(WITHDRAWN, number, day, check, {})

    def revoke(self, number: str, reason: str, on: date | None = None) -> Sanction:
        """Record that a decision was revoked: it counts no longer, and is to be taken down where it is published."""

        def check(one: Sanction) -> str:
            return f"{one.revoked_on} 已经撤销" if one.revoked_on else ""

        return self._change(REVOKED, number, on, check, {"reason": _reason(reason)})

    def lift(self, number: str, reason: str, on: date | None = None) -> Sanction:
        """Record that a sanction ended before its time, or that one without an end ended."""
        day = on or self.today()

        def check(one: Sanction) -> str:
            gone = one.revoked_on or one.lifted_on
            return "" if one.in_force(day) and not gone else f"{day} 不在执行期内（{one.state(day)}）"

        return self._change(LIFTED, number, day, check, {"reason": _reason(reason)})

    def _change(
        self, kind: str, number: str, on: date | None, check: Callable[[Sanction], str], data: Mapping[str, Any]
    ) -> Sanction:
        me, day = self._may(), on or self.today()
        with self._writing(me) as log:
            self._not_ahead(day, log, TITLES[kind])
            register = self._register()
            one = named(number, register)
            against = [f"{day} 在决定日期 {one.decided_on} 之前"] if day < one.decided_on else []
            against += [found for found in [check(one)] if found]
            if against:
                raise Refused(TITLES[kind], [f"{one.number}：{each}" for each in against])
            event = log.append(kind, {"number": one.number, "on": day.isoformat(), **data})
            return self._folded(one.number, event)

    def _folded(self, number: str, last: Event) -> Sanction:
        with self._reading() as connection:
            entries = queries.events_of(connection, *EVENTS)
        mine = [*(entry.event for entry in entries if entry.event.data["number"] == number), last]
        return fold(mine, self.calendar())[number]

    def _may(self) -> Person:
        me = self.whoami()
        require(me, "sanction")
        return me

    def _not_ahead(self, day: date, log: Writer, title: str) -> None:
        """Checked under the lock, with the person: nothing is recorded before it happened."""
        self._may()
        if day > china_day(log.now):
            raise Refused(title, [f"{day} 在今天（{china_day(log.now)}）之后"])


def _next(year: int, register: Mapping[str, Sanction]) -> str:
    """The next number of a year; numbers have no gaps, and none is used twice."""
    count = sum(number.startswith(f"{PREFIX}-{year}-") for number in register)
    return f"{PREFIX}-{year}-{count + 1:04d}"


def _reason(text: str) -> str:
    if fault := fault_in(text):
        raise InputError.one(f"理由{fault}", where="reason")
    return text
