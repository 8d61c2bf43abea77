"""Whoever has answered in an inspection has found what is found in it, whatever became of his answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.errors import Refused
from inspect_engine.ledger.inspections import ItemKey

if TYPE_CHECKING:
    from tests.storage.conftest import SqliteWorld


def answer(world: SqliteWorld, user: str, key: str, word: str, **more: str) -> None:
    given = {"subject": "shop-0", "item": "S-1", "answer": word, "sure": True, **more}
    world.open(user).inspections.answer(key, AnswerInput.model_validate(given))


def begin(world: SqliteWorld, *men: str) -> str:
    ledger = world.open(men[0])
    ledger.subjects.add("small", world.given(1).subjects[0])
    return ledger.inspections.start("small", ["shop-0"], list(men))


def finders(world: SqliteWorld) -> list[frozenset[str]]:
    ledger = world.open("sup1")
    assert ledger.verify() == []
    return [ledger.cases.get(line.number).persons["open"] for line in ledger.cases.page()]


def test_who_handed_on_and_was_answered_over(file: SqliteWorld) -> None:
    key = begin(file, "insp1")
    answer(file, "insp1", key, "fail", note="先")
    file.open("insp1").unfinished.hand_over(key, "insp2")
    answer(file, "insp2", key, "fail", note="后")
    file.open("insp2").inspections.finish(key)
    assert finders(file) == [{"insp1", "insp2"}]


def test_whose_finding_was_dropped_and_found_anew(file: SqliteWorld) -> None:
    key = begin(file, "insp1")
    answer(file, "insp1", key, "fail", part="一层")
    answer(file, "insp1", key, "fail", part="二层")
    file.open("insp1").unfinished.hand_over(key, "insp2")
    room = file.open("insp2").inspections
    answer(file, "insp2", key, "fail", part="三层")
    for part in ("一层", "二层"):
        room.drop(key, "shop-0", "S-1", part)
    room.finish(key)
    assert finders(file) == [{"insp1", "insp2"}]


def test_who_never_answered_has_found_nothing(file: SqliteWorld) -> None:
    key = begin(file, "insp1")
    file.open("insp1").unfinished.hand_over(key, "insp2")
    answer(file, "insp2", key, "fail")
    file.open("insp2").inspections.finish(key)
    assert finders(file) == [{"insp2"}]


def test_a_hazard_that_a_correction_opens(file: SqliteWorld) -> None:
    key = begin(file, "insp1")
    answer(file, "insp1", key, "missing", note="没看到")
    file.open("insp1").unfinished.hand_over(key, "insp2")
    answer(file, "insp2", key, "pass")
    file.open("insp2").inspections.finish(key)
    room = file.open("insp2").corrections.inspections
    room.correct(key, ItemKey("shop-0", "S-1"), {"answer": "fail", "note": "堆物"}, "看错")
    assert finders(file) == [{"insp1", "insp2"}]


def test_who_was_answered_over_does_not_say_that_he_took_no_part(file: SqliteWorld) -> None:
    key = begin(file, "insp1", "insp2")
    answer(file, "insp1", key, "fail", note="先")
    answer(file, "insp2", key, "fail", note="后")
    done = file.open("insp2").inspections.finish(key)
    assert done.signing
    with pytest.raises(Refused, match="你在这次检查里作过答"):
        file.open("insp1").countersigning.decline(done.signing.record, "没去")
