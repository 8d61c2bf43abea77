"""A checklist pack as Markdown: everything in the expert's order, and no text of a definition taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from inspect_engine.domain.definitions import Condition, Definition, FieldSpec, Item
from inspect_engine.domain.words.text import display
from inspect_engine.domain.words.wording import entry
from inspect_engine.exports.markdown.checklist import checklist
from inspect_engine.exports.markdown.text import bullets, plain, table
from inspect_engine.reading.definitions import Library, load_library

ON = date(2026, 3, 2)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = "a|b *c* <b>_d_</b> `e` [f](g) ~~h~~ &lt; # \\ !"


@cache
def library() -> Library:
    return load_library()


def words(token: Token) -> str:
    """What a reader sees of one run of text."""
    return "".join("\n" if each.type == "softbreak" else each.content for each in token.children or ())


def texts(markdown: str, kind: str) -> list[str]:
    """The texts inside every element of a kind, such as ``h3``, ``li`` or ``td``."""
    tokens = READER.parse(markdown)
    return [words(tokens[n + 1]) for n, token in enumerate(tokens) if token.tag == kind and token.nesting == 1]


def under(markdown: str, heading: str) -> list[str]:
    """The list entries below a heading of the third level, up to the next heading."""
    tokens, at, found = READER.parse(markdown), False, list[str]()
    for n, token in enumerate(tokens):
        if token.type == "heading_open":
            at = words(tokens[n + 1]) == heading
        elif at and token.type == "inline":
            found.append(words(token))
    return found[1:]


@pytest.mark.parametrize("pack_id", sorted(path.stem for path in Path("checklists").glob("*/packs/*")))
def test_a_pack_stands_there_whole_and_in_its_order(pack_id: str) -> None:
    """Subjects, then every item headed once by id and title between its sections, then every workflow in full; what
    is quoted is called by its title."""
    definition = library().definition(pack_id)
    pack, flows = definition.pack, definition.workflows.values()
    lines = checklist(definition, ON).splitlines()
    assert [line for line in lines if re.search("“[a-z0-9_-]+”", line)] == []
    heads = [line for line in lines if line.startswith("#")]
    first, rest = heads[: len(pack.kinds) + 2], heads[len(pack.kinds) + 2 :]
    assert first == [
        f"# {pack.title}",
        "## 适用对象",
        *(f"### {kind.title}（{plain(k)}）" for k, kind in pack.kinds.items()),
    ]
    items = [
        line for s in pack.sections for line in (f"## {s.title}", *(f"### {i.id} {plain(i.title)}" for i in s.items))
    ]
    assert rest[: len(items)] == items
    assert rest[len(items) : -len(flows)] == [*(["## 评分办法"] if pack.scoring else []), "## 办理流程"]
    assert sorted(rest[-len(flows) :]) == sorted(f"### {flow.title}（{flow.id} {flow.version}）" for flow in flows)
    rows = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")]
    for flow in flows:
        titles = [state.title for state in flow.states.values()] + [step.title for step in flow.transitions]
        assert set(map(plain, titles)) <= set(rows)


def small(**changes: object) -> Definition:
    return load_library([Path("tests/definitions/small")]).definition("small")


def changed(definition: Definition, item: Item) -> Definition:
    """With one item in place of all."""
    section = definition.pack.sections[0].model_copy(update={"items": (item,)})
    return definition.model_copy(update={"pack": definition.pack.model_copy(update={"sections": (section,)})})


def test_an_item_is_told_from_looking_to_its_grounds() -> None:
    """What is looked at, filled in, judged, graded, proved and demanded, on what basis, one line each."""
    assert under(checklist(small(), ON), "S-2 基坑过深") == [
        "检查内容：量深度。",
        "适用对象：商铺",
        "填写：",
        "深度（m），数字，不合格时必填，不小于 0",
        "有支护，是否，可不填",
        "土质，选项：砂土（sand）、粘土（clay），可不填",
        "判定：不合格：深度 > 1.5 m",
        "等级：",
        "重大（依《新标准》（建规〔2023〕1号））：深度 ≥ 3 m 且 有支护 否",
        "其余：一般",
        "佐证：照片。",
        "整改要求：支护。",
        "依据：《新标准》（建规〔2023〕1号）第1条",
        "流程：小流程（flow）",
    ]


def test_a_long_condition_is_told_branch_by_branch() -> None:
    """Three comparisons or more are a list, those that belong together below each other."""
    deep = {"fact": "depth", "op": ">", "value": "5"}
    sand = {"all": [{"fact": "soil", "is": "sand"}, {"fact": "depth", "op": ">", "value": "3"}]}
    bare = {"all": [sand, {"fact": "shored", "is": "false"}]}
    definition = small()
    tree = Condition.model_validate({"any": [deep, bare]})
    item = definition.pack.items[1].model_copy(update={"fails_when": tree})
    told = checklist(changed(definition, item), ON)
    lines = told.splitlines()
    start = lines.index("- **判定**：")
    assert lines[start : start + 6] == [
        "- **判定**：",
        "  - 不合格：有下列之一的",
        r"    - 深度 \> 5 m",
        "    - 下列都有的",
        r"      - 土质 砂土 且 深度 \> 3 m",
        "      - 有支护 否",
    ]


def gas(item_id: str, on: date = ON) -> list[str]:
    """One item of the gas checklist, line by line."""
    definition = library().definition("gas")
    item = definition.pack.item(item_id)
    assert item
    return checklist(changed(definition, item), on).splitlines()


def test_limits_are_those_of_the_day_with_their_article() -> None:
    """The edition in force on the day is told; without one it says so."""
    source = "依《燃气工程项目规范》（GB 55009-2021）第6.1.8条，2022-01-01 起"
    assert f"  - 软管长度上限：超过 2.0 m，{source}" in gas("CAT-10")
    assert "  - 软管长度上限：当日无有效限值" in gas("CAT-10", date(2021, 12, 31))


def test_a_region_is_told_where_its_own_limit_counts() -> None:
    """青岛 asks for twelve months instead of twenty-four; a region that sets nothing stricter is not mentioned."""
    lines = gas("VISIT-01")
    assert any(line.startswith("    - 青岛市：超过 12 月，依《青岛市燃气管理条例》") for line in lines)
    assert not any("济南市" in line for line in lines)


def test_what_nobody_confirmed_is_marked() -> None:
    assert any(line.endswith("第49条(五)（待核）") for line in gas("CAT-08"))


def test_only_one_kind_of_subject_may_be_asked_for() -> None:
    told = checklist(small(), ON, "house")
    assert "S-1 未设标识" in texts(told, "h3")
    assert not any(text.startswith("S-2") or "shop" in text for text in texts(told, "h3"))


def test_a_workflow_that_rectifies_nothing_is_told_in_its_own_words() -> None:
    """Grades, endings, openings and linked workflows go by what readers call them; a guard asks the grade so far."""
    markdown = checklist(library().definition("hazardous-works"), ON)
    entries = [words(token) for token in READER.parse(markdown) if token.type == "inline"]
    assert "前提：等级 待补参" in entries
    assert any(entry.startswith("条件：等级 危大；") for entry in entries)
    assert "办结方式：办结" in entries
    for told in (
        "超规模没有论证通过不得交底：“方案可实施”时不得有：等级 超规模 且 专家论证已落实（不是超规模的不须论证） 否",
        "每项危大工程随时都走得到办结：随时都走得到办结",
        "谁登记谁不能撤销：“立案”与“撤销登记”不得有同一人参与",
        "停工没有解除不得销号：“已销号”时不得有：“停工整改” 未办结",
    ):
        assert told in entries


def test_hostile_texts_stay_texts() -> None:
    """Bars, stars, tags and links in a definition are shown as they are, in headings, lists and tables."""
    definition = small()
    item = definition.pack.items[0].model_copy(update={"title": HOSTILE, "check": HOSTILE, "note": "- x\n\n# y"})
    told = checklist(changed(definition, item), ON)
    assert f"S-1 {HOSTILE}" in texts(told, "h3")
    seen = under(told, f"S-1 {HOSTILE}")
    assert f"检查内容：{HOSTILE}" in seen
    assert "注意：- x # y" in seen
    assert not [token for token in READER.parse(told) if token.type.startswith("html")]


def inline(markdown: str) -> Iterator[str]:
    return (words(token) for token in READER.parse(markdown) if token.type == "inline")


@given(st.text("ab1 |*_<>`[]()~#&\\-+=.!:{}$\n，。", min_size=1, max_size=20).filter(str.strip))
def test_whatever_is_written_is_read_back(text: str) -> None:
    """As a paragraph, a list entry and a cell, a Markdown reader sees the very text."""
    seen = " ".join(text.split()).replace("， ", "，").replace("。 ", "。")
    assert list(inline(plain(text))) == [seen]
    assert list(inline("\n".join(bullets([("甲", text)])))) == [f"甲：{seen}"]
    assert list(inline("\n".join(table(("甲",), [(text,)])))) == ["甲", seen]


def test_what_cannot_be_seen_is_shown() -> None:
    assert plain("a\x1b[31mb\u202e") == display("a\x1b\\[31mb\u202e")


def test_columns_without_content_are_left_out() -> None:
    assert table(("甲", "乙"), [("1", ""), ("2", "")]) == ["| 甲 |", "| --- |", "| 1 |", "| 2 |"]
    assert table(("甲",), []) == []
    assert bullets([("甲", ""), ("乙", [])]) == []


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ({"type": "boolean", "deducts": "5"}, "，扣 5 分"),
        ({"type": "integer", "unit": "根", "deducts": "2"}, "，每根扣 2 分"),
        ({"type": "integer", "deducts": "2"}, "，每处扣 2 分"),
        ({"type": "decimal", "unit": "分", "deducts": "1"}, "，由检查员定扣几分"),
        (
            {"type": "decimal", "unit": "分", "deducts": "1", "times": "places"},
            "，由检查员定每处扣几分，处数看“places”",
        ),
    ],
)
def test_what_an_entry_costs(field: dict[str, str], told: str) -> None:
    assert entry(FieldSpec.model_validate({"id": "f", "title": "缺口", **field})).endswith(told)
