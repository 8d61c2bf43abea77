"""What stands on uncertain ground: not wrong, but to be known before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from inspect_engine.domain.definitions import STATUS_TITLES, Pack, Reference, Region
from inspect_engine.errors import Fault, Place


def doubtful(pack: Pack, references: Mapping[str, Reference], today: date) -> Iterator[Fault]:
    """Documents cited that were not in force when the pack was written, are not confirmed, or not looked at lately.

    Each document is told of once, at the first place that cites it; unconfirmed articles one by one.
    """
    told: set[tuple[str, str]] = set()
    for place, ref, article in (*_bases(pack), *_limits(pack)):
        reference = references.get(ref)
        if reference is None:
            continue
        for key, text in (*_standing(reference, pack.as_of or today, today), *_confidence(reference, article)):
            if (ref, key) not in told:
                told.add((ref, key))
                yield Fault(place, text)


def doubtful_limits(region: Region, references: Mapping[str, Reference], today: date) -> Iterator[Fault]:
    """The same for what a region sets."""
    told: set[tuple[str, str]] = set()
    for i, overlay in enumerate(region.overlays):
        for j, limit in enumerate(overlay.limits):
            reference = references.get(limit.ref)
            for key, text in (
                (*_standing(reference, today, today), *_confidence(reference, limit.article)) if reference else ()
            ):
                if (limit.ref, key) not in told:
                    told.add((limit.ref, key))
                    yield Fault(("overlays", i, "limits", j), text)


def _bases(pack: Pack) -> Iterator[tuple[Place, str, str]]:
    for i, section in enumerate(pack.sections):
        for j, item in enumerate(section.items):
            for k, basis in enumerate(item.basis):
                yield ("sections", i, "items", j, "basis", k), basis.ref, basis.article


def _limits(pack: Pack) -> Iterator[tuple[Place, str, str]]:
    """The limit of each parameter that is the last: earlier ones are history, and meant to be."""
    for i, parameter in enumerate(pack.parameters):
        last = max(range(len(parameter.limits)), key=lambda n: parameter.limits[n].from_ or date.min)
        limit = parameter.limits[last]
        yield ("parameters", i, "limits", last), limit.ref, limit.article


def _standing(reference: Reference, on: date, today: date) -> Iterator[tuple[str, str]]:
    if reference.status == "repealed" or not reference.in_force(on):
        after = f"，由“{reference.superseded_by}”替代" if reference.superseded_by else ""
        yield "repealed", f"{reference.name}在 {on} 已不是有效文件{after}"
    elif reference.status == "unclear":
        yield "unclear", f"{reference.name}：{STATUS_TITLES['unclear']}"
    elif reference.verified_until and reference.verified_until < today:
        yield "stale", f"{reference.name}的效力只核对到 {reference.verified_until}"


def _confidence(reference: Reference, article: str) -> Iterator[tuple[str, str]]:
    if reference.articles.get(article) == "U":
        yield article, f"{reference.name}{article}待核，不得写进对外文书"
