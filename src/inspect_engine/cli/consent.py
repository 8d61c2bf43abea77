"""To be asked before what cannot be undone."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, Refused

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger

ResultT = TypeVar("ResultT")
Yes = Annotated[bool, typer.Option("--yes", help="不再询问：这一步不能撤回")]


def confirm(question: str, *, yes: bool) -> None:
    """Ask, where somebody can answer. Raises InputError where nobody can, Refused for a no."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError.one(f"{question}：这一步不能撤回", where="--yes", fix="确认要办，就加上 --yes")
    print(display(f"{question}：这一步不能撤回。要办请输入 y："), end="", file=sys.stderr, flush=True)
    try:
        said = sys.stdin.readline().strip().lower()
    except UnicodeDecodeError:
        said = ""
    if said not in ("y", "yes", "是"):
        raise Refused(question, ["没有确认"])


def either(question: str, words: tuple[str, str]) -> int | None:
    """Which of two is meant, 0 or 1; None where nobody can answer. Raises Refused for neither."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    first, second = words
    print(display(f"{question}\n{first}的输入 1，{second}的输入 2："), end="", file=sys.stderr, flush=True)
    try:
        said = unicodedata.normalize("NFKC", sys.stdin.readline().strip())
    except UnicodeDecodeError:
        said = ""
    if said not in ("1", "2"):
        raise Refused(first, ["没有回答是哪一种"])
    return int(said) - 1


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
