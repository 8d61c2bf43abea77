"""Random numbers that anyone can compute: HMAC-SHA256 in counter mode, rejection sampling, Fisher–Yates.

Nothing here depends on Python's ``random``, whose internals may change; docs/draws.zh-CN.md says it in words.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from itertools import count

BITS = 256


def words(seed: bytes, label: str) -> Iterator[int]:
    """The endless stream of 256-bit numbers of one purpose: HMAC-SHA256 of ``label``, line feed, 0, 1, 2 …"""
    for n in count():
        yield int.from_bytes(hmac.digest(seed, f"{label}\n{n}".encode(), "sha256"), "big")


def below(limit: int, source: Iterator[int], bits: int = BITS) -> int:
    """A number from 0 to ``limit`` - 1, each as likely: words past the last whole multiple are thrown away."""
    whole = (1 << bits) // limit * limit
    return next(word for word in source if word < whole) % limit


def shuffled(keys: Iterable[str], source: Iterator[int], bits: int = BITS) -> list[str]:
    """The keys, sorted by code point, in an order of which each is as likely (Fisher–Yates from the end)."""
    order = sorted(keys)
    for last in range(len(order) - 1, 0, -1):
        other = below(last + 1, source, bits)
        order[last], order[other] = order[other], order[last]
    return order
