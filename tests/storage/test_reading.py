"""Reading: pages, plans, and any past day."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from inspect_engine.domain.cases import Case, CaseLine, fold, line_of
from inspect_engine.domain.cases.clocks import clocks_of
from inspect_engine.domain.cases.wanted import Clause
from inspect_engine.domain.figures import Counted, summarise
from inspect_engine.domain.figures.stock import FIGURES
from inspect_engine.domain.today import DUE, LATE, NEAR, OF_ROLES, Duty, place
from inspect_engine.domain.workflow.holding import holder
from inspect_engine.errors import Refused
from inspect_engine.ledger import CaseFilter, Ledger
from inspect_engine.storage import queries, sqlite
from tests.storage.conftest import SqliteWorld

SEVERE = {"depth": "3.5", "shored": "否"}
SHALLOW = {"depth": "2"}
START = datetime.fromisoformat("2026-03-02T09:00:00+08:00")


@pytest.fixture(scope="module")
def busy(worlds: Callable[[], SqliteWorld]) -> SqliteWorld:
    """Forty cases of all sorts, worked on over three weeks."""
    world, chance = worlds(), random.Random(3)
    for n in range(20):
        region = ("530600", "530602", "510000")[n % 3]
        given = world.given(1, n)
        subject = given.subjects[0].model_copy(update={"region": region})
        failed = given.answers[0]
        deep = failed.model_copy(update={"item": "S-2", "values": SEVERE if n % 2 else SHALLOW})
        world.open("insp1").inspections.run(
            given.model_copy(update={"subjects": (subject,), "answers": (failed, deep)})
        )
        if n % 3 == 0:
            world.pass_days(1)
        work(world, chance, 6)
    return world


def work(world: SqliteWorld, chance: random.Random, steps: int) -> None:
    """Some random actions by whoever may."""
    ledger = world.open("sup1")
    for _ in range(steps):
        line = chance.choice(ledger.cases.page(limit=1000))
        day = world.now.date().isoformat()
        who, trigger, values, files = chance.choice(
            [
                ("sup1", "issue", {"days": str(chance.choice([1, 2, 7])), "served_on": day}, []),
                ("insp1", "note", {"text": "记"}, []),
                ("insp1", "reply", {"performed_by": "路人"}, []),
                ("insp2", "back", {}, []),
                ("insp2", "close", {}, [world.evidence]),
                ("sup2", "drop", {}, []),
            ]
        )
        try:
            world.open(who).cases.act(line.id, trigger, values, files)
        except Refused:
            continue


def every(ledger: Ledger, chosen: CaseFilter | None = None) -> list[CaseLine]:
    return ledger.cases.page(chosen, limit=100_000)


FILTERS = st.builds(
    CaseFilter,
    open=st.sampled_from([None, True, False]),
    overdue_on=st.none() | st.integers(0, 25).map(lambda n: date(2026, 3, 2) + timedelta(days=n)),
    severity=st.sampled_from([None, None, "general", "major", "pending"]),
    state=st.sampled_from([None, None, "found", "fixing", "replied", "closed"]),
    pack=st.sampled_from([None, "small"]),
    party=st.sampled_from([None, None, "商铺3"]),
    subject=st.sampled_from([None, None, "shop-4"]),
    region=st.sampled_from([None, "53", "5306", "530602", "51", "9"]),
    text=st.sampled_from([None, None, "商铺1", "XB-2026-00", "%", "_", "已发现", "'"]),
)


def matches(line: CaseLine, chosen: CaseFilter) -> bool:
    """The same filter, naively."""
    texts = (line.number, line.title, line.subject_name, line.party, line.item, line.state_title)
    return all(
        (
            chosen.open is None or line.is_open == chosen.open,
            chosen.overdue_on is None or line.overdue(chosen.overdue_on),
            chosen.region is None or line.region.startswith(chosen.region),
            chosen.text is None or any(chosen.text in text for text in texts),
            *(
                getattr(chosen, name) in (None, getattr(line, name))
                for name in ("severity", "state", "pack", "party", "subject")
            ),
        )
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(chosen=FILTERS, order=st.sampled_from(["opened", "due"]), limit=st.integers(1, 9))
def test_pages_put_together_are_the_list(busy: SqliteWorld, chosen: CaseFilter, order: Any, limit: int) -> None:
    """For any filter, order and page size, pages never skip, repeat or reorder a case; the count agrees."""
    ledger = busy.open("sup1")
    whole = ledger.cases.page(chosen, order=order, limit=100_000)
    pages: list[CaseLine] = []
    after = None
    while page := ledger.cases.page(chosen, order=order, after=after, limit=limit):
        assert len(page) <= limit
        pages += page
        assert len(pages) <= len(whole)
        last = page[-1]
        after = ((last.due_on or date(9999, 12, 31)).isoformat(), last.opened)
    assert pages == whole
    key = (lambda x: (x.due_on or date.max, x.opened)) if order == "due" else (lambda x: x.opened)
    assert whole == sorted((line for line in every(ledger) if matches(line, chosen)), key=key)
    assert ledger.cases.count(chosen) == len(whole)
    offsets = [
        line
        for n in range(0, len(whole), limit)
        for line in ledger.cases.page(chosen, order=order, offset=n, limit=limit)
    ]
    assert offsets == whole


CHOICES = [
    CaseFilter(),
    CaseFilter(open=True),
    CaseFilter(open=False),
    CaseFilter(overdue_on=date(2026, 3, 9)),
    CaseFilter(severity="major"),
    CaseFilter(state="fixing"),
    CaseFilter(region="53"),
    CaseFilter(text="商铺"),
    CaseFilter(pack="small"),
    CaseFilter(party="商铺3"),
    CaseFilter(subject="shop-4"),
    CaseFilter(inspection="x"),
    CaseFilter(open=True, clauses=(Clause("text", ("商铺",)), Clause("state_title", ("整改中",), negated=True))),
]


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: chosen.where()[0][:40])
@pytest.mark.parametrize("order", ["opened", "due"])
@pytest.mark.parametrize("descending", [False, True])
def test_no_list_is_sorted_in_memory(busy: SqliteWorld, chosen: CaseFilter, order: Any, descending: bool) -> None:
    """Every order comes out of an index: the plan of a page, first or later, has no temporary b-tree, but for the few
    cases of a unit that it is liable for beside another."""
    connection = sqlite.reader(busy.path)
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    for after in (None, ("2026-03-09", 3)):
        queries.case_lines(connection, chosen, order=order, descending=descending, after=after)
    connection.set_trace_callback(None)
    plans = [row[3] for sql in seen for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    connection.close()
    assert len(seen) == 2
    beside = len(seen) if chosen.party else 0
    assert len([plan for plan in plans if "TEMP B-TREE" in plan]) == beside


def counted(ledger: Ledger, line: CaseLine, case: Case, day: date) -> Counted:
    """A case with its clocks, and whose turn it is."""
    turn = holder(ledger.definitions.lifecycle(case).workflow, case.state) if case.is_open else ""
    return Counted(line, clocks=clocks_of(case, day), holder=turn, finders=case.finders)


def test_the_board_of_a_day_is_the_fold_up_to_that_day(busy: SqliteWorld) -> None:
    """For every day: the board equals a naive fold of each case's events with a business day up to it."""
    ledger = busy.open("sup1")
    histories = [ledger.cases.history(line.id) for line in every(ledger)]
    for n in range(-2, 12):
        day = date(2026, 3, 2) + timedelta(days=n)
        lines = []
        for entries in histories:
            past = [entry.event for entry in entries if entry.event.on <= day]
            if past:
                case = fold(past)
                lines.append(counted(ledger, line_of(case, entries[0].pos), case, day))
        board = ledger.figures.board(day)
        assert replace(board, waived={}) == summarise(lines, day)
        assert set(board.waived.values()) == ({board.found} if lines else set())
    assert ledger.figures.board(date(2020, 1, 1)).found == 0
    today = busy.now.date()
    folded = {entries[0].event.case: fold([entry.event for entry in entries]) for entries in histories}
    now = summarise([counted(ledger, each, folded[each.id], today) for each in every(ledger)], today)
    assert replace(ledger.figures.board(), waived={}) == now


