"""What was proposed to be put right, and not confirmed yet, of all that is no case."""

from __future__ import annotations

import sqlite3

from inspect_engine.domain.corrections import KINDS, PROPOSED
from inspect_engine.domain.events import Event
from inspect_engine.storage import queries


def pending(connection: sqlite3.Connection, what: str, which: str) -> Event | None:
    """The proposal that waits for a second person; None where there is none, or something was put right since."""
    found = None
    for entry in queries.events_of(connection, *KINDS):
        event = entry.event
        if not event.case and (event.data["what"], event.data["which"]) == (what, which):
            found = event if event.kind == PROPOSED else None
    return found
