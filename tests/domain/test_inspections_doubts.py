"""What is asked about once before it is stored: and what is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import inspect_checklists
import pytest

from inspect_engine.domain.definitions import Condition, Definition, FieldSpec, Item, SeverityRule
from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.domain.inspections.doubts import MARKS, doubts_of, marks_text
from inspect_engine.domain.judgement.law import Law
from inspect_engine.reading.definitions import load_library

COUNTS = (
    FieldSpec(id="asked", title="抽考人数", type="integer", required=False),
    FieldSpec(id="bad", title="不合格人数", type="integer", required=False, part_of="asked"),
)
PAID = (
    FieldSpec(id="technical", title="已付技术措施费", type="boolean", required=False),
    FieldSpec(id="civilised", title="已付安全防护费", type="boolean", required=False),
)
UNPAID = Condition.model_validate({"any": [{"fact": "technical", "is": "false"}, {"fact": "civilised", "is": "false"}]})


@pytest.fixture(scope="module")
def a_definition() -> Definition:
    """Any definition: the items here cite no law."""
    return load_library([Path(str(inspect_checklists.__path__[0]))]).definition("gas")


def item(values: tuple[FieldSpec, ...] = (), fails_when: Condition | None = None, *, register: bool = False) -> Item:
    return Item(
        id="A-1",
        title="项",
        check="看",
        kinds=("site",),
        values=values,
        fails_when=fails_when,
        severity=(SeverityRule.model_validate({"is": "general"}),),
        evidence="照片",
        requirement="改",
        register=register,
    )


def doubts(definition: Definition, what: Item, word: str, note: str = "", part: str = "", **values: str) -> list[str]:
    given = AnswerInput.model_validate(
        {"subject": "s", "item": "A-1", "answer": word, "note": note, "part": part, "values": values}
    )
    return list(doubts_of(what, given, Law(definition, date(2024, 1, 1), "530602")))


@pytest.mark.parametrize(
    ("word", "note", "part", "values", "expected"),
    [
        ("fail", "", "", {}, ["wordless"]),
        ("fail", " \t　", "", {}, ["wordless"]),
        ("fail", "。", "", {}, ["wordless"]),
        ("fail", "无", "-", {}, ["wordless"]),
        ("fail", "堆物", "", {}, []),
        ("fail", "", "二层", {}, []),
        ("fail", "", "", {"asked": "4"}, []),
        ("pass", "", "", {}, []),
        ("na", "", "", {}, []),
        ("missing", "", "", {}, []),
        ("pass", "", "", {"asked": "4", "bad": "9"}, ["counts"]),
        ("fail", "", "", {"asked": "4", "bad": "5"}, ["counts"]),
        ("fail", "", "", {"asked": "4", "bad": "4"}, []),
        ("fail", "", "", {"bad": "9"}, []),
    ],
)
def test_an_item_judged_by_eye(
    a_definition: Definition, word: str, note: str, part: str, values: dict[str, str], expected: list[str]
) -> None:
    assert doubts(a_definition, item(COUNTS), word, note, part, **values) == expected


@pytest.mark.parametrize(
    ("word", "note", "values", "expected"),
    [
        ("fail", "未付", {"technical": "true"}, ["unsupported"]),
        ("fail", "", {"technical": "true"}, ["unsupported"]),
        ("fail", "", {"technical": "true", "civilised": "false"}, []),
        ("fail", "", {"civilised": "false"}, []),
        ("fail", "合同没有约定", {}, []),
        ("pass", "", {}, ["unmeasured"]),
        ("pass", "看过凭证", {}, []),
        ("pass", "", {"technical": "true", "civilised": "true"}, []),
        ("na", "", {}, []),
        ("missing", "", {"technical": "false"}, ["decided"]),
        ("missing", "", {"technical": "true"}, []),
        ("missing", "", {}, []),
    ],
)
def test_an_item_judged_by_its_values(
    a_definition: Definition, word: str, note: str, values: dict[str, str], expected: list[str]
) -> None:
    assert doubts(a_definition, item(PAID, UNPAID), word, note, **values) == expected


@pytest.mark.parametrize(
    ("word", "values", "expected"),
    [
        ("fail", {}, ["unsaid"]),
        ("fail", {"departed": "true"}, []),
        ("fail", {"patrolled": "false"}, []),
        ("fail", {"detailed": "true"}, ["unsupported"]),
        ("na", {}, []),
    ],
)
def test_an_article_that_hangs_on_a_blank_is_asked_about(
    word: str, values: dict[str, str], expected: list[str]
) -> None:
    """A breach that the notice cannot name: the inspector knows which of them it was."""
    definition = load_library([Path(str(inspect_checklists.__path__[0]))]).definition("hazardous-works")
    found = definition.pack.item("WD-S11")
    assert found
    assert doubts(definition, found, word, "没有细则", **values) == expected
    given = AnswerInput.model_validate({"subject": "s", "item": "WD-S11", "answer": word, "note": "没有细则"})
    told = doubts_of(found, given, Law(definition, date(2024, 1, 1), "530602")).get("unsaid", "")
    assert ("“有监理实施细则”" in told) is (word == "fail")


def test_not_turns_a_sign_round(a_definition: Definition) -> None:
    paid = Condition.model_validate({"not": {"all": [{"fact": "technical", "is": "true"}]}})
    assert doubts(a_definition, item(PAID, paid), "fail", "x", technical="false") == []
    assert doubts(a_definition, item(PAID, paid), "fail", "x", technical="true") == ["unsupported"]


def test_what_is_registered_is_no_failure(a_definition: Definition) -> None:
    assert doubts(a_definition, item(register=True), "register") == []


def test_marks_are_told_in_the_readers_words() -> None:
    assert marks_text(()) == ""
    assert marks_text(["wordless", "counts"]) == "录入时已问过：没有写明情况、数目互相矛盾"
    assert all(text and not text.isascii() for text in MARKS.values())
