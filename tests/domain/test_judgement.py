"""Judgement: three values, and the law in force on the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Condition, Item, Reference
from inspect_engine.domain.judgement import grade, holds
from inspect_engine.domain.judgement.law import Law
from inspect_engine.reading.definitions import load_library

YES_NO, NUMBERS = ("a", "b"), ("m", "n")
DOMAIN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(YES_NO, ("true", "false")),
    **dict.fromkeys(NUMBERS, ("0", "1", "2")),
}
LEAVES = st.one_of(
    st.builds(
        lambda fact, word: {"fact": fact, "is": word}, st.sampled_from(YES_NO), st.sampled_from(["true", "false"])
    ),
    st.builds(
        lambda fact, op, value: {"fact": fact, "op": op, "value": value},
        st.sampled_from(NUMBERS),
        st.sampled_from([">=", ">", "<=", "<", "="]),
        st.sampled_from(["0", "1", "1.5", "2.0"]),
    ),
)
TREES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.builds(lambda x: {"all": x}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda x: {"any": x}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda x: {"not": x}, below),
    ),
    max_leaves=8,
)
FACTS = st.fixed_dictionaries({}, optional={name: st.sampled_from(words) for name, words in DOMAIN.items()})
COMPARE = {
    ">=": lambda x, y: x >= y,
    ">": lambda x, y: x > y,
    "<=": lambda x, y: x <= y,
    "<": lambda x, y: x < y,
    "=": lambda x, y: x == y,
}
HALF = Fraction(1, 2)


def kleene(tree: Mapping[str, Any], facts: Mapping[str, str]) -> Fraction:
    """The same tree by arithmetic: 0 no, 1 yes, ½ unknown; and is min, or is max, not is 1 - x."""
    if "all" in tree:
        return min(kleene(branch, facts) for branch in tree["all"])
    if "any" in tree:
        return max(kleene(branch, facts) for branch in tree["any"])
    if "not" in tree:
        return 1 - kleene(tree["not"], facts)
    value = facts.get(tree["fact"])
    if value is None:
        return HALF
    if "is" in tree:
        return Fraction(value == tree["is"])
    return Fraction(COMPARE[tree["op"]](Decimal(value), Decimal(tree["value"])))


@settings(max_examples=300)
@given(TREES, FACTS)
def test_a_tree_is_judged_as_the_three_valued_truth_table_says(tree: dict[str, Any], facts: dict[str, str]) -> None:
    """Every logic tree gives what Kleene's truth tables give."""
    want = {Fraction(0): False, HALF: None, Fraction(1): True}[kleene(tree, facts)]
    assert holds(Condition.model_validate(tree), facts) is want


@settings(max_examples=150)
@given(TREES, FACTS)
def test_a_verdict_given_with_facts_missing_stays_whatever_they_turn_out_to_be(
    tree: dict[str, Any], facts: dict[str, str]
) -> None:
    """Yes or no is said only when no completion of the missing facts can change it."""
    condition = Condition.model_validate(tree)
    said = holds(condition, facts)
    absent = [name for name in DOMAIN if name not in facts]
    for words in product(*(DOMAIN[name] for name in absent)):
        full = {**facts, **dict(zip(absent, words, strict=True))}
        decided = holds(condition, full)
        assert decided is not None
        assert said is None or decided is said


def item(*severity: dict[str, Any]) -> Item:
    fields = [{"id": "depth", "title": "深度", "type": "decimal"}, {"id": "shored", "title": "支护", "type": "boolean"}]
    return Item.model_validate(
        {
            "id": "A-1",
            "title": "基坑",
            "check": "量",
            "kinds": ["site"],
            "values": fields,
            "severity": list(severity),
            "evidence": "照片",
            "requirement": "支护",
        }
    )


REFERENCES = {
    "new": Reference(id="new", title="新标准", effective_from=date(2023, 1, 1)),
    "old": Reference(id="old", title="旧标准", effective_from=date(2010, 1, 1), effective_to=date(2022, 12, 31)),
    "any": Reference(id="any", title="不知何时起"),
}
SMALL = load_library([Path(__file__).parents[1] / "definitions" / "small"]).definition("small")
DEFINITION = SMALL.model_copy(update={"references": REFERENCES, "periods": "own"})
DEEP = {"fact": "depth", "op": ">=", "value": "3"}
IN_FORCE, BEFORE = date(2023, 1, 1), date(2022, 12, 31)


