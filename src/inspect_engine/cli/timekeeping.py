"""``clock``: whether the clock can be believed, and what a supervisor says where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

if TYPE_CHECKING:
    from datetime import datetime

app = typer.Typer(
    cls=Group,
    help="时钟：流转记录的时间有没有倒退；钟错了的，由主管说明是哪一段。",
    epilog="现在的时间比最后一条流转记录早 10 分钟以上的，什么都不能办：先校准系统时间；"
    "若是当时的钟快了，用 clock excuse 说明。",
)


@app.command("status", cls=Command)
def status() -> Answer:
    """时钟可不可信：流转记录的时间在哪里倒退过，哪几段已说明有误。"""
    from inspect_engine.domain.timekeeping import told

    ledger = session.ledger()
    ledger.desk.whoami()
    now, found, spans = ledger.desk.now(), ledger.timekeeping.setbacks(), ledger.timekeeping.spans()
    jumped = ledger.timekeeping.jump()
    lines = [
        f"现在是 {told(now)}。",
        *([f"{jumped.words}，没有确认。"] if jumped else []),
        *(each.words for each in found),
    ]
    lines += [f"{told(s.since)} 至 {told(s.until)} 的时钟有误（{s.by} 说明）：{s.reason}" for s in spans]
    lines += [] if found or spans else ["流转记录的时间没有倒退过。"]
    jump = {"from": jumped.since, "to": jumped.until, "seconds": round(jumped.by.total_seconds())} if jumped else None
    shape = {"now": now, "jump": jump, "setbacks": found, "wrong": spans}
    return Answer(shape, "\n".join(lines))


@app.command("confirm", cls=Writing)
def confirm() -> Answer:
    """确认现在的系统时间是对的（须由主管办理）：跳变过的时钟经确认之后，才接着作逾期督办。

    先看：inspect-engine clock status
    """
    from inspect_engine.domain.timekeeping import told

    event = session.ledger().timekeeping.confirm()
    return Answer(event.plain(), told=[f"已确认：{told(event.at)} 的系统时间是对的。"])


@app.command("excuse", cls=Writing)
def excuse(
    reason: Annotated[str, typer.Option("--reason", metavar="文字", help="钟怎么错的、错了多少")],
    since: Annotated[
        str | None, typer.Option("--from", metavar="时间", help="从何时起（照错的钟；默认从比现在晚的第一条记录起）")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="时间", help="到何时止（照错的钟；默认到比现在晚的最后一条记录止）")
    ] = None,
    yes: Yes = False,
) -> Answer:
    """说明哪一段时间的钟是错的（须由主管办理，会先问）：那时的记录保留，此后比较时间先后时不算，事项照常办理。

    例：inspect-engine --user sup1 clock excuse --reason 主板电池没电，钟快了一年

    例：inspect-engine --user sup1 clock excuse --from 2027-02-18T09:00 --to 2027-02-18T10:30 --reason 钟快了一年
    """
    from inspect_engine.domain.timekeeping import told

    ledger, begin, end = session.ledger(), _moment(since), _moment(until)
    question = f"现在是 {told(ledger.desk.now())}，说明时钟有误"
    done = confirmed(ledger, question, lambda: ledger.timekeeping.excuse(reason, begin, end), yes=yes)
    about = f"涉及 {done.records} 条流转记录、{done.cases} 件事项"
    return Answer(done, told=[f"已记下：{told(done.since)} 至 {told(done.until)} 的时钟有误，{about}。"])


@app.command("annul", cls=Writing)
def annul(
    reference: typed.Case,
    reason: Annotated[str, typer.Option("--reason", metavar="文字", help="为什么不该督办")],
) -> Answer:
    """作废一件事项在有误的时钟下入账的督办：一位主管提出，另一位主管办同一命令即为确认。

    先用 clock excuse 说明是哪一段时钟有误。作废的不再计数，到时候仍会督办；
    随之提请、还没有办过的（如挂牌）一并撤下。记录都保留。

    例：inspect-engine --user sup1 clock annul RQ-2022-0001 --reason 钟快了一年，当时还没有逾期
    """
    done = session.ledger().annulling.annul(reference, reason)
    named = "、".join(done.escalations)
    if not done.confirmed:
        return Answer(done, told=[f"已提出作废 {done.number} 的督办：{named}。须由另一位主管办理同一命令来确认。"])
    told = [f"已作废 {done.number} 的督办：{named}。", *(f"已撤下 {one}。" for one in done.withdrawn)]
    return Answer(done, told=told, notes=[f"{one} 已经往下办了，没有撤下，请另行办理。" for one in done.left])


def _moment(text: str | None) -> datetime | None:
    from inspect_engine.ledger import parse_moment

    return None if text is None else parse_moment(text)
