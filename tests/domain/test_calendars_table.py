"""Working days against tables made by others, day by day, and the worked examples of the domain study."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from functools import cache

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import PUBLISHED, civil_deadline, count, working_days, working_deadline
from inspect_engine.domain.calendars.shape import Rule

D = date
YEARS = range(2006, 2027)


@cache
def table() -> holidays.HolidayBase:
    """python-holidays: days off by name, and the weekends that are worked in exchange apart from them."""
    return holidays.country_holidays("CN", years=range(2005, 2028))


def works(day: date) -> bool:
    """The independent answer."""
    return day in table().weekend_workdays or (day.weekday() < 5 and day not in table())


def days_of(year: int) -> list[date]:
    return [D(year, 1, 1) + timedelta(days=n) for n in range(366) if (D(year, 1, 1) + timedelta(days=n)).year == year]


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_an_independent_table(year: int) -> None:
    """Issue 4 asks for 2007 to 2026; 2006 agrees as well. No day differs."""
    assert [day for day in days_of(year) if PUBLISHED.works(day) != works(day)] == []
    assert any(day in table().weekend_workdays for day in days_of(year)), "the table has no exchanged weekends"


def test_the_year_that_is_wrong_in_the_library_is_left_out() -> None:
    """国办发明电〔2005〕35号 has 2005-12-31, a Saturday, worked. chinesecalendar has it off, the other table worked."""
    import chinese_calendar

    assert works(D(2005, 12, 31))
    assert not chinese_calendar.is_workday(D(2005, 12, 31))
    with pytest.raises(ValueError, match="2005 年"):
        PUBLISHED.works(D(2005, 12, 31))


def test_what_the_next_years_notice_may_change_begins_on_29_december() -> None:
    """In no year so far did an exchange for New Year reach further back."""
    special = [day for year in YEARS for day in days_of(year) if day.month == 12 and works(day) != (day.weekday() < 5)]
    assert special
    assert min(day.day for day in special) == 29


@given(st.dates(D(2006, 1, 1), D(2026, 6, 30)), st.integers(1, 90))
def test_a_working_deadline_is_where_the_table_has_counted_so_many(start: date, days: int) -> None:
    """And counting back from the due date finds the days again."""
    due = working_deadline(start, days).due_on
    assert sum(works(start + timedelta(days=n)) for n in range(1, (due - start).days + 1)) == days
    assert works(due)
    assert working_days(start, due) == days
    assert working_days(start, due - timedelta(days=1)) == days - 1


@given(st.dates(D(2006, 1, 1), D(2026, 6, 30)), st.integers(1, 90))
def test_rolling_on_lands_on_a_working_day_and_skips_none(start: date, days: int) -> None:
    last, due = start + timedelta(days=days), civil_deadline(start, days).due_on
    assert works(due)
    assert not any(works(last + timedelta(days=n)) for n in range((due - last).days))
    assert civil_deadline(start, days, rolls=False).due_on == last


@pytest.mark.parametrize(
    ("start", "days", "due", "by_the_week"),
    [
        (D(2026, 2, 13), 5, D(2026, 2, 27), D(2026, 2, 20)),
        (D(2026, 2, 13), 7, D(2026, 3, 2), D(2026, 2, 24)),
        (D(2026, 9, 18), 10, D(2026, 10, 9), D(2026, 10, 2)),
    ],
)
def test_working_days_of_the_domain_study(start: date, days: int, due: date, by_the_week: date) -> None:
    """domain/gas-buildings-accidents.md §6.5, with the wrong answer of counting Monday to Friday."""
    assert working_deadline(start, days).due_on == due != by_the_week


@pytest.mark.parametrize(
    ("days", "last", "due"),
    [
        (7, D(2026, 3, 14), D(2026, 3, 16)),  # a Saturday
        (30, D(2026, 4, 6), D(2026, 4, 7)),  # 清明
        (60, D(2026, 5, 6), D(2026, 5, 6)),
        (120, D(2026, 7, 5), D(2026, 7, 6)),  # a Sunday
    ],
)
def test_civil_days_of_the_domain_study(days: int, last: date, due: date) -> None:
    """The accident of 2026-03-07: the plain last days of the study, and where they roll to."""
    found = civil_deadline(D(2026, 3, 7), days)
    assert (found.due_on, civil_deadline(D(2026, 3, 7), days, rolls=False).due_on) == (due, last)
    assert ("顺延" in found.derivation) == (due != last)


def test_a_rule_that_does_not_roll_needs_no_calendar() -> None:
    """Nothing about it is provisional."""
    found = count(Rule(D(2030, 1, 1), 4, rolls=False))
    assert (found.due_on, found.provisional, found.unknown) == (D(2030, 1, 5), False, ())
    assert found.derivation == "2030-01-01 次日起 4 日，至 2030-01-05；末日不顺延"


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-03-01 在 2026-03-02 之前"):
        working_days(D(2026, 3, 2), D(2026, 3, 1))


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        (Rule(D(2005, 12, 1), 5, "work"), "2005 年的放假安排没有收录，最早的是 2006 年"),
        (Rule(D(2005, 12, 1), 5), "2005 年的放假安排没有收录"),
        (Rule(D(2036, 12, 28), 10), "2037 年太远"),
        (Rule(D(2036, 12, 28), 10, rolls=False), "2037 年太远"),
        (Rule(D(2036, 12, 28), 10, "work"), "2037 年太远，那一年的工作日无从推算（已知的放假安排到 2026 年为止"),
        (Rule(D(9999, 12, 31), 1), "9999 年太远"),
    ],
)
def test_a_year_outside_all_knowledge_is_named(rule: Rule, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        count(rule)


def test_the_table_is_loaded_only_when_it_is_asked() -> None:
    """Everything imports the calendar, and listing cases needs no holidays."""
    script = "import sys, inspect_engine.domain.calendars; sys.exit('chinese_calendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
