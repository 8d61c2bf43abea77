"""Dates and deadlines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import CHINA, china_day, civil_deadline, parse_date, working_deadline

D = date


def span(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


# The State Council's calendar of 2026, as printed in domain/gas-buildings-accidents.md §6.5.
HOLIDAYS_2026 = set().union(
    span(D(2026, 1, 1), D(2026, 1, 3)),
    span(D(2026, 2, 15), D(2026, 2, 23)),
    span(D(2026, 4, 4), D(2026, 4, 6)),
    span(D(2026, 5, 1), D(2026, 5, 5)),
    span(D(2026, 6, 19), D(2026, 6, 21)),
    span(D(2026, 9, 25), D(2026, 9, 27)),
    span(D(2026, 10, 1), D(2026, 10, 7)),
)
WORKING_WEEKENDS_2026 = {
    *(D(2026, 1, 4), D(2026, 2, 14), D(2026, 2, 28), D(2026, 5, 9), D(2026, 9, 20), D(2026, 10, 10)),
}


def works(day: date) -> bool:
    return day in WORKING_WEEKENDS_2026 or (day not in HOLIDAYS_2026 and day.weekday() < 5)


def test_the_calendar_of_2026_is_the_printed_one() -> None:
    """The table above has the 248 working days the State Council's notice gives."""
    assert sum(works(day) for day in span(D(2026, 1, 1), D(2026, 12, 31))) == 248


@pytest.mark.parametrize("days", [1, 3, 7, 30, 60])
def test_every_deadline_of_2026_ends_on_the_first_working_day(days: int) -> None:
    """The first day is not counted; a last day at rest moves to the next working day, for every day of 2026.

    Of the last three days of the year the notice for 2027 may still dispose.
    """
    for start in sorted(span(D(2025, 12, 31), D(2026, 12, 30) - timedelta(days=days))):
        last = start + timedelta(days=days)
        want = next(day for n in range(12) if works(day := last + timedelta(days=n)) or day.year > 2026)
        if want.year > 2026:
            continue
        found = civil_deadline(start, days)
        assert (found.due_on, found.provisional) == (want, want >= D(2026, 12, 29))
        assert ("顺延" in found.derivation) == (want != last)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (D(2026, 3, 7), 7, D(2026, 3, 16)),  # 03-14 is a Saturday
        (D(2026, 3, 7), 30, D(2026, 4, 7)),  # 04-06 is in 清明
        (D(2026, 3, 7), 60, D(2026, 5, 6)),
        (D(2026, 3, 7), 120, D(2026, 7, 6)),  # 07-05 is a Sunday
        (D(2026, 2, 13), 7, D(2026, 2, 24)),  # 02-20 is in 春节
        (D(2026, 2, 13), 1, D(2026, 2, 14)),  # a Saturday, but a working day
        (D(2026, 2, 27), 1, D(2026, 2, 28)),
        (D(2026, 9, 18), 2, D(2026, 9, 20)),  # a Sunday, but a working day
        (D(2026, 9, 24), 7, D(2026, 10, 8)),
        (D(2026, 10, 3), 7, D(2026, 10, 10)),
        (D(2024, 2, 28), 1, D(2024, 2, 29)),
    ],
)
def test_roll_over_samples(start: date, days: int, due: date) -> None:
    """The samples of the domain study, with 调休."""
    found = civil_deadline(start, days)
    assert found.due_on == due
    assert str(start) in found.derivation
    assert f"{days} 日" in found.derivation


@pytest.mark.parametrize("start", [D(2033, 12, 25), D(2034, 5, 1)])
def test_a_year_without_a_published_calendar_gives_a_provisional_date(start: date) -> None:
    """No calendar, no roll-over by guess: the plain last day, marked provisional."""
    found = civil_deadline(start, 10)
    assert found.due_on == start + timedelta(days=10)
    assert found.provisional
    assert f"{found.due_on.year} 年放假安排未公布，暂定" in found.derivation


