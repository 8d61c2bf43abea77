"""Tampering shows: verify names the event, row or file; it never raises, and it finds nothing where nothing is."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from inspect_engine.domain.events import digest, link
from inspect_engine.errors import StorageError
from inspect_engine.ledger import Ledger, open_ledger
from tests.storage.conftest import SqliteWorld


@pytest.fixture
def lived(life: Path, tmp_path: Path) -> SqliteWorld:
    """A ledger with people, an inspection, a closed and an open case, and evidence."""
    return SqliteWorld(shutil.copytree(life, tmp_path / "lived"))


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that ledger; each test has a copy."""
    world = SqliteWorld(tmp_path_factory.mktemp("life"))
    world.settle()
    first, second = world.fixing(2)
    world.open("op1").cases.act(first, "reply", {"performed_by": "op1"})
    world.open("insp1").cases.act(first, "close", {}, [world.evidence])
    world.open("insp2").cases.act(second, "note", {"text": "看过"})
    assert world.open("sup1").verify() == []
    return world.folder


def found(world: SqliteWorld) -> list[str]:
    return [str(problem) for problem in Ledger(world.path).verify()]


def rows(world: SqliteWorld) -> list[sqlite3.Row]:
    with world.raw() as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute("SELECT * FROM eventrow ORDER BY pos").fetchall()


def named(problems: list[str], pos: int) -> bool:
    return any(problem.startswith(f"第 {pos} 条流转记录") for problem in problems)


EVENT = 9


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE eventrow SET body = replace(body, '商铺0', '商铺9') WHERE pos = {pos}",
        "UPDATE eventrow SET recorded_at = '2026-03-01T09:00:00+08:00' WHERE pos = {pos}",
        "UPDATE eventrow SET hash = '{zeros}' WHERE pos = {pos}",
        "UPDATE eventrow SET chain = '{zeros}' WHERE pos = {pos}",
        "UPDATE eventrow SET case_id = 'other' WHERE pos = {pos}",
        "UPDATE eventrow SET case_id = NULL WHERE pos = {pos}",
        "UPDATE eventrow SET kind = 'case.noted' WHERE pos = {pos}",
        "UPDATE eventrow SET day = '2026-03-01' WHERE pos = {pos}",
        "UPDATE eventrow SET id = 'other' WHERE pos = {pos}",
        "UPDATE eventrow SET feed = 'other' WHERE pos = {pos}",
        "UPDATE eventrow SET seq = 999 WHERE pos = {pos}",
        "UPDATE eventrow SET body = 'x' WHERE pos = {pos}",
        "UPDATE eventrow SET body = x'ff00' WHERE pos = {pos}",
        "UPDATE eventrow SET body = '' WHERE pos = {pos}",
    ],
)
def test_a_changed_event_is_named(lived: SqliteWorld, statement: str) -> None:
    """Any change of an event's body, hash, link, time or columns is reported at that event."""
    opening = next(row["pos"] for row in rows(lived) if row["kind"] == "case.opened")
    lived.tamper(statement.format(pos=opening, zeros="0" * 64))
    assert named(found(lived), opening)


def rehash(world: SqliteWorld, pos: int, body: str, *, chain: bool) -> None:
    """Change a body and its hash, and with ``chain`` every link after it: a tamperer who knows the format."""
    events = rows(world)
    with world.raw() as connection:
        for trigger in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER eventrow_no_{trigger}")
        connection.execute("UPDATE eventrow SET body = ?, hash = ? WHERE pos = ?", (body, digest(body), pos))
        if chain:
            head = events[pos - 2]["chain"]
            for row in events[pos - 1 :]:
                own = digest(body) if row["pos"] == pos else row["hash"]
                head = link(head, own, row["recorded_at"])
                connection.execute("UPDATE eventrow SET chain = ? WHERE pos = ?", (head, row["pos"]))


def restore_triggers(world: SqliteWorld, sqls: list[str]) -> None:
    with world.raw() as connection:
        for sql in sqls:
            connection.execute(sql)


def triggers(world: SqliteWorld) -> list[str]:
    with world.raw() as connection:
        return [
            row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        ]


