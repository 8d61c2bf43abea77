"""What proves who somebody is: his own passphrase, not one that another gave him, and not by trying often."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import Ledger, create_ledger, identity, open_ledger
from tests.conftest import forget
from tests.storage.conftest import SqliteWorld

OWN, ISSUED = "三 盏 灯 照 山路", "发给 的 口令 一次"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(identity, "hasher", lambda: PasswordHasher.from_parameters(CHEAPEST))
    forget()
    yield
    forget()


def enter(world: SqliteWorld, name: str, word: str) -> Ledger:
    forget()
    return open_ledger(world.path, name, world.clock, ask=lambda _: word)


@pytest.fixture
def given(world: SqliteWorld) -> SqliteWorld:
    """``sup2`` has a passphrase that ``sup1`` has set for him."""
    world.open("sup1").access.set_passphrase("sup2", ISSUED)
    return world


WORKS: dict[str, Callable[[Ledger], object]] = {
    "whoami": lambda ledger: ledger.desk.whoami(),
    "list": lambda ledger: ledger.cases.page(),
    "enrol": lambda ledger: ledger.people.add("new", "新人", ["viewer"]),
    "reset": lambda ledger: ledger.access.set_passphrase("insp1", OWN),
    "require": lambda ledger: ledger.access.require_passphrases(),
}


@pytest.mark.parametrize("verb", WORKS)
def test_one_that_another_has_set_proves_nothing(given: SqliteWorld, verb: str) -> None:
    before = given.snapshot()["eventrow"]
    with pytest.raises(Refused, match="请先用 user passphrase sup2 换成只有你知道的"):
        WORKS[verb](enter(given, "sup2", ISSUED))
    assert given.snapshot()["eventrow"] == before


def test_with_it_one_sets_ones_own_and_that_proves(given: SqliteWorld) -> None:
    enter(given, "sup2", ISSUED).access.set_passphrase("sup2", OWN)
    assert enter(given, "sup2", OWN).desk.whoami().via == "passphrase"
    with given.raw() as connection:
        vias = [row[0] for row in connection.execute("SELECT body ->> '$.actor.via' FROM eventrow ORDER BY pos")]
    assert vias[-1] == "issued", "what it was set with is no proof, and is not called one"
    assert given.open("sup1").verify() == []


def test_the_same_again_is_not_ones_own(given: SqliteWorld) -> None:
    with pytest.raises(InputError, match="别人设的那个口令"):
        enter(given, "sup2", ISSUED).access.set_passphrase("sup2", ISSUED)


def test_a_reset_makes_it_anothers_again(given: SqliteWorld) -> None:
    enter(given, "sup2", ISSUED).access.set_passphrase("sup2", OWN)
    given.open("sup1").access.set_passphrase("sup2", ISSUED)
    with pytest.raises(Refused, match="别人设的"):
        enter(given, "sup2", ISSUED).desk.whoami()


# --- guessing ------------------------------------------------------------------------------------------------------


def outcome(work: Callable[[], object]) -> str:
    try:
        work()
    except Refused as refused:
        return "made to wait" if "请在" in str(refused) else "looked at"
    return "let in"


def test_forty_guesses_at_once_are_no_way_around_the_wait(given: SqliteWorld) -> None:
    forget()

    def guess(_: int) -> str:
        return outcome(lambda: open_ledger(given.path, "sup2", given.clock, ask=lambda _: "wrong one"))

    with ThreadPoolExecutor(40) as pool:
        found = Counter(pool.map(guess, range(40)))
    assert found == {"looked at": identity.FREE_FAILURES, "made to wait": 40 - identity.FREE_FAILURES}


def test_right_ones_at_once_are_all_let_in(given: SqliteWorld) -> None:
    def prove(_: int) -> str:
        forget()
        return outcome(lambda: open_ledger(given.path, "sup2", given.clock, ask=lambda _: ISSUED))

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(prove, range(24))) == {"let in"}
    assert given.open("sup1").access.attempts() == []


def test_a_clock_put_back_begins_the_wait_anew(given: SqliteWorld) -> None:
    """It neither ends the wait at once nor makes it last until the clock is where it was."""
    for _ in range(identity.FREE_FAILURES):
        outcome(lambda: enter(given, "sup2", "wrong one"))
    given.now -= timedelta(days=1)
    assert outcome(lambda: enter(given, "sup2", ISSUED)) == "made to wait"
    given.now += timedelta(minutes=6)
    assert outcome(lambda: enter(given, "sup2", ISSUED)) == "let in"


def test_no_variable_ends_a_wait(world: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    path = world.folder / "演练.db"
    monkeypatch.setenv("INSPECT_ENGINE_NOW", "2022-02-17")
    founder = create_ledger(path, "boss", "主管甲", rehearsal=True)
    founder.people.add("sup2", "主管乙", ["supervisor"])
    founder.access.set_passphrase("sup2", ISSUED)
    forget()

    def attempt(word: str) -> str:
        return outcome(lambda: open_ledger(path, "sup2", ask=lambda _: word))

    attempt("wrong one")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE attemptrow SET failures = 20")
    for day in ("2022-02-18", "2030-01-01", "2001-01-01"):
        monkeypatch.setenv("INSPECT_ENGINE_NOW", day)
        assert attempt(ISSUED) == "made to wait"
