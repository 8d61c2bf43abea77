"""Somebody who does what a page says, and looks whether it did."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.docs.pages import Block, bare, commands, fits
from tests.docs.terminal import Terminal

ROOT = Path(__file__).parents[2]


def target(name: str) -> str:
    """What a target of the Makefile runs, line by line."""
    text = (ROOT / "Makefile").read_text("utf-8")
    found = re.search(rf"^{re.escape(name)}:.*\n((?:\t.*\n)+)", text, re.MULTILINE)
    assert found, f"Makefile 里没有 {name}"
    return "\n".join(line.removeprefix("\t") for line in found[1].splitlines())


def a_reader(folder: Path, programs: Path) -> Terminal:
    """A terminal in a folder that has the samples of the repository and nothing else."""
    terminal = Terminal(folder, programs)
    shutil.copytree(ROOT / "examples", terminal.work / "examples")
    return terminal


def follow(block: Block, terminal: Terminal, where: str, outcomes: Mapping[str, str]) -> None:
    """Paste a block. Raises AssertionError for a line that fails or does not print what it should."""
    lines = [(bare(command), shown) for command, shown in commands(block)]
    for (command, shown), printed in zip(lines, terminal.paste([line for line, _ in lines]), strict=True):
        judge(f"{where}:{block.line}", command, shown, printed, outcomes)


def judge(where: str, command: str, shown: str | None, printed: str, outcomes: Mapping[str, str]) -> None:
    """Raise AssertionError where a command did not print what the page shows, or the line that is expected of it."""
    told = f"{where}\n$ {command}\n{printed}"
    if shown is not None:
        assert fits(shown, printed), told
        return
    begin = beginning(command, outcomes)
    assert begin is not None, f"{where}：不知道 {command} 应打印什么"
    lines = printed.splitlines() or [""]
    assert any(fits(outcomes[begin], line) for line in lines), told
    assert outcomes[begin] or lines == [""], told


def beginning(command: str, outcomes: Mapping[str, str]) -> str | None:
    """The key that tells what a command prints: how it begins, the longest that fits."""
    return max((begin for begin in outcomes if command.startswith(begin)), key=len, default=None)
