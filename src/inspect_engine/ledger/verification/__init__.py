"""Prove a ledger: what is stored is whole, and the rules would have let everybody do what it says he did.

Acts are judged by what judges them when they are taken, on the state before each, in one pass over the events; what is
held meanwhile does not grow with their number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.timekeeping import setbacks
from inspect_engine.errors import InspectError, Problem
from inspect_engine.ledger.verification.rules import MALFORMED, Rules
from inspect_engine.ledger.verification.world import World
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Entry
from inspect_engine.storage.verify import Beside, Cases, Chain, Kept, damaged, named, opened, schema

EVERY = 500
"""Events between two words on how far it has come."""
RESTORE = "请从备份恢复"


@dataclass(frozen=True)
class Verification:
    """``problems`` speak against the ledger; ``notices`` are to be looked at, and need be nobody's doing."""

    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()


def verify(path: Path, told: Callable[[int, int], object] | None = None) -> Verification:
    """Everything wrong with a ledger, each naming the event, row or file; ``told`` hears how many events of how many
    have been gone through.

    A ledger whose tail was cut off, or that was rewritten from some point to its end by acts that were allowed, is
    whole in itself; only a chain head noted earlier (each exported workbook prints one) shows that.
    """
    try:
        return _verified(path, told, tolerant=False)
    except sqlite3.Error:
        try:
            return _verified(path, told, tolerant=True)
        except sqlite3.Error as error:
            return Verification((Problem("文件", f"读不下去：{error}", RESTORE),))


def _verified(path: Path, told: Callable[[int, int], object] | None, *, tolerant: bool) -> Verification:
    notices: list[Problem] = []
    with opened(path, tolerant=tolerant) as connection:
        return Verification(tuple(_problems(path, connection, notices, told)), tuple(notices))


def _problems(
    path: Path, connection: sqlite3.Connection, notices: list[Problem], told: Callable[[int, int], object] | None
) -> Iterator[Problem]:
    if faults := damaged(connection):
        yield from (Problem("文件", f"SQLite 报告损坏：{text}", RESTORE) for text in faults)
        return
    odd = list(schema(connection))
    yield from (problem for _, problem in odd)
    yield from _Pass(path, connection, notices, sound="table" not in dict(odd)).run(told)


class _Pass:
    """One way through the events. While they are ``sound``, rows are worked out and rules are asked."""

    def __init__(self, path: Path, connection: sqlite3.Connection, notices: list[Problem], *, sound: bool) -> None:
        self._connection = connection
        self._notices = notices
        self._sound = sound
        self._chain, self._beside = Chain(connection), Beside(path, connection)
        self._rows, self._cases = Kept(connection), Cases(connection)
        self._rules = Rules(World(connection, self._rows, self._cases), path)

    def run(self, told: Callable[[int, int], object] | None) -> Iterator[Problem]:
        """What is wrong, as it is come across."""
        count = int(self._connection.execute("SELECT count(*) FROM eventrow").fetchone()[0])
        for each in self._chain.entries():
            if isinstance(each, Problem):
                yield each
                continue
            yield from self._guarded(each, self._see)
            if told and each.pos % EVERY == 0:
                told(each.pos, count)
        yield from self._chain.feeds()
        yield from self._beside.end()
        self._notices += [*self._setbacks(), *self._beside.unknown()]
        if self._sound and self._chain.whole:
            yield from self._rules.end()
            yield from self._rows.end()
            yield from self._cases.end()

    def _see(self, entry: Entry) -> Iterator[Problem]:
        yield from self._clock(entry)
        yield from self._beside.see(entry)
        if self._sound and self._chain.whole:
            yield from self._rules.judge(entry) if self._chain.intact else self._rules.passed(entry)
            if entry.event.case:
                yield from self._cases.see(entry)
            yield from self._rows.see(entry.event, entry.pos)
            self._rules.follow(entry, self._chain.head)

    def _guarded(self, entry: Entry, see: Callable[[Entry], Iterator[Problem]]) -> Iterator[Problem]:
        """An event that cannot be folded ends the comparison of what is folded."""
        try:
            yield from see(entry)
        except (*MALFORMED, InspectError) as error:
            self._sound = False
            yield Problem(named(entry.pos, entry.event), f"内容不合格式：{type(error).__name__}")

    def _clock(self, entry: Entry) -> Iterator[Problem]:
        """The one writer reads the clock once for both times."""
        event = entry.event
        if entry.recorded_at != event.at.isoformat() and entry.recorded_at != _recorded(event.at):
            where = named(entry.pos, event)
            yield Problem(where, f"入账时间 {entry.recorded_at} 与办理时间 {event.at.isoformat()} 不符，被改动过")

    def _setbacks(self) -> Iterator[Problem]:
        """Where time ran back and no supervisor has said why; moments that cannot be read are named elsewhere."""
        with suppress(ValueError, InspectError):
            for each in setbacks(queries.times(self._connection), queries.wrong_spans(self._connection)):
                if not each.excused:
                    fix = "请核对当时的系统时间；钟错了的，请主管用 clock excuse 说明"
                    yield Problem(f"第 {each.pos} 条流转记录", f"时钟倒退：{each.words}", fix)


def _recorded(at: datetime) -> str:
    """How the writer spells the moment of an event."""
    return at.astimezone(CHINA).isoformat()
