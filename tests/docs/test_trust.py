"""The page on trust: each promise names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "trust.md").read_text("utf-8")
NAMED = re.findall(r"`((?:storage|cli|bdd|domain|ledger|docs|torture)/test_\w+\.py)(?:::(\w+))?`", PAGE)


def test_every_test_that_is_named_is_there() -> None:
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not (path := ROOT / "tests" / file).is_file() or (name and f"def {name}(" not in path.read_text("utf-8"))
    ]
    assert missing == []


def test_every_promise_names_one() -> None:
    rows = re.findall(r"^\| (?!promise|tampering|---)(.+) \|$", PAGE, re.MULTILINE)
    promises = rows[: rows.index(next(row for row in rows if row.startswith("body, hash")))]
    assert len(promises) > 15
    assert all("test_" in row.rpartition("|")[2] for row in promises)
