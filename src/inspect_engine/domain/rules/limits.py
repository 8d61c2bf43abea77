"""Rules of dated limits and of what regions set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from inspect_engine.domain.definitions import Limit, Pack, Parameter, Reference, Region
from inspect_engine.domain.judgement.law import upper
from inspect_engine.domain.rules.values import values_fit
from inspect_engine.domain.words.identifiers import region_name
from inspect_engine.errors import Fault, Place

INHERIT = "不写 from、to，就照文件的施行期"


def limits_are_sound(pack: Pack) -> Iterator[Fault]:
    """Parameters are named once; their limits cover each day once and point one way."""
    seen: set[str] = set()
    for i, parameter in enumerate(pack.parameters):
        if parameter.id in seen:
            yield Fault(("parameters", i, "id"), f"参数“{parameter.id}”重复")
        seen.add(parameter.id)
        yield from _limit_faults(("parameters", i, "limits"), parameter.limits, parameter)


def region_faults(region: Region, packs: Mapping[str, Pack]) -> Iterator[Fault]:
    """The region exists; what it sets is a parameter of an existing pack, set once."""
    yield from values_fit(region)
    if not any(region_name(region.region, day) for day in _days(region)):
        yield Fault(("region",), f"没有区划代码“{region.region}”", "请按 GB/T 2260 核对")
    seen: set[tuple[str, str]] = set()
    for i, overlay in enumerate(region.overlays):
        place: Place = ("overlays", i)
        pack = packs.get(overlay.pack)
        parameters = {parameter.id: parameter for parameter in pack.parameters} if pack else {}
        if pack is None:
            yield Fault((*place, "pack"), f"检查表包“{overlay.pack}”不存在")
        elif overlay.parameter not in parameters:
            text = f"检查表包“{overlay.pack}”没有参数“{overlay.parameter}”"
            yield Fault((*place, "parameter"), text, f"可用：{'、'.join(parameters) or '（无）'}")
        else:
            yield from _limit_faults((*place, "limits"), overlay.limits, parameters[overlay.parameter])
        if (overlay.pack, overlay.parameter) in seen:
            yield Fault((*place, "parameter"), f"参数“{overlay.parameter}”写了两次")
        seen.add((overlay.pack, overlay.parameter))


def limits_live_with_their_documents(pack: Pack, references: Mapping[str, Reference]) -> Iterator[Fault]:
    """No limit begins before its document, or ends after it."""
    for i, parameter in enumerate(pack.parameters):
        yield from _outliving(("parameters", i, "limits"), parameter.limits, references)


def overlays_live_with_their_documents(region: Region, references: Mapping[str, Reference]) -> Iterator[Fault]:
    """The same of what a region sets."""
    for i, overlay in enumerate(region.overlays):
        yield from _outliving(("overlays", i, "limits"), overlay.limits, references)


def _outliving(place: Place, limits: Sequence[Limit], references: Mapping[str, Reference]) -> Iterator[Fault]:
    for n, limit in enumerate(limits):
        document = references.get(limit.ref)
        first, last = (document.effective_from, document.effective_to) if document else (None, None)
        if first and limit.from_ and limit.from_ < first:
            yield Fault((*place, n, "from"), f"限值自 {limit.from_} 起，{limit.ref} 自 {first} 才施行", INHERIT)
        if last and limit.to and limit.to > last:
            yield Fault((*place, n, "to"), f"限值至 {limit.to} 止，{limit.ref} 到 {last} 已失效", INHERIT)
        if (first and limit.to and limit.to < first) or (last and limit.from_ and limit.from_ > last):
            yield Fault((*place, n), f"限值的时段不在 {limit.ref} 的施行期内", INHERIT)


def _limit_faults(place: Place, limits: Sequence[Limit], parameter: Parameter) -> Iterator[Fault]:
    way = upper(parameter.limits[0].op)
    for n, limit in enumerate(limits):
        if limit.from_ and limit.to and limit.from_ > limit.to:
            yield Fault((*place, n, "to"), f"止日 {limit.to} 早于起日 {limit.from_}")
        if limit.op == "=" and parameter.safety:
            text = "安全限值不能用“=”，分不出哪个较严"
            yield Fault((*place, n, "op"), text, "用 >=、>、<=、<，或写 safety: false")
        elif parameter.safety and upper(limit.op) != way:
            yield Fault((*place, n, "op"), f"同一参数的限值方向须一致，先前写的是 {parameter.limits[0].op}")
    yield from _overlaps(place, limits)


def _overlaps(place: Place, limits: Sequence[Limit]) -> Iterator[Fault]:
    """Each limit that begins before the one that lasts longest so far has ended."""
    starts = [limit.from_ or date.min for limit in limits]
    ends = [limit.to or date.max for limit in limits]
    by_start = sorted(range(len(limits)), key=starts.__getitem__)
    longest = by_start[0]
    for n in by_start[1:]:
        if starts[n] <= min(ends[n], ends[longest]):
            day = f"{starts[n]} 这一天" if starts[n] > date.min else "最早的日子"
            first, later = sorted((n, longest))
            text = f"与第 {first + 1} 个限值的时段重叠：{day}两个都有效"
            yield Fault((*place, later, "from"), text, "给前一个补上 to")
        longest = max(longest, n, key=ends.__getitem__)


def _days(region: Region) -> Iterator[date]:
    """Days on which the region must have existed, of which one is enough: codes are withdrawn now and then."""
    yield date.max
    for overlay in region.overlays:
        for limit in overlay.limits:
            yield from (day for day in (limit.from_, limit.to) if day)
