"""A city's row is its own cases or its sum, and says which."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.figures.places import places


def told(*codes: str) -> list[tuple[int, str, int]]:
    rows = places({code: {"found": n} for n, code in enumerate(codes, 1)})
    return [(each.depth, each.named(each.prefix if each.whole else each.code), each.counts["found"]) for each in rows]


def test_a_city_with_cases_of_its_own_has_a_sum_above_them() -> None:
    assert told("530600", "530602") == [(0, "5306（合计）", 3), (1, "530600本级", 1), (1, "530602", 2)]


def test_a_sum_of_one_row_is_left_out() -> None:
    assert told("530602") == [(0, "530602", 1)]
    assert told("530600") == [(0, "530600本级", 1)]
    assert told("530602", "110105") == [(0, "110105", 2), (0, "530602", 1)]


def test_a_province_has_a_sum_where_it_has_several_cities() -> None:
    assert told("530000", "530102", "530600", "530602") == [
        (0, "53（合计）", 10),
        (1, "530000本级", 1),
        (1, "530102", 2),
        (1, "5306（合计）", 7),
        (2, "530600本级", 3),
        (2, "530602", 4),
    ]


CODES = st.sampled_from(["530000", "530100", "530102", "530103", "530600", "530602", "110101", "110105", "110000"])


@given(st.dictionaries(CODES, st.fixed_dictionaries({"found": st.integers(0, 9), "open": st.integers(0, 9)})))
def test_every_code_has_one_row_and_every_sum_is_that_of_the_rows_it_names(counts: dict[str, dict[str, int]]) -> None:
    rows = places(counts)
    assert {each.code: each.counts for each in rows if not each.whole} == counts
    assert len([each for each in rows if not each.whole]) == len(counts)
    for each in rows:
        within = [own for code, own in counts.items() if code.startswith(each.prefix)]
        assert each.counts == {name: sum(own[name] for own in within) for name in each.counts}
        assert not each.whole or len(within) > 1