def agrees(ledger: Ledger) -> None:
    """What is counted from rows at once is what is counted from the folded events: the stock, each duty, its list."""
    today, found = ledger.desk.today(), list(ledger.figures.histories(ledger.desk.today()))
    board, stock = ledger.figures.board(), ledger.figures.stock()
    for name in FIGURES:
        same = sorted if name == "by_state" else lambda each: each
        assert same(getattr(stock, name)) == same(getattr(board, name)), name
    assert dict(stock.by_state) == dict(board.by_state)
    recount = Counter(place(one.line.late_after, today, lapsed=one.line.lapsed) for one in found if one.line.is_open)
    recount += Counter(one.case.waits for one in found)
    told = {duty.name: duty for duty in ledger.today.all(1000)}
    roles = ledger.desk.whoami().roles
    for name in (LATE, DUE, NEAR, *(name for name, of in OF_ROLES.items() if of & roles)):
        duty, asked = told.get(name, Duty(name, 0)), ledger.today.filter_of(name)
        listed = list(ledger.cases.iterate(asked))
        assert duty.count == recount[name] == ledger.cases.count(asked) == len(listed) == len(duty.things), name
        assert {each.key for each in duty.things} == {line.id for line in listed}
    assert not ledger.verify()


@settings(max_examples=8)
@example(seed=0, hours=[0, 15, -1])  # put back over midnight
@given(seed=st.integers(0, 10**6), hours=st.lists(st.integers(-3, 30), min_size=3, max_size=5))
def test_random_histories_can_be_seen_as_of_any_day_and_as_known_at_any_moment(
    worlds: Callable[[], SqliteWorld], seed: int, hours: list[int]
) -> None:
    """Backdated inspections, clocks put back by hours: what is shown of a case is always a prefix of its history."""
    world, chance = worlds(), random.Random(seed)
    for n, passed in enumerate(hours):
        world.now += timedelta(hours=passed if n else abs(passed))  # the first ran ahead of nothing
        if passed < 0 and n:
            world.open("sup1").timekeeping.excuse("钟快了")
        world.inspect(2, 2 * n, date=world.now.date() - timedelta(days=chance.randrange(4)))
        work(world, chance, 4)
    ledger = world.open("sup1")
    agrees(ledger)
    agrees(world.open("insp1"))
    histories = {entries[0].pos: entries for entries in (ledger.cases.history(line.id) for line in every(ledger))}
    with closing(sqlite.reader(world.path)) as connection:
        recorded = {
            r[0]: datetime.fromisoformat(r[1]) for r in connection.execute("SELECT pos, recorded_at FROM eventrow")
        }
    moments = sorted({datetime.fromisoformat(e.recorded_at) for entries in histories.values() for e in entries})
    days = sorted({entry.event.on for entries in histories.values() for entry in entries})
    views = list(product(days, [None, *moments]))
    for day, known in chance.sample(views, min(len(views), 30)):
        shown = {one.line.opened: one.entries for one in ledger.figures.histories(day, known)}
        for opened, entries in histories.items():
            seen = shown.get(opened, [])
            assert seen == entries[: len(seen)], "a past view with a hole in it"
            for entry in entries[: len(seen)]:
                assert known is None or datetime.fromisoformat(entry.recorded_at) <= known
            assert not seen or seen[-1].event.on <= day
            for following in entries[len(seen) :]:
                late = known is not None and any(at > known and pos <= following.pos for pos, at in recorded.items())
                assert following.event.on > day or late


