"""Entries that are asked for only where others say so, and choices of several."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import FieldSpec, Item
from inspect_engine.domain.inspections import AnswerInput, value_faults
from inspect_engine.domain.judgement import judge
from inspect_engine.domain.judgement.deriving import derive
from inspect_engine.domain.judgement.needed import lacking, not_needed
from inspect_engine.domain.words import forms, wording
from tests.domain.test_judgement_law import item, law, limit

DAY = date(2024, 12, 1)
CHOICES = {"leak": "漏气", "rust": "锈蚀", "old": "超期"}
FIELDS: list[dict[str, Any]] = [
    {"id": "boiler", "title": "有锅炉", "type": "boolean"},
    {"id": "cert", "title": "使用证", "type": "boolean", "asked_if": {"fact": "boiler", "is": "true"}},
    {"id": "age", "title": "已用", "type": "integer", "unit": "年", "asked_if": {"fact": "cert", "is": "true"}},
    {"id": "faults", "title": "毛病", "type": "multichoice", "choices": CHOICES},
]
HERE = law([limit("2")])[0]


def asking(tree: dict[str, Any], **more: Any) -> Item:
    return item(values=FIELDS, tree=tree, **more)


def fails(tree: dict[str, Any], **values: str) -> bool | None:
    return judge(asking(tree), values, HERE).fails


NO_CERT = {"fact": "cert", "is": "false"}
OLD = {"fact": "age", "op": ">", "value": "10"}


@pytest.mark.parametrize(
    ("tree", "values", "want"),
    [
        (NO_CERT, {"boiler": "true"}, None),
        (NO_CERT, {"boiler": "true", "cert": "false"}, True),
        (NO_CERT, {"boiler": "false"}, False),
        (NO_CERT, {}, None),
        ({"not": {"fact": "cert", "is": "true"}}, {"boiler": "false"}, False),
        ({"not": {"not": NO_CERT}}, {"boiler": "false"}, False),
        ({"any": [NO_CERT, OLD]}, {"boiler": "false"}, False),
        ({"all": [{"not": {"fact": "boiler", "is": "true"}}, OLD]}, {"boiler": "false"}, False),
        (OLD, {"boiler": "true", "cert": "false"}, False),
        (OLD, {"boiler": "false"}, False),
        (OLD, {"boiler": "true", "cert": "true", "age": "11"}, True),
    ],
)
def test_what_is_not_asked_speaks_for_nothing(tree: dict[str, Any], values: dict[str, str], want: bool | None) -> None:
    """Also under a ``not``; a value that is asked and not given leaves it open; and so on down the form."""
    assert fails(tree, **values) is want


def test_what_is_not_asked_is_not_missing_and_may_not_be_given() -> None:
    specs = [FieldSpec.model_validate(each) for each in FIELDS]
    entry = forms.read(specs, {"boiler": "否", "faults": "漏气"}, DAY)
    assert lacking(specs, entry) == ()
    assert not_needed(specs, entry.values) == {"cert": "不符合“有锅炉 是”", "age": "不符合“使用证 是”"}
    one = asking(NO_CERT)
    answer = {
        "subject": "s",
        "item": one.id,
        "answer": "fail",
        "values": {"boiler": "否", "cert": "否", "faults": "无"},
    }
    found = list(value_faults(("values",), one, AnswerInput.model_validate(answer), HERE))
    assert ("values", "cert") in [fault.path for fault in found]
    assert any("这里不必填，不符合“有锅炉 是”；请删去" in fault.what for fault in found)


def test_what_hangs_on_something_not_given_is_not_demanded() -> None:
    """That which it hangs on is; once it is known to be asked for, it is demanded."""
    specs = [FieldSpec.model_validate(each) for each in FIELDS]
    for given_, wanted in (({}, ["boiler", "faults"]), ({"boiler": "是"}, ["cert", "faults"])):
        entry = forms.read(specs, given_, DAY)
        assert [spec.id for spec in lacking(specs, entry)] == wanted


def test_a_sum_is_made_of_what_is_asked_and_a_ratio_of_nothing_is_none() -> None:
    fields = [*FIELDS, {"id": "n", "title": "数", "type": "integer", "unit": "年"}]
    derived = [
        {"id": "total", "title": "合计", "unit": "年", "sum": ["age", "n"]},
        {"id": "share", "title": "占比", "unit": "%", "ratio": ["age", "n"]},
        {"id": "more", "title": "又比", "ratio": ["share", "total"], "unit": "x"},
    ]
    one = item(values=fields, derived=derived, tree={"fact": "share", "op": ">", "value": "5"})
    found = derive(one, {"boiler": "false", "n": "4"}, DAY)
    assert [(each.value, each.idle, each.missing) for each in found] == [
        ("4", False, ()),
        (None, True, ()),
        (None, True, ()),
    ]
    assert judge(one, {"boiler": "false", "n": "4"}, HERE).fails is False


@pytest.mark.parametrize(
    ("asked", "chosen", "want"),
    [
        ({"has": "leak"}, "leak,rust", True),
        ({"has": "leak"}, "rust", False),
        ({"any_of": ["leak", "old"]}, "rust,old", True),
        ({"any_of": ["leak", "old"]}, "rust", False),
        ({"none_of": ["leak", "old"]}, "rust", True),
        ({"none_of": ["leak", "old"]}, "leak", False),
        ({"at_least": "2"}, "leak,rust", True),
        ({"at_least": "2"}, "leak", False),
        ({"at_most": "1"}, "leak", True),
        ({"at_most": "1"}, "leak,old", False),
        ({"has": "leak"}, None, None),
        ({"none_of": ["leak"]}, None, None),
    ],
)
def test_several_choices_are_asked_for(asked: dict[str, Any], chosen: str | None, want: bool | None) -> None:
    """One of them, some, none, how many; nothing chosen is nothing known, never none."""
    values = {"boiler": "false", **({"faults": chosen} if chosen else {})}
    assert fails({"fact": "faults", **asked}, **values) is want


@given(st.lists(st.sampled_from([*CHOICES, *CHOICES.values()]), min_size=1), st.sampled_from("、,，;； "))
def test_several_choices_are_read_however_they_are_parted(words: list[str], mark: str) -> None:
    """By key or title, in any order, twice or once: stored once each, in the order of the form."""
    spec = FieldSpec.model_validate(FIELDS[3])
    keys = {key for key, title in CHOICES.items() if key in words or title in words}
    text = (mark if mark.strip() else "\n").join(words)
    assert forms.canonical(spec, text, DAY) == ",".join(key for key in CHOICES if key in keys)
    assert forms.shown(spec, forms.canonical(spec, text, DAY)).split("、") == [CHOICES[k] for k in CHOICES if k in keys]


def test_a_title_with_a_comma_in_it_is_one_choice() -> None:
    spec = FieldSpec.model_validate({**FIELDS[3], "choices": {"a": "灶具、热水器", "b": "其他"}})
    assert forms.canonical(spec, "灶具、热水器", DAY) == "a"
    with pytest.raises(ValueError, match="没有选项“灶具”"):
        forms.canonical(spec, "灶具、其他", DAY)


@pytest.mark.parametrize(
    ("kind", "asked", "told"),
    [
        ("multichoice", {"has": "leak"}, "毛病 含“漏气”"),
        ("multichoice", {"any_of": ["leak", "old"]}, "毛病 含“漏气”“超期”之一"),
        ("choice", {"any_of": ["leak", "old"]}, "毛病 是“漏气”“超期”之一"),
        ("choice", {"none_of": ["leak"]}, "毛病 不是“漏气”中的任何一个"),
        ("multichoice", {"none_of": ["leak"]}, "毛病 不含“漏气”中的任何一个"),
        ("multichoice", {"at_least": "2"}, "毛病 至少选 2 项"),
        ("multichoice", {"at_most": "2"}, "毛病 至多选 2 项"),
    ],
)
def test_choices_are_told(kind: str, asked: dict[str, Any], told: str) -> None:
    spec = FieldSpec.model_validate({**FIELDS[3], "type": kind})
    tree = asking({"fact": "faults", **asked}).fails_when
    assert tree is not None
    assert wording.condition(tree, {"faults": spec}) == told
