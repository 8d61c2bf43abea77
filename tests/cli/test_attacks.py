"""Each role tries what he may not: refused and nothing stored, a second one needed, or nothing seen."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from inspect_engine.imports import inspections
from inspect_engine.ledger import identity
from tests.cli.attacks import CASE, HELD, NUMBER, OUTCOMES, PAGE, ROLES, TRIED, Tried, page
from tests.conftest import INSPECTION, Command, Desk, Outcome, enrol, make_desk, write_inspection
from tests.storage.yard_lists import folder_of
from tests.torture.commands import YARD

ROOT = Path(__file__).parents[1]
CALENDAR = ROOT / "storage" / "made_up" / "2027.yaml"
GIVEN = {"subject": "--pack gas --kind catering --name 店九 --region 530602"}
ATTEMPTS = ("access.failed", "access.denied")
"""What is recorded of an attempt."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Two cases logged late, one with a telephone number; two supervisors and one of elsewhere; a penalty."""
    desk = make_desk(tmp_path_factory.mktemp("attacked")).on("2022-03-01")
    file = write_inspection(desk.path.parent)
    file.write_text(INSPECTION.replace("不能出示许可证", f"不能出示许可证，电话 {NUMBER}"), "utf-8")
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    enrol(desk.as_("sup1"), "far1", "某地主管", ["supervisor"], region="5301")
    inspections.run(desk.as_("insp1"), file)
    grounds = {"authority_kind": "gas", "authority": "某局", "grounds": "逾期", "decision_no": "某罚〔2022〕1号"}
    desk.as_("sup1").sanctions.impose("exposure", "店一", grounds)
    desk.as_("insp1").overrides.propose(CASE, "grade", "夜间漏气", {"severity": "major", "reason": "无证"})
    folder_of(desk.path.with_name("yard1"))
    desk.path.with_name("yard.yaml").write_text(YARD, "utf-8")
    closed = "检查日期,隐患描述,责任单位,销号日期\n2022-02-01,漏气,熟食店01,2022-02-02\n"
    desk.path.with_name("closed.csv").write_text(closed, "utf-8")
    return desk.on("2022-03-02")


@pytest.fixture
def try_(prepared: Desk, desk: Desk, command: Command, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Type a line as somebody, on a ledger of one's own."""
    shutil.copytree(prepared.path.parent, desk.path.parent, dirs_exist_ok=True)
    desk.on("2022-03-02")
    monkeypatch.setenv("INSPECT_ENGINE_CHECKLISTS", str(desk.path.with_name("yard1")))
    alarm = desk.as_("sup1").alarms.all()[0].alarm.key
    assert command("subject", "add", "shop-9", *GIVEN["subject"].split(), "--request-id", "used").code == 0

    def typed(each: Tried, role: str) -> Outcome:
        words = each.words.format(me=ROLES[role], folder=desk.path.parent, alarm=alarm, **GIVEN)
        monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
        with monkeypatch.context() as patch:
            if role == "only named":
                patch.setattr(identity, "_PROVED", {})
            return command(*words.split(), user=ROLES[role])

    return typed


def kinds(desk: Desk) -> list[str]:
    """Of every record, in order."""
    with closing(sqlite3.connect(desk.path)) as connection:
        return [row[0] for row in connection.execute("SELECT kind FROM eventrow ORDER BY pos")]


@pytest.mark.parametrize("each", TRIED, ids=lambda each: each.way)
def test_what_comes_of_it(each: Tried, try_: Callable[..., Outcome], desk: Desk) -> None:
    before, stood = desk.path.read_bytes(), len(kinds(desk))
    for role, key in zip(ROLES, each.outcomes, strict=True):
        done = try_(each, role)
        new = [kind for kind in kinds(desk)[stood:] if kind not in ATTEMPTS]
        told = f"{role}: {done}, {new}"
        if key in "r2":
            assert (done.code, bool(new)) == (0, True), told
            assert new[0].endswith("proposed") == (key == "2"), told
        elif key == "s":
            assert (done.code, each.needle in done.out) == (0, True), told
        elif key == "0":
            assert (new, bool(each.needle) and each.needle in done.out) == ([], False), told
            assert done.code == 0 if each.needle and done.out else "没有" in done.err, told
        else:
            assert (done.code in (1, 3), new) == (True, []), told
            assert not each.needle or each.needle not in done.out + done.err, told
        desk.path.write_bytes(before)


def test_every_outcome_of_the_table_is_one() -> None:
    assert all(len(each.outcomes) == len(ROLES) and set(each.outcomes) <= OUTCOMES.keys() for each in TRIED)


def test_every_test_that_is_named_is_there() -> None:
    for each in HELD:
        file, _, name = each.test.partition("::")
        text = (ROOT / file).read_text("utf-8")
        assert not name or re.search(rf"def {name}\(", text), each.test


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.cli.attacks writes it anew"
