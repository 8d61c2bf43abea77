"""The table: any size, by keys, drawing only what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from inspect_tui.app import InspectApp
from inspect_tui.views.ledger import BLOCK, KEPT
from inspect_tui.widgets.ledger_table import LedgerTable
from inspect_tui.words.columns import LAYOUTS, columns_for
from inspect_tui.words.text import fit
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from inspect_engine.domain.cases import CaseLine
from inspect_engine.errors import StorageError

TODAY = date(2022, 3, 1)


def line(row: int) -> CaseLine:
    number = f"CS-2022-{row:07d}"
    where: dict[str, Any] = {"subject": "s-1", "subject_name": f"第{row}商铺", "party": "某公司", "region": "530602"}
    what: dict[str, Any] = {"kind": "hazard", "pack": "shop", "pack_version": "1", "item": "A-01"}
    return CaseLine(
        id=str(row),
        opened=row,
        number=number,
        inspection="i",
        severity="general",
        state="found",
        state_title="已发现",
        is_open=True,
        found_on=TODAY,
        due_on=None,
        late_after=None,
        replied_on=None,
        returned=0,
        extended=0,
        closed_on=None,
        closed_how=None,
        last_event="e",
        title="疏散通道被占用",
        **what,
        **where,
    )


class Numbers:
    """A million lines, made when asked for."""

    def __init__(self, size: int = 1_000_000) -> None:
        self.size = size
        self.read: list[int] = []

    def count(self) -> int:
        return self.size

    def block(self, number: int) -> Sequence[CaseLine]:
        self.read.append(number)
        return [line(row) for row in range(number * BLOCK, min((number + 1) * BLOCK, self.size))]


class TableApp(App[None]):
    CSS_PATH = InspectApp.CSS_PATH

    def compose(self) -> ComposeResult:
        yield LedgerTable()


async def settle(pilot: Pilot[None]) -> LedgerTable:
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    return pilot.app.query_one(LedgerTable)


async def test_a_million_lines_by_keys() -> None:
    """Promise: first, last, page and step work at any size, with at most 16 blocks at hand."""
    source = Numbers()
    async with TableApp().run_test(size=(100, 30)) as pilot:
        table = pilot.app.query_one(LedgerTable)
        table.focus()
        table.show(source, TODAY)
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        assert table.cursor == 999_999
        assert table.highlighted == line(999_999)
        await pilot.press("ｋ", "up", "pageup", "home", "j", "down")
        await settle(pilot)
        assert table.cursor == 2
        for _ in range(20):
            table.move_to(table.cursor + BLOCK)
            await settle(pilot)
        assert table.highlighted == line(table.cursor)
        assert len(table._blocks) <= KEPT
        assert len(source.read) < 60


async def test_what_could_not_be_read_is_asked_for_again() -> None:
    """Promise: keys that wait for a line do not wait for ever after one reading failed."""

    class Stumbling(Numbers):
        stumbled = False

        def block(self, number: int) -> Sequence[CaseLine]:
            if number and not self.stumbled:
                self.stumbled = True
                raise StorageError("读不到")
            return super().block(number)

    async with TableApp().run_test(size=(100, 30)) as pilot:
        table = pilot.app.query_one(LedgerTable)
        table.show(Stumbling(), TODAY)
        await settle(pilot)
        table.move_to(BLOCK * 3)
        for _ in range(1000):
            await pilot.pause(0.01)
            table.refresh()
            if table.settled:
                break
        assert table.highlighted == line(BLOCK * 3)


async def test_looking_through_many_lines_leaves_those_in_sight_at_hand() -> None:
    """Promise: keys go on being obeyed, for what they act on stays; each block is read once."""
    source = Numbers()
    async with TableApp().run_test(size=(100, 30)) as pilot:
        table = pilot.app.query_one(LedgerTable)
        table.show(source, TODAY)
        await settle(pilot)
        before = len(source.read)
        assert await table.lines(5, BLOCK * (KEPT + 4)) == [line(row) for row in range(5, BLOCK * (KEPT + 4) + 1)]
        assert len(source.read) - before <= KEPT + 4
        assert table.settled


async def test_the_cursor_follows_its_case_when_lines_change() -> None:
    """Promise: after a refresh the same hazard is highlighted, wherever it now stands."""

    class Shifted(Numbers):
        def block(self, number: int) -> Sequence[CaseLine]:
            return [line(row + 1) for row in range(number * BLOCK, (number + 1) * BLOCK)]

    async with TableApp().run_test(size=(100, 30)) as pilot:
        table = pilot.app.query_one(LedgerTable)
        table.show(Numbers(500), TODAY)
        await settle(pilot)
        table.move_to(7)
        table.show(Shifted(499), TODAY, stay=True)
        await settle(pilot)
        assert table.cursor == 6
        assert table.highlighted == line(7)


async def test_what_was_taken_back_with_its_import_is_struck_through() -> None:
    class Gone(Numbers):
        def block(self, number: int) -> Sequence[CaseLine]:
            return [replace(one, closed_how="taken_back" if one.opened < 2 else None) for one in super().block(number)]

    async with TableApp().run_test(size=(100, 30)) as pilot:
        pilot.app.query_one(LedgerTable).show(Gone(), TODAY)
        table = await settle(pilot)
        struck = [{bool(each.style and each.style.strike) for each in table.render_line(y)} for y in (1, 2, 3)]
        assert [True in found for found in struck] == [True, True, False]


async def test_moving_the_cursor_draws_two_lines() -> None:
    """Promise: a step that does not scroll redraws the line left and the line reached, nothing else."""
    drawn: list[int] = []

    class Counting(LedgerTable):
        def render_line(self, y: int):  # type: ignore[no-untyped-def]
            drawn.append(y)
            return super().render_line(y)

    class CountingApp(TableApp):
        def compose(self) -> ComposeResult:
            yield Counting()

    async with CountingApp().run_test(size=(100, 30)) as pilot:
        table = pilot.app.query_one(Counting)
        table.show(Numbers(500), TODAY)
        await settle(pilot)
        drawn.clear()
        table.move_to(1)
        await pilot.pause()
        assert set(drawn) == {1, 2}


@pytest.mark.parametrize("width", [40, 60, 78, 100, 120, 150, 220])
def test_columns_fill_the_width_exactly(width: int) -> None:
    """Promise: at every width cells add up to the width, and the narrowest still shows number, title and state."""
    columns = columns_for(width)
    assert {"编号", "隐患或事项", "状态", "时限"} <= {column.title for column in columns}
    assert sum(column.width + 1 for column in columns) == width or width < LAYOUTS[-2][0]


@pytest.mark.parametrize("text", ["", "a", "隐患", "半个字", "👨‍👩‍👧家", "a隐b患" * 9])
def test_cells_are_exactly_as_wide_as_said(text: str) -> None:
    """Promise: a wide character is never cut in half."""
    assert cell_len(fit(text, 7)) == 8