@pytest.mark.parametrize("days", [-1, 0, 3651, 10**9])
def test_days_out_of_range_are_refused(days: int) -> None:
    """A deadline of no days, or of more than ten years, is a typing error."""
    with pytest.raises(ValueError, match="1 至 3650 日"):
        civil_deadline(D(2026, 3, 2), days)


def nth_working_day(start: date, days: int) -> date:
    """The same from the other end: the first day by which so many days of the year's list of working days are over."""
    listed = sorted(day for day in span(D(2026, 1, 1), D(2026, 12, 31)) if works(day) and day > start)
    return listed[days - 1]


STARTS, SPANS = st.dates(D(2026, 1, 1), D(2026, 8, 31)), st.integers(1, 60)


@given(STARTS, SPANS)
def test_a_working_deadline_is_the_nth_working_day_of_the_printed_calendar(start: date, days: int) -> None:
    """Counted by the program day by day, and by the test from the printed list of 2026: the same day, a working day."""
    found = working_deadline(start, days)
    assert found.due_on == nth_working_day(start, days)
    assert works(found.due_on)
    assert not found.provisional
    assert f"{start} 次日起 {days} 个工作日，至 {found.due_on}" in found.derivation


@given(st.dates(D(2006, 1, 1), D(2034, 1, 1)), st.integers(1, 300), st.integers(0, 40), st.integers(0, 40))
def test_a_working_deadline_never_comes_earlier_for_more_days_or_a_later_start(
    start: date, days: int, later: int, more: int
) -> None:
    """In any year, published or not: more days end strictly later, a later start ends no earlier."""
    due = working_deadline(start, days).due_on
    assert due >= start + timedelta(days=days)
    assert working_deadline(start + timedelta(days=later), days).due_on >= due
    assert working_deadline(start, days + more).due_on >= due + timedelta(days=more)


@given(STARTS, SPANS)
def test_the_derivation_tells_every_day_that_was_skipped(start: date, days: int) -> None:
    """What is named as not counted, and how much it is, are just the days at rest on the way."""
    found = working_deadline(start, days)
    passed = span(start + timedelta(days=1), found.due_on)
    rest, exchanged = {day for day in passed if not works(day)}, passed & WORKING_WEEKENDS_2026
    assert told(found.derivation, "休息日不计") in (rest, len(rest))
    assert told(found.derivation, "调休上班照计") == exchanged
    assert len(passed) == days + len(rest)


def told(derivation: str, what: str) -> set[date] | int:
    """The days that a derivation names, or their number."""
    part = next((part for part in derivation.split("；") if part.startswith(what)), f"{what}（）")
    inside = part.removeprefix(f"{what}（").removesuffix("）")
    if inside.startswith("共 "):
        return int(inside.split()[1])
    ends = [[D.fromisoformat(day) for day in each.split(" 至 ")] for each in inside.split("、") if each]
    return set().union(*(span(each[0], each[-1]) for each in ends))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (D(2026, 2, 13), 1, D(2026, 2, 14)),  # a Saturday, but a working day
        (D(2026, 2, 13), 2, D(2026, 2, 24)),  # 春节
        (D(2026, 2, 27), 1, D(2026, 2, 28)),
        (D(2026, 3, 6), 1, D(2026, 3, 9)),  # Friday to Monday
        (D(2026, 3, 7), 1, D(2026, 3, 9)),
        (D(2026, 9, 18), 2, D(2026, 9, 21)),
        (D(2026, 9, 30), 1, D(2026, 10, 8)),  # 国庆
    ],
)
def test_working_days_with_exchanged_weekends(start: date, days: int, due: date) -> None:
    assert working_deadline(start, days).due_on == due


@pytest.mark.parametrize("start", [D(2033, 12, 23), D(2034, 5, 1)])
def test_working_days_of_an_unpublished_year_are_provisional(start: date) -> None:
    """Monday to Friday count until the holidays are known, and the derivation says so."""
    found = working_deadline(start, 10)
    assert found.provisional
    assert found.due_on.weekday() < 5
    assert "年放假安排未公布，按周一至周五推算，暂定" in found.derivation


