"""What a rule says when it is broken."""

from __future__ import annotations

from typing import NamedTuple

Place = tuple[str | int, ...]


class Fault(NamedTuple):
    """A rule broken at ``path`` inside one file's data."""

    path: Place
    what: str
    fix: str = ""
