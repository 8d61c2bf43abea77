"""The rows of a verb that lists: sorted and filtered as one types; each leads to what can be done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from inspect_tui.pages.found import FoundPage
from inspect_tui.views.things import Named, listed
from inspect_tui.views.verbs import Done, Rows, Verb
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.grid import Grid, place
from inspect_tui.words.text import MUTED, plain, stack

NONE = Rows((), (), ())


class RowsScreen(FoundPage):
    """Enter shows the one marked; ``o`` offers the verbs that take it."""

    SCOPE = "rows"
    HEADING = "办事"
    FIRST = "#rows"

    by, down = -1, False
    """The column that orders the rows, and whether from its end."""

    def __init__(self, verb: Verb, given: Mapping[str, str], done: Done | None = None) -> None:
        super().__init__(verb, given, done)
        self._places: dict[str, int] = {}

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="lead", classes="lead", markup=False)
        yield LineBox(id="part", placeholder="只看含这些字的")
        yield Static("", id="head", markup=False)
        yield PickList(id="rows")
        yield Banner()

    def on_mount(self) -> None:
        self.query_one("#part").display = False

    @property
    def rows(self) -> Rows:
        return (self.done.rows if self.done else None) or NONE

    @property
    def named(self) -> Named | None:
        return self._named(self.query_one(PickList).chosen)

    def _named(self, key: str | None) -> Named | None:
        found, at = listed(self.verb.path), self.place_of(key)
        if not found or at is None:
            return None
        thing, columns = found
        return thing, [self.rows.keys[at][column] for column in columns]

    def place_of(self, key: str | None) -> int | None:
        """Where the row of an option is among those that were read last; None where it is there no more."""
        return self._places.get(key or "")

    def ledger_changed(self) -> None:
        self.load()

    def show(self, done: Done) -> None:
        """Rows are known by what names them: the mark, and an Enter under way, stay with theirs."""
        found = listed(self.verb.path)
        self._places, seen = {}, Counter[str]()
        for n, row in enumerate(self.rows.keys):
            key = "\t".join(row[column] for column in found[1]) if found else "\t".join(row)
            seen[key] += 1
            self._places[f"{key}#{seen[key]}"] = n
        self.query_one(Banner).tell("" if done.well else done.text)
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    @on(Input.Changed)
    def _draw(self) -> None:
        """The rows that contain what was typed, in the order that was chosen."""
        if self.done is None:
            return
        rows, words = self.rows, self.query_one(LineBox).value.lower().split()
        kept = [
            (key, n)
            for key, n in self._places.items()
            if all(any(w in cell.lower() for cell in rows.cells[n]) for w in words)
        ]
        if self.by >= 0:
            kept.sort(key=lambda one: place(rows.keys[one[1]][self.by]), reverse=self.down)
        grid = Grid([rows.head, *rows.cells], self.size.width - 3)
        self.query_one("#head", Static).update(plain(grid.line(self._marked(rows.head)), "bold"))
        self.query_one("#lead", Static).update(self._lead(rows, len(kept)))
        self.query_one(PickList).fill((key, plain(grid.line(rows.cells[n]))) for key, n in kept)

    def _lead(self, rows: Rows, kept: int) -> Content:
        assert self.done
        of = f"，共 {len(rows.cells)} 条" if kept != len(rows.cells) else ""
        told = self.done.told.strip() if self.done.well else ""
        said = self.verb.said(self.given)
        only = [plain(f"条件：{said}", MUTED)] if said else []
        count = [plain(f"{kept} 条{of}")] if rows.cells else []
        return stack([*only, *count, *(plain(line, MUTED) for line in (*rows.below, *told.splitlines()))])

    def _marked(self, head: Sequence[str]) -> list[str]:
        return [f"{'↓' if self.down else '↑'}{name}" if n == self.by else name for n, name in enumerate(head)]

    # --- keys ---------------------------------------------------------------------------------------------------

    def action_order(self) -> None:
        """By the next column; after the last, as it came."""
        self.by = self.by + 1 if self.by + 1 < len(self.rows.head) else -1
        self.down = False
        self._draw()

    def action_reverse(self) -> None:
        self.down = not self.down
        self._draw()

    def action_filter(self) -> None:
        box = self.query_one("#part", LineBox)
        box.display = True
        box.focus()

    @on(Input.Submitted)
    def close_filter(self) -> None:
        box = self.query_one("#part", LineBox)
        box.display = bool(box.value)
        self.query_one(PickList).focus()

    def action_back(self) -> None:
        """Takes the filter away first."""
        box = self.query_one("#part", LineBox)
        if box.display:
            box.value, box.display = "", False
            self.query_one(PickList).focus()
        else:
            self.dismiss(None)

    def action_copy(self) -> None:
        if (at := self.place_of(self.query_one(PickList).chosen)) is not None:
            self.app.copy_to_clipboard("\t".join(self.rows.cells[at]))
            self.house.say("已复制这一行")

    def action_select(self) -> None:
        self.query_one(PickList).action_select()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Show the one that was chosen, where a verb does; else offer the verbs that take it."""
        named = self._named(event.option_id)
        if named is None:
            return
        thing, names = named
        verb = thing.verbs(self.house.verbs.all)[0]
        if verb.writes:
            self.app.push_screen(self.screens.verbs(named, only=True))
        else:
            self.house.begin(verb, thing.given(verb, names))
