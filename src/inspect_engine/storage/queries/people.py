"""The enrolled people as the ledger keeps them: each question is a point read, however many there are."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from os.path import commonprefix
from typing import Any

from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import Roster
from inspect_engine.domain.people.standing import Standing
from inspect_engine.storage.queries.units import unit_names

_COLUMNS = "name, title, roles, party, active, region, os_user, makers, owned, confirmed"
ANY_UNIT = " "
"""The unit under which all units are counted together; no reduced name holds a space."""


def person_of(row: sqlite3.Row, connection: sqlite3.Connection | None = None) -> Person:
    """A user as he is stored; with every name of his unit, where there is a connection to ask for them."""
    roles, party = frozenset(row["roles"].split(",")), row["party"]
    names = unit_names(connection, party) if connection and party is not None else frozenset[str]()
    held_by = standing_of(row).held_by
    given = row["name"], row["title"], roles, party, bool(row["active"])
    return Person(*given, region=row["region"], held_by=held_by, unit_names=names)


def standing_of(row: sqlite3.Row) -> Standing:
    """In whose hands his account is."""
    return Standing(frozenset(filter(None, row["makers"].split(","))), bool(row["owned"]), bool(row["confirmed"]))


def standing(connection: sqlite3.Connection, name: str) -> Standing:
    """In whose hands the account of a user is."""
    sql = "SELECT makers, owned, confirmed FROM userrow WHERE name = ?"
    row = connection.execute(sql, (name,)).fetchone()
    return standing_of(row) if row else Standing()


def person(connection: sqlite3.Connection, name: str) -> tuple[Person | None, str | None]:
    """The user of this name and the OS account he is mapped to."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM userrow WHERE name = ?", (name,)).fetchone()
    return (person_of(row, connection), row["os_user"]) if row else (None, None)


def person_at(connection: sqlite3.Connection, account: str) -> Person | None:
    """The user who is mapped to an OS account."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM userrow WHERE os_user = ?", (account,)).fetchone()
    return person_of(row, connection) if row else None


def people(connection: sqlite3.Connection) -> dict[str, tuple[Person, str | None]]:
    """Every enrolled user by name, with the OS account he is mapped to."""
    sql = f"SELECT {_COLUMNS} FROM userrow ORDER BY name"
    return {row["name"]: (person_of(row, connection), row["os_user"]) for row in connection.execute(sql)}


class Enrolled(Roster):
    """The roster of an open ledger. What has been read once stays as it was, so make one for each decision."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._people: dict[str, Person | None] = {}
        self._aliases: dict[str, list[tuple[str, bool]]] = {}
        self._texts: dict[str, list[str]] = {}
        self._sorts: dict[tuple[str, str], list[tuple[Person, int]]] = {}

    def __getitem__(self, name: str) -> Person:
        if name not in self._people:
            self._people[name] = person(self._connection, name)[0]
        if (found := self._people[name]) is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """All of them: only for who lists them, or looks for a near miss."""
        return (str(row[0]) for row in self._connection.execute("SELECT name FROM userrow ORDER BY name").fetchall())

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM userrow").fetchone()[0])

    def called(self, alias: str) -> Collection[str]:
        return [name for name, _ in self._named(alias)]

    def known(self, alias: str) -> list[str]:
        return [name for name, known in self._named(alias) if known]

    def _named(self, alias: str) -> list[tuple[str, bool]]:
        if alias not in self._aliases:
            sql = "SELECT name, known FROM aliasrow WHERE alias = ? ORDER BY name"
            self._aliases[alias] = [(str(row[0]), bool(row[1])) for row in self._connection.execute(sql, (alias,))]
        return self._aliases[alias]

    def aliases_in(self, text: str) -> Collection[str]:
        if text not in self._texts:
            starts = {text[at:].split(maxsplit=1)[0] for at in range(len(text)) if not text[at].isspace()}
            self._texts[text] = sorted({alias for start in starts for alias in self._beginning(start)})
        return self._texts[text]

    def _beginning(self, text: str) -> Iterator[str]:
        """Aliases with which a text begins, the longest first.

        In the order of the index whatever lies between a beginning of the text and the text itself has that beginning
        too: the greatest alias that is not greater shows how far any other can reach.
        """
        while text:
            sql = "SELECT alias FROM aliasrow WHERE alias <= ? ORDER BY alias DESC LIMIT 1"
            row = self._connection.execute(sql, (text,)).fetchone()
            if row is None:
                return
            shared = commonprefix([row[0], text])  # noqa: RUF071 -- these are words, not paths
            if shared == row[0]:
                if shared:
                    yield shared
                text = shared[:-1]
            else:
                text = shared

    def unit_names(self, party: str) -> frozenset[str]:
        return unit_names(self._connection, party)

    def alike(self, party: str, region: str) -> Collection[tuple[Person, int]]:
        if (party, region) not in self._sorts:
            self._sorts[party, region] = list(self._alike(party, region))
        return self._sorts[party, region]

    def _alike(self, party: str, region: str) -> Iterator[tuple[Person, int]]:
        """Who belongs to another unit is what all units have, less what this one has."""
        names, others = unit_names(self._connection, party), Counter[tuple[str, str]]()
        for row in self._counted(region, "", *sorted(names), ANY_UNIT):
            sort = row["roles"], row["region"]
            if row["unit"] == ANY_UNIT:
                others[sort] += row["people"]
                continue
            if row["unit"]:
                others[sort] -= row["people"]
            yield _somebody(*sort, row["party"] if row["unit"] else None, names), row["people"]
        yield from ((_somebody(*sort, f"{party}以外"), count) for sort, count in others.items() if count)

    def _counted(self, region: str, *units: str) -> Iterator[Mapping[str, Any]]:
        sql = "SELECT unit, roles, region, party, people FROM staffrow WHERE unit = ?"
        for unit in dict.fromkeys(units):
            if not region:
                yield from self._connection.execute(sql, (unit,))
            for length in range(len(region) + 1) if region else ():
                yield from self._connection.execute(f"{sql} AND region = ?", (unit, region[:length]))


