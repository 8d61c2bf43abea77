"""Who takes part: both pools sifted by validity, strata and yearly caps, and what makes a draw impossible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from inspect_engine.domain.draws.plan import Draft, Entry, InspectorEntry, Matter, ObjectEntry, Plan, Stratum
from inspect_engine.domain.events import canonical, digest
from inspect_engine.domain.words.text import same_name, suggest
from inspect_engine.errors import Fault, InputError

UNDERSTAFFED_SHOWN = 20
"""Objects without enough inspectors that are named one by one."""


@dataclass(frozen=True)
class LeftOut:
    """An entry that takes no part, and why. ``pool`` is ``objects`` or ``inspectors``."""

    pool: str
    key: str
    name: str
    reason: str


@dataclass(frozen=True)
class Pools:
    """Everything a draw is made from, before any secret: plan, matter, both pools as listed, earlier draws.

    ``earlier`` counts how often an object was drawn in the year of the period.
    """

    plan: Plan
    matter: Matter
    objects: tuple[ObjectEntry, ...]
    inspectors: tuple[InspectorEntry, ...]
    earlier: Mapping[str, int]

    def plain(self) -> dict[str, Any]:
        """The snapshot: plain data, in the shape that is hashed and published."""
        return {
            "plan": self.plan.model_dump(mode="json", by_alias=True),
            "matter": self.matter.model_dump(mode="json"),
            "objects": [entry.model_dump(mode="json") for entry in self.objects],
            "inspectors": [entry.model_dump(mode="json") for entry in self.inspectors],
            "earlier": dict(self.earlier),
        }

    def hashes(self) -> tuple[str, str]:
        """SHA-256 of the plan with its matter, and of the pools with the earlier draws."""
        whole = self.plain()
        parts = (("plan", "matter"), ("objects", "inspectors", "earlier"))
        plan, pools = (digest(canonical({name: whole[name] for name in names})) for names in parts)
        return plan, pools

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Whoever takes no part, with the reason."""
        objects = [("objects", entry, self._object_fault(entry)) for entry in self.objects]
        inspectors = [("inspectors", entry, self._inspector_fault(entry)) for entry in self.inspectors]
        return tuple(LeftOut(pool, e.key, e.name, why) for pool, e, why in [*objects, *inspectors] if why)

    def _out(self, pool: str) -> set[str]:
        return {each.key for each in self.left_out if each.pool == pool}

    @cached_property
    def strata(self) -> dict[str, list[str]]:
        """Keys of the objects that may be drawn, by stratum."""
        out, found = self._out("objects"), {stratum.id: list[str]() for stratum in self.plan.strata}
        for entry in self.objects:
            stratum = self.stratum(entry)
            if stratum and entry.key not in out:
                found[stratum.id].append(entry.key)
        return found

    @cached_property
    def staff(self) -> dict[str, InspectorEntry]:
        """The inspectors who may be drawn, by key."""
        out = self._out("inspectors")
        return {entry.key: entry for entry in self.inspectors if entry.key not in out}

    @cached_property
    def named(self) -> dict[str, ObjectEntry]:
        """Every object by key."""
        return {entry.key: entry for entry in self.objects}

    def stratum(self, entry: ObjectEntry) -> Stratum | None:
        """The first stratum that takes an object."""
        return next((stratum for stratum in self.plan.strata if stratum.takes(entry)), None)

    def staff_for(self, key: str) -> list[str]:
        """Keys of the inspectors who may go to an object: of its region, and not to be recused."""
        entry = self.named[key]
        told = {same_name(text) for text in (entry.key, entry.name, entry.party) if text}
        return self._staff_of(entry.region or "", frozenset(told & self._barred.keys()))

    @cached_property
    def _staff_of(self) -> Callable[[str, frozenset[str]], list[str]]:
        """Objects of one region that bar nobody have the same inspectors: asked once for all of them."""

        def staff(region: str, told: frozenset[str]) -> list[str]:
            out = set[str]().union(*(self._barred[text] for text in told))
            near = (e for e in self.staff.values() if not e.regions or region.startswith(e.regions))
            return [entry.key for entry in near if entry.key not in out]

        return cache(staff)

    @cached_property
    def _barred(self) -> dict[str, set[str]]:
        """Keys of the inspectors who must be recused, by what they must be recused from."""
        barred: dict[str, set[str]] = {}
        for entry in self.staff.values():
            for text in entry.recuse:
                barred.setdefault(same_name(text), set()).add(entry.key)
        return barred

    def _object_fault(self, entry: ObjectEntry) -> str | None:
        stratum, before = self.stratum(entry), self.earlier.get(entry.key, 0)
        if stratum and stratum.cap is not None and before >= stratum.cap:
            return f"本年已抽中 {before} 次，上限 {stratum.cap} 次"
        return self._validity_fault(entry)

    def _inspector_fault(self, entry: InspectorEntry) -> str | None:
        asked, until = self.plan.inspectors, entry.certificate_until
        if not asked.enrolled and until is None:
            return "没有写执法证有效期"
        if until is not None and until < self.plan.period.to:
            return f"执法证有效期至 {until}，早于检查结束日 {self.plan.period.to}"
        if asked.speciality is not None and asked.speciality not in entry.specialities:
            return f"专业方向没有“{asked.speciality}”"
        return self._validity_fault(entry)

    def _validity_fault(self, entry: Entry) -> str | None:
        period = self.plan.period
        if entry.valid_from and entry.valid_from > period.from_:
            return f"自 {entry.valid_from} 起入库，晚于检查开始日 {period.from_}"
        if entry.valid_to and entry.valid_to < period.to:
            return f"入库有效期至 {entry.valid_to}，早于检查结束日 {period.to}"
        return None

    def faults(self, today: date) -> Iterator[Fault]:
        """Why this cannot be drawn. Paths begin with ``plan``, ``objects`` or ``inspectors``."""
        yield from self._plan_faults(today)
        for pool, entries in (("objects", self.objects), ("inspectors", self.inspectors)):
            yield from _doubled(pool, entries)
        homeless = ((n, entry) for n, entry in enumerate(self.objects) if self.stratum(entry) is None)
        for n, entry in homeless:
            what = f"“{entry.name}”（信用 {entry.credit or '未写'}、风险 {entry.risk or '未写'}）不属于任何一层"
            yield Fault(("objects", n), what, "补上信用或风险，或在 strata 末尾加一层不限条件的")
        if not any(self.strata.values()):
            yield Fault(("plan", "objects"), "对象库里没有一个可抽的对象", "见未列入名单的原因")
        elif not any(stratum.drawn_of(len(self.strata[stratum.id])) for stratum in self.plan.strata):
            yield Fault(("plan", "strata"), "按这些比例一个对象也抽不到", "至少一层的比例要大于 0，且层内有对象")
        yield from self._staff_faults()

    def _plan_faults(self, today: date) -> Iterator[Fault]:
        plan = self.plan
        seen: set[str] = set()
        for n, stratum in enumerate(plan.strata):
            if stratum.id in seen:
                yield Fault(("plan", "strata", n, "id"), f"层“{stratum.id}”写了两次")
            seen.add(stratum.id)
        if plan.period.to < today:
            yield Fault(("plan", "period", "to"), f"检查结束日 {plan.period.to} 已过（今天 {today}）")
        if plan.public and not today < plan.public.on <= plan.period.to:
            what = f"公开数的日期 {plan.public.on} 应在今天（{today}）之后、检查结束日 {plan.period.to} 之前"
            yield Fault(("plan", "public", "on"), what, "先承诺，后出数，承诺才有意义")

    def _staff_faults(self) -> Iterator[Fault]:
        """A draw that could fail by chance would be drawn again: so every object must have its inspectors."""
        least = self.plan.inspectors.per_object
        if len(self.staff) < least:
            what = f"人员库里可抽的只有 {len(self.staff)} 人，每个对象要 {least} 人"
            yield Fault(("plan", "inspectors"), what, "补充人员，或查看未列入的原因")
            return
        place = {entry.key: n for n, entry in enumerate(self.objects)}
        drawable = (key for stratum in self.plan.strata for key in self.strata[stratum.id] if stratum.drawn_of(1))
        short = [(key, fit) for key in drawable if (fit := len(self.staff_for(key))) < least]
        for key, fit in short[:UNDERSTAFFED_SHOWN]:
            what = f"“{self.named[key].name}”可派的检查员只有 {fit} 人（区划相符、无须回避），要 {least} 人"
            yield Fault(("objects", place[key]), what, "补充人员，或把它移出对象库")
        if len(short) > UNDERSTAFFED_SHOWN:
            yield Fault(("plan", "inspectors"), f"这样的对象共 {len(short)} 个，只列前 {UNDERSTAFFED_SHOWN} 个")


def _doubled(pool: str, entries: Sequence[Entry]) -> Iterator[Fault]:
    """Whoever is listed twice has twice the chance."""
    times = Counter(same_name(entry.key) for entry in entries)
    for n, entry in enumerate(entries):
        if times[same_name(entry.key)] > 1:
            yield Fault((pool, n, "key"), f"编号“{entry.key}”写了不止一次", "一个对象、一名检查员只能列一次")


def listed(draft: Draft) -> Matter:
    """The matter of a plan. Raises InputError when the published list does not have it."""
    for matter in draft.matters:
        if matter.id == draft.plan.matter:
            return matter
    fix = suggest(draft.plan.matter, [matter.id for matter in draft.matters]) or "请先按程序列入清单并公开"
    raise InputError.one(f"抽查事项清单里没有“{draft.plan.matter}”，无清单事项不得抽查", where="matter", fix=fix)
