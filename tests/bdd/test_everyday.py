"""Everyday items, in inspectors' words: what is measured on a day, what follows."""

from __future__ import annotations

from datetime import date

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.explanation import Explanation, explain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.reasons import conclusion
from inspect_engine.domain.words import forms
from inspect_engine.reading.definitions import load_library
from tests.definitions import sides

scenarios("everyday_gas.feature", "everyday_site.feature", "everyday_seeds.feature", "everyday_houses.feature")


def pairs(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(","))


def named(title: str) -> str:
    return next(pack.id for pack in load_library().packs.values() if pack.title == title)


@when(parsers.parse("{day} 用“{pack}”查“{item_id}”，填“{measured}”"), target_fixture="found")
def _(day: str, pack: str, item_id: str, measured: str) -> Explanation:
    asked, on = sides.item(named(pack), item_id), date.fromisoformat(day)
    entry = forms.read(asked.values, pairs(measured), on)
    assert entry.faults == ()
    return explain(asked, entry.values, Law(sides.pack(named(pack)), on, ""))


@then(parsers.parse("结论是“{text}”"))
def _(found: Explanation, text: str) -> None:
    assert conclusion(found) == text


@then(parsers.parse("等级是“{title}”"))
def _(found: Explanation, title: str) -> None:
    assert SEVERITY_TITLES[found.judgement.verdict.severity] == title


@then(parsers.parse("“{title}”算得 {value}"))
def _(found: Explanation, title: str, value: str) -> None:
    [one] = [each for each in found.judgement.derivations if each.spec.title == title]
    assert f"{one.value} {one.spec.unit}" == value


@then(parsers.parse("“{title}”写着“{text}”"))
def _(found: Explanation, title: str, text: str) -> None:
    assert [each.value for each in found.judgement.derivations if each.spec.title == title] == [text]


@given(parsers.parse("一栋{year:d}年建的城镇房屋，{altered}"), target_fixture="house")
def _(year: int, altered: str) -> dict[str, str]:
    return {"built_year": str(year), "zone": "urban", "altered": {"改过": "true", "没有改过": "false"}[altered]}


@then(parsers.parse("这栋房屋{whether:w}“{item_id}”"))
def _(house: dict[str, str], whether: str, item_id: str) -> None:
    left_out = unasked(sides.pack("illegal-building"), "building", house, {}, date.fromisoformat(sides.TODAY))
    assert {"问": True, "不问": False}[whether] is (item_id not in left_out)


@then(parsers.parse("“{pack}”里问{kind}“{item_id}”"))
def _(pack: str, kind: str, item_id: str) -> None:
    assert item_id in asked_of(pack, kind)


@then(parsers.parse("“{pack}”里不问{kind}“{item_id}”"))
def _(pack: str, kind: str, item_id: str) -> None:
    assert item_id not in asked_of(pack, kind)


def asked_of(pack: str, kind: str) -> list[str]:
    definition = sides.pack(named(pack))
    [key] = [key for key, one in definition.pack.kinds.items() if one.title == kind]
    left_out = unasked(definition, key, {}, {}, date.fromisoformat(sides.TODAY))
    return [one.id for one in definition.pack.items_for(key) if one.id not in left_out]
