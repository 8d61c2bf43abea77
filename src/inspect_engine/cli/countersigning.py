"""``sign``, and ``--cosign`` of the commands that several do together: 会签, 一机两签."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.countersigning import Countersigning, Owed

Reference = Annotated[str, typer.Argument(metavar="编号", help="隐患、检查或流转记录的编号，见 sign list")]
Cosign = Annotated[
    list[str] | None,
    typer.Option(
        metavar="用户名",
        help="一起办的另一人当面签（一机两签），可写几次：问他本人的口令，脚本里用 INSPECT_ENGINE_COSIGN_PASSPHRASE",
    ),
]
app = typer.Typer(
    cls=Group,
    help="会签：写了你一起办的，由你本人签，或说明没有参加。签以前记为“待某某签”。",
    epilog="要两个人的（发文书、销号），签够了才办得成；期限照常走，别的照常办。",
)


@app.command("list", cls=Command)
def list_owed() -> Answer:
    """待我签的：哪一件、哪一步、谁在何时办的。"""
    head = ("编号", "事项", "日期", "办理人", "对象", "流转记录")
    return listing("待你签的", session.ledger().countersigning.mine(), head, _row)


def _row(found: Owed) -> tuple[object, ...]:
    return found.number, found.what, found.on, found.by, found.subject, found.record


@app.command("confirm", cls=Writing)
def confirm(reference: Reference, yes: Yes = False) -> Answer:
    """签：这一步我也参加了。须凭本人的口令或系统账户；签的是已存下的那一条，不能撤回，会先问。

    例：inspect-engine --user zhao sign confirm RQ-2022-0001
    """
    ledger = session.ledger()
    question = f"会签 {reference}（你与办理人一起办的）"
    event = confirmed(ledger, question, lambda: ledger.countersigning.confirm(reference), yes=yes)
    return Answer(event.plain(), told=[f"已签：{reference}。"])


@app.command("decline", cls=Writing)
def decline(
    reference: Reference,
    reason: Annotated[str, typer.Option(metavar="文字", help="为什么没有参加，要留痕")],
    yes: Yes = False,
) -> Answer:
    """不签：这一步我没有参加。此后只算办理人一人办的，主管在 alarm list 看得到；不能撤回，会先问。

    例：inspect-engine --user zhao sign decline RQ-2022-0001 --reason 当天在外地开会
    """
    ledger = session.ledger()
    question = f"说明你没有参加 {reference}"
    event = confirmed(ledger, question, lambda: ledger.countersigning.decline(reference, reason), yes=yes)
    return Answer(event.plain(), told=[f"已记下：{reference}，你没有参加。"])


@app.command("hand-over", cls=Writing)
def hand_over(
    reference: Reference,
    name: Annotated[str, typer.Option("--from", metavar="用户名", help="签不了的，或说没有参加的那一人")],
    to: Annotated[str, typer.Option("--to", metavar="用户名", help="改由谁签：确实一起办的另一名检查员")],
) -> Answer:
    """另指一人签：由这一步的办理人，指确实一起办的另一名检查员；要留痕。

    例：inspect-engine --user li sign hand-over RQ-2022-0001 --from zhao --to sun
    """
    ledger = session.ledger()
    name, to = ledger.desk.named(name), ledger.desk.named(to)
    event = ledger.countersigning.hand_over(reference, name, to)
    return Answer(event.plain(), told=[f"已保存：{reference} 不再待 {name} 签，待 {to} 签。"])


def seats(ledger: Ledger, names: Sequence[str] | None) -> list[Countersigning]:
    """Those who sign on the spot, each once he has proved himself; before anything is stored."""
    room, each = ledger.countersigning, list(dict.fromkeys(map(ledger.desk.named, names or ())))
    return [room.cosigner(name, passphrase_of, *each[:place]) for place, name in enumerate(each)]


def passphrase_of(name: str) -> str | None:
    """The passphrase of who signs beside whoever acts."""
    from inspect_engine.ledger.identity import SECOND_VARIABLE

    given = os.environ.get(SECOND_VARIABLE)
    if given is not None or not session.asker.hears:
        return given
    return session.asker.secret(f"{name} 的口令（当面签）：")


def signed(at: Sequence[Countersigning], record: str | None) -> list[str]:
    """Let each sign a record that awaits him; what is told of it."""
    return [line for seat in at for line in _signed(seat, record)]


def _signed(seat: Countersigning, record: str | None) -> Iterator[str]:
    from inspect_engine.domain.countersigning import SIGNED_STATE, WAITING

    if session.dry_run:
        yield f"正式办理时由 {seat.name} 当面签。"
    elif record and (stands := seat.stands(record)):
        if stands == WAITING:
            seat.confirm(record)
        yield (
            f"{seat.name} 已当面签。" if stands in (WAITING, SIGNED_STATE) else f"{seat.name} 说过没有参加，没有再签。"
        )
    else:
        yield f"已保存；没有待 {seat.name} 签的：这一步没有写他，他没有签。"


def missing(names: Sequence[str]) -> list[str]:
    """Whose signatures are missing still, and how they are given."""
    return [f"待{'、'.join(names)}签：由本人用 sign confirm 签，见 sign list。"] if names else []
