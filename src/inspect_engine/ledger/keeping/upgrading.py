"""New formats: a ledger is brought to this program's, a backup of it beside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspect_engine.ledger.keeping.backups import Progress, Taken, back_up, backup_place, silent
from inspect_engine.storage.keeping import upgrading


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
