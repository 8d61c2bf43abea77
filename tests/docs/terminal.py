"""A reader's terminal: bash in a folder of his own, with the installed program on the path."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.docs import later

INSTALLED = Path(sys.executable).parent
MARK = "\x1e"
OURS = ("INSPECT_ENGINE_", "XDG_", "PYTEST")
"""Beginnings of variables that a reader's terminal does not have."""


class Terminal:
    """An empty home and an empty working folder below ``folder``; ``programs`` is where the program lies."""

    def __init__(self, folder: Path, programs: Path = INSTALLED) -> None:
        self.home, self.work, self._kept = folder / "home", folder / "work", folder / "variables"
        self.home.mkdir(parents=True, exist_ok=True)
        self.work.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        path = os.pathsep.join([str(programs), kept.pop("PATH", os.defpath)])
        self.variables = {**kept, "HOME": str(self.home), "PATH": path, "PYTHONUTF8": "1"}

    def paste(self, lines: list[str]) -> list[str]:
        """What each line prints, both streams as a terminal shows them; the variables stay for the next paste.

        Raises AssertionError at the first line that fails.
        """
        script = [*(f"{line}\nprintf '\\036'" for line in lines), f"env -0 >'{self._kept}'"]
        done = subprocess.run(
            ["bash", "-ae", "-o", "pipefail", "-c", "\n".join(script)],
            cwd=self.work,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        *printed, rest = done.stdout.decode().split(MARK)
        assert done.returncode == 0, f"$ {lines[len(printed)]}\n{rest}（退出码 {done.returncode}）"
        told = self._kept.read_text("utf-8").removesuffix("\0").split("\0")
        self.variables = dict(each.partition("=")[::2] for each in told)
        return printed


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Address at which the program answers, loaded once."""
    address = str(folder / "socket")
    command = [sys.executable, later.__file__, address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUTF8": "1"}) as server:
        try:
            assert server.stdout
            assert server.stdout.readline() == b"ready\n"
            yield address
        finally:
            server.kill()


def program_in(days: int, address: str, folder: Path) -> Path:
    """A folder with the program as it will be in so many days, answered at this address."""
    caller = folder / "inspect-engine"
    caller.write_text(later.CALLER.format(python=sys.executable, address=address, days=days), "utf-8")
    caller.chmod(0o755)
    return folder
