"""The rows of a verb that lists: sorted and filtered as one types; each leads to what can be done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from inspect_tui.pages.found import FoundPage
from inspect_tui.views.things import Named, Of, at_once, listed
from inspect_tui.views.verbs import Done, Rows, Verb
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.grid import Grid, place
from inspect_tui.words.text import MUTED, STRONG, plain, stack

NONE = Rows((), (), ())
WHICH, NOTHING = "选一条，打字只看含这些字的，Enter 办", "现在没有可办的："


class RowsScreen(FoundPage):
    """Enter shows the one under the cursor; ``o`` offers the verbs that take it, ``t`` those for all that are marked.

    With a ``purpose`` Enter opens the form of that verb, about the one that was chosen.
    """

    SCOPE = "rows"
    HEADING = "办事"
    FIRST = "#rows"

    by, down = -1, False
    """The column that orders the rows, and whether from its end."""

    def __init__(
        self, verb: Verb, given: Mapping[str, str], done: Done | None = None, *, purpose: Verb | None = None
    ) -> None:
        super().__init__(verb, given, done)
        self.purpose = purpose
        self.marks: set[tuple[str, ...]] = set()
        self._places: dict[str, int] = {}

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="lead", classes="lead", markup=False)
        yield LineBox(id="part", placeholder="只看含这些字的")
        yield Static("", id="head", markup=False)
        yield PickList(id="rows")
        yield Banner()

    def on_mount(self) -> None:
        box = self.query_one("#part")
        box.display = self.purpose is not None
        if self.purpose:
            self.query_one(TitleBar).say(title=self.purpose.named)
            self.call_later(box.focus)

    @property
    def rows(self) -> Rows:
        return (self.done.rows if self.done else None) or NONE

    @property
    def named(self) -> Named | None:
        return self._named(self.query_one(PickList).chosen)

    def _named(self, key: str | None) -> Named | None:
        found, at = listed(self.verb.path), self.place_of(key)
        return (found[0], self._names(at)) if found and at is not None else None

    def place_of(self, key: str | None) -> int | None:
        """Where the row of an option is among those that were read last; None where it is there no more."""
        return self._places.get(key or "")

    def _names(self, row: int) -> tuple[str, ...]:
        found = listed(self.verb.path)
        return tuple(self.rows.keys[row][column] for column in found[1]) if found else ()

    def _told(self, row: int) -> list[tuple[str, str]]:
        return list(zip(self.rows.head, self.rows.cells[row], strict=True))

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
        grid = Grid([rows.head, *rows.cells], self.size.width - 4)
        self.query_one("#head", Static).update(plain(f" {grid.line(self._marked(rows.head))}", "bold"))
        self.query_one("#lead", Static).update(self._lead(rows, len(kept)))
        self.query_one(PickList).fill((key, self._row(n, grid)) for key, n in kept)

    def _row(self, n: int, grid: Grid) -> Content:
        """The marked stand out from the others, and say so where there are no colours."""
        line = plain(grid.line(self.rows.cells[n]))
        return Content.assemble(("*", STRONG), line.stylize(STRONG)) if self._names(n) in self.marks else " " + line

    def _lead(self, rows: Rows, kept: int) -> Content:
        assert self.done
        of = f"，共 {len(rows.cells)} 条" if kept != len(rows.cells) else ""
        told = self.done.told.strip() if self.done.well else ""
        said = self.verb.said(self.given)
        only = [plain(f"条件：{said}", MUTED)] if said else []
        count = [plain(f"{kept} 条{of}")] if rows.cells else []
        marked = [plain(f"已标记 {len(self.marks)} 条：按 t 一起办", STRONG)] if self.marks else []
        asked = [plain(f"{WHICH if rows.cells else NOTHING}“{self.purpose.title}”", STRONG)] if self.purpose else []
        below = (*rows.below, *told.splitlines())
        return stack([*asked, *only, *count, *marked, *(plain(line, MUTED) for line in below)])

    def _marked(self, head: Sequence[str]) -> list[str]:
        return [f"{'↓' if self.down else '↑'}{name}" if n == self.by else name for n, name in enumerate(head)]

    @property
    def _here(self) -> int:
        """The row under the cursor."""
        return self._places[self.query_one(PickList).chosen or ""]

    # --- many at once ---------------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        rows = self.query_one(PickList)
        if rows.chosen:
            self.marks ^= {self._names(self._here)}
            self._draw()
            rows.action_cursor_down()

    def action_mark_all(self) -> None:
        every = {self._names(self._places[option.id or ""]) for option in self.query_one(PickList).options}
        self.marks = self.marks - every if every <= self.marks else self.marks | every
        self._draw()

    def action_take(self) -> None:
        if self.named and self.done:
            told = self._told(self._here)
            self.app.push_screen(self.screens.verbs(self.named, only=True, told=told))
        else:
            super().action_take()

    @work
    async def action_together(self) -> None:
        """Do one thing with all that is marked; what was not done stays marked."""
        found = listed(self.verb.path)
        rows = [n for n in range(len(self.rows.keys)) if self._names(n) in self.marks]
        if not rows or not found:
            self.house.say("先标记：按空格标一条，按 * 标全部")
            return
        verbs = {
            verb.path: (verb, of)
            for verb in found[0].verbs(self.house.verbs.all)
            if verb.once and (of := [Of(found[0].given(verb, self._names(n)), self._told(n)) for n in rows])
        }
        titles = {path: verb.title for path, (verb, _) in verbs.items()}
        chosen = await self.app.push_screen_wait(self.screens.pick(f"已标记 {len(rows)} 条，一起办什么", titles))
        if chosen:
            verb, of = verbs[chosen]
            left = await self.app.push_screen_wait(self.screens.verb(verb, at_once(verb, of), of=of))
            if left is not None:
                self.marks = {self._names(n) for n in rows if self.rows.cells[n][0] in left}
                self.load()

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
        if self.purpose:
            self.action_select()
            return
        box = self.query_one("#part", LineBox)
        box.display = bool(box.value)
        self.query_one(PickList).focus()

    def action_back(self) -> None:
        """Takes the filter away first."""
        box = self.query_one("#part", LineBox)
        if box.display and not self.purpose:
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
        (thing, names), told = named, self._told(self._places[event.option_id or ""])
        if self.purpose:
            purpose = self.purpose
            self.dismiss(None)
            given = thing.given(purpose, names)
            self.house.begin(purpose, given, [Of(given, told)])
            return
        verb = thing.verbs(self.house.verbs.all)[0]
        if verb.writes:
            self.app.push_screen(self.screens.verbs(named, only=True, told=told))
        else:
            self.house.begin(verb, thing.given(verb, names))
