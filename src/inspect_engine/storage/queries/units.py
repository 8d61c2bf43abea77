"""Units: each question is a point read, however many there are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from inspect_engine.domain.units import folded
from inspect_engine.domain.units.near import nearest
from inspect_engine.domain.units.register import Name, Unit

_COLUMNS = "key, name, code, kind, parent, names, registered"


def unit_of(row: Mapping[str, Any]) -> Unit:
    """A unit as it is stored."""
    names = tuple(Name(each["name"], each["from"], each["alias"]) for each in json.loads(row["names"]))
    same = {name: row[name] for name in ("key", "name", "code", "kind", "parent")}
    return Unit(**same, names=names, registered=bool(row["registered"]))


def unit(connection: sqlite3.Connection, text: str) -> Unit | None:
    """The unit that goes by a name or code, however it is spelled."""
    sql = "SELECT u.* FROM unitnamerow n JOIN unitrow u ON u.key = n.unit WHERE n.name = ?"
    row = connection.execute(sql, (folded(text),)).fetchone()
    return unit_of(row) if row else None


def unit_names(connection: sqlite3.Connection, text: str) -> frozenset[str]:
    """Every folded name of the unit that goes by a name; of one that nobody knows, this one."""
    found = unit(connection, text)
    return found.folded if found else frozenset({folded(text)})


def units(connection: sqlite3.Connection, text: str = "", *, after: str = "", limit: int = 200) -> list[Unit]:
    """One page of the units that have ``text`` in a name or in their code, in the order of their keys."""
    sql = (
        f"SELECT {_COLUMNS} FROM unitrow WHERE key > :after AND (:text = '' OR code = upper(:text) OR key IN "
        "(SELECT unit FROM unitnamerow WHERE instr(name, :text) > 0)) ORDER BY key LIMIT :limit"
    )
    rows = connection.execute(sql, {"after": after, "text": folded(text), "limit": limit})
    return [unit_of(row) for row in rows]


def children(connection: sqlite3.Connection, keys: frozenset[str]) -> Iterator[Unit]:
    """The units right below one that goes by these keys."""
    sql = f"SELECT {_COLUMNS} FROM unitrow WHERE parent IN ({', '.join('?' * len(keys))}) ORDER BY key"
    yield from (unit_of(row) for row in connection.execute(sql, sorted(keys)))


def units_within(connection: sqlite3.Connection, region: str) -> frozenset[str]:
    """The folded names of the units that subjects, cases and people of a region (a prefix) name."""
    bounds = {"low": region, "high": f"{region}:"}
    sql = (
        "SELECT party FROM subjectrow WHERE region >= :low AND region < :high "
        "UNION SELECT u.value FROM subjectrow s, json_each(s.units) u WHERE s.region >= :low AND s.region < :high "
        "UNION SELECT party FROM caserow WHERE region >= :low AND region < :high "
        "UNION SELECT u.value FROM caserow c, json_each(c.co_units) u WHERE c.region >= :low AND c.region < :high "
        "UNION SELECT party FROM userrow WHERE region >= :low AND region < :high"
    )
    return frozenset(folded(str(row[0])) for row in connection.execute(sql, bounds) if row[0])


def near_units(connection: sqlite3.Connection, text: str) -> list[Unit]:
    """The units whose names are near to a text, the nearest first (``domain.units.near``)."""

    def read(gram: str, most: int) -> list[str]:
        sql = "SELECT name FROM unitgramrow WHERE gram = ? ORDER BY name LIMIT ?"
        return [str(row[0]) for row in connection.execute(sql, (gram, most))]

    found = [unit(connection, name) for name in nearest(text, read)]
    return list({each.key: each for each in found if each}.values())
