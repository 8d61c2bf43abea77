"""What every screen shares: title on top, hints below, the ledger within reach, reading off the UI's thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen as TextualScreen
from textual.screen import ScreenResultType
from textual.widget import Widget

from inspect_tui.actions import bindings
from inspect_tui.widgets.hint_bar import HintBar
from inspect_tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from pathlib import Path

    from inspect_engine.ledger import Ledger
    from inspect_tui.house import House, Screens
    from inspect_tui.views.things import Named

P = ParamSpec("P")
T = TypeVar("T")


class Page(TextualScreen[ScreenResultType]):
    """A full screen. ``SCOPE`` names its actions, ``HEADING`` is its title, ``FIRST`` selects what has the focus.

    From ``WIDE`` cells on it has the class ``wide``.
    Textual calls ``on_mount`` of each class of a screen by itself, the most special first.
    """

    SCOPE: ClassVar[str]
    HEADING: ClassVar[str]
    FIRST: ClassVar[str] = ""
    WIDE: ClassVar[int]
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = []
    _sending = False

    def __init_subclass__(cls, **options: Any) -> None:
        if "SCOPE" in cls.__dict__:
            cls.BINDINGS = [*bindings(cls.SCOPE), *cls.__dict__.get("BINDINGS", ())]
        if "WIDE" in cls.__dict__:
            cls.HORIZONTAL_BREAKPOINTS = [(cls.WIDE, "wide")]
        super().__init_subclass__(**options)

    @property
    def house(self) -> House:
        return cast("House", self.app)

    @property
    def ledger(self) -> Ledger:
        return self.house.ledger

    @property
    def screens(self) -> Screens:
        """Where one can go from here."""
        return self.house.screens

    @property
    def named(self) -> Named | None:
        """The one thing that it shows, or that is marked, for verbs to take."""
        return None

    @property
    def focus_chain(self) -> list[Widget]:
        """Fields in the order they stand in: Textual goes by their place on the screen, which a new one has not yet."""
        chain = set(super().focus_chain)
        return [widget for widget in self.walk_children(Widget) if widget in chain]

    def compose(self) -> ComposeResult:
        yield TitleBar(self.HEADING)
        yield from self.body()
        yield HintBar(self.SCOPE)

    def body(self) -> ComposeResult:
        """What stands between title and hints."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.sign()
        if self.FIRST:
            self.query_one(self.FIRST).focus()

    def sign(self) -> None:
        """Put person, day and marks on the title bar, once the ledger is open."""
        if not self.house.is_open:
            return
        person, today = self.house.person, self.house.today
        right = f"{person.title}（{person.role_titles}）  {today}"
        self.query_one(TitleBar).say(right=right, rehearsal=self.house.rehearsal, unread=self.house.unread)

    async def aside(self, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Do what waits for the disk on another thread; goes no further when the screen has gone meanwhile."""
        done = await asyncio.to_thread(work, *args, **options)
        if self.is_going:
            raise asyncio.CancelledError
        return done

    @property
    def is_going(self) -> bool:
        """Whether it, or the program, is being left: parts of it may be gone already."""
        gone = self._pruning or self._closing or self not in self.app.screen_stack
        return gone or self.house.leaving or not self.app.is_running

    @property
    def is_whole(self) -> bool:
        """Whether all its parts are there: neither is it still put together, nor is it going."""
        return self.is_mounted and not self.is_going

    @property
    def ready(self) -> bool:
        """Whether what a key acts on is in sight; until then keys wait."""
        return True

    async def sure(self, question: str) -> bool:
        """Whether the person typed ``y`` to a question."""
        from inspect_tui.pages.dialogs import ConfirmScreen

        answer: bool | None = await self.app.push_screen_wait(ConfirmScreen(question))
        return bool(answer)

    @property
    def unsaved(self) -> bool:
        """Whether leaving the program now would lose something typed."""
        return False

    async def kept(self) -> bool:
        """Whether what is unsaved lies on disk as a draft, once this has brought it there."""
        return False

    @property
    def busy(self) -> bool:
        """Whether something handed over is still on its way to the disk; then it is neither sent again nor left."""
        return self._sending

    @contextmanager
    def sending(self) -> Iterator[None]:
        """While the ledger is being written to."""
        self._sending = True
        self.house.say("正在保存")
        try:
            yield
        finally:
            self._sending = False
            self.house.say("")

    def ledger_changed(self) -> None:
        """Someone wrote to the ledger: show what is new. Most screens need not."""

    def ledger_back(self) -> None:
        """The ledger can be read again: what is typed is kept as a draft, where one is. Most screens need not."""

    def file_came(self, path: Path) -> None:
        """Something was uploaded: offer it, where files are chosen."""

    def action_back(self) -> object:
        return None if self.busy else self.dismiss(None)
