"""Proving a copy: as ``verify`` proves a ledger, but not held against what was seen of the one it was copied from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspect_engine.errors import Problem
from inspect_engine.ledger import verification
from inspect_engine.storage import seals

UNREADABLE = "文件"


def problems(path: Path) -> Iterator[Problem]:
    """Everything wrong with a ledger file and its evidence. Raises StorageError for what is none."""
    found = verification.verify(path).problems
    yield from found
    if not (found and found[0].where == UNREADABLE):
        yield from seals.check(path).problems
