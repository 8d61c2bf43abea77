"""``filter save|list|drop``: what somebody often asks ``case list`` for, under a name."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_engine.cli.cases import wanted
from inspect_engine.cli.commands import Command, Group, Storing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, say, table
from inspect_engine.errors import InputError

app = typer.Typer(cls=Group, help="常用的筛选：存下来，case list --filter 名称、act --all-of 名称 用。")
Name = Annotated[str, typer.Argument(metavar="名称", help="你自己起的名称，例：本周到期")]


@app.command("save", cls=Storing)
@wanted.narrowed(**wanted.OF_TODAY)
def save(name: Name, *, asked: wanted.Asked) -> Answer:
    """把列事项的一组条件存成一个名称；同名的换成新的。

    只存给你自己：在这台电脑你的用户文件夹里，不写进台账，别人看不到。

    例：inspect-engine filter save 我的逾期 --mine --overdue
    """
    if not asked:
        raise InputError.one("没有写条件", fix="写 case list 的条件，例 --open --region 5306")
    ledger = session.ledger()
    wanted.case_filter(ledger, asked)
    ledger.filters.save(name, asked)
    return Answer({"name": name, "options": asked}, told=[f"已存筛选“{name}”：{wanted.typed(asked)}"])


@app.command("list", cls=Command)
def list_filters() -> Answer:
    """你存过的筛选。"""
    found = session.ledger().filters.all()

    def words() -> None:
        if found:
            table(("名称", "条件"), [(name, wanted.typed(options)) for name, options in found.items()])
        else:
            say("没有存过筛选。")

    return Answer({"items": [{"name": name, "options": options} for name, options in found.items()]}, words)


@app.command("drop", cls=Storing)
def drop(name: Name) -> Answer:
    """不要一个存过的筛选了；台账不受影响。"""
    session.ledger().filters.drop(name)
    return Answer({"name": name}, told=[f"已去掉筛选“{name}”。"])
