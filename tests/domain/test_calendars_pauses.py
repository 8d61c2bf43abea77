"""A deadline that stands still for a while, and periods in hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import (
    CHINA,
    PUBLISHED,
    Pause,
    Rule,
    civil_deadline,
    count,
    hours_deadline,
    working_deadline,
)

D, DAY = date, timedelta(days=1)
RULES = st.builds(
    Rule,
    start=st.dates(D(2010, 1, 1), D(2025, 1, 1)),
    days=st.integers(1, 60),
    calendar=st.sampled_from(["civil", "work"]),
    rolls=st.booleans(),
)
OFFSETS = st.tuples(st.integers(-20, 120), st.integers(0, 40))
"""A pause as days after the start, and its length."""


def pause(rule: Rule, offset: tuple[int, int], why: str = "技术鉴定") -> Pause:
    since = rule.start + offset[0] * DAY
    return Pause(since, since + offset[1] * DAY, why)


def between(start: date, due: date) -> list[date]:
    return [start + n * DAY for n in range(1, (due - start).days + 1)]


def counted(rule: Rule, day: date) -> bool:
    return rule.calendar == "civil" or PUBLISHED.works(day)


@given(RULES, st.lists(OFFSETS, max_size=4))
def test_just_so_many_days_are_counted_and_no_paused_one(rule: Rule, offsets: list[tuple[int, int]]) -> None:
    """In whatever order the pauses come, and however they overlap, counted by the test from the definition."""
    pauses = [pause(rule, each) for each in offsets]
    stopped = {day for each in pauses for day in between(each.since - DAY, (each.until or each.since) - DAY)}
    found = count(rule, pauses=pauses)
    running = [day for day in between(rule.start, found.due_on) if day not in stopped]
    assert found.due_on == running[-1]
    last = [day for day in running if counted(rule, day)][rule.days - 1]
    rolled = [day for day in running if day > last]
    assert rolled == [] or (rule.calendar == "civil" and rule.rolls)
    assert not any(PUBLISHED.works(day) for day in [last, *rolled][:-1])
    assert count(rule, pauses=pauses[::-1]).due_on == found.due_on


@given(RULES, st.lists(OFFSETS, max_size=3), OFFSETS)
def test_another_pause_never_makes_it_earlier(
    rule: Rule, offsets: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    pauses = [pause(rule, each) for each in offsets]
    assert count(rule, pauses=[*pauses, pause(rule, more)]).due_on >= count(rule, pauses=pauses).due_on


@given(RULES, st.integers(1, 50), st.integers(0, 40))
def test_one_pause_while_it_runs_moves_it_on_by_its_length(rule: Rule, after: int, length: int) -> None:
    """Civil days that do not roll move by the very length; working days by the working days in it."""
    plain = count(Rule(rule.start, rule.days, rule.calendar, rolls=False))
    since = min(rule.start + after * DAY, plain.due_on)
    moved = count(
        Rule(rule.start, rule.days, rule.calendar, rolls=False), pauses=[Pause(since, since + length * DAY, "停")]
    )
    if rule.calendar == "civil":
        assert moved.due_on == plain.due_on + length * DAY
    else:
        lost = sum(PUBLISHED.works(since + n * DAY) for n in range(length))
        assert moved.due_on == (working_deadline(rule.start, rule.days + lost).due_on if lost else plain.due_on)


@given(RULES, OFFSETS)
def test_a_pause_outside_the_period_changes_nothing(rule: Rule, offset: tuple[int, int]) -> None:
    plain, length = count(rule), offset[1] * DAY
    before = Pause(rule.start - length, rule.start + DAY, "早已结束")
    after = Pause(plain.due_on + DAY, plain.due_on + DAY + length, "期满以后")
    assert count(rule, pauses=[before, after]) == plain
    assert count(rule, pauses=[Pause(plain.due_on + DAY, None, "期满以后")]) == plain


def test_the_day_it_begins_is_not_counted_and_the_day_it_ends_is() -> None:
    """Ten days from 2 March, stopped from the 5th to the 9th: 3, 4, 9, 10 … 16."""
    found = civil_deadline(D(2026, 3, 2), 10, pauses=[Pause(D(2026, 3, 5), D(2026, 3, 9), "技术鉴定")])
    assert found.due_on == D(2026, 3, 16)
    assert (
        found.derivation
        == "2026-03-02 次日起 10 日，至 2026-03-16；暂停 4 日不计（2026-03-05 至 2026-03-08，技术鉴定）"
    )


def test_rest_within_a_pause_is_told_once() -> None:
    """As paused; rest and exchanged weekends outside it as ever; each pause with its reason."""
    stops = [Pause(D(2026, 2, 25), D(2026, 2, 27), "停工"), Pause(D(2026, 2, 14), D(2026, 2, 20), "技术鉴定")]
    assert working_deadline(D(2026, 2, 13), 3, pauses=stops).derivation == (
        "2026-02-13 次日起 3 个工作日，至 2026-02-28；暂停 6 日不计（2026-02-14 至 2026-02-19，技术鉴定）；"
        "暂停 2 日不计（2026-02-25 至 2026-02-26，停工）；休息日不计（2026-02-20 至 2026-02-23）；"
        "调休上班照计（2026-02-28）"
    )


def test_a_pause_on_the_days_it_would_roll_over() -> None:
    """The last day is a Saturday; from Sunday to Tuesday it stands still, so that Wednesday is the first day left."""
    found = civil_deadline(D(2026, 3, 7), 7, pauses=[Pause(D(2026, 3, 15), D(2026, 3, 18), "停工")])
    assert found.due_on == D(2026, 3, 18)
    assert "末日遇休息日，顺延至 2026-03-18" in found.derivation


def test_under_an_open_pause_the_deadline_stands_still() -> None:
    """The date is the earliest it may become, and both the value and its derivation say so."""
    open_ = Pause(D(2026, 3, 5), None, "技术鉴定")
    found = civil_deadline(D(2026, 3, 2), 10, pauses=[open_])
    assert (found.due_on, found.paused) == (D(2026, 3, 12), open_)
    assert found.derivation.endswith("；2026-03-05 起暂停（技术鉴定），恢复后另算，不会更早")
    for length in (0, 1, 30):
        closed = Pause(open_.since, open_.since + length * DAY, open_.why)
        assert civil_deadline(D(2026, 3, 2), 10, pauses=[closed]).due_on >= found.due_on


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="暂停从 2026-03-05 起，不能在 2026-03-04 就结束"):
        Pause(D(2026, 3, 5), D(2026, 3, 4), "技术鉴定")


@pytest.mark.parametrize(
    ("start", "hours", "due", "told"),
    [
        (datetime(2026, 2, 13, 10, tzinfo=CHINA), 24, datetime(2026, 2, 14, 10, tzinfo=CHINA), "2026-02-13 10:00 起"),
        (datetime(2026, 2, 14, 23, 30, 5, tzinfo=CHINA), 2, datetime(2026, 2, 15, 1, 30, 5, tzinfo=CHINA), "23:30:05"),
        (
            datetime(2026, 2, 13, 2, tzinfo=UTC),
            1,
            datetime(2026, 2, 13, 11, tzinfo=CHINA),
            "10:00 起连续 1 小时",
        ),
    ],
)
def test_hours_run_on_from_their_moment(start: datetime, hours: int, due: datetime, told: str) -> None:
    """Through nights and holidays (民法典 第201条), in Chinese time wherever the moment was taken."""
    found = hours_deadline(start, hours)
    assert found.due_at == due
    assert found.due_at.utcoffset() == timedelta(hours=8)
    assert told in found.derivation


@pytest.mark.parametrize("hours", [0, -1, 721, 10**9])
def test_hours_out_of_range_are_refused(hours: int) -> None:
    with pytest.raises(ValueError, match="1 至 720"):
        hours_deadline(datetime(2026, 2, 13, tzinfo=CHINA), hours)


@pytest.mark.parametrize("start", [datetime(2026, 2, 13), datetime(9999, 12, 31, 23, tzinfo=CHINA)])
def test_moments_that_cannot_be_counted_from_are_refused(start: datetime) -> None:
    with pytest.raises(ValueError, match=r"没有写明时区|太远"):
        hours_deadline(start, 2)
