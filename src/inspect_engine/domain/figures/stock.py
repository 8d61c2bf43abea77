"""The stock on the board: what is counted at once from rows, before the rest is folded from the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from inspect_engine.domain.definitions import SUCCESS, TAKEN_BACK, VOID
from inspect_engine.domain.figures.board import GROUPED, LAPSED, Board
from inspect_engine.domain.words.identifiers import county

FIGURES = (
    *("found", "open", "overdue", "rectified", "on_the_spot", "withdrawn", "merged", "dismissed", "lapsed"),
    *("major", "major_open", "pending", "by_state", "by_region", "by_pack"),
)
"""What of a :class:`Board` is stock."""


class Sort(NamedTuple):
    """What hazards have in common that the stock counts by."""

    region: str
    pack: str
    state_title: str
    closed_how: str | None
    severity: str


def stocked(sorts: Iterable[tuple[Sort, int]], late: Mapping[tuple[str, str], int], as_of: date) -> Board:
    """A board of :data:`FIGURES` alone; ``late`` are the overdue ones by region and pack."""
    count: Counter[str] = Counter()
    states: Counter[str] = Counter()
    regions: dict[str, Counter[str]] = {}
    packs: dict[str, Counter[str]] = {}
    for sort, number in sorts:
        if sort.closed_how == TAKEN_BACK:
            continue
        tags = dict.fromkeys(_tags(sort), number)
        count.update(tags)
        states[sort.state_title] += number
        _group(regions, packs, sort.region, sort.pack, tags)
    for (region, pack), number in late.items():
        count["overdue"] += number
        _group(regions, packs, region, pack, {"overdue": number})
    counts: dict[str, Any] = {name: count[name] for name in FIGURES if not name.startswith("by_")}
    return Board(
        as_of,
        **counts,
        by_state=dict(states.most_common()),
        by_region={key: {name: value[name] for name in GROUPED} for key, value in sorted(regions.items())},
        by_pack={key: {name: value[name] for name in GROUPED} for key, value in sorted(packs.items())},
    )


def _group(
    regions: dict[str, Counter[str]], packs: dict[str, Counter[str]], region: str, pack: str, tags: Mapping[str, int]
) -> None:
    for group, key in ((regions, county(region)), (packs, pack)):
        group.setdefault(key, Counter()).update({name: n for name, n in tags.items() if name in GROUPED})


def _tags(sort: Sort) -> Iterator[str]:
    """As :func:`board.summarise` counts them."""
    how, is_open = sort.closed_how, sort.closed_how is None
    yield "found"
    if is_open:
        yield "open"
    if how in SUCCESS:
        yield "closed"
    if how is not None:
        yield "lapsed" if how in LAPSED else how
    if sort.severity == "major" and how not in VOID:
        yield "major"
        if is_open:
            yield "major_open"
    if sort.severity == "pending" and is_open:
        yield "pending"
