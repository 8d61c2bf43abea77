"""What of a problem its reader may be told: of what he does not see, only where it is."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from inspect_engine.domain import subjects
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.people.authority import EVERYTHING, Person, Scope, knows, scope
from inspect_engine.errors import InspectError, Problem, StorageError
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries

HIDDEN = "与应有的不符（不在你看得到的范围以内，请看得到的人核验）"
_EVENT = re.compile(r"第 (\d+) 条流转记录")
_ROW = re.compile(r"(\w+row|用户) (.+)")
_QUOTED = re.compile("“([^”]*)”")


def disclosed(desk: Desk, problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a ledger as far as who sits there may read them.

    Who sees the whole ledger reads all. Who sees a part of it reads what is wrong with that, and of the rest only which
    record or table it is; so does of everything who could not be identified. A ledger too damaged to tell who or what
    is where tells no more than that either.
    """
    try:
        me = desk.whoami()
        if scope(me) == EVERYTHING:
            return list(problems)
        with desk.reading() as connection:
            return [_told(each, _Sight(connection, me)) for each in problems]
    except (InspectError, sqlite3.Error):
        return [_told(each, None) for each in problems]


class _Sight:
    """What one person sees of a ledger."""

    def __init__(self, connection: sqlite3.Connection, me: Person) -> None:
        self._connection, self._me = connection, me
        self._scope: Scope = scope(me)
        self._rows: Mapping[str, Callable[[str], bool]] = {
            "caserow": lambda key: self._place("SELECT region, party, co_units FROM caserow WHERE id = ?", key),
            "subjectrow": lambda key: self._place("SELECT region, party, '[]' FROM subjectrow WHERE key = ?", key),
            "userrow": self.knows,
            "用户": self.knows,
        }

    def row(self, table: str, key: str) -> bool:
        return table in self._rows and self._rows[table](key)

    def event(self, pos: int) -> bool:
        """Whether it is of a case or a subject in sight, of somebody he knows of, or his own."""
        found = self._connection.execute("SELECT body FROM eventrow WHERE pos = ?", (pos,)).fetchone()
        try:
            return found is not None and any(self._about(from_body(str(found[0]))))
        except StorageError:
            return False

    def _about(self, event: Event) -> Iterator[bool]:
        yield event.actor.user == self._me.name
        yield bool(event.case) and self.row("caserow", str(event.case))
        of_place = event.kind in (subjects.RECORDED, *subjects.KINDS)
        yield of_place and self.row("subjectrow", str(event.data.get("key")))
        yield event.kind.startswith("user.") and self.knows(str(event.data.get("name")))

    def knows(self, name: str) -> bool:
        person, _ = queries.person(self._connection, name)
        return person is not None and knows(self._me, person)

    def _place(self, sql: str, key: str) -> bool:
        found = self._connection.execute(sql, (key,)).fetchone()
        return found is not None and self._scope.covers(found[0], found[1], *json.loads(found[2]))


def _told(problem: Problem, sight: _Sight | None) -> Problem:
    if found := _EVENT.match(problem.where):
        seen, place = sight is not None and sight.event(int(found[1])), found[0]
    elif found := _ROW.match(problem.where):
        seen, place = sight is not None and sight.row(found[1], found[2]), found[1]
    else:
        return replace(problem, what=_nameless(problem.what, sight))
    return replace(problem, what=_nameless(problem.what, sight)) if seen else Problem(place, HIDDEN)


def _nameless(text: str, sight: _Sight | None) -> str:
    """Without the names of those of whom the reader does not hear."""
    return _QUOTED.sub(lambda found: found[0] if sight and sight.knows(found[1]) else "“…”", text)
