"""What was begun and not ended: whose it is, handed over to a colleague, or discarded with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections import hands
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.inspections import checks
from inspect_engine.ledger.inspections.room import Inspections
from inspect_engine.ledger.inspections.shapes import Inspection, inspection_of
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


@dataclass(frozen=True)
class Begun:
    """An inspection under way, since when, and the answers in it that say 不合格: each a subject and an item."""

    inspection: Inspection
    failed: tuple[tuple[str, str], ...]
    days: int

    def plain(self) -> dict[str, Any]:
        """As ``inspect list --unfinished --json`` prints it."""
        return {**self.inspection.plain(), "failed": [list(pair) for pair in self.failed], "days": self.days}


class Unfinished:
    """``ledger.unfinished``: the inspections under way in this person's sight."""

    def __init__(self, desk: Desk, *, inspections: Inspections, subjects: Subjects) -> None:
        self._desk = desk
        self._inspections = inspections
        self._subjects = subjects

    def all(self) -> list[Begun]:
        """Those under way now, the oldest first."""
        require(self._desk.whoami(), "survey")
        today = self._desk.today()
        with self._desk.reading() as connection:
            found = self._in_sight(queries.under_way(connection))
            failed = [tuple(queries.asking(connection, one.id)) for one in found]
        return [Begun(one, told, (today - one.day).days) for one, told in zip(found, failed, strict=True)]

    def on(
        self, as_of: date | None = None, known_at: datetime | None = None, *, until: int | None = None
    ) -> list[Inspection]:
        """Those that were under way at the end of a day, as known at a moment and a position, with the inspectors that
        they were begun with; none for who sees no inspections."""
        if not self._desk.whoami().roles - {"responsible"}:
            return []
        with self._desk.reading() as connection:
            known = queries.known_until(connection, known_at)
            last = known if until is None else min(known, until)
            events = queries.begun(connection, as_of or self._desk.today(), last)
            seen = self._subjects.in_sight(connection, [key for event in events for key in event.data["subjects"]])
        return [one for event in events if (one := _as_begun(event, seen)).subjects]

    def _in_sight(self, rows: Sequence[dict[str, Any]]) -> list[Inspection]:
        with self._desk.reading() as connection:
            seen = self._subjects.in_sight(connection, [key for row in rows for key in row["subjects"]])
        return [one for row in rows if (one := inspection_of(row, seen)).subjects]

    @once(first)
    def hand_over(self, reference: str, to: str, *, gone: str | None = None, beside: bool = False) -> Event:
        """Put somebody in the place of one who inspects (``gone``; the only one, or oneself, where it is not said), or
        ``beside`` those who do.

        Raises Refused where this person may not, or the other cannot; InputError for nobody.
        """
        me = self._desk.whoami()
        require(me, "conclude")
        of = self._inspections.get(reference).inspection
        other = self._desk.acquaintance(to)
        with self._desk.writing(me) as log:
            return self.pass_on(log, of.id, "" if beside else gone or _left(me, of), other.name)

    def pass_on(self, log: Writer, key: str, gone: str, to: str) -> Event:
        """The same, in an open transaction."""
        me = self._desk.whoami()
        with self._desk.reading() as connection:
            of = inspection_of(queries.inspection(connection, key))
            regions = [region for region, _ in queries.places(connection, of.subjects).values()]
        checks.under_way(of)
        data = {"inspection": of.id, "on": china_day(log.now).isoformat(), "from": gone, "to": to}
        with self._desk.reading() as connection:
            hands.may_hand_over(me, of.inspectors, data, Enrolled(connection), regions)
        return log.append(hands.HANDED, data)

    @once(first)
    def discard(self, reference: str, reason: str) -> Event:
        """End an inspection without anything coming of it; its answers stay on record, those that say 不合格 by name.

        Raises Refused where this person may not end it, or does not see all of it; InputError without a reason.
        """
        if fault := fault_in(reason):
            raise InputError.one(f"丢弃的理由{fault}", where="--why")
        me = self._desk.whoami()
        require(me, "conclude")
        seen = self._inspections.get(reference).inspection
        if seen.hidden:
            raise Refused(hands.DISCARD, [f"另有 {seen.hidden} 个对象不在你的区划内，须由能看到全部对象的人丢弃"])
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                of = inspection_of(queries.inspection(connection, seen.id))
                regions = [region for region, _ in queries.places(connection, of.subjects).values()]
                failed = queries.asking(connection, of.id)
            checks.may_end(me, of, regions)
            data = {"inspection": of.id, "on": china_day(log.now).isoformat(), "reason": reason.strip()}
            return log.append(hands.DISCARDED, {**data, "failed": [list(pair) for pair in failed]})


def _as_begun(event: Event, seen: set[str]) -> Inspection:
    data = event.data
    what, who = tuple(key for key in data["subjects"] if key in seen), tuple(data["inspectors"])
    named = data["id"], data["pack"], data["definition"], event.on, who, what, data["source"]
    return Inspection(*named, finished=False, hidden=len(data["subjects"]) - len(what))


def _left(me: Person, of: Inspection) -> str:
    """Whose place is meant where nobody says whose. Raises InputError where that is not clear."""
    if me.name in of.inspectors:
        return me.name
    if len(of.inspectors) > 1:
        raise InputError.one(f"这次检查的检查员是 {'、'.join(of.inspectors)}，不知道接替谁", fix="加 --from 用户名")
    return of.inspectors[0]