@pytest.mark.parametrize("days", [-1, 0, 3651, 10**9])
def test_working_days_out_of_range_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="1 至 3650 日"):
        working_deadline(D(2026, 3, 2), days)


WIDE = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
FIGURES = "〇一二三四五六七八九"


def in_words(day: date) -> str:
    """As an official document writes a day: the year figure by figure, month and day as numbers."""

    def number(n: int) -> str:
        tens = "" if n < 10 else "十" if n < 20 else f"{FIGURES[n // 10]}十"
        return tens + (FIGURES[n % 10] if n % 10 else "")

    return f"{''.join(FIGURES[int(figure)] for figure in str(day.year))}年{number(day.month)}月{number(day.day)}日"


SPELLED: list[Callable[[date], str]] = [
    date.isoformat,
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month:02}.{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year} 年 {day.month:02} 月 {day.day:02} 号",
    lambda day: f"{day.year} - {day.month} - {day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f" {day} 00:00:00\n",
    in_words,
    lambda day: in_words(day).replace("〇", "零").replace("日", "号"),
    lambda day: in_words(day).replace("〇", "○").replace("年", " 年 "),
    lambda day: in_words(day).replace("〇", "0"),
]


@given(st.dates(D(1900, 1, 1), D(2099, 12, 31)), st.sampled_from(SPELLED), st.booleans())
def test_a_day_is_read_as_people_write_it(day: date, spelled: Callable[[date], str], wide: bool) -> None:
    """However it is written, in full width too, it is the same day."""
    text = spelled(day)
    assert parse_date(text.translate(WIDE) if wide else text) == day


@pytest.mark.parametrize(
    "text",
    [
        *("2026-02-30", "2026-13-01", "2025-02-29", "0000-01-01", "2026-W05-2", "2026-02-03T08:00", "202602"),
        *("٢٠٢٦-٠٢-٠٣", "", "明天", "-026-02-03", "2026年2月", "2026 2 3", "2026-2-30", "20260230", "2026--2-3"),
        *("二〇二六年二月三十日", "二〇二六年十三月一日", "二〇二六年二月", "二六年二月三日", "二千零二十六年二月三日"),
        *("二〇二六年二月三十二日", "二〇二六年〇二月〇三日", "二〇二六年二月十十日", "2026年正月初三"),
    ],
)
def test_days_that_do_not_exist_and_what_is_no_day_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"日期|没有"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("24/12/5", "，是否想写 2005-12-24 或 2024-12-05？"),
        ("5/12/2024", "，是否想写 2024-05-12 或 2024-12-05？"),
        ("13/5/2024", "，是否想写 2024-05-13？"),
        ("24年12月5日", "，是否想写 2024-12-05？"),
        ("12月5日", "，还要写年份"),
        ("12.5", "，还要写年份"),
        ("45631", "，这像是 Excel 的日期序号（2024-12-05），请把单元格设成日期"),
        ("31/31/31", "的样子"),
    ],
)
def test_an_ambiguous_day_is_refused_with_what_it_could_be(text: str, told: str) -> None:
    """Nothing is guessed: a year of two digits, a day before the month, no year, the number of a spreadsheet."""
    with pytest.raises(ValueError, match="应写成 2022-02-17 的样子") as caught:
        parse_date(text)
    assert str(caught.value).endswith(told)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=timezone.utc), D(2026, 3, 1)),  # noqa: UP017
        (datetime(2026, 3, 1, 16, 0, tzinfo=timezone.utc), D(2026, 3, 2)),  # noqa: UP017
        (datetime(2026, 3, 2, 0, 0, tzinfo=CHINA), D(2026, 3, 2)),
        (datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=-12))), D(2026, 3, 2)),
    ],
)
def test_the_day_is_chinas_wherever_the_laptop_is(moment: datetime, day: date) -> None:
    """Business days change at midnight in China."""
    assert china_day(moment) == day
