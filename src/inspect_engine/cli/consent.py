"""To be asked before what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from inspect_engine.cli.session import session
from inspect_engine.errors import InputError, Refused

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger

ResultT = TypeVar("ResultT")
Yes = Annotated[bool, typer.Option("--yes", help="不再询问：这一步不能撤回")]


def confirm(question: str, *, yes: bool) -> None:
    """Ask, where somebody can answer. Raises InputError where nobody can, Refused for a no."""
    if yes:
        return
    if not session.asker.here:
        raise InputError.one(f"{question}：这一步不能撤回", where="--yes", fix="确认要办，就加上 --yes")
    if not session.asker.sure(question):
        raise Refused(question, ["没有确认"])


def either(question: str, words: tuple[str, str]) -> int | None:
    """Which of two is meant, 0 or 1; None where nobody can answer. Raises Refused for neither."""
    if not session.asker.here:
        return None
    said = session.asker.which(question, words)
    if said is None:
        raise Refused(words[0], ["没有回答是哪一种"])
    return said


def confirmed(ledger: Ledger, question: str, verb: Callable[[], ResultT], *, yes: bool) -> ResultT:
    """Do what cannot be undone, once it is sure that it would be done and somebody has said yes.

    Raises what the verb raises before anything is asked.
    """
    if not yes:
        ledger.desk.tried = []
        try:
            verb()
        finally:
            ledger.desk.tried = None
        if not ledger.desk.repeated:
            confirm(question, yes=False)
    return verb()
