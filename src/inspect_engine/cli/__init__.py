"""The command line: data on stdout, narration on stderr, exit codes as an interface."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from inspect_engine.cli import ending
from inspect_engine.cli.entrance import hoisted, require_text
from inspect_engine.cli.renamed import renamed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import printed, told
from inspect_engine.cli.streams import guarded
from inspect_engine.cli.terminal import go_straight, straight
from inspect_engine.errors import InputError, InspectError, bad_place, system_reason

PROGRAM = "inspect-engine"
"""Its name in every line that is told, however it was called."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit.

    0 done, 1 refused by a rule, 2 bad input, 3 conflict, 4 storage, 5 stored but not all done or told after it,
    70 our own fault, 130 and 143 broken off.
    """
    if arguments is None:
        _start()
    with guarded(printed, told) as (out, _):
        code = run(sys.argv[1:] if arguments is None else arguments)
        out.flush()
        code = ending.unprinted(out.error, code)
    raise SystemExit(code)


def _start() -> None:
    """Of a process of our own: what is only loaded is no garbage to look for, and nothing from outside (a plugin of
    pydantic) has a say in what is read."""
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def run(arguments: Sequence[str]) -> int:
    """Run one command, telling of it on this thread's streams; gives back its exit code."""
    ending.begin()
    with _terminable() as signals:
        try:
            require_text(arguments, os.environ)
            result = _obey(renamed(hoisted(arguments)))
        except InspectError as error:
            session.fault = error
            return ending.failed(error)
        except (KeyboardInterrupt, EOFError):
            return ending.interrupted(ending.TERMINATED if signals else ending.INTERRUPTED)
        except Exception as error:
            session.fault = error
            return _failed(error)
    return int(result) if isinstance(result, int) else 0


def _obey(words: Sequence[str]) -> object:
    """Carry out a line: the terminal program at once, for all else the tree of commands is put together."""
    if (said := straight(words)) is not None:
        return go_straight(said)
    from typer import Abort

    from inspect_engine.cli.app import command_line

    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    try:
        result = command_line(words, prog_name=PROGRAM, standalone_mode=False)
    except Abort:
        raise KeyboardInterrupt from None
    if result == ending.INTERRUPTED:  # typer returns it for Ctrl-C, without a word
        raise KeyboardInterrupt
    return result


def _failed(error: Exception) -> int:
    """Tell of a failure that is none of ours, or of the words of the line; gives back the exit code."""
    from inspect_engine.cli.words import usage_error

    if isinstance(error, OSError) and bad_place(error):
        where = InputError.one(f"{error.filename}：{system_reason(error)}", fix="请核对路径")
        return ending.failed(where)
    message = usage_error(error)
    if message is None:
        return ending.crashed(error)
    print(message, file=sys.stderr)
    return 2


@contextmanager
def _terminable() -> Iterator[list[int]]:
    """While a command runs, being told to end is like Ctrl-C, so that it can tell what it has stored.

    Yields the signals that came. What is ignored (nohup), or handled by others, stays as it is.
    """
    came: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    ours = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [number for number in ours if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        ours = []
    for number in ours:
        signal.signal(number, end)
    try:
        yield came
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
