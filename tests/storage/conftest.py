"""A ledger over small definitions, with people, cases and a clock that the test holds.

Tests take ``world``; what every backend must promise lives in ``test_contract.py`` and speaks to :class:`World` only,
so that a second backend is one more subclass and one more parameter.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from inspect_engine.domain.definitions.adoption import Edition
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.ledger import InspectionResult, Ledger, create_ledger, open_ledger, parse_moment
from inspect_engine.reading.definitions import Library, load_library
from tests.conftest import countersign, settle, settle_in
from tests.law import go_by, law_of, raised

SMALL = Path(__file__).parents[1] / "definitions" / "small"
TABLES = ("eventrow", "feedrow", "definitionrow", "userrow", "subjectrow", "inspectionrow", "answerrow", "caserow")
NEWER = ("aliasrow", "staffrow", "tracerow")
"""Tables that a ledger of revision 0005 did not have."""
PEOPLE = (
    ("insp1", "检查员甲", ["inspector"], None),
    ("insp2", "检查员乙", ["inspector"], None),
    ("sup2", "主管乙", ["supervisor"], None),
    ("op1", "责任人", ["responsible"], "商铺0"),
)


@cache
def small_library() -> Library:
    return load_library([SMALL])


@dataclass
class World(ABC):
    """One ledger of one backend. ``now`` is what every clock in it says."""

    folder: Path
    now: datetime = field(default_factory=lambda: parse_moment("2026-03-02T09:00:00+08:00"))
    evidence: Path = field(init=False)
    passphrases: bool = field(default=True, init=False)
    """Whether a second supervisor and an inspector are independent people, with passphrases and keys of their own."""

    def __post_init__(self) -> None:
        self.evidence = self.folder / "photo.jpg"
        self.evidence.write_bytes(b"photo")

    @abstractmethod
    def open(self, user: str) -> Ledger:
        """The ledger as this person sees it, over the small definitions."""

    @abstractmethod
    def found(self) -> None:
        """Make the ledger; its founder is ``sup1``."""

    @abstractmethod
    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything stored, by table."""

    def clock(self) -> datetime:
        return self.now

    def settle(self) -> None:
        """Found the ledger and enrol everyone."""
        self.found()
        for name, title, roles, party in PEOPLE:
            self.open("sup1").people.add(name, title, roles, party, new_unit=bool(party))
        if self.passphrases:
            settle(self.open("sup1"), "sup2", "insp1")

    def given(self, count: int = 1, start: int = 0, **changes: Any) -> InspectionInput:
        """An inspection of ``count`` shops, each of which fails item S-1."""
        shops = [
            SubjectInput(key=f"shop-{n}", kind="shop", name=f"商铺{n}", region="530600")
            for n in range(start, start + count)
        ]
        answers = [AnswerInput(subject=shop.key, item="S-1", answer="fail", sure=True) for shop in shops]
        values: dict[str, Any] = {
            "pack": "small",
            "date": self.now.date(),
            "inspectors": ("insp1",),
            "subjects": tuple(shops),
            "answers": tuple(answers),
        }
        return InspectionInput(**{**values, **changes})

    def inspect(self, count: int = 1, start: int = 0, **changes: Any) -> InspectionResult:
        done = self.open("insp1").inspections.run(self.given(count, start, **changes), self.folder, another=True)
        self.sign()
        return done

    def sign(self) -> None:
        """Everybody whom a record awaits signs it."""
        countersign(self.open("sup1"))

    def issue(self, number: str, days: int = 7) -> None:
        self.open("sup1").cases.act(number, "issue", {"days": str(days), "served_on": self.now.date().isoformat()})

    def fixing(self, count: int = 1) -> list[str]:
        """Numbers of new cases on which ``note`` can be taken again and again."""
        numbers = [line.number for line in self.inspect(count).cases]
        for number in numbers:
            self.issue(number)
        return numbers

    def pass_days(self, days: int) -> date:
        self.now += timedelta(days=days)
        return self.now.date()


class SqliteWorld(World):
    """The default backend: one file. It goes by the definitions in ``lists``."""

    lists: Library = small_library()

    @property
    def path(self) -> Path:
        return self.folder / "台账.db"

    def found(self) -> None:
        self.come_home()
        create_ledger(self.path, "sup1", "主管甲", clock=self.clock, law=law_of(self.lists))

    def settle(self) -> None:
        """Go on from a copy of the ledger that was settled first in this process, over the same definitions."""
        editions = tuple(offer.edition for offer in law_of(self.lists))
        begun = self.now, editions, self.passphrases
        if begun not in SETTLED:
            SETTLED[begun] = settled(self.now, self.lists, passphrases=self.passphrases)
        self.path.write_bytes(SETTLED[begun])

    def come_home(self) -> None:
        """Each world has its home: of the ledger that all worlds are copies of, it has seen this one only."""
        settle_in(self.folder.parent / f"home-of-{self.folder.name}")

    def open(self, user: str) -> Ledger:
        self.come_home()
        ledger = open_ledger(self.path, user, self.clock)
        ledger.desk.library = self.lists
        return ledger

    def install(self, lists: Library) -> None:
        """Other definitions are installed, and adopted; what changed has a higher version."""
        self.lists = raised(lists, self.open("sup1"))
        go_by(self.lists, self.open("sup1"), self.open("sup2"))

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """A connection with none of our rules, as a tamperer would have."""
        with closing(sqlite3.connect(self.path)) as connection:
            yield connection
            connection.commit()

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.raw() as connection:
            there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            tables = [table for table in (*TABLES, *NEWER) if table in there]
            return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in tables}

    def tamper(self, *statements: str) -> None:
        """Change the file behind the program's back: triggers off, change, triggers on again."""
        with self.raw() as connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            for _, sql in triggers:
                connection.execute(sql)


SETTLED: dict[tuple[datetime, tuple[Edition, ...], bool], bytes] = {}
"""Settled ledgers by their beginning and what they go by."""


def settled(now: datetime, lists: Library, *, passphrases: bool) -> bytes:
    with TemporaryDirectory() as folder:
        world = SqliteWorld(Path(folder), now)
        world.lists, world.passphrases = lists, passphrases
        World.settle(world)
        return world.path.read_bytes()


BACKENDS: dict[str, type[World]] = {"sqlite": SqliteWorld}


@pytest.fixture(params=BACKENDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """A settled ledger on each backend."""
    made = BACKENDS[request.param](tmp_path)
    made.settle()
    return made


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], SqliteWorld]:
    """Fresh settled SQLite ledgers, as many as a property test asks for."""

    def fresh() -> SqliteWorld:
        made = SqliteWorld(tmp_path_factory.mktemp("fresh"))
        made.settle()
        return made

    return fresh


@pytest.fixture
def bygone(tmp_path_factory: pytest.TempPathFactory) -> SqliteWorld:
    """The same as older programs left it: nobody has a passphrase or a key."""
    made = SqliteWorld(tmp_path_factory.mktemp("bygone"))
    made.passphrases = False
    made.settle()
    return made


@pytest.fixture
def file(worlds: Callable[[], SqliteWorld]) -> SqliteWorld:
    """A settled SQLite ledger, for what is particular to files."""
    return worlds()


def in_child(work: Callable[[], object]) -> int:
    """Fork; run ``work`` in the child and leave without clean-up. Exit 0 done, 1 for an error (printed)."""
    if sys.platform == "win32":
        raise NotImplementedError
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def wait(child: int) -> int:
    """Exit code of a child, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill(child: int) -> int:
    if sys.platform == "win32":
        raise NotImplementedError
    os.kill(child, signal.SIGKILL)
    return wait(child)
