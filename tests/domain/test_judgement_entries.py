"""What conditions ask of an entry as such, and computed values that pick, multiply and cut."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from inspect_engine.domain.definitions import Item
from inspect_engine.domain.judgement import judge
from inspect_engine.domain.judgement.agreeing import item_contradictions
from inspect_engine.domain.judgement.deriving import derive
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.needed import form_faults, lacking, not_needed
from inspect_engine.domain.rules.asking import entries_ask_for_those_above
from inspect_engine.domain.rules.conditions import conditions_ask_for_known_values
from inspect_engine.domain.rules.derived import derived_from_what_is_known
from inspect_engine.domain.words import forms, patterns
from inspect_engine.domain.words.wording import by_id, condition
from tests.domain.test_judgement_than import SMALL

DAY = date(2026, 11, 29)
LAW = Law(SMALL, DAY)
VALUES: list[dict[str, Any]] = [
    {"id": "code", "title": "编号"},
    {"id": "again", "title": "再写一遍"},
    {"id": "unit", "title": "单位", "type": "choice", "choices": {"d": "天", "m": "月"}, "required": False},
    {"id": "much", "title": "多久", "type": "integer"},
    {"id": "born", "title": "出生", "type": "date"},
    {"id": "school", "title": "学校", "asked_if": {"fact": "age", "op": ">=", "value": 6}},
]
DERIVED: list[dict[str, Any]] = [
    {"id": "months", "title": "月数折天", "product": ["much", "30"]},
    {
        "id": "days",
        "title": "天数",
        "pick": [{"when": {"fact": "unit", "is": "d"}, "take": "much"}, {"take": "months"}],
    },
    {"id": "age", "title": "年龄", "years_between": ["born", "on"], "whole": True},
    {"id": "full", "title": "月龄", "months_between": ["born", "on"]},
]


def item(holds: Mapping[str, Any] | None = None, **more: Any) -> Item:
    plain = SMALL.pack.items[0].model_dump(by_alias=True, exclude_defaults=True) | {"fails_when": None}
    told = [{"id": "c", "holds": holds, "message": "合不上"}] if holds else []
    return Item.model_validate({**plain, "values": VALUES, "derived": DERIVED, "constraints": told, **more})


@pytest.mark.parametrize(
    ("holds", "values", "refused"),
    [
        ({"fact": "code", "given": True}, {}, True),
        ({"fact": "code", "given": True}, {"code": "x"}, False),
        ({"fact": "code", "given": False}, {"code": "x"}, True),
        ({"fact": "code", "matches": "[A-Z]{3}-[0-9]{4}"}, {"code": "ABC-0123"}, False),
        ({"fact": "code", "matches": "[A-Z]{3}-[0-9]{4}"}, {"code": "ABC-01234"}, True),
        ({"fact": "code", "matches": "[A-Z]{3}-[0-9]{4}"}, {}, False),
        ({"fact": "again", "op": "=", "than": "code"}, {"code": "a", "again": "a"}, False),
        ({"fact": "again", "op": "=", "than": "code"}, {"code": "a", "again": "b"}, True),
        ({"fact": "born", "op": ">=", "than": "2000-01-31"}, {"born": "2000-01-30"}, True),
        ({"fact": "born", "op": ">=", "than": "2000-01-31"}, {"born": "2000-01-31"}, False),
    ],
)
def test_an_entry_is_given_written_like_a_pattern_or_like_another(
    holds: dict[str, Any], values: dict[str, str], refused: bool
) -> None:
    assert list(item_contradictions(item(holds), values, LAW)) == (["合不上"] if refused else [])


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "(.*)*x", ".*.*.*.*.*.*b"])
def test_no_pattern_takes_longer_than_the_text_is_long(pattern: str) -> None:
    """Each of these takes a search that goes back longer than anybody lives: this would never end."""
    assert not patterns.fits(pattern, "a" * 4000)


def test_what_only_a_search_that_goes_back_can_match_is_refused() -> None:
    for pattern in ("(?=x)a", r"(a)\1", "[", "a{2000}", "x" * 501):
        with pytest.raises(patterns.NoPattern):
            patterns.check(pattern)


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        ({"fact": "code", "given": True}, "编号 已填"),
        ({"fact": "code", "given": False}, "编号 未填"),
        ({"fact": "code", "matches": "H[0-9]{3}"}, "编号 写法合“H[0-9]{3}”"),
        ({"fact": "code", "matches": patterns.counted(11, 11)}, "编号 共 11 个字"),
        ({"fact": "code", "matches": patterns.counted(0, 50)}, "编号 0 至 50 个字"),
        ({"fact": "code", "matches": patterns.counted(3, None)}, "编号 不少于 3 个字"),
        ({"fact": "born", "op": ">=", "than": "2000-01-31"}, "出生 ≥ 2000-01-31"),
    ],
)
def test_it_is_told_in_words(tree: dict[str, Any], told: str) -> None:
    one = item(tree)
    assert condition(one.constraints[0].holds, by_id(one.facts)) == told


def derived(**values: str) -> dict[str, str | None]:
    return {one.spec.id: one.value for one in derive(item(), values, DAY)}


def test_computed_values_pick_multiply_and_cut() -> None:
    assert derived(unit="d", much="5")["days"] == "5"
    assert derived(unit="m", much="5")["days"] == "150"
    assert derived(much="5")["days"] is None, "which case it is, is not known"
    assert [one.missing[0].id for one in derive(item(), {"much": "5"}, DAY) if one.spec.id == "days"] == ["unit"]
    assert (derived(born="2020-11-30")["age"], derived(born="2020-11-29")["age"]) == ("5", "6")
    assert (derived(born="2026-10-30")["full"], derived(born="2026-10-29")["full"]) == ("0", "1")


def test_what_is_asked_may_rest_on_what_is_computed() -> None:
    """The question about school is asked from six years on, and where the age is not known yet."""
    asked = {day: "school" not in not_needed(item().values, {"born": day}, item().derived, DAY) for day in
             ("2020-11-29", "2020-11-30")}  # fmt: skip
    assert asked == {"2020-11-29": True, "2020-11-30": False}
    assert not_needed(item().values, {}, item().derived, DAY) == {}


def test_whether_something_was_filled_in_decides_no_failure() -> None:
    """Nobody fails an inspection because an entry was left blank; that is 待补参."""
    for place, more in (("fails_when", {"fails_when": {"fact": "code", "given": False}}), ("when", {"severity": [
        {"is": "major", "when": {"fact": "code", "given": True}}, {"is": "general"}]})):  # fmt: skip
        found = _faults(item(**more))
        assert any("填没填不能决定合格与否" in each for each in found), place


def _faults(one: Item) -> list[str]:
    section = SMALL.pack.sections[0].model_copy(update={"items": (one,)})
    pack = SMALL.pack.model_copy(update={"sections": (section,)})
    rules = (conditions_ask_for_known_values, derived_from_what_is_known, entries_ask_for_those_above)
    return [fault.what for rule in rules for fault in rule(pack)]


@pytest.mark.parametrize(
    ("holds", "what"),
    [
        ({"fact": "much", "matches": "[0-9]+"}, "不能用 matches"),
        ({"fact": "code", "matches": "(?=x)"}, "matches 的写法不对"),
        ({"fact": "again", "op": "<", "than": "code"}, "只能比是否相同"),
        ({"fact": "much", "op": ">", "than": "2000-01-31"}, "不能与日期比较"),
        ({"fact": "born", "op": ">", "than": "2000-02-31"}, "不是一个日期"),
    ],
)
def test_what_cannot_be_asked_of_an_entry_is_named(holds: dict[str, Any], what: str) -> None:
    assert any(what in each for each in _faults(item(holds)))


@pytest.mark.parametrize(
    ("one", "what"),
    [
        ({"id": "x", "title": "甲", "product": ["2", "3"]}, "没有一个值"),
        ({"id": "x", "title": "甲", "days_between": ["born", "3"]}, "不能写数"),
        ({"id": "x", "title": "甲", "pick": [{"when": {"fact": "none", "is": "d"}, "take": "much"}]}, "不是本项的值"),
    ],
)
def test_a_formula_that_computes_nothing_is_named(one: dict[str, Any], what: str) -> None:
    assert any(what in each for each in _faults(item(derived=[*DERIVED, one])))


def test_sound_definitions_have_no_faults() -> None:
    assert _faults(item({"fact": "code", "matches": "[0-9]+"})) == []
    assert judge(item(), {"code": "1"}, LAW).fails is None


@pytest.mark.parametrize("said", ["无", "一样也不缺", "都没有", "-"])
def test_that_nothing_is_missing_can_be_said(said: str) -> None:
    """Of several choices none is an answer: it decides, counts as none, and is told in words."""
    spec = {"id": "missing", "title": "缺的", "type": "multichoice", "choices": {"belt": "安全带", "net": "安全网"}}
    one = item(values=[spec], derived=[{"id": "n", "title": "几样", "count": ["missing"]}],
               fails_when={"fact": "missing", "any_of": ["belt", "net"]})  # fmt: skip
    entry = forms.read(one.values, {"missing": said}, DAY)
    assert (entry.faults, entry.missing, entry.values["missing"]) == ((), (), forms.NONE)
    assert judge(one, entry.values, LAW).fails is False
    assert derive(one, entry.values, DAY)[0].value == "0"
    assert forms.shown(one.values[0], entry.values["missing"]) == "一样也没有"
    assert judge(one, {}, LAW).fails is None


def test_a_choice_called_so_is_that_choice() -> None:
    spec = {"id": "missing", "title": "缺的", "type": "multichoice", "choices": {"none": "无", "net": "安全网"}}
    assert forms.read(item(values=[spec], derived=[]).values, {"missing": "无"}, DAY).values == {"missing": "none"}


def test_a_form_names_what_is_not_asked_and_lacks_what_is() -> None:
    """By computed values, too: what a child of five is not asked is refused, what one of six is asked is lacking."""
    one = item()

    def told(born: str, **more: str) -> tuple[list[str], list[str]]:
        given = {"code": "x", "again": "y", "much": "1", "born": born, **more}
        entry = forms.read(one.values, given, DAY)
        faults = [name for name, _ in form_faults(one.values, entry, one.derived, DAY)]
        return faults, [spec.id for spec in lacking(one.values, entry, one.derived, DAY)]

    assert told("2020-11-30") == ([], [])
    assert told("2020-11-30", school="甲小学") == (["school"], [])
    assert told("2020-11-29") == ([], ["school"])
    assert told("2020-11-29", school="甲小学") == ([], [])
    assert told("2020-11-30", unit="w")[0] == ["unit"]


def test_what_rests_on_nothing_asked_is_asked_of_nobody() -> None:
    """A computed value of an entry that is left out leaves out what asks for it; each is computed in its turn."""
    values = [
        {"id": "any", "title": "有人", "type": "boolean"},
        {"id": "n", "title": "人数", "type": "integer", "asked_if": {"fact": "any", "is": "true"}},
        {"id": "why", "title": "原因", "asked_if": {"fact": "twice", "op": ">", "value": 4}},
        {"id": "who", "title": "谁", "asked_if": {"not": {"fact": "four", "op": ">", "value": 9}}},
    ]
    formulas = [
        {"id": "twice", "title": "两倍", "product": ["n", "2"]},
        {"id": "four", "title": "四倍", "product": ["twice", "2"]},
        {"id": "other", "title": "别的", "product": ["four", "2"]},
    ]
    one = item(values=values, derived=formulas)

    def left_out(**given: str) -> set[str]:
        return set(not_needed(one.values, given, one.derived, DAY))

    assert left_out(any="true", n="3") == {"who"}
    assert left_out(any="true", n="2") == {"why"}
    assert left_out(any="false") == {"n", "why", "who"}
    assert left_out(any="true") == set()
    assert left_out(any="true", n="2", twice="99") == {"why"}, "nobody types what is computed"


def test_half_a_character_is_written_like_no_pattern() -> None:
    """Neither a text with one nor a pattern with one can be handed to what compares them."""
    assert patterns.fits("(?s).*", "甲\U0001f600")
    for half in ("\ud800", "\udfff"):
        assert not patterns.fits("(?s).*", f"甲{half}")
        with pytest.raises(patterns.NoPattern, match="半个字符"):
            patterns.check(f"[{half}]")
