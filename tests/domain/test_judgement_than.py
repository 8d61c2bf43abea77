"""One measured value against another: numbers in any unit, days, and the day of the inspection."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Item
from inspect_engine.domain.judgement import judge
from inspect_engine.domain.judgement.explanation import Explanation, explain, plain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.reasons import compared, conclusion, rule_told
from inspect_engine.reading.definitions import load_library

SMALL = load_library([Path(__file__).parents[1] / "definitions" / "small"]).definition("small")
DAY = date(2022, 2, 17)
LAW = Law(SMALL, DAY)
TALLER = {"fact": "height", "op": ">", "than": "width"}
EXPIRED = {"fact": "until", "op": "<", "than": "on"}


def item(tree: dict[str, Any], unit: str = "m", **more: Any) -> Item:
    values = [
        {"id": "height", "title": "高度", "type": "decimal", "unit": unit},
        {"id": "width", "title": "宽度", "type": "decimal", "unit": "m"},
        {"id": "made", "title": "制造日", "type": "date"},
        {"id": "until", "title": "有效期至", "type": "date", "future": "true"},
    ]
    given = SMALL.pack.items[0].model_dump(by_alias=True, exclude_defaults=True)
    return Item.model_validate({**given, "values": values, "fails_when": tree, **more})


@pytest.mark.parametrize(
    ("tree", "values", "want"),
    [
        (TALLER, {"height": "3", "width": "2.999999"}, True),
        (TALLER, {"height": "3.0", "width": "3"}, False),
        ({**TALLER, "op": ">="}, {"height": "3.0", "width": "3"}, True),
        ({**TALLER, "op": "="}, {"height": "3.0", "width": "3"}, True),
        (TALLER, {"height": "10", "width": "9"}, True),
        (TALLER, {"height": "-5", "width": "-6"}, True),
        (EXPIRED, {"until": "2022-02-16"}, True),
        (EXPIRED, {"until": "2022-02-17"}, False),
        (EXPIRED, {"until": "2031-01-01"}, False),
        ({"fact": "until", "op": "<", "than": "made"}, {"until": "2021-12-31", "made": "2022-01-01"}, True),
        ({"not": EXPIRED}, {"until": "2022-02-16"}, False),
    ],
)
def test_two_values_are_compared_as_what_they_are(tree: dict[str, Any], values: dict[str, str], want: bool) -> None:
    """Numbers as numbers, not as texts; days as days; the day itself has not passed."""
    assert judge(item(tree), values, LAW).fails is want


@given(
    st.decimals(min_value=0, max_value=1000, places=6),
    st.decimals(min_value=0, max_value=1, places=6),
    st.sampled_from(["mm", "cm", "km"]),
)
def test_units_of_the_two_are_converted_exactly(height: Any, width: Any, unit: str) -> None:
    """As rational arithmetic says, to the last digit."""
    metres = {"mm": Fraction(1, 1000), "cm": Fraction(1, 100), "km": Fraction(1000)}[unit]
    values = {"height": format(height, "f"), "width": format(width, "f")}
    assert judge(item(TALLER, unit), values, LAW).fails is (Fraction(height) * metres > Fraction(width))


@pytest.mark.parametrize(
    ("values", "missing"), [({"height": "3"}, ["width"]), ({"width": "3"}, ["height"]), ({}, ["height", "width"])]
)
def test_both_values_are_asked_for(values: dict[str, str], missing: list[str]) -> None:
    """Without one of the two nothing is judged, and that one is what is missing."""
    judged = judge(item(TALLER), values, LAW)
    assert (judged.fails, [spec.id for spec in judged.missing]) == (None, missing)


def test_the_day_of_the_inspection_is_never_asked_for() -> None:
    judged = judge(item(EXPIRED), {}, LAW)
    assert [spec.id for spec in judged.missing] == ["until"]


def why(tree: dict[str, Any], values: dict[str, str], **more: Any) -> Explanation:
    return explain(item(tree, **more), values, LAW)


@pytest.mark.parametrize(
    ("tree", "values", "line"),
    [
        (TALLER, {"height": "3", "width": "2"}, "高度：实测 3 m，比照 宽度 2 m（超过即不合格） → 不合格"),
        (TALLER, {"height": "3"}, "高度：实测 3 m，比照 宽度 未填（超过即不合格） → 待补参"),
        (EXPIRED, {"until": "2022-02-16"}, "有效期至：“2022-02-16”，比照 检查日 2022-02-17（早于即不合格） → 不合格"),
        (
            {"not": {**EXPIRED, "op": ">="}},
            {"until": "2022-02-17"},
            "有效期至：“2022-02-17”，比照 检查日 2022-02-17（早于即不合格） → 合格",
        ),
    ],
)
def test_an_explanation_shows_both_values(tree: dict[str, Any], values: dict[str, str], line: str) -> None:
    """What was measured, what it was compared with, and from where on it fails; no limit of the law is made up."""
    found = why(tree, values)
    assert list(compared(found)) == [line]
    [row] = plain(found)["comparisons"]
    assert (row["than"], row["limit"]) == (tree.get("than") or tree["not"]["than"], None)


def test_a_value_that_cannot_matter_any_more_is_not_asked_for() -> None:
    found = why({"all": [EXPIRED, TALLER]}, {"until": "2022-02-17", "height": "3"})
    assert conclusion(found) == "合格"
    assert list(compared(found)) == [
        "不合格的条件：有效期至 < 检查日 且 高度 > 宽度",
        "有效期至：“2022-02-17”，比照 检查日 2022-02-17（早于即符合） → 不符合",
        "高度：实测 3 m，比照 宽度 未填（超过即符合） → 不影响结论",
    ]


def test_a_rule_of_grading_may_compare_two_values() -> None:
    rules = [{"is": "major", "when": TALLER}, {"is": "general"}]
    assert judge(item(EXPIRED, severity=rules), {"height": "3", "width": "2"}, LAW).verdict.severity == "major"
    assert judge(item(EXPIRED, severity=rules), {"height": "2", "width": "2"}, LAW).verdict.severity == "general"
    assert judge(item(EXPIRED, severity=rules), {"height": "3"}, LAW).verdict.severity == "pending"
    found = why(EXPIRED, {"height": "3", "width": "2"}, severity=rules)
    told = [line for rule in found.rules for line in rule_told(rule, found)]
    assert told[0] == "重大：高度 > 宽度 → 符合，据此定级"


def test_comparisons_of_the_same_two_values_do_not_get_into_each_others_way() -> None:
    """The way they are compared belongs to each comparison, also beside a number."""
    never = {"all": [TALLER, {**TALLER, "op": "<="}]}
    always = {"any": [TALLER, {**TALLER, "op": "<="}, {"fact": "height", "op": ">", "value": "100"}]}
    assert judge(item(never), {"height": "3", "width": "2"}, LAW).fails is False
    assert judge(item(always), {"height": "2", "width": "3"}, LAW).fails is True
