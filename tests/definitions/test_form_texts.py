"""Texts of XLSForms: which computed values they become, and what is left alone with its reason."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from inspect_engine.domain.definitions import Constraint, Derived, FieldSpec, Item
from inspect_engine.domain.judgement.agreeing import item_contradictions
from inspect_engine.domain.judgement.deriving import derive
from inspect_engine.domain.words import patterns
from inspect_engine.reading.tables.saying import Saying, condition
from inspect_engine.reading.tables.scope import Scope
from inspect_engine.reading.tables.xpath import NotSaid
from tests.definitions.xpath_by_hand import Value, evaluate
from tests.domain.test_judgement_entries import DAY, LAW, item

FIELDS: list[dict[str, Any]] = [
    {"id": "a", "title": "甲", "required": False},
    {"id": "b", "title": "乙", "required": False},
    {"id": "n", "title": "数", "type": "integer", "required": False},
    {"id": "c", "title": "选", "type": "choice", "choices": {"x": "x", "y": "y"}, "required": False},
]
TYPED = {"a": ["10.5 7", "x", "x y z", "ab.cd(e", "7", "A12-B", " "], "b": ["", "甲", "7"], "n": ["0", "12", ""]}


def scope(**calculations: str) -> Scope:
    made = Scope(calculations=calculations)
    for one in FIELDS:
        made.fields[one["id"]], made.types[one["id"]] = one["id"], one.get("type", "text")
        made.choices[one["id"]] = {key: key for key in one.get("choices", {})}
    return made


def odk(text: str, values: Mapping[str, str]) -> Value:
    return evaluate(text, lambda name: values.get(name, ""), "", DAY, {})


def made(found: Scope, **more: Any) -> Item:
    return item(values=[FieldSpec.model_validate(one) for one in FIELDS],
                derived=[Derived.model_validate(one) for one in found.derived], **more)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "concat(${a}, ' (', ${b}, ')')",
        "if(${b} = '', ${a}, concat(${a}, '/', ${n}))",
        "if(${b} = '甲', '', if(${n} > 5, 'much', concat('few: ', string(${n}))))",
        "concat('[', if(${n} > 5, 'much', 'few'), '] ', ${c})",
        "substr(${a}, 1, 3)",
        "substr(${a}, 2)",
        "substring-before(${a}, ' ')",
        "substring-after(${a}, ' ')",
        "substring-before(${a}, '.')",
        "substring-after(${a}, '(')",
        "substring-before(substring-after(${a}, ' '), ' ')",
        "substr(concat(${a}, ${b}), 0, 2)",
    ],
)
def test_a_text_is_what_odk_makes_of_it(text: str) -> None:
    """Whatever is typed: the same text, or none where that one is empty or rests on a blank."""
    found = scope(t=text)
    Saying(found).texts.named("t")
    assert found.derived[-1]["id"] == "t"
    said = 0
    for seed in range(60):
        values = _typed(seed)
        value = {one.spec.id: one.value for one in derive(made(found), values, DAY)}["t"]
        expected = odk(text, values).text
        assert value == expected or (value is None and (not expected or len(values) < len(FIELDS))), values
        said += value is not None
    assert said > 5


def _typed(seed: int) -> dict[str, str]:
    chance = random.Random(seed)
    typed = {name: chance.choice(words) for name, words in TYPED.items()} | {"c": chance.choice("xy")}
    return {name: text for name, text in typed.items() if text.strip()}


@pytest.mark.parametrize(
    "text",
    [
        "number(substring-before(${a}, ' ')) >= 10",
        "not(number(substring-before(${a}, ' ')) >= 10)",
        "number(${a}) = 7 or substr(${a}, 0, 1) = 'A'",
        "substr(${a}, 0, 1) != 'x'",
        "number(${t}) * 2 > 10",
        "${t} = '7'",
        "${t} != ''",
        "substr(${a}, 1, 2) = '' or ${n} > 5",
    ],
)
def test_what_rests_on_a_text_is_refused_as_odk_refuses_it(text: str) -> None:
    """A part that is not there is an empty text, and no number: such an entry is refused, not let through."""
    cut = "substring-after(${a}, ' ')"
    found = scope(t=cut)
    holds = condition(text, found)
    told = [Constraint.model_validate({"id": "c", "holds": holds, "message": "合不上"})]
    outcomes = set()
    for seed in range(60):
        values = _typed(seed)
        if "a" in values and "n" in values:
            fits = bool(odk(text, {**values, "t": odk(cut, values).text}))
            assert list(item_contradictions(made(found, constraints=told), values, LAW)) == ([] if fits else ["合不上"])
            outcomes.add(fits)
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("substr(${a}, 3, 1)", "止不在起之后"),
        ("substr(${a}, ${n})", "要写明从哪里取到哪里"),
        ("substr(${a}, 0, 1001)", "要写明从哪里取到哪里"),
        ("substr(${a}, 0 - 2)", "要写明从哪里取到哪里"),
        ("substring-before(${a}, '')", "要写明从哪里取到哪里"),
        (f"substring-before(${{a}}, '{'x' * 600}')", "写法超过"),
        ("substr(${c}, 0, 1)", "不能再取一段"),
        ("concat('x', 'y')", "总是同一句"),
        ("if(true(), '', 'x')", "总是同一句"),
        ("substr('', 0, 1)", "总是同一句"),
        ("concat(${a}, '{b}')", "文字里有花括号"),
        ("concat(${n} div 3, ${a})", "取整或四舍五入"),
        ("concat(${nobody}, ${a})", "nobody"),
        ("concat(${t}, ${a})", "绕回了自己"),
    ],
)
def test_what_no_text_says_is_named(text: str, why: str) -> None:
    """And nothing has been computed for it."""
    found = scope(t=text)
    with pytest.raises(NotSaid, match=why):
        Saying(found).texts.named("t")
    assert (found.derived, found.facts) == ([], {})


@pytest.mark.parametrize(
    "text", ["string(${u})", "${u}", "if(${a} = '7', ${u}, 'x')", "if(${n} = 1, ${u}, 1)", "${u} + 1"]
)
def test_a_form_that_goes_round_in_a_circle_is_named(text: str) -> None:
    for asked in ("number(${t}) > 1", "${t} = 'x'", "${t} != ''", "${t} + 1 > 2"):
        with pytest.raises(NotSaid):
            condition(asked, scope(t=text, u="string(${t})"))


@pytest.mark.parametrize("sign", [*".\\+*?()|[]{}^$- /#", "->", "甲"])
def test_any_sign_parts_a_text(sign: str) -> None:
    text = f"一{sign}二{sign}三"
    assert patterns.part(patterns.before(sign), text) == "一"
    assert patterns.part(patterns.after(sign), text) == f"二{sign}三"
    assert patterns.part(patterns.before(sign), "一二") == ""


def test_a_number_that_is_picked_is_no_text() -> None:
    """Known as a number already, it may have more places than a text of a form."""
    found = scope(third="if(${n} > 5, ${n} div 3, 0)", t="concat(${third}, '!')")
    condition("${third} > 1", found)
    with pytest.raises(NotSaid, match="取整或四舍五入"):
        Saying(found).texts.named("t")
