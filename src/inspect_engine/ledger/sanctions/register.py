"""The register of sanctions, folded from its events when it is read."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from inspect_engine.domain.events import Event
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.sanctions.register import EVENTS, IMPOSED, Sanction, fold
from inspect_engine.domain.timekeeping import covered
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries


class Register:
    """Every sanction, whoever looks."""

    def __init__(self, desk: Desk, *, calendars: Calendars) -> None:
        self._desk = desk
        self._calendars = calendars

    def read(
        self, on: date = date.max, known_at: datetime | None = None, until: int | None = None
    ) -> dict[str, Sanction]:
        """By number, as of a day and as known at a moment; ``until`` leaves out what stands behind that position."""
        with self._desk.reading() as connection:
            known = queries.known_until(connection, known_at)
            entries = queries.events_of(
                connection, *EVENTS, RETRACTED, until=min(known, known if until is None else until)
            )
            found = fold((entry.event for entry in entries if entry.event.on <= on), self._calendars.current())
            return {number: _with_names(connection, one) for number, one in found.items()}

    def after(self, number: str, last: Event) -> Sanction:
        """One sanction as an event that is stored in an open transaction leaves it."""
        with self._desk.reading() as connection:
            entries = queries.events_of(connection, *EVENTS, RETRACTED)
        mine = [*(entry.event for entry in entries if entry.event.data.get("number", number) == number), last]
        return fold(mine, self._calendars.current())[number]

    def misdated(self, number: str) -> bool:
        """Whether a sanction was recorded under a clock that was called wrong since."""
        with self._desk.reading() as connection:
            spans = queries.wrong_spans(connection)
            imposed = [e for e in queries.events_of(connection, IMPOSED) if e.event.data["number"] == number]
        return any(covered(spans, each.pos, datetime.fromisoformat(each.recorded_at)) for each in imposed)


def _with_names(connection: sqlite3.Connection, one: Sanction) -> Sanction:
    """The same, with every name of the unit that its party, or its code, is."""
    names = frozenset(name for text in (one.party, one.uscc) if text for name in queries.unit_names(connection, text))
    return replace(one, unit_names=names)


def named(number: str, register: Mapping[str, Sanction]) -> Sanction:
    """The sanction of a number, however it was typed. Raises InputError with the near miss."""
    folded = unicodedata.normalize("NFKC", number.strip()).upper()
    if folded not in register:
        raise InputError.one(
            f"没有惩戒“{number}”", fix=suggest(folded, register) or "用 inspect-engine sanction list 查"
        )
    return register[folded]
