"""What was looked up by key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

V = TypeVar("V")


class Lookup(Mapping[str, V]):
    """Entries that were asked for by key, those that exist; only who goes through it reads all the keys there are.

    That is whoever looks for a near miss of a key that does not exist.
    """

    def __init__(self, found: Mapping[str, V], every: Callable[[], Collection[str]]) -> None:
        self._found = found
        self._every = every

    def __getitem__(self, key: str) -> V:
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._every())

    def __len__(self) -> int:
        return len(self._every())
