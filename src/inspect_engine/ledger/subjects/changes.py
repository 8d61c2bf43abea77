"""What becomes of a place: it is moved, called otherwise, closed, open again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.subjects import CLOSED, MOVED, RENAMED, REOPENED, Place, change_faults, deep, upward
from inspect_engine.domain.units.register import near
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.subjects.room import Subjects
from inspect_engine.ledger.subjects.shape import Subject
from inspect_engine.storage import queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

TITLES: Mapping[str, str] = {MOVED: "移动检查对象", RENAMED: "改名", CLOSED: "停用检查对象", REOPENED: "恢复检查对象"}


class SubjectChanges:
    """``ledger.places``: changes of a recorded subject from a day on (today, where none is said); what was found there
    before stays as it is. Each raises Refused where this person may not, or it cannot be so."""

    def __init__(self, desk: Desk, *, subjects: Subjects) -> None:
        self._desk = desk
        self._subjects = subjects

    @once(first)
    def move(self, key: str, to: str, on: date | None = None) -> Event:
        """It lies in another place from now on, or, where ``to`` is empty, in none."""
        if to:
            self._subjects.named(to)
        with self._changing(key) as (log, subject):
            return self._change(log, MOVED, subject, {"from": subject.under, "to": to}, on)

    @once(first)
    def rename(self, key: str, name: str, *, party: str = "", on: date | None = None) -> Event:
        """It is called otherwise from now on; who is liable stays, unless another ``party`` is named."""
        meant = self._desk.meant(party) if party.strip() else None
        if meant and meant.near:
            raise InputError([Problem("--party", *near(party, meant))])
        with self._changing(key) as (log, subject):
            said = {"was": subject.name, "name": name.strip(), "party": meant.name if meant else subject.party}
            return self._change(log, RENAMED, subject, said, on)

    @once(lambda _, events: [event for event in events if event.kind == CLOSED])
    def close(self, key: str, why: str, *, on: date | None = None, within: bool = False) -> list[Event]:
        """It is there no more: nothing is inspected or due there; open hazards stay.

        Raises Refused while anything in it is open, unless all ``within`` it is closed, too.
        """
        with self._changing(key) as (log, subject):
            below = [each for each in self._below(key) if not each.closed_on]
            if below and not within:
                fix = "先停用它们，或者连同下级一起停用（--within）"
                raise Refused(TITLES[CLOSED], [f"“{key}”之下还有 {len(below)} 个没有停用，{fix}"])
            return [self._change(log, CLOSED, each, {"why": why.strip()}, on) for each in (*below, subject)]

    @once(first)
    def reopen(self, key: str, why: str, on: date | None = None) -> Event:
        """It is there again."""
        with self._changing(key) as (log, subject):
            return self._change(log, REOPENED, subject, {"why": why.strip()}, on)

    def _below(self, key: str) -> list[Subject]:
        """Everything that lies in a place, the deepest first."""
        with self._desk.reading() as connection:
            keys = queries.keys_within(connection, key)[1:]
        return self._subjects.find(keys=list(reversed(keys)))

    @contextmanager
    def _changing(self, key: str) -> Iterator[tuple[Writer, Subject]]:
        """The subject as it stands in an open transaction, before whoever may change it."""
        me = self._desk.whoami()
        require(me, "subject")
        require(me, "subject", self._subjects.named(key).region)
        with self._desk.writing(me) as log:
            yield log, self._subjects.named(key)

    def _change(self, log: Writer, kind: str, subject: Subject, data: Mapping[str, Any], on: date | None) -> Event:
        today = china_day(log.now)
        day, above = on or today, self._above(data.get("to", ""))
        require(self._desk.whoami(), "subject", subject.region)
        levels = self._deep(subject.key) if above else 1
        if faults := list(change_faults(vars(subject), kind, data, day, today, above, levels)):
            raise Refused(TITLES[kind], faults)
        return log.append(kind, {"on": day.isoformat(), "key": subject.key, **data})

    def _deep(self, key: str) -> int:
        with self._desk.reading() as connection:
            return deep(lambda each: queries.keys_under(connection, each), key)

    def _above(self, key: str) -> Sequence[Place]:
        return upward(self._subjects.place, key)
