"""``plan``: who is to be inspected how often, and who is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing
from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from inspect_engine.domain.plans.due import Visit
    from inspect_engine.domain.plans.plan import Plan

app = typer.Typer(cls=Group, help="检查计划：哪一类对象多久查一次，谁到期了，谁从未查过。")


@app.command("add", cls=Writing)
def add(
    pack: Annotated[str, typer.Argument(metavar="检查表包", help="用哪张检查表查，编号或名称，见 packs list")],
    kind: Annotated[str, typer.Argument(metavar="对象类型", help="查哪一类对象，编号或名称，见 packs show")],
    days: Annotated[int | None, typer.Option(metavar="天数", help="每多少天查一次")] = None,
    months: Annotated[int | None, typer.Option(metavar="月数", help="每多少个月查一次；月末顺到当月最后一天")] = None,
    where: Annotated[
        str | None, typer.Option(metavar="字段=值", help="只查登记表里这一项是这个值的，如 risk=high（风险高的）")
    ] = None,
    region: Annotated[str, typer.Option(metavar="区划", help="只管哪里（默认你的区划）：代码或开头几位")] = "",
    since: Annotated[str | None, typer.Option("--from", metavar="日期", help="从哪一天起（默认今天）")] = None,
) -> Answer:
    """定一个检查计划（主管办理）：这一类对象每隔多久用这张检查表查一次。

    从未查过的，计划开始那天就算到期；查过的，从上次检查日起算（测不了、待补参的不算查过）。
    几个计划都管到的，按最早到期的算；如高风险的每月、其余的每半年，各定一个。

    例：inspect-engine plan add gas catering --months 6
    """
    if (days is None) == (months is None):
        raise InputError.one("要写 --days 或 --months，两个里写一个", fix="例 --months 1")
    every, unit = (days, "days") if days is not None else (months, "months")
    field, value = next(iter(typed.assignments([where] if where else [], "--where").items()), ("", ""))
    given = {"field": field, "value": value, "region": region}
    ledger = session.ledger()
    start = typed.maybe_day(since, ledger.desk.today())
    event = ledger.plans.add(pack, kind, every or 0, unit, **given, since=start)
    told = f"已定检查计划 {event.data['number']}。看谁到期：inspect-engine plan due"
    return Answer(event.plain(), event.data["number"], [told])


@app.command("end", cls=Writing)
def end(number: Annotated[str, typer.Argument(metavar="计划编号", help="见 plan list")]) -> Answer:
    """终止一个检查计划（主管办理）；以前的检查不变。要改间隔，就终止了另定一个。"""
    event = session.ledger().plans.end(number)
    return Answer(event.plain(), told=[f"已终止检查计划 {event.data['number']}。"])


@app.command("list", cls=Command)
def list_plans() -> Answer:
    """所有检查计划。"""
    head = ("编号", "检查表包", "对象类型", "条件", "间隔", "区划", "从", "状态")
    return listing("检查计划", session.ledger().plans.all(), head, _plan)


@app.command("due", cls=Command)
def due(
    within: Annotated[int, typer.Option(metavar="天数", help="连今后多少天以内到期的也列", min=0, max=3660)] = 0,
    never: Annotated[bool, typer.Option("--never", help="只列从未查过的")] = False,
    subject: Annotated[str | None, typer.Option(metavar="对象编号", help="只看这个对象下次哪天查")] = None,
) -> Answer:
    """到期该查的对象，最早到期的在前；从未查过的写明。

    例：inspect-engine plan due --within 30
    """
    ledger = session.ledger()
    found = [visit for visit in ledger.plans.due(within, subject) if not never or visit.last is None]
    today = ledger.desk.today()
    head = ("对象", "名称", "区划", "检查表包", "上次检查", "应查日期", "已过天数", "计划")
    return listing("到期该查的对象", found, head, lambda visit: _visit(visit, (today - visit.due_on).days))


def _plan(plan: Plan) -> tuple[object, ...]:
    where = f"{plan.field}={plan.value}" if plan.field else ""
    state = f"{plan.ended} 终止" if plan.ended else ""
    return plan.number, plan.pack, plan.kind, where, plan.words, plan.region or "不限", plan.since, state


def _visit(visit: Visit, late: int) -> tuple[object, ...]:
    last = visit.last or "从未检查"
    return visit.subject, visit.name, visit.region, visit.pack, last, visit.due_on, max(late, 0) or "", visit.plan
