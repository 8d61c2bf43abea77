"""``user`` and ``subject``."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.words import Command, Group, Writing

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
users = typer.Typer(cls=Group, help="用户：登记、查看、停用；区划、口令、代办。")
subjects = typer.Typer(cls=Group, help="检查对象：登记、查看。")


@users.command("add", cls=Writing)
def add_user(
    name: Annotated[str, typer.Argument(metavar="用户名")],
    role: Annotated[
        list[str],
        typer.Option(
            metavar="角色", help="inspector 检查员、supervisor 主管、responsible 责任单位、viewer 只读；可写几次"
        ),
    ],
    title: Annotated[str | None, typer.Option(metavar="姓名", help="默认同用户名")] = None,
    party: Annotated[str | None, typer.Option(metavar="单位", help="所属责任单位（responsible 必填）")] = None,
    os_user: Annotated[str | None, typer.Option(metavar="账户", help="对应的操作系统账户，此后不必再写 --user")] = None,
    region: Annotated[
        str, typer.Option(metavar="区划", help="管哪里：代码或开头几位，如 530602、5306；不写则不限")
    ] = "",
) -> None:
    """登记一个用户（须由主管办理）。

    写了区划的人，只看得到、也只能办这个区划以内的对象、检查和隐患；市的主管看得到辖内各县。

    例：inspect-engine user add insp1 --role inspector --title 检查员甲 --region 530602

    例：inspect-engine user add shop1 --role responsible --title 店主 --party 熟食店01
    """
    from inspect_engine.cli.show import say

    session.ledger().add_user(name, title or name, role, party, os_user, region)
    say(f"已登记用户 {name}。")


@users.command("list", cls=Command)
def list_users(json: Json = False) -> None:
    """已登记的用户。"""
    from inspect_engine.cli import show
    from inspect_engine.domain.definitions import ROLE_TITLES

    found = session.ledger().users()
    if json:
        show.as_json({"items": found})
        return
    rows = [
        (
            u["name"],
            u["title"],
            "、".join(ROLE_TITLES[r] for r in u["roles"]),
            u["party"],
            u["region"],
            u["os_user"],
            "有" if u["passphrase"] else "",
            "" if u["active"] else "已停用",
        )
        for u in found
    ]
    show.table(("用户名", "姓名", "角色", "责任单位", "区划", "系统账户", "口令", "状态"), rows)


@users.command("disable", cls=Writing)
def disable_user(name: Annotated[str, typer.Argument(metavar="用户名")]) -> None:
    """停用一个用户；他办过的事都保留。"""
    from inspect_engine.cli.show import say

    session.ledger().disable_user(name)
    say(f"已停用用户 {name}。")


@users.command("region", cls=Writing)
def set_region(
    name: Annotated[str, typer.Argument(metavar="用户名")],
    region: Annotated[str, typer.Argument(metavar="区划", help="代码或开头几位；写 all 则不限")],
) -> None:
    """指定一个用户管哪里（须由管得到他的另一位主管办理）；以前办过的事不变。

    例：inspect-engine user region insp1 530602
    """
    from inspect_engine.cli.show import say

    session.ledger().set_region(name, "" if region == "all" else region)
    say(f"已指定用户 {name} 的区划：{'不限' if region == 'all' else region}。")


@subjects.command("add", cls=Writing)
def add_subject(
    key: Annotated[str, typer.Argument(metavar="编号", help="例 op-01")],
    pack: Annotated[str, typer.Option(metavar="检查表包", help="例 gas")],
    kind: Annotated[str, typer.Option(metavar="类型", help="见 packs show")],
    name: Annotated[str, typer.Option(metavar="名称")],
    region: Annotated[str, typer.Option(metavar="区划代码", help="6 位，例 530600")],
    entries: Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="表单字段，可写几次")] = None,
) -> None:
    """登记一个检查对象，或更新它的表单。"""
    from inspect_engine.cli.reports import assignments, model
    from inspect_engine.cli.show import say
    from inspect_engine.domain.inspections import SubjectInput

    data: dict[str, object] = {"key": key, "kind": kind, "name": name, "region": region, "fields": assignments(entries)}
    session.ledger().add_subject(pack, model(SubjectInput, data))
    say(f"已登记检查对象 {key}（{name}）。")


@subjects.command("list", cls=Command)
def list_subjects(
    text: Annotated[str, typer.Argument(metavar="文字", help="编号、名称或责任单位里的字")] = "",
    json: Json = False,
) -> None:
    """已登记的检查对象。"""
    from inspect_engine.cli import show

    ledger = session.ledger()
    found, flags = ledger.subjects(text), ledger.flags()
    against = [sorted({one.number for one in flags.beside(s)}) for s in found]
    if json:
        show.as_json({"items": [{**s, "sanctions": numbers} for s, numbers in zip(found, against, strict=True)]})
        return
    show.missing(len(found), "检查对象")
    if found:
        rows = [
            (s["key"], s["kind"], s["name"], s["region"], s["party"], "、".join(numbers))
            for s, numbers in zip(found, against, strict=True)
        ]
        show.table(("编号", "类型", "名称", "区划", "责任单位", "惩戒"), rows)


subjects.command("find", cls=Command, hidden=True)(list_subjects)
