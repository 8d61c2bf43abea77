"""The items of an inspection under way, each with where it stands."""

from __future__ import annotations

from collections.abc import Collection

from textual.containers import VerticalScroll
from textual.widgets import OptionList

from inspect_tui.views.walk import Key, Round
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.inspections import task_prompt, task_rows


class TaskList(PickList):
    """Rows are found by number, whatever headings stand between them."""

    def show_round(self, current: Round, row: int, drafts: Collection[Key], saving: Collection[Key]) -> None:
        self.set_reactive(OptionList.highlighted, None)
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options(task_rows(current, drafts, saving))
        self.put_cursor(row)

    def put_cursor(self, row: int) -> None:
        """Highlight a row without saying that the person moved."""
        with self.prevent(OptionList.OptionHighlighted):
            self.highlighted = self.get_option_index(str(row)) if self.option_count else None

    def mark(self, current: Round, row: int, drafts: Collection[Key], saving: Collection[Key]) -> None:
        """Redraw one row."""
        self.replace_option_prompt(str(row), task_prompt(current, current.tasks[row], drafts, saving))

    def action_page_down(self) -> None:
        """Where there is more of the item to read, paging reads on; else it pages the list."""
        item = self.screen.query_one("#item", VerticalScroll)
        if item.max_scroll_y:
            item.scroll_page_down(animate=False)
        else:
            super().action_page_down()

    def action_page_up(self) -> None:
        item = self.screen.query_one("#item", VerticalScroll)
        if item.max_scroll_y:
            item.scroll_page_up(animate=False)
        else:
            super().action_page_up()
