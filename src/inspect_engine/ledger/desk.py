"""What every verb needs: the file, who is acting, what day it is, the people and definitions at hand."""

from __future__ import annotations

import getpass
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.domain.authority import Person
from inspect_engine.domain.calendar import CHINA, china_day, parse_date
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.events import Actor
from inspect_engine.domain.identifiers import region_name
from inspect_engine.domain.rules import Fault
from inspect_engine.domain.text import suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.library import Library, definition_text, prove
from inspect_engine.storage import queries, sqlite
from inspect_engine.storage.queries import Head

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

NOW_VARIABLE = "INSPECT_ENGINE_NOW"
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in Chinese time, to the millisecond."""
    moment = datetime.now(CHINA)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def parse_moment(text: str) -> datetime:
    """``2022-02-17`` (noon) or ``2022-02-17T10:00:00+08:00``; without an offset, Chinese time.

    Raises InputError for anything else.
    """
    try:
        if len(text) == 10:
            return datetime.combine(parse_date(text), datetime.min.time(), CHINA).replace(hour=12)
        moment = datetime.fromisoformat(text)
        moment.astimezone(CHINA)
    except (ValueError, OverflowError):
        fix = "应写成 2022-02-17 或 2022-02-17T10:00:00+08:00"
        raise InputError.one(f"时间“{text}”看不懂", fix=fix) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def os_account() -> str:
    """The operating system's name for who runs this."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid-{os.getuid()}" if hasattr(os, "getuid") else "unknown"


def now(clock: Clock | None, rehearsal: bool) -> datetime:
    """The clock a program brought; else the variable, which only a rehearsal may use; else the system's clock."""
    if clock is not None:
        return clock()
    text = os.environ.get(NOW_VARIABLE)
    if not text:
        return system_clock()
    if not rehearsal:
        raise InputError.one(
            f"这不是演练台账，不能用 {NOW_VARIABLE} 固定时间",
            fix="请去掉这个环境变量，或用 init --rehearsal 另建演练台账",
        )
    return parse_moment(text)


def input_error(faults: Iterable[Fault]) -> InputError:
    """Faults without a file, each named by its field path."""
    return InputError(Problem(".".join(map(str, fault.path)), fault.what, fault.fix) for fault in faults)


class Desk:
    """One ledger, seen by one person. Every call opens its own connection, so threads may share a desk for reading."""

    def __init__(self, path: Path, user: str | None = None, clock: Clock | None = None) -> None:
        self.path = path
        self._user = user
        self._clock = clock

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite.reader(self.path)
        try:
            yield connection
        except sqlite3.Error as error:
            raise sqlite.explain(error) from error
        finally:
            connection.close()

    @contextmanager
    def _writing(self, person: Person) -> Iterator[Writer]:
        from inspect_engine.storage.log import writing

        with writing(self.path, Actor(person.name, person.via), self.now) as log:
            yield log

    @property
    def head(self) -> Head:
        """Number of events, chain head, rehearsal mark."""
        with self._reading() as connection:
            return queries.head(connection)

    @cached_property
    def rehearsal(self) -> bool:
        return self.head.rehearsal

    def now(self) -> datetime:
        """This ledger's now. Only a rehearsal may be told another time (``INSPECT_ENGINE_NOW``)."""
        return now(self._clock, self.rehearsal)

    def today(self) -> date:
        return china_day(self.now())

    @cached_property
    def library(self) -> Library:
        """The definitions installed now; what the ledger holds keeps its own."""
        from inspect_engine.packs import load_library

        return load_library()

    def proved(self, definition: Definition) -> Definition:
        """The definition, proved: once for its content, namely when a ledger is first to use it.

        Raises DefinitionError with the shortest path to each broken promise.
        """
        with self._reading() as connection:
            kept = {row["hash"] for row in queries.definition_rows(connection, definition.pack.id)}
        if definition_text(definition)[0] not in kept:
            prove(definition)
        return definition

    def roster(self) -> dict[str, Person]:
        """Every enrolled person by name."""
        with self._reading() as connection:
            return {name: person for name, (person, _) in queries.people(connection).items()}

    def whoami(self) -> Person:
        """The enrolled person acting here: named by ``--user`` or ``INSPECT_ENGINE_USER``, else by OS account.

        Raises Refused when he is not enrolled or is disabled.
        """
        account = os_account()
        with self._reading() as connection:
            people = queries.people(connection)
        if self._user:
            if self._user not in people:
                fix = suggest(self._user, people) or "请主管用 user add 登记"
                raise Refused("身份", [f"用户“{self._user}”没有登记，{fix}"])
            person, mapped = people[self._user]
            via = "os" if mapped == account else "claimed"
        else:
            mine = [person for person, mapped in people.values() if mapped == account]
            if not mine:
                names = "、".join(people)
                raise Refused("身份", [f"操作系统账户“{account}”没有登记，用 --user 指明你是谁（已登记：{names}）"])
            person, via = mine[0], "os"
        if not person.active:
            raise Refused("身份", [f"用户“{person.name}”已停用"])
        return Person(person.name, person.title, person.roles, person.party, True, via)

    def region_name(self, code: str) -> str:
        """Name of a region today, or its code."""
        return region_name(code, self.today()) or code
