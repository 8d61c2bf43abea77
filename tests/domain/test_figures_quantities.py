"""Numbers of forms: which are added up, and how."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import fold, line_of
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.figures import Counted, summarise
from inspect_engine.domain.figures.quantities import is_sum, quantities_of
from tests.domain.conftest import opened

AREA = FieldSpec.model_validate({"id": "area", "title": "面积", "type": "decimal", "unit": "m²"})
STOREYS = FieldSpec.model_validate({"id": "storeys", "title": "层数", "type": "integer", "unit": "层"})
HOUSE = replace(line_of(fold([opened()]), 1), kind="building")
SPECS = {"area": AREA, "storeys": STOREYS}
FILLED = st.sampled_from([None, "", "0", "12.50", "3000", "没有"])
ENDS = st.sampled_from([None, "rectified", "withdrawn", "dismissed"])


def test_only_what_may_be_added_up_is() -> None:
    """Storeys of several houses come to nothing."""
    assert (is_sum(AREA), is_sum(STOREYS)) == (True, False)
    assert list(quantities_of(SPECS, {"area": "1", "storeys": "3"})) == ["area"]


@given(st.lists(st.tuples(FILLED, ENDS), max_size=12))
def test_sums_are_those_of_what_is_filled_in_and_counts(cases: list[tuple[str | None, str | None]]) -> None:
    counted = [
        Counted(
            replace(HOUSE, closed_how=how, is_open=how is None),
            quantities=quantities_of(SPECS, {"area": text} if text is not None else {}),
        )
        for text, how in cases
    ]
    numbers = [Decimal(text) for text, how in cases if text in ("0", "12.50", "3000") and how in (None, "rectified")]
    found = summarise(counted, date(2026, 3, 1)).quantities
    if not numbers:
        assert found == {}
        return
    (area,) = found["building"].values()
    assert (area.total, area.cases) == (sum(numbers), len(numbers))
