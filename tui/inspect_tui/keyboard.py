"""What the person does, one thing at a time: a key, a paste or a click is obeyed once the one before has taken effect.

Textual obeys ctrl and F keys at once while letters wait in the queue of the focused widget; on a slow machine a save
then overtakes the text it should save. Here everything waits in one queue, and each waits until all that came before
it is done: letters are in their box, the focus has moved, the screen that was asked for is there with its contents.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.worker import Worker

BESIDE = frozenset(
    {
        "load",
        "learn",
        "window",
        "blocks",
        "store",
        "score",
        "poll",
        "keep",
        "moved",
        "offer",
        "glance",
        "unseen",
        "propose",
    }
)
"""Groups of workers that go on while the person does other things; keys wait for all others of the screen in sight."""
LEAVING = frozenset({"escape", "f12", "ctrl+q", "ctrl+c"})
"""Keys that leave: they keep their turn, but do not wait for a screen that is still reading."""
TURNS = 50
PAUSE = 0.002


class Keyboard:
    """The queue of what was struck and not yet obeyed."""

    def __init__(self, app: App[object]) -> None:
        self._app = app
        self._struck: deque[events.Event] = deque()
        self._more = asyncio.Event()

    @staticmethod
    def takes(event: events.Event) -> bool:
        """Whether an event is the person's doing, and has not been handed to a widget yet."""
        return isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded

    def take(self, event: events.Event) -> None:
        """Put an event at the end of the queue; of the mouse's ways only the last counts."""
        if isinstance(event, events.Key) and (apart := _apart(event)):
            self._struck.extend(apart)
        elif isinstance(event, events.MouseMove) and self._struck and isinstance(self._struck[-1], events.MouseMove):
            self._struck[-1] = event
        else:
            self._struck.append(event)
        self._more.set()

    @property
    def idle(self) -> bool:
        """Whether everything struck so far has been obeyed and has taken effect."""
        return not self._struck and self._settled(patient=True)

    async def obey_all(self, obey: Callable[[events.Event], Awaitable[None]]) -> None:
        """Obey one event after the other, for as long as the program runs."""
        while True:
            await self._more.wait()
            while self._struck:
                await self._turn(self._struck[0])
                event = self._struck.popleft()
                await obey(event)
            self._more.clear()

    async def _turn(self, event: events.Event) -> None:
        """Wait until everything obeyed before has taken effect."""
        if isinstance(event, events.MouseMove):
            return
        patient = not (isinstance(event, events.Key) and event.key in LEAVING)
        turns = 0
        while not self._settled(patient):
            turns += 1
            await asyncio.sleep(0 if turns < TURNS else PAUSE)

    def _settled(self, patient: bool) -> bool:
        app = self._app
        if not app.screen_stack:
            return False
        screen = app.screen
        if not _quiet(app) or not all(map(_quiet, screen.walk_children(with_self=True))):
            return False
        if any(_holds(worker, screen) for worker in app.workers):
            return False
        return not patient or getattr(screen, "ready", True)


def _apart(event: events.Key) -> list[events.Event]:
    """Esc and a character struck at once, which terminals report as one key with alt; nothing here is bound to such."""
    name = event.key.removeprefix("alt+")
    if name == event.key or event.character is None or not event.character.isprintable():
        return []
    return [events.Key("escape", "\x1b"), events.Key(name, event.character)]


def _quiet(pump: MessagePump) -> bool:
    """Whether a widget is in place and has handled every message: its pump waits for the next one.

    Nothing public tells this. A queue that is empty is not enough: the last message may still be at work.
    """
    queue: asyncio.Queue[object] = pump._message_queue
    waiting = getattr(queue, "_getters", True)
    return pump._is_mounted and not getattr(pump, "_pruning", False) and queue.empty() and bool(waiting)


def _holds(worker: Worker[object], screen: MessagePump) -> bool:
    """Whether a worker of the screen in sight was set off by a key and is not done."""
    if worker.is_finished or worker.group in BESIDE:
        return False
    return worker.node is screen or screen in worker.node.ancestors
