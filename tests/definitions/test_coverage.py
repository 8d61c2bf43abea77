"""The page that says what serves each thing the source documents name."""

from __future__ import annotations

import pytest

from inspect_engine.reading.definitions import load_library
from tests.definitions.coverage_page import PAGE, Row, Source, coverage, page, titles

ROWS = [(source, row) for source in coverage().documents for row in source.rows]


def test_the_page_is_what_the_data_says() -> None:
    """Write it anew with ``python -m tests.definitions.coverage_page``."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(("source", "row"), ROWS, ids=lambda one: getattr(one, "id", getattr(one, "what", ""))[:20])
def test_each_thing_is_served_or_says_why_not(source: Source, row: Row) -> None:
    """What a row points to exists; a row that points to nothing gives a reason."""
    assert set(row.by) <= titles().keys(), f"{source.id}：{row.what}"
    assert bool(row.by) != bool(row.why)


def test_no_pack_is_left_out() -> None:
    """Every pack serves something that a document names."""
    named = {word.partition("/")[0] for _, row in ROWS for word in row.by}
    assert load_library().packs.keys() <= named
