"""An answer taken back: what stood before stands again, and the record keeps both."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.errors import Conflict, Refused
from inspect_engine.ledger.inspections import ItemKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspect_engine.ledger import Ledger
    from tests.storage.conftest import SqliteWorld, World

MEN = ("insp1", "insp2")
ITEMS = ("S-1", "S-2")


def begin(world: World) -> str:
    ledger = world.open("insp1")
    for subject in world.given(1).subjects:
        ledger.subjects.add("small", subject)
    return ledger.inspections.start("small", ["shop-0"], list(MEN))


def answer(ledger: Ledger, key: str, item: str, word: str, note: str) -> None:
    values = {"depth": "3.5", "shored": "否"} if (item, word) == ("S-2", "fail") else {}
    given = {"subject": "shop-0", "item": item, "answer": word, "note": note, "values": values, "sure": True}
    ledger.inspections.answer(key, AnswerInput.model_validate(given))


def standing(ledger: Ledger, key: str) -> dict[str, tuple[str, str, str]]:
    return {a.item: (a.answer, a.note, a.author) for a in ledger.inspections.get(key).answers}


def test_what_stood_before_stands_again(world: World) -> None:
    """Evidence, part and doubts come back with it; ``verify`` works it all out again."""
    ledger, key = world.open("insp1"), begin(world)
    photo = world.folder / "照片.jpg"
    photo.write_bytes(b"jpg")
    first = AnswerInput(subject="shop-0", item="S-1", answer="fail", part="二层", evidence=("照片.jpg",), sure=True)
    ledger.inspections.answer(key, first, world.folder)
    before = ledger.inspections.get(key).answers
    answer(ledger, key, "S-1", "pass", "又看一遍")
    assert ledger.inspections.take_back(key) == ItemKey("shop-0", "S-1")
    assert ledger.inspections.get(key).answers == before
    assert ledger.inspections.take_back(key) == ItemKey("shop-0", "S-1")
    assert ledger.inspections.get(key).answers == ()
    assert ledger.verify() == []


def test_nobody_takes_back_what_another_answered(world: World) -> None:
    """Where a colleague has answered since, one's own answer cannot be taken back, nor an earlier one in its stead."""
    key = begin(world)
    one, two = world.open("insp1"), world.open("insp2")
    answer(one, key, "S-2", "na", "先")
    answer(one, key, "S-1", "pass", "甲")
    answer(two, key, "S-1", "missing", "乙")
    with pytest.raises(Refused, match="已被“insp2”改答"):
        one.inspections.take_back(key)
    assert two.inspections.take_back(key) == ItemKey("shop-0", "S-1")
    assert standing(one, key) == {"S-1": ("pass", "甲", "insp1"), "S-2": ("na", "先", "insp1")}
    assert one.inspections.take_back(key) == ItemKey("shop-0", "S-1")


def test_not_after_the_end_and_not_by_outsiders(world: World) -> None:
    key = begin(world)
    answer(world.open("insp1"), key, "S-1", "pass", "甲")
    with pytest.raises(Refused):
        world.open("sup1").inspections.take_back(key)
    world.open("insp1").inspections.finish(key)
    with pytest.raises(Refused, match="已经完成"):
        world.open("insp1").inspections.take_back(key)


def test_an_answer_of_an_older_program_is_answered_anew_instead(worlds: Callable[[], SqliteWorld]) -> None:
    """It does not say what it replaced, so nothing is guessed."""
    world = worlds()
    ledger, key = world.open("insp1"), begin(world)
    answer(ledger, key, "S-1", "pass", "甲")
    with closing(sqlite3.connect(world.path)) as connection:
        connection.execute("UPDATE answerrow SET replaces = NULL")
        connection.commit()
    with pytest.raises(Refused, match="请直接改答"):
        ledger.inspections.take_back(key)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(MEN), st.sampled_from(ITEMS), st.sampled_from(["pass", "fail", "na", "missing"])),
        st.tuples(st.sampled_from(MEN), st.none(), st.none()),
    ),
    max_size=14,
)


@settings(max_examples=30)
@given(steps=STEPS)
def test_any_order_of_answers_and_takings_back(
    worlds: Callable[[], SqliteWorld], steps: list[tuple[str, str | None, str | None]]
) -> None:
    """Held to a model: a stack of answers an item; who takes back pops his newest, if nothing lies on it."""
    world = worlds()
    key = begin(world)
    stacks: dict[str, list[tuple[int, str, str, str]]] = {}
    for number, (man, item, word) in enumerate(steps):
        if item is not None and word is not None:
            answer(world.open(man), key, item, word, f"第{number}答")
            stacks.setdefault(item, []).append((number, word, f"第{number}答", man))
            continue
        own = {each[0]: name for name, stack in stacks.items() for each in stack if each[3] == man}
        newest = own[max(own)] if own else ""
        if newest and stacks[newest][-1][0] == max(own):
            assert world.open(man).inspections.take_back(key) == ItemKey("shop-0", newest)
            stacks[newest].pop()
        else:
            with pytest.raises(Refused):
                world.open(man).inspections.take_back(key)
    assert standing(world.open("insp1"), key) == {name: stack[-1][1:] for name, stack in stacks.items() if stack}
    assert world.open("insp1").verify() == []


def test_an_answer_given_on_an_older_state_is_a_conflict(world: World) -> None:
    """Who has not seen what a colleague answered meanwhile overwrites nothing; the very same answer is stored once."""
    key = begin(world)
    one, two = world.open("insp1"), world.open("insp2")
    answer(two, key, "S-1", "fail", "乙现场查实")
    mine = AnswerInput(subject="shop-0", item="S-1", answer="pass", note="甲")
    with pytest.raises(Conflict, match="答为不合格"):
        one.inspections.answer(key, mine, base="")
    seen = one.inspections.get(key).answers[0].event
    one.inspections.answer(key, mine, base=seen)
    events = one.desk.changed()
    one.inspections.answer(key, mine)
    assert one.desk.changed() == events
    with pytest.raises(Conflict, match="重新核对"):
        one.inspections.finish(key, seen=[seen])
    assert one.inspections.finish(key, seen=[each.event for each in one.inspections.get(key).answers]).cases == ()
