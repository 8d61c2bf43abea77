"""Choosing where one is: a registered subject by name, pinyin or number, or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from inspect_engine.domain.words.pinyin import sought
from inspect_tui.pages.live import LivePage
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.search_box import SearchBox
from inspect_tui.words.grid import Grid
from inspect_tui.words.text import MUTED, STRONG, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_engine.domain.definitions import Pack
    from inspect_engine.ledger.subjects import Subject

MOST, EDGES = 100, 3
HEARD = 5_000
"""Subjects of which the pinyin is looked through; of more only their words and numbers."""
NEW = "new-"


class PlaceScreen(LivePage[str | None]):
    """Gives back the key of the subject."""

    SCOPE = "place"
    HEADING = "换对象"
    FIRST = "#typed"

    def __init__(self) -> None:
        super().__init__()
        self.subjects: list[Subject] | None = None
        self.packs: dict[str, Pack] = {}
        self.adding = False

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="lead", classes="lead", markup=False)
        yield SearchBox(placeholder="名称、拼音首字母、编号或责任单位的一部分", id="typed")
        rows = PickList(id="rows")
        rows.can_focus = False
        yield rows
        yield Banner()

    @property
    def ready(self) -> bool:
        return self.subjects is not None

    async def renew(self) -> None:
        found = await self.aside(self.ledger.subjects.find)
        held = await self.aside(self.ledger.definitions.adopted)
        self.packs = {name: one.definition.pack for name, one in held.items() if not one.definition.pack.ended}
        self.subjects = [one for one in found if not one.closed_on]
        self._draw()

    def _draw(self) -> None:
        if self.subjects is not None:
            typed = self.query_one(SearchBox).value.strip()
            self._show_packs(typed) if self.adding else self._show_places(typed, self.subjects)

    @on(Input.Changed, "#typed")
    def find(self) -> None:
        """What fits what is typed now, the first of it marked; when others have written, the mark stays on its row."""
        self._draw()
        self.query_one(PickList).highlighted = 0

    def _show_places(self, typed: str, known: list[Subject]) -> None:
        few = len(known) <= HEARD
        fitting = [one for one in known if sought(typed, (one.name, one.party), (one.key,), heard=few)]
        more = f"，只列前 {MOST} 个" if len(fitting) > MOST else ""
        slow = "" if few else "；对象很多，拼音不找"
        self.query_one("#lead", Static).update(f"检查对象 {len(fitting)} 个{more}{slow}；没有登记的按 F2 登记")
        shown = fitting[:MOST]
        rows = [(one.name, one.key, self.ledger.desk.region_name(one.region), _other(one)) for one in shown]
        grid = Grid(rows, self.size.width - EDGES)
        self.query_one(PickList).fill((one.key, _row(row, grid)) for one, row in zip(shown, rows, strict=True))

    def _show_packs(self, typed: str) -> None:
        fitting = [pack for pack in self.packs.values() if sought(typed, (pack.title,), (pack.id,))]
        self.query_one("#lead", Static).update("登记新对象：用哪一张检查表查它")
        self.query_one(PickList).fill((f"{NEW}{pack.id}", plain(pack.title, STRONG)) for pack in fitting)

    @on(Input.Submitted, "#typed")
    @on(OptionList.OptionSelected)
    def action_select(self) -> None:
        chosen = self.query_one(PickList).chosen
        if chosen and chosen.startswith(NEW) and self.adding:
            self._add(self.packs[chosen.removeprefix(NEW)])
        elif chosen:
            self.dismiss(chosen)

    def action_add(self) -> None:
        """Choose a checklist for a new one, or go back to those there are."""
        self.adding = not self.adding
        box = self.query_one(SearchBox)
        if box.value:
            box.value = ""
        else:
            self.find()

    @work(group="choose")
    async def _add(self, pack: Pack) -> None:
        key = await self.app.push_screen_wait(self.screens.subject(pack))
        if key:
            self.dismiss(key)


def _other(one: Subject) -> str:
    """The unit that answers for it, where that is not its own name."""
    return one.party if one.party != one.name else ""


def _row(cells: Sequence[str], grid: Grid) -> Content:
    name, gap, rest = grid.line(cells).partition("  ")
    return Content.assemble(plain(name, STRONG), plain(gap + rest, MUTED))
