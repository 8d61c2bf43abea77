"""What concerns one person, one subject or one case costs the same however many there are of each."""

from __future__ import annotations

import io
import operator
import re
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bulk
import pytest
from inspect_tui.views.inspections import read_started
from inspect_tui.views.walk import read_round

from inspect_engine.cli import main
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import Refused
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.keeping.upgrading import upgrade
from tests.storage.conftest import SqliteWorld
from tests.storage.recording import Asked, recording
from tests.storage.test_people import _aged

SCAN = re.compile(r"SCAN \w+row\b|SCAN [a-z]$")
"""``SCAN t`` of a table under another name included; a list of constants is no table."""
SHARED = "XB-2026-0004"
"""Replied to by somebody who replied to one in each inspection."""
SIZES = {"small": (20, 100, 20, 30), "large": (2_000, 30_000, 1_000, 10_000)}
"""People, subjects, inspections of five hazards each, three of them being put right; and stalls in a market."""
OLDER = (20, 100, 20, 0)
MARKET = "shop-500"
SLACK, LIMITED = 1.25, 2_500
"""A search among more names takes a step more here and there; what many share is read up to a limit, in so many steps,
where all 1,000 that share it would take tens of thousands."""


Day = Mapping[str, tuple[SqliteWorld, dict[str, Asked]]]


@cache
def _grown(people: int, subjects: int, inspections: int, stalls: int = 0) -> bytes:
    with TemporaryDirectory() as folder:
        world = SqliteWorld(Path(folder))
        world.passphrases = False
        world.settle()
        bulk.enrol(world.path, people)
        world.inspect(1, start=500)
        bulk.register(world.path, subjects)
        bulk.register(world.path, stalls, under=MARKET if stalls else "")
        since = world.open("sup1").desk.head.count
        for line in world.inspect(5, start=600).cases[:3]:
            world.issue(line.number)
        world.open("insp1").cases.act(SHARED, "reply", {"performed_by": "过路人某某"})
        bulk.repeat(world.path, since, inspections)
        return world.path.read_bytes()


def grown(folder: Path, size: tuple[int, ...]) -> SqliteWorld:
    world = SqliteWorld(folder)
    world.path.write_bytes(_grown(*size))
    return world


def measured(world: SqliteWorld) -> dict[str, Asked]:
    """A day's work on one case and one subject, each piece watched."""
    found: dict[str, Asked] = {}
    number, day, photo = "XB-2026-0002", world.now.date(), [world.evidence]

    def watch(name: str, work: Callable[[], Any]) -> Any:
        with recording() as found[name]:
            return work()

    def ledger(user: str = "insp1") -> Ledger:
        return world.open(user)

    def refused() -> None:
        with pytest.raises(Refused, match="参与过"):
            ledger().cases.act(number, "close", evidence=photo)

    def inspection(reference: str) -> None:
        ledger().inspections.get(reference)
        ledger().inspections.unasked(reference)

    def log() -> None:
        logged, place = ledger().logged, ledger().subjects.add("small", world.given(1, 650).subjects[0])
        logged.usual("shop-601")
        logged.add("small", failed.model_copy(update={"subject": place.key}), ["insp1"], day)

    failed = AnswerInput(subject="shop-601", item="S-1", answer="fail", note="堆物")
    watch("offers", lambda: ledger("insp2").cases.offers(number))
    watch("log a hazard", log)
    watch("act", lambda: ledger().cases.act(number, "reply", {"performed_by": "王建国与李秀英、商铺 0 的责任人"}))
    watch("offers of who is barred", lambda: ledger().cases.offers(number))
    watch("refused", refused)
    watch("drop", lambda: ledger("sup1").cases.act("XB-2026-0003", "drop"))
    watch("act with evidence", lambda: ledger("insp2").cases.act(number, "close", evidence=photo))
    watch("inspect run", lambda: ledger().inspections.run(world.given(3, 602, inspectors=("insp1", "insp2"))))
    reference = watch(
        "start", lambda: ledger().inspections.start("small", ["shop-601", "shop-602"], ["insp1", "insp2"], day)
    )
    watch("answer", lambda: ledger().inspections.answer(reference, failed))
    watch("look at an inspection", lambda: inspection(reference))
    watch("walk", lambda: read_round(ledger(), reference))
    watch("inspect show", lambda: told(world, "inspect", "show", reference))
    watch("finish", lambda: told(world, "inspect", "finish", reference))
    watch("case show", lambda: show(world, number))
    watch("case show of what many share", lambda: show(world, SHARED))
    watch("subject add", lambda: ledger().subjects.add("small", world.given(1, 700).subjects[0]))
    watch("user add", lambda: ledger("sup1").people.add("new", "新人", ["inspector"]))
    watch("user region", lambda: ledger("sup1").people.set_region("new", "5306"))
    watch("user disable", lambda: ledger("sup1").people.disable("new"))
    return found


