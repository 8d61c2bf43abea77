"""What the words before the command chose: which ledger, who, and for whom.

Of each thread by itself: within the terminal program commands run beside each other.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.cli.asking import AT_TERMINAL, Asker
from inspect_engine.domain.words.masking import masked
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InspectError, StorageError
from inspect_engine.storage.stored import stored

if TYPE_CHECKING:
    from inspect_engine.cli.show import Answer
    from inspect_engine.domain.cases import CaseLine
    from inspect_engine.domain.events import Event
    from inspect_engine.domain.requests import Request
    from inspect_engine.ledger import Ledger

DB_VARIABLE, USER_VARIABLE = "INSPECT_ENGINE_DB", "INSPECT_ENGINE_USER"


@dataclass
class Session(threading.local):
    """Set by the root command."""

    db: str | None = None
    user: str | None = None
    acts_for: str | None = None
    writes: bool = False
    """Whether the command is one that stores: when it is refused, its reader is told that nothing was."""
    json: bool = False
    """Whether programs read what it prints."""
    dry_run: bool = False
    """Whether what it does is only tried out."""
    request: Request | None = None
    """What the command asks for, where it stores something."""
    tried: list[Event] = field(default_factory=list)
    """What it would have stored."""
    opened: Ledger | None = None
    """The ledger it looks at, as the chosen person."""
    done_before: bool = False
    """Whether what the command asks for was found done at a ledger that it does not open."""
    covered: bool = False
    """Whether numbers that identify people were covered in what it printed."""
    asker: Asker = AT_TERMINAL
    """Who is asked."""
    held: ExitStack | None = None
    """Connections that are closed when the command ends (:meth:`looking`)."""
    answer: Answer | None = None
    """What the command gave back."""
    fault: Exception | None = None
    """Why it did not."""

    @property
    def path(self) -> Path:
        """Where the ledger is: ``--db``, the variable, or the user's data folder."""
        chosen = self.db or os.environ.get(DB_VARIABLE)
        if chosen and "://" in chosen:
            raise StorageError("这个版本只支持单个台账文件，还不能连数据库服务器，请给出文件路径")
        if chosen:
            return Path(chosen).expanduser()
        from platformdirs import user_data_path

        return user_data_path("inspect-engine", appauthor=False) / "ledger.db"

    @property
    def person(self) -> str | None:
        return self.user or os.environ.get(USER_VARIABLE) or None

    def ledger(self) -> Ledger:
        """Open the ledger as the chosen person. Who that is gets recorded even where the rest is only tried out."""
        from inspect_engine.ledger import open_ledger
        from inspect_engine.ledger.witness import LOST

        tell_of_waiting()
        opened = open_ledger(self.path, self.person, acts_for=self.acts_for, ask=passphrase_of)
        if self.held is not None:
            self.held.enter_context(opened.desk.looking())
        if fault := opened.desk.astray:
            print(f"注意：{fault.what}。{'主管已说明缘由。' if fault.excused else ''}", file=sys.stderr)
        if opened.desk.unseen:
            print(display(f"注意：{opened.desk.unseen}。{LOST}。"), file=sys.stderr)
        opened.desk.tried = self.tried if self.dry_run else None
        opened.desk.request, self.opened = self.request, opened
        if self.writes and (jumped := opened.timekeeping.jump()):
            told = f"留意：{jumped.words}。时间对的，请主管用 clock confirm 确认；在此之前不作逾期督办。"
            print(display(told), file=sys.stderr)
        return opened

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look meanwhile at every ledger that is opened on one connection, kept until this ends."""
        with ExitStack() as held:
            self.held = held
            try:
                yield
            finally:
                self.held = None

    @property
    def stored(self) -> bool:
        """Whether what was asked for is stored: now, or when it was asked for before, or would be."""
        return bool(stored.events or self.tried or self.repeated)

    @property
    def repeated(self) -> bool:
        """Whether what the command asks for was done before."""
        return self.done_before or (self.opened is not None and self.opened.desk.repeated)

    def cover(self, text: str) -> str:
        """A text as the chosen person may see it, who is asked for only where there is something to cover."""
        found = masked(text) if self.opened else text
        if found == text or not self._covered_for():
            return text
        self.covered = True
        return found

    def _covered_for(self) -> bool:
        from inspect_engine.domain.people.authority import covered

        try:
            return self.opened is None or covered(self.opened.desk.whoami())
        except InspectError:
            return True

    @property
    def doubts(self) -> list[str]:
        """What to know of the files that were handed in."""
        from inspect_engine.domain.words.pictures import doubts

        told = doubts(self.opened.desk.doubts) if self.opened else ""
        return [told] if told else []

    def would_open(self) -> list[CaseLine]:
        """The cases that what was tried out would have opened."""
        from inspect_engine.domain.cases import OPENED, fold, line_of

        return [line_of(fold([event]), 0) for event in self.tried if event.kind == OPENED]


def tell_of_waiting() -> None:
    """Whoever has to wait for another writer is told so on stderr; within the terminal program it tells that itself."""
    from inspect_engine.cli.show import say
    from inspect_engine.ledger.waiting import front

    if session.asker is AT_TERMINAL:
        front.tell = say


def passphrase_of(name: str) -> str | None:
    """A user's passphrase: from the environment for scripts, else asked for, unseen, where somebody can type."""
    from inspect_engine.ledger import from_environment

    given = from_environment(name)
    return given if given is not None or not session.asker.hears else session.asker.secret(f"{name} 的口令：")


session = Session()
