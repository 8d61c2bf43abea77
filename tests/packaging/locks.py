"""What a lock names: ``name==version ; marker`` with the hashes of the archives that may be installed as it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
DEV, USE = REQUIREMENTS / "dev.lock", REQUIREMENTS / "use.lock"
_PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? *((?:\\\n +--hash=sha256:[0-9a-f]+ *)*)$", re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    """SHA-256 in hex."""


def pins(lock: str) -> list[Pin]:
    """Everything a lock names, as it is written there."""
    found = (match.groups() for match in _PIN.finditer(lock))
    return [
        Pin(plain(name), version, marker or "", tuple(re.findall("sha256:([0-9a-f]+)", hashes)))
        for name, version, marker, hashes in found
    ]


def plain(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
