"""Whether a clock can be believed: records that run back, and spans of it that somebody has called wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspect_engine.domain.events import Event

SPAN_WRONG = "clock.span_wrong"
"""A supervisor says, on record, from when to when the clock was wrong: ``from`` and ``to`` (moments), ``reason``."""
BACK = timedelta(minutes=10)
"""So far behind the last record an action may be: clocks of two machines differ, and are put right, by so much."""


@dataclass(frozen=True)
class Span:
    """A time that a clock showed wrongly, both ends included; it concerns only what was recorded ``before`` a position:
    once the right clock gets there, its records count."""

    since: datetime
    until: datetime
    before: int
    reason: str = ""
    by: str = ""

    def covers(self, pos: int, recorded: datetime) -> bool:
        """Whether what was recorded at a position and moment is left out because of this."""
        return pos < self.before and self.since <= recorded <= self.until


@dataclass(frozen=True)
class Setback:
    """A record (at position ``pos``) that is dated more than :data:`BACK` behind an earlier one.

    ``excused``: a supervisor has said that one of the two was made under a wrong clock.
    """

    pos: int
    at: datetime
    before: datetime
    excused: bool

    @property
    def words(self) -> str:
        """What happened, in a Chinese sentence."""
        tail = "，已由主管说明时钟有误" if self.excused else "，没有说明"
        return f"第 {self.pos} 条流转记录的时间 {told(self.at)} 倒退到此前的记录（{told(self.before)}）之前{tail}"


def span_of(pos: int, event: Event) -> Span:
    """What an event of :data:`SPAN_WRONG`, stored at a position, says."""
    since, until = (datetime.fromisoformat(event.data[end]) for end in ("from", "to"))
    return Span(since, until, pos, event.data["reason"], event.actor.user)


def covered(spans: Iterable[Span], pos: int, recorded: datetime) -> bool:
    """Whether a record is left out when the order of times is looked at."""
    return any(span.covers(pos, recorded) for span in spans)


def setbacks(records: Iterable[tuple[int, datetime]], spans: Sequence[Span]) -> Iterator[Setback]:
    """Where time ran back, told once for each time it did: (position, moment recorded) in the order of positions."""
    latest: datetime | None = None
    doubtful, behind = False, False
    for pos, at in records:
        wrong = bool(spans) and covered(spans, pos, at)
        if latest is None or at >= latest:
            latest, doubtful, behind = at, wrong, False
        elif latest - at > BACK:
            if not behind:
                yield Setback(pos, at, latest, doubtful or wrong)
            behind = True
            if doubtful and not wrong:
                latest, doubtful, behind = at, False, False


def told(moment: datetime) -> str:
    """``2026-03-01 09:05:00``."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")
