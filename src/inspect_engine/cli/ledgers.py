"""``init`` and ``whoami``: a ledger, and who one is on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, fields_of, pairs

if TYPE_CHECKING:
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.ledger import Ledger

SHARED = frozenset({"root", "administrator", "admin", "guest", "ubuntu", "pi", "user", "system"})
"""Accounts that come with a system, or that several people share."""
HOW = {"os": "操作系统账户", "passphrase": "口令", "claimed": "自报（--user）", "issued": "别人设的口令"}


def init(
    name: Annotated[str | None, typer.Option(metavar="用户名", help="首位主管的用户名（默认取操作系统账户）")] = None,
    title: Annotated[str | None, typer.Option(metavar="姓名", help="首位主管的姓名（默认同用户名）")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="建演练台账：可固定时间，所有导出都标明演练")] = False,
    shared: Annotated[
        str | None, typer.Option(metavar="用户组", help="几个系统账户共用：这个组的人都能读写；不写只有你能")
    ] = None,
) -> Answer:
    """建立台账，把你登记为首位主管，并采用随程序的全部检查表、文书种类和惩戒目录。

    台账、佐证材料和所在的文件夹默认只有你的系统账户能读写。几个人各用各的系统账户、共用一本的，写 --shared 用户组
    （系统管理员先建组、加人），并给一个还没有的文件夹。

    例：inspect-engine --db /srv/gas/ledger.db init --shared gas
    """
    from inspect_engine.ledger import create_ledger
    from inspect_engine.ledger.identity import os_account

    chosen = name or os_account().rpartition("\\")[2]
    made = create_ledger(
        session.path, chosen, title or chosen, rehearsal=rehearsal, shared=shared, request=session.request
    )
    session.opened = made
    told = f"已建立{'演练' if rehearsal else ''}台账 {session.path}，主管：{chosen}。"
    notes = [f"留意：{why}" for why in _shared(os_account())]
    notes += [
        "随程序的检查表、文书种类和惩戒目录已全部采用（packs list 查看）；另外的须由主管用 packs adopt 采用。",
        "下一步：inspect-engine user add 登记检查员和责任单位，再用 inspect-engine tui 开始检查。",
    ]
    shape = {"ledger": session.path, "user": chosen, "rehearsal": rehearsal, "shared": shared}
    return Answer(shape, told=[told], notes=notes)


def whoami() -> Answer:
    """我是谁：用户名、姓名、角色、怎样认定的。"""
    from inspect_engine.cli.definitions.adoption import news

    ledger = session.ledger()
    desk = ledger.desk
    me = desk.whoami()
    where = {"scope": desk.scope_words(), "ledger": desk.path, "today": desk.today(), "rehearsal": desk.rehearsal}
    rows = [
        ("用户名", me.name),
        ("姓名", me.title),
        ("角色", me.role_titles),
        ("责任单位", me.party),
        ("范围", where["scope"]),
        ("认定方式", HOW[me.via]),
        ("台账", where["ledger"]),
        ("今天", where["today"]),
        ("演练", "是" if where["rehearsal"] else "否"),
    ]
    warnings = list(_warnings(ledger, me))
    rows += [("留意", text) for text in warnings]
    return Answer({**fields_of(me), **where, "warnings": warnings}, lambda: pairs(rows), notes=news(ledger))


def _warnings(ledger: Ledger, me: Person) -> Iterator[str]:
    """Why the account proves less than it seems, and who waits to be confirmed by a second supervisor."""
    if me.via == "os" and not any(key.here and key.name == me.name for key in ledger.keys.all()):
        yield from _shared(ledger.desk.origin.account)
    if me.held_by:
        how = f"请用 user passphrase {me.name} 换成自己的口令，再请另一位主管用 user confirm {me.name} 确认"
        yield f"你的账户由 {'、'.join(sorted(me.held_by))} 开，还不算另一个人：{how}"
    waiting = sum(each.active and not each.confirmed for each in ledger.people.all()) if _confirms(me) else 0
    if waiting:
        yield f"还有 {waiting} 位用户没有第二位主管确认，见 user list --unconfirmed"


def _confirms(me: Person) -> bool:
    return "supervisor" in me.roles and not me.acts_for


def _shared(account: str) -> Iterator[str]:
    """What to say where an account of the system belongs to nobody in particular."""
    if account.casefold() in SHARED:
        yield (
            f"操作系统账户“{account}”人人可用，凭它认不出是谁。请改用本人的账户建立台账；"
            "或用 user passphrase 设口令，此后带 --user 办理"
        )
