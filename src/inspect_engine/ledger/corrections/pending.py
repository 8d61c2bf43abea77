"""What was proposed to be put right, and not confirmed yet."""

from __future__ import annotations

import sqlite3

from inspect_engine.domain.corrections import PROPOSED
from inspect_engine.domain.events import Event
from inspect_engine.errors import InputError
from inspect_engine.storage import queries


def pending(connection: sqlite3.Connection, what: str, which: str, called: str) -> Event:
    """The proposal of something that is no case which waits for a second person. Raises InputError where there is none,
    it was taken back, or something was put right since."""
    found = queries.corrections_of(connection, what, "which", which)
    if not found or found[-1].kind != PROPOSED or found[-1].id in queries.retracted(connection):
        raise none_pending(called)
    return found[-1]


def none_pending(called: str) -> InputError:
    """What to say where nothing waits of what is ``called`` so."""
    return InputError.one(f"{called} 没有待确认的更正", fix="要更正的写 --set 字段=值 和 --why")
