"""What a fine comes to: the days it is late, what is paid and remitted meanwhile, what a review makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import Case, Charge, Owing, owing_of
from inspect_engine.domain.cases.shape import changed
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.workflow.charging import charge_of
from inspect_engine.reading.definitions import load_library
from tests.domain.test_guards import case_of

DUE = date(2026, 3, 10)
DAY = timedelta(days=1)


@cache
def flow() -> Workflow:
    return load_library().workflows["filing"]


def taken(case: Case, trigger: str, on: date, values: Mapping[str, str] = {}, due: date | None = None) -> Case:
    """The case after one step, as far as its fine goes."""
    step = flow().transition(trigger, case.state)
    assert step is not None
    data: dict[str, Any] = {"on": on.isoformat(), "values": values}
    if due:
        data["deadline"] = {"due_on": due.isoformat()}
    charge = charge_of(flow(), step, case, data)
    read = charge and Charge.read(charge.plain())
    assert read == charge
    return changed(case, {"state": step.to, "charge": read, "due_on": due or case.due_on})


def served(fine: str = "50000") -> Case:
    decided = taken(replace(case_of(), state="heard"), "decide", DUE - 20 * DAY, {"fine": fine})
    return taken(decided, "serve", DUE - 15 * DAY, due=DUE)


def found_in(case: Case, on: date) -> Owing:
    found = owing_of(flow(), case, on)
    assert found is not None
    return found


def late(case: Case, *days: int) -> list[int]:
    """How many days it was late, so many days after it was first due."""
    return [found_in(case, DUE + n * DAY).days for n in days]


def owes(case: Case, on: date) -> tuple[str, int, str]:
    found = owing_of(flow(), case, on)
    assert found is not None
    return str(found.surcharge.normalize() + 0), found.days, f"{found.total.normalize():f}"


@pytest.mark.parametrize(
    ("day", "days", "surcharge", "total"),
    [
        (0, 0, 0, 50000),  # the last day to pay
        (1, 1, 1500, 51500),
        (33, 33, 49500, 99500),
        (34, 34, 50000, 100000),  # 102 % are capped
        (400, 400, 50000, 100000),
    ],
)
def test_three_percent_a_day_and_no_more_than_the_fine(day: int, days: int, surcharge: int, total: int) -> None:
    found = found_in(served(), DUE + day * DAY)
    assert [found.days, int(found.surcharge), int(found.total)] == [days, surcharge, total]
    assert found.capped == (day >= 34)


def test_nothing_grows_while_it_is_contested() -> None:
    case = taken(served(), "contest", DUE + 5 * DAY)
    assert late(case, 60) == [4]
    case = taken(case, "upheld", DUE + 60 * DAY)
    assert late(case, 60, 61, 70) == [4, 5, 14]


def test_contested_before_it_was_due_it_grows_only_afterwards() -> None:
    case = taken(taken(served(), "contest", DUE - 2 * DAY), "upheld", DUE + 60 * DAY)
    assert late(case, 60, 61) == [0, 1]


def test_deferred_it_grows_from_the_end_of_that() -> None:
    case = taken(served(), "defer", DUE - DAY, due=DUE + 60 * DAY)
    assert late(case, 60, 61) == [0, 1]
    tardy = taken(served(), "defer", DUE + 3 * DAY, due=DUE + 60 * DAY)
    assert late(tardy, 60, 61) == [2, 3]


def test_the_day_of_a_payment_counts_whole_and_the_rest_grows_on() -> None:
    case = taken(served(), "pay_part", DUE + 2 * DAY, {"paid_now": "20000"})
    assert owes(case, DUE + 2 * DAY) == ("3000", 2, "33000")
    assert owes(case, DUE + 3 * DAY) == ("3900", 3, "33900")


def test_the_window_of_the_court_is_no_date_of_payment() -> None:
    case = taken(served(), "urge", DUE + 10 * DAY, due=DUE + 200 * DAY)
    assert late(case, 20) == [20]


def test_changed_on_review_it_is_reckoned_anew() -> None:
    case = taken(served(), "pay_part", DUE + 2 * DAY, {"paid_now": "40000"})
    case = taken(case, "contest", DUE + 3 * DAY)
    case = taken(case, "alter", DUE + 30 * DAY, {"changed_fine": "30000"})
    found = found_in(case, DUE + 30 * DAY)
    assert [int(found.surcharge), int(found.total), int(found.excess)] == [1800, 0, 8200]
    assert "多缴 8200 元，应退还" in found.words


def test_annulled_everything_paid_is_to_be_given_back() -> None:
    case = taken(served(), "pay_part", DUE + 2 * DAY, {"paid_now": "40000"})
    case = taken(case, "contest", DUE + 3 * DAY)
    step = next(t for t in flow().transitions if t.trigger == "annul" and t.to == "overturned")
    charge = charge_of(flow(), step, case, {"on": (DUE + 9 * DAY).isoformat(), "values": {}})
    found = found_in(changed(case, {"state": "overturned", "charge": charge}), DUE + 99 * DAY)
    assert [int(found.total), int(found.excess)] == [0, 40000]


def test_remitted_by_agreement() -> None:
    case = taken(
        taken(served(), "urge", DUE + 10 * DAY, due=DUE + 200 * DAY),
        "agree",
        DUE + 20 * DAY,
        {"waived": "5000"},
        DUE + 90 * DAY,
    )
    assert owes(case, DUE + 90 * DAY) == ("28500", 19, "73500")


def test_without_a_fine_nothing_is_owed() -> None:
    assert owes(served("0"), DUE + 99 * DAY) == ("0", 99, "0")
    assert owing_of(flow(), case_of(), DUE) is None


@given(
    fine=st.decimals(0, 10**7, places=2),
    payments=st.lists(st.tuples(st.integers(0, 20), st.decimals(0, 10**6, places=2)), max_size=5),
    rest=st.integers(0, 60),
)
def test_it_is_what_counting_day_by_day_gives(fine: Decimal, payments: list[tuple[int, Decimal]], rest: int) -> None:
    case, on, paid_on = served(str(fine)), DUE, dict[date, Fraction]()
    for wait, amount in payments:
        on += wait * DAY
        case = taken(case, "pay_part", on, {"paid_now": str(amount)})
        paid_on[on] = paid_on.get(on, Fraction(0)) + Fraction(amount)
    end = on + rest * DAY
    grown, paid, day = Fraction(0), paid_on.pop(DUE, Fraction(0)), DUE
    while day < end:
        day += DAY
        grown += max(Fraction(0), Fraction(fine) - paid) * 3 / 100
        paid += paid_on.get(day, Fraction(0))
    found = found_in(case, end)
    assert abs(Fraction(found.surcharge) - min(grown, Fraction(fine))) <= Fraction(1, 200)
    assert found.total == max(Decimal(0), fine + found.surcharge - sum(amount for _, amount in payments))
    assert found.surcharge <= fine


def test_what_an_agreement_remitted_lapses_with_it() -> None:
    """Nothing grows while the agreement runs; once it is broken all that was remitted is owed again, and grows on."""
    urged = taken(served(), "urge", DUE + 5 * DAY)
    agreed = taken(urged, "agree", DUE + 10 * DAY, {"waived": "13500"}, due=DUE + 60 * DAY)
    assert found_in(agreed, DUE + 20 * DAY).total == 50000
    broken = taken(agreed, "breach", DUE + 20 * DAY)
    assert found_in(broken, DUE + 20 * DAY).total == 63500
    assert found_in(broken, DUE + 22 * DAY).total == 66500
