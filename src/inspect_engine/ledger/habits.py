"""习惯: small things that this person's program remembers from one day to the next, outside every ledger."""

from __future__ import annotations

from functools import cached_property

from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import home


class Habits:
    """``ledger.habits``. What cannot be remembered is forgotten without a word: nothing hangs on it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @cached_property
    def _whose(self) -> tuple[str, str]:
        return self._desk.ledger_id, self._desk.whoami().name

    def of(self, name: str) -> str:
        """What is remembered under a name; empty where nothing is."""
        return home.habits(*self._whose).get(name, "")

    def keep(self, name: str, text: str) -> None:
        """Remember a text under a name."""
        home.keep_habits(*self._whose, {**home.habits(*self._whose), name: text})
