"""What is typed on a page is mirrored on disk: soon after typing, and at once where a field or an item is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from inspect_engine.errors import InspectError

if TYPE_CHECKING:
    from inspect_tui.pages.page import Page

PAUSE = 0.5
"""Seconds between a change and its being written: no more than two writes a second, whatever is typed."""
GROUP = "keep"
"""Of the workers that write drafts; keys do not wait for them."""
ALL_THE_SAME = "；照样可以填，但没有存成草稿：填好就按 ^s 保存"


@dataclass(frozen=True)
class Typed:
    """What stands in one form and was not handed in."""

    fields: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    request: str = ""


About = tuple[str, ...]


class Keeper:
    """``typed`` tells what is to lie on disk now, by what it is about; what is there no more is removed.

    Written off the UI's thread, one state after the other, each only where it changed. A disk that is full is said
    once, and typing goes on.
    """

    def __init__(self, page: Page[Any], form: str, typed: Callable[[], Mapping[About, Typed]]) -> None:
        self._page, self._form, self._typed = page, form, typed
        self._there: dict[About, Typed] = {}
        self._wanted: dict[About, Typed] = {}
        self._timer: Timer | None = None
        self._turn, self._disk = asyncio.Lock(), Lock()
        self._told = ""
        self._ended = False
        self._resting = True

    def found(self, there: Mapping[About, Typed]) -> None:
        """What lies on disk is in the form again: from here on the form is what counts."""
        self._there, self._wanted = dict(there), dict(there)
        self._resting = False

    def rest(self) -> None:
        """The form is being built: until what lies on disk is put back nothing is written."""
        self._stop()
        self._resting = True

    def soon(self) -> None:
        """Something was typed."""
        if self._resting or self._ended:
            return
        self._wanted = dict(self._typed())
        if self._timer is None:
            self._timer = self._page.set_timer(PAUSE, self.now)

    def now(self) -> None:
        """A field was left, or the pause is over."""
        self._stop()
        if self._resting or self._ended or not self._page.is_whole:
            return
        self._wanted = dict(self._typed())
        if self._wanted != self._there:
            self._page.run_worker(self.write(), group=GROUP)

    async def write(self) -> bool:
        """Bring the disk up to what is typed; whether that could be done."""
        async with self._turn:
            if self._resting:
                return False
            self._wanted = wanted = dict(self._typed())
            if wanted != self._there and not self._ended:
                self._tell(await asyncio.to_thread(self._put, wanted))
            return wanted == self._there

    def end(self) -> None:
        """The page goes, and its fields may have gone: what was typed last is kept. Nothing is written afterwards."""
        if not (self._ended or self._resting):
            self._put(self._wanted)
        self._ended = True
        self._stop()

    def drop(self) -> None:
        """What was typed here is stored, or given up: nothing of it stays, and nothing more is written."""
        self._ended = True
        self._stop()
        self._put({})

    def _stop(self) -> None:
        if self._timer:
            self._timer.stop()
        self._timer = None

    def _put(self, wanted: dict[About, Typed]) -> str:
        """Write what differs; why that could not be done, empty where it could."""
        room = self._page.ledger.drafts
        try:
            with self._disk:
                for about in self._there.keys() - wanted.keys():
                    room.drop(self._form, about)
                    del self._there[about]
                for about, each in wanted.items():
                    if self._there.get(about) != each:
                        room.keep(self._form, about, each.fields, each.titles, each.request)
                        self._there[about] = each
        except InspectError as error:
            return str(error)
        return ""

    def _tell(self, fault: str) -> None:
        if fault and fault != self._told:
            with suppress(Exception):
                self._page.app.notify(f"{fault}{ALL_THE_SAME}", severity="warning", markup=False)
        self._told = fault
