"""The way back: a new ledger from a backup, in somebody's name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.requests import Request
from inspect_engine.errors import Problem, Refused
from inspect_engine.ledger import clock as clocks
from inspect_engine.ledger import identity
from inspect_engine.ledger.clock import Clock
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.keeping.backups import Progress, silent
from inspect_engine.ledger.keeping.proving import problems
from inspect_engine.ledger.people import Access, Keys
from inspect_engine.storage import modes, queries
from inspect_engine.storage.keeping import container, restoring
from inspect_engine.storage.keeping.container import Manifest
from inspect_engine.storage.queries import RESTORED


def access(group: str | None) -> modes.Access:
    """Who may touch a new ledger: its owner, or a group. Raises InputError for no group."""
    return modes.shared_with(group) if group else modes.PRIVATE


@dataclass(frozen=True)
class Restored:
    """A ledger got back: where, under which copy id, by whom, from what, and what ``verify`` says of it.

    ``repeated`` tells that it was got back before, by the very same request.
    """

    path: Path
    copy: str
    by: Person
    manifest: Manifest
    problems: Sequence[Problem]
    repeated: bool = False


def restore(
    backup: Path,
    path: str | os.PathLike[str],
    user: str | None = None,
    *,
    access: modes.Access = modes.PRIVATE,
    ask: identity.Ask = identity.from_environment,
    clock: Clock | None = None,
    progress: Progress = silent,
    request: Request | None = None,
) -> Restored:
    """Make a new ledger from a backup, and record in it who did so, and that it goes on as another copy.

    Whoever can read a backup can restore it: who is not enrolled there, and claims to be nobody, is recorded as such,
    with his OS account. Raises StorageError for a backup that is not as it was written or where something else is at
    ``path`` than what the same ``request`` of this account made before, Refused for a claim that is not proved; then
    nothing is left at ``path``.
    """
    from inspect_engine.storage.log import new_id

    if request and (before := _made_by(request, Path(backup), Path(path), user)):
        return before
    with restoring.unpacked(Path(backup), Path(path), access, problems, progress) as unpacked:
        manifest, copy = unpacked.manifest, new_id()
        desk = Desk(unpacked.path, user, lambda: clocks.now(clock, manifest.rehearsal))
        by = _restorer(desk, ask)
        desk.copy, desk.astray = copy, None
        desk.request = request
        desk.rehearsal = True  # nothing is noted of a file that has not got its name
        with desk.writing(by) as log:
            said = {"events": manifest.events, "chain_head": manifest.chain_head, "taken_at": manifest.taken_at}
            who = {"on": china_day(log.now).isoformat(), "copy": copy, "account": identity.os_account()}
            log.append(RESTORED, {**who, "from": said})
    Desk(Path(path), clock=clock).note()
    return Restored(Path(path), copy, by, manifest, unpacked.problems)


def _made_by(request: Request, backup: Path, path: Path, user: str | None) -> Restored | None:
    """What this very request has made at ``path`` before."""
    if not path.exists():
        return None
    with Desk(path).reading() as connection:
        done = queries.requested(connection, request.id)
        person, _ = queries.person(connection, done.author) if done else (None, None)
    if done is None or done.request != request or user not in (None, done.author):
        return None
    event = done.events[-1]
    if event.kind != RESTORED or event.data["account"] != identity.os_account():
        return None
    with container.opened(backup) as (_, manifest):
        by = person or identity.NOBODY
        return Restored(path, event.data["copy"], by, manifest, tuple(problems(path)), repeated=True)


def _restorer(desk: Desk, ask: identity.Ask) -> Person:
    desk.ask = ask
    Access(desk, keys=Keys(desk)).sign_in(ask)
    try:
        return desk.whoami()
    except Refused:
        if desk.user is not None:
            raise
        return identity.NOBODY
