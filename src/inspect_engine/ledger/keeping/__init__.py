"""Keeping: a ledger as a file that can be lost. Here what is done to an open one; beside it the way back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.ledger import identity
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.storage.queries import REBUILT

if TYPE_CHECKING:
    from inspect_engine.storage.keeping.rebuilding import Difference


TOLD = 200
"""Differing rows that the record of a rebuilding names; all are counted."""


class Keeping:
    """``ledger.keeping``: what a supervisor does to an open ledger so that it can be relied on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @once(lambda _, events: _differed(events[0]))
    def rebuild(self) -> list[Difference]:
        """Make all derived rows anew, in one transaction; returns which were not as the events say.

        If any were, that is recorded. Raises Refused for anybody but a supervisor of the whole ledger, by the rows and
        by the events; StorageError when the events themselves are broken: then nothing is changed.
        """
        from inspect_engine.storage.keeping.rebuilding import person, rebuild

        me = self._desk.whoami()
        require(me, "rebuild", "")
        with self._desk.writing(me) as log:
            found = rebuild(log.connection)
            require(person(log.connection, me.name) or identity.NOBODY, "rebuild", "")
            if found:
                rows = [each.plain() for each in found[:TOLD]]
                counts = dict(sorted(Counter(each.table for each in found).items()))
                on = china_day(log.now).isoformat()
                log.append(REBUILT, {"on": on, "rows": len(found), "tables": counts, "differences": rows})
        return found


def _differed(event: Event) -> list[Difference]:
    """What a rebuilding that is on record found, as far as it is told there."""
    from inspect_engine.storage.keeping.rebuilding import Difference

    rows = event.data["differences"]
    return [Difference(row["table"], row["row"], row["was"], tuple(row["columns"])) for row in rows]
