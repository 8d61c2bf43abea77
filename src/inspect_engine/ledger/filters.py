"""Filters of lists that somebody has saved under a name, for himself.

They are kept in the home folder of his account, one set a ledger and person: how somebody looks at a ledger is no fact
of it, and an append-only ledger would keep every slip for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, StorageError
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import home

LONGEST = 40
Options = Mapping[str, str | bool]
"""Options of ``case list`` as they were typed, by name; only those that were."""


class Filters:
    """``ledger.filters``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> dict[str, Options]:
        """Every saved one by name, in order."""
        return dict(sorted(home.noted(self._note).items()))

    def get(self, name: str) -> Options:
        """Raises InputError where there is none of that name."""
        known = self.all()
        if name.strip() not in known:
            fix = suggest(name, known) or (f"有：{'、'.join(known)}" if known else "用 filter save 存一个")
            raise InputError.one(f"没有存过筛选“{name}”", fix=fix)
        return known[name.strip()]

    def save(self, name: str, options: Options) -> None:
        """Keep options under a name, in the place of those kept under it before.

        Raises InputError for what cannot be a name, StorageError where the home folder keeps nothing.
        """
        if (fault := fault_in(name)) or len(name.strip()) > LONGEST:
            raise InputError.one(f"筛选的名称{fault or f'太长，至多 {LONGEST} 字'}")
        self._keep({**self.all(), name.strip(): dict(options)})

    def drop(self, name: str) -> None:
        """Keep none of that name. Raises InputError where there is none."""
        self.get(name)
        self._keep({each: options for each, options in self.all().items() if each != name.strip()})

    def look(self) -> dict[str, Any]:
        """How this person left his terminal: what :meth:`keep_look` was given; empty where nothing is kept."""
        return home.noted(self._look)

    def keep_look(self, look: Mapping[str, Any]) -> None:
        """Keep it for the next time; a home folder that cannot be written keeps nothing."""
        home.note(self._look, dict(look))

    def _keep(self, filters: dict[str, Options]) -> None:
        home.note(self._note, filters)
        if self.all() != filters:
            raise StorageError(f"存不下筛选：用户文件夹 {home.folder()} 不能写")

    @property
    def _note(self) -> str:
        return f"filters {self._desk.ledger_id} {self._desk.whoami().name}"

    @property
    def _look(self) -> str:
        return f"look {self._desk.ledger_id} {self._desk.whoami().name}"
