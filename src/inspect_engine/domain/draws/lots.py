"""The draw itself: objects by stratum, inspectors by object, and the next in line for whoever falls out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from inspect_engine.domain.draws.pools import Pools
from inspect_engine.domain.draws.stream import shuffled, words
from inspect_engine.errors import Refused


@dataclass(frozen=True)
class Lot:
    """One object to be inspected, and its team in the order drawn."""

    object: str
    stratum: str
    inspectors: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        return {"object": self.object, "stratum": self.stratum, "inspectors": list(self.inspectors)}


def lot_of(plain: Mapping[str, Any]) -> Lot:
    return Lot(plain["object"], plain["stratum"], tuple(plain["inspectors"]))


@dataclass(frozen=True)
class Standing:
    """The lots as they stand, and who has fallen out: objects; inspectors, from one object or altogether."""

    lots: tuple[Lot, ...]
    objects_out: frozenset[str] = frozenset()
    out_of: frozenset[tuple[str, str]] = frozenset()
    out: frozenset[str] = frozenset()

    def lot(self, key: str) -> Lot | None:
        return next((lot for lot in self.lots if lot.object == key), None)

    @property
    def load(self) -> Counter[str]:
        """How many objects each inspector has."""
        return Counter(name for lot in self.lots for name in lot.inspectors)


@dataclass(frozen=True)
class Replacement:
    """Who falls out: an object; an inspector of one object; an inspector of all his objects (``object`` None).

    ``passed`` are objects next in line that may not be taken, for they have reached their yearly cap meanwhile.
    """

    object: str | None = None
    inspector: str | None = None
    passed: tuple[str, ...] = field(default=())


class Lots:
    """All that can come out of these pools under this seed."""

    def __init__(self, pools: Pools, seed: bytes) -> None:
        self.pools, self.plan, self.seed = pools, pools.plan, seed
        self.order = cache(self._order)
        self.line = cache(self._line)

    def _order(self, stratum: str) -> list[str]:
        """A whole stratum in drawn order: the first are inspected, the next are in reserve."""
        return shuffled(self.pools.strata[stratum], words(self.seed, f"objects/{stratum}"))

    def _line(self, key: str) -> list[str]:
        """All inspectors who may go to an object, in drawn order."""
        return shuffled(self.pools.staff_for(key), words(self.seed, f"inspectors/{key}"))

    def first(self) -> Standing:
        """The draw: stratum by stratum as planned, each object in drawn order with its team."""
        lots, load = list[Lot](), Counter[str]()
        for stratum in self.plan.strata:
            order = self.order(stratum.id)
            for key in order[: stratum.drawn_of(len(order))]:
                lots.append(Lot(key, stratum.id, self._team(Standing(()), load, key)))
                load.update(lots[-1].inspectors)
        return Standing(tuple(lots))

    def _team(self, standing: Standing, load: Mapping[str, int], key: str, kept: Sequence[str] = ()) -> tuple[str, ...]:
        """Fill a team up: whoever has the fewest objects so far; among equals, the first in line."""
        size = self.plan.inspectors.per_object
        free = [
            name
            for name in self.line(key)
            if name not in kept and name not in standing.out and (name, key) not in standing.out_of
        ]
        chosen = sorted(free, key=lambda name: load.get(name, 0))[: size - len(kept)]
        if len(kept) + len(chosen) < size:
            what = f"“{self.pools.named[key].name}”（{key}）可派的检查员不够：要 {size} 人"
            raise Refused("抽取检查员", [f"{what}，只剩 {len(kept) + len(free)} 人"])
        return (*kept, *chosen)

    def after(self, standing: Standing, change: Replacement) -> Standing:
        """The standing after one replacement. Raises Refused when there is nobody to replace, or by."""
        if change.inspector is None:
            return self._other_object(standing, str(change.object), change.passed)
        return self._other_inspector(standing, change.inspector, change.object)

    def _other_object(self, standing: Standing, key: str, passed: Collection[str]) -> Standing:
        old = standing.lot(key)
        if old is None:
            raise Refused("替换对象", [_not_drawn(standing, key)])
        used = {lot.object for lot in standing.lots} | standing.objects_out | set(passed)
        new = next((each for each in self.order(old.stratum) if each not in used), None)
        if new is None:
            raise Refused("替换对象", [f"“{key}”所在的层已没有候补对象"])
        rest = tuple(lot for lot in standing.lots if lot is not old)
        without = replace(standing, lots=rest, objects_out=standing.objects_out | {key})
        lot = Lot(new, old.stratum, self._team(without, without.load, new))
        return replace(without, lots=_put(standing.lots, old, lot))

    def _other_inspector(self, standing: Standing, name: str, key: str | None) -> Standing:
        mine = [lot for lot in standing.lots if name in lot.inspectors and key in (None, lot.object)]
        if not mine:
            where = f"对象“{key}”" if key else "任何对象"
            raise Refused("替换检查员", [f"“{name}”现在不检查{where}，可能已替换过"])
        if key is None:
            standing = replace(standing, out=standing.out | {name})
        else:
            standing = replace(standing, out_of=standing.out_of | {(name, key)})
        for old in mine:
            kept = tuple(each for each in old.inspectors if each != name)
            team = self._team(standing, standing.load, old.object, kept)
            standing = replace(standing, lots=_put(standing.lots, old, replace(old, inspectors=team)))
        return standing


def _put(lots: Iterable[Lot], old: Lot, new: Lot) -> tuple[Lot, ...]:
    return tuple(new if lot is old else lot for lot in lots)


def _not_drawn(standing: Standing, key: str) -> str:
    return f"“{key}”已替换过" if key in standing.objects_out else f"没有抽中“{key}”"
