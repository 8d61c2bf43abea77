"""The heartbeat: what this machine's clocks showed when a ledger was last opened, held against what they show now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from inspect_engine.domain.jumps import CONFIRMED, Beat, Jump, jump
from inspect_engine.domain.timekeeping import BACK
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import home, machine, queries

EVERY = timedelta(minutes=1)


def doubt(desk: Desk) -> Jump | None:
    """The jump of the clock that nobody has confirmed yet; None where there is none.

    As long as there is one, the last beat before it is kept: put back, the clock is believed again. A ledger whose time
    is not the system's has no doubts, nor has one that is opened here for the first time.
    """
    if not desk.on_system_time:
        return None
    now, noted = machine.beat(desk.now()), home.noted(_name(desk))
    before, jumped = _read(noted)
    if before and jumped and now.wall >= jumped.until - BACK:
        if not _confirmed(desk, jumped.until):
            return jumped
        before = now
    if before and (found := jump(before, now, lambda moment: _newest(desk, moment))):
        _note(desk, before, found)
        return found
    if before is None or jumped or now.wall - before.wall >= EVERY or now.wall < before.wall:
        _note(desk, now, None)
    return None


def _newest(desk: Desk, moment: datetime) -> datetime | None:
    """The last trace, before a moment, of this machine's being used."""
    return machine.newest([desk.path.parent, home.folder()], moment)


def believe(desk: Desk) -> None:
    """From now on this machine's clock is held against what it shows now."""
    if desk.on_system_time:
        _note(desk, machine.beat(desk.now()), None)


def _confirmed(desk: Desk, jumped: datetime) -> bool:
    """Whether a supervisor has said, at that time or later, that the clock is right."""
    with desk.reading() as connection:
        said = queries.events_of(connection, CONFIRMED)
    return any(entry.event.at >= jumped - BACK for entry in said[-1:])


def _name(desk: Desk) -> str:
    return f"clock {desk.ledger_id}"


def _note(desk: Desk, beat: Beat, found: Jump | None) -> None:
    data: dict[str, Any] = {"wall": beat.wall.isoformat(), "boot": beat.boot, "up": beat.up.total_seconds()}
    if found:
        span = {"since": found.since.isoformat(), "until": found.until.isoformat(), "by": found.by.total_seconds()}
        data |= {"jump": span}
    home.note(_name(desk), data)


def _read(noted: dict[str, Any]) -> tuple[Beat | None, Jump | None]:
    """The beat, and the jump after it. A note that somebody has spoilt is none."""
    try:
        beat = Beat(datetime.fromisoformat(noted["wall"]), str(noted["boot"]), timedelta(seconds=noted["up"]))
        if (span := noted.get("jump")) is None:
            return beat, None
        since, until = (datetime.fromisoformat(span[end]) for end in ("since", "until"))
        return beat, Jump(since, until, timedelta(seconds=span["by"]))
    except (KeyError, ValueError, TypeError, OverflowError):
        return None, None
