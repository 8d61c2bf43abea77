"""``tui``: the terminal program, reached without the tree of commands, for which its first paint would wait."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from inspect_engine.cli.consoles import UNICODE, here
from inspect_engine.cli.entrance import ANYWHERE
from inspect_engine.cli.session import session
from inspect_engine.errors import InputError

NAME = "tui"
FIX = "请在终端里运行，不要接管道或转存到文件（用 ssh 的加 -t）；在脚本里请用 case、act、inspect 等命令"


def straight(words: Sequence[str]) -> dict[str, str] | None:
    """What a line says before ``tui`` where it says nothing else; None for any other, which the tree understands.

    ``words`` have the options of everywhere in front.
    """
    said, rest = _parted(words)
    return said if rest == [NAME] else None


def named(words: Sequence[str]) -> str:
    """The command that a line names, or what else stands in its place."""
    return next(iter(_parted(words)[1]), "")


def _parted(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """What a line says of everywhere, and the rest, from the first other word on."""
    said: dict[str, str] = {}
    rest = list(words)
    while rest:
        name, equals, value = rest[0].partition("=")
        if name not in ANYWHERE or not (equals or rest[1:]):
            break
        said[name] = value if equals else rest[1]
        rest = rest[1 if equals else 2 :]
    return said, rest


def go_straight(said: dict[str, str]) -> int:
    """Open the terminal program as these options say."""
    session.db, session.user, session.acts_for = said.get("--db"), said.get("--user"), said.get("--for")
    return open_terminal()


def open_terminal() -> int:
    """Open the terminal program as the session says; returns its exit code. Raises InputError where none is."""
    if (console := here()).foreign:
        raise InputError.one(f"系统语言的编码是 {console.charset}，终端界面只用 UTF-8", fix=UNICODE)
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise InputError.one("这里没有终端，打不开终端界面", fix=FIX)
    return enter(session.path, session.person, session.acts_for)


def enter(path: Path, person: str | None, acts_for: str | None) -> int:
    """Run it on a ledger, with the commands as its verbs."""
    from inspect_tui.app import run

    from inspect_engine.cli.verbs import Commands

    return run(path, person, acts_for, Commands(path, person, acts_for))
