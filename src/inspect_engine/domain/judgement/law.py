"""The law as a definition holds it, on one day, in one region: which limit applies, and why that one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from inspect_engine.domain.definitions import Definition, Item, Limit, Op, Parameter, Reference, Region
from inspect_engine.domain.judgement.deriving import idle_facts, with_derived
from inspect_engine.domain.judgement.logic import Bounds, bound_of, bounds_between
from inspect_engine.domain.words.wording import ON, by_id


@dataclass(frozen=True)
class InForce:
    """One parameter on one day in one region. ``limit`` is None when no edition covers the day.

    ``region`` is the region that set it, None for the country; ``passed_over`` are the limits that gave way to it.
    """

    parameter: Parameter
    limit: Limit | None
    region: Region | None = None
    passed_over: tuple[tuple[Region | None, Limit], ...] = ()


@dataclass(frozen=True)
class Law:
    """A definition on one day in one region (GB/T 2260 code; empty for the country)."""

    definition: Definition
    on: date
    region: str = ""

    def limits(self) -> tuple[InForce, ...]:
        """Every parameter of the pack, in its order."""
        return tuple(self.limit(parameter) for parameter in self.definition.pack.parameters)

    def limit(self, parameter: Parameter) -> InForce:
        """Of several editions the one whose period covers the day; of country and regions as ``safety`` says."""
        found: list[tuple[Region | None, Limit]] = [(None, x) for x in self._in_force(parameter.limits)]
        for region in self._around:
            found += [(region, limit) for limit in self._in_force(self._overlaid(region, parameter))]
        if not found:
            return InForce(parameter, None)
        chosen = min(found, key=lambda pair: _laxness(pair[1])) if parameter.safety else found[-1]
        return InForce(parameter, chosen[1], chosen[0], tuple(pair for pair in found if pair is not chosen))

    def _in_force(self, limits: Iterable[Limit]) -> Iterator[Limit]:
        """Those whose period covers the day; none lives longer than its document."""
        for limit in limits:
            document = self.definition.references.get(limit.ref) if self._by_document else None
            held = limit.inside(document) if document else limit
            endless = document is not None and document.ended_some_day and limit.to is None
            if held.in_force(self.on) and not endless:
                yield held

    @property
    def _by_document(self) -> bool:
        return self.definition.periods == "document"

    def cannot_grade(self, document: Reference) -> str:
        """Why nothing is graded by a document on the day, in Chinese; empty where it may be."""
        if self._by_document and (why := document.uncertain):
            return f"{document.quoted}{why}，不能据此定级"
        if document.in_force(self.on):
            return ""
        if document.effective_from and self.on < document.effective_from:
            return f"{document.quoted}{document.effective_from} 起执行，检查日 {self.on} 尚未施行"
        return f"{document.quoted}在检查日 {self.on} 已失效"

    @cached_property
    def _around(self) -> tuple[Region, ...]:
        """Regions that the place lies in, the largest first."""
        covering = [region for region in self.definition.regions if self.region and region.covers(self.region)]
        return tuple(sorted(covering, key=lambda region: len(region.prefix)))

    def _overlaid(self, region: Region, parameter: Parameter) -> tuple[Limit, ...]:
        here = self.definition.pack.id, parameter.id
        mine = (overlay for overlay in region.overlays if (overlay.pack, overlay.parameter) == here)
        return tuple(limit for overlay in mine for limit in overlay.limits)

    def bounds(self, item: Item, values: Mapping[str, str]) -> Bounds:
        """What each comparison an item makes stands against: a limit in force, or another of its facts."""
        trees = [tree for tree in (item.fails_when, *(rule.when for rule in item.severity)) if tree]
        trees += [constraint.holds for constraint in item.constraints]
        known = {ON.id: self.on.isoformat(), **with_derived(item, values, self.on)}
        found = bounds_between(trees, item.facts, known, idle_facts(item, values, self.on))
        fields = by_id(item.facts)
        parameters = {parameter.id: parameter for parameter in self.definition.pack.parameters}
        for leaf in (leaf for tree in trees for leaf in tree.leaves if leaf.limit and leaf not in found):
            parameter = parameters[leaf.limit or ""]
            if limit := self.limit(parameter).limit:
                found |= bound_of(leaf, limit.op, limit.value, fields[leaf.fact or ""].unit, parameter.unit)
        return found


def upper(op: Op) -> bool:
    """Whether reaching the limit means being large: then the lower limit is the stricter one."""
    return op in (">", ">=")


def _laxness(limit: Limit) -> tuple[Decimal, bool]:
    """Sorts limits of one direction, the strictest first; at the same number, the one that the number reaches."""
    return (limit.value if upper(limit.op) else -limit.value), limit.op in (">", "<")