@pytest.mark.parametrize("chain", [False, True])
def test_a_body_changed_together_with_its_hash_is_named(lived: SqliteWorld, chain: bool) -> None:
    """Rehashing the body, even relinking the chain after it, still shows: at the event or at its author's next one."""
    moved = next(row for row in rows(lived) if row["kind"] == "case.moved")
    sqls = triggers(lived)
    rehash(lived, moved["pos"], moved["body"].replace('"days":"7"', '"days":"9"'), chain=chain)
    restore_triggers(lived, sqls)
    problems = found(lived)
    assert problems
    if not chain:
        assert named(problems, moved["pos"])


def test_a_damaged_founding_event_does_not_keep_verify_from_running(lived: SqliteWorld) -> None:
    """The error of a damaged ledger says to run verify; so verify must run there, through the ledger as well."""
    lived.tamper("UPDATE eventrow SET body = '{' WHERE pos = 1")
    assert named(found(lived), 1)
    assert named([str(problem) for problem in open_ledger(lived.path, "sup1").verify()], 1)


def test_two_events_swapped_are_named(lived: SqliteWorld) -> None:
    """Exchanging the places of two events breaks the chain at both."""
    a, b = [row["pos"] for row in rows(lived) if row["kind"] == "case.moved"][:2]
    lived.tamper(
        f"UPDATE eventrow SET pos = -1 WHERE pos = {a}",
        f"UPDATE eventrow SET pos = {a} WHERE pos = {b}",
        f"UPDATE eventrow SET pos = {b} WHERE pos = -1",
    )
    problems = found(lived)
    assert named(problems, a)
    assert named(problems, b)


def test_an_event_deleted_in_the_middle_is_missed(lived: SqliteWorld) -> None:
    """The gap is named at the event after it, with the missing positions."""
    lived.tamper(f"DELETE FROM eventrow WHERE pos = {EVENT}")
    problems = found(lived)
    assert any(f"之前缺第 {EVENT} 至 {EVENT} 条" in problem for problem in problems)
    assert named(problems, EVENT + 1)


def test_the_last_event_deleted_alone_is_missed(lived: SqliteWorld) -> None:
    """The author's feed head still tells that there was one more."""
    lived.tamper("DELETE FROM eventrow WHERE pos = (SELECT max(pos) FROM eventrow)")
    assert any("可能有记录被删" in problem for problem in found(lived))


