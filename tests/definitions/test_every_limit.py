"""Every dated limit of every pack and region, asked of ``explain`` beside its number and beside its days.

What is expected is read here a second time, from the files as they are written: the sign, the number, the days of the
limit and of its document. Nothing of that is taken from the program.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
import yaml

from inspect_engine.domain.definitions import Item, SeverityRule
from inspect_engine.domain.judgement.explanation import Explanation, explain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.installed import shipped_folder

SIGNS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
DAY = timedelta(days=1)
LIBRARY = load_library()


def written(folder: str) -> list[dict[str, Any]]:
    """The files of a folder, every scalar as text."""
    paths = sorted([*(shipped_folder() / folder).glob("*.yaml"), *(shipped_folder() / folder).glob("*/pack.yaml")])
    return [yaml.load(path.read_text("utf-8"), yaml.CBaseLoader) for path in paths]


DOCUMENTS = {each["id"]: each for file in written("references") for each in file["references"]}
PACKS = {file["id"]: file for file in written("packs") if file.get("parameters")}
OVERLAYS = [
    (file["region"], overlay["pack"], overlay["parameter"], limit)
    for file in written("regions")
    for overlay in file["overlays"]
    for limit in overlay["limits"]
]


@dataclass(frozen=True)
class Span:
    """One limit as it is written: its sign and number, and the first and last day it can hold on."""

    sign: str
    value: Decimal
    first: date
    last: date

    def on(self, day: date) -> bool:
        return self.first <= day <= self.last


def span(limit: Mapping[str, str]) -> Span:
    document = DOCUMENTS[limit["ref"]]
    starts = [each for each in (limit.get("from"), document.get("effective_from")) if each]
    ends = [each for each in (limit.get("to"), document.get("effective_to")) if each]
    assert starts, f"{limit} has no first day"
    first, last = max(map(date.fromisoformat, starts)), min(map(date.fromisoformat, ends or ["2999-12-31"]))
    return Span(limit.get("op", ">="), Decimal(limit["value"]), first, last)


@cache
def spans(pack: str, parameter: str, region: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Of the country, and of the region."""
    [found] = [each for each in PACKS[pack]["parameters"] if each["id"] == parameter]
    local = (limit for code, *whose, limit in OVERLAYS if (code, *whose) == (region, pack, parameter))
    return tuple(map(span, found["limits"])), tuple(map(span, local))


def reached(pack: str, parameter: str, region: str, number: Decimal, on: date) -> bool | None:
    """Any of those that hold on the day, for a safety limit; the most local one for another. None: none holds."""
    [found] = [each for each in PACKS[pack]["parameters"] if each["id"] == parameter]
    country, local = ([each for each in row if each.on(on)] for row in spans(pack, parameter, region))
    counting = [*country, *local] if found.get("safety", "true") == "true" else local or country
    return any(SIGNS[each.sign](number, each.value) for each in counting) if counting else None


def uses(pack: str) -> Iterator[tuple[Item, str, str]]:
    """(the item cut down to one of its conditions, the fact, the parameter) wherever a limit is compared with."""
    for item in LIBRARY.packs[pack].items:
        trees = [item.fails_when, *(rule.when for rule in item.severity)]
        alone = [each for tree in trees if tree for each in tree.leaves if each.limit]
        for leaf in dict.fromkeys(alone):
            typed = (*(spec for spec in item.values if spec.id != leaf.fact), one := fact_of(item, leaf.fact or ""))
            only = {"values": typed, "derived": (), "fails_when": leaf, "constraints": ()}
            graded = (SeverityRule.model_construct(is_="general", when=None, by=None),)
            yield item.model_copy(update={**only, "severity": graded}), one.id, leaf.limit or ""


def fact_of(item: Item, name: str) -> Any:
    """The value as if it were typed: what is computed otherwise, and what is asked only sometimes, too."""
    [spec] = [each for each in item.facts if each.id == name]
    return spec.model_copy(update={"asked_if": None})


def days(pack: str, parameter: str, region: str) -> list[date]:
    """The days before and after, first and last, of every limit."""
    country, local = spans(pack, parameter, region)
    ends = [each.last for each in (*country, *local) if each.last.year < 2999]
    starts = [each.first for each in (*country, *local)]
    return sorted({*starts, *(day - DAY for day in starts), *ends, *(day + DAY for day in ends)})


def numbers(pack: str, parameter: str, region: str, whole: bool) -> list[Decimal]:
    step = Decimal(1) if whole else Decimal("0.001")
    values = {each.value for row in spans(pack, parameter, region) for each in row}
    return sorted({number for value in values for number in (value - step, value, value + step)})


CASES = [(pack, "") for pack in PACKS] + sorted({(pack, region) for region, pack, *_ in OVERLAYS})


@pytest.mark.parametrize(("pack", "region"), CASES)
def test_a_limit_says_what_its_sign_says_on_every_side(pack: str, region: str) -> None:
    """At the limit, just below and just above, on the day before it begins, its first, its last, and the day after."""
    definition, seen, wrong = LIBRARY.definition(pack), set[str](), list[str]()
    units = {each.id: each.unit for each in LIBRARY.packs[pack].parameters}
    for item, fact, parameter in uses(pack):
        seen.add(parameter)
        spec = fact_of(item, fact)
        assert spec.unit == units[parameter] or units[parameter] is None, (item.id, fact)
        for day in days(pack, parameter, region):
            for number in numbers(pack, parameter, region, spec.type == "integer"):
                found = explain(item, {fact: str(number)}, Law(definition, day, region))
                if (met(found), found.judgement.fails) != (reached(pack, parameter, region, number, day),) * 2:
                    wrong.append(f"{item.id} {fact}={number} {day} {parameter}: {met(found)}")
    assert wrong == []
    assert seen == set(units), "a limit that nothing compares with"


def met(found: Explanation) -> bool | None:
    [step] = found.steps
    return step.met


def test_the_second_reader_covers_every_limit() -> None:
    """As many limits as the program holds: none is left out here, so that none is untested."""
    held = sum(len(each.limits) for pack in LIBRARY.packs.values() for each in pack.parameters)
    assert sum(len(each["limits"]) for pack in PACKS.values() for each in pack["parameters"]) == held > 250
    held = sum(len(overlay.limits) for region in LIBRARY.regions.values() for overlay in region.overlays)
    assert len(OVERLAYS) == held
