"""A terminal program on a pseudo-terminal: what it has cost by the time something is to be seen, and what it sends.

CPU of all its threads, by Linux's own account of each: wall time on a shared machine says who else was there.
"""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure import environment

LINES, COLUMNS = 30, 100
QUIET = 0.4
"""Seconds after which nothing more is coming."""
PATIENCE = 60.0
HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("你好")
Hello().run()
"""
"""The least that a program with Textual does."""
_CODES = re.compile(rb"\x1b(?:\[[0-9;:?<=>]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")


@dataclass
class Seen:
    """CPU seconds by which each text was on the screen, the empty one for the first byte; bytes of the largest redraw,
    and of what a key changed."""

    by: dict[str, float] = field(default_factory=dict)
    redraw: int = 0
    key: int = 0


def seen(words: Sequence[str], texts: Sequence[str], key: str = "") -> Seen:
    """Run a Python program until it has shown all these texts, then strike a key, and end it."""
    if sys.platform == "win32":
        raise NotImplementedError
    import fcntl
    import pty
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    variables = {**environment(), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    command = [sys.executable, *words]
    program = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=variables, start_new_session=True)
    os.close(slave)
    try:
        return _watched(program.pid, master, ["", *texts], key)
    finally:
        program.kill()
        program.wait()
        os.close(master)


def _watched(pid: int, master: int, texts: Sequence[str], key: str) -> Seen:
    found, sent, end = Seen(), b"", time.monotonic() + PATIENCE
    while len(found.by) < len(texts):
        if time.monotonic() > end or not select.select([master], [], [], PATIENCE)[0]:
            raise TimeoutError(f"not shown: {set(texts) - set(found.by)}")
        sent += os.read(master, 65536)
        spent, shown = _spent(pid), _CODES.sub(b"", sent).decode(errors="replace")
        found.by = {text: spent for text in texts if text in shown} | found.by
    sent += _rest(master)
    found.redraw = max(len(frame) for frame in sent.split(b"\x1b[1;1H"))
    if key:
        os.write(master, key.encode())
        found.key = len(_rest(master))
    return found


def _rest(master: int) -> bytes:
    """What comes until nothing comes any more."""
    came = b""
    while select.select([master], [], [], QUIET)[0]:
        came += os.read(master, 65536)
    return came


def _spent(pid: int) -> float:
    """CPU seconds of all threads of a process."""
    told = [task.joinpath("schedstat").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int(each.split()[0]) for each in told) / 1e9
