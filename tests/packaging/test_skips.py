"""A test that is skipped is an error in CI, and says why elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINES = {
    "called": "def test(): pytest.skip('no such tool')",
    "marked": "@pytest.mark.skipif(True, reason='no such tool')\ndef test(): pass",
    "imported": "pytest.importorskip('no_such_tool', reason='no such tool')\ndef test(): pass",
    "set up": "@pytest.fixture\ndef tool(): pytest.skip('no such tool')\ndef test(tool): pass",
    "whole": "pytest.skip('no such tool', allow_module_level=True)",
    "impossible": "def test(): pytest.skip('no bash on Windows')",
    "expected": "@pytest.mark.xfail(reason='a hole')\ndef test(): assert False",
    "passed": "def test(): pass",
}
STANDS = {"impossible", "expected", "passed"}


def module(kind: str) -> str:
    return f"test_{kind.replace(' ', '_')}.py"


def run(folder: Path, kinds: Iterable[str], ci: str) -> subprocess.CompletedProcess[str]:
    """One module for each kind, in one run."""
    for kind in kinds:
        (folder / module(kind)).write_text(f"import pytest\n{LINES[kind]}\n", "utf-8")
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI"))}
    options = ["-q", "-ra", "-p", "tests.skips", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    environment = {**outside, **({"CI": ci} if ci else {}), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_nothing_is_skipped_in_ci(tmp_path: Path) -> None:
    """A skip of any kind fails and says so, but for one that no installing removes."""
    done = run(tmp_path, LINES, "true")
    assert done.returncode == 1
    for kind in LINES.keys() - STANDS:
        failed = rf"^(FAILED|ERROR) {module(kind)}(::test)? - skipped in CI: no such tool$"
        assert re.search(failed, done.stdout, re.MULTILINE), done.stdout
    assert "\n1 failed, 1 passed, 1 skipped, 1 xfailed, 4 errors in " in done.stdout


def test_elsewhere_the_reason_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, ["called"], "")
    assert done.returncode == 0
    assert "SKIPPED [1] test_called.py:2: no such tool" in done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("1 skipped in ")
