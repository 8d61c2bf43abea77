"""Having verbs carried out beside a screen, on a thread; what they ask is asked in dialogs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import Any

from textual.screen import ScreenResultType

from inspect_tui.pages.dialogs import AskScreen, ConfirmScreen, Dialog, SecretScreen
from inspect_tui.pages.page import Page
from inspect_tui.views.verbs import Done, Order

SECRET_RULE = "输入后按 Enter，不显示；不输入按 Enter，或按 Esc，就不办了"


class RunningPage(Page[ScreenResultType]):
    """A page from which verbs are carried out."""

    async def carry_out(self, order: Order) -> Done:
        """Have a verb carried out; left meanwhile, it ends at the next thing that it asks or tells."""
        asking = Asking(self)
        try:
            return await self.aside(self.house.verbs.run, order, asking)
        finally:
            asking.leave()


class Asking:
    """Whoever sits at the screen, as a verb on another thread knows him."""

    def __init__(self, page: Page[Any]) -> None:
        self._page = page
        self._loop = asyncio.get_running_loop()
        self._gone = False
        self._answer: Future[Any] = Future()

    def leave(self) -> None:
        """Nobody waits for the verb any more; what it has asked is not answered."""
        self._gone = True
        self._answer.cancel()

    def sure(self, question: str) -> bool:
        return bool(self._put(lambda: ConfirmScreen(question)))

    def which(self, question: str, words: tuple[str, str]) -> int | None:
        first, second = words
        said = self._put(lambda: AskScreen(f"{question}\n{first}的输入 1，{second}的输入 2"))
        return {"1": 0, "１": 0, "2": 1, "２": 1}.get(said or "")

    def secret(self, question: str) -> str:
        said: str | None = self._put(lambda: SecretScreen(question, SECRET_RULE))
        if said is None:
            raise KeyboardInterrupt
        return said

    def progress(self, text: str) -> None:
        if self._gone:
            raise KeyboardInterrupt
        with suppress(RuntimeError):  # the program has ended
            self._loop.call_soon_threadsafe(self._tell, text)

    def _tell(self, text: str) -> None:
        if not self._gone and not self._page.is_going:
            self._page.house.say(text)

    def _put(self, dialog: Callable[[], Dialog[Any]]) -> Any:
        """Show a dialog and wait, on the verb's thread, for what it gives back."""
        answer: Future[Any] = Future()
        self._answer = answer
        if self._gone:
            raise KeyboardInterrupt
        self._page.app.call_from_thread(self._show, dialog, answer)
        try:
            return answer.result()
        except CancelledError:
            raise KeyboardInterrupt from None

    def _show(self, dialog: Callable[[], Dialog[Any]], answer: Future[Any]) -> None:
        def give(said: object) -> None:
            if not answer.cancelled():
                answer.set_result(said)

        self._page.app.push_screen(dialog(), give)