def among_stalls(world: SqliteWorld) -> dict[str, Asked]:
    """A day's work in a market, and in a place that holds but one stall."""
    found: dict[str, Asked] = {}

    def watch(name: str, work: Callable[[], Any]) -> Any:
        with recording() as found[name]:
            return work()

    def ledger(user: str = "insp1") -> Ledger:
        return world.open(user)

    watch("subject add in a place", lambda: ledger().subjects.add("small", stall("新摊", MARKET)))
    watch("join", lambda: ledger().inspections.join(begun(world), (), [stall("又一摊", MARKET)]))
    ledger().subjects.add("small", stall("独一摊", "shop-700"))
    watch("walk over a place", lambda: walk(world, "shop-700"))
    watch("subject show", lambda: told(world, "subject", "show", "shop-700"))
    watch("subject list --under", lambda: told(world, "subject", "list", "--under", "shop-700"))
    watch("case list --within", lambda: told(world, "case", "list", "--within", "shop-700"))
    watch("subject move", lambda: ledger().places.move("shop-700-01", MARKET))
    watch("subject rename", lambda: ledger().places.rename("shop-700-01", "换了名"))
    watch("subject close", lambda: ledger().places.close("shop-700-01", "搬走"))
    return found


def stall(name: str, under: str) -> SubjectInput:
    return SubjectInput.model_validate({"under": under, "kind": "shop", "name": name})


def begun(world: SqliteWorld) -> str:
    return world.open("insp1").inspections.start("small", ["shop-602"], ["insp1"], world.now.date())


def walk(world: SqliteWorld, key: str) -> None:
    ledger = world.open("insp1")
    pack = ledger.definitions.in_force("small").definition.pack
    ledger.inspections.start("small", ledger.subjects.open_within(key, pack), ["insp1"], world.now.date())


def show(world: SqliteWorld, number: str) -> str:
    return told(world, "case", "show", number)


def told(world: SqliteWorld, *command: str) -> str:
    """What the program prints."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as shown:
        patch.setattr("inspect_engine.ledger.clock.system_clock", world.clock)
        with pytest.raises(SystemExit):
            main(["--db", str(world.path), "--user", "insp1", *command])
    return shown.getvalue()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[SqliteWorld, dict[str, Asked]]]:
    """That day in a small ledger and in a large one."""
    worlds = {name: grown(tmp_path_factory.mktemp(name), size) for name, size in SIZES.items()}
    return {name: (world, measured(world) | among_stalls(world)) for name, world in worlds.items()}


def test_made_in_bulk_a_ledger_is_proved(tmp_path: Path) -> None:
    assert grown(tmp_path, SIZES["small"]).open("sup1").verify() == []


def test_what_many_share_is_told_where_it_can_be_and_else_said_to_be_left_out(day: Day) -> None:
    told = {name: show(world, SHARED) for name, (world, _) in day.items()}
    assert f"数据疑点  1 条，待核实 1（见 alarm list --case {SHARED}）\n" in told["small"]
    assert "“一人代签”牵涉的事项太多，这里没有核对" in told["large"]


def test_a_ledger_of_the_revision_before_comes_to_the_same_rows(tmp_path: Path) -> None:
    """Names, staff, keys of hazards and traces are filled from what was there: verify finds nothing amiss."""
    world = grown(tmp_path, OLDER)
    measured(world)
    world.open("sup1").people.add(
        "more", "李 四（科长）", ["inspector", "supervisor"], "商铺 1", region="53", new_unit=True
    )
    rows = derived(world)
    _aged(world, "0005")
    upgrade(world.path)
    assert world.open("sup1").verify() == []
    assert derived(world) == rows
    assert all(rows.values())


def derived(world: SqliteWorld) -> dict[str, list[Any]]:
    """What revision 0006 added."""
    keys = "SELECT id, part_key, basis_key FROM caserow ORDER BY id"
    asked = {table: f"SELECT * FROM {table} ORDER BY 1, 2, 3" for table in ("aliasrow", "staffrow", "tracerow")}
    with world.raw() as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in {**asked, "caserow": keys}.items()}


def test_no_statement_goes_through_a_table(day: Day) -> None:
    """In a ledger where hardly any case was opened by another: whatever is asked comes from an index that bounds it."""
    world, pieces = day["large"]
    plans = [(name, *plan) for name, asked in pieces.items() for plan in asked.plans(world.path)]
    assert len({sql for _, sql, _ in plans}) > 40
    assert [plan for plan in plans if SCAN.search(plan[2])] == []


def test_what_is_asked_is_the_same_work_however_large_the_ledger_is(day: Day) -> None:
    """In steps of SQLite's own machine, which neither the hour nor the machine changes."""
    small, large = day["small"][1], day["large"][1]
    assert {name: asked.steps for name, asked in small.items() if asked.steps < 100} == {}
    told = {name: (asked.steps, large[name].steps) for name, asked in small.items()}
    allowed = {name: SLACK * few + (LIMITED if "many share" in name else 0) for name, (few, _) in told.items()}
    assert {name: steps for name, steps in told.items() if steps[1] > allowed[name]} == {}


