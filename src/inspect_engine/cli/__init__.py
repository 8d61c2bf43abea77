"""The command line: data on stdout, narration on stderr, exit codes as an interface."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from inspect_engine.errors import InspectError

INTERRUPTED = 130
"""What the shell knows as ended by Ctrl-C; typer returns it without a word."""
ANYWHERE = ("--db", "--user", "--for")
"""Options that belong to every command and may stand anywhere on the line."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 refused by a rule, 2 bad input, 3 conflict, 4 storage, 70 our own fault."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = _run(_hoist(list(sys.argv[1:] if arguments is None else arguments)))
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(code)


def _run(arguments: list[str]) -> int:
    from typer import Abort

    from inspect_engine.cli.app import command_line
    from inspect_engine.cli.words import usage_error
    from inspect_engine.domain.text import display

    try:
        result = command_line(arguments, standalone_mode=False)
        if result == INTERRUPTED:
            raise Abort
    except InspectError as error:
        print(display(error, lines=True), file=sys.stderr)
        return error.exit_code
    except (KeyboardInterrupt, EOFError, Abort):
        print("已中断，没有保存。", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        message = usage_error(error)
        print(message or _crash(error), file=sys.stderr)
        return 2 if message else 70
    return int(result) if isinstance(result, int) else 0


def _crash(error: Exception) -> str:
    """An error nobody foresaw: the whole of it goes to a file, one line to the reader."""
    import tempfile
    import traceback

    kind = type(error).__name__
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="inspect-engine-", suffix=".log", delete=False
    ) as log:
        log.write("".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace").decode("utf-8"))
    return f"程序出错（{kind}），本次操作没有完成。详情已写入 {log.name}，请连同所用的命令一并报告。"


def _hoist(arguments: list[str]) -> list[str]:
    """Move the options of :data:`ANYWHERE` to the front, up to a bare ``--``."""
    front: list[str] = []
    rest: list[str] = []
    while arguments:
        word = arguments.pop(0)
        if word == "--":
            return [*front, *rest, word, *arguments]
        if word in ANYWHERE and arguments:
            front += [word, arguments.pop(0)]
        elif word.startswith(tuple(f"{name}=" for name in ANYWHERE)):
            front.append(word)
        else:
            rest.append(word)
    return [*front, *rest]
