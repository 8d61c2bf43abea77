"""Draws as JSON and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspect_engine.domain.draws.pools import Pools
    from inspect_engine.domain.draws.register import Draw
    from inspect_engine.ledger import Ledger


def say_left_out(pools: Pools) -> None:
    """Who takes no part, and why: to stderr."""
    from inspect_engine.cli import show
    from inspect_engine.reading.draws import POOL_TITLES

    for each in pools.left_out:
        show.say(f"不在名单：{POOL_TITLES[each.pool]} {each.key}（{each.name}）：{each.reason}")


def say_days(pools: Pools) -> None:
    """The days of the plan, those counted from today as the days they are: to stderr."""
    from inspect_engine.cli import show

    period, public = pools.plan.period, pools.plan.public
    known = f"；公开数 {public.on}（{public.source}）" if public else ""
    show.say(f"检查期间 {period.from_} 至 {period.to}{known}。")


def stratum(pools: Pools, n: int) -> dict[str, Any]:
    """One stratum with its counts."""
    stratum = pools.plan.strata[n]
    eligible = len(pools.strata[stratum.id])
    named = {name: getattr(stratum, name) for name in ("id", "title", "ratio", "cap")}
    return {**named, "eligible": eligible, "to_draw": stratum.drawn_of(eligible)}


def print_strata(strata: list[dict[str, Any]]) -> None:
    """How many of each stratum."""
    from inspect_engine.cli import show

    names = ("id", "title", "eligible", "ratio", "to_draw", "cap")
    show.table(("层", "名称", "可抽", "比例", "抽取", "年度上限"), [[each[name] for name in names] for each in strata])


def pools_plain(pools: Pools) -> dict[str, Any]:
    """As ``draw plan --json`` prints it."""
    plan_hash, pools_hash = pools.hashes()
    return {
        "title": pools.plan.title,
        "batch": pools.plan.batch,
        "matter": pools.matter.title,
        "period": pools.plan.period.model_dump(mode="json", by_alias=True),
        "public": pools.plan.public.model_dump(mode="json") if pools.plan.public else None,
        "strata": [stratum(pools, n) for n in range(len(pools.plan.strata))],
        "inspectors": len(pools.staff),
        "per_object": pools.plan.inspectors.per_object,
        "left_out": list(pools.left_out),
        "plan_hash": plan_hash,
        "pools_hash": pools_hash,
    }


def line(draw: Draw, ledger: Ledger) -> dict[str, Any]:
    """As ``draw list --json`` prints each."""
    from inspect_engine.domain.calendars import parse_date
    from inspect_engine.domain.draws.register import findings

    data, today, found = draw.committed.data, ledger.today(), findings(draw, ledger.calendar())
    return {
        "id": draw.id,
        "title": data["title"],
        "batch": data["batch"],
        "office": data["office"],
        "matter": data["matter"]["title"],
        "status": draw.status,
        "lapsed": draw.status == "waiting" and today > parse_date(data["period"]["to"]),
        "committed_on": data["on"],
        "committed_by": draw.committed.actor.user,
        "run_on": draw.run.data["on"] if draw.run else None,
        "run_by": draw.run.actor.user if draw.run else None,
        "superseded_by": draw.superseded_by,
        "again": data["again"]["reason"] if data["again"] else None,
        "objects": len(found),
        "finished": sum(each.finished is not None for each in found),
        "published": sum(each.published_on is not None for each in found),
        "overdue": sum(each.owed(today) for each in found),
    }


def plain(draw: Draw, ledger: Ledger) -> dict[str, Any]:
    """As ``draw show --json`` prints it."""
    from inspect_engine.domain.draws.register import findings

    data, today, named = draw.committed.data, ledger.today(), ledger.draw_snapshot(draw).named
    items = [
        {
            **each.lot.plain(),
            "name": named[each.lot.object].name,
            "outcome": each.outcome,
            "finished": each.finished,
            "publish_by": each.due.due_on if each.due else None,
            "publish_why": each.due.derivation if each.due else None,
            "provisional": each.due.provisional if each.due else False,
            "published_on": each.published_on,
            "overdue": each.overdue(today),
        }
        for each in findings(draw, ledger.calendar())
    ]
    shown = ("period", "public", "strata", "per_object", "plan_hash", "pools_hash", "secret_hash")
    replaced = [
        {
            "on": event.data["on"],
            "by": event.actor.user,
            **{k: v for k, v in event.data.items() if k not in ("id", "on")},
        }
        for event in draw.replaced
    ]
    proof = {name: draw.run.data[name] if draw.run else None for name in ("secret", "seed", "proof")}
    digits = draw.run.data["public"] if draw.run else None
    return {
        **line(draw, ledger),
        **{name: data[name] for name in shown},
        **proof,
        "public_value": digits,
        "items": items,
        "replaced": replaced,
    }


def report(draw: Draw, ledger: Ledger, *, json: bool) -> None:
    """One draw, for people or for programs."""
    from inspect_engine.cli import show
    from inspect_engine.domain.draws.register import STATUS_TITLES

    shown = plain(draw, ledger)
    if json:
        show.as_json(shown)
        return
    show.pairs(
        [
            *((title, shown[name]) for title, name in (("名称", "title"), ("批次", "batch"), ("抽查事项", "matter"))),
            ("承诺值", draw.id),
            ("承诺", f"{shown['committed_on']}，{shown['committed_by']}"),
            ("重来的理由", shown["again"]),
            ("状态", STATUS_TITLES[draw.status]),
            ("抽取", f"{shown['run_on']}，{shown['run_by']}" if draw.run else None),
            ("检查期间", f"{shown['period']['from']} 至 {shown['period']['to']}"),
            ("公开数", shown["public_value"] or (shown["public"] or {}).get("source")),
        ]
    )
    if not draw.run:
        print_strata(shown["strata"])
        return
    _print_lots(shown)
    _print_replaced(draw)


def _print_lots(plain: dict[str, Any]) -> None:
    from inspect_engine.cli import show
    from inspect_engine.domain.draws.register import OUTCOMES

    rows = []
    for n, each in enumerate(plain["items"], start=1):
        due = f"{each['publish_by']}{'（暂定）' if each['provisional'] else ''}" if each["publish_by"] else ""
        late = "逾期" if each["overdue"] else ""
        who, outcome = "、".join(each["inspectors"]), OUTCOMES.get(each["outcome"], "")
        rows.append((n, each["object"], each["name"], each["stratum"], who, outcome, due, each["published_on"], late))
    show.table(("序", "对象", "名称", "层", "检查员", "结果", "公示期限", "公示", ""), rows)


def _print_replaced(draw: Draw) -> None:
    from inspect_engine.cli import show
    from inspect_engine.domain.draws.register import REASONS

    for event in draw.replaced:
        data = event.data
        out = "、".join(filter(None, (data["inspector"], data["object"])))
        for each in data["changes"]:
            now = f"{each['object']}（{'、'.join(each['inspectors'])}）"
            print(show.display(f"{data['on']} 替换 {out}：{REASONS[data['reason']]}，{data['note']}；现为 {now}"))
