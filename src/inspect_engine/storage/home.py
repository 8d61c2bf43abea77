"""What one OS account keeps outside every ledger: its own mark, and where each ledger stood when it was last seen."""

from __future__ import annotations

import json
import os
import socket
import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from inspect_engine.domain.events import digest
from inspect_engine.storage import modes

VARIABLE = "INSPECT_ENGINE_HOME"
MARK = "installation"


def folder() -> Path:
    """The home folder: the variable, or the account's data folder; for an account without one, where nothing can be."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    try:
        return user_data_path("inspect-engine", appauthor=False)
    except RuntimeError:  # the account has no home
        return Path(os.devnull) / "inspect-engine"


def host() -> str:
    """This machine's name, as the system gives it."""
    return socket.gethostname()


def installation(copy: str, account: str) -> str:
    """The mark (a UUID in hex) of this account's program on one copy of a ledger.

    Another copy has another mark, so that what is recorded in both never claims the same place in one person's feed.
    Where no home folder can be written it is made from account and host.
    """
    return uuid.uuid5(_mark(folder(), account), copy).hex


@cache
def _mark(home: Path, account: str) -> uuid.UUID:
    with suppress(OSError, ValueError):
        return uuid.UUID((home / MARK).read_text("ascii").strip())
    made = uuid.uuid4()
    try:
        put(home / MARK, f"{made}\n".encode(), replace=False)
        return uuid.UUID((home / MARK).read_text("ascii").strip())
    except (OSError, ValueError):
        return uuid.uuid5(uuid.NAMESPACE_DNS, f"{account}@{host()}")


def put(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write a file of this account's own, whole or not at all. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as stream:
        building = Path(stream.name)
        stream.write(content)
    try:
        if replace:
            modes.move(building, path)
        else:
            with suppress(FileExistsError):
                os.link(building, path)
    finally:
        building.unlink(missing_ok=True)


def anchor_file(ledger: str) -> Path:
    """Where the place of one ledger (by its id) is noted."""
    return folder() / "anchors" / f"{digest(ledger)[:32]}.json"


def is_noted(ledger: str) -> bool:
    """Whether there is a note of a ledger, be it one that cannot be read."""
    with suppress(OSError, RuntimeError):
        return anchor_file(ledger).exists()
    return False


def noted(ledger: str) -> dict[str, Any]:
    """What is noted of a ledger; empty where there is nothing that can be read."""
    with suppress(OSError, ValueError, RuntimeError):  # the last: an account that has no home at all
        found = json.loads(anchor_file(ledger).read_text("utf-8"))
        return found if isinstance(found, dict) else {}
    return {}


def note(ledger: str, anchor: dict[str, Any]) -> None:
    """Note where a ledger stands. A home folder that cannot be written keeps nothing: ``doctor`` tells of that."""
    with suppress(OSError, RuntimeError):
        put(anchor_file(ledger), json.dumps(anchor, ensure_ascii=False, indent=1).encode())


def _habits_file(ledger: str, person: str) -> Path:
    return folder() / "habits" / f"{digest(json.dumps([ledger, person]))[:32]}.json"


def habits(ledger: str, person: str) -> dict[str, str]:
    """What is remembered of how a person uses a ledger; empty where there is nothing that can be read."""
    with suppress(OSError, ValueError, RuntimeError):
        found = json.loads(_habits_file(ledger, person).read_text("utf-8"))
        return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}
    return {}


def keep_habits(ledger: str, person: str, told: dict[str, str]) -> None:
    """Remember it. A home folder that cannot be written remembers nothing."""
    with suppress(OSError, RuntimeError):
        put(_habits_file(ledger, person), json.dumps(told).encode("ascii"))
