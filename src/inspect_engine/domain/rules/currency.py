"""What stands on uncertain ground: not wrong, but to be known before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from inspect_engine.domain.definitions import STATUS_TITLES, Pack, Reference, Region, Workflow
from inspect_engine.errors import Fault, Place


class Cited(NamedTuple):
    """A document cited at a place; ``weighs`` where something is graded, judged, asked or counted by it.

    Of what is past on purpose, ``history``, only what nobody knows is doubtful.
    """

    place: Place
    ref: str
    article: str = ""
    weighs: bool = False
    history: bool = False


def doubtful(pack: Pack, references: Mapping[str, Reference], today: date) -> Iterator[Fault]:
    """Documents cited that were not in force when the pack was written, are not confirmed, or not looked at lately.

    Each document is told of once, at the first place that cites it; unconfirmed articles one by one.
    """
    return _told(
        (*_bases(pack), *_grades(pack), *_limits(pack), *_scoring(pack)), references, pack.as_of or today, today
    )


def doubtful_limits(region: Region, references: Mapping[str, Reference], today: date) -> Iterator[Fault]:
    """The same for what a region sets."""
    cited = [
        Cited(("overlays", i, "limits", j), limit.ref, limit.article, weighs=limit.from_ is None)
        for i, overlay in enumerate(region.overlays)
        for j, limit in enumerate(overlay.limits)
    ]
    return _told(cited, references, today, today)


def doubtful_flow(flow: Workflow, references: Mapping[str, Reference], today: date) -> Iterator[Fault]:
    """The same for the deadlines of a workflow."""
    cited = [
        Cited(("states", name, "within", "basis"), state.within.basis.ref, state.within.basis.article)
        for name, state in flow.states.items()
        if state.within and state.within.basis
    ]
    return _told(cited, references, today, today)


def _told(cited: Iterable[Cited], references: Mapping[str, Reference], on: date, today: date) -> Iterator[Fault]:
    told: set[tuple[str, str]] = set()
    for one in cited:
        reference = references.get(one.ref)
        if reference is None:
            continue
        for key, text in (*_standing(reference, one, on, today), *_confidence(reference, one.article)):
            if (one.ref, key) not in told:
                told.add((one.ref, key))
                yield Fault(one.place, text)


def _bases(pack: Pack) -> Iterator[Cited]:
    for i, section in enumerate(pack.sections):
        for j, item in enumerate(section.items):
            for k, basis in enumerate(item.basis):
                yield Cited(("sections", i, "items", j, "basis", k), basis.ref, basis.article)


def _grades(pack: Pack) -> Iterator[Cited]:
    """What decides whether a section is asked, and how grave a failure is: of an earlier edition on purpose."""
    for i, section in enumerate(pack.sections):
        if section.in_force:
            yield Cited(("sections", i, "in_force"), section.in_force, weighs=True, history=True)
        for j, item in enumerate(section.items):
            for k, rule in enumerate(item.severity):
                if rule.by:
                    yield Cited(("sections", i, "items", j, "severity", k, "by"), rule.by, weighs=True, history=True)


def _limits(pack: Pack) -> Iterator[Cited]:
    """The limit of each parameter that is the last: earlier ones are history, and meant to be."""
    for i, parameter in enumerate(pack.parameters):
        last = max(range(len(parameter.limits)), key=lambda n: parameter.limits[n].from_ or date.min)
        limit = parameter.limits[last]
        yield Cited(("parameters", i, "limits", last), limit.ref, limit.article, weighs=limit.from_ is None)


def _scoring(pack: Pack) -> Iterator[Cited]:
    if pack.scoring:
        yield Cited(("scoring", "basis"), pack.scoring.basis.ref, pack.scoring.basis.article, weighs=True)


def _standing(reference: Reference, cited: Cited, on: date, today: date) -> Iterator[tuple[str, str]]:
    known = reference.in_force(on) or (cited.history and not reference.ended_some_day)
    if (reference.status == "repealed" and not cited.history) or not known:
        after = f"，由“{reference.superseded_by}”替代" if reference.superseded_by else ""
        yield "repealed", f"{reference.name}在 {on} 已不是有效文件{after}"
    elif reference.status == "unclear":
        yield "unclear", f"{reference.name}：{STATUS_TITLES['unclear']}"
    elif reference.verified_until and reference.verified_until < today:
        yield "stale", f"{reference.name}的效力只核对到 {reference.verified_until}"
    if cited.weighs and reference.effective_from is None:
        yield "unknown", f"{reference.name}没有登记施行日：不能据此定级，限值也不知从哪天起算数"


def _confidence(reference: Reference, article: str) -> Iterator[tuple[str, str]]:
    if reference.articles.get(article) == "U":
        yield article, f"{reference.name}{article}待核，不得写进对外文书"
