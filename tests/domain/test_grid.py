"""Where a condition holds, worked out for all choices at once, is where it holds for each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Condition
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.rules.samples import Grid, combinations, each

NAMES = ("one", "two", "three")
LEAVES = st.one_of(
    st.builds(
        lambda name, op, n: {"fact": name, "op": op, "value": n}, *map(st.sampled_from, (NAMES, "<>=", (0, 1, 2)))
    ),
    st.builds(lambda name, value: {"fact": name, "is": value}, *map(st.sampled_from, (NAMES, "012"))),
    st.builds(lambda name, value: {"fact": name, "given": value}, st.sampled_from(NAMES), st.booleans()),
    st.builds(lambda name: {"fact": name, "limit": "none-known"}, st.sampled_from(NAMES)),  # undecided
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(lambda kind, found: {kind: found}, st.sampled_from(("all", "any")), st.lists(parts, min_size=1)),
        parts.map(lambda found: {"not": found}),
    ),
    max_leaves=8,
)
DOMAINS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.lists(st.sampled_from("012"), max_size=3, unique=True)))


@given(TREES, DOMAINS)
def test_all_at_once_is_each_by_itself(tree: dict[str, object], domains: dict[str, list[str]]) -> None:
    condition, grid = Condition.model_validate(tree), Grid(domains)
    expected = [values for values in combinations(domains) if holds(condition, values)]
    assert [grid.values(choice) for choice in each(grid.where(condition))] == expected
    assert [grid.values(choice) for choice in each(grid.every)] == list(combinations(domains))