def _somebody(roles: str, region: str, party: str | None, names: frozenset[str] = frozenset()) -> Person:
    return Person("", "", frozenset(roles.split(",")), party, region=region, unit_names=names if party else frozenset())


@dataclass(frozen=True)
class Secret:
    """What is kept of a passphrase: its hash, the digest of that hash which the events vouch for, and whether it is the
    owner's own, not one that another has set for him."""

    digest: str
    hash: str
    owned: bool


def secret(connection: sqlite3.Connection, name: str) -> Secret | None:
    """What is kept of a user's passphrase; None when he has none."""
    sql = "SELECT u.secret, s.hash, u.owned FROM userrow u LEFT JOIN secretrow s ON s.name = u.name WHERE u.name = ?"
    row = connection.execute(sql, (name,)).fetchone()
    return Secret(row[0], row[1] or "", bool(row[2])) if row and row[0] else None


@dataclass(frozen=True)
class Key:
    """A key by which a user signs on one installation; moments are positions of the events that say so."""

    key: str
    name: str
    installation: str
    offered: int
    confirmed: int | None
    confirmed_by: str | None
    revoked: int | None


def key(connection: sqlite3.Connection, public: str) -> Key | None:
    """The key with this public half (hex)."""
    row = connection.execute("SELECT * FROM keyrow WHERE key = ?", (public,)).fetchone()
    return Key(**row) if row else None


def keys(connection: sqlite3.Connection, name: str | None = None) -> list[Key]:
    """All keys, or those of one user, in the order they were offered."""
    if name is None:
        rows = connection.execute("SELECT * FROM keyrow ORDER BY offered")
    else:
        rows = connection.execute("SELECT * FROM keyrow WHERE name = ? ORDER BY offered", (name,))
    return [Key(**row) for row in rows]


@dataclass(frozen=True)
class Failures:
    """Failures to prove who one is since the last success, of which ``untold`` stand in no event yet."""

    name: str
    failures: int
    untold: int
    failed_at: datetime
    told_at: datetime


def failures(connection: sqlite3.Connection, *names: str) -> dict[str, Failures]:
    """Failures since the last success, of these users or of all; the empty name is for names that nobody has."""
    sql = "SELECT name, failures, untold, failed_at, told_at FROM attemptrow"
    chosen = f"{sql} WHERE name IN ({', '.join('?' * len(names))})" if names else f"{sql} ORDER BY name"
    rows = connection.execute(chosen, names)
    return {r[0]: Failures(r[0], r[1], r[2], datetime.fromisoformat(r[3]), datetime.fromisoformat(r[4])) for r in rows}
