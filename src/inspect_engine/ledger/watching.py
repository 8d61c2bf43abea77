"""关注: cases that somebody keeps an eye on, for himself, and what has become of them since he last looked.

Kept in the home folder of his account, as saved filters are: to watch is no fact of the ledger, and nobody need know.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from inspect_engine.domain.cases import Case, fold
from inspect_engine.errors import InputError, StorageError
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import home
from inspect_engine.storage.queries import Entry

MOST = 500
"""Cases that one person watches in one ledger."""


@dataclass(frozen=True)
class Watched:
    """A case, its records by others since it was last looked at, and the position of its last one."""

    case: Case
    news: tuple[Entry, ...]
    last: int


class Watching:
    """``ledger.watching``. A reference is as for :class:`Cases`."""

    def __init__(self, desk: Desk, *, cases: Cases) -> None:
        self._desk = desk
        self._cases = cases

    def ids(self) -> frozenset[str]:
        """The cases that are watched."""
        return frozenset(self._kept())

    def all(self) -> list[Watched]:
        """Those that this person still sees, in the order in which he began to watch them."""
        me, found = self._desk.whoami(), list[Watched]()
        for key, seen in self._kept().items():
            with suppress(InputError):  # of another region by now
                entries = self._cases.history(key)
                news = tuple(each for each in entries if each.pos > seen and each.event.actor.user not in me.names)
                found.append(Watched(fold(each.event for each in entries), news, entries[-1].pos))
        return found

    def watch(self, references: Sequence[str]) -> list[Case]:
        """Keep an eye on cases from now on: those that were not watched before. Raises InputError for what is none."""
        cases = {case.id: case for case in map(self._cases.get, references)}
        kept = self._kept()
        fresh = [case for key, case in cases.items() if key not in kept]
        if len(kept) + len(fresh) > MOST:
            raise InputError.one(f"至多关注 {MOST} 件", fix="不再看的用 case unwatch 去掉")
        self._keep({**kept, **{case.id: self._last(case.id) for case in fresh}})
        return fresh

    def unwatch(self, references: Sequence[str]) -> list[Case]:
        """Watch cases no longer: those that were. Raises InputError for what is none."""
        kept, cases = self._kept(), {case.id: case for case in map(self._cases.get, references)}
        self._keep({key: seen for key, seen in kept.items() if key not in cases})
        return [case for key, case in cases.items() if key in kept]

    def look(self, found: Sequence[Watched]) -> None:
        """What was found of them has been seen."""
        self._keep({**self._kept(), **{each.case.id: each.last for each in found}})

    def _last(self, key: str) -> int:
        return self._cases.history(key)[-1].pos

    def _kept(self) -> dict[str, int]:
        return {key: seen for key, seen in home.noted(self._note).items() if isinstance(seen, int)}

    def _keep(self, watched: dict[str, int]) -> None:
        home.note(self._note, watched)
        if self._kept() != watched:
            raise StorageError(f"存不下关注：用户文件夹 {home.folder()} 不能写")

    @property
    def _note(self) -> str:
        return f"watched {self._desk.ledger_id} {self._desk.whoami().name}"
