"""复制: a number, a line or a whole text to the clipboard of whoever sits at the terminal, be it far away (OSC 52)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import work
from textual.screen import ScreenResultType

from inspect_tui.pages.page import Page
from inspect_tui.words.columns import due_text
from inspect_tui.words.text import reader

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.cases import CaseLine

NUMBER, LINE, WHOLE = "编号", "整行", "全文"


class CopyingPage(Page[ScreenResultType]):
    """A page with something to copy."""

    async def texts(self) -> Mapping[str, str]:
        """What can be copied, by its name; nothing where nothing is there."""
        raise NotImplementedError

    @work
    async def action_copy(self) -> None:
        from inspect_tui.pages.copies import CopyScreen

        texts = {name: _safe(text) for name, text in (await self.texts()).items()}
        if not texts:
            self.house.say("没有可复制的")
        elif name := await self.app.push_screen_wait(CopyScreen(texts)):
            self.app.copy_to_clipboard(texts[name])
            self.house.say(f"已复制{name}：{texts[name]}" if name == NUMBER else f"已复制{name}")


def _safe(text: str) -> str:
    """As he may see it, made safe; tabs stay, by which a line is parted for a spreadsheet."""
    return "\t".join(reader.shown(part, lines=True) for part in text.split("\t"))


def line_text(line: CaseLine, today: date) -> str:
    """A line as a spreadsheet takes it: parted by tabs."""
    cells = (line.number, line.title, line.subject_name, line.party, line.state_title, due_text(line, today))
    return "\t".join(" ".join(str(cell or "").split()) for cell in cells)