def test_a_clock_put_back_leaves_no_hole_in_what_was_known(worlds: Callable[[], SqliteWorld]) -> None:
    """Recorded at 9:00, 11:00 and, the clock put back, 10:00: as known at 10:30 a case never skips its second act."""
    world = worlds()
    number = world.fixing()[0]
    world.now = START + timedelta(hours=2)
    world.open("insp1").cases.act(number, "reply", {"performed_by": "路人"})
    world.now = START + timedelta(hours=1)
    world.open("sup1").timekeeping.excuse("钟快了")
    world.open("insp2").cases.act(number, "back", {})
    ledger = world.open("sup1")
    known = START + timedelta(hours=1, minutes=30)
    shown = [one.entries for one in ledger.figures.histories(date(2026, 3, 2), known)]
    whole = ledger.cases.history(number)
    assert shown[0] == whole[: len(shown[0])]


def test_what_a_clock_ahead_dated_and_later_records_overtook_counts_as_of_those(
    worlds: Callable[[], SqliteWorld],
) -> None:
    """Replied in 2031 by a clock that was ahead, excused, closed the next true day: no board calls the case open."""
    world = worlds()
    number = world.fixing()[0]
    world.now = START.replace(year=2031)
    world.open("insp1").cases.act(number, "reply", {"performed_by": "路人"})
    world.now = START + timedelta(days=1)
    world.open("sup1").timekeeping.excuse("钟快了")
    world.open("insp2").cases.act(number, "close", {}, [world.evidence])
    ledger = world.open("sup1")
    whole = ledger.cases.history(number)
    first, second = (START.date() + timedelta(days=n) for n in (0, 1))
    assert [one.entries for one in ledger.figures.histories(second)] == [whole]
    assert (ledger.figures.board(second).open, ledger.figures.board(second).closed) == (0, 1)
    assert [[e.event.on for e in one.entries] for one in ledger.figures.histories(first)] == [
        [entry.event.on for entry in whole if entry.event.on == first]
    ]
    assert ledger.figures.board(first).open == 1


