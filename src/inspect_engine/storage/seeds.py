"""Secrets of draws that are committed but not drawn yet: beside the ledger, readable by their owner only,
also where a group shares the ledger.

They are no events: events travel and are read by many, and whoever knows the secret knows the outcome.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from inspect_engine.errors import StorageError, system_reason
from inspect_engine.storage import modes


def folder_of(ledger: Path) -> Path:
    """Where a ledger's secrets are."""
    return ledger.with_name(ledger.name + ".seeds")


def keep(ledger: Path, draw: str, secret: str) -> None:
    """Store a secret, durable before this returns. Raises StorageError."""
    home = folder_of(ledger)
    try:
        modes.make_folder(home, modes.access_to(ledger))
        with modes.open_new(home / draw, modes.PRIVATE) as file:
            file.write(f"{secret}\n".encode("ascii"))
            file.flush()
            modes.sync(file.fileno())
        modes.sync_folder(home)
    except OSError as error:
        raise StorageError(f"秘密数没有存下：{system_reason(error)}") from error


def read(ledger: Path, draw: str) -> str:
    """The secret of a draw. Raises StorageError when it is not here."""
    path = folder_of(ledger) / draw
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = system_reason(error) if isinstance(error, OSError) else "内容读不出来"
        fix = "秘密数只在承诺时的那台电脑、那个系统账户下；找不回来，只能写明理由重新承诺"
        raise StorageError(f"读不到秘密数 {path}：{why}。{fix}") from error


def forget(ledger: Path, draw: str) -> None:
    """Remove the secret of a commitment that was not stored after all."""
    with suppress(OSError):
        (folder_of(ledger) / draw).unlink()
