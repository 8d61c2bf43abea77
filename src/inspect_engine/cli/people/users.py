"""``user add|confirm|list|disable|distinguish|region``: who is enrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from inspect_engine.ledger import User

app = typer.Typer(cls=Group, help="用户：登记、查看、停用；区划、口令。")
Name = Annotated[str, typer.Argument(metavar="用户名", help="登记时写的用户名，见 user list")]


@app.command("add", cls=Writing)
def add(
    name: Annotated[str, typer.Argument(metavar="用户名", help="字母、数字或汉字，此后写在 --user 后面")],
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
    distinct: Annotated[
        str, typer.Option("--distinct", metavar="号码", help="与在册的人同名而不是同一个人：工号、证号后四位等")
    ] = "",
) -> Answer:
    """登记一个用户（须由主管办理）。

    写了区划的人，只看得到、也只能办这个区划以内的对象、检查和隐患；市的主管看得到辖内各县。

    一个人只登记一次：繁简、全半角、间隔号、职务不同的名字都算同一个人。真有两位张伟，就加 --distinct 0412，
    此后写作张伟（0412）。

    例：inspect-engine user add insp1 --role inspector --title 检查员甲 --region 530602

    例：inspect-engine user add shop1 --role responsible --title 店主 --party 熟食店01
    """
    from inspect_engine.domain.definitions import ROLE_TITLES
    from inspect_engine.domain.words.text import meant

    roles = [meant(word, ROLE_TITLES) for word in role]
    user = session.ledger().people.add(name, title or name, roles, party, os_user, region, distinct)
    if user.proposed:
        told = f"已提出登记主管 {name}，还没有登记：须由另一位主管用 user confirm {name} 确认。"
        return Answer(user, told=[told])
    first = f"请先用 user passphrase {name} 给他一个口令，他用它换成自己的"
    todo = f"{first}，再由另一位主管用 user confirm {name} 确认，才算独立的一个人。"
    return Answer(user, told=[f"已登记用户 {name}。"], notes=[] if user.confirmed else [todo])


@app.command("confirm", cls=Writing)
def confirm(
    names: Annotated[list[str], typer.Argument(metavar="用户名…", help="可写几个，见 user list --unconfirmed")],
) -> Answer:
    """确认用户：账户确是本人的；对提出登记的主管，是同意登记。须由另一位主管办理，不能是开账户的人。

    没有确认、或者还没有设自己口令的账户，不能给开账户的人作第二个人：不能确认他提出的事，也不能销他整改的号。

    例：inspect-engine --user sup2 user confirm insp1 insp2
    """
    from inspect_engine.domain.people.standing import ENROLLED

    ledger = session.ledger()
    done = [ledger.vouching.confirm(name) for name in names]
    told = [f"已{'登记' if each.kind == ENROLLED else '确认'}用户 {each.data['name']}。" for each in done]
    return Answer({"items": [each.plain() for each in done]}, told=told)


@app.command("list", cls=Command)
def list_users(
    unconfirmed: Annotated[
        bool, typer.Option("--unconfirmed", help="只列还没有另一位主管确认的，和提出登记、待确认的主管")
    ] = False,
) -> Answer:
    """已登记的用户，和提出登记、待确认的主管。

    “由谁开”：还没有独立的账户，是谁开的或谁设的口令；独立以后不写。
    """
    head = ("用户名", "姓名", "角色", "责任单位", "区划", "系统账户", "口令", "由谁开", "状态")
    ledger = session.ledger()
    rows = [*ledger.people.all(), *ledger.people.proposed()]
    return listing(
        "用户",
        [row for row in rows if not unconfirmed or ((row.active or row.proposed) and not row.confirmed)],
        head,
        _row,
    )


def _row(user: User) -> tuple[str | None, ...]:
    from inspect_engine.domain.definitions import ROLE_TITLES

    roles, secret = "、".join(ROLE_TITLES[role] for role in user.roles), "有" if user.passphrase else ""
    state = "" if user.confirmed else "未经确认"
    state = state if user.active else f"待确认（{user.proposed} 提出）" if user.proposed else "已停用"
    return user.name, user.title, roles, user.party, user.region, user.os_user, secret, "、".join(user.held_by), state


@app.command("disable", cls=Writing)
def disable(name: Name, yes: Yes = False) -> Answer:
    """停用一个用户；他办过的事都保留。不能再启用，会先问。"""
    ledger = session.ledger()
    confirmed(ledger, f"停用用户 {name}", lambda: ledger.people.disable(name), yes=yes)
    return Answer({"name": name, "active": False}, told=[f"已停用用户 {name}。"])


@app.command("distinguish", cls=Writing)
def distinguish(
    name: Name,
    distinct: Annotated[str, typer.Argument(metavar="号码", help="工号、证号后四位等")],
) -> Answer:
    """给一个用户的姓名加上号码，好与另一位同名的人分开；以前办过的事不变。

    例：inspect-engine user distinguish 张伟 0412
    """
    user = session.ledger().people.distinguish(name, distinct)
    return Answer(user, told=[f"用户 {name} 此后写作 {user.title}。"])


@app.command("region", cls=Writing)
def set_region(
    name: Name,
    region: Annotated[str, typer.Argument(metavar="区划", help="代码、它的开头几位或名称；写 all 则不限")],
) -> Answer:
    """指定一个用户管哪里（须由管得到他的另一位主管办理）；以前办过的事不变。

    例：inspect-engine user region insp1 530602
    """
    everywhere = region == "all"
    user = session.ledger().people.set_region(name, "" if everywhere else region)
    what = "已指定" if session.stored else "没有改动，本来就是："
    told = f"{what}用户 {name} 的区划：{user.region or '不限'}。"
    return Answer({"name": name, "region": user.region}, told=[told])
