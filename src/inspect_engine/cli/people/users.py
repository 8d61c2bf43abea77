"""``user add|confirm|list|disable|distinguish|region``: who is enrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import corrections
from inspect_engine.cli.commands import Command, Group, Trying, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing, say, table

if TYPE_CHECKING:
    from inspect_engine.ledger import User
    from inspect_engine.ledger.handover import Held

app = typer.Typer(cls=Group, help="用户：登记、查看、停用；区划、口令。")
Name = Annotated[str, typer.Argument(metavar="用户名", help="用户名或姓名，见 user list")]


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
    new_unit: Annotated[bool, typer.Option("--new-unit", help="单位是新的，一并登记")] = False,
) -> Answer:
    """登记一个用户（须由主管办理）。

    写了区划的人，只看得到、也只能办这个区划以内的对象、检查和隐患；市的主管看得到辖内各县。

    一个人只登记一次：繁简、全半角、间隔号、职务不同的名字都算同一个人。真有两位张伟，就加 --distinct 0412，
    此后写作张伟（0412）。

    --party 写已知单位的任何一个名称或统一社会信用代码，见 unit list；还没有人提到过的单位，加 --new-unit。

    例：inspect-engine user add insp1 --role inspector --title 检查员甲 --region 530602

    例：inspect-engine user add shop1 --role responsible --title 店主 --party 熟食店01 --new-unit
    """
    from inspect_engine.domain.definitions import ROLE_TITLES
    from inspect_engine.domain.words.text import meant

    roles = [meant(word, ROLE_TITLES) for word in role]
    user = session.ledger().people.add(name, title or name, roles, party, os_user, region, distinct, new_unit=new_unit)
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
    done = [ledger.vouching.confirm(name) for name in map(ledger.desk.named, names)]
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
    """停用一个用户；他办过的事都保留。会先问，并说明他手上还有什么（用 user hand-over 移交）。

    要再启用，用 user enable。
    """
    ledger = session.ledger()
    name = ledger.desk.named(name)
    held = ledger.handover.held(name)
    left = f"他手上还有：{held.words}。请用 user hand-over {name} 用户名 移交" if held.words else ""
    if left and not yes:
        say(left)
    confirmed(ledger, f"停用用户 {name}", lambda: ledger.people.disable(name), yes=yes)
    notes = [f"{left}。"] if left else []
    return Answer({"name": name, "active": False, "holds": held}, told=[f"已停用用户 {name}。"], notes=notes)


@app.command("hand-over", cls=Trying)
def hand_over(
    name: Annotated[str, typer.Argument(metavar="用户名", help="移交的人（写姓名也行），停用前后都可以")],
    to: Annotated[str, typer.Argument(metavar="接手的用户名", help="管得到全部的检查员（没有检查的，主管也行）")],
) -> Answer:
    """把一个人手上的都移交给另一个人（主管办理）：承办的未办结事项、没有完成的检查；要么全部移交，要么都不移交。

    先加 --dry-run 看看有什么。待他签的不能由别人移交：由当时办理的人用 sign hand-over 另指。

    例：inspect-engine user hand-over insp1 insp2 --dry-run
    """
    ledger = session.ledger()
    name, to = ledger.desk.named(name), ledger.desk.named(to)
    held = ledger.handover.held(name)
    events = ledger.handover.everything(name, to)
    given = {"cases": [ledger.cases.get(event.case).number for event in events if event.case]}
    given |= {"inspections": [event.data["inspection"] for event in events if not event.case]}
    counts = len(given["cases"]), len(given["inspections"])
    told = "已保存：{} 接手承办 {} 件、检查 {} 次。".format(to, *counts) if events else f"{name} 手上没有要移交的。"
    owed = [
        f"待签的 {one.number} {one.what}：请 {one.by} 用 sign hand-over {one.number} --from {name} --to 用户名 另指"
        for one in held.signatures
    ]
    shape = {**given, "signatures": held.signatures, "items": [event.plain() for event in events]}
    return Answer(shape, lambda: _print_held(held), [told], owed)


def _print_held(held: Held) -> None:
    rows = [("承办", line.number, line.title, line.state_title) for line in held.cases]
    rows += [("检查", one.short, one.pack, str(one.day)) for one in held.inspections]
    rows += [("待签", one.number, one.what, str(one.on)) for one in held.signatures]
    if rows:
        table(("", "编号", "内容", "状态或日期"), rows)


@app.command("distinguish", cls=Writing)
def distinguish(
    name: Name,
    distinct: Annotated[str, typer.Argument(metavar="号码", help="工号、证号后四位等")],
) -> Answer:
    """给一个用户的姓名加上号码，好与另一位同名的人分开；以前办过的事不变。

    例：inspect-engine user distinguish 张伟 0412
    """
    ledger = session.ledger()
    user = ledger.people.distinguish(ledger.desk.named(name), distinct)
    return Answer(user, told=[f"用户 {user.name} 此后写作 {user.title}。"])


@app.command("region", cls=Writing)
def set_region(
    name: Name,
    region: Annotated[str, typer.Argument(metavar="区划", help="代码、它的开头几位或名称；写 all 则不限")],
) -> Answer:
    """指定一个用户管哪里（须由管得到他的另一位主管办理）；以前办过的事不变。

    例：inspect-engine user region insp1 530602
    """
    ledger, everywhere = session.ledger(), region == "all"
    user = ledger.people.set_region(ledger.desk.named(name), "" if everywhere else region)
    what = "已指定" if session.stored else "没有改动，本来就是："
    told = f"{what}用户 {user.name} 的区划：{user.region or '不限'}。"
    return Answer({"name": user.name, "region": user.region}, told=[told])


app.command("correct", cls=Trying)(corrections.user)
app.command("enable", cls=Trying)(corrections.enable)
