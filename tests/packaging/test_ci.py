"""``.ci/run`` brings what tests need before it runs the checks, and only what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / ".ci" / "run"
USED = "bash", "dirname", "readlink", "grep", "env"
NEEDED = "soffice", "dot", "fc-list", "chromium", "openssl"
PACKAGES = "libreoffice-calc-nogui libreoffice-writer-nogui fontconfig fonts-noto-cjk graphviz chromium openssl"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no bash on Windows")


def stand_in(folder: Path, name: str, says: str = "") -> None:
    """A program that notes that it was called, with what CI is, and prints something."""
    program = folder / name
    program.write_text(f'#!/bin/sh\necho "{name} $* CI=$CI" >>"{folder}/called"\n{says}\n', "utf-8")
    program.chmod(0o755)


def run(
    folder: Path, present: tuple[str, ...], user: int, parts: tuple[str, ...] = ("sc", "sw"), apt: str = ""
) -> tuple[str, str]:
    """What the script called, and what it said on stderr, where only these programs are there."""
    for name in USED:
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    stand_in(folder, "make")
    stand_in(folder, "apt-get", apt)
    stand_in(folder, "id", f"echo {user}")
    for name in present:
        stand_in(folder, name, "echo font")
    for part in parts:
        (folder / f"lib{part}lo.so").touch()
    environment = {"PATH": str(folder), "HOME": str(folder)}
    done = subprocess.run(["bash", str(RUN)], env=environment, capture_output=True, text=True, check=True)
    return (folder / "called").read_text("utf-8"), done.stderr


def calls(told: str, *names: str) -> list[str]:
    return [line for line in told.splitlines() if line.startswith(names)]


@pytest.mark.parametrize("user", [0, 1000])
def test_nothing_is_installed_where_all_is_there(user: int, tmp_path: Path) -> None:
    told, said = run(tmp_path, NEEDED, user)
    assert calls(told, "apt-get", "make") == ["make check CI=true"]
    assert said == ""


def test_root_installs_what_is_missing_before_the_checks(tmp_path: Path) -> None:
    told, _ = run(tmp_path, (), 0)
    assert calls(told, "apt-get", "make") == [
        "apt-get update -qq CI=true",
        f"apt-get install -y -qq --no-install-recommends {PACKAGES} CI=true",
        "make check CI=true",
    ]


def test_an_office_without_its_writer_is_not_enough(tmp_path: Path) -> None:
    told, _ = run(tmp_path, NEEDED, 0, parts=("sc",))
    assert calls(told, "apt-get")[1].endswith("--no-install-recommends libreoffice-writer-nogui CI=true")


def test_what_cannot_be_installed_is_said_and_the_checks_still_run(tmp_path: Path) -> None:
    told, said = run(tmp_path, ("soffice", "fc-list", "openssl"), 0, apt="exit 100")
    assert calls(told, "apt-get", "make") == ["apt-get update -qq CI=true", "make check CI=true"]
    assert "Could not be installed: graphviz" in said


def test_others_are_told_what_is_missing(tmp_path: Path) -> None:
    told, said = run(tmp_path, ("soffice", "fc-list", "openssl"), 1000)
    assert calls(told, "apt-get", "make") == ["make check CI=true"]
    assert "graphviz" in said


def test_the_script_names_no_place_to_fetch_from() -> None:
    text = RUN.read_text("utf-8")
    assert "://" not in text
    assert os.access(RUN, os.X_OK)
