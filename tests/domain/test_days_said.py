"""Days as people say them on a day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import CHINA, day_said, parse_date
from inspect_engine.domain.calendars.days import FAR
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.words import forms

D = date
TODAY = D(2026, 11, 29)
DAYS = st.dates(D(2001, 1, 1), D(2090, 1, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("今天", TODAY), ("今日", TODAY), (" 昨天 ", D(2026, 11, 28)), ("前天", D(2026, 11, 27))),
        *(("明天", D(2026, 11, 30)), ("后天", D(2026, 12, 1))),
        *(
            ("10月9日", D(2026, 10, 9)),
            ("10月9号", D(2026, 10, 9)),
            ("10-9", D(2026, 10, 9)),
            ("10/09", D(2026, 10, 9)),
        ),
        *(("１０月９日", D(2026, 10, 9)), ("2月17日", D(2026, 2, 17)), ("2026.2.17", D(2026, 2, 17))),
        ("11月29日", TODAY),
    ],
)
def test_a_day_that_is_past_is_taken_as_it_is_said(text: str, day: date) -> None:
    assert day_said(text, TODAY, past=True) == day


@pytest.mark.parametrize(
    ("text", "today", "past", "told"),
    [
        ("12月30日", TODAY, True, "“12月30日”可以是 2025-12-30 或 2026-12-30，请写明年份"),
        ("2月13日", TODAY, False, "“2月13日”可以是 2026-02-13 或 2027-02-13，请写明年份"),
        ("1-2-3", TODAY, True, "是否想写 2001-02-03 或 2003-01-02 或 2003-02-01？"),
        ("2月30日", TODAY, True, "没有 2月30日 这一天"),
        ("13月1日", TODAY, True, "没有 13月1日 这一天"),
        ("大后天", TODAY, True, "应写成 2022-02-17 的样子"),
        ("9日", TODAY, True, "应写成 2022-02-17 的样子"),
        ("昨天晚上", TODAY, True, "应写成 2022-02-17 的样子"),
    ],
)
def test_what_could_be_two_days_is_refused_with_both(text: str, today: date, past: bool, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        day_said(text, today, past=past)


@given(DAYS, st.integers(0, FAR.days))
def test_a_past_day_without_its_year_is_the_last_such_day(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    if (day.month, day.day) != (2, 29):
        assert day_said(f"{day.month}月{day.day}日", today, past=True) == day


@given(DAYS, DAYS, st.booleans())
def test_a_day_without_its_year_is_one_of_this_year_or_of_the_last(today: date, day: date, past: bool) -> None:
    """It never lies in the future where a past day is asked for, and never far from what was said."""
    try:
        found = day_said(f"{day.month}-{day.day}", today, past=past)
    except ValueError:
        return
    assert (found.month, found.day) == (day.month, day.day)
    assert found.year in ((today.year - 1, today.year) if past else (today.year,))
    assert not past or found <= today


@given(DAYS, DAYS)
def test_a_whole_day_is_that_day_whenever_it_is_said(today: date, day: date) -> None:
    assert day_said(day.isoformat(), today) == day_said(f"{day.year}年{day.month}月{day.day}日", today) == day


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("昨天", D(2026, 11, 28)),
        ("昨天 10:30", datetime(2026, 11, 28, 10, 30, tzinfo=CHINA)),
        ("昨天10点30分", datetime(2026, 11, 28, 10, 30, tzinfo=CHINA)),
        ("10-12 10:30", datetime(2026, 10, 12, 10, 30, tzinfo=CHINA)),
        ("10月9日8点", datetime(2026, 10, 9, 8, 0, tzinfo=CHINA)),
        ("2022-02-17 10:30", datetime(2022, 2, 17, 10, 30, tzinfo=CHINA)),
    ],
)
def test_a_day_that_is_said_may_have_a_time(text: str, when: date | datetime) -> None:
    assert forms.happened(text, TODAY) == when


def test_only_days_are_read_so() -> None:
    """Text stays text, and in a paper whose days may lie ahead none is taken without its year."""
    specs = [FieldSpec(id="said", title="话"), FieldSpec(id="on", title="日期", type="date")]
    typed = {"said": "昨天", "on": "昨天", "other": "今天"}
    assert forms.dated(specs, typed, TODAY) == {"said": "昨天", "on": "2026-11-28", "other": "今天"}
    assert forms.dated(specs, {"on": "10月9日"}, TODAY) == {"on": "2026-10-09"}
    assert forms.dated(specs, {"on": "10月9日"}, TODAY, yearless=False) == {"on": "10月9日"}
    with pytest.raises(ValueError, match="应写成"):
        parse_date("昨天")
