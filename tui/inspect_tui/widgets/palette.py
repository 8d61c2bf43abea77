"""Chinese for the English that Textual says by itself."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import Any

from rich.align import Align
from rich.text import Text
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.widgets.option_list import Option

from inspect_tui.actions import SCOPES, Action, everywhere

PALETTE_PLACEHOLDER = "找操作：中文、拼音首字母"
NOTHING_FOUND = "没有这样的操作"


class Actions(Provider):
    """What can be done on this screen, by Chinese title, pinyin initials or id."""

    @property
    def found(self) -> tuple[Action, ...]:
        return everywhere(getattr(self.screen, "SCOPE", ""))

    def _run(self, action: Action) -> partial[Coroutine[Any, Any, None]]:
        prefix = "app." if action in SCOPES["app"] else "screen."
        return partial(self.screen.run_action, prefix + action.id)

    async def discover(self) -> Hits:
        for action in self.found:
            yield DiscoveryHit(_named(Content(action.title), action), self._run(action), action.title, action.tooltip)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in self.found:
            score = max(matcher.match(name) for name in (action.title, action.pinyin, action.id))
            if score > 0:
                shown = _named(matcher.highlight(action.title), action)
                yield Hit(score, shown, self._run(action), action.title, action.tooltip)


def _named(title: Content, action: Action) -> Content:
    return Content.assemble(title, (f"  {action.shown}", "$foreground-muted"))


class Palette(CommandPalette):
    """The command palette, in Chinese."""

    def __init__(self) -> None:
        super().__init__(placeholder=PALETTE_PLACEHOLDER, id="--command-palette")

    def on_mount(self) -> None:
        self.query_one(SearchIcon).icon = ":"

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def say() -> None:
            if search_value:
                words = Align.center(Text(NOTHING_FOUND))
                self.query_one(CommandList).add_option(Option(words, disabled=True, id=self._NO_MATCHES))
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, say)
