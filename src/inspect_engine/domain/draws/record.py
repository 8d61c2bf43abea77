"""The record of a draw, for anyone: everything needed to draw again, and the check that does so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.draws import register
from inspect_engine.domain.draws.lots import Lots, Standing, lot_of
from inspect_engine.domain.draws.plan import InspectorEntry, Matter, ObjectEntry, Plan
from inspect_engine.domain.draws.pools import Pools
from inspect_engine.domain.draws.register import COMMITTED, Draw
from inspect_engine.domain.draws.seed import SECRET, commitment, seed_of
from inspect_engine.domain.events import Event, canonical, digest, from_body
from inspect_engine.errors import InspectError, Problem, Refused

FORMAT = "inspect-engine/draw/1"
KEYS = {"format", "ledger", "rehearsal", "snapshot", "events", "batch", "digest"}


def pools_of(snapshot: Mapping[str, Any]) -> Pools:
    """The pools of a snapshot. Raises ValidationError, KeyError or TypeError for what is none."""
    if set(snapshot) != {"plan", "matter", "objects", "inspectors", "earlier"}:
        raise KeyError("snapshot")
    return Pools(
        Plan.model_validate(snapshot["plan"]),
        Matter.model_validate(snapshot["matter"]),
        tuple(ObjectEntry.model_validate(entry) for entry in snapshot["objects"]),
        tuple(InspectorEntry.model_validate(entry) for entry in snapshot["inspectors"]),
        dict(snapshot["earlier"]),
    )


def committed_data(pools: Pools, secret_hash: str, on: date, again: Mapping[str, str] | None) -> dict[str, Any]:
    """What the event of a commitment holds. ``again``: the id of the commitment it takes the place of, and why."""
    plan, (plan_hash, pools_hash) = pools.plan, pools.hashes()
    shown = plan.model_dump(mode="json", by_alias=True)
    strata = [
        {
            **{name: getattr(stratum, name) for name in ("id", "title", "ratio", "cap")},
            "eligible": len(pools.strata[stratum.id]),
            "to_draw": stratum.drawn_of(len(pools.strata[stratum.id])),
        }
        for stratum in plan.strata
    ]
    return {
        "id": commitment(pools, secret_hash),
        "on": on.isoformat(),
        **{name: shown[name] for name in ("title", "batch", "office", "algorithm", "period", "public", "publish")},
        "matter": pools.matter.model_dump(mode="json"),
        "strata": strata,
        "per_object": plan.inspectors.per_object,
        "regions": sorted({entry.region or "" for entry in pools.objects}),
        "inspectors": len(pools.staff),
        "left_out": len(pools.left_out),
        "plan_hash": plan_hash,
        "pools_hash": pools_hash,
        "secret_hash": secret_hash,
        "again": dict(again) if again else None,
    }


def run_data(pools: Pools, committed: Mapping[str, Any], secret: str, public: str, on: date) -> dict[str, Any]:
    """What the event of a draw holds: the secret revealed, the seed, the lots, and their hash as proof."""
    seed = seed_of(secret, committed["id"], public)
    lots = [lot.plain() for lot in Lots(pools, seed).first().lots]
    return {
        "id": committed["id"],
        "on": on.isoformat(),
        "secret": secret,
        "public": public,
        "seed": seed.hex(),
        "lots": lots,
        "proof": digest(canonical(lots)),
    }


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """A record with its own digest."""
    return {**content, "digest": digest(canonical(content))}


def problems(record: object, promised: str | None = None) -> Iterator[Problem]:
    """Everything in a record that does not follow from its commitment; nothing means: drawn as promised.

    ``promised`` is the commitment as it was published: only that shows a record made up whole.
    """
    if not isinstance(record, dict) or set(record) != KEYS or record["format"] != FORMAT:
        yield Problem("记录", "不是抽取记录，或版本不认识", "应是 export draw 写出的 JSON 文件")
        return
    try:
        yield from _problems(record, promised)
    except Refused as error:
        yield Problem("抽取", f"按记录重抽时办不下去：{error.reason}")
    except (InspectError, ValidationError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        yield Problem("记录", f"内容不合格式：{type(error).__name__}", "记录可能被改动过")


def _problems(record: Mapping[str, Any], promised: str | None) -> Iterator[Problem]:
    if digest(canonical({name: record[name] for name in KEYS - {"digest"}})) != record["digest"]:
        yield Problem("记录", "内容与末尾的 digest 不符", "记录被改动过")
    events = []
    for n, entry in enumerate(record["events"], start=1):
        if digest(canonical(entry["body"])) != entry["hash"]:
            yield Problem(f"第 {n} 条流转记录", "正文与它的 SHA-256 不符")
        events.append(from_body(canonical(entry["body"])))
    draws = list(register.fold(events).values())
    if len(draws) != 1 or not events or events[0].kind != COMMITTED:
        yield Problem("记录", "应有且只有一次承诺，并在最前")
        return
    if promised is not None and draws[0].id != promised.strip().lower():
        yield Problem("承诺值", f"记录的是 {draws[0].id}，公布的是 {promised}", "这不是公布的那次抽取")
    pools = pools_of(record["snapshot"])
    if canonical(pools.plain()) != canonical(record["snapshot"]):
        yield Problem("名单", "写法不是承诺时的写法", "名单被改动过")
    yield from broken(draws[0], pools, events)


def broken(draw: Draw, pools: Pools, events: Sequence[Event]) -> Iterator[Problem]:
    """Everything in the events of one draw that does not follow from its commitment and the promised pools."""
    data = draw.committed.data
    again = committed_data(pools, data["secret_hash"], parse_date(data["on"]), data["again"])
    if wrong := _differ(again, data):
        yield Problem("承诺", f"名单或计划与承诺不符：{'、'.join(wrong)}", "抽取前的名单、计划或承诺被改动过")
    for fault in pools.faults(parse_date(data["on"])):
        yield Problem("名单", fault.what, "这样的名单本不该承诺")
    if draw.run is None:
        if len(events) > 1:
            yield Problem("抽取", "没有抽取，却有抽取之后的记录")
        return
    yield from _run_problems(draw, pools, draw.run)
    if events[1] is not draw.run:
        yield Problem("抽取", "抽了不止一次，或抽取之前就有替换、结果、公示")
    yield from _replacement_problems(draw, pools, draw.run)
    yield from _result_problems(draw)


def _run_problems(draw: Draw, pools: Pools, run: Event) -> Iterator[Problem]:
    data, plan = run.data, pools.plan
    if not SECRET.fullmatch(data["secret"]) or digest(data["secret"]) != draw.committed.data["secret_hash"]:
        yield Problem("抽取", "揭示的秘密数不是承诺的那个")
    if bool(plan.public) != bool(data["public"]):
        yield Problem("抽取", "公开数的有无与计划不符")
    if plan.public and plan.public.digits_of(data["public"]) != data["public"]:
        yield Problem("抽取", "公开数的写法与计划不符")
    if (plan.public and run.on < plan.public.on) or run.on < draw.committed.on or run.on > plan.period.to:
        yield Problem("抽取", f"抽取日 {run.on} 不在该抽取的日子里")
    if wrong := _differ(run_data(pools, draw.committed.data, data["secret"], data["public"], run.on), data):
        yield Problem("抽取", f"重抽的结果与记录不符：{'、'.join(wrong)}", "抽取结果被改动过，或不是这样抽出来的")


def _replacement_problems(draw: Draw, pools: Pools, run: Event) -> Iterator[Problem]:
    lots = Lots(pools, bytes.fromhex(run.data["seed"]))
    standing = Standing(tuple(lot_of(lot) for lot in run.data["lots"]))
    for n, event in enumerate(draw.replaced, start=1):
        where = f"第 {n} 次替换"
        after = lots.after(standing, register.replacement(event.data))
        if register.changes(standing, after) != event.data["changes"]:
            yield Problem(where, "替补的不是顺序在后的那一个")
        if event.data["reason"] not in register.REASONS or not event.data["note"]:
            yield Problem(where, "没有写明理由")
        standing = register.applied(standing, event.data)


def _result_problems(draw: Draw) -> Iterator[Problem]:
    for event in draw.results:
        key = event.data["object"]
        if draw.standing.lot(key) is None or event.data["outcome"] not in register.OUTCOMES:
            yield Problem("结果", f"“{key}”没有抽中，或结果类别不认识")
    for event in draw.published:
        for key in event.data["objects"]:
            result = draw.result(key)
            if result is None or event.on < parse_date(result.data["finished"]):
                yield Problem("公示", f"“{key}”在检查结束之前就公示了")


def _differ(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Names of the parts that differ."""
    names = sorted(expected.keys() | found.keys())
    return [name for name in names if name not in expected or expected[name] != found.get(name, object())]
