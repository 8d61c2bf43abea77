"""What every verb needs: the file, who is acting, what day it is, the people and definitions at hand."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.domain.calendars import CHINA, china_day, parse_date
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.events import Actor
from inspect_engine.domain.people.authority import Person, Scope, scope
from inspect_engine.domain.words.identifiers import region_name
from inspect_engine.domain.words.text import spelled
from inspect_engine.errors import Fault, InputError, Problem
from inspect_engine.ledger import identity
from inspect_engine.reading.library import Library, definition_text, prove
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
    """The operating system's name for who runs this, ``uid-1234`` where the account has none.

    Asked of the system itself: ``LOGNAME``, ``USER`` and the like say whatever whoever runs this has put there.
    """
    if sys.platform == "win32":
        return _windows_account()
    import pwd

    account = os.geteuid()
    try:
        return spelled(pwd.getpwuid(account).pw_name)
    except KeyError:
        return f"uid-{account}"


def _windows_account() -> str:
    """What GetUserNameW says. Raises OSError when the system does not tell."""
    import ctypes

    name, size = ctypes.create_unicode_buffer(257), ctypes.c_ulong(257)
    if not ctypes.WinDLL("advapi32", use_last_error=True).GetUserNameW(name, ctypes.byref(size)):  # type: ignore[attr-defined, unused-ignore]
        raise ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined, unused-ignore]
    return name.value


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

    def __init__(
        self, path: Path, user: str | None = None, clock: Clock | None = None, acts_for: str | None = None
    ) -> None:
        self.path = path
        self._user = user
        self._clock = clock
        self._acts_for = acts_for

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
        from inspect_engine.reading.definitions import load_library

        return load_library()

    def proved(self, definition: Definition) -> Definition:
        """The definition, proved: once for its content, namely when a ledger is first to use it.

        Raises DefinitionError with the shortest path to each broken promise.
        """
        with self._reading() as connection:
            kept = queries.is_adopted(connection, definition_text(definition)[0])
        if not kept:
            prove(definition)
        return definition

    def roster(self) -> dict[str, Person]:
        """Every enrolled person by name."""
        with self._reading() as connection:
            return {name: person for name, (person, _) in queries.people(connection).items()}

    def whoami(self) -> Person:
        """The enrolled person acting here: named by ``--user`` or ``INSPECT_ENGINE_USER``, else by OS account.

        With ``--for`` he has the roles and the region of whom he stands in for. Raises Refused when he is not enrolled
        or is disabled, when he has a passphrase and has not given it, or when nobody lets him stand in today.
        """
        today = self.today() if self._acts_for else None
        with self._reading() as connection:
            me = identity.identify(connection, self._user, os_account())
            return identity.acting(connection, me, self._acts_for, today) if self._acts_for and today else me

    def seen_people(self) -> dict[str, Person]:
        """The enrolled people of whom this person knows: whose region is within his, or his within theirs."""
        mine = self.whoami().region
        return {name: each for name, each in self.roster().items() if each.region.startswith(mine[: len(each.region)])}

    def scope(self) -> Scope:
        """What the person acting here sees."""
        return scope(self.whoami())

    def scope_words(self, seen: Scope | None = None) -> str:
        """As reports tell it: “昭通市（5306）” for a region, the unit, or 整本台账."""
        seen = seen or self.scope()
        if not seen.region:
            return seen.words
        named = f"{self.region_name(f'{seen.region:0<6}')}（{seen.region}）"
        return "、".join([named, *([Scope(party=seen.party).words] if seen.party is not None else [])])

    def region_name(self, code: str) -> str:
        """Name of a region today, or its code."""
        return region_name(code, self.today()) or code
