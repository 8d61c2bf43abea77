"""The law of a day and a place: which limit applies, exact units, and the reasons of a verdict."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Condition, Definition, Item, Limit, Op, Parameter, Reference, Region
from inspect_engine.domain.judgement import compare, grade, judge
from inspect_engine.domain.judgement.citing import choice
from inspect_engine.domain.judgement.explanation import Explanation, explain, plain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.logic import Bound
from inspect_engine.domain.judgement.reasons import compared, conclusion, gist, grade_told, not_quotable, rule_told
from inspect_engine.domain.words.units import factor
from inspect_engine.reading.definitions import load_library

SMALL = load_library([Path(__file__).parents[1] / "definitions" / "small"]).definition("small")
REFERENCES = {
    "old": Reference(id="old", title="旧规程", effective_to=date(2024, 11, 30), articles={"3.1": "C"}),
    "new": Reference(id="new", title="新规程", effective_from=date(2024, 12, 1), articles={"3.1": "C", "3.2": "U"}),
}
DAY = date(2024, 12, 1)
COUNTRY, PROVINCE, CITY, COUNTY = "", "530000", "530600", "530602"


def limit(value: str, op: Op = ">", start: str | None = None, article: str = "3.1") -> Limit:
    return Limit.model_validate({"value": value, "op": op, "ref": "new", "article": article, "from": start})


def law(
    country: list[Limit],
    regions: dict[str, list[Limit]] | None = None,
    *,
    at: str = COUNTY,
    on: date = DAY,
    **more: Any,
) -> tuple[Law, Parameter]:
    """A pack with one parameter ``p``, and what each region sets for it."""
    parameter = Parameter(id="p", title="限", limits=tuple(country), **{"unit": "m", **more})
    overlaid = [
        Region.model_validate(
            {"region": code, "title": f"区{code}", "overlays": [{"pack": "small", "parameter": "p", "limits": own}]}
        )
        for code, own in (regions or {}).items()
    ]
    pack = SMALL.pack.model_copy(update={"parameters": (parameter,)})
    changed = {"pack": pack, "regions": tuple(overlaid), "references": REFERENCES, "periods": "own"}
    return Law(SMALL.model_copy(update=changed), on, at), parameter


def chosen(country: list[Limit], regions: dict[str, list[Limit]], **more: Any) -> tuple[str, str]:
    """(value, region that set it)."""
    here, parameter = law(country, regions, **more)
    found = here.limit(parameter)
    assert found.limit is not None
    return str(found.limit.value), found.region.region if found.region else COUNTRY


@pytest.mark.parametrize(
    ("op", "country", "city", "want"),
    [
        (">", "2.0", "1.5", ("1.5", CITY)),
        (">", "2.0", "2.5", ("2.0", COUNTRY)),
        (">", "2.0", "2.00", ("2.0", COUNTRY)),
        (">=", "2.0", "1.5", ("1.5", CITY)),
        ("<", "0.5", "0.8", ("0.8", CITY)),
        ("<", "0.5", "0.4", ("0.5", COUNTRY)),
        ("<=", "0.5", "0.50", ("0.5", COUNTRY)),
    ],
)
def test_the_stricter_limit_applies_to_safety(op: Op, country: str, city: str, want: tuple[str, str]) -> None:
    """Less is stricter for what must not be large, more for what must not be small; a tie stays with the country."""
    assert chosen([limit(country, op)], {CITY: [limit(city, op)]}) == want


@pytest.mark.parametrize(("strict", "lax", "value"), [(">=", ">", "2"), ("<=", "<", "2")])
def test_at_the_same_number_the_one_that_the_number_reaches_is_stricter(strict: Op, lax: Op, value: str) -> None:
    for country, city, want in ((strict, lax, COUNTRY), (lax, strict, CITY)):
        assert chosen([limit(value, country)], {CITY: [limit(value, city)]})[1] == want


def test_most_local_applies_to_what_is_no_safety_limit() -> None:
    """Laxer or stricter: province over country, city over province, county over city."""
    regions = {CITY: [limit("3")], PROVINCE: [limit("1")]}
    assert chosen([limit("2")], regions, safety=False) == ("3", CITY)
    assert chosen([limit("2")], {**regions, COUNTY: [limit("9")]}, safety=False) == ("9", COUNTY)


@pytest.mark.parametrize(
    ("at", "want"),
    [(COUNTY, "1.5"), (CITY, "1.5"), (PROVINCE, "2.0"), ("530700", "2.0"), ("533600", "2.0"), (COUNTRY, "2.0")],
)
def test_a_county_inherits_from_its_city_and_no_other_place_does(at: str, want: str) -> None:
    assert chosen([limit("2.0")], {CITY: [limit("1.5")]}, at=at)[0] == want


def test_a_region_counts_only_while_its_own_limit_is_in_force() -> None:
    own = {CITY: [limit("1.5", start="2024-12-01")]}
    assert chosen([limit("2.0")], own, on=date(2024, 11, 30)) == ("2.0", COUNTRY)
    assert chosen([limit("2.0")], own, on=DAY) == ("1.5", CITY)


def test_no_edition_on_the_day_is_no_limit() -> None:
    here, parameter = law([limit("2", start="2024-12-01")], on=date(2024, 11, 30))
    assert here.limit(parameter).limit is None
    assert here.limits()[0].limit is None


def test_what_gave_way_is_told() -> None:
    def told(country: Limit, city: Limit, **more: Any) -> str:
        here, parameter = law([country], {CITY: [city]}, **more)
        return choice(here.limit(parameter))

    assert told(limit("2.0"), limit("1.5")) == "国家 2.0 m；区530600 1.5 m，较严，采用"
    assert told(limit("2.0"), limit("2.5")) == "区530600 2.5 m；国家 2.0 m，较严，采用"
    assert told(limit("2.0"), limit("2.00")) == "区530600 2.00 m；国家 2.0 m，同样严格，采用"
    assert told(limit("2"), limit("2", ">=")) == "国家 2 m（超过）；区530600 2 m（达到或超过），较严，采用"
    assert told(limit("2.0"), limit("2.5"), safety=False) == "国家 2.0 m；区530600 2.5 m，以最近一级的规定为准，采用"
    assert told(limit("2.0"), limit("1.5"), at="110100") == ""


NUMBERS = st.decimals(min_value=0, max_value=100, places=2)
WAYS = st.sampled_from([(">", ">="), ("<", "<=")])


@given(WAYS.flatmap(lambda way: st.lists(st.tuples(st.sampled_from(way), NUMBERS), min_size=4, max_size=4)), NUMBERS)
def test_a_safety_limit_is_never_laxer_than_any_that_was_passed_over(
    pairs: list[tuple[Op, Decimal]], measured: Decimal
) -> None:
    """Whatever country, province, city or county would object to, is objected to."""
    country, *others = [limit(str(value), op) for op, value in pairs]
    regions = {code: [own] for code, own in zip((PROVINCE, CITY, COUNTY), others, strict=True)}
    here, parameter = law([country], regions)
    found = here.limit(parameter).limit
    assert found is not None
    reached = [compare(measured, Bound(one.op, one.value)) for one in (country, *others)]
    assert compare(measured, Bound(found.op, found.value)) is any(reached)


METRES = {"mm": Fraction(1, 1000), "cm": Fraction(1, 100), "m": Fraction(1), "km": Fraction(1000)}
BY_HAND = {
    ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y,
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    "=": lambda x, y: x == y,
}


def item(unit: str = "m", tree: dict[str, Any] | None = None, **more: Any) -> Item:
    """An item that measures ``x`` and asks for ``seen``; fails by parameter ``p``, or as ``tree`` says."""
    fields = [{"id": "x", "title": "量", "type": "decimal", "unit": unit}]
    fields.append({"id": "seen", "title": "看见", "type": "boolean"})
    given = SMALL.pack.items[0].model_dump(by_alias=True, exclude_defaults=True)
    changed = {"values": fields, "fails_when": tree or {"fact": "x", "limit": "p"}, **more}
    return Item.model_validate({**given, **changed})


def fails(value: str, unit: str, country: Limit, other: str) -> bool | None:
    here, _ = law([country], unit=other, safety=country.op != "=")
    return judge(item(unit), {"x": value}, here).fails


@given(
    st.decimals(min_value=0, max_value=10**6, places=6),
    st.sampled_from(sorted(METRES)),
    st.sampled_from(sorted(METRES)),
    st.sampled_from([0, 0, 1, -1]),
    st.sampled_from(sorted(BY_HAND)),
)
def test_units_never_change_a_verdict(value: Decimal, unit: str, other: str, off: int, op: Op) -> None:
    """At the very limit, and a billionth beside it, as rational arithmetic says."""
    exact = Fraction(value) * METRES[unit] / METRES[other]
    bound = Decimal(int(exact * 10**12)) / Decimal(10**12) + Decimal(off).scaleb(-9)
    want = BY_HAND[op](Fraction(value) * METRES[unit], Fraction(bound) * METRES[other])
    assert fails(format(value, "f"), unit, limit(format(bound, "f"), op), other) is want


@pytest.mark.parametrize(
    ("value", "unit", "bound", "other", "want"),
    [
        ("300", "mm", "0.3", "m", False),
        ("300.000001", "mm", "0.3", "m", True),
        ("30", "cm", "0.3", "m", False),
        ("0.3", "m", "300", "mm", False),
        ("0.30000000000000004", "m", "0.3", "m", True),
        ("2.0", "m", "2", "m", False),
    ],
)
def test_the_limit_itself_is_exact(value: str, unit: str, bound: str, other: str, want: bool) -> None:
    """0.1 + 0.2 is 0.3 here; the float that is a hair more is more."""
    assert fails(value, unit, limit(bound), other) is want


def test_a_sum_of_tenths_reaches_its_limit_exactly() -> None:
    assert fails(str(Decimal("0.1") + Decimal("0.2")), "m", limit("0.3", ">="), "m") is True
    assert fails(str(Decimal("0.1") + Decimal("0.2")), "m", limit("0.3", ">"), "m") is False


def test_what_measures_different_things_has_no_factor() -> None:
    assert factor("m", "kg") is None
    assert factor("m", None) is None
    assert factor(None, None) == (Decimal(1), Decimal(1))
    assert factor("月", "年") == (Decimal(1), Decimal(12))


# --- explanations ----------------------------------------------------------------------------------------------


def why(
    values: dict[str, str], tree: dict[str, Any] | None = None, here: Law | None = None, **more: Any
) -> Explanation:
    return explain(item(tree=tree, **more), values, here or law([limit("2.0")])[0])


REACHED = {"fact": "x", "limit": "p"}
SEEN = {"fact": "seen", "is": "true"}


def test_one_line_says_measured_limit_verdict_and_source() -> None:
    assert list(compared(why({"x": "3.2"}))) == [
        "量：实测 3.2 m，限值 2.0 m（超过即不合格） → 不合格；依据《新规程》第3.1条（不限起止）；地区：国家；"
        "按检查日 2024-12-01 选用的版本"
    ]


@pytest.mark.parametrize(
    ("tree", "first"),
    [
        (REACHED, "限值 2.0 m（超过即不合格） → 不合格"),
        ({"any": [REACHED, SEEN]}, "限值 2.0 m（超过即不合格） → 不合格"),
        ({"all": [REACHED, SEEN]}, "界限 2.0 m（超过即符合） → 符合"),
        ({"not": REACHED}, "限值 2.0 m（不超过即不合格） → 合格"),
        ({"not": {"all": [REACHED, SEEN]}}, "限值 2.0 m（不超过即不合格） → 合格"),
        ({"not": {"any": [REACHED, SEEN]}}, "界限 2.0 m（不超过即符合） → 不符合"),
        ({"not": {"not": REACHED}}, "限值 2.0 m（超过即不合格） → 不合格"),
        ({"all": [{"any": [REACHED, SEEN]}]}, "限值 2.0 m（超过即不合格） → 不合格"),
    ],
)
def test_a_comparison_is_told_by_its_part_in_the_condition(tree: dict[str, Any], first: str) -> None:
    """Only what decides alone is said to fail or pass; a negated one is told the other way round."""
    assert first in next(line for line in compared(why({"x": "3.2"}, tree)) if line.startswith("量"))


LEAVES = st.sampled_from([REACHED, SEEN, {"fact": "x", "op": "<", "value": "1"}])
TREES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.builds(lambda x: {"all": x}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda x: {"any": x}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda x: {"not": x}, below),
    ),
    max_leaves=6,
)
VALUES = st.fixed_dictionaries(
    {}, optional={"x": st.sampled_from(["0.5", "2.0", "3"]), "seen": st.sampled_from(["true", "false"])}
)


@given(TREES, VALUES)
def test_what_is_said_to_decide_alone_does(tree: dict[str, Any], values: dict[str, str]) -> None:
    """A comparison shown as 不合格 by itself never stands over a conclusion of 合格."""
    found = why(values, tree)
    assert len(found.steps) == len(Condition.model_validate(tree).leaves)
    if any(step.alone and step.met for step in found.steps):
        assert found.judgement.fails is True
    if found.steps and all(step.met is False for step in found.steps):
        assert found.judgement.fails is False


RULES = st.lists(
    st.builds(
        lambda is_, when, by: {"is": is_, **({"when": when} if when else {}), **({"by": by} if by else {})},
        st.sampled_from(["general", "major"]),
        st.one_of(st.none(), TREES),
        st.sampled_from([None, "old", "new"]),
    ),
    min_size=1,
    max_size=4,
)


@given(RULES, VALUES)
def test_the_rules_told_are_those_that_graded(rules: list[dict[str, Any]], values: dict[str, str]) -> None:
    """The rule said to apply gives the grade; where none does, the grade is pending."""
    found = why(values, severity=rules)
    outcomes = [rule.outcome for rule in found.rules]
    applied = [rule.rule.is_ for rule in found.rules if rule.outcome == "applies"]
    verdict = grade(found.item, values, found.law)
    assert found.judgement.verdict == verdict
    assert applied == ([] if verdict.severity == "pending" else [verdict.severity])
    decided = next((n for n, one in enumerate(outcomes) if one in ("applies", "undecided", "held_back")), len(outcomes))
    assert all(one == "not_reached" for one in outcomes[decided + 1 :])
    assert "not_reached" not in outcomes[: decided + 1]


def test_a_document_not_in_force_is_told_with_its_days() -> None:
    found = why({"x": "3"}, severity=[{"is": "major", "when": REACHED, "by": "old"}, {"is": "general"}])
    lines = [line for rule in found.rules for line in rule_told(rule, found)]
    assert lines[0].startswith("重大：量 达到限值“限” → 检查日不在施行期内，不能据此定级；依《旧规程》")
    assert lines[0].endswith("检查日不在施行期内（至 2024-11-30）")
    assert lines[1].startswith("  量：实测 3 m，")
    assert lines[-1] == "一般：不论情形 → 上面有情形因文件不在施行期内而没有判，不能就此从低"
    assert grade_told(found).startswith("待定级（《旧规程》在检查日 2024-12-01 已失效")


def test_missing_facts_are_those_that_matter() -> None:
    """To judge and to grade, each once; what cannot change the answer is not asked for."""
    both = {"all": [REACHED, SEEN]}
    rule = [{"is": "major", "when": {"all": [SEEN]}}, {"is": "general"}]
    assert [spec.id for spec in why({"x": "3"}, both, severity=rule).missing] == ["seen"]
    assert [spec.id for spec in why({}, severity=rule).missing] == ["x", "seen"]
    early = why({"x": "1"}, both)
    assert (early.missing, conclusion(early)) == ((), "合格")
    assert list(compared(early))[2] == "看见：未填（“是”即符合） → 不影响结论"
    late = why({"x": "3"}, both)
    assert conclusion(late) == "判不了：待补“看见”"
    assert grade_told(late) == "如不合格，为一般（未列入重大隐患判定情形）"


def test_no_limit_that_day_is_said_and_nothing_is_guessed() -> None:
    here = law([limit("2", start="2025-01-01")])[0]
    found = why({"x": "3"}, here=here)
    assert found.judgement.fails is None
    assert list(compared(found)) == ["量：实测 3 m → 当日无有效限值；“限”2024-12-01 没有施行中的规定"]
    assert conclusion(found) == "判不了：“限”当日无有效限值"


def test_an_unconfirmed_article_is_marked_and_may_not_be_quoted() -> None:
    """Of the limits that were used, of the rules of grading, and of the item itself."""
    marked = law([limit("2", article="3.2")])[0]
    plain_item = why({"x": "3"})
    assert not_quotable(plain_item) is None
    graded = why({"x": "3"}, SEEN, marked, severity=[{"is": "major", "when": REACHED}])
    based = why({"x": "3"}, basis=[{"ref": "new", "article": "3.2"}])
    for found in (why({"x": "3"}, here=marked), graded, based):
        assert found.unconfirmed == ("《新规程》第3.2条",)
        assert not_quotable(found) == "待核：《新规程》第3.2条。条文没有核对原文，不得在文书中引用。"


def test_an_item_judged_by_eye_has_only_its_grade() -> None:
    seen = item().model_copy(update={"fails_when": None})
    found = explain(seen, {}, law([limit("2")])[0])
    assert (found.steps, found.judgement.fails) == ((), None)
    assert gist(found) == "一般（未列入重大隐患判定情形）"


def test_no_floats_in_an_explanation() -> None:
    def walk(value: object) -> None:
        assert not isinstance(value, float)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(part)

    walk(plain(why({"x": "3.2"}, {"all": [REACHED, {"fact": "x", "op": ">", "value": "0.1"}]})))


def test_the_definition_is_left_as_it_was() -> None:
    here, _ = law([limit("2")])
    before: Definition = here.definition.model_copy(deep=True)
    why({"x": "3"}, here=here)
    assert here.definition == before


def test_a_title_within_a_title_stands_in_single_marks() -> None:
    """GB/T 15834—2011, 4.14."""
    document = Reference(id="notice", title="关于实施《甲规定》的通知")
    assert document.name == "《关于实施〈甲规定〉的通知》"
