"""One draw, as JSON and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspect_engine.cli import show
from inspect_engine.cli.draws.pools import print_strata
from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.draws.register import OUTCOMES, REASONS, STATUS_TITLES, Draw, findings
from inspect_engine.ledger import Ledger

LAPSED = "承诺了，过期没有抽取"


def line(draw: Draw, ledger: Ledger) -> dict[str, Any]:
    """As ``draw list --json`` prints each."""
    data, today, found = draw.committed.data, ledger.desk.today(), findings(draw, ledger.calendars.current())
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


def row(one: Mapping[str, Any]) -> tuple[object, ...]:
    """One line of ``draw list``."""
    shown = (one[name] for name in ("title", "batch", "committed_on", "committed_by", "run_on"))
    status = LAPSED if one["lapsed"] else STATUS_TITLES[one["status"]]
    return one["id"][:12], *shown, status, one["overdue"] or "", one["again"]


def plain(draw: Draw, ledger: Ledger) -> dict[str, Any]:
    """As ``draw show --json`` prints it."""
    data, today, named = draw.committed.data, ledger.desk.today(), ledger.draws.snapshot(draw).named
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
        for each in findings(draw, ledger.calendars.current())
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


def sheet(draw: Draw, ledger: Ledger, *told: str) -> show.Answer:
    """One draw with its lots, and what was done to it."""
    shape = plain(draw, ledger)
    return show.Answer(shape, lambda: _print(draw, shape), told)


def _print(draw: Draw, shown: Mapping[str, Any]) -> None:
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


def _print_lots(shown: Mapping[str, Any]) -> None:
    rows = []
    for n, each in enumerate(shown["items"], start=1):
        due = f"{each['publish_by']}{'（暂定）' if each['provisional'] else ''}" if each["publish_by"] else ""
        late = "逾期" if each["overdue"] else ""
        who, outcome = "、".join(each["inspectors"]), OUTCOMES.get(each["outcome"], "")
        rows.append((n, each["object"], each["name"], each["stratum"], who, outcome, due, each["published_on"], late))
    show.table(("序", "对象", "名称", "层", "检查员", "结果", "公示期限", "公示", ""), rows)


def _print_replaced(draw: Draw) -> None:
    for event in draw.replaced:
        data = event.data
        out = "、".join(filter(None, (data["inspector"], data["object"])))
        for each in data["changes"]:
            now = f"{each['object']}（{'、'.join(each['inspectors'])}）"
            print(show.display(f"{data['on']} 替换 {out}：{REASONS[data['reason']]}，{data['note']}；现为 {now}"))
