"""A clock that was wrong: what it has recorded stays, and no longer stands in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import RECLOCKED, fold
from inspect_engine.domain.events import Event
from inspect_engine.domain.jumps import CONFIRMED, Jump
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.timekeeping import BACK, SPAN_WRONG, Setback, Span, covered, setbacks, span_of, told
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import heartbeat
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.storage import queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

TITLE = "说明时钟有误"


@dataclass(frozen=True)
class Excused:
    """A span that was called wrong: how many records and cases it concerns."""

    since: datetime
    until: datetime
    reason: str
    records: int
    cases: int


class Timekeeping:
    """``ledger.timekeeping``: what is doubtful about the clock, and what a supervisor says of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def setbacks(self) -> list[Setback]:
        """Each time the ledger's records ran back, whether that was explained or not."""
        with self._desk.reading() as connection:
            return list(setbacks(queries.times(connection), queries.wrong_spans(connection)))

    def spans(self) -> list[Span]:
        """What was called wrong so far."""
        with self._desk.reading() as connection:
            return queries.wrong_spans(connection)

    def jump(self) -> Jump | None:
        """What this machine's clock went ahead by without anything to explain it, until that is confirmed."""
        return heartbeat.doubt(self._desk)

    @once(first)
    def confirm(self) -> Event:
        """Record that the clock is right as it is now: a jump that was told of is none. Raises Refused."""
        me, jumped = self._desk.whoami(), self.jump()
        require(me, "clock")
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "clock")
            span = {"from": jumped.since.isoformat(), "to": jumped.until.isoformat()} if jumped else {}
            event = log.append(CONFIRMED, {"on": china_day(log.now).isoformat(), **span})
        heartbeat.believe(self._desk)
        return event

    @once(lambda self, events: self._excused(events))
    def excuse(self, reason: str, since: datetime | None = None, until: datetime | None = None) -> Excused:
        """Record from when to when the clock was wrong; without that, it is what is dated later than now.

        What was recorded then stays, but is left out wherever the order of times is looked at: of the ledger and of
        each case. Raises Refused where there is no such record, or where what stands outside is later than now, too.
        """
        me = self._desk.whoami()
        require(me, "clock")
        if fault := fault_in(reason):
            raise InputError.one(f"理由{fault}", where="--reason", fix="写明钟怎么错的、错了多少")
        with self._desk.writing(me, clock_wrong=True) as log, self._desk.reading() as connection:
            require(self._desk.whoami(), "clock")
            begin, end = self._span(connection, log.now, since, until)
            count, cases = queries.recorded_within(connection, begin, end)
            self._explains(connection, log, begin, end, count)
            data = {"on": china_day(log.now).isoformat(), "from": begin.isoformat(), "to": end.isoformat()}
            log.append(SPAN_WRONG, {**data, "reason": reason.strip()})
            for case in cases:
                _reclock(log, case, f"{told(begin)} 至 {told(end)} 的时钟有误：{reason.strip()}")
        return Excused(begin, end, reason.strip(), count, len(cases))

    def _excused(self, events: Sequence[Event]) -> Excused:
        """What was told of a clock before."""
        span = span_of(0, events[0])
        with self._desk.reading() as connection:
            count, _ = queries.recorded_within(connection, span.since, span.until)
        return Excused(span.since, span.until, span.reason, count, len(events) - 1)

    def _span(
        self, connection: sqlite3.Connection, now: datetime, since: datetime | None, until: datetime | None
    ) -> tuple[datetime, datetime]:
        """The span as given; what is not given is taken from the records that are dated later than now."""
        ahead = [at for _, at in queries.ahead_of(connection, now)]
        begin, end = since or min(ahead, default=None), until or max(ahead, default=None)
        if begin is None or end is None:
            raise Refused(TITLE, ["没有比现在晚的记录；要说明过去的哪一段，请写 --from 和 --to"])
        if end < begin:
            raise InputError.one(f"{told(end)} 早于 {told(begin)}", where="--to", fix="先写 --from，后写 --to")
        return begin, end

    def _explains(
        self, connection: sqlite3.Connection, log: Writer, since: datetime, until: datetime, count: int
    ) -> None:
        """Raises Refused unless, with that span left out, the ledger's time runs forward to now."""
        if not count:
            raise Refused(TITLE, [f"{told(since)} 至 {told(until)} 没有流转记录"])
        spans = [*queries.wrong_spans(connection), Span(since, until, queries.changed(connection) + 1)]
        for pos, at in reversed(queries.ahead_of(connection, log.now + BACK)):
            if not covered(spans, pos, at):
                what = f"第 {pos} 条流转记录（{told(at)}）也比现在（{told(log.now)}）晚，不在这一段以内"
                raise Refused(TITLE, [f"{what}；请先核对现在的时间，或把 --from、--to 写全"])


def _reclock(log: Writer, key: str, why: str) -> None:
    """From here on a case's days are counted without what the wrong clock has made of them."""
    case = fold(log.events(key))
    data = {"on": china_day(log.now).isoformat(), "title": TITLE, "why": why}
    log.append(RECLOCKED, data, case=case.id, base=case.last_event)
