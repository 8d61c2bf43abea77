"""What a rule says when it is broken, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from inspect_engine.domain.definitions import Item, Pack

Place = tuple[str | int, ...]


class Fault(NamedTuple):
    """A rule broken at ``path`` inside one file's data."""

    path: Place
    what: str
    fix: str = ""


def each_item(pack: Pack) -> Iterator[tuple[Place, Item]]:
    """Every item of a pack with its place."""
    for i, section in enumerate(pack.sections):
        for j, item in enumerate(section.items):
            yield ("sections", i, "items", j), item
