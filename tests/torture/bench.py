"""Ledgers prepared for each command, and commands run on copies of them in processes of their own."""

from __future__ import annotations

import ctypes
import io
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from inspect_engine.imports import inspections
from inspect_engine.ledger import NOW_VARIABLE, Ledger
from inspect_engine.ledger.identity import PASSPHRASE_VARIABLE
from inspect_engine.storage import home
from tests.conftest import INSPECTION, SIGNING, Desk, enrol, make_desk, settle_in, write_inspection
from tests.torture.commands import COMMANDS, LISTS, beside, spoken

PRELOADED = "TORTURE_LIBRARY"
NEVER = 1 << 40
REQUEST = "r-1"
Fault = tuple[int, int, int]
"""At which change of files it strikes, the error (0: killed), and whether it stays so."""
NONE: Fault = (NEVER, 0, 0)


@dataclass
class Ended:
    """How a command ended, and what it said."""

    code: int
    words: str


@dataclass(frozen=True)
class Place:
    """A folder with a ledger, what its account keeps at home, and what time it is there."""

    folder: Path
    home: Path
    moment: datetime
    real: bool = False
    """No rehearsal: its time is the system's clock."""

    def desk(self) -> Desk:
        """The ledger, in this process. Its people are at home here, too."""
        os.environ["INSPECT_ENGINE_HOME"] = str(self.home)
        return Desk(self.folder / "ledger.db", self.moment)

    def problems(self, db: str = "ledger.db") -> list[str]:
        """What verify says."""
        desk = replace(self.desk(), path=self.folder / db)
        return [str(each) for each in Ledger(desk.path, clock=desk.clock).verify()]

    def events(self, db: str = "ledger.db") -> int:
        """How many are stored. Opening it as SQLite does brings back what a broken-off writing left."""
        if not (self.folder / db).exists():
            return 0
        with closing(sqlite3.connect(self.folder / db)) as connection:
            return int(connection.execute("SELECT count(*) FROM eventrow").fetchone()[0])

    def forget_the_clock(self) -> None:
        """As if this account looked at it for the first time: what is prepared goes from day to day in one moment."""
        ledger = self.desk().as_("sup1").desk.ledger_id
        home.anchor_file(f"clock {ledger}").unlink(missing_ok=True)

    def on(self, day: str) -> Place:
        return replace(self, moment=Desk(self.folder).on(day).moment)