def test_a_cut_tail_with_everything_that_knew_of_it_cannot_be_seen(lived: SqliteWorld) -> None:
    """Documented limit: tail, feed head and derived row all taken back give an older, whole ledger.

    Only a chain head noted elsewhere (every workbook prints one) shows it: the head is then another.
    """
    before = lived.open("sup1").desk.head
    snapshot = lived.path.read_bytes()
    lived.open("insp2").cases.act("XB-2026-0002", "note", {"text": "要消失的"})
    noted = lived.open("sup1").desk.head
    lived.path.write_bytes(snapshot)
    assert [problem for problem in found(lived) if "末尾被截掉" in problem], "this account has seen more"
    shutil.rmtree(os.environ["INSPECT_ENGINE_HOME"])
    assert found(lived) == []
    assert lived.open("sup1").desk.head == before
    assert lived.open("sup1").desk.head.chain != noted.chain


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE caserow SET state = 'closed' WHERE serial = 2",
        "UPDATE caserow SET due_on = '2027-01-01', due_key = '2027-01-01' WHERE serial = 2",
        "UPDATE caserow SET returned = 1 WHERE serial = 2",
        "UPDATE caserow SET closed_how = NULL WHERE serial = 1",
        "DELETE FROM caserow WHERE serial = 2",
        "INSERT INTO userrow VALUES ('ghost', '鬼', 'supervisor', NULL, NULL, 1, '', '', '', 0, 0)",
        "UPDATE userrow SET roles = 'supervisor' WHERE name = 'insp1'",
        "UPDATE userrow SET active = 0 WHERE name = 'insp1'",
        "UPDATE userrow SET region = '53' WHERE name = 'insp1'",
        "UPDATE userrow SET os_user = 'mallory' WHERE name = 'sup2'",
        "DELETE FROM answerrow WHERE subject = 'shop-0'",
        "UPDATE answerrow SET answer = 'pass' WHERE subject = 'shop-0'",
        "UPDATE inspectionrow SET finished = 0",
        "UPDATE subjectrow SET party = '别人' WHERE key = 'shop-0'",
        "INSERT INTO subjectrow VALUES ('x', 'shop', 'small', 'x', '530600', 'x', '{}', '{}', '{}', '', '', '[]', 0)",
        "UPDATE definitionrow SET text = replace(text, '已销号', '已消号')",
        "UPDATE feedrow SET head = '0' WHERE user = 'insp1'",
        "UPDATE feedrow SET seq = seq + 1 WHERE user = 'insp1'",
        "INSERT INTO feedrow VALUES ('f', 'ghost', 0, '0', '')",
    ],
)
def test_a_changed_derived_row_is_named(lived: SqliteWorld, statement: str) -> None:
    """Rows that the events do not bear out are reported, changed, missing or added."""
    lived.tamper(statement)
    assert found(lived)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM definitionrow",
        "UPDATE definitionrow SET hash = 'other'",
        "UPDATE definitionrow SET version = '9'",
        "UPDATE definitionrow SET pack = 'other'",
        "INSERT INTO definitionrow VALUES ('{hash}', 'small', '2', '{{}}', 'pack')",
        "DELETE FROM feedrow WHERE user = 'insp1'",
        "UPDATE feedrow SET user = 'insp9' WHERE user = 'insp1'",
        "DROP TABLE answerrow",
        "CREATE TRIGGER quiet BEFORE INSERT ON caserow BEGIN SELECT RAISE(IGNORE); END",
    ],
)
def test_what_verify_vouches_for_includes(lived: SqliteWorld, statement: str) -> None:
    """Definitions are those that were adopted, feeds those of their authors, and the schema is the migrated one."""
    lived.tamper(statement.format(hash=digest("{}")))
    assert found(lived)


def test_a_missing_trigger_is_named(lived: SqliteWorld) -> None:
    """Without its guard a ledger is not vouched for."""
    with lived.raw() as connection:
        connection.execute("DROP TRIGGER eventrow_no_delete")
    assert any("防改触发器 eventrow_no_delete 不见了" in problem for problem in found(lived))


def test_a_trigger_that_no_longer_guards_is_noticed(lived: SqliteWorld) -> None:
    """A trigger of the same name that does nothing is as good as none."""
    with lived.raw() as connection:
        connection.execute("DROP TRIGGER eventrow_no_delete")
        connection.execute("CREATE TRIGGER eventrow_no_delete BEFORE DELETE ON eventrow BEGIN SELECT 1; END")
    assert found(lived)


def test_evidence_changed_or_gone_is_named(lived: SqliteWorld) -> None:
    """A photo that is not what was attached is reported with its event and name."""
    ledger = lived.open("sup1")
    event = ledger.cases.history("XB-2026-0001")[-1].event
    path = ledger.desk.evidence_path(event.files[0])
    path.write_bytes(b"Photo")
    assert [re.sub(r"^.*：", "", problem) for problem in found(lived)] == ["佐证材料“photo.jpg”被改动过"]
    path.unlink()
    problems = found(lived)
    assert [re.sub(r"^.*：", "", problem) for problem in problems] == ["佐证材料“photo.jpg”不见了"]
    assert event.id in problems[0]


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.6, 0.95])
def test_a_truncated_file_is_not_vouched_for(lived: SqliteWorld, share: float) -> None:
    """A file cut short is a StorageError or a list of problems, never "proved"."""
    raw = lived.path.read_bytes()
    lived.path.write_bytes(raw[: int(len(raw) * share)])
    try:
        problems = found(lived)
    except StorageError as error:
        problems = [str(error)]
    assert any(re.search(r"[\u4e00-\u9fff]", problem) for problem in problems)


