"""The program today or in some days, with nothing but its clock changed: ``python later.py SOCKET``, until killed.

Each call is a fork of one process in which everything is loaded and the checklists that ship are read and proved, with
the folder, variables, words and streams of the caller: a page of commands costs an eighth of what starting the program
for each would.
"""

from __future__ import annotations

import datetime
import gc
import json
import os
import signal
import socket
import sys
import traceback
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

CALLER = """\
#!{python} -IS
import json, os, socket, sys
told = json.dumps([{days}, os.getcwd(), dict(os.environ), sys.argv]).encode()
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [len(told).to_bytes(4, "big") + told], [0, 1, 2])
    sys.exit(server.recv(1)[0])
"""


class _Kind(type):
    """Every moment is one of the later clock, too."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _real)


_real = datetime.datetime


def load() -> None:
    """Load all of the program, and what it would read and prove alike each time."""
    import inspect_engine
    from inspect_engine.reading.definitions import load_library
    from inspect_engine.reading.library import prove

    for module in walk_packages(inspect_engine.__path__, "inspect_engine."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            import_module(module.name)
    prove(load_library().definition("gas"))


def put_forward(days: int) -> None:
    """Let the clock be so many days ahead."""
    import inspect_engine.ledger.clock as clock

    class Later(_real, metaclass=_Kind):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return _real.now(tz) + datetime.timedelta(days=days)

    for place in (clock, datetime):
        place.datetime = Later  # type: ignore[attr-defined]


def serve(address: str) -> None:
    """Answer every caller with the exit code of the program."""
    if sys.platform == "win32":
        raise NotImplementedError
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        print("ready", flush=True)
        while True:
            caller, _ = listener.accept()
            with caller:
                if os.fork() == 0:
                    _answer(caller)


def _answer(caller: socket.socket) -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    from inspect_engine.cli import main

    told, streams, *_ = socket.recv_fds(caller, 1 << 20, 3)
    while len(told) < 4 + int.from_bytes(told[:4], "big"):
        told += caller.recv(1 << 20)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, "r" if n == 0 else "w", encoding="utf-8") for n in range(3))
    days, folder, variables, sys.argv = json.loads(told[4:])
    put_forward(days)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    code = 99
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        caller.send(bytes([code]))
        os._exit(code)


if __name__ == "__main__":
    load()
    serve(sys.argv[1])
