"""``delegation``: standing in for another."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.people.users import Name
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

app = typer.Typer(cls=Group, help="代办：授权一人在若干天内代另一人办理，提前终止，查看。")
Principal = Annotated[str, typer.Option("--of", metavar="用户名", help="代谁")]


@app.command("add", cls=Writing)
def add(
    name: Name,
    principal: Principal,
    until: Annotated[str, typer.Option("--until", metavar="日期", help="到哪一天为止（含当天）；+7 是今天之后第 7 天")],
    reason: Annotated[str, typer.Option("--reason", metavar="文字", help="为什么代办")],
    since: Annotated[str | None, typer.Option("--from", metavar="日期", help="从哪一天起（默认今天）")] = None,
) -> Answer:
    """授权一个用户在若干天内代另一人办理（须由主管授权）；到期自动失效。

    代办时写 --for：inspect-engine --user wang --for li act RQ-2022-0001 close …

    两个人都记为参与人，职责分离对两人都有效。只能办隐患、查看、导出、登记对象，其余须本人办理。

    例：inspect-engine delegation add wang --of li --until +7 --reason 休假
    """
    from inspect_engine.domain.calendars import counted_day

    ledger = session.ledger()
    name, principal = ledger.desk.named(name), ledger.desk.named(principal)
    today = ledger.desk.today()
    last = counted_day(until, today) or typed.any_day(until, today)
    granted = ledger.delegations.grant(name, principal, last, reason, since=typed.maybe_day(since, today))
    days = {"from": granted.since, "until": granted.until}
    stored = {"delegate": name, "principal": principal, **days, "reason": granted.reason}
    what = "已授权" if session.stored else "同样的授权已经有了，没有另存："
    told = f"{what} {name} 从 {granted.since} 至 {granted.until} 代 {principal} 办理。"
    return Answer({**stored, "granted_by": granted.granted_by}, told=[told])


@app.command("end", cls=Writing)
def end(name: Name, principal: Principal) -> Answer:
    """提前终止代办授权；以前代办过的事不变。

    例：inspect-engine delegation end wang --of li
    """
    ledger = session.ledger()
    name, principal = ledger.desk.named(name), ledger.desk.named(principal)
    count = ledger.delegations.end(name, principal)
    stored = {"delegate": name, "principal": principal, "ended": count}
    return Answer(stored, told=[f"已终止 {name} 代 {principal} 办理的授权 {count} 项。"])


@app.command("list", cls=Command)
def list_delegations() -> Answer:
    """代办授权：谁代谁、何时至何时、为什么、是否有效。"""
    keys = ("delegate", "principal", "since", "until", "state", "granted_by", "reason")
    head = ("代办人", "被代办人", "起", "止", "状态", "授权人", "理由")
    return listing(
        "代办授权", session.ledger().delegations.all(), head, lambda row: [getattr(row, key) for key in keys]
    )
