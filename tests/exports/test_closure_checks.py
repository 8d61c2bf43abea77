"""The checks point at what they are meant to, and at nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from inspect_engine.domain.figures import Board
from inspect_engine.exports.closure import checks
from inspect_engine.exports.closure.records import frame, records

if TYPE_CHECKING:
    from tests.exports.conftest import Town


@pytest.fixture(scope="module")
def found(exported: tuple[Path, Board]) -> dict[str, tuple[Any, Any]]:
    rows = openpyxl.load_workbook(exported[0])["数据核查"].iter_rows(min_row=2, values_only=True)
    return {str(row[0]): (row[1], row[2]) for row in rows}


@pytest.mark.parametrize(("check", "cases"), [("回复当日即销号", [0]), ("整改期限为暂定", [])])
def test_checks(town: Town, found: dict[str, tuple[Any, Any]], check: str, cases: list[int]) -> None:
    result, numbers = found[check]
    assert result == (f"{len(cases)} 起" if cases else "未发现")
    assert numbers == ("、".join(town.numbers[case] for case in cases) or None)


def test_a_provisional_deadline_is_pointed_at(town: Town) -> None:
    audit = checks.Audit(town.chief.desk.roster())
    for record in records(town.chief, frame(town.chief, None, None)):
        if record.case.number == town.numbers[9]:
            audit.see(replace(record, case=replace(record.case, due_provisional=True)))
    [group] = [group for group in audit.groups([], str) if group.line.check == "整改期限为暂定"]
    assert (group.line.result, group.line.numbers) == ("1 起", town.numbers[9])
    assert group.findings == (), "what its row names whole has no other"


def test_long_lists_of_numbers_go_on_in_further_rows() -> None:
    finding = checks.Finding("核查", "口径", tuple(f"SY-2024-{n:04d}" for n in range(70)), "70 起")
    lines = list(finding.lines())
    assert [line.check for line in lines] == ["核查", "核查 续1", "核查 续2"]
    assert "、".join(line.numbers for line in lines) == "、".join(finding.numbers)
    assert lines[0].result == "70 起"
