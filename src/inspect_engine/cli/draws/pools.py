"""``draw plan``: who may be drawn, and how many of each stratum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspect_engine.cli.show import table
from inspect_engine.domain.draws.pools import Pools
from inspect_engine.reading.draws import POOL_TITLES

STRATUM = ("id", "title", "eligible", "ratio", "to_draw", "cap")
PUBLIC = "提示：没有写 public（事后才知道的公开数）。加上它，连办理人自己也预知不了结果。"


def plain(pools: Pools) -> dict[str, Any]:
    """As ``draw plan --json`` prints it."""
    plan_hash, pools_hash = pools.hashes()
    plan = pools.plan
    return {
        "title": plan.title,
        "batch": plan.batch,
        "matter": pools.matter.title,
        "period": plan.period.model_dump(mode="json", by_alias=True),
        "public": plan.public.model_dump(mode="json") if plan.public else None,
        "strata": [_stratum(pools, stratum) for stratum in plan.strata],
        "inspectors": len(pools.staff),
        "per_object": plan.inspectors.per_object,
        "left_out": list(pools.left_out),
        "plan_hash": plan_hash,
        "pools_hash": pools_hash,
    }


def _stratum(pools: Pools, stratum: Any) -> dict[str, Any]:
    eligible = len(pools.strata[stratum.id])
    named = {name: getattr(stratum, name) for name in ("id", "title", "ratio", "cap")}
    return {**named, "eligible": eligible, "to_draw": stratum.drawn_of(eligible)}


def print_strata(strata: Sequence[Mapping[str, Any]]) -> None:
    """How many of each stratum."""
    table(("层", "名称", "可抽", "比例", "抽取", "年度上限"), [[each[name] for name in STRATUM] for each in strata])


def left_out(pools: Pools) -> Iterator[str]:
    """Who takes no part, and why."""
    for each in pools.left_out:
        yield f"不在名单：{POOL_TITLES[each.pool]} {each.key}（{each.name}）：{each.reason}"


def told(pools: Pools) -> Iterator[str]:
    """People, days, and what is missing; days counted from today as the days they are."""
    period, public = pools.plan.period, pools.plan.public
    yield f"可抽的检查员 {len(pools.staff)} 人，每个对象 {pools.plan.inspectors.per_object} 人。"
    yield from left_out(pools)
    known = f"；公开数 {public.on}（{public.source}）" if public else ""
    yield f"检查期间 {period.from_} 至 {period.to}{known}。"
    if public is None:
        yield PUBLIC
