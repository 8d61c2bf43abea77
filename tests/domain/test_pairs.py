"""Comparisons of two fields as their standing: the same is said as of the numbers themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Condition
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.rules.pairs import EQUAL, LESS, MORE, apart, in_pairs, pairs, standing, told
from inspect_engine.domain.workflow.conditions import met

NAMES = st.sampled_from(["a", "b", "c"])
LEAVES = st.builds(
    lambda one, op, other: Condition.model_validate({"fact": one, "op": op, "than": other}),
    NAMES,
    st.sampled_from([">", ">=", "<", "<=", "="]),
    NAMES,
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Condition(all=tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Condition(any=tuple(parts))),
        inner.map(lambda part: Condition.model_validate({"not": part})),
    ),
    max_leaves=5,
)
NUMBERS = st.fixed_dictionaries(dict.fromkeys("abc", st.integers(-2, 2).map(str)))


@given(tree=TREES, numbers=NUMBERS)
def test_a_standing_says_what_the_numbers_say(tree: Condition, numbers: dict[str, str]) -> None:
    stands = {}
    for pair in pairs([tree]):
        one, other = (int(numbers[name]) for name in apart(pair))
        stands[pair] = LESS if one < other else MORE if one > other else EQUAL
        assert met(standing(pair, stands[pair]), numbers)
    assert holds(in_pairs(tree), stands) is met(tree, numbers)


def test_a_standing_in_words() -> None:
    assert list(told({"fine~most": MORE, "x": "1"}, {"fine": "罚款"})) == ["“罚款”大于“most”"]


def test_moments_are_compared_to_the_minute() -> None:
    later = Condition.model_validate({"fact": "end", "op": ">", "than": "begin"})
    assert met(later, {"end": "2026-03-02T08:01+08:00", "begin": "2026-03-02T08:00+08:00"})
    assert not met(later, {"end": "2026-03-02T08:00+08:00", "begin": "2026-03-02T08:00+08:00"})
    assert met(later, {"end": "2026-03-02T08:00+08:00", "begin": "2026-03-02"})
