"""What shows what a verb found: runs it when it opens, unless it was run already, and again when asked to."""

from __future__ import annotations

from collections.abc import Mapping

from textual import work

from inspect_tui.pages.running import RunningPage
from inspect_tui.views.things import Named
from inspect_tui.views.verbs import Done, Order, Verb
from inspect_tui.widgets.title_bar import TitleBar

MISUSED = 2
"""Exit code of what was not said rightly: it is put right in the form."""


class FoundPage(RunningPage[None]):
    """``named`` is the one thing that stands there, or is marked, if it is one."""

    def __init__(self, verb: Verb, given: Mapping[str, str], done: Done | None = None) -> None:
        super().__init__()
        self.verb = verb
        self.given = given
        self.done = done

    @property
    def named(self) -> Named | None:
        return None

    def on_mount(self) -> None:
        self.query_one(TitleBar).say(title=self.verb.named)
        if self.done:
            self.show(self.done)
        else:
            self.load()

    @property
    def ready(self) -> bool:
        return self.done is not None

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        self.done = await self.carry_out(Order(self.verb, self.given))
        if self.done.code == MISUSED and self.verb.parameters:
            self.app.switch_screen(self.screens.verb(self.verb, self.given, self.done))
        else:
            self.show(self.done)

    def show(self, done: Done) -> None:
        """Show what was found, or why nothing was."""
        raise NotImplementedError

    def action_refresh(self) -> None:
        if not self.verb.writes:
            self.load()

    def action_narrow(self) -> None:
        """Its form, filled in as it was, for other conditions."""
        if self.verb.parameters and not self.verb.writes:
            self.app.switch_screen(self.screens.verb(self.verb, self.given))

    def action_take(self) -> None:
        """The verbs that take what stands here."""
        if self.named:
            self.app.push_screen(self.screens.verbs(self.named, only=True))
        else:
            self.house.say("这里没有可以接着办的；按 v 或 ^r 找别的事")
