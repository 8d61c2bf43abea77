"""A test that is skipped is an error in CI, and says why elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def run(folder: Path, lines: str, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_one.py").write_text(f"import pytest\n{lines}\n", "utf-8")
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI"))}
    command = [sys.executable, "-m", "pytest", "-q", "-ra", "-p", "tests.skips", "-p", "no:cacheprovider", str(folder)]
    environment = {**outside, **({"CI": ci} if ci else {}), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", LINES)
def test_nothing_is_skipped_in_ci(kind: str, tmp_path: Path) -> None:
    done = run(tmp_path, LINES[kind], "true")
    if kind in ("impossible", "expected", "passed"):
        assert done.returncode == 0, done.stdout
    else:
        assert done.returncode in (1, 2), done.stdout
        assert "skipped in CI: no such tool" in done.stdout


def test_elsewhere_the_reason_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, LINES["called"], "")
    assert done.returncode == 0
    assert "SKIPPED [1] test_one.py:2: no such tool" in done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("1 skipped in ")
