"""``user passphrase|require-passphrase|attempts``: proof of identity."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.people.users import Name
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.people import User
    from inspect_engine.ledger.people.access import Attempt

NOBODY = "（没有登记的名字）"
MORE = "连续的，没有逐次入账"
"""Why of failures that are only counted."""


def passphrase(
    name: Name,
    from_stdin: Annotated[bool, typer.Option("--stdin", help="从标准输入读一行，供脚本用")] = False,
) -> Answer:
    """设置或更换口令：本人，或管得到他的主管。口令只存散列，谁也读不出来；忘了就请另一位主管重设。

    设了口令的人，用 --user 写他的名字时要给口令；用他自己的操作系统账户，只看不必给，记入台账时签名要给。

    主管替别人设的，证明不了是本人：他凭它只能办一件事，就是用本命令换成自己的。

    例：inspect-engine user passphrase insp1
    """
    ledger = session.ledger()
    name = ledger.desk.named(name)
    ledger.access.may_set_passphrase(name)
    by_himself = ledger.access.set_passphrase(name, _line() if from_stdin else _twice(name))
    own = ledger.desk.newcomer().name == name
    told = f"已设置用户 {name} 的口令。脚本里用环境变量 INSPECT_ENGINE_PASSPHRASE 给口令。"
    alone = [each.name for each in ledger.people.all() if not each.confirmed] if own and _supervises(ledger) else []
    todo = [f"还没有第二位主管确认的用户：{'、'.join(alone)}。核实后用 user confirm 确认。"] if alone else []
    todo += ["没有别的主管能确认你：按自行确认记录在案，有了别的主管，请他核实。"] if by_himself else []
    todo += [] if own else [f"请把它告诉 {name}：他要先用 user passphrase {name} 换成自己的，才能办别的。"]
    return Answer(
        {"name": name, "passphrase": True, "own": own, "confirmed_alone": by_himself}, told=[told], notes=todo
    )


def _supervises(ledger: Ledger) -> bool:
    """Whether he may confirm others, now that the passphrase is his own."""
    return "supervisor" in ledger.desk.whoami().roles


def _line() -> str:
    from inspect_engine.errors import InputError

    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise InputError.one("标准输入不是 UTF-8 文字", fix="请把它存成 UTF-8") from None


def _twice(name: str) -> str:
    from inspect_engine.errors import InputError

    given = session.asker.secret(f"{name} 的新口令（不显示）：")
    if session.asker.secret("再输入一次：") != given:
        raise InputError.one("两次输入的口令不一样")
    return given


def require_passphrase(
    off: Annotated[bool, typer.Option("--off", help="不再要求")] = False,
    yes: Yes = False,
) -> Answer:
    """要求凡用 --user 自报名字的人都有口令（须由不限区划的主管办理）；操作系统账户认得出的人不受影响。

    当即生效，会先说明谁还没有口令，再问。

    例：inspect-engine user require-passphrase
    """
    from inspect_engine.domain.people.authority import require

    ledger = session.ledger()
    if off:
        without = ledger.access.require_passphrases(False)
    else:
        require(ledger.desk.whoami(), "user", "")
        question = _question(ledger.people.all())
        without = confirmed(ledger, question, ledger.access.require_passphrases, yes=yes)
    told = ["已不再要求口令。" if off else "已要求口令。"]
    if without and not off:
        told.append(f"还没有口令的：{'、'.join(without)}。请用 user passphrase 设置。")
    return Answer({"required": not off, "without": without}, told=told)


def _question(users: list[User]) -> str:
    without = [user.name for user in users if user.active and not user.passphrase]
    shut_out = f"{'、'.join(without)} 还没有口令，当即不能再用 --user 办理" if without else "都有口令"
    return f"要求口令（{shut_out}）"


def attempts() -> Answer:
    """认不出身份的尝试：何时、用谁的名字、几次（须由主管查看）。"""
    return listing(
        "失败的尝试", session.ledger().access.attempts(), ("时间", "用户名", "次数", "原因", "系统账户"), _row
    )


def _row(found: Attempt) -> tuple[object, ...]:
    at = f"{found.at:%Y-%m-%d %H:%M:%S}"
    return at, found.name or NOBODY, found.count, found.why or MORE, found.account
