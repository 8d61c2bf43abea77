"""What is entered later than it happened: days in order, days that save, and any past day, seen from raw events."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.cases import MOVED, OPENED, PROPOSED
from inspect_engine.domain.events import Event
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import Ledger, parse_moment
from tests.storage.conftest import SqliteWorld

Counts = Counter[str]


def act(world: SqliteWorld, who: str, number: str, trigger: str, on: date | None = None, **values: str) -> Event:
    files = [world.evidence] if trigger == "close" else []
    return world.open(who).cases.act(number, trigger, values, files, on=on)


def random_acts(world: SqliteWorld, chance: random.Random, steps: int) -> None:
    """Acts by whoever may, of today or of some days before; what is refused leaves no trace."""
    for _ in range(steps):
        line = chance.choice(world.open("sup1").cases.page(limit=100))
        on = world.now.date() - timedelta(days=chance.choice([0, 0, 1, 2, 4, 9]))
        served = {"days": str(chance.choice([1, 2, 7])), "served_on": on.isoformat()}
        who, trigger, values = chance.choice(
            [
                ("sup1", "issue", served),
                ("insp1", "note", {"text": "记"}),
                ("insp1", "reply", {"performed_by": "路人"}),
                ("insp2", "reply", {"performed_by": "路人"}),
                ("op1", "reply", {"performed_by": "路人"}),
                ("insp2", "back", {}),
                ("sup2", "close", {}),
                ("sup2", "drop", {}),
            ]
        )
        try:
            act(world, who, line.number, trigger, on, **values)
        except (Refused, InputError):
            continue


def recount(histories: list[list[Event]], day: date) -> Counts:
    """The board of a day from the bodies alone, by a reader who knows nothing of folding."""
    counts: Counts = Counter()
    for events in histories:
        done = [each for each in events if each.on <= day and each.kind in (OPENED, MOVED)]
        if not done:
            continue
        last, moves = done[-1].data, done[1:]
        due = [date.fromisoformat(each.data["deadline"]["due_on"]) for each in moves if each.data.get("deadline")]
        replied = [each for each in moves if each.data["mark"] == "replied"]
        closing = last.get("closing")
        counts["found"] += 1
        counts["open"] += closing is None
        counts["closed"] += closing == "rectified"
        counts["overdue"] += closing is None and last["clock"] and due[-1] < day
        in_time = closing == "rectified" and replied[-1].on <= due[-1]
        counts["in_time"] += in_time
        counts["in_time_backdated"] += in_time and any(each.data.get("saved") for each in moves)
    return counts


def check_in_order(histories: list[list[Event]], ledger: Ledger) -> None:
    """What must hold of every ledger, whatever was entered when."""
    for events in histories:
        steps = [each for each in events if each.kind in (OPENED, MOVED)]
        assert [each.on for each in steps] == sorted(each.on for each in steps)
        assert all(each.on <= each.typed_on for each in events)
        assert not [each for each in events if each.actor.user == "op1" and each.backdated]
        proposed = {each.id: each for each in events if each.kind == PROPOSED}
        due = None
        for each in steps[1:]:
            if each.data["mark"] == "replied" and due and each.on <= due < each.typed_on:
                assert each.data["saved"]
            if each.data.get("saved"):
                first = proposed[each.data["proposed"]]
                assert (first.actor.user, first.on, first.data["saved"]) == (first.actor.user, each.on, True)
                assert first.actor.user != each.actor.user
            if each.data.get("deadline"):
                due = date.fromisoformat(each.data["deadline"]["due_on"])
    assert ledger.verify() == []
    assert ledger.keeping.rebuild() == []


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), passed=st.lists(st.integers(0, 6), min_size=2, max_size=5))
def test_any_acts_of_any_days_are_seen_as_they_happened_and_as_they_were_known(
    worlds: Callable[[], SqliteWorld], seed: int, passed: list[int]
) -> None:
    """As-of reads the days that acts tell of, known-at when they were entered; both agree with a count by hand."""
    world, chance = worlds(), random.Random(seed)
    moments = []
    for n, days in enumerate(passed):
        world.inspect(2, 2 * n, date=world.now.date() - timedelta(days=chance.randrange(4)))
        random_acts(world, chance, 10)
        moments.append(world.now)
        world.pass_days(days)
        world.now += timedelta(hours=1)
    ledger = world.open("sup1")
    entries = [ledger.cases.history(line.id) for line in ledger.cases.iterate()]
    check_in_order([[entry.event for entry in case] for case in entries], ledger)
    for known in [None, *moments]:
        seen = [[e.event for e in case if not known or parse_moment(e.recorded_at) <= known] for case in entries]
        for day in {entry.event.on + timedelta(days=n) for case in entries for entry in case for n in (-1, 0, 2)}:
            board = ledger.figures.board(day, known).plain()
            wanted = recount(seen, day)
            assert {name: board[name] for name in wanted} == wanted


@pytest.fixture
def fixing(worlds: Callable[[], SqliteWorld]) -> tuple[SqliteWorld, str]:
    """A case under way, due on 2026-03-04, on the fifth."""
    world = worlds()
    (number,) = (line.number for line in world.inspect(1).cases)
    world.issue(number, 2)
    world.pass_days(3)
    return world, number


def test_a_day_that_saves_takes_a_second_person(fixing: tuple[SqliteWorld, str]) -> None:
    """Proposed by one, it counts once another confirms; nobody confirms his own, and no account of the unit may."""
    world, number = fixing
    asked = act(world, "insp1", number, "reply", date(2026, 3, 4), performed_by="路人")
    assert (asked.kind, asked.on, asked.typed_on) == (PROPOSED, date(2026, 3, 4), date(2026, 3, 5))
    assert world.open("sup1").cases.get(number).state == "fixing"
    with pytest.raises(Refused, match="须由另一人确认"):
        act(world, "insp1", number, "reply")
    done = act(world, "insp2", number, "reply")
    case = world.open("sup1").cases.get(number)
    assert (done.on, done.data["saved"], case.replied_on, case.saved) == (date(2026, 3, 4), True, done.on, True)
    assert act(world, "sup2", number, "close").on == world.now.date()
    board = world.open("sup1").figures.board()
    assert (board.in_time, board.in_time_backdated) == (1, 1)
    assert world.open("sup1").verify() == []


def test_a_late_day_needs_nobody_else(fixing: tuple[SqliteWorld, str]) -> None:
    """The day after the due date saves nothing: one person enters it."""
    world, number = fixing
    world.pass_days(1)
    assert act(world, "insp1", number, "reply", date(2026, 3, 5), performed_by="路人").kind == MOVED
    assert not world.open("sup1").cases.get(number).saved


def test_the_unit_is_not_held_up_by_what_another_proposed(fixing: tuple[SqliteWorld, str]) -> None:
    """It replies today, late as it is; what was proposed is void."""
    world, number = fixing
    act(world, "insp1", number, "reply", date(2026, 3, 4), performed_by="路人")
    with pytest.raises(Refused, match="责任单位的账户只能按当天"):
        act(world, "op1", number, "reply", date(2026, 3, 4), performed_by="路人")
    assert act(world, "op1", number, "reply", performed_by="路人").on == date(2026, 3, 5)
    assert world.open("sup1").cases.get(number).replied_in_time is False


@pytest.mark.parametrize(
    ("on", "told"), [(date(2026, 3, 1), "不能早于上一步（2026-03-02）"), (date(2026, 3, 6), "在今天（2026-03-05）之后")]
)
def test_a_day_lies_between_the_step_before_and_today(fixing: tuple[SqliteWorld, str], on: date, told: str) -> None:
    """Measured by when that happened, not by when it was entered."""
    world, number = fixing
    with pytest.raises((Refused, InputError), match=told):
        act(world, "insp1", number, "note", on, text="记")


def test_entering_late_holds_nothing_up(fixing: tuple[SqliteWorld, str]) -> None:
    """What happened on the third is entered on the fifth; what happened on the fourth can be entered after it."""
    world, number = fixing
    act(world, "insp1", number, "note", date(2026, 3, 3), text="记")
    assert act(world, "insp2", number, "note", date(2026, 3, 4), text="又记").backdated
    with pytest.raises(Refused, match="不能早于上一步（2026-03-04）"):
        act(world, "insp1", number, "note", date(2026, 3, 3), text="再记")


def test_two_days_for_one_act_must_agree(worlds: Callable[[], SqliteWorld]) -> None:
    """The field of a step that says when it happened, and the day given beside it, are one thing."""
    world = worlds()
    (number,) = (line.number for line in world.inspect(1).cases)
    world.pass_days(3)
    with pytest.raises(InputError, match="不是同一天"):
        act(world, "sup1", number, "issue", date(2026, 3, 3), days="7", served_on="2026-03-04")
    done = act(world, "sup1", number, "issue", date(2026, 3, 3), days="7")
    assert (done.on, done.data["values"]["served_on"]) == (date(2026, 3, 3), "2026-03-03")
