"""Chinese for the English that Textual says by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from rich.align import Align
from rich.text import Text
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.widgets.option_list import Option

from inspect_engine.domain.words.pinyin import called_so, named_so
from inspect_tui.actions import SCOPES, Action, everywhere
from inspect_tui.views.finding import known
from inspect_tui.words.text import plain

if TYPE_CHECKING:
    from inspect_tui.house import House

PALETTE_PLACEHOLDER = "找操作：中文、拼音首字母；也可写编号、文号、姓名、检查表"
BELOW = 0.01
"""Score of what stands below the actions of a screen."""
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


class Doings(Provider):
    """Verbs by how they are called or sound, and what is known here by number or name: cases, notices, people,
    checklists. They stand below the actions of the screen."""

    async def search(self, query: str) -> Hits:
        house = cast("House", self.app)
        words = query.lower().split()
        for verb in (getattr(house, "verbs", None) and house.verbs.all) or ():
            if all(word in verb.path or named_so(verb.group + verb.title, word) for word in words):
                score = BELOW * (2 if any(called_so(name, query) for name in (verb.title, verb.path)) else 1)
                yield Hit(score, plain(verb.named), partial(house.begin, verb, {}), verb.named, verb.path)
        if house.is_open:
            for each in await asyncio.to_thread(known, house.ledger, query.strip()):
                shown = Content.assemble(plain(each.title), (f"  {each.thing.title}", "$foreground-muted"))
                yield Hit(BELOW, shown, partial(house.show, each), each.title)


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
