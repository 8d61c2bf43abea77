"""What an adopted year changes, and what it leaves alone. The arrangements here are made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import PUBLISHED, Arrangement, civil_deadline, working_days, working_deadline

D, DAY = date, timedelta(days=1)
REST = frozenset({*(D(2026, 12, 31) + n * DAY for n in range(4)), *(D(2027, 2, 5) + n * DAY for n in range(8))})
MADE_UP = Arrangement(2027, "虚构 2027", REST, frozenset({D(2027, 1, 30), D(2027, 2, 20)}))
KNOWN = PUBLISHED.adopting(MADE_UP)


def test_the_adopted_year_is_as_ordered_and_by_the_week_otherwise() -> None:
    for n in range(365):
        day = D(2027, 1, 1) + n * DAY
        assert KNOWN.works(day) == (day in MADE_UP.worked or (day.weekday() < 5 and day not in REST))


def test_it_may_take_days_of_the_december_before() -> None:
    """31 December 2026, a Thursday, is settled only by the notice for 2027."""
    before, after = civil_deadline(D(2026, 12, 21), 10), civil_deadline(D(2026, 12, 21), 10, KNOWN)
    assert (before.due_on, before.provisional, before.unknown) == (D(2026, 12, 31), True, (2027,))
    assert before.derivation.endswith("；2027 年放假安排未公布，元旦调休可能动到年末，暂定")
    assert (after.due_on, after.provisional, after.unknown) == (D(2027, 1, 4), False, ())
    assert [
        D(2026, 12, day) for day in range(1, 31) if KNOWN.works(D(2026, 12, day)) != (D(2026, 12, day).weekday() < 5)
    ] == []


def test_a_date_that_waited_for_it_is_settled() -> None:
    """By the week 5 working days end on 12 February; by the notice 8 days are off and the 20th, a Saturday, counts."""
    before, after = working_deadline(D(2027, 2, 4), 6), working_deadline(D(2027, 2, 4), 6, KNOWN)
    assert (before.due_on, before.unknown) == (D(2027, 2, 12), (2027,))
    assert (after.due_on, after.provisional) == (D(2027, 2, 20), False)
    assert "调休上班照计（2027-02-20）" in after.derivation


def test_a_date_beyond_it_still_waits_for_the_years_that_are_missing() -> None:
    assert working_deadline(D(2026, 12, 1), 300).unknown == (2027, 2028)
    found = working_deadline(D(2026, 12, 1), 300, KNOWN)
    assert found.unknown == (2028,)
    assert "2028 年放假安排未公布，按周一至周五推算，暂定" in found.derivation


def test_a_gap_between_known_years_is_provisional() -> None:
    later = PUBLISHED.adopting(Arrangement(2028, "虚构 2028", frozenset({D(2028, 1, 1)}), frozenset()))
    assert working_deadline(D(2027, 3, 1), 5, later).unknown == (2027,)
    assert working_deadline(D(2028, 3, 1), 5, later).unknown == ()


@given(st.dates(D(2006, 1, 1), D(2026, 12, 28)))
def test_it_leaves_earlier_years_alone(day: date) -> None:
    assert KNOWN.works(day) == PUBLISHED.works(day)
    assert KNOWN.missing(day) is None


def test_a_corrected_arrangement_takes_the_place_of_the_first() -> None:
    """Days that the first one named and the second does not are as the week has them."""
    second = Arrangement(2027, "虚构 2027 更正", frozenset({D(2027, 1, 1)}), frozenset())
    corrected = KNOWN.adopting(second)
    assert corrected == PUBLISHED.adopting(second)
    assert corrected.works(D(2027, 2, 5))
    assert working_days(D(2027, 2, 1), D(2027, 2, 28), corrected) == 19


def test_a_corrected_arrangement_of_a_built_in_year_leaves_its_year_end_to_the_next() -> None:
    """Of 2018 the table has the last days from the notice for 2019, which is not this one's to change."""
    corrected = PUBLISHED.adopting(Arrangement(2018, "虚构 2018", frozenset({D(2018, 5, 4)}), frozenset()))
    assert not corrected.works(D(2018, 5, 4))
    assert corrected.works(D(2018, 2, 16))
    assert (corrected.works(D(2018, 12, 29)), corrected.works(D(2018, 12, 31))) == (True, False)


def test_differences_from_what_is_known_are_named_and_none_from_an_unknown_year() -> None:
    def of(year: int) -> Arrangement:
        days = [D(year, 1, 1) + n * DAY for n in range(362)]
        rest = frozenset(day for day in days if day.weekday() < 5 and not PUBLISHED.works(day))
        return Arrangement(
            year, "抄录", rest, frozenset(day for day in days if day.weekday() > 4 and PUBLISHED.works(day))
        )

    for year in (2007, 2018, 2026):
        true = of(year)
        assert PUBLISHED.differing(true) == ()
        wrong = Arrangement(year, "抄错", true.rest ^ {D(year, 5, 1), D(year, 3, 12)}, true.worked)
        assert set(PUBLISHED.differing(wrong)) <= {D(year, 5, 1), D(year, 3, 12)}
        assert PUBLISHED.differing(wrong)
    assert PUBLISHED.differing(MADE_UP) == ()
    assert KNOWN.differing(MADE_UP) == ()


def test_events_hold_it_as_it_is() -> None:
    assert Arrangement.read(MADE_UP.plain()) == MADE_UP
    assert MADE_UP.plain()["worked"] == ["2027-01-30", "2027-02-20"]
    assert MADE_UP.since == D(2026, 12, 29)
    early = Arrangement(2027, "虚构", REST | {D(2026, 12, 28)}, frozenset())
    assert early.since == D(2026, 12, 28)


def test_years_far_ahead_follow_the_last_known_year() -> None:
    with pytest.raises(ValueError, match="2037 年太远"):
        PUBLISHED.works(D(2037, 1, 4))
    assert KNOWN.works(D(2037, 1, 5))
    with pytest.raises(ValueError, match="2038 年太远"):
        KNOWN.works(D(2038, 1, 4))