def test_today_and_the_stock_come_from_their_indexes(day: Day) -> None:
    """As many questions whatever the size, none answered from the table but for the lines that are shown, and a few
    steps for each case: so that a hundred thousand take no time to speak of."""
    found: dict[str, Asked] = {}
    for name, (world, _) in day.items():
        ledger = world.open("sup1")
        ledger.today.all(), ledger.figures.stock()
        with recording() as found[name]:
            told = ledger.today.all(), ledger.figures.stock()
        assert told[1].found > 0
        assert {duty.name for duty in told[0]} >= {"issue"}
        plans = [plan for plan in found[name].plans(world.path) if "caserow" in plan[1]]
        assert [plan for plan in plans if SCAN.search(plan[1]) and "USING" not in plan[1]] == []
        assert {index for index in ("waits", "late", "stock") if f"caserow_{index}" in str(plans)} == {
            "waits",
            "late",
            "stock",
        }
    assert found["small"].times == found["large"].times
    cases = {name: world.open("sup1").cases.count() for name, (world, _) in day.items()}
    more = (found["large"].steps - found["small"].steps) / (cases["large"] - cases["small"])
    assert more < 60, more


def test_the_list_of_inspections_asks_for_the_subjects_they_name(tmp_path: Path) -> None:
    """However many others are recorded; those of inspections that are not wanted are not asked for either."""
    listed: dict[int, list[Asked]] = {}
    for subjects in (100, 30_000):
        folder = tmp_path / str(subjects)
        folder.mkdir()
        ledger = grown(folder, (20, subjects, 20)).open("insp1")
        listed[subjects] = []
        for wanted in (bool, operator.not_):
            with recording() as asked:
                started = read_started(ledger, wanted)
            assert bool(started) is (wanted is bool)
            assert all(one.subjects for one in started)
            listed[subjects].append(asked)
    for few, many in zip(*listed.values(), strict=True):
        assert many.steps <= SLACK * few.steps
    assert all(all_of_them.steps > none.steps for all_of_them, none in listed.values())


def test_what_is_due_by_a_plan_is_asked_at_once(tmp_path: Path) -> None:
    """As many questions for all subjects as for a few."""
    times = {}
    for subjects in (10, 300):
        folder = tmp_path / str(subjects)
        folder.mkdir()
        world = grown(folder, (20, subjects, 20))
        pack = world.open("sup1").definitions.adopted()["small"].definition.pack
        world.open("sup1").plans.add("small", next(iter(pack.kinds)), 1, "months")
        ledger = world.open("sup1")
        with recording() as asked:
            due = ledger.plans.count()
        times[subjects] = asked.times
        assert due.never >= subjects - 10
    assert times[10] == times[300]
