"""Cases opened by a case: stored with the action that opens them, joined as the proof assumes, never counted twice."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from inspect_engine.domain.cases import Case
from inspect_engine.errors import Conflict, InputError, InspectError, Refused, StorageError
from inspect_engine.exports.closure import workbook
from inspect_engine.ledger import CaseFilter, open_ledger
from inspect_engine.ledger.keeping.upgrading import upgrade
from inspect_engine.reading.definitions import Library, load_library
from inspect_engine.storage import queries, sqlite
from inspect_engine.storage.keeping import shelf
from inspect_engine.trial.stage import Stage
from tests.conftest import enrol
from tests.storage.conftest import TABLES, SqliteWorld, in_child, wait

LISTS = Path(__file__).parent / "linked"
WHO = {
    **{"issue": "sup1", "halt": "sup1", "list": "sup1", "reply": "insp1", "back": "insp2", "close": "insp2"},
    **{"drop": "sup1", "lift": "sup2", "void": "sup2", "delist": "sup2"},
}
"""Who takes each action, so that duties are always apart."""


class Site(SqliteWorld):
    """A ledger whose hazards can be halted (停工) and listed (挂牌)."""

    lists: Library = load_library([LISTS])

    def given(self, count: int = 1, start: int = 0, **changes: Any) -> Any:
        return super().given(count, start, **{"pack": "site", **changes})

    def act(self, number: str, trigger: str, user: str = "", **values: str) -> Any:
        today = self.now.date().isoformat()
        usual: dict[str, dict[str, str]] = {
            "issue": {"days": "7", "served_on": today},
            "halt": {"severity": "major", "reason": "有坍塌危险", "halted_on": today},
            "reply": {"performed_by": "路人"},
        }
        return self.open(user or WHO[trigger]).cases.act(number, trigger, {**usual.get(trigger, {}), **values})

    def halted(self) -> tuple[str, str]:
        """Numbers of a hazard under rectification, and of the stop it was put under."""
        number = self.fixing()[0]
        self.act(number, "halt")
        return number, self.children(number)[-1]

    def case(self, number: str) -> Case:
        return self.open("sup1").cases.get(number)

    def children(self, number: str) -> list[str]:
        ledger = self.open("sup1")
        return [line.number for line in ledger.cases.linked(ledger.cases.get(number))]

    def refusal(self, number: str, trigger: str) -> str:
        before = self.snapshot()
        with pytest.raises(Refused) as caught:
            self.act(number, trigger)
        assert self.snapshot() == before
        return str(caught.value)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.settle()
    return made


@pytest.fixture
def old(tmp_path: Path) -> Site:
    """The same as older programs left it: nobody has a passphrase or a key."""
    made = Site(tmp_path)
    made.passphrases = False
    made.settle()
    return made


# --- opening -----------------------------------------------------------------------------------------------------


def test_an_action_opens_a_case_in_the_same_breath(site: Site) -> None:
    """The linked case has the next number, the facts of its opener after the action, its own state and no deadline."""
    number = site.fixing()[0]
    event = site.act(number, "halt")
    ledger = site.open("sup1")
    opener, child = ledger.cases.get(number), ledger.cases.get("GD-2026-0002")
    assert (event.case, event.kind, event.data["opens"]) == (opener.id, "case.moved", "stop")
    assert (child.parent, child.workflow, child.kind) == (opener.id, "stop", "stop_work")
    assert (child.state, child.state_title, child.due_on, child.severity) == ("stopped", "停工中", None, "major")
    assert child.title == "停工：=1+1[/]未设标识"
    same = ("pack", "definition", "item", "inspection", "subject", "subject_name", "region", "party", "requirement")
    assert [getattr(child, name) for name in same] == [getattr(opener, name) for name in same]
    assert (child.found_on, child.persons) == (site.now.date(), {"open": frozenset({"sup1"})})
    assert ledger.verify() == []


def test_the_opening_follows_the_action_and_tells_where_it_comes_from(site: Site) -> None:
    """Event and opening stand side by side; the opening names its opener; the action's own event says no more."""
    number = site.fixing()[0]
    event = site.act(number, "halt")
    ledger = site.open("sup1")
    opened = ledger.cases.opened_by(event)
    assert opened is not None
    [opening] = ledger.cases.history(opened.number)
    assert opening.pos == ledger.cases.history(number)[-1].pos + 1
    assert (opening.event.data["parent"], opening.event.data["parent_number"]) == (event.case, number)
    assert ledger.cases.history(number)[-1].event == event
    assert ledger.cases.opened_by(ledger.cases.history(number)[0].event) is None
    assert ledger.cases.opened_by(opening.event) is None


