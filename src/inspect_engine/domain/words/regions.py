"""What is said of regions over the library's table: a file of codes, each with its days, to be adopted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from inspect_engine.domain.definitions import Confidence, Day, Model, Slug, Text, Version
from inspect_engine.domain.words.identifiers import Overlay, Span

Code = Annotated[str, Field(pattern=r"^\d{6}(\d{3}){0,2}$")]


class NamedCode(Model):
    """What a code is called from a first to a last day. ``means`` is the code of the region in which an area of one's
    own lies (开发区): who writes the area means that. C 已核, M 待核 (from memory), U 待核 (open)."""

    code: Code
    name: Text
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    means: Code | None = None
    source: Text | None = None
    confidence: Confidence = "U"


class RegionTable(Model):
    """A file of ``regions/codes/``. What it says of a code stands in the place of all that the library says of it;
    ``as_of`` is the day up to which whoever wrote it has looked."""

    id: Slug
    version: Version
    title: Text
    as_of: Day
    note: Text | None = None
    codes: tuple[NamedCode, ...] = Field(min_length=1)


def overlaid(tables: Iterable[RegionTable]) -> Overlay:
    """All that these tables say; of a code that several name, the last one's."""
    found: dict[str, tuple[Span, ...]] = {}
    for table in tables:
        of_one: dict[str, tuple[Span, ...]] = {}
        for each in table.codes:
            span = Span(each.from_, each.to, each.name, each.means or "")
            of_one[each.code] = (*of_one.get(each.code, ()), span)
        found |= of_one
    return found
