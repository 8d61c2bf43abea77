"""Which answer a photograph belongs to, told by when both were made. Nothing is decided here: somebody says yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")
WITHIN = timedelta(minutes=10)
"""A photograph is taken on the spot, and what it shows written down soon before or after."""
APART = timedelta(minutes=2)
"""So much nearer than the next must an answer be to be the one."""
MOST = 4
"""Answers that are offered for one photograph."""


@dataclass(frozen=True)
class Near(Generic[KeyT]):
    """An answer that a photograph may belong to, and how far it is in time."""

    key: KeyT
    apart: timedelta


@dataclass(frozen=True)
class Match(Generic[KeyT]):
    """``near`` is in order of time, the nearest first; ``sure`` that there is no other that comes close to it."""

    near: tuple[Near[KeyT], ...]
    sure: bool


def match(taken: datetime, made: Iterable[tuple[KeyT, datetime]], within: timedelta = WITHIN) -> Match[KeyT]:
    """What a photograph taken at that moment may belong to, of what was made at these. All moments are aware."""
    near = sorted((Near(key, abs(at - taken)) for key, at in made), key=lambda each: each.apart)
    found = tuple(each for each in near if each.apart <= within)
    clear = len(near) < 2 or near[1].apart - near[0].apart >= APART
    return Match(found[:MOST], bool(found) and clear)
