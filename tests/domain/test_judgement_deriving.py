"""Computed values: exact, rounded as the law rounds, missing while a figure is missing, with their derivation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Derived, Item
from inspect_engine.domain.inspections import AnswerInput, measured, value_faults
from inspect_engine.domain.judgement.deriving import derive, with_derived
from inspect_engine.domain.judgement.explanation import explain, plain
from inspect_engine.domain.judgement.reasons import compared, computed, conclusion
from inspect_engine.domain.words import wording
from tests.domain.test_judgement_law import item, law, limit

DAY = date(2024, 12, 1)
FIELDS = [
    {"id": "failed", "title": "不合格人数", "type": "integer", "unit": "人"},
    {"id": "asked", "title": "抽考人数", "type": "integer", "unit": "人"},
    {"id": "long", "title": "长", "type": "decimal", "unit": "m"},
    {"id": "short", "title": "短", "type": "decimal", "unit": "cm"},
    {"id": "load", "title": "荷载", "type": "decimal", "unit": "kN"},
    {"id": "made", "title": "制造日期", "type": "date"},
    {"id": "cracked", "title": "裂", "type": "boolean"},
    {"id": "leaking", "title": "漏", "type": "boolean"},
    {"id": "printed", "title": "印出的", "type": "decimal", "unit": "%"},
    {"id": "parts", "title": "各数", "type": "text"},
    {"id": "faults", "title": "毛病", "type": "multichoice", "choices": {"a": "甲", "b": "乙", "c": "丙"}},
]


def computing(*derived: dict[str, Any], tree: dict[str, Any] | None = None, **more: Any) -> Item:
    named = [{"id": f"d{n}", "title": f"算{n}", **one} for n, one in enumerate(derived)]
    return item(
        values=more.pop("values", FIELDS), derived=named, tree=tree or {"fact": "cracked", "is": "true"}, **more
    )


def value(formula: dict[str, Any], **values: str) -> str | None:
    return derive(computing(formula), values, DAY)[0].value


@pytest.mark.parametrize(
    ("formula", "values", "want"),
    [
        ({"ratio": ["failed", "asked"], "unit": "%"}, {"failed": "9", "asked": "40"}, "22.5"),
        ({"ratio": ["failed", "asked"], "unit": "‰"}, {"failed": "9", "asked": "40"}, "225"),
        ({"ratio": ["failed", "asked"]}, {"failed": "9", "asked": "40"}, "0.225"),
        ({"ratio": ["failed", "asked"], "unit": "%", "digits": "2"}, {"failed": "1", "asked": "3"}, "33.33"),
        ({"ratio": ["failed", "asked"], "unit": "%", "digits": "2"}, {"failed": "53006", "asked": "73233"}, "72.38"),
        ({"ratio": ["failed", "asked"], "unit": "%", "digits": "1"}, {"failed": "1", "asked": "800"}, "0.1"),
        ({"ratio": ["failed", "asked"], "unit": "%", "digits": "0"}, {"failed": "1", "asked": "200"}, "1"),
        ({"ratio": ["short", "long"]}, {"short": "50", "long": "2"}, "0.25"),
        ({"ratio": ["load", "long"], "unit": "kN/m"}, {"load": "6", "long": "4"}, "1.5"),
        ({"sum": ["long", "short"], "unit": "m"}, {"long": "1.5", "short": "20"}, "1.7"),
        ({"difference": ["long", "short"], "unit": "cm"}, {"long": "1.5", "short": "20"}, "130"),
        ({"difference": ["failed", "asked"], "unit": "人"}, {"failed": "2", "asked": "3"}, "-1"),
        ({"growth": ["asked", "failed"]}, {"asked": "6", "failed": "4"}, "50"),
        ({"growth": ["asked", "failed"], "digits": "1"}, {"asked": "2", "failed": "3"}, "-33.3"),
        ({"count": ["cracked", "leaking"]}, {"cracked": "true", "leaking": "false"}, "1"),
        ({"count": ["cracked", "faults"]}, {"cracked": "true", "faults": "a,c"}, "3"),
        ({"days_between": ["made", "on"]}, {"made": "2024-11-01"}, "30"),
        ({"days_between": ["on", "made"]}, {"made": "2024-11-01"}, "-30"),
        ({"years_between": ["made", "on"]}, {"made": "2016-12-01"}, "8"),
        ({"years_between": ["made", "on"], "digits": "2"}, {"made": "2016-12-02"}, "8.00"),
        ({"years_between": ["made", "on"], "digits": "0"}, {"made": "2016-06-03"}, "8"),
    ],
)
def test_a_formula_gives_its_figure(formula: dict[str, Any], values: dict[str, str], want: str) -> None:
    """Percentages and thousandths, units of one kind converted, half rounded up."""
    assert value(formula, **values) == want


@pytest.mark.parametrize(("made", "full"), [("2016-12-01", True), ("2016-12-02", False), ("2016-02-29", True)])
def test_years_are_full_on_the_day(made: str, full: bool) -> None:
    """Not a day before; nothing is lost to the length of years."""
    found = value({"years_between": ["made", "on"]}, made=made)
    assert found is not None
    assert (Decimal(found) >= 8) is full


@given(st.dates(date(1990, 1, 1), date(2024, 12, 1)))
def test_a_month_is_over_on_its_day_and_exceeded_on_the_next(made: date) -> None:
    """Full months as they are counted elsewhere; each day more is more, so that 超过24个月 is one day after."""
    days = [value({"months_elapsed": ["made", "on"]}, made=str(made - timedelta(n))) for n in (0, 1)]
    full = value({"months_between": ["made", "on"]}, made=str(made))
    now, later = (Decimal(one or "x") for one in days)
    assert int(now) == int(full or "x")
    assert now < later or made.day > 28  # of the 29th to the 31st, the end of a short month is the same
    assert now == int(now) or made.day != DAY.day


@pytest.mark.parametrize(
    ("made", "want"),
    [("2022-12-01", "24"), ("2022-11-30", "24.0333333"), ("2022-12-02", "23.966"), ("2024-10-31", "1.03")],
)
def test_a_month_that_has_begun_counts_by_its_days(made: str, want: str) -> None:
    found = value({"months_elapsed": ["made", "on"]}, made=made)
    assert (found or "").startswith(want)
    assert value({"months_elapsed": ["on", "made"]}, made=made) == f"-{found}"


@given(st.dates(date(1990, 1, 1), date(2024, 12, 1)))
def test_later_is_younger(made: date) -> None:
    """One day later is never as old; an anniversary is a whole number."""
    one, other = (value({"years_between": ["made", "on"]}, made=str(day)) for day in (made, made + timedelta(1)))
    assert one is not None
    assert other is not None
    assert Decimal(one) > Decimal(other)


@given(st.integers(0, 10**12 - 1), st.integers(1, 10**12 - 1), st.integers(0, 6))
def test_rounding_is_half_up_of_the_exact_value(part: int, whole: int, digits: int) -> None:
    """As rational arithmetic says; without digits nothing that anybody could measure is lost."""
    rounded = value({"ratio": ["failed", "asked"], "digits": str(digits)}, failed=str(part), asked=str(whole))
    exact = Fraction(part, whole)
    want = (exact * 10**digits * 2 + 1) // 2
    assert rounded is not None
    assert Fraction(rounded) == Fraction(want, 10**digits)
    raw = value({"ratio": ["failed", "asked"], "unit": "%"}, failed=str(part), asked=str(whole))
    assert raw is not None
    assert (Fraction(raw) < 100) is (part < whole)
    assert abs(Fraction(raw) - exact * 100) < Fraction(1, 10**20)


@given(st.lists(st.decimals(-(10**6), 10**6, places=6), min_size=2, max_size=2))
def test_sums_and_differences_are_exact(numbers: list[Decimal]) -> None:
    values = {"long": format(numbers[0], "f"), "short": format(numbers[1], "f")}
    total, rest = (
        value({"sum": ["long", "short"], "unit": "cm"}, **values),
        value({"difference": ["long", "short"], "unit": "cm"}, **values),
    )
    assert total is not None
    assert rest is not None
    assert Decimal(total) == numbers[0] * 100 + numbers[1]
    assert Decimal(rest) == numbers[0] * 100 - numbers[1]


AS_PRINTED = {"ratio": ["failed", "asked"], "unit": "%", "digits": "printed"}


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(0, 6))
def test_a_printed_rate_is_checked_in_the_places_it_is_printed_in(part: int, whole: int, places: int) -> None:
    """Half up of the exact fraction; that one figure agrees, its neighbours do not."""
    want = (Fraction(part, whole) * 100 * 10**places * 2 + 1) // 2
    for printed in (want, want + 1):
        text = f"{Decimal(printed).scaleb(-places):.{places}f}"
        found = value(AS_PRINTED, failed=str(part), asked=str(whole), printed=text)
        assert found is not None
        assert (found == text) is (printed == want)


def test_it_is_told_to_how_many_places_it_was_rounded() -> None:
    """The definition says like what, the derivation how many; without the figure to round like it is asked for."""
    one = computing(AS_PRINTED, tree={"not": {"fact": "d0", "op": "=", "than": "printed"}})
    rate = {"failed": "53006", "asked": "73233"}
    assert told({**rate, "printed": "72.4"}, one)[0].endswith(" = 72.4 %（四舍五入到 1 位小数）")
    assert told({**rate, "printed": "72.39"}, one)[-1] == "不合格"
    assert told({**rate, "printed": "72.38"}, one)[-1] == "合格"
    assert told(rate, one)[-1] == "判不了：待补“印出的”"
    assert wording.computed(one.derived[0], wording.by_id(one.facts)).endswith("，四舍五入到“印出的”写的位数")


TOTAL = {"total": ["parts"], "unit": "m"}


@given(
    st.lists(st.decimals(-(10**6), 10**6, places=3), min_size=1, max_size=30), st.sampled_from(["、", "；", "\n", ";"])
)
def test_a_list_adds_up_exactly(numbers: list[Decimal], mark: str) -> None:
    """Named or not, whatever parts them."""
    bare, named = (mark.join(f"{name}{one:f}" for one in numbers) for name in ("", "某县 "))
    assert {Fraction(value(TOTAL, parts=text) or "x") for text in (bare, named)} == {Fraction(sum(numbers))}


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ("12、没有报", "“各数”的“没有报”不是数字；写成：名称 数字，一条一行或用顿号隔开"),
        ("1,200、3", "“各数”的“1,200”里有逗号，分不清；一数一行，或用顿号、分号隔开"),
        ("12，13", "“各数”的“12，13”里有逗号，分不清；一数一行，或用顿号、分号隔开"),
        ("十二", "“各数”的“十二”不是数字；写成：名称 数字，一条一行或用顿号隔开"),
        ("1" * 40, f"“各数”的“{'1' * 40}”不是数字；写成：名称 数字，一条一行或用顿号隔开"),
        ("3栋120", "“各数”的“3栋120”不是数字；写成：名称 数字，一条一行或用顿号隔开"),
    ],
)
def test_what_may_be_read_in_two_ways_adds_up_to_nothing(parts: str, why: str) -> None:
    """Neither passes nor fails."""
    one = computing(TOTAL, tree={"fact": "d0", "op": ">", "value": "20"})
    assert told({"parts": parts}, one)[0] == f"算0 = 各数 里各数之和 → 算不出：{why}"
    assert told({"parts": parts}, one)[-1] == f"判不了：“算0”算不出：{why}"


def test_the_numbers_of_a_list_are_converted() -> None:
    assert value(TOTAL, parts="甲：2m、乙 = 50cm；") == "2.5"


RATE = {"ratio": ["failed", "asked"], "unit": "%", "digits": "2"}
OVER = {"fact": "d0", "op": ">", "value": "20"}


def told(values: dict[str, str], one: Item) -> list[str]:
    why = explain(one, values, law([limit("2")])[0])
    return [*computed(why), *compared(why), conclusion(why)]


def test_the_derivation_is_told() -> None:
    """Figures in, formula, figure out; then what it is compared with."""
    assert told({"failed": "9", "asked": "40"}, computing(RATE, tree=OVER)) == [
        "算0 = 不合格人数 ÷ 抽考人数 = 9 人 ÷ 40 人 = 22.50 %（四舍五入到 2 位小数）",
        "算0：算得 22.50 %，限值 20 %（超过即不合格） → 不合格；依据：检查表自定",
        "不合格",
    ]


def test_what_is_missing_is_asked_for_and_never_passes() -> None:
    """A computed value is missing with its figures: these are asked for, not itself."""
    one = computing(RATE, tree=OVER)
    assert told({"failed": "9"}, one) == [
        "算0 = 不合格人数 ÷ 抽考人数 → 待补参：“抽考人数”",
        "算0：算不出，限值 20 %（超过即不合格） → 待补参；依据：检查表自定",
        "判不了：待补“抽考人数”",
    ]
    why = explain(one, {"failed": "9"}, law([limit("2")])[0])
    assert (why.judgement.fails, [spec.id for spec in why.missing]) == (None, ["asked"])
    assert plain(why)["derived"][0]["missing"] == ["asked"]


def test_division_by_zero_has_no_value_and_says_why() -> None:
    one = computing(RATE, {"ratio": ["d0", "d0"], "digits": "1"}, tree=OVER)
    assert told({"failed": "0", "asked": "0"}, computing(RATE, tree=OVER)) == [
        "算0 = 不合格人数 ÷ 抽考人数 = 0 人 ÷ 0 人 → 算不出：“抽考人数”为 0，不能作除数",
        "算0：算不出，限值 20 %（超过即不合格） → 算不出；依据：检查表自定",
        "判不了：“算0”算不出：“抽考人数”为 0，不能作除数",
    ]
    assert [found.why for found in derive(one, {"failed": "0", "asked": "0"}, DAY)] == [
        "“抽考人数”为 0，不能作除数"
    ] * 2


def test_a_computed_value_may_be_computed_from_another() -> None:
    one = computing({"sum": ["failed", "asked"], "unit": "人"}, {"ratio": ["failed", "d0"], "unit": "%"})
    assert with_derived(one, {"failed": "1", "asked": "3"}, DAY)["d1"] == "25"
    assert [spec.id for spec in derive(one, {"failed": "1"}, DAY)[1].missing] == ["asked"]


def test_a_severity_asks_for_what_is_computed() -> None:
    """And a dated limit compares it."""
    rule = {"is": "major", "when": {"fact": "d0", "op": ">=", "value": "50"}}
    one = computing(RATE, tree=OVER, severity=[rule, {"is": "general"}])
    here = law([limit("2")])[0]
    grades = [explain(one, {"failed": n, "asked": "40"}, here).judgement.verdict.severity for n in ("19", "20")]
    assert grades == ["general", "major"]
    assert explain(one, {"failed": "20"}, here).judgement.verdict.severity == "pending"
    gap = computing({"difference": ["long", "short"], "unit": "cm"}, tree={"fact": "d0", "limit": "p"})
    assert explain(gap, {"long": "2.5", "short": "50"}, here).judgement.fails is False
    assert explain(gap, {"long": "2.5", "short": "49"}, here).judgement.fails is True


def test_what_is_computed_cannot_be_typed() -> None:
    one, here = computing(RATE, tree=OVER, values=FIELDS[:2]), law([limit("2")])[0]
    given_ = {"subject": "s", "item": one.id, "answer": "fail", "values": {"failed": "9", "asked": "40", "d0": "99"}}
    found = list(value_faults(("values",), one, AnswerInput.model_validate(given_), here))
    assert [(fault.path, fault.what) for fault in found] == [(("values", "d0"), "“算0”由程序计算，不要填")]


@pytest.mark.parametrize(
    ("word", "values", "what"),
    [
        ("pass", {"failed": "9", "asked": "40"}, "但所填的值已构成不合格"),
        ("pass", {"failed": "9"}, "还缺“抽考人数（人）”（asked），判不了合格"),
        ("pass", {"failed": "0", "asked": "0"}, "“算0”算不出：“抽考人数”为 0，不能作除数，判不了合格"),
        ("fail", {"failed": "8", "asked": "40"}, "但所填的值并不构成不合格"),
        ("fail", {"failed": "0", "asked": "0"}, "“算0”算不出：“抽考人数”为 0，不能作除数，判不了不合格"),
    ],
)
def test_an_answer_agrees_with_what_is_computed(word: str, values: dict[str, str], what: str) -> None:
    one = computing(RATE, tree=OVER, values=FIELDS[:2])
    answer = AnswerInput.model_validate({"subject": "s", "item": one.id, "answer": word, "values": values})
    found = [fault.what for fault in value_faults(("values",), one, answer, law([limit("2")])[0])]
    assert len(found) == 1
    assert what in found[0]


def test_a_number_that_is_not_rounded_is_shown_in_few_places_but_never_as_another_whole() -> None:
    one = computing({"ratio": ["failed", "asked"], "unit": "%"})
    for failed, asked, shown in (("1", "3", "约 33.3333 %"), ("9999999", "10000000", "99.99999 %")):
        assert f"算0：{shown}" in measured(one, {"failed": failed, "asked": asked}, DAY)
    assert "算0：约 99.9999999997 %" in measured(one, {"failed": "299999999999", "asked": "300000000000"}, DAY)


@pytest.mark.parametrize("made", ["0001-01-01", "9999-12-31"])
def test_a_year_out_of_all_reason_has_no_age(made: str) -> None:
    (one,) = derive(computing({"years_between": ["made", "on"]}), {"made": made}, DAY)
    assert (one.value, one.why) == (None, "年份不在 1000 至 2999 之间")


def test_half_is_rounded_as_the_law_rounds() -> None:
    """四舍五入, not to the even digit, and away from zero below it."""
    for n in (1, 3, 5, 7):
        want = (Decimal(n) / 2).quantize(Decimal(1), ROUND_HALF_UP)
        assert value({"ratio": ["failed", "asked"], "digits": "0"}, failed=str(n), asked="2") == str(want)
    assert value({"difference": ["short", "long"], "unit": "m", "digits": "1"}, short="-5", long="0.1") == "-0.2"


def test_no_formula_or_two_are_no_formula() -> None:
    for formula in ({}, {"sum": ["a"], "count": ["b"]}, {"ratio": ["a"]}, {"days_between": ["a", "b"], "unit": "年"}):
        with pytest.raises(ValueError, match=r"算式须且只须写一个|后面写两个值|的单位是"):
            Derived.model_validate({"id": "d", "title": "算", **formula})
