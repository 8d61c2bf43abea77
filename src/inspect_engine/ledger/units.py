"""Units: register one, say what else it is called or that two are one, and find the unit that a text means."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.units import register
from inspect_engine.domain.units.names import code_of
from inspect_engine.domain.units.register import Find, Unit, told
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.storage import queries

ADD, CHANGE = "登记单位", "变更单位"
PAGE = 500


@dataclass(frozen=True)
class Shown:
    """A unit with what lies around it: the one above it, those right below."""

    unit: Unit
    parent: Unit | None
    children: tuple[Unit, ...]

    def plain(self) -> dict[str, Any]:
        """As ``unit show --json`` prints it."""
        return {
            **self.unit.plain(),
            "parent": self.parent.name if self.parent else "",
            "children": [each.name for each in self.children],
        }


class Units:
    """``ledger.units``. A unit is named by any name it ever had, in any spelling, or by its code.

    The register belongs to the ledger as a whole: whoever may look things up sees all of it. What is known only
    because something names it is seen by whoever sees that: a subject, a case or an account of his region.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def iterate(self, text: str = "") -> Iterator[Unit]:
        """The units that have ``text`` in one of their names, or as their code, read page by page."""
        require(self._desk.whoami(), "survey")
        after, seen = "", self._desk.unit_in_sight()
        while True:
            with self._desk.reading() as connection:
                page = queries.units(connection, text, after=after, limit=PAGE)
            yield from filter(seen, page)
            if len(page) < PAGE:
                return
            after = page[-1].key

    def show(self, name: str) -> Shown:
        """One unit. Raises InputError with the nearest where nobody knows it."""
        require(self._desk.whoami(), "survey")
        with self._desk.reading() as connection:
            unit = known(connection, name, seen=self._desk.unit_in_sight())
            below = tuple(queries.children(connection, unit.folded))
            return Shown(unit, queries.unit(connection, unit.parent) if unit.parent else None, below)

    @once(lambda self, events: self._stored(events[0].data["name"]))
    def add(
        self,
        name: str,
        *,
        code: str = "",
        kind: str = "",
        parent: str = "",
        since: date | None = None,
        aliases: Sequence[str] = (),
        another: bool = False,
    ) -> Unit:
        """Register a unit; one that is known only because something names it becomes registered.

        A name near to others is refused with them, unless it is said to be ``another``. By code and aliases others are
        meant, too: see :func:`may_add`. Raises Refused, InputError.
        """
        me = self._desk.whoami()
        may_add(me, {"code": code, "aliases": aliases})
        name = name.strip()
        with self._asked() as (find, near):
            if not another and find(name) is None and (alike := near(name)):
                raise question(name, alike, "加 --another")
            above = find(parent) if parent else None
            if parent and above is None:
                raise InputError.one(f"没有单位“{parent}”", where="--parent", fix="先用 unit add 登记它")
        given: dict[str, Any] = {"code": _code(code), "kind": kind.strip(), "parent": above.key if above else ""}
        given |= {"from": since.isoformat() if since else "", "aliases": [text.strip() for text in aliases]}
        data: dict[str, Any] = {"name": name} | {key: value for key, value in given.items() if value}
        with self._desk.writing(me) as log:
            with self._asked() as (find, _):
                _lawful(ADD, register.added(data, find))
            log.append(register.ADDED, {"on": china_day(log.now).isoformat(), **data})
        return self._stored(name)

    @once(lambda self, events: self._stored(events[0].data["name"]))
    def rename(self, name: str, new: str, since: date | None = None) -> Unit:
        """Say what a unit is called from a day on; it stays the same one under its old names. Raises Refused."""
        return self._name(register.RENAMED, name, "name", new.strip(), since)

    @once(lambda self, events: self._stored(events[0].data["alias"]))
    def alias(self, name: str, alias: str) -> Unit:
        """Say by which other name a unit is meant, too. Raises Refused."""
        return self._name(register.ALIASED, name, "alias", alias.strip(), None)

    def _name(self, kind: str, name: str, key: str, new: str, since: date | None) -> Unit:
        me = self._desk.whoami()
        require(me, "unit_change", "")
        with self._desk.writing(me) as log:
            today = china_day(log.now)
            on = since or today
            with self._asked() as (find, _), self._desk.reading() as connection:
                unit = known(connection, name)
                _lawful(CHANGE, register.named_anew(unit, new, on, today, find))
            data = {"on": on.isoformat(), "unit": unit.key, "was": unit.name, key: new}
            log.append(kind, data)
        return self._stored(new)

    @once(lambda self, events: self._stored(events[0].data["into"]))
    def merge(self, name: str, into: str) -> Unit:
        """Say that two units are one, for good: what belongs to either belongs to it. Raises Refused."""
        me = self._desk.whoami()
        require(me, "unit_change", "")
        with self._desk.writing(me) as log:
            with self._asked() as (find, _), self._desk.reading() as connection:
                gone, kept = known(connection, name), known(connection, into)
                _lawful(CHANGE, register.merged(gone, kept, find))
            data = {"on": china_day(log.now).isoformat(), "unit": gone.key, "was": gone.name, "into": kept.key}
            log.append(register.MERGED, data)
        return self._stored(kept.key)

    def _stored(self, name: str) -> Unit:
        with self._desk.reading() as connection:
            return known(connection, name)

    @contextmanager
    def _asked(self) -> Iterator[tuple[Find, Callable[[str], list[Unit]]]]:
        seen = self._desk.unit_in_sight()
        with self._desk.reading() as connection:
            yield (
                lambda text: queries.unit(connection, text),
                lambda text: list(filter(seen, queries.near_units(connection, text))),
            )


def may_add(me: Person, data: Mapping[str, Any]) -> None:
    """Raises Refused unless this person registers a unit so. What else it is meant by decides who sees what anywhere,
    as an alias given later does."""
    require(me, "unit")
    if data.get("code") or data.get("aliases"):
        require(me, "unit_change", "")


def known(
    connection: sqlite3.Connection,
    name: str,
    way: str = "先用 unit add 登记；已知的见 unit list",
    seen: Callable[[Unit], bool] = lambda _: True,
) -> Unit:
    """The unit of a name, of those that are ``seen``. Raises InputError with the nearest where nobody knows it, or the
    ``way`` to go."""
    if (found := queries.unit(connection, name)) and seen(found):
        return found
    near = [each.name for each in queries.near_units(connection, name) if seen(each)]
    fix = f"相近的有：{told(near)}，是同一家的照它写；{way}" if near else way
    raise InputError.one(f"没有单位“{name}”", fix=fix)


def question(name: str, near: Iterable[Unit], way: str) -> Refused:
    """A new name that looks like known ones."""
    fix = f"是同一家的，照已有的写；确是另一家，{way}"
    return Refused(ADD, [f"“{name}”与已有的{told([each.name for each in near])}相近：{fix}"])


def _code(text: str) -> str:
    if not text:
        return ""
    try:
        return code_of(text)
    except ValueError as error:
        raise InputError.one(str(error), where="--code") from error


def _lawful(what: str, faults: Iterable[str]) -> None:
    if found := list(dict.fromkeys(faults)):
        raise Refused(what, found)
