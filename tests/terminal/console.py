"""The real program on a real pseudo-terminal: bytes in as a keyboard sends them, a screen out as a person sees it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence

import pyte
from pyte.screens import Char

GIVE_UP = float(os.environ.get("KEY_WAIT", "600"))
"""Seconds after which a test that waits for something ends; far more than a busy machine needs."""
KEYS = {
    "space": " ",
    **{"enter": "\r", "tab": "\t", "backtab": "\x1b[Z", "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B"},
    **{"home": "\x1b[H", "end": "\x1b[F", "left": "\x1b[D", "right": "\x1b[C"},
    **{f"f{n}": f"\x1bO{'PQRS'[n - 1]}" for n in range(1, 5)},
    **{f"f{n}": f"\x1b[{code}~" for n, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)},
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
ANSWERS = ((rb"\x1b\[6n", b"\x1b[1;1R"), (rb"\x1b\[0?c", b"\x1b[?62;22c"), (rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"))
"""What a modest terminal replies when it is asked what it is."""
FOREIGN = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[@-~]|\x1b\[\??[0-9;]*[$ '\"][@-~]|\x1b[\]P_^X](?:[^\x07\x1b]|\x1b(?!\\))*(?:\x07|\x1b\\)"
    rb"|\x1b\[[0-9;]*u|\x1b\[\?u|\x1b\[\?[0-9]+[st]"
)
"""Sequences that pyte would print."""


def encode(key: str) -> bytes:
    """What a keyboard sends for a key by name, for a character, or for a text pasted as ``paste:…``."""
    if key.startswith("paste:"):
        return b"\x1b[200~" + key.removeprefix("paste:").encode() + b"\x1b[201~"
    return KEYS.get(key, key).encode()


def _pair() -> tuple[int, int]:
    if sys.platform == "win32":
        raise NotImplementedError
    return pty.openpty()


class Console:
    """One run of a program. ``screen`` is what stands on it now, ``came`` how many bytes it has sent."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], cwd: str, size: tuple[int, int] = (100, 30)
    ) -> None:
        self._master, slave = _pair()
        self._size(*size)
        outside = {name: value for name, value in env.items() if name not in ("COLUMNS", "LINES")}  # set by xdist
        terminal = {**outside, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=terminal, cwd=cwd, start_new_session=True
        )
        os.close(slave)
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Condition()
        self._open = True
        self.came = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        """Take what the program prints off its hands, always, so that it never waits for us."""
        rest = b""
        while self._open:
            try:
                ready, _, _ = select.select([self._master], [], [], 0.5)
                data = os.read(self._master, 65536) if ready else None
            except (OSError, ValueError):
                return
            if data is None:
                continue
            if not data:
                return
            for asked, answer in ANSWERS:
                if re.search(asked, data):
                    os.write(self._master, answer)
            whole, rest = _split(FOREIGN.sub(b"", rest + data))
            with self._lock:
                self.came += len(data)
                self._stream.feed(whole)
                self._lock.notify_all()

    @property
    def screen(self) -> str:
        with self._lock:
            rows = (self._screen.buffer[y] for y in range(self._screen.lines))
            return "\n".join("".join(row[x].data for x in range(self._screen.columns)) for row in rows)

    @property
    def cells(self) -> list[list[Char]]:
        """The screen's characters with their colours, row by row."""
        with self._lock:
            rows = (self._screen.buffer[y] for y in range(self._screen.lines))
            return [[row[x] for x in range(self._screen.columns)] for row in rows]

    @property
    def flat(self) -> str:
        """The screen without blanks and line breaks, for texts that wrap. Wide characters are followed by nothing."""
        return "".join(self.screen.split())

    def write(self, *keys: str) -> None:
        """Strike keys in one write."""
        self.send(b"".join(encode(key) for key in keys))

    def send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._master, data) :]

    def resize(self, columns: int, lines: int) -> None:
        if sys.platform == "win32":
            raise NotImplementedError
        with self._lock:
            self._screen.resize(lines, columns)
        self._size(columns, lines)
        self.process.send_signal(signal.SIGWINCH)

    def _size(self, columns: int, lines: int) -> None:
        if sys.platform == "win32":
            raise NotImplementedError
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def until(self, ready: str | Callable[[], bool]) -> None:
        """Wait for a text on the screen, or for something to be true."""
        end = time.monotonic() + GIVE_UP
        while not (ready in self.flat if isinstance(ready, str) else ready()):
            if self.process.poll() is not None and isinstance(ready, str):
                raise AssertionError(f"ended with {self.process.returncode} before: {ready}\n{self.screen}")
            if time.monotonic() > end:
                raise AssertionError(f"never came: {ready}\n{self.screen}")
            with self._lock:
                self._lock.wait(0.05)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def hang_up(self) -> None:
        """The window is closed."""
        self._open = False
        self._reader.join()
        os.close(self._master)

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        if self._open:
            self.hang_up()


def _split(data: bytes) -> tuple[bytes, bytes]:
    """What can be shown, and an escape sequence at the end that has not come whole."""
    at = data.rfind(b"\x1b")
    if (
        at >= 0
        and len(data) - at < 40
        and not re.match(rb"\x1b(\[[0-9;?]*[@-~]|[()#][0-9A-Za-z]|[=>78DEHMc])", data[at:])
    ):
        return data[:at], data[at:]
    return data, b""