@pytest.mark.parametrize(
    ("rules", "values", "on", "want", "why"),
    [
        ([{"is": "major", "by": "new"}], {}, IN_FORCE, "major", "依《新标准》判定"),
        (
            [{"is": "major", "by": "new"}],
            {},
            BEFORE,
            "pending",
            "《新标准》2023-01-01 起执行，检查日 2022-12-31 尚未施行",
        ),
        ([{"is": "major", "by": "old"}], {}, BEFORE, "major", "依《旧标准》判定"),
        ([{"is": "major", "by": "old"}], {}, IN_FORCE, "pending", "《旧标准》在检查日 2023-01-01 已失效"),
        ([{"is": "major", "by": "any"}], {}, date(1990, 1, 1), "major", "依《不知何时起》判定"),
        ([{"is": "general"}], {}, BEFORE, "general", "未列入重大隐患判定情形"),
        # a document not yet in force leaves the question open rather than answering it with the lower grade
        ([{"is": "major", "by": "new"}, {"is": "general"}], {}, BEFORE, "pending", "尚未施行"),
        ([{"is": "major", "by": "new"}, {"is": "general"}], {}, IN_FORCE, "major", "新标准"),
        # ... but an older document that does decide, decides
        (
            [{"is": "major", "by": "new"}, {"is": "major", "by": "old"}, {"is": "general"}],
            {},
            BEFORE,
            "major",
            "旧标准",
        ),
        # the first rule that applies wins
        ([{"is": "general", "when": DEEP}, {"is": "major", "by": "new"}], {"depth": "3"}, IN_FORCE, "general", ""),
        ([{"is": "general", "when": DEEP}, {"is": "major", "by": "new"}], {"depth": "2.99"}, IN_FORCE, "major", ""),
        # facts missing: nobody guesses
        (
            [{"is": "major", "when": DEEP, "by": "new"}, {"is": "general"}],
            {},
            IN_FORCE,
            "pending",
            "待补：深度；由主管定级",
        ),
        ([{"is": "pending"}], {}, IN_FORCE, "pending", "没有文件定等级"),
        ([{"is": "major", "by": "new"}, {"is": "pending"}], {}, BEFORE, "pending", "尚未施行"),
        ([{"is": "major", "when": DEEP, "by": "new"}, {"is": "general"}], {"depth": "3.0"}, IN_FORCE, "major", ""),
        ([{"is": "major", "when": DEEP, "by": "new"}, {"is": "general"}], {"depth": "2"}, IN_FORCE, "general", ""),
        # a rule that does not hold is not "passed over": its document does not matter
        ([{"is": "major", "when": DEEP, "by": "new"}, {"is": "general"}], {"depth": "2"}, BEFORE, "general", ""),
    ],
)
def test_grade_follows_the_documents_in_force_on_the_day(
    rules: list[dict[str, Any]], values: dict[str, str], on: date, want: str, why: str
) -> None:
    """The finding date selects the law; what cannot be decided is pending, with the reason."""
    verdict = grade(item(*rules), values, Law(DEFINITION, on))
    assert verdict.severity == want
    assert why in verdict.why


def test_validity_includes_its_first_and_last_day() -> None:
    """A document applies on the day it takes effect and on its last day."""
    old = REFERENCES["old"]
    days = [date(2009, 12, 31), date(2010, 1, 1), date(2022, 12, 31), date(2023, 1, 1)]
    assert [old.in_force(day) for day in days] == [False, True, True, False]


def test_a_condition_that_was_asked_for_its_comparisons_is_still_the_same_as_another() -> None:
    """What is kept of a tree does not hold the tree itself, which would be compared without end."""
    one, other = (Condition.model_validate({"not": {"fact": "x", "is": "1"}}) for _ in range(2))
    assert [leaf.fact for tree in (one, one.leaves[0], other) for leaf in tree.leaves] == ["x"] * 3
    assert (one, one.leaves[0]) == (other, other.leaves[0])
