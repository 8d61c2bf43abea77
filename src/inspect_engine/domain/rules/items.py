"""The items of a pack, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.definitions import Item, Pack
from inspect_engine.errors import Place


def each_item(pack: Pack) -> Iterator[tuple[Place, Item]]:
    """Every item of a pack with its place."""
    for i, section in enumerate(pack.sections):
        for j, item in enumerate(section.items):
            yield ("sections", i, "items", j), item
