"""A day of an inspector, of a colleague, and of a supervisor, each without leaving the terminal; keys are counted.

The usual run plays a few hazards, and holds ``docs/keys.zh-CN.md`` to what it counted (``KEYS_WRITE=1`` writes the
page); the long one plays thirty.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from inspect_engine.ledger import NOW_VARIABLE, CaseFilter, open_ledger
from tests.terminal.days import NOTE, TYPED, Day, colleague, inspector, supervisor, table
from tests.terminal.town import DAY, FOUND, found_town

PAGE = Path(__file__).parents[2] / "docs" / "keys.zh-CN.md"


@pytest.mark.long
@pytest.mark.parametrize(
    ("hazards", "found", "again"),
    [(2, 1, 1), pytest.param(2 * len(TYPED), len(FOUND), 2, marks=pytest.mark.long)],
)
def test_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hazards: int, found: int, again: int) -> None:
    """Promise: all that was typed is stored as typed; a hazard takes fewer than 8 keys beside its note, one of a batch
    fewer than 2."""
    monkeypatch.setenv(NOW_VARIABLE, DAY)
    path = tmp_path / "台账.db"
    found_town(path, found, again)
    first, every = found + again + 1, found + hazards + 3
    with Day(path, "insp1") as morning:
        inspector(morning, first, hazards, again)
    with Day(path, "insp3") as noon:
        colleague(noon, first + hazards)
    with Day(path, "sup") as evening:
        supervisor(evening, found, hazards + 3)
    ledger = open_ledger(path, "sup")
    cases = [ledger.cases.get(line.id) for line in ledger.cases.iterate(CaseFilter())]
    assert sorted(case.state for case in cases) == sorted(
        ["reinspected"] * again + ["served"] * found + ["issued"] * (every - found)
    )
    assert [case.note for case in cases].count(NOTE) == hazards + 3
    assert ledger.verify() == []
    assert list(tmp_path.glob("通知书/*.docx"))
    assert list(tmp_path.glob("*.xlsx"))
    lines = [*morning.lines, *noon.lines, *evening.lines]
    each = {line.what: line.each for line in lines}
    assert each["记隐患：拼音首字母找，写情况，存"] < 8
    assert each["走检查表：记一件隐患"] < 8
    if hazards < len(TYPED):
        _hold(table(lines))
    else:
        assert all(one.each < 2 for one in lines if one.what.startswith("标记一批") and one.count > len(FOUND))


def _hold(counted: str) -> None:
    """The page says what was counted."""
    text = PAGE.read_text("utf-8")
    held = re.sub(r"(?s)\| 办什么.*\|", lambda _: counted, text)
    if os.environ.get("KEYS_WRITE"):
        PAGE.write_text(held, "utf-8")
    assert counted in PAGE.read_text("utf-8")
