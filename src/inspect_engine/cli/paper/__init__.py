"""``import``: what an office has on paper, or in spreadsheets, into the ledger."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli.commands import Command, Group, Trying
from inspect_engine.cli.consent import Yes, confirm, confirmed
from inspect_engine.cli.outputs import Force
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, counting, listing

app = typer.Typer(cls=Group, help="导入：把纸面、Excel 里的旧台账接进来，读入责任单位填好的回复表。")


@app.command("ledger", cls=Trying)
def ledger_file(
    file: Annotated[Path, typer.Argument(metavar="文件", help="旧台账：.xlsx、.xls 或 .csv（UTF-8、GBK）")],
    pack: Annotated[str, typer.Option(metavar="检查表包", help="依哪个检查表包的流程办理，例 gas")] = "",
    region: Annotated[str, typer.Option(metavar="区划", help="表上没有区划代码一列的，统一按它，例 530602")] = "",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="文件", help="列的对应关系（--save-mapping 存的，可以改）")
    ] = None,
    entries: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="字段=值", help="空格子按什么算，可写几次，例 检查对象=某工程"),
    ] = None,
    sheets: Annotated[
        list[str] | None, typer.Option("--sheet", metavar="工作表", help="只导入这几张（默认有表头的都导入），可写几次")
    ] = None,
    save_to: Annotated[
        Path | None, typer.Option("--save-mapping", metavar="文件", help="把列的对应关系存成 YAML，改了再用")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="文件", help="逐行的结果写到这里，.xlsx 或 .csv")
    ] = None,
    skip_faulty: Annotated[bool, typer.Option("--skip-faulty", help="有误的行不导入，其余照导")] = False,
    yes: Yes = False,
    force: Force = False,
) -> Answer:
    """导入一份旧台账：自动认表头和列，逐行核对，一行立一件，日期照纸面。

    先加 --dry-run 看一遍：列是怎样对应的，哪些行导入、存疑、有误，不保存。列认错了，用 --save-mapping 存下对应关系，
    改好再用 --mapping 读。有误的行不改好就一行都不导入；要先导入其余的，加 --skip-faulty。

    纸面上已办结的记为“导入时已办结”，未经本台账核实，单独计数，不计入任何比率；没有办结的，接着按流程办。
    同一份文件再导一次不会重复；改过的文件只导入新行，改动过的行会列出来。

    有不止一位主管的，这一步只是提议，由另一位主管用 import confirm 确认后才立案。

    例：inspect-engine import ledger 台账.xlsx --pack gas --region 530602 --dry-run --report 结果.xlsx
    """
    from inspect_engine.cli.paper import files, telling
    from inspect_engine.errors import InputError
    from inspect_engine.reading.paper import load_mapping

    ledger, defaults = session.ledger(), files.defaults_of(entries, region)
    for path in (save_to, report):
        files.refuse(path, force=force)
    chosen = load_mapping(mapping) if mapping else None
    with counting("读取") as told:
        plan = ledger.paper.weigh(file, chosen, defaults=defaults, sheets=sheets or (), pack=pack, told=told)
    notes = files.write(plan, save_to, report, force=force)
    if plan.refused and not skip_faulty:
        raise InputError(telling.problems(plan), f"{len(plan.refused)} 行有误，一行都没有导入")
    if not session.dry_run and plan.taken:
        confirm(telling.question(plan), yes=yes)
    with counting("导入") as told:
        taken = ledger.paper.take(plan, file, told)
    return telling.answer(plan, taken, notes)


@app.command("confirm", cls=Trying)
def confirm_import(
    which: Annotated[str, typer.Argument(metavar="编号", help="有几份待确认的才要写，见 import list")] = "",
    yes: Yes = False,
) -> Answer:
    """确认另一位主管提议的导入：照提议时留存的文件，原样立案。

    例：inspect-engine import list，然后 inspect-engine import confirm
    """
    from inspect_engine.cli.paper import telling

    ledger = session.ledger()
    question = telling.confirming(ledger.paper.acts(), which)
    with counting("导入") as told:
        verb = partial(ledger.paper.confirm, which, told)
        taken = verb() if session.dry_run else confirmed(ledger, question, verb, yes=yes)
    return telling.taken_answer(taken)


@app.command("take-back", cls=Trying)
def take_back(
    which: Annotated[str, typer.Argument(metavar="编号", help="哪一份导入，见 import list")],
    why: Annotated[str, typer.Option("--why", metavar="理由", help="哪里读错了；确认另一位主管提出的，不用再写")] = "",
    yes: Yes = False,
) -> Answer:
    """撤回一份读错了的导入：它立的事项都作废（划去，编号不再用），不计入任何数字，改好文件或对应关系可以重新导入。

    导入以后有一件办过，就不能整份撤回，会列出是哪些；写备注、指定承办人不算。有不止一位主管的，这一步只是提出，由
    另一位主管照样再办一次，即为确认。

    例：inspect-engine import take-back 3f9a1c --why 责任单位和检查对象两列认反了
    """
    from inspect_engine.cli.paper import telling

    ledger = session.ledger()
    question = telling.undoing(ledger.paper.acts(), which)
    with counting("撤回") as told:
        verb = partial(ledger.taking_back.take_back, which, why, told)
        undone = verb() if session.dry_run else confirmed(ledger, question, verb, yes=yes)
    return telling.undone_answer(undone)


@app.command("list", cls=Command)
def list_imports() -> Answer:
    """导入过的旧台账，和等着另一位主管确认的。"""
    from inspect_engine.cli.paper import telling

    head = ("编号", "日期", "导入人", "文件", "立案", "其中已办结", "状态")
    return listing("导入记录", session.ledger().paper.acts(), head, telling.act_row)
