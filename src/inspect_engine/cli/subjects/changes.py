"""``subject move|rename|close|reopen``: what becomes of a place."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

Key = Annotated[str, typer.Argument(metavar="编号", help="见 subject list")]
On = Annotated[str | None, typer.Option("--on", metavar="日期", help="从哪天起（默认今天），不能在今天之后")]
Why = Annotated[str, typer.Option("--why", metavar="文字", help="为什么，要留痕")]


def move(
    key: Key,
    to: Annotated[str, typer.Option("--to", metavar="上级编号", help="移到哪个对象之下；写 - 就是不再有上级")],
    on: On = None,
) -> Answer:
    """把一个检查对象移到另一个上级之下；编号不变，以前查出的仍在它名下。

    例：inspect-engine subject move market-1-07 --to market-2
    """
    ledger = session.ledger()
    event = ledger.places.move(key, "" if to == "-" else to, typed.past_day(on, ledger))
    where = f"在 {event.data['to']} 之下" if event.data["to"] else "没有上级"
    return Answer(event.plain(), told=[f"已保存：{key} 从 {event.data['on']} 起{where}。"])


def rename(
    key: Key,
    name: Annotated[str, typer.Argument(metavar="名称", help="现在叫什么")],
    party: Annotated[str, typer.Option(metavar="责任单位", help="换了人经营的写新的责任单位；不写就不变")] = "",
    on: On = None,
) -> Answer:
    """一个检查对象从某天起改了名（换了招牌、换了人）；以前查出的仍用当时的名称。写错字的用 subject correct。

    例：inspect-engine subject rename market-1-07 李记卤味 --party 李记卤味店
    """
    ledger = session.ledger()
    event = ledger.places.rename(key, name, party=party, on=typed.past_day(on, ledger))
    told = f"已保存：{key} 从 {event.data['on']} 起叫{event.data['name']}，责任单位是{event.data['party']}。"
    return Answer(event.plain(), told=[told])


def close(
    key: Key,
    why: Why,
    on: On = None,
    within: Annotated[bool, typer.Option("--within", help="连同它的下级一起停用")] = False,
) -> Answer:
    """停用一个检查对象（关了门、拆了）：此后不再开展检查，检查计划不再算它到期；没有办结的隐患照旧要办。

    例：inspect-engine subject close market-1-07 --why 已搬走
    """
    from inspect_engine.ledger import CaseFilter

    ledger = session.ledger()
    events = ledger.places.close(key, why, on=typed.past_day(on, ledger), within=within)
    closed = [event.data["key"] for event in events]
    left = ledger.cases.count(CaseFilter(within=key, open=True))
    which = "、".join(closed) if len(closed) < 6 else f"{key} 和它之下的 {len(closed) - 1} 个"
    more = [f"还有 {left} 件没有办结，照旧要办：inspect-engine case list --within {key} --open"] if left else []
    return Answer(
        {"events": [event.plain() for event in events], "open": left}, told=[f"已保存：停用 {which}。"], notes=more
    )


def reopen(key: Key, why: Why, on: On = None) -> Answer:
    """恢复一个停用的检查对象。

    例：inspect-engine subject reopen market-1-07 --why 重新开张
    """
    ledger = session.ledger()
    event = ledger.places.reopen(key, why, typed.past_day(on, ledger))
    return Answer(event.plain(), told=[f"已保存：恢复 {key}。"])
