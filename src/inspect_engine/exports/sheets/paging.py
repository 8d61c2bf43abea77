"""Where a page ends, so that what closes a list does not stand alone on a last sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

KEPT = 2
"""Rows of a list that stay with what closes it."""
LAST = 3
"""Rows at the end that stay together however it is."""


def torn(heights: Sequence[float], room: float, heads: int, again: float, tail: int) -> int:
    """Rows after which a page is to end so that the last ``tail`` rows stay together, with some above; 0 where they do.

    ``heights`` are those of all rows, of which the first ``heads`` stand on top; on later pages ``again`` points of
    them do. A page has ``room`` points. What is too long for one page keeps as much of its end as goes on one, and as
    little of it as fills half of the page before, if there is so much.
    """
    least = len(heights) - tail
    upwards = [*accumulate(reversed(heights))]
    fits = sum(1 for each in upwards if each <= room - again)
    start = max(len(heights) - fits, least - KEPT, heads)
    pages = [*_pages(heights, room, again)]
    if pages[start][0] == pages[-1][0]:
        return 0
    later = range(start, len(heights) - LAST + 1)
    return next((at for at in later if pages[at][0] < pages[-1][0] and pages[at][1] >= room / 2), start)


def _pages(heights: Sequence[float], room: float, again: float) -> Iterator[tuple[int, float]]:
    """On which page each row comes to stand by itself, and below how much of it."""
    page, used = 0, 0.0
    for each in heights:
        if used and used + each > room:
            page, used = page + 1, again
        yield page, used
        used += each