@pytest.mark.parametrize("sign", [b"CREATE TABLE answerrow", b"caserow_open", b"inspection.started"])
def test_damage_that_is_no_utf8_is_said_in_words(lived: SqliteWorld, sign: bytes) -> None:
    """Bytes that are not UTF-8, in schema or rows, end in problems or a StorageError, in opening as in verify."""
    raw = lived.path.read_bytes()
    lived.path.write_bytes(raw.replace(sign, sign[:-3] + b"\xe0\xff\xe0"))
    with suppress(StorageError):
        assert found(lived)
    with suppress(StorageError):
        open_ledger(lived.path, "sup1").cases.page()


def test_random_damage_never_makes_a_traceback(lived: SqliteWorld) -> None:
    """Whatever bytes of the file are overwritten: problems or a StorageError; or the damage hit unused space only."""
    raw, chance, whole = lived.path.read_bytes(), random.Random(7), lived.snapshot()
    for _ in range(40):
        damaged = bytearray(raw)
        at = chance.randrange(len(raw))
        damaged[at : at + 20] = chance.randbytes(20)
        lived.path.write_bytes(damaged[: len(raw)])
        try:
            problems = found(lived)
        except StorageError:
            continue
        if not problems:
            assert lived.snapshot() == whole


def test_one_changed_byte_of_any_body_is_named(lived: SqliteWorld) -> None:
    """Every event, several positions, every kind of character: verify names the event and does not fall over."""
    world = lived
    chance, sqls, events = random.Random(11), triggers(world), rows(world)
    with world.raw() as connection:
        for name in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER eventrow_no_{name}")
    restore = "UPDATE eventrow SET body = ? WHERE pos = ?"
    for row in events:
        for _ in range(6):
            body: str = row["body"]
            at = chance.randrange(len(body))
            changed = body[:at] + chance.choice([c for c in '0x"{}[],:\\é' if c != body[at]]) + body[at + 1 :]
            with world.raw() as connection:
                connection.execute(restore, (changed, row["pos"]))
            assert named(found(world), row["pos"]), changed
        with world.raw() as connection:
            connection.execute(restore, (row["body"], row["pos"]))
    restore_triggers(world, sqls)
    assert found(world) == []


WRONG = st.sampled_from([None, "", "x", 0, -1, True, [], {}, ["x"], {"a": 1}, "2026-02-30", "\x00", "9" * 30])


@pytest.mark.long
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.reuse, Phase.generate])
@given(st.data())
def test_a_forged_event_of_any_shape_is_a_problem_not_a_traceback(
    life: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Someone who recomputes hash and chain after putting nonsense into an event is told so in words."""
    world = SqliteWorld(life)
    events = rows(world)
    row = data.draw(st.sampled_from(events))
    body: dict[str, Any] = json.loads(row["body"])
    part = data.draw(st.sampled_from(["top", "data"]))
    target = body if part == "top" else body["data"]
    name = data.draw(st.sampled_from(sorted(target)))
    value = data.draw(WRONG)
    if value == target[name] or (value in (None, "") and not target[name]):
        return
    target[name] = value
    forged = SqliteWorld(tmp_path_factory.mktemp("forged"))
    forged.path.write_bytes(world.path.read_bytes())
    forge(forged, row["pos"], body)
    assert found(forged)


@pytest.mark.parametrize("change", [{"hash": []}, {"pack": {}}, {"version": None}])
def test_an_adoption_that_names_no_definition_is_a_problem(lived: SqliteWorld, change: dict[str, Any]) -> None:
    row = next(row for row in rows(lived) if row["kind"] == "definition.adopted")
    body = json.loads(row["body"])
    body["data"] |= change
    forge(lived, row["pos"], body)
    assert found(lived)


def forge(world: SqliteWorld, pos: int, body: dict[str, Any]) -> None:
    """Put another body in the place of an event's, with hash and chain recomputed."""
    sqls = triggers(world)
    rehash(world, pos, json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")), chain=True)
    restore_triggers(world, sqls)


def test_a_ledger_of_many_cases_is_proved(file: SqliteWorld) -> None:
    """Nothing is found where nothing is wrong."""
    numbers = file.fixing(15)
    for n, number in enumerate(numbers):
        for _ in range(n % 4):
            file.open("insp1").cases.act(number, "note", {"text": "记"})
    assert found(file) == []
    assert Path(file.path).exists()
