"""A period beside the one before it: what the boards of both say, and what the histories alone come to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from inspect_engine.cli.cases.trails import plain
from inspect_engine.domain.figures import Compared, Period, Rate
from inspect_engine.exports.closure import against, workbook
from inspect_engine.exports.closure.totals import share_value
from inspect_engine.ledger.choosing import Selection, only
from inspect_engine.storage.queries import CaseFilter
from tests.exports.recount import by_month, figures

if TYPE_CHECKING:
    from tests.exports.conftest import Town

MARCH = date(2024, 3, 5), date(2024, 3, 16)


def asked(first: date | None, last: date | None = None, **more: Any) -> Selection:
    return only(CaseFilter(found_from=first, found_to=last, **more))


def told(town: Town) -> list[Any]:
    cases = town.as_("sup1").cases
    return list(json.loads(json.dumps([plain(cases.history(each), ())["items"] for each in town.numbers], default=str)))


def compared(town: Town, selection: Selection, as_of: date | None = None) -> Compared:
    found = town.chief.figures.compared(selection, as_of)
    assert found
    return found


@pytest.mark.parametrize("more", [{}, {"severity": "major"}, {"region": "530621"}])
def test_a_period_is_what_the_boards_of_its_last_day_say(town: Town, more: dict[str, Any]) -> None:
    """The one of all there was, and the one of what was found in it."""
    both = compared(town, asked(*MARCH, **more))
    for period, days in ((both.now, MARCH), (both.past, (date(2024, 2, 22), date(2024, 3, 4)))):
        assert (period.first, period.last) == days
        assert period.board == town.chief.figures.board(days[1], None, asked(None, **more))
        assert period.found == town.chief.figures.board(days[1], None, asked(*days, **more))
    assert both.past.found.found > 0


def test_what_was_closed_in_it_is_an_own_count_of_the_histories(town: Town) -> None:
    histories = told(town)
    for first, last in (MARCH, (date(2024, 3, 1), date(2024, 3, 8)), (date(2024, 3, 17), date(2024, 4, 1))):
        now: Period = compared(town, asked(first, last)).now
        found, closed, left = by_month(histories, f"{last}", f"{first}", f"{last}")
        assert (now.found.found, now.closed, now.board.open) == (found, closed, left)
        eve = date.fromordinal(first.toordinal() - 1)
        late = figures(histories, f"{last}")["closed_late"] - figures(histories, f"{eve}")["closed_late"]
        assert now.closed_late >= late, "one that is taken up again counts no more"
    assert compared(town, asked(date(2024, 3, 17))).now.closed_late == 1


def test_no_period_no_comparison(town: Town) -> None:
    room = town.chief.figures
    for selection in (Selection(), asked(None, MARCH[1]), asked(date(1, 5, 1)), asked(date(2030, 1, 1))):
        assert room.compared(selection) is None
    two = Selection((CaseFilter(found_from=MARCH[0]), CaseFilter(found_from=MARCH[1])))
    assert room.compared(two) is None
    assert compared(town, asked(MARCH[0]), MARCH[1]).now.last == MARCH[1], "the day asked about ends it"


def test_the_first_sheet_has_it_as_numbers_and_verifies(town: Town, tmp_path: Path) -> None:
    summary = workbook.write(town.chief, tmp_path / "期.xlsx", selection=asked(*MARCH))
    both = compared(town, asked(*MARCH))
    rows = [
        list(row[:5])
        for row in openpyxl.load_workbook(summary.path, data_only=True)["总览"].iter_rows(values_only=True)
    ]
    start = rows.index(list(against.HEAD)) + 1
    assert rows[start - 3][1] == f"本期 {both.now.told}，上期 {both.past.told}"
    for line, row in zip(both.lines, rows[start:], strict=True):
        wanted = [share_value(each) if isinstance(each, Rate) else each for each in (line.now, line.past)]
        assert row[:3] == [line.title, *(each if isinstance(each, int | str) else float(each) for each in wanted)]
    whole = openpyxl.load_workbook(workbook.write(town.chief, tmp_path / "全.xlsx").path)["总览"]
    assert "与上期比" not in [cell.value for cell in whole["A"]]