class Bench:
    """Makes places under one folder. ``real`` ledgers go by the system's clock, which the library sets."""

    def __init__(self, root: Path, *, real: bool = False) -> None:
        self.root, self.real, self._made = root, real, 0
        root.mkdir(exist_ok=True)
        self.library = ctypes.CDLL(os.environ[PRELOADED])
        self.prepared = cache(self._prepare)
        self.whole = cache(self._whole)
        self._first = cache(self._found)

    def _found(self) -> Place:
        """Two supervisors, two inspectors, two cases logged a fortnight late."""
        place = self._new()
        os.environ["INSPECT_ENGINE_HOME"] = ""
        settle_in(place.home)
        desk = make_desk(place.folder, rehearsal=not self.real).on("2022-03-01")
        file = write_inspection(place.folder)
        file.with_name("second.yaml").write_text(INSPECTION.replace("shop-01", "shop-02"), "utf-8")
        beside(place.folder)
        enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
        inspections.run(desk.as_("insp1"), file)
        desk.sign()
        return place

    def _new(self) -> Place:
        self._made += 1
        folder = self.root / str(self._made)
        folder.mkdir()
        return Place(folder, self.root / f"home-{self._made}", Desk(folder).moment, self.real)

    def copy(self, place: Place) -> Place:
        """A copy to be spoilt; :meth:`drop` it."""
        new = self._new()
        shutil.copytree(place.folder, new.folder, dirs_exist_ok=True)
        shutil.copytree(place.home, new.home)
        return replace(new, moment=place.moment)

    def drop(self, place: Place) -> None:
        shutil.rmtree(place.folder)
        shutil.rmtree(place.home)

    def _prepare(self, verb: str) -> Place:
        """Everything is done that must be before a command."""
        tried = COMMANDS[verb]
        place = self.copy(self._first())
        for user, words, *day in tried.line.before:
            place = place.on(day[0] if day else "2022-03-02")
            place.forget_the_clock()
            done = self.run(place, user, words)
            assert done.code == 0, f"{words}: {done.words}"
        for change in (tried.filled, tried.spoil):
            if change:
                change(place.folder)
        return place.on(tried.line.on)

    def _whole(self, verb: str) -> tuple[int, int]:
        """Events and changes of files that a command makes if nothing happens."""
        place = self.copy(self.prepared(verb))
        told = self.root / "changes"
        made = self.command(place, verb, told=told)
        assert made.code == 0, f"{verb}: {made.words}"
        count = place.events(COMMANDS[verb].db) - self.prepared(verb).events(COMMANDS[verb].db)
        assert count > 0, f"{verb} writes nothing"
        self.drop(place)
        return count, int(told.read_text())

    def command(
        self,
        place: Place,
        verb: str,
        fault: Fault = NONE,
        told: Path | None = None,
        jump: tuple[int, int] = (0, 0),
    ) -> Ended:
        """Run one of the commands under test as one request."""
        line, db = COMMANDS[verb].line, COMMANDS[verb].db
        words = f"{line.words} --request-id {REQUEST}"
        return self.start(place, line.user, words, fault, told, db, jump, self.prepared(verb))()

    def run(self, place: Place, user: str, words: str) -> Ended:
        """Run a command, nothing amiss, to its end."""
        return self.start(place, user, words)()

    def start(
        self,
        place: Place,
        user: str,
        words: str,
        fault: Fault = NONE,
        told: Path | None = None,
        db: str = "ledger.db",
        jump: tuple[int, int] = (0, 0),
        known: Place | None = None,
    ) -> Callable[[], Ended]:
        """Start a command in a process of its own, with a fault, on a clock that jumps (by seconds, at which reading).

        What is given back waits for it. Names in the words that only a ledger knows are those that are ``known`` at
        another place, or here.
        """
        if sys.platform == "win32":
            raise NotImplementedError
        line, lists = spoken(words, place.folder, (known or place).desk())
        reading, writing = os.pipe()
        if not (child := os.fork()):
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
            sys.stdin = io.StringIO("correct horse battery\n")
            os.environ |= {LISTS: str(lists), "INSPECT_ENGINE_HOME": str(place.home)}
            if user == "insp2":
                os.environ[PASSPHRASE_VARIABLE] = SIGNING
            self._set_clock(place, jump)
            code = self._at_work(place, ["--db", str(place.folder / db), "--user", user, *line], fault, told)
            sys.stdout.flush()
            os._exit(code)
        os.close(writing)

        def ended() -> Ended:
            with os.fdopen(reading, encoding="utf-8") as said:
                spoken = said.read()
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert code >= 0 or code == -signal.SIGKILL, (code, spoken)
            return Ended(code, spoken)

        return ended

    def _set_clock(self, place: Place, jump: tuple[int, int]) -> None:
        os.environ.pop(NOW_VARIABLE, None)
        if place.real:
            ahead = int((place.moment - datetime.now(place.moment.tzinfo)).total_seconds())
            self.library.skew(*map(ctypes.c_long, (ahead, *jump)))
        else:
            os.environ[NOW_VARIABLE] = place.moment.isoformat()

    def _at_work(self, place: Place, line: list[str], fault: Fault, told: Path | None) -> int:
        from inspect_engine.cli import main as program

        at, error, stays = fault
        self.library.arm(str(place.folder).encode(), ctypes.c_long(at), error, stays)
        code = 70
        try:
            program(line)
        except SystemExit as end:
            code = int(end.code or 0)
        seen = self.library.changes()
        self.library.arm(b"", ctypes.c_long(0), 0, 0)
        if told:
            told.write_text(str(seen))
        return code
