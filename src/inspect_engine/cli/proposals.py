"""``proposal``: what one has proposed and a second person is to confirm; taking it back (收回提出)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from inspect_engine.ledger.proposals import Waiting

Reference = Annotated[
    str, typer.Argument(metavar="编号", help="见 proposal list；事项只有一项待确认的，也可写事项编号")
]
app = typer.Typer(
    cls=Group,
    help="我提出的：要两个人办的，提出以后、别人确认以前，可以由提出的人收回。",
    epilog="收回也留痕；收回以后别人不能再确认，要办的重新提出。",
)


@app.command("list", cls=Command)
def list_proposals() -> Answer:
    """我提出的：还没有人确认、也没有收回的。"""
    head = ("编号", "提出的", "对象", "提出日期")
    return listing("你提出而待确认的", session.ledger().proposals.mine(), head, _row)


def _row(found: Waiting) -> tuple[object, ...]:
    return found.short, found.words, found.subject, found.on


@app.command("retract", cls=Writing)
def retract(
    reference: Reference,
    why: Annotated[str, typer.Option(metavar="文字", help="为什么收回，要留痕")],
    yes: Yes = False,
) -> Answer:
    """收回提出：只能由提出的人收回，别人确认以后就不能收回；会先问。

    例：inspect-engine proposal retract RQ-2022-0001 --why 查明不是同一处
    """
    ledger = session.ledger()
    event = confirmed(ledger, f"收回你提出的 {reference}", lambda: ledger.proposals.retract(reference, why), yes=yes)
    return Answer(event.plain(), told=[f"已收回：提出的{event.data['what']}。别人不能再确认，要办的重新提出。"])
