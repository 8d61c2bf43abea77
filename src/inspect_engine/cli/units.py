"""``unit add|list|show|rename|alias|merge``: the register of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from inspect_engine.domain.units.register import Unit
    from inspect_engine.ledger.units import Shown

app = typer.Typer(
    cls=Group,
    help="单位：登记、改名、别名、合并。",
    epilog="名称的全半角、括号、空格、繁简不同，算同一个单位；统一社会信用代码、曾用名、别名都认。",
)
Name = Annotated[str, typer.Argument(metavar="单位", help="它的任何一个名称，或统一社会信用代码")]
Since = Annotated[str | None, typer.Option("--from", metavar="日期", help="这个名称从哪天起用")]


@app.command("add", cls=Writing)
def add(
    name: Annotated[str, typer.Argument(metavar="名称", help="全称，照营业执照写")],
    code: Annotated[str, typer.Option(metavar="代码", help="统一社会信用代码，18 位")] = "",
    kind: Annotated[str, typer.Option(metavar="类型", help="例 施工企业、监理企业、燃气经营者、物业")] = "",
    parent: Annotated[str, typer.Option(metavar="单位", help="上级单位，须已登记")] = "",
    since: Since = None,
    alias: Annotated[list[str] | None, typer.Option(metavar="名称", help="别名、简称，可写几次")] = None,
    another: Annotated[bool, typer.Option("--another", help="名称相近，但确是另一家")] = False,
) -> Answer:
    """登记一个单位。名称与已有的相近时，先列出最近的三家，不登记；确是另一家，加 --another。

    --code、--alias 须由不限区划的主管写；已登记而没有代码的，再写一次名称和 --code 即可补上。

    例：inspect-engine unit add 示例建设（集团）有限公司 --kind 施工企业 --alias 示例建设
    """
    ledger, aliases = session.ledger(), alias or ()
    said, day = {"code": code, "kind": kind, "parent": parent}, typed.maybe_day(since, ledger.desk.today())
    unit = ledger.units.add(name, **said, since=day, aliases=aliases, another=another)
    return Answer(unit.plain(), told=[f"已登记单位“{unit.name}”。"])


@app.command("list", cls=Command)
def list_units(
    text: Annotated[str, typer.Argument(metavar="文字", help="名称里的字，或统一社会信用代码；不写就全列")] = "",
) -> Answer:
    """已知的单位；没有登记、只是对象、用户或隐患提到过的，状态是“未登记”。"""
    head = ("名称", "统一社会信用代码", "类型", "曾用名、别名", "状态")
    found = session.ledger().units.iterate(text)
    title = f"含“{text}”的单位" if text else "单位"
    return listing(title, (each.plain() | {"others": _others(each)} for each in found), head, _row)


def _row(found: dict[str, object]) -> tuple[object, ...]:
    others = found["others"]
    assert isinstance(others, list)
    state = "已登记" if found["registered"] else "未登记"
    return found["name"], found["code"], found["kind"], "、".join(others), state


def _others(unit: Unit) -> list[str]:
    return [each.name for each in unit.names if each.name != unit.name]


@app.command("show", cls=Command)
def show(name: Name) -> Answer:
    """一个单位：代码、类型、上下级，和它的每一个名称。"""
    found = session.ledger().units.show(name)
    return Answer(found.plain(), lambda: print("\n".join(_lines(found))))


def _lines(found: Shown) -> list[str]:
    from inspect_engine.domain.words.text import display

    unit, lines = found.unit, [f"名称  {found.unit.name}"]
    lines += [f"代码  {unit.code}"] if unit.code else []
    lines += [f"类型  {unit.kind}"] if unit.kind else []
    lines += [f"上级  {found.parent.name}"] if found.parent else []
    lines += [f"下级  {each.name}" for each in found.children]
    for each in unit.names:
        what = "别名" if each.alias else "现名" if each.name == unit.name else "曾用名"
        lines.append(f"{what}  {each.name}" + (f"（{each.since} 起）" if each.since else ""))
    lines += [] if unit.registered else ["未登记：只是对象、用户或隐患提到过"]
    return [display(line) for line in lines]


@app.command("rename", cls=Writing)
def rename(
    name: Name,
    new: Annotated[str, typer.Argument(metavar="新名称", help="全称")],
    since: Since = None,
    yes: Yes = False,
) -> Answer:
    """单位改名：旧名照认，它的隐患、账户、文书仍是它的。须由不限区划的主管办理。

    例：inspect-engine unit rename 示例建设公司 示例建设集团有限公司 --from 2026-05-01 --yes
    """
    ledger = session.ledger()
    day = typed.maybe_day(since, ledger.desk.today())
    unit = confirmed(ledger, f"“{name}”改名为“{new}”", lambda: ledger.units.rename(name, new, day), yes=yes)
    return Answer(unit.plain(), told=[f"“{name}”已改名为“{unit.name}”，旧名照认。"])


@app.command("alias", cls=Writing)
def alias(
    name: Name,
    other: Annotated[str, typer.Argument(metavar="别名", help="简称、俗称、常写错的名称")],
    yes: Yes = False,
) -> Answer:
    """给单位加一个别名，此后写别名就是它。须由不限区划的主管办理。

    例：inspect-engine unit alias 示例建设集团有限公司 示例建集 --yes
    """
    ledger = session.ledger()
    unit = confirmed(ledger, f"“{other}”记为“{name}”的别名", lambda: ledger.units.alias(name, other), yes=yes)
    return Answer(unit.plain(), told=[f"“{other}”就是“{unit.name}”。"])


@app.command("merge", cls=Writing)
def merge(
    name: Name,
    into: Annotated[str, typer.Argument(metavar="并入", help="留下的那个单位")],
    yes: Yes = False,
) -> Answer:
    """两个单位其实是一家：前一个并入后一个，两边的账户都看得到两边的隐患。须由不限区划的主管办理。

    例：inspect-engine unit merge 示例建没公司 示例建设公司 --yes
    """
    ledger = session.ledger()
    unit = confirmed(ledger, f"“{name}”并入“{into}”", lambda: ledger.units.merge(name, into), yes=yes)
    return Answer(unit.plain(), told=[f"“{name}”已并入“{unit.name}”。"])
