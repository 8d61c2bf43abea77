"""Editors see in a definition file what we see: the published JSON Schema accepts what the loader accepts.

An editor parses YAML 1.2 and hands numbers, booleans and nulls to the schema; :func:`core` does the same here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel

from inspect_engine.authoring.scaffold import new_pack
from inspect_engine.authoring.schema import KINDS, schema, words
from inspect_engine.authoring.shapes import SHAPES
from inspect_engine.domain.definitions import Pack
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.models import typed
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import parse
from tests.conftest import Command

SMALL = Path(__file__).parent / "small"
FOLDERS = {
    "pack": "packs",
    "section": "packs/*/sections",
    "workflow": "workflows",
    "region": "regions",
    "references": "references",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Core(yaml.SafeLoader):
    """The core schema of YAML 1.2: no dates, no ``yes`` and ``no``, no sexagesimals."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


Core.yaml_implicit_resolvers = {}
for tag, pattern in (
    ("null", r"null|Null|NULL|~|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None)
Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value, 0 if node.value[1:2] in "xo" else 10))


def core(text: str) -> Any:
    return yaml.load(text, Loader=Core)


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema(kind), format_checker=FormatChecker())


def files() -> Iterator[tuple[str, Path]]:
    for folder in (*installed_folders(), SMALL):
        for kind, name in FOLDERS.items():
            yield from ((kind, path) for path in sorted(folder.glob(f"{name}/*.yaml")))
        yield from (("pack", path) for path in sorted(folder.glob("packs/*/pack.yaml")))


@pytest.mark.parametrize(("kind", "path"), list(files()), ids=lambda value: getattr(value, "name", value))
def test_every_definition_file_passes(kind: str, path: Path) -> None:
    """No red line in an editor under anything that ships or that the other tests build on."""
    assert [error.message for error in validator(kind).iter_errors(core(path.read_text("utf-8")))] == []


