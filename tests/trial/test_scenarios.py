"""A broken workflow's path, written as Gherkin: red as long as it is broken, green once it is mended."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import inspect_checklists
import pytest

from inspect_engine.reading.checking import Reading
from inspect_engine.trial.scenarios import write
from tests.conftest import Command

SHIPPED = Path(inspect_checklists.__file__).parent


def copied(folder: Path) -> Path:
    """A copy of the shipped workflows, and of what they cite, that a test may break."""
    for kind in ("workflows", "references"):
        shutil.copytree(SHIPPED / kind, folder / kind)
    return folder


def edited(lists: Path, *changes: tuple[str, str]) -> None:
    path = lists / "workflows" / "hazard.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def run(folder: Path) -> dict[str, str]:
    """Outcome of each scenario by the folder it is in, run as its author runs it."""
    words = ["-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "--import-mode=importlib", "."]
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=600
    )
    found = re.findall(r"^(PASSED|FAILED|ERROR) (\w+)/test_\w+\.py::", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return {name: word for word, name in found}


SEPARATE = (
    "    unlike: [fix_on_spot, start, reply, request_extension, request_major_extension]\n"
    "    needs:\n      - {id: inspectors, title: 复查人"
)
ON_SPOT = "      - if: {fact: severity, is: general}\n        refused: 只有一般"
REPLY = "    unlike: [return, pass_reinspection, close, confirm_spot]\n"
BREAKS: dict[str, tuple[str, str]] = {
    "same person": (SEPARATE, SEPARATE.replace("start, reply, ", "start, ")),
    "same person found it": ("unlike: [open, fix_on_spot,", "unlike: [fix_on_spot,"),
    "step skipped": ("    from: [reinspected]\n    to: closed", "    from: [reinspected, replied]\n    to: closed"),
    "wrong grade": (ON_SPOT, ON_SPOT.replace("fact: severity, is: general", "not: {fact: severity, is: pending}")),
    "dead end": (
        f"{REPLY}    needs:",
        f"{REPLY}    when: [{{if: {{fact: returned, is: '0'}}, refused: 退回过}}]\n    needs:",
    ),
    "no deadline": ("    deadline: {days: days, start: served_on}\n", ""),
}


@pytest.mark.long
def test_red_while_broken_and_green_once_mended(tmp_path: Path) -> None:
    """What ``packs check --scenario`` writes runs under pytest as it is, before and after the mending."""
    names = [name.replace(" ", "_") for name in (*BREAKS, "ladder", "deadlock")]
    for name, change in zip(names, BREAKS.values(), strict=False):
        edited(copied(tmp_path / "lists" / name), change)
    lists = copied(tmp_path / "lists" / "deadlock")
    edited(lists, WAITS, OPENS)
    (lists / "workflows" / "stop.yaml").write_text(STOP.replace("LINKS", LINKS), encoding="utf-8")
    climb(tmp_path / "lists" / "ladder", "lifted")

    assert all(written(tmp_path / "lists" / name, tmp_path / "scenes" / name) for name in names)

    assert run(tmp_path / "scenes") == dict.fromkeys(names, "FAILED")
    climb(tmp_path / "lists" / "ladder", "listed, lifted")
    for name in names[:-2]:
        shutil.copy(SHIPPED / "workflows" / "hazard.yaml", tmp_path / "lists" / name / "workflows")
    (lists / "workflows" / "stop.yaml").write_text(STOP.replace("LINKS", ""), encoding="utf-8")
    assert run(tmp_path / "scenes") == dict.fromkeys(names, "PASSED")


def written(lists: Path, folder: Path) -> list[Path]:
    reading = Reading([lists])
    reading.check(prove=True)
    return write([(breach.parts[0], at, breach) for breach, _, at in reading.breaches if breach.has_path], folder)


CLOSING = "    needs:\n      - {id: conclusion, title: 销号意见}"
WAITS = CLOSING, f"      - {{workflow: stop, in: [lifted], refused: 停工未恢复}}\n{CLOSING}"
SERVED = "    deadline: {days: days, start: served_on}\n"
OPENS = SERVED, f"{SERVED}    opens: stop\n"
LINKS = "links: [{workflow: hazard, in: [closed], refused: 隐患未销号}], "

STOP = """
id: stop
title: 停工
version: "1"
kind: stop_work
initial: stopped
states: {stopped: {title: 停工中, untimed: 恢复为止}, lifted: {title: 已恢复, closing: rectified}}
transitions:
  - {trigger: lift, title: 恢复施工, from: [stopped], to: lifted, LINKSby: [supervisor]}
"""


def climb(lists: Path, lifted: str) -> None:
    """A case that is listed when it was left alone too long, and which waits for the listing to be in this state."""
    folder = lists / "workflows"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "climb.yaml").write_text(CLIMB.replace("LIFTED", lifted), encoding="utf-8")
    (folder / "listing.yaml").write_text(LISTING, encoding="utf-8")


CLIMB = """
id: climb
title: 逾期挂牌
version: "1"
kind: hazard
initial: waiting
states:
  waiting: {title: 等候, within: {days: 3}, overdue: listing}
  mended: {title: 已改, untimed: 核实为止}
  closed: {title: 已销号, closing: rectified}
escalations: {listing: {title: 提请挂牌督办, after: 5, opens: listing}}
transitions:
  - {trigger: mend, title: 整改, from: [waiting], to: mended, by: [inspector],
     links: [{workflow: listing, in: [LIFTED], refused: 挂牌未解除}]}
  - {trigger: close, title: 销号, from: [mended], to: closed, by: [supervisor], second: true}
"""
LISTING = """
id: listing
title: 挂牌督办
version: "1"
kind: listing
initial: listed
states: {listed: {title: 挂牌中, untimed: 解除为止}, lifted: {title: 已解除, closing: rectified}}
transitions:
  - {trigger: lift, title: 解除, from: [listed], to: lifted, by: [supervisor],
     links: [{workflow: climb, in: [mended, closed], refused: 隐患未改}]}
"""


def test_the_command_writes_them(tmp_path: Path, command: Command) -> None:
    """``packs check`` names the files and how to run them; the exit code still says that something is wrong."""
    lists = copied(tmp_path / "lists")
    edited(lists, BREAKS["same person"])
    out = command("packs", "check", str(lists), "--scenario", str(tmp_path / "out"))
    assert out.code == 2
    assert "hazard.feature" in out.err
    text = (tmp_path / "out" / "hazard.feature").read_text(encoding="utf-8")
    assert "场景: 谁整改谁不能复查" in text
    assert "由同一人在“hazard”办理“pass_reinspection”（复查合格）" in text
