"""A ledger as a file that can be lost: backups, the way back, new formats, derived rows made anew."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.draws.register import KINDS, fold
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.errors import Problem, Refused, StorageError, system_reason
from inspect_engine.ledger import identity
from inspect_engine.ledger.clock import Clock, system_clock
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.people import Access
from inspect_engine.storage import modes, queries, sqlite
from inspect_engine.storage.keeping import copying, restoring, shelf, upgrading
from inspect_engine.storage.keeping.container import Manifest
from inspect_engine.storage.keeping.copying import Taken
from inspect_engine.storage.keeping.moving import Progress

if TYPE_CHECKING:
    from inspect_engine.storage.keeping.rebuilding import Difference

__all__ = [
    "Keeping",
    "Manifest",
    "Restored",
    "Taken",
    "Upgraded",
    "access",
    "back_up",
    "backup_place",
    "head",
    "last_backup",
    "outdated",
    "promised",
    "restore",
    "upgrade",
]

AnswerT = TypeVar("AnswerT")
RESTORED, REBUILT = "ledger.restored", "ledger.rebuilt"
TOLD = 200
"""Differing rows that the record of a rebuilding names; all are counted."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody looks at."""


# --- backups -----------------------------------------------------------------------------------------------------


def backup_place(ledger: Path, chosen: Path | None) -> Path:
    """The new file that a backup goes to: as chosen, or under a dated name in the chosen folder or beside the ledger.

    Raises StorageError where there can be none.
    """
    try:
        folder = shelf.make_folder(ledger) if chosen is None else chosen
        return shelf.new_name(ledger, folder, system_clock()) if folder.is_dir() else folder
    except OSError as error:
        raise StorageError(f"不能备份到 {chosen or shelf.folder_of(ledger)}：{system_reason(error)}") from error


def outdated(ledger: Path, folder: Path, keep: int) -> list[Path]:
    """Backups of this ledger in a folder that are not among the ``keep`` newest, by their dated names."""
    try:
        return shelf.outdated(ledger, folder, head(ledger).ledger, keep)
    except OSError as error:
        raise StorageError(f"读不了文件夹 {folder}：{system_reason(error)}") from error


def back_up(ledger: Path, target: Path, progress: Progress = silent) -> Taken:
    """Copy a ledger and its evidence into the new file ``target``, and prove the copy (see ``storage.keeping``).

    Secrets of draws are left out: a backup travels, and whoever knows the secret knows the outcome. Raises StorageError
    when there is no backup; what ``verify`` says of the ledger is in ``manifest.problems``.
    """
    taken = copying.take(ledger, target, system_clock(), progress)
    shelf.note(ledger, taken)
    return taken


def last_backup(ledger: Path) -> shelf.Last | None:
    """The last backup of a ledger, as far as it was remembered."""
    return shelf.last(ledger)


def head(ledger: Path) -> queries.Head:
    """Where a ledger's chain stands, of whatever format it is. Raises StorageError."""
    return _asked(ledger, queries.head)


def promised(ledger: Path) -> list[str]:
    """Ids of the draws that were promised and not drawn: their secrets are in no backup. Raises StorageError."""

    def asked(connection: sqlite3.Connection) -> list[str]:
        draws = fold(entry.event for entry in queries.events_of(connection, *KINDS)).values()
        return [draw.id for draw in draws if draw.run is None and not draw.superseded_by]

    return _asked(ledger, asked)


def _asked(ledger: Path, question: Callable[[sqlite3.Connection], AnswerT]) -> AnswerT:
    connection, _ = sqlite.opened(ledger)
    with closing(connection):
        try:
            return question(connection)
        except (sqlite3.Error, KeyError) as error:
            raise StorageError("台账文件已损坏，请从备份恢复") from error


# --- the way back ------------------------------------------------------------------------------------------------


def access(group: str | None) -> modes.Access:
    """Who may touch a new ledger: its owner, or a group. Raises InputError for no group."""
    return modes.shared_with(group) if group else modes.PRIVATE


@dataclass(frozen=True)
class Restored:
    """A ledger got back: where, under which copy id, by whom, from what, and what ``verify`` says of it."""

    path: Path
    copy: str
    by: Person
    manifest: Manifest
    problems: Sequence[Problem]


def restore(
    backup: Path,
    path: str | os.PathLike[str],
    user: str | None = None,
    *,
    access: modes.Access = modes.PRIVATE,
    ask: identity.Ask = identity.from_environment,
    clock: Clock | None = None,
    progress: Progress = silent,
) -> Restored:
    """Make a new ledger from a backup, and record in it who did so, and that it goes on as another copy.

    Whoever can read a backup can restore it: who is not enrolled there, and claims to be nobody, is recorded as such,
    with his OS account. Raises StorageError for a backup that is not as it was written or where something is at
    ``path``, Refused for a claim that is not proved; then nothing is left at ``path``.
    """
    from inspect_engine.storage.log import new_id

    with restoring.unpacked(Path(backup), Path(path), access, progress) as unpacked:
        desk = Desk(unpacked.path, user, clock)
        by, copy, manifest = _restorer(desk, ask), new_id(), unpacked.manifest
        with desk.writing(by) as log:
            said = {"events": manifest.events, "chain_head": manifest.chain_head, "taken_at": manifest.taken_at}
            who = {"on": china_day(log.now).isoformat(), "copy": copy, "account": identity.os_account()}
            log.append(RESTORED, {**who, "from": said})
    return Restored(Path(path), copy, by, manifest, unpacked.problems)


def _restorer(desk: Desk, ask: identity.Ask) -> Person:
    Access(desk).sign_in(ask)
    if desk.user is not None:
        return desk.whoami()
    try:
        return desk.whoami()
    except Refused:
        return identity.NOBODY


# --- new formats -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Upgraded:
    """Formats before and now; ``backup`` was taken in between, None where there was nothing to do."""

    before: str
    now: str
    backup: Taken | None


def upgrade(ledger: Path, target: Path | None = None, progress: Progress = silent) -> Upgraded:
    """Bring a ledger to this program's format, once a verified backup of it lies at ``target`` (or beside it).

    Raises StorageError; then the ledger is as it was.
    """
    taken: list[Taken] = []

    def save() -> None:
        taken.append(back_up(ledger, backup_place(ledger, target), progress))

    before, now = upgrading.upgrade(ledger, save)
    return Upgraded(before, now, taken[0] if taken else None)


# --- derived rows ------------------------------------------------------------------------------------------------


class Keeping:
    """``ledger.keeping``: what a supervisor does to an open ledger so that it can be relied on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

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
