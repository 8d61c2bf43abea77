"""Files of evidence are looked at with what the system has for them; the terminal draws no pictures itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from inspect_engine.domain.words.filenames import safe_file
from inspect_engine.errors import system_reason

Start = Callable[[Sequence[str]], object]
elsewhere: Callable[[Path], object] | None = None
"""Takes a file to whoever is not at this machine, but at a browser; None where he is."""


def open_file(path: Path, start: Start | None = None) -> str:
    """Show a file to the person; why that cannot be, and what he can do instead, empty where it can.

    ``start`` runs a program and does not wait for it.
    """
    if elsewhere:
        elsewhere(path)
        return ""
    command = viewer(sys.platform, os.environ, shutil.which)
    if command is None:
        return f"这里打不开图形窗口，文件在：{path}"
    try:
        (start or _start)([*command, str(path)])
    except OSError as error:
        return f"打不开 {path}：{system_reason(error)}"
    return ""


def show_copy(stored: Path, name: str) -> str:
    """Open a copy of stored evidence under its own name; why that cannot be, empty where it can."""
    try:
        return open_file(named_copy(stored, name))
    except OSError as error:
        return f"{name} 读不出来：{system_reason(error)}"


def viewer(platform: str, env: Mapping[str, str], which: Callable[[str], str | None]) -> Sequence[str] | None:
    """The program that opens a file as a double click does (on Windows the system does so itself); None where there is
    none, or nothing to show it on."""
    if platform == "win32":
        return ()
    if platform == "darwin":
        return ("open",)
    seen = env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")
    return ("xdg-open",) if seen and which("xdg-open") else None


def _start(command: Sequence[str]) -> None:
    if sys.platform == "win32":
        os.startfile(command[-1])
        return
    quiet = subprocess.DEVNULL
    subprocess.Popen(list(command), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def named_copy(stored: Path, name: str) -> Path:
    """A copy of stored evidence under its own name, for as long as the program runs; what could be started when it is
    opened has another ending. Raises OSError."""
    folder = Path(tempfile.mkdtemp(dir=_shown().name))
    return Path(shutil.copyfile(stored, folder / safe_file(name)))


@cache
def _shown() -> tempfile.TemporaryDirectory[str]:
    """Private to this account, and gone when the program ends."""
    return tempfile.TemporaryDirectory(prefix="inspect-engine-")
