"""Verbs of keeping and law asked for twice under one request: stored once, answered alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from inspect_engine.domain.requests import Request
from inspect_engine.errors import Conflict
from inspect_engine.ledger import Ledger
from inspect_engine.reading.definitions import Library
from tests.storage.conftest import SqliteWorld, small_library

REQUEST = Request("r-1", "0" * 64)


@pytest.fixture
def world(tmp_path: Path) -> SqliteWorld:
    made = SqliteWorld(tmp_path)
    made.settle()
    return made


def next_edition(ledger: Ledger) -> Library:
    library = small_library()
    pack = library.packs["small"].model_copy(update={"version": "2099.1"})
    return replace(library, packs={**library.packs, "small": pack})


def twice(world: SqliteWorld, user: str, verb: Callable[[Ledger], object]) -> object:
    """Once under a request, then again: the same answer, and nothing more is stored."""
    ledger = world.open(user)
    ledger.desk.library = next_edition(ledger)
    first = verb(ledger.asking(REQUEST))
    count = world.open("sup1").desk.head.count
    again = world.open(user)
    again.desk.library = next_edition(again)
    assert verb(again.asking(REQUEST)) == first
    assert world.open("sup1").desk.head.count == count
    with pytest.raises(Conflict, match="另一件事"):
        verb(world.open(user).asking(replace(REQUEST, digest="1" * 64)))
    return first


def test_adopting_and_confirming(world: SqliteWorld) -> None:
    twice(world, "sup1", lambda ledger: ledger.definitions.adopt("small"))
    second = Request("r-2", "2" * 64)
    ledger = world.open("sup2")
    first = ledger.asking(second).definitions.confirm("small")
    assert world.open("sup2").asking(second).definitions.confirm("small") == first


def test_a_key(world: SqliteWorld) -> None:
    world.open("sup1").access.set_passphrase("sup1", "自己的一个长口令")
    key = next(each for each in world.open("sup1").keys.all() if each.name == "sup1" and each.here)
    twice(world, "sup1", lambda ledger: ledger.keys.revoke("sup1", key.fingerprint, "电脑丢失"))


def test_a_ledger_that_was_put_back(world: SqliteWorld) -> None:
    old = world.path.read_bytes()
    world.open("sup1").people.add("x", "新人", ["viewer"])
    world.path.write_bytes(old)
    twice(world, "sup1", lambda ledger: ledger.anchors.accept("从备份放回"))


def test_rebuilding(world: SqliteWorld) -> None:
    number = world.fixing()[0]
    with closing(sqlite3.connect(world.path)) as connection, connection:
        connection.execute("UPDATE caserow SET state = 'closed' WHERE number = ?", (number,))
    assert twice(world, "sup1", lambda ledger: ledger.keeping.rebuild())
