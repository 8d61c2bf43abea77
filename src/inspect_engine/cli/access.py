"""Proof of identity, standing in for another, break-glass: ``user passphrase|attempts|delegate …``, ``break-glass``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli.people import Json, users
from inspect_engine.cli.session import hidden, session
from inspect_engine.cli.words import Command, Writing

NOBODY = "（没有登记的名字）"
MORE = "连续的，没有逐次入账"
"""Why of failures that are only counted."""
Name = Annotated[str, typer.Argument(metavar="用户名")]
Principal = Annotated[str, typer.Option("--of", metavar="用户名", help="代谁")]


@users.command("passphrase", cls=Writing)
def passphrase(
    name: Name,
    from_stdin: Annotated[bool, typer.Option("--stdin", help="从标准输入读一行，供脚本用")] = False,
) -> None:
    """设置或更换口令：本人，或管得到他的主管。口令只存散列，谁也读不出来；忘了就请另一位主管重设。

    设了口令的人，用 --user 写他的名字时要给口令；用他自己的操作系统账户不必。

    例：inspect-engine user passphrase insp1
    """
    from inspect_engine.cli.show import say

    ledger = session.ledger()
    ledger.may_set_passphrase(name)
    ledger.set_passphrase(name, _line() if from_stdin else _twice(name))
    say(f"已设置用户 {name} 的口令。脚本里用环境变量 INSPECT_ENGINE_PASSPHRASE 给口令。")


def _line() -> str:
    import sys

    from inspect_engine.errors import InputError

    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise InputError.one("标准输入不是 UTF-8 文字", fix="请把它存成 UTF-8") from None


def _twice(name: str) -> str:
    from inspect_engine.errors import InputError

    given = hidden(f"{name} 的新口令（不显示）：")
    if hidden("再输入一次：") != given:
        raise InputError.one("两次输入的口令不一样")
    return given


@users.command("require-passphrase", cls=Writing)
def require_passphrase(
    off: Annotated[bool, typer.Option("--off", help="不再要求")] = False,
) -> None:
    """要求凡用 --user 自报名字的人都有口令（须由不限区划的主管办理）；操作系统账户认得出的人不受影响。

    例：inspect-engine user require-passphrase
    """
    from inspect_engine.cli.show import say

    without = session.ledger().require_passphrases(not off)
    say("已不再要求口令。" if off else "已要求口令。")
    if without and not off:
        say(f"还没有口令的：{'、'.join(without)}。请用 user passphrase 设置。")


@users.command("attempts", cls=Command)
def attempts(json: Json = False) -> None:
    """认不出身份的尝试：何时、用谁的名字、几次（须由主管查看）。"""
    from inspect_engine.cli import show

    found = session.ledger().attempts()
    if json:
        show.as_json({"items": found})
        return
    show.missing(len(found), "失败的尝试")
    if found:
        rows = [
            (f"{r['at']:%Y-%m-%d %H:%M:%S}", r["name"] or NOBODY, r["count"], r["why"] or MORE, r["account"])
            for r in found
        ]
        show.table(("时间", "用户名", "次数", "原因", "系统账户"), rows)


@users.command("delegate", cls=Writing)
def delegate(
    name: Name,
    principal: Principal,
    until: Annotated[str, typer.Option("--until", metavar="日期", help="到哪一天为止（含当天）；+7 是今天之后第 7 天")],
    reason: Annotated[str, typer.Option("--reason", metavar="文字", help="为什么代办")],
    since: Annotated[str | None, typer.Option("--from", metavar="日期", help="从哪一天起（默认今天）")] = None,
) -> None:
    """授权一个用户在若干天内代另一人办理（须由主管授权）；到期自动失效。

    代办时写 --for：inspect-engine --user wang --for li act RQ-2022-0001 close …

    两个人都记为参与人，职责分离对两人都有效。只能办隐患、查看、导出、登记对象，其余须本人办理。

    例：inspect-engine user delegate wang --of li --until +7 --reason 休假
    """
    from inspect_engine.cli.reports import any_day
    from inspect_engine.cli.show import say
    from inspect_engine.domain.calendars import counted_day

    ledger = session.ledger()
    last = counted_day(until, ledger.today()) or any_day(until)
    assert last is not None
    granted = ledger.delegate(name, principal, last, reason, since=any_day(since))
    say(f"已授权 {name} 从 {granted.since} 至 {granted.until} 代 {principal} 办理。")


@users.command("end-delegation", cls=Writing)
def end_delegation(name: Name, principal: Principal) -> None:
    """提前终止代办授权；以前代办过的事不变。

    例：inspect-engine user end-delegation wang --of li
    """
    from inspect_engine.cli.show import say

    count = session.ledger().end_delegation(name, principal)
    say(f"已终止 {name} 代 {principal} 办理的授权 {count} 项。")


@users.command("delegations", cls=Command)
def delegations(json: Json = False) -> None:
    """代办授权：谁代谁、何时至何时、为什么、是否有效。"""
    from inspect_engine.cli import show

    found = session.ledger().delegations()
    if json:
        show.as_json({"items": found})
        return
    show.missing(len(found), "代办授权")
    if found:
        keys = ("delegate", "principal", "from", "until", "state", "granted_by", "reason")
        rows = [[row[key] for key in keys] for row in found]
        show.table(("代办人", "被代办人", "起", "止", "状态", "授权人", "理由"), rows)


def break_glass(
    reference: Annotated[str, typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id")],
    trigger: Annotated[str, typer.Argument(metavar="动作", help="见 case offers")],
    reason: Annotated[str | None, typer.Option("--reason", metavar="文字", help="怎样紧急，为何等不到有权的人")] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="由另一位主管确认已提出的越权办理")] = False,
    entries: Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="要填的内容，可写几次")] = None,
    evidence: Annotated[list[Path] | None, typer.Option(metavar="文件", help="佐证材料，可写几次")] = None,
) -> None:
    """紧急越权：办理本来不归你的角色或区划的一步；须写理由，由另一位主管确认后才生效，永远列在报表里。

    只放宽角色和区划；职责分离、条件、关口、关联事项、应填内容和佐证材料一样也不能少。被拒绝的也记录在案。

    例：inspect-engine break-glass RQ-2022-0001 issue --reason 夜间燃气泄漏，主管联系不上 --set days=1 …

    确认：inspect-engine --user sup2 break-glass RQ-2022-0001 issue --confirm
    """
    from inspect_engine.cli import show
    from inspect_engine.cli.reports import assignments
    from inspect_engine.errors import InputError, InspectError, Refused

    if confirm == (reason is not None):
        raise InputError.one("提出时写 --reason，确认时写 --confirm，须且只须写一个")
    ledger, values = session.ledger(), assignments(entries)
    if confirm and (values or evidence):
        raise InputError.one("确认时按原样办理，不能改填，也不能另附材料")
    ledger.whoami()
    try:
        if reason is None:
            event = ledger.confirm_override(reference, trigger)
        else:
            event = ledger.break_glass(reference, trigger, reason, values, evidence or [])
    except InspectError as error:
        session.writes = False  # a record is kept of what was refused
        if isinstance(error, Refused):
            show.say("被拒绝的越权也记录在案。")
        raise
    show.as_json(event.plain())
    title = event.data["title"]
    if "to" in event.data:
        show.say(f"已确认并办理：{title} → {event.data['to_title']}。")
    else:
        show.say(f"已提出越权办理“{title}”，须由另一位主管确认：break-glass {reference} {trigger} --confirm")


def overrides(json: Json = False) -> None:
    """紧急越权一览：谁提出、为什么、谁确认；待确认和已作废的也在内。"""
    from inspect_engine.cli import show

    found = session.ledger().overrides()
    if json:
        show.as_json({"items": [each.plain() for each in found]})
        return
    show.missing(len(found), "紧急越权")
    if found:
        rows = [(o.number, o.title, o.proposed_on, o.proposed_by, o.state, o.confirmed_by, o.reason) for o in found]
        show.table(("编号", "事项", "提出", "提出人", "确认", "确认人", "理由"), rows)