@pytest.mark.parametrize("offset", [-12, 0, 5.5, 8, 14])
def test_known_at_compares_moments_whatever_their_offset(worlds: Callable[[], SqliteWorld], offset: float) -> None:
    """A clock of another time zone, or a question in one, means the same moment."""
    world = worlds()
    world.now = (START + timedelta(hours=1)).astimezone(timezone(timedelta(hours=offset)))
    world.inspect(1, date=date(2026, 3, 2))
    ledger = world.open("sup1")
    for asked in (START, START.astimezone(timezone(timedelta(hours=-offset)))):
        known = [
            ledger.figures.board(date(2026, 3, 2), asked + timedelta(minutes=m)).found for m in (30, 59, 60, 61, 600)
        ]
        assert known == [0, 0, 1, 1, 1]


def test_what_was_known_then_differs_from_what_was_true_then(worlds: Callable[[], SqliteWorld]) -> None:
    """A case found on Monday and logged on Wednesday: true as of Monday, unknown on Tuesday."""
    world = worlds()
    world.pass_days(2)
    world.inspect(1, date=date(2026, 3, 2))
    ledger = world.open("sup1")
    assert ledger.figures.board(date(2026, 3, 2)).found == 1
    assert ledger.figures.board(date(2026, 3, 2), known_at=START + timedelta(days=1)).found == 0
    assert ledger.figures.board(date(2026, 3, 1)).found == 0


def test_a_case_is_found_by_id_and_by_number(busy: SqliteWorld) -> None:
    """Both names lead to the case; a wrong one says how to look it up."""
    ledger = busy.open("sup1")
    line = every(ledger)[0]
    assert ledger.cases.get(line.id) == ledger.cases.get(line.number) == ledger.cases.get(f" {line.number} ")
    with pytest.raises(Exception, match="没有隐患“XB-1”"):
        ledger.cases.get("XB-1")


def test_changed_grows_with_every_event(worlds: Callable[[], SqliteWorld]) -> None:
    """The number a screen polls grows with each act and only then."""
    world = worlds()
    ledger = world.open("sup1")
    first = ledger.desk.changed()
    assert ledger.desk.changed() == first
    world.inspect(1)
    assert ledger.desk.changed() > first
