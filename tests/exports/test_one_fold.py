"""An export folds each case once: what a row, a figure, an alarm and a note need comes of the same fold."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from inspect_engine.domain.cases import Case, folding
from inspect_engine.domain.events import Event
from inspect_engine.exports.closure import workbook

if TYPE_CHECKING:
    from tests.exports.conftest import Town


@pytest.fixture
def applied(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each event was applied to a case."""
    counted, apply = Counter[str](), folding.apply

    def seen(case: Case | None, event: Event) -> Case:
        counted[event.id] += 1
        return apply(case, event)

    monkeypatch.setattr(folding, "apply", seen)
    return counted


def test_each_event_is_applied_once(town: Town, applied: Counter[str]) -> None:
    summary = workbook.write(town.chief, town.folder / "once.xlsx")
    assert len(applied) >= summary.sheets["流转记录"] > 20
    assert set(applied.values()) == {1}


def test_what_is_compared_with_a_day_is_folded_once_for_each_day(town: Town, applied: Counter[str]) -> None:
    since = town.chief.desk.today() - timedelta(1)
    workbook.write(town.chief, town.folder / "since.xlsx", since=since)
    assert max(applied.values()) <= 2