def test_the_case_is_of_the_day_and_year_of_the_action(site: Site) -> None:
    """An action dated last year opens a case of last year, numbered in that year's series."""
    site.now = site.now.replace(year=2026, month=12, day=30)
    number = site.fixing()[0]
    site.pass_days(5)
    site.act(number, "halt", halted_on="2026-12-31")
    [child] = site.children(number)
    assert (child, site.case(child).found_on) == ("GD-2026-0002", date(2026, 12, 31))
    assert site.inspect(1, start=5).cases[0].number == "GD-2027-0001"


def test_numbers_of_inspections_go_on_after_linked_cases(site: Site) -> None:
    site.halted()
    assert [line.number for line in site.inspect(2, start=5).cases] == ["GD-2026-0003", "GD-2026-0004"]


def test_an_error_between_action_and_opening_leaves_neither(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """All or nothing: when the linked case cannot be stored, the action is not stored either."""
    number = site.fixing()[0]
    before = site.snapshot()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("inspect_engine.ledger.acting.linked_opening", fail)
    with pytest.raises(ZeroDivisionError):
        site.act(number, "halt")
    assert site.snapshot() == before


@pytest.mark.parametrize(
    ("user", "values"),
    [("insp1", {}), ("op1", {}), ("sup1", {"halted_on": "明天"}), ("sup1", {"severity": "[/]"}), ("sup1", {"no": "x"})],
)
def test_what_is_refused_opens_nothing(site: Site, user: str, values: dict[str, str]) -> None:
    number = site.fixing()[0]
    before = site.snapshot()
    with pytest.raises((Refused, InputError)):
        site.act(number, "halt", user, **values)
    assert site.snapshot() == before


def test_a_stale_view_opens_nothing(site: Site) -> None:
    number = site.fixing()[0]
    seen = site.case(number).last_event
    site.act(number, "list")
    before = site.snapshot()
    values = {"severity": "major", "reason": "危险", "halted_on": "2026-03-02"}
    with pytest.raises(Conflict):
        site.open("sup1").cases.act(number, "halt", values, base=seen)
    assert site.snapshot() == before


# --- joint conditions --------------------------------------------------------------------------------------------


def test_opener_and_linked_case_wait_for_each_other(site: Site) -> None:
    """No re-start before the hazard is put right, no closure before the re-start; offers say so beforehand."""
    number, stop = site.halted()
    assert "隐患还没有改好（GD-2026-0001 现为“整改中”）" in site.refusal(stop, "lift")
    site.act(number, "reply")
    assert "停工还没有解除（GD-2026-0002 现为“停工中”）" in site.refusal(number, "close")
    offers = site.open("insp2").cases.offers(number).offers
    close = next(offer for offer in offers if offer.trigger == "close")
    assert (close.allowed, close.reason) == (False, "停工还没有解除（GD-2026-0002 现为“停工中”）")
    site.act(stop, "lift")
    site.act(number, "close")
    assert {site.case(each).closed_how for each in (number, stop)} == {"rectified"}
    assert site.open("sup1").verify() == []


@pytest.mark.parametrize("named", ["sup2", "主管乙", "主管乙（科长）"])
def test_who_rectified_does_not_release_what_holds_the_closure(site: Site, named: str) -> None:
    """Whatever the workflow of the linked case says; whoever took no part may."""
    number, stop = site.halted()
    site.act(number, "reply", performed_by=named)
    assert f"参与过 {number} 的整改，须换人办理" in site.refusal(stop, "lift")
    offers = {offer.trigger: offer.reason for offer in site.open("sup2").cases.offers(stop).offers}
    assert "须换人办理" in offers["lift"]
    enrol(site.open("sup1"), "sup3", "主管丙", ["supervisor"])
    site.act(stop, "lift", "sup3")
    assert site.open("sup1").verify() == []


def test_no_second_one_beside_an_open_one(site: Site) -> None:
    """One case of a workflow at a time; of another workflow there may be one as well."""
    number, stop = site.halted()
    assert f"{stop}（停工：=1+1[/]未设标识）还没有办结，不能再开一件" in site.refusal(number, "halt")
    site.act(number, "list")
    site.act(stop, "void")
    site.act(number, "halt")
    assert [site.case(each).workflow for each in site.children(number)] == ["stop", "listing", "stop"]


def test_only_the_latest_of_each_workflow_counts(site: Site) -> None:
    """A stop that was voided stands in nobody's way once another was lifted, and the other way round."""
    number, first = site.halted()
    site.act(first, "void")
    site.act(number, "reply")
    assert "停工还没有解除" in site.refusal(number, "close")
    site.act(number, "back")
    site.act(number, "halt")
    second = site.children(number)[-1]
    site.act(number, "reply")
    site.act(second, "lift")
    site.act(number, "back")
    site.act(number, "halt")
    site.act(number, "reply")
    assert "停工还没有解除" in site.refusal(number, "close")
    site.act(site.children(number)[-1], "lift")
    site.act(number, "close")


def test_linked_cases_of_others_are_none_of_its_business(site: Site) -> None:
    """A stop of one hazard neither holds up another, nor counts as its open one."""
    one, other = site.fixing(2)
    site.act(one, "halt")
    site.act(other, "reply")
    site.act(other, "close")
    assert site.case(other).closed_how == "rectified"
    assert site.children(other) == []


def test_who_took_part_in_opening_may_not_do_what_openers_may_not(site: Site) -> None:
    """``unlike: [open]`` of a linked case means who took the action that opened it."""
    number, stop = site.halted()
    site.act(number, "reply")
    with pytest.raises(Refused, match="“sup1”参与过本事项的“立案”"):
        site.act(stop, "lift", "sup1")
    site.act(stop, "lift", "sup2")


def test_a_unit_sees_linked_cases_of_its_own_only(site: Site) -> None:
    one, other = site.fixing(2)
    for number in (one, other):
        site.act(number, "halt")
    ledger = site.open("op1")
    assert [line.number for line in ledger.cases.page()] == [one, "GD-2026-0003"]
    with pytest.raises(InputError, match="没有隐患"):
        ledger.cases.get("GD-2026-0004")


def test_two_processes_open_the_second_one_at_once(site: Site) -> None:
    """Of several processes that open the next stop at once exactly one does; the others are told which is open."""
    number, stop = site.halted()
    site.act(stop, "void")

    def attempt() -> None:
        try:
            site.act(number, "halt")
        except Refused as refused:
            os._exit(3 if "还没有办结，不能再开一件" in str(refused) else 4)

    codes = sorted(wait(child) for child in [in_child(attempt) for _ in range(4)])
    assert codes == [0, 3, 3, 3]
    assert len(site.children(number)) == 2
    assert site.open("sup1").verify() == []


@pytest.mark.parametrize("seed", range(6))
def test_the_ledger_does_as_the_stage_of_the_proof_does(site: Site, seed: int) -> None:
    """Random actions on a hazard and what it opens: accepted or refused alike, and everything stands alike."""
    chance, flows = random.Random(seed), site.lists.workflows
    stage = Stage(flows["flow"], {name: flows[name] for name in ("stop", "listing")})
    play, latest = stage.begin("general"), {"flow": site.inspect(1).cases[0].number}
    triggers = [(flow.id, step.trigger) for flow in flows.values() for step in flow.transitions]
    taken = 0
    for _ in range(120):
        flow, trigger = chance.choice(triggers)
        if flow not in latest or (trigger in ("drop", "close") and taken < 8):
            continue
        values = {"severity": "major"} if trigger == "halt" else {}
        try:
            play, wanted = stage.take(play, flow, trigger, values), True
        except (Refused, InputError):
            wanted = False
        try:
            event, done = site.act(latest[flow], trigger, **values), True
        except InspectError:
            done = False
        assert done == wanted, (flow, trigger)
        if done and (opened := site.open("sup1").cases.opened_by(event)):
            latest[event.data["opens"]] = opened.number
        taken += done
        for name, case in play.cases.items():
            mine = site.case(latest[name])
            facts = [(each.state, each.severity, each.returned, each.is_open) for each in (mine, case)]
            assert facts[0] == facts[1], name
        if not any(case.is_open for case in play.cases.values()):
            break
    assert taken > 8
    assert site.open("sup1").verify() == []


# --- lists, totals, workbook -------------------------------------------------------------------------------------


def test_linked_cases_are_no_hazards_of_their_own(site: Site) -> None:
    """Board, rates and past boards count the hazards as if nothing had been opened, which stands beside; lists show
    everything."""
    numbers = site.fixing(3)
    for number in numbers[:2]:
        site.act(number, "reply")
        site.act(number, "close")
    before = site.open("sup1").figures.board()
    site.pass_days(1)
    site.act(numbers[2], "halt", severity="general")
    ledger = site.open("sup1")
    assert ledger.figures.board(date(2026, 3, 2)) == before
    now = ledger.figures.board()
    apart: dict[str, Any] = {"as_of": before.as_of, "beside": {}, "ending": {}, "months": ()}
    assert replace(now, **apart) == replace(before, **apart)
    ending = now.ending["stop_work"]
    assert (ending.found, ending.open, ending.closed, ending.oldest) == (1, 1, 0, 0)
    assert (before.beside, ledger.figures.board().beside) == ({}, {"stop_work": {"open": 1, "overdue": 0, "after": 0}})
    assert (ledger.figures.board().found, ledger.figures.board().closure_rate.plain()["percent"]) == (3, "66.67")
    assert "停工中" not in ledger.figures.board().by_state
    assert ledger.cases.count() == 4
    assert ledger.cases.page(CaseFilter(state="stopped"))[0].parent == ledger.cases.get(numbers[2]).id


def test_an_inspection_handed_in_again_tells_the_same(site: Site) -> None:
    """What an inspection found is what it found, whatever was opened from that later."""
    first = site.inspect(1)
    site.issue(first.cases[0].number)
    site.act(first.cases[0].number, "halt")
    site.now -= timedelta(seconds=1)
    again = site.inspect(1)
    assert again.repeated
    assert [line.number for line in again.cases] == [line.number for line in first.cases]
    with site.open("sup1").desk.reading() as connection:
        found = queries.number_of(connection, first.inspection, "shop-0", "S-1")
    assert found == first.cases[0].number


def test_the_workbook_tells_of_linked_cases_and_counts_none(site: Site, tmp_path: Path) -> None:
    """台账, 逾期 and every total leave them out; 流转记录 has their events; 说明 says how many there are."""
    number, stop = site.halted()
    site.pass_days(30)
    summary = workbook.write(site.open("sup1"), tmp_path / "账.xlsx")
    book = openpyxl.load_workbook(tmp_path / "账.xlsx")
    texts = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    assert [row[0] for row in texts["台账"][1:]] == [number]
    assert [row[0] for row in texts["逾期"][1:]] == [number]
    assert stop not in str(texts["数据核查"])
    assert (summary.board.found, summary.sheets["台账"]) == (1, 1)
    assert [row[0] for row in texts["流转记录"][1:]] == [number, number, number, stop]
    opening = texts["流转记录"][-1]
    assert "立案" in opening
    assert any(str(cell).startswith(f"来自：{number}；事项：停工：=1+1[/]未设标识") for cell in opening)
    assert not [cell for row in book["流转记录"].iter_rows() for cell in row if cell.data_type == "f"]
    assert "另有 1 件" in str(texts["说明"])
    earlier = workbook.write(site.open("sup1"), tmp_path / "早.xlsx", as_of=date(2026, 3, 1))
    assert earlier.sheets["流转记录"] == 0
    assert "关联事项" not in str([list(row) for row in openpyxl.load_workbook(tmp_path / "早.xlsx")["说明"].values])


def test_hostile_words_stay_words(site: Site) -> None:
    """What is typed into an action that opens a case is kept to the letter, and never becomes part of the case."""
    number = site.fixing()[0]
    site.act(number, "halt", reason="=1+1[/]'; DROP TABLE caserow; --")
    assert site.case(number).values["reason"] == "=1+1[/]'; DROP TABLE caserow; --"
    assert "DROP" not in json.dumps(site.case(site.children(number)[0]).title)
    assert site.open("sup1").cases.page(CaseFilter(parent="' OR 1=1 --")) == []


def test_linked_cases_come_out_of_an_index(site: Site) -> None:
    """Asking for what a case opened reads neither the whole table nor sorts it."""
    where, values = CaseFilter(parent="x").where()
    with site.raw() as connection:
        sql = f"EXPLAIN QUERY PLAN SELECT id FROM caserow WHERE {where} ORDER BY opened"
        plan = [row[3] for row in connection.execute(sql, values)]
    assert plan == ["SEARCH caserow USING INDEX caserow_parent (parent=?)"]


def test_a_forged_parent_is_found(site: Site) -> None:
    """``verify`` compares the column with the events."""
    _, stop = site.halted()
    site.tamper(f"UPDATE caserow SET parent = '' WHERE number = '{stop}'")
    assert [problem.what for problem in site.open("sup1").verify()] == ["台账表的 parent 与流转记录不符"]


# --- ledgers of the version before -------------------------------------------------------------------------------


def aged(world: SqliteWorld) -> None:
    """Turn the ledger into the file that revision 0001 would have written."""
    old = world.path.with_name("old.db")
    engine, config = sqlite.make_engine(old), Config()
    config.set_main_option("script_location", "inspect_engine.storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(old)) as plain, plain:
        plain.execute("ATTACH ? AS new", (str(world.path),))
        for table in TABLES:
            names = ", ".join(f'"{row[1]}"' for row in plain.execute(f"PRAGMA main.table_info({table})"))
            plain.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")
    old.replace(world.path)
    assert revision(world.path) == "0001"


def revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_every_older_revision_is_upgraded() -> None:
    """No migration is forgotten: a ledger of any revision but the newest can be upgraded."""
    config = Config()
    config.set_main_option("script_location", "inspect_engine.storage:migrations")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    assert known == {*sqlite.OLDER, sqlite.SCHEMA}


def test_a_ledger_of_the_version_before_opens_and_goes_on(old: Site) -> None:
    """Read, proved and worked on as ever, linked cases included; nothing that was there has changed."""
    numbers = old.fixing(2)
    ledger = old.open("sup1")
    before = [
        ledger.cases.page(),
        ledger.figures.board(),
        [ledger.cases.history(number) for number in numbers],
        ledger.desk.head,
    ]
    aged(old)
    assert (done := upgrade(old.path)).backup is not None
    assert (done.before, done.now) == ("0001", sqlite.SCHEMA)
    ledger = old.open("insp1")
    after = [
        ledger.cases.page(),
        ledger.figures.board(),
        [ledger.cases.history(number) for number in numbers],
        ledger.desk.head,
    ]
    assert after == before
    assert revision(old.path) == sqlite.SCHEMA
    assert ledger.verify() == []
    old.act(numbers[0], "halt")
    assert old.children(numbers[0]) == ["GD-2026-0003"]
    assert old.open("sup1").verify() == []


@pytest.mark.parametrize("first", ["act", "verify", "board", "open"])
def test_nobody_who_reads_or_acts_upgrades(old: Site, first: str) -> None:
    """He is told who should, and not a byte is changed."""
    number, opened = old.fixing()[0], old.open("sup1")
    aged(old)
    before = old.path.read_bytes()
    works: dict[str, Callable[[], object]] = {
        "act": lambda: opened.cases.act(number, "reply"),
        "verify": opened.verify,
        "board": opened.figures.board,
        "open": lambda: old.open("sup1"),
    }
    with pytest.raises(StorageError, match=r"是旧格式 0001，.*没有改动它。请管台账的人运行 inspect-engine upgrade"):
        works[first]()
    assert old.path.read_bytes() == before


def test_several_processes_upgrade_at_once(old: Site) -> None:
    """One does it, the others find it done; there is one backup."""
    old.fixing()
    aged(old)

    def work(n: int) -> None:
        upgrade(old.path)
        old.open("sup1").people.add(f"user{n}", f"新人{n}", ["viewer"])

    children = [in_child(lambda n=n: work(n)) for n in range(4)]  # type: ignore[misc]
    assert [wait(child) for child in children] == [0] * 4
    assert old.open("sup1").verify() == []
    assert {f"user{n}" for n in range(4)} <= old.open("sup1").desk.roster().keys()
    assert len(list(shelf.folder_of(old.path).glob("*.zip"))) == 1


def test_an_upgrade_that_fails_changes_nothing_and_says_so(old: Site) -> None:
    """The column is added and the index refused: afterwards there is no column either. It is tried on a copy first."""
    old.fixing()
    aged(old)
    with old.raw() as connection:
        connection.execute("CREATE INDEX caserow_parent ON caserow (number)")
    before = old.path.read_bytes()
    with pytest.raises(StorageError, match="没有从旧格式 0001 升级成，台账没有变动"):
        upgrade(old.path)
    assert old.path.read_bytes() == before
    assert revision(old.path) == "0001"


@pytest.fixture
def locked(site: Site) -> Iterator[Path]:
    """An old ledger in a folder that another account can read but not write."""
    site.fixing()
    aged(site)
    folder = Path(tempfile.mkdtemp(prefix="inspect-", dir="/tmp"))
    path = Path(shutil.copy(site.path, folder / "a.db"))
    path.chmod(0o444)
    folder.chmod(0o555)
    yield path
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_an_old_ledger_that_cannot_be_written_says_what_to_do(locked: Path) -> None:
    """No traceback, no half of an upgrade."""
    if sys.platform == "win32":
        raise NotImplementedError
    content = locked.read_bytes()

    def attempt() -> None:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        with pytest.raises(StorageError, match=r"没有权限|不可写"):
            upgrade(locked)
        with pytest.raises(StorageError, match="请管台账的人运行 inspect-engine upgrade"):
            open_ledger(locked, "sup1")

    assert wait(in_child(attempt)) == 0
    assert locked.read_bytes() == content