def test_a_new_pack_passes(tmp_path: Path) -> None:
    """Nor under what ``packs new`` writes."""
    new_pack(tmp_path, "lifts", "消防", workflow=True)
    for kind in ("pack", "references", "workflow"):
        (path,) = (tmp_path / FOLDERS[kind]).iterdir()
        assert [error.message for error in validator(kind).iter_errors(core(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_schemas(kind: str) -> None:
    """Each is sound 2020-12, says so, and is pure JSON."""
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(found, allow_nan=False)) == found


# --- what a key means -----------------------------------------------------------------------------------------


def models_in(found: Any) -> Iterator[type[BaseModel]]:
    if isinstance(found, type) and issubclass(found, BaseModel):
        yield found
        for info in found.model_fields.values():
            if info.annotation is not None and found.__name__ not in str(info.annotation):
                yield from models_in(info.annotation)
    for part in get_args(found):
        yield from models_in(part)


MODELS = {model.__name__: model for root in KINDS.values() for model in models_in(root)}


@pytest.mark.parametrize("name", MODELS)
def test_every_key_is_explained(name: str) -> None:
    """Each key has a Chinese name and explanation in authoring/keys.yaml, and none is explained that is gone."""
    keys = {"", *(info.alias or key for key, info in MODELS[name].model_fields.items())}
    told = words().get(name, {})
    assert set(told) == keys, f"authoring/keys.yaml 里 {name} 的键与 domain/definitions.py 不一致"
    for key, text in told.items():
        title, _, description = text.partition("：")
        assert CHINESE.search(title), (key, text)
        assert CHINESE.search(description), (key, text)


def test_nothing_is_explained_that_no_file_has() -> None:
    """The words of a model that was removed go with it."""
    assert set(words()) == set(MODELS)


def test_the_explanations_are_in_the_schema() -> None:
    """Name and explanation stand at the key, where an editor looks for them."""
    state = schema("workflow")["$defs"]["State"]["properties"]
    assert state["clock"]["title"] == "计整改期限"
    assert state["within"]["description"].startswith("最多停多久")


def test_every_rule_between_keys_is_in_the_schema() -> None:
    """A model that checks keys against each other has the same check in authoring/shapes.py."""
    checked = {name for name, model in MODELS.items() if model.__pydantic_decorators__.model_validators}
    assert checked == set(SHAPES)


SHORT_PACK = """\
id: p
title: 甲
version: 1
number_prefix: P
summary: 乙
kinds: {shop: {title: 商铺}}
parties: {owner: 产权单位}
choices: {signs: {smoke: 冒烟, smell: 异味}}
defaults: {evidence: 照片。, requirement: 整改。, duty: law 第1条, severity: pending, liable: owner}
sections:
  - id: s
    title: 一
    defaults: {grade: [rule 一, {ref: rule, article: 二}]}
    items:
      - {id: P-1, title: 门未锁, check: 看门。}
      - id: P-2
        title: 温度不高于40度
        finding: 温度过高
        check: 量温度。
        values:
          - {id: temp, title: 温度, type: decimal, unit: ℃}
          - {id: old, title: 原来, type: 小数, unit: ℃, asked_if: temp ≥ 10}
          - {id: signs, title: 迹象, type: 多选, choices: signs}
        derived: [{id: up, title: 升高, unit: ℃, difference: [temp, old]}]
        constraints: [{id: order, holds: temp 不小于 old, message: 应升高}]
        asked_if: kind any_of a、b
        fails_when: temp > 40 ℃
        severity: [general, {is: major, when: {any: [temp > 60, signs has smoke, signs at_least 2]}}]
        penalty: law 第2条
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 甲\n", "title: 甲\nzz: 1\n"),
        ("evidence: 照片。", "evidnce: 照片。"),
        ("duty: law 第1条", "duty: law"),
        ("duty: law 第1条", "duty: {ref: law}"),
        ("severity: pending", "severity: worst"),
        ("fails_when: temp > 40 ℃", "fails_when: temp"),
        ("check: 看门。", "chek: 看门。"),
        ("asked_if: temp ≥ 10", "asked_if: temp"),
        ("temp 不小于 old", "temp"),
        ("any_of a、b", "any"),
        ("difference: [temp, old]", "difference: [temp]"),
        ("choices: signs}", "choice: signs}"),
    ],
)
def test_the_short_form_is_known_to_editors(old: str, new: str) -> None:
    """What the loader takes in short, an editor does not underline; and what one refuses, the other does too."""
    assert both_accept("pack", SHORT_PACK) == (True, True)
    assert old in SHORT_PACK
    assert both_accept("pack", SHORT_PACK.replace(old, new, 1)) == (False, False)


@pytest.mark.parametrize(("line", "right"), [("a is b", True), ("a > 3 and not b is c", True), ("a", False)])
def test_a_line_for_a_condition_is_known_in_workflows_too(line: str, right: bool) -> None:
    """As in packs."""
    assert both_accept("workflow", FLOW.replace("[inspector]", f"[inspector], if: {line}")) == (right, right)


# --- accepts and rejects the same -----------------------------------------------------------------------------

FLOW = """\
id: f
title: 甲
version: 1
kind: hazard
initial: a
states:
  a: {title: 甲}
  z: {title: 乙, closing: rectified}
transitions:
  - {trigger: t, title: 丙, from: [a], to: z, by: [inspector]}
"""
REGION = "region: 530600\ntitle: 甲\noverlays: [{pack: p, parameter: q, limits: [{value: 1, ref: r, article: 一}]}]\n"
REFERENCES = "references: [{id: r, title: 甲}]\n"
SOUND = {"workflow": FLOW, "region": REGION, "references": REFERENCES}


MODELS_OF: dict[str, type[BaseModel]] = {**KINDS, "pack": Pack}


def both_accept(kind: str, text: str) -> tuple[bool, bool]:
    """Whether the loader does, and whether an editor does."""
    return read(parse(text.encode(), "x"), MODELS_OF[kind]) is not None, validator(kind).is_valid(core(text))


SCALARS = (
    *("true", '"true"', "false", "True", "yes", "no", "on", '""', "", "~", "null", "甲", "a-b", "A1", "C", "work"),
    *("0", "1", '"1"', "-1", "+5", "005", "1.0", '"1.0"', "1.5", '"1.5"', "1e3", "0x1F", "5000", "99", ".5", "1_000"),
    *("2022-02-17", '"2022-02-17"', "2022-02-30", "2022-2-1", "530600", '"530600"', "5306", "[a]", "{a: b}", "1:30"),
)
SLOTS = {
    "title": ("workflow", "title: 丙", "title: @"),
    "version": ("workflow", "version: 1", "version: @"),
    "slug": ("workflow", "kind: hazard", "kind: @"),
    "optional slug": ("workflow", "{title: 甲}", "{title: 甲, overdue: @}"),
    "optional text": ("workflow", "{title: 甲}", "{title: 甲, untimed: @}"),
    "truth": ("workflow", "{title: 甲}", "{title: 甲, clock: @}"),
    "days": ("workflow", "{title: 甲}", "{title: 甲, within: {days: @}}"),
    "choice": ("workflow", "{title: 甲}", "{title: 甲, within: {days: 1, calendar: @}}"),
    "model": ("workflow", "{title: 甲}", "{title: 甲, within: @}"),
    "count": ("workflow", "[inspector]", "[inspector], evidence: @"),
    "list": ("workflow", "[inspector]", "[inspector], unlike: @"),
    "mapping": ("workflow", "[inspector]", "[inspector], sets: @"),
    "is": ("workflow", "[inspector]", "[inspector], if: {fact: a, is: @}"),
    "number": ("region", "value: 1", "value: @"),
    "date": ("region", "value: 1", "value: 1, from: @"),
    "code": ("region", "region: 530600", "region: @"),
    "choice in a mapping": ("references", "title: 甲", "title: 甲, articles: {一: @}"),
}
UNTOLD = {
    ("truth", "True"): "an editor cannot tell True from true; we take only true",
    ("number", "0x1F"): "an editor hands over 31",
    ("days", "0x1F"): "an editor hands over 31",
    ("count", "0x1F"): "an editor hands over 31",
    ("days", "1e3"): "an editor hands over 1000",
    **{(slot, '"530600"'): "the bounds of a quoted number are ours to check" for slot in ("days", "count")},
    ("count", "1_000"): "as above: a text to an editor",
    ("slug", "True"): "an editor cannot tell True from true, which is a word like any other to us",
    ("optional slug", "True"): "as above",
    ("code", "0"): "an editor cannot tell 0 from 000000",
    **{("code", n): "an editor cannot tell its leading zeros" for n in ("1", "-1", "+5", "005", "1.0", "5000", "99")},
    **{("code", n): "an editor cannot tell its leading zeros" for n in ("5306", "0x1F", "1e3")},
}
"""Where the schema accepts what we refuse, because the parser took the difference away."""


@pytest.mark.parametrize("slot", SLOTS)
def test_the_schema_accepts_just_what_the_loader_accepts(slot: str) -> None:
    """The same spelling in the same place is right for both or wrong for both, but for what the parser took away."""
    kind, old, new = SLOTS[slot]
    seen = {word: both_accept(kind, SOUND[kind].replace(old, new.replace("@", word), 1)) for word in SCALARS}
    assert {loader for loader, _ in seen.values()} == {True, False}
    assert [word for word, (loader, editor) in seen.items() if loader != editor] == [
        word for word in SCALARS if (slot, word) in UNTOLD
    ]


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("workflow", "title: 甲\n", "title: 甲\ntitel: 乙\n"),
        ("workflow", "title: 丙, ", ""),
        ("workflow", "by: [inspector]", "by: [boss]"),
        ("workflow", "by: [inspector]", "by: []"),
        ("workflow", "id: f", "id: F"),
        ("workflow", "  z: {", "  Z9: {"),
        ("workflow", "by: [inspector]", "by: [inspector], evidence: 51"),
        ("workflow", "by: [inspector]", "by: [inspector], needs: [{id: a, title: 甲, type: choice}]"),
        ("workflow", "by: [inspector]", "by: [inspector], needs: [{id: a, title: 甲, choices: {a: 甲}}]"),
        ("workflow", "by: [inspector]", "by: [inspector], if: {fact: a}"),
        ("workflow", "by: [inspector]", "by: [inspector], if: {fact: a, op: '>'}"),
        ("workflow", "by: [inspector]", "by: [inspector], if: {fact: a, is: b, limit: c}"),
        ("workflow", "by: [inspector]", "by: [inspector], if: {is: b}"),
        ("workflow", "by: [inspector]", "by: [inspector], if: {not: {fact: a, is: b}, is: c}"),
        ("workflow", "by: [inspector]", "by: [inspector], if: {all: [{fact: a, is: b}], not: {fact: a, is: b}}"),
        ("workflow", "version: 1\n", "version: 1\ninvariants: [{title: 甲}]\n"),
        ("workflow", "version: 1\n", "version: 1\ninvariants: [{title: 甲, before: t}]\n"),
        ("workflow", "version: 1\n", "version: 1\ninvariants: [{title: 甲, reach: [z], all_gates: true}]\n"),
        ("workflow", "version: 1\n", "version: 1\ninvariants: [{title: 甲, all_gates: true, always_closable: true}]\n"),
        ("workflow", "version: 1\n", "version: 1\ninvariants: [{title: 甲, different_person: [a]}]\n"),
        ("region", "region: 530600", "region: 昭通"),
        ("region", "value: 1", "value: 一"),
        ("references", "title: 甲", "title: 甲, articles: {一: X}"),
    ],
)
def test_broken_files_are_marked(kind: str, old: str, new: str) -> None:
    """What the loader refuses in the shape of a file, an editor underlines; without the slip both accept it."""
    assert old in SOUND[kind]
    assert both_accept(kind, SOUND[kind]) == (True, True)
    assert both_accept(kind, SOUND[kind].replace(old, new, 1)) == (False, False)


@pytest.mark.parametrize(
    "more",
    [
        "if: {fact: a, op: '>', value: '1.5'}",
        "if: {fact: a, limit: b, is: }",
        "if: {all: [{fact: a, is: true}, {any: [{not: {fact: b, limit: c}}]}], any: ~}",
        "needs: [{id: a, title: 甲, type: choice, choices: {true: 是, 1: 一}}, {id: b, title: 乙, min: '0', max: 1e3}]",
    ],
)
def test_unusual_but_right_files_pass(more: str) -> None:
    """Empty optional keys, nested trees and keys that look like numbers are no faults to either."""
    assert both_accept("workflow", FLOW.replace("[inspector]", f"[inspector], {more}")) == (True, True)


# --- the command ----------------------------------------------------------------------------------------------


def test_one_schema_is_printed(command: Command) -> None:
    """stdout is the schema and nothing else; without a kind, all under their names."""
    one = command("packs", "schema", "workflow")
    assert (one.code, json.loads(one.out)) == (0, schema("workflow"))
    assert list(json.loads(command("packs", "schema").out)) == list(KINDS)


def test_written_schemas_come_with_the_line_that_uses_them(command: Command, tmp_path: Path) -> None:
    """A file each; stderr gives for each the comment an editor looks for, and that comment troubles no loader."""
    outcome = command("packs", "schema", "--output", str(tmp_path / "schemas"))
    assert outcome.code == 0
    for kind in KINDS:
        path = tmp_path / "schemas" / f"{kind}.schema.json"
        assert json.loads(path.read_text("utf-8")) == schema(kind)
        line = f"# yaml-language-server: $schema={path.as_uri()}"
        assert line in outcome.err
    assert typed(parse(f"{line}\n{REFERENCES}".encode(), "x"), KINDS["references"])


def test_an_unknown_kind_is_refused_with_the_near_miss(command: Command, tmp_path: Path) -> None:
    """A mistyped kind writes nothing."""
    outcome = command("packs", "schema", "workflo", "--output", str(tmp_path / "schemas"))
    assert (outcome.code, outcome.out) == (2, "")
    assert "是否想写“workflow”" in outcome.err
    assert not (tmp_path / "schemas").exists()


def test_a_folder_that_cannot_be_made_is_said(command: Command, tmp_path: Path) -> None:
    """A file where the folder should be is named, with the reason."""
    (tmp_path / "schemas").write_text("甲", "utf-8")
    outcome = command("packs", "schema", "--output", str(tmp_path / "schemas"))
    assert outcome.code == 2
    assert "不能写到" in outcome.err
