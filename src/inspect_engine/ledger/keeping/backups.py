"""Backups: one file with everything, proved; where it goes, which are old, what is not in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from inspect_engine.domain.draws.register import KINDS, fold
from inspect_engine.errors import StorageError, system_reason
from inspect_engine.ledger.clock import system_clock
from inspect_engine.ledger.keeping.proving import problems
from inspect_engine.storage import queries, sqlite
from inspect_engine.storage.keeping import copying, shelf
from inspect_engine.storage.keeping.container import Manifest
from inspect_engine.storage.keeping.copying import Taken
from inspect_engine.storage.keeping.moving import Progress

__all__ = [
    "Manifest",
    "Progress",
    "Taken",
    "back_up",
    "backup_place",
    "head",
    "last_backup",
    "outdated",
    "promised",
    "silent",
]

AnswerT = TypeVar("AnswerT")


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody looks at."""


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
    taken = copying.take(ledger, target, system_clock(), problems, progress)
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
