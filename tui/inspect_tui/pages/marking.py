"""Marking the lines of a ledger's list, and doing one thing with all that is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work

from inspect_tui.pages.listing import Listed, ListingScreen
from inspect_tui.pages.page import Page
from inspect_tui.widgets.ledger_table import LedgerTable

if TYPE_CHECKING:
    from inspect_engine.ledger import CaseFilter
    from inspect_tui.views.many import Deed

MANY = 200
"""So many are marked at once without a question."""


class MarkingPage(Page[None]):
    """A page with a :class:`LedgerTable`; ``legs`` are the filters of its list, ``started_at`` is the row from which a
    stretch is marked, ``unseen`` how many of the marked are not listed."""

    def __init__(self) -> None:
        super().__init__()
        self.legs: Sequence[CaseFilter] = ()
        self.started_at: int | None = None
        self.unseen = 0

    @property
    def table(self) -> LedgerTable:
        return self.query_one(LedgerTable)

    def draw_views(self) -> None:
        """Say what is listed and marked."""
        raise NotImplementedError

    def load(self, *, stay: bool = False) -> None:
        """Read the list again."""
        raise NotImplementedError

    def export(self, chosen: Sequence[CaseFilter]) -> None:
        """Export what these choose."""
        raise NotImplementedError

    def out_of_sight(self) -> int:
        """How many of the marked are not among what is listed."""
        marked = frozenset(self.table.marks)
        if not marked:
            return 0
        seen = [replace(leg, ids=marked if leg.ids is None else leg.ids & marked) for leg in self.legs]
        return len(marked) - len({key for leg in seen for key in self.ledger.cases.numbers(leg)})

    def _marked(self) -> None:
        self.started_at = None
        self.table.refresh()
        self.draw_views()
        self._count_unseen()

    @work(exclusive=True, group="unseen")
    async def _count_unseen(self) -> None:
        self.unseen = await self.aside(self.out_of_sight)
        self.draw_views()

    def action_mark(self) -> None:
        if self.started_at is not None:
            self.action_mark_range()
        elif line := self.table.highlighted:
            self.table.marks.turn(line.id, line.number)
            self._step(1)

    def action_mark_down(self) -> None:
        self._mark_on(1)

    def action_mark_up(self) -> None:
        self._mark_on(-1)

    def _mark_on(self, by: int) -> None:
        """Mark the line under the cursor, go on, and mark that one as well."""
        before = self.table.highlighted
        self._step(by)
        lines = [line for line in (before, self.table.highlighted) if line]
        self.table.marks.add({line.id: line.number for line in lines})
        self.draw_views()

    def _step(self, by: int) -> None:
        self.table.move_to(self.table.cursor + by)
        self.draw_views()

    @work
    async def action_mark_range(self) -> None:
        """The first time from here, the second time up to here."""
        if self.started_at is None:
            self.started_at = self.table.cursor
            self.draw_views()
            return
        first, last = sorted((self.started_at, self.table.cursor))
        if last - first >= MANY and not await self.sure(f"要标记 {last - first + 1} 件，确定吗？"):
            return
        lines = await self.table.lines(first, last)
        self.table.marks.add({line.id: line.number for line in lines})
        self._marked()

    @work
    async def action_mark_all(self) -> None:
        if (found := await self._listed("标记")) is not None:
            self.table.marks.add(found)
            self._marked()

    @work
    async def action_mark_invert(self) -> None:
        if (found := await self._listed("反选")) is not None:
            self.table.marks.invert(found)
            self._marked()

    async def _listed(self, verb: str) -> dict[str, str] | None:
        """All that is listed; None where it is so much that he thought better of it."""
        count = sum([await self.aside(self.ledger.cases.count, leg) for leg in self.legs])
        if count > MANY and not await self.sure(f"筛选出来的有 {count} 件，全部{verb}吗？"):
            return None
        return {key: number for leg in self.legs for key, number in (await self._numbers(leg)).items()}

    async def _numbers(self, leg: CaseFilter) -> dict[str, str]:
        return await self.aside(self.ledger.cases.numbers, leg)

    def action_mark_none(self) -> None:
        self.table.marks.clear()
        self._marked()

    def action_mark_undo(self) -> None:
        if not self.table.marks.undo():
            self.house.say("没有可以撤回的标记")
        self._marked()

    @work
    async def action_together(self) -> None:
        """Do one thing with all that is marked; what was not done stays marked, with the reason."""
        from inspect_engine.ledger import CaseFilter
        from inspect_tui.views.many import EXPORT, deeds

        marks = self.table.marks
        if not marks:
            self.house.say("先标记：按空格标一件，按 V 标一段，按 * 标全部")
            return
        found = {deed.key: deed for deed in await self.aside(deeds, self.ledger, list(marks))}
        rows = {key: f"{deed.title}（{len(deed.lines)} 件）" for key, deed in found.items()}
        title = f"已选 {len(marks)} 件，一起办什么"
        chosen = await self.app.push_screen_wait(self.screens.pick(title, {**rows, EXPORT: f"导出（{len(marks)} 件）"}))
        if chosen == EXPORT:
            self.export([CaseFilter(ids=frozenset(marks))])
        elif chosen:
            await self._together(found[chosen])

    async def _together(self, deed: Deed) -> None:
        own = await self.aside(deed.known, self.ledger)
        done = await self.app.push_screen_wait(self.screens.many(deed, own))
        if done is None:
            return
        why = {one.id: one.why for one in done if one.why}
        beside = {key: "这一项不在它现在能办的里" for key in self.table.marks if key not in {one.id for one in done}}
        self.table.marks.leave({**beside, **why})
        self._marked()
        self.load(stay=True)
        rows = [Listed(one.number, "", one.told, one.why) for one in done]
        left = f"，{len(why)} 件没有办成，还标着" if why else ""
        told = f"{deed.title}：办成 {len(done) - len(why)} 件{left}"
        await self.app.push_screen_wait(ListingScreen(told, rows, asks=False))
