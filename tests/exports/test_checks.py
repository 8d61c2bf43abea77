"""The checks point at what they are meant to, and at nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from inspect_engine.domain.figures import Board
from inspect_engine.exports import checks
from inspect_engine.exports.records import frame, records

if TYPE_CHECKING:
    from tests.exports.conftest import Town


@pytest.fixture(scope="module")
def found(exported: tuple[Path, Board]) -> dict[str, tuple[Any, Any]]:
    rows = openpyxl.load_workbook(exported[0])["数据核查"].iter_rows(min_row=2, values_only=True)
    return {str(row[0]): (row[1], row[2]) for row in rows}


@pytest.mark.parametrize(
    ("check", "cases"),
    [
        ("未见复查记录即销号", []),
        ("同一份佐证材料重复使用", [0, 2]),
        ("整改回复文字雷同（≥3 起）", [0, 1, 2]),
        ("回复当日即销号", [0]),
        ("补录（超过 7 日入账）", []),
        ("整改期限为暂定", []),
    ],
)
def test_checks(town: Town, found: dict[str, tuple[Any, Any]], check: str, cases: list[int]) -> None:
    result, numbers = found[check]
    assert result == (f"{len(cases)} 起" if cases else "未发现")
    assert numbers == ("、".join(town.numbers[case] for case in cases) or None)


def test_what_the_rules_prevent_is_still_looked_for(town: Town) -> None:
    """A history without its reinspection, entered late, with a provisional deadline: the checks see all three."""
    audit = checks.Audit()
    for record in records(town.chief, frame(town.chief, None, None)):
        if record.case.number != town.numbers[9]:
            continue
        kept = []
        for entry in record.entries:
            data = dict(entry.event.data)
            if data.get("trigger") == "pass_reinspection":
                continue
            if deadline := data.get("deadline"):
                data["deadline"] = {**deadline, "provisional": True}
            data["on"] = "2024-02-01"
            kept.append(_with(entry, data))
        audit.see(_with_entries(record, kept))
    flagged = {finding.check for finding in audit.findings() if finding.numbers}
    assert {"未见复查记录即销号", "补录（超过 7 日入账）", "整改期限为暂定"} <= flagged


def _with(entry: Any, data: dict[str, Any]) -> Any:
    return replace(entry, event=replace(entry.event, data=data))


def _with_entries(record: Any, entries: list[Any]) -> Any:
    return replace(record, entries=tuple(entries))


def test_long_lists_of_numbers_go_on_in_further_rows() -> None:
    finding = checks.Finding("核查", "口径", tuple(f"SY-2024-{n:04d}" for n in range(70)))
    lines = list(finding.lines())
    assert [line[0] for line in lines] == ["核查", "核查 续1", "核查 续2"]
    assert "、".join(str(line[2]) for line in lines) == "、".join(finding.numbers)
    assert lines[0][1] == "70 起"
