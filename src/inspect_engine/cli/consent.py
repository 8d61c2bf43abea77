"""To be asked before what cannot be undone."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, Refused

Yes = Annotated[bool, typer.Option("--yes", help="不再询问：这一步不能撤回")]


def confirm(question: str, *, yes: bool) -> None:
    """Ask, where somebody can answer. Raises InputError where nobody can, Refused for a no."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError.one(f"{question}：这一步不能撤回", where="--yes", fix="确认要办，就加上 --yes")
    print(display(f"{question}：这一步不能撤回。要办请输入 y："), end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes", "是"):
        raise Refused(question, ["没有确认"])
