"""Derived rows made anew: what was wrong is told and recorded, and only a supervisor by the events may."""

from __future__ import annotations

import json

import pytest

from inspect_engine.errors import Refused, StorageError
from inspect_engine.storage.tables import PROJECTIONS
from tests.conftest import enrol
from tests.storage.conftest import SqliteWorld

WRONG = {
    "UPDATE caserow SET state = 'closed', is_open = 0": ("caserow", "different", ["state", "is_open"]),
    "DELETE FROM caserow": ("caserow", "missing", []),
    "UPDATE caserow SET due_on = '2099-01-01', due_key = '2099-01-01'": ("caserow", "different", ["due_on", "due_key"]),
    "UPDATE caserow SET severity = x'00ff'": ("caserow", "different", ["severity"]),
    "UPDATE userrow SET roles = 'viewer' WHERE name = 'sup2'": ("userrow", "different", ["roles"]),
    "INSERT INTO userrow (name, title, roles, active) VALUES ('evil', '鬼', 'supervisor', 1)": ("userrow", "extra", []),
    "DELETE FROM aliasrow WHERE name = 'insp1'": ("aliasrow", "missing", []),
    "UPDATE staffrow SET people = people + 1": ("staffrow", "different", ["people"]),
    "UPDATE inspectionrow SET finished = 0": ("inspectionrow", "different", ["finished"]),
    "UPDATE answerrow SET answer = 'pass'": ("answerrow", "different", ["answer"]),
    "DELETE FROM subjectrow": ("subjectrow", "missing", []),
    "INSERT INTO tracerow VALUES ('a', 'b', 'c')": ("tracerow", "extra", []),
    "INSERT INTO numberrow VALUES ('a', 'b', 'c', 2022, 1)": ("numberrow", "extra", []),
}


@pytest.fixture
def world(file: SqliteWorld) -> SqliteWorld:
    file.fixing()
    return file


def test_nothing_wrong_nothing_recorded(world: SqliteWorld) -> None:
    before = world.snapshot()
    assert world.open("sup1").keeping.rebuild() == []
    assert world.snapshot() == before


@pytest.mark.parametrize("statement", WRONG)
def test_what_was_wrong_is_mended_told_and_recorded(world: SqliteWorld, statement: str) -> None:
    """Afterwards verify has nothing to say; what the rows were before stands in the ledger."""
    whole = rows(world)
    world.tamper(statement)
    problems = world.open("sup1").verify()
    assert problems
    assert {each.fix for each in problems} == {"请主管运行 inspect-engine rebuild"}

    found = world.open("sup1").keeping.rebuild()

    table, was, columns = WRONG[statement]
    assert {(each.table, each.was) for each in found} == {(table, was)}
    assert all(list(each.columns) == columns for each in found)
    assert world.open("sup1").verify() == []
    assert rows(world) == whole
    event = json.loads(world.snapshot()["eventrow"][-1][8])
    assert (event["kind"], event["data"]["rows"]) == ("ledger.rebuilt", len(found))
    assert event["data"]["tables"] == {table: len(found)}
    assert event["data"]["differences"] == [each.plain() for each in found]


def rows(world: SqliteWorld) -> dict[str, list[object]]:
    with world.raw() as connection:
        names = [str(table.__tablename__) for table in PROJECTIONS]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=str) for name in names}


def test_everything_lost_comes_back(world: SqliteWorld) -> None:
    """All derived tables but the users', without whom nobody can be told from anybody."""
    whole = rows(world)
    with world.raw() as connection:
        for table in PROJECTIONS:
            if table.__tablename__ != "userrow":
                connection.execute(f"DELETE FROM {table.__tablename__}")
    world.open("sup1").keeping.rebuild()
    assert rows(world) == whole


def test_who_is_a_supervisor_by_forged_rows_only_rebuilds_nothing(world: SqliteWorld) -> None:
    world.tamper("UPDATE userrow SET roles = 'supervisor' WHERE name = 'insp1'")
    before = world.snapshot()
    with pytest.raises(Refused, match="须由主管办理"):
        world.open("insp1").keeping.rebuild()
    assert world.snapshot() == before
    with pytest.raises(Refused, match="须由主管办理"):
        world.open("insp2").keeping.rebuild()


def test_a_supervisor_of_a_region_does_not_rebuild_the_whole(world: SqliteWorld) -> None:
    enrol(world.open("sup1"), "county", "县主管", ["supervisor"], region="530602")
    with pytest.raises(Refused, match="区划"):
        world.open("county").keeping.rebuild()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE eventrow SET body = replace(body, '530600', '530602') WHERE kind = 'subject.recorded'",
        "DELETE FROM eventrow WHERE pos = 5",
        "UPDATE eventrow SET recorded_at = '2020-01-01T00:00:00+08:00' WHERE pos = 3",
    ],
)
def test_out_of_broken_events_nothing_is_made(world: SqliteWorld, statement: str) -> None:
    """The rows may be all that is left of the truth."""
    world.tamper(statement)
    before = world.snapshot()
    with pytest.raises(StorageError, match="流转记录本身有问题"):
        world.open("sup1").keeping.rebuild()
    assert world.snapshot() == before


def test_what_is_only_tried_changes_nothing(world: SqliteWorld) -> None:
    world.tamper("UPDATE caserow SET state = 'closed'")
    before, ledger = world.path.read_bytes(), world.open("sup1")
    ledger.desk.tried = []
    (found,) = ledger.keeping.rebuild()
    assert found.columns == ("state",)
    assert [event.kind for event in ledger.desk.tried] == ["ledger.rebuilt"]
    assert world.path.read_bytes() == before
