"""The short way to write a pack says what the long way says, at its place; ``packs fmt`` changes no meaning."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.authoring.shortening import format_folder
from inspect_engine.authoring.shortening.packs import shortened
from inspect_engine.domain.definitions import Item, Pack, Workflow
from inspect_engine.domain.definitions.meaning import meaning
from inspect_engine.reading.definitions import check_library, load_library
from inspect_engine.reading.installed import shipped_folder
from inspect_engine.reading.short import parse, read, written
from inspect_engine.reading.short.conditions import Slip
from inspect_engine.reading.strict_yaml import parse as parse_yaml
from tests.conftest import Command

UNITS = {"temp": "℃", "share": "%", "count": None}

# --- conditions in one line -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "tree"),
    [
        ("temp > 40 ℃", {"fact": "temp", "op": ">", "value": "40"}),
        ("temp>40℃", {"fact": "temp", "op": ">", "value": "40"}),
        ("temp ≥ -40.5", {"fact": "temp", "op": ">=", "value": "-40.5"}),
        ("temp 大于 40", {"fact": "temp", "op": ">", "value": "40"}),
        ("way has 漏气", {"fact": "way", "has": "漏气"}),
        (
            "way at_least 2 and way at_most 3",
            {"all": [{"fact": "way", "at_least": "2"}, {"fact": "way", "at_most": "3"}]},
        ),
        ("way any_of a、b， c", {"fact": "way", "any_of": ["a", "b", "c"]}),
        ("not way none_of a,b", {"not": {"fact": "way", "none_of": ["a", "b"]}}),
        ("due < on", {"fact": "due", "op": "<", "than": "on"}),
        ("way = 占用", {"fact": "way", "is": "占用"}),
        ("temp = share", {"fact": "temp", "op": "=", "than": "share"}),
        ("depth limit pit-depth", {"fact": "depth", "limit": "pit-depth"}),
        ("way is 占用 通道", None),
        ('way is "占用 通道"', {"fact": "way", "is": "占用 通道"}),
        ('way is "and"', {"fact": "way", "is": "and"}),
        ("S-1 is fail", {"fact": "S-1", "is": "fail"}),
        ("not a is b", {"not": {"fact": "a", "is": "b"}}),
        (
            "a is b or c is d and not (e is f)",
            {
                "any": [
                    {"fact": "a", "is": "b"},
                    {"all": [{"fact": "c", "is": "d"}, {"not": {"fact": "e", "is": "f"}}]},
                ]
            },
        ),
        (
            "（a is b or c is d）and e is f",
            {"all": [{"any": [{"fact": "a", "is": "b"}, {"fact": "c", "is": "d"}]}, {"fact": "e", "is": "f"}]},
        ),
    ],
)
def test_a_line_is_the_tree_it_reads_like(line: str, tree: Any) -> None:
    """``not`` binds closest, ``and`` closer than ``or``; full width and missing blanks do no harm."""
    if tree is None:
        with pytest.raises(Slip, match="少了 and 或 or"):
            parse(line)
    else:
        assert parse(line, UNITS) == tree


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "没有写完"),
        ("temp", "与什么比"),
        ("temp >", "要比的数"),
        ("temp 约 40", "后面应写 is、limit 或"),
        ("温度 > 40", "“温度”不是代号"),
        ("way at_least 两", "at_least 后面应写几项"),
        ("way any_of a、、b", "选项用“、”分开"),
        ("way any_of a、", "没有写完"),
        ("way has and", "has 后面应写一个值"),
        ("temp > 40 K", "“temp”的单位是 ℃，写的是“K”"),
        ("count > 4 个", "“count”没有单位"),
        ("(temp > 40", "右括号"),
        ("temp > 40)", "括号不成对"),
        ("temp > 40 ℃ ℃", "少了 and 或 or"),
        ("and temp > 40", "之前缺少"),
        ("way is and", "is 后面应写一个值"),
        ("temp is > 40", "比大小不写 is"),
        ("a is b c is d", "少了 and 或 or"),
        ("(" * 30 + "a is b" + ")" * 30, "超过 20 层"),
    ],
)
def test_a_slip_in_a_line_is_told_with_an_example(line: str, said: str) -> None:
    """Never another reading: what is not clear is refused."""
    with pytest.raises(Slip, match=said.replace("(", r"\(")):
        parse(line, UNITS)


FACTS = st.sampled_from(["temp", "share", "count", "way", "S-1", "limit", "is"])
WORDS = st.one_of(
    st.sampled_from(["true", "and", "or", "占用", "a b", "40", "(", "≥"]), st.text("甲a b>()是", min_size=1)
)
NUMBERS = st.decimals(-1000, 1000, places=2).map(str)
LEAVES = st.one_of(
    st.fixed_dictionaries({"fact": FACTS, "is": WORDS}),
    st.fixed_dictionaries({"fact": FACTS, "op": st.sampled_from([">", ">=", "<", "<=", "="]), "value": NUMBERS}),
    st.fixed_dictionaries({"fact": FACTS, "op": st.sampled_from([">", "="]), "than": st.sampled_from(["on", "share"])}),
    st.fixed_dictionaries({"fact": FACTS, "has": WORDS}),
    st.fixed_dictionaries({"fact": FACTS, "any_of": st.lists(WORDS, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"fact": FACTS, "at_least": st.sampled_from(["0", "2"])}),
    st.fixed_dictionaries({"fact": FACTS, "limit": st.sampled_from(["pit-depth", "limit"])}),
)
TREES = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.fixed_dictionaries({"all": st.lists(below, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(below, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": below}),
    ),
    max_leaves=8,
)


@given(TREES)
def test_whatever_is_written_in_a_line_reads_back_the_same(tree: Any) -> None:
    """Any tree has a line that means just it, or none at all."""
    line = written(tree, UNITS)
    assert line is None or parse(line, UNITS) == tree


@given(st.text('temp>=40℃ ()（）andornotislimithasany_of、"\n', max_size=40))
def test_no_line_brings_the_reader_down(line: str) -> None:
    """A tree or a slip, nothing else."""
    with suppress(Slip):
        assert parse(line, UNITS)


# --- a pack in short ------------------------------------------------------------------------------------------

SHORT = """\
id: p
title: 甲
version: 1
number_prefix: P
summary: 乙
kinds:
  shop: {title: 商铺, fields: [{id: area, title: 面积, type: decimal, unit: m², required: false}]}
  house: {title: 房屋}
parties: {owner: 产权单位, user: 使用单位}
defaults:
  evidence: 照片。
  requirement: 整改。
  liable: owner
  duty: law 第1条
sections:
  - id: s
    title: 一
    items:
      - id: P-1
        title: 门未锁
        check: 看门。
      - id: P-2
        title: 温度不高于40度
        finding: 温度过高
        check: 量温度。
        kinds: [shop]
        values: [{id: temp, title: 温度, type: decimal, unit: ℃}]
        fails_when: temp > 40 ℃
        asked_if: area > 10 m²
        severity: pending
        penalty: [law 第2条, law 第3条]
        grade: rule 一(二)
        liable: user
  - id: t
    title: 二
    defaults: {duty: law 第9条, kinds: [house], severity: [{is: general}], workflow: flow}
    items:
      - id: P-3
        title: 窗未关
        check: 看窗。
        requirement: 关窗。
"""
LONG_FIRST = {
    "id": "P-1",
    "title": "门未锁",
    "check": "看门。",
    "kinds": ["shop", "house"],
    "severity": [{"is": "general"}],
    "evidence": "照片。",
    "requirement": "整改。",
    "basis": [{"ref": "law", "article": "第1条"}],
    "liable": "owner",
}


def pack_of(text: str) -> Pack:
    document = parse_yaml(text.encode(), "p.yaml")
    found = read(document, Pack)
    assert found, document.problems
    return found


def faults_of(text: str) -> list[str]:
    document = parse_yaml(text.encode(), "p.yaml")
    assert read(document, Pack) is None
    return [str(problem) for problem in document.problems]


def test_three_lines_are_an_item() -> None:
    """Defaults of pack and program say the rest: kinds, grade, evidence, requirement, duty, who is liable."""
    item = pack_of(SHORT).item("P-1")
    assert item == Item.model_validate(LONG_FIRST)


def test_an_item_says_otherwise_than_the_defaults() -> None:
    """Each key for itself: the duty is inherited beside a penalty of one's own, and each basis says what it is."""
    item = pack_of(SHORT).item("P-2")
    assert item
    assert [(one.ref, one.article, one.as_) for one in item.basis] == [
        ("law", "第1条", "duty"),
        ("law", "第2条", "penalty"),
        ("law", "第3条", "penalty"),
        ("rule", "一(二)", "grade"),
    ]
    assert (item.liable, item.kinds, item.failure, item.severity[0].is_) == ("user", ("shop",), "温度过高", "pending")
    assert item.fails_when
    assert item.asked_if
    assert (item.fails_when.fact, str(item.fails_when.value), item.asked_if.fact) == ("temp", "40", "area")


def test_a_section_says_otherwise_than_the_pack() -> None:
    """What stands nearest holds."""
    item = pack_of(SHORT).item("P-3")
    assert item
    assert (item.requirement, item.evidence, item.kinds, item.workflow) == ("关窗。", "照片。", ("house",), "flow")
    assert [one.article for one in item.basis] == ["第9条"]


@pytest.mark.parametrize(
    ("pack", "section", "item", "articles"),
    [
        ("basis: law 第1条", "duty: law 第9条", "", ["第9条"]),
        ("duty: law 第1条", "basis: law 第9条", "", ["第9条"]),
        ("basis: law 第1条", "duty: law 第9条", "basis: law 第5条", ["第5条"]),
        ("basis: law 第1条", "evidence: 丙", "", ["第1条"]),
        ("duty: law 第1条", "penalty: law 第9条", "duty: []", ["第9条"]),
    ],
)
def test_a_basis_is_a_duty_wherever_it_stands(pack: str, section: str, item: str, articles: list[str]) -> None:
    """The nearest holds, whichever of the two words it is written under."""
    text = SHORT.replace("duty: law 第1条", pack).replace("duty: law 第9条, ", f"{section}, ")
    found = pack_of(text + (f"        {item}\n" if item else "")).item("P-3")
    assert found
    assert [one.article for one in found.basis] == articles


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "duty: law 第1条",
            "duty: law",
            "p.yaml:14:3：“law”没有写条款（写成“依据编号 条款”，例：jcg-2023-4 第4条(一)）",
        ),
        ("  liable: owner\n", "  liabel: owner\n", "p.yaml:13:3：defaults 里不能写“liabel”（是否想写“liable”？）"),
        ("temp > 40 ℃", "temp > 40 K", "p.yaml:28:9：“temp”的单位是 ℃，写的是“K”，请按“temp”的单位写"),
        ("area > 10 m²", "area >> 10", "p.yaml:29:9：这里应写要比的数或代号，现为“>”"),
        ("severity: pending", "severity: 待定", "p.yaml:30:9：“is”不能是“待定”（可写：general、major、pending）"),
        ("  evidence: 照片。\n", "", "p.yaml:18:9：缺少“evidence”"),
        ("  evidence: 照片。\n", "  evidence: [照片]\n", "p.yaml:11:3：“evidence”应是一段文字"),
        ("duty: law 第9条, ", "duty: {ref: law}, ", "p.yaml:36:16：缺少“article”（请补上）"),
    ],
)
def test_a_slip_is_told_where_it_was_written(old: str, new: str, told: str) -> None:
    """What is inherited by many items is told once, at the default."""
    assert old in SHORT
    found = faults_of(SHORT.replace(old, new))
    assert len([fault for fault in found if fault.startswith(told)]) >= 1, found
    assert len(found) == len(set(found))


def test_who_is_liable_is_one_of_the_parties(folder: Path) -> None:
    """A word that no party has is named with those there are."""
    path = folder / "packs" / "small.yaml"
    text = path.read_text("utf-8").replace("title: 未设标识\n", "title: 未设标识\n        liable: owner\n")
    path.write_text(text, "utf-8")
    (problem,) = check_library([folder])[1]
    assert str(problem) == (
        "packs/small.yaml:23:9：责任方“owner”不在 parties 里（先在 parties 里写明，例：parties: {owner: 建设单位}）"
    )


def test_the_roles_of_a_subject_are_parties_of_the_pack(folder: Path) -> None:
    """A subject has units in no role that the pack does not name."""
    path = folder / "packs" / "small.yaml"
    kind = "  shop:\n    title: "
    text = path.read_text("utf-8")
    assert kind in text
    path.write_text(text.replace(kind, "  shop:\n    units: [owner]\n    title: "), "utf-8")
    (problem,) = check_library([folder])[1]
    assert "“owner”不在 parties 里（先在 parties 里写明）" in str(problem)


JUNK: tuple[Any, ...] = (None, "a b", [], [["a"]], {"a": "b"}, "not (")


def places(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and number that leads to a part of plain data."""
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in parts:
        yield (*place, key)
        yield from places(part, (*place, key))


@pytest.mark.parametrize("junk", JUNK)
def test_whatever_stands_anywhere_is_read_or_told(junk: Any) -> None:
    """Something else in the place of each part: a pack, or problems; and what is a pack is the same in short."""
    for place in places(yaml.load(SHORT, yaml.BaseLoader)):
        data = yaml.load(SHORT, yaml.BaseLoader)
        around = data
        for key in place[:-1]:
            around = around[key]
        around[place[-1]] = junk
        text = yaml.dump(data, allow_unicode=True, sort_keys=False)
        document = parse_yaml(text.encode(), "p.yaml")
        found = read(document, Pack)
        assert (found is None) == bool(document.problems), place
        if found is not None:
            assert read(parse_yaml(shortened(text, "p.yaml").encode(), "p.yaml"), Pack) == found, place


def test_what_is_not_said_stands_in_no_stored_form(folder: Path) -> None:
    """A pack without the new words is stored as it was before there were any, and old stored forms are read."""
    stored = load_library([folder]).packs["small"].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = str(stored)
    assert not [word for word in ("'as'", "'liable'", "'finding'", "'parties'", "'defaults'") if word in text]
    assert Pack.model_validate(stored) == load_library([folder]).packs["small"]
    (basis,) = Pack.model_validate(stored).items[1].basis
    assert basis.as_ == "duty"


FLOW = """\
id: f
title: 甲
version: 1
kind: hazard
initial: a
states:
  a: {title: 甲, within: {days: 5, basis: BASIS}}
  z: {title: 乙, closing: rectified}
transitions:
  - trigger: t
    title: 丙
    from: [a]
    to: z
    by: [inspector]
    needs: [{id: gap, title: 缝, type: decimal, unit: mm}]
    if: IF
    when: [{if: WHEN, refused: 丁}]
invariants:
  - {title: 戊, never: {state: z, when: NEVER}}
"""
SAID = {
    "BASIS": ("{ref: law, article: 第1条}", "law 第1条"),
    "IF": ('{fact: gap, op: ">", value: 3}', "gap > 3 mm"),
    "WHEN": ("{not: {fact: severity, is: pending}}", "not severity is pending"),
    "NEVER": (
        '{all: [{fact: overdue, is: "true"}, {fact: severity, is: major}]}',
        "overdue is true and severity is major",
    ),
}


def test_a_workflow_may_be_written_short_too() -> None:
    """Conditions and the basis of a limit in one line, wherever a workflow has them; a slip is told at its place."""
    long, short = FLOW, FLOW
    for word, (tree, line) in SAID.items():
        long, short = long.replace(word, tree, 1), short.replace(word, line, 1)
    found = read(parse_yaml(short.encode(), "f.yaml"), Workflow)
    assert found is not None
    assert found == read(parse_yaml(long.encode(), "f.yaml"), Workflow)
    slipped = parse_yaml(short.replace("gap > 3 mm", "gap > 3 cm").encode(), "f.yaml")
    assert read(slipped, Workflow) is None
    assert [str(problem) for problem in slipped.problems] == [
        "f.yaml:16:5：“gap”的单位是 mm，写的是“cm”，请按“gap”的单位写"
    ]


# --- several files --------------------------------------------------------------------------------------------


def split(folder: Path) -> Path:
    """The small pack of a folder, its sections in files of their own."""
    main = folder / "packs" / "small.yaml"
    head, _, sections = main.read_text("utf-8").partition("sections:\n")
    body = "\n".join(line.removeprefix("    ") for line in sections.replace("  - id:", "    id:", 1).splitlines())
    whole = folder / "packs" / "small"
    (whole / "sections").mkdir(parents=True)
    (whole / "pack.yaml").write_text(head, "utf-8")
    (whole / "sections" / "01-basic.yaml").write_text(body + "\n", "utf-8")
    main.unlink()
    return whole


def test_a_pack_in_several_files_is_the_same_pack(folder: Path) -> None:
    """A folder with ``pack.yaml`` and ``sections/*.yaml`` says what one file said."""
    one = load_library([folder]).definition("small")
    split(folder)
    assert meaning(load_library([folder]).definition("small")) == meaning(one)


def test_a_fault_in_a_section_file_is_told_there(folder: Path) -> None:
    """Rules and models name the file, line and column of the part, not of the pack."""
    path = split(folder) / "sections" / "01-basic.yaml"
    path.write_text(path.read_text("utf-8").replace("kinds: [shop]", "kinds: [shp]", 1), "utf-8")
    (problem,) = check_library([folder])[1]
    assert problem.where.startswith("packs/small/sections/01-basic.yaml:")
    assert "对象类型“shp”不存在" in problem.what


def test_a_change_in_a_section_file_is_seen(folder: Path) -> None:
    """A library that was loaded is loaded anew when one of its files changes."""
    path = split(folder) / "sections" / "01-basic.yaml"
    assert load_library([folder]).packs["small"].sections[0].title == "基本"
    path.write_text(path.read_text("utf-8").replace("title: 基本", "title: 基本要求"), "utf-8")
    assert load_library([folder]).packs["small"].sections[0].title == "基本要求"


def test_sections_stand_in_one_place(folder: Path) -> None:
    """Both in the pack and in files would leave the order to chance."""
    whole = split(folder)
    with (whole / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("sections: [{id: x, title: 甲, items: []}]\n")
    (problem, *_) = check_library([folder])[1]
    assert "分组已写在 sections 文件夹里" in problem.what


# --- packs fmt ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in definitions."""
    return shutil.copytree(shipped_folder(), tmp_path_factory.mktemp("long") / "lists")


def test_every_built_in_pack_is_in_its_short_form() -> None:
    """``make check`` would say which is not."""
    assert [one.path.name for one in format_folder(shipped_folder()) if one.changed] == []


def _dumped(plain: Any) -> str:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(plain, Dumper=dumper, allow_unicode=True, sort_keys=False, width=4000))


def lengthened(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each pack of a folder as its long form, in YAML that any writer would make."""
    for name, pack in load_library([folder]).packs.items():
        plain = pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        yield folder / "packs" / f"{name}.yaml", _dumped(plain)


def test_shortening_changes_no_meaning(long_packs: Path) -> None:
    """Of each built-in pack written out long: fmt makes it shorter, and the digest of its meaning stays."""
    for path, text in list(lengthened(long_packs)):
        shutil.rmtree(path.with_suffix(""), ignore_errors=True)  # where it lay in several files
        path.write_text(text, "utf-8")
    packs = load_library([long_packs]).packs
    before = {name: meaning(pack) for name, pack in packs.items()}
    for one in format_folder(long_packs):
        assert one.lines[1] < one.lines[0]
        one.path.write_text(one.after, "utf-8")
    assert {name: meaning(pack) for name, pack in load_library([long_packs]).packs.items()} == before


VALUES = Path(__file__).parents[1] / "cli/values"
LINES = (
    "asked_if: licensed is 是}",
    "[{id: order, holds: licence_until >= licence_from, message: 有效期止不能早于起}]",
    '        derived: [{id: rate, title: 不合格率, unit: "%", ratio: [failed, asked]}]\n',
    "        fails_when: rate > 10 %\n",
    "- {is: 重大, when: rate >= 20 %}",
    "        fails_when: faults any_of 漏气、超期 or stove_kind is 嵌入\n",
)


def test_computed_chosen_and_conditional_values_are_shortened(tmp_path: Path) -> None:
    """Conditions of entries, constraints and choices too, in the words they were written in; the same once again."""
    folder = shutil.copytree(VALUES, tmp_path / "values")
    (one,) = format_folder(folder)
    assert meaning(pack_of(one.after)) == meaning(pack_of(one.before))
    assert [line for line in LINES if line not in one.after] == []
    one.path.write_text(one.after, "utf-8")
    assert [again.changed for again in format_folder(folder)] == [False]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rate > 10 %", "rate > 10 人", "“rate”的单位是 %，写的是“人”"),
        ("licensed is 是}", "licensed 是}", "“licensed”后面应写 is、limit 或"),
        ("holds: failed <= asked", "holds: failed <=", "条件没有写完，缺少要比的数或代号"),
        ("faults any_of 漏气、超期", "faults any_of 漏气、", "这里应写选项，现为“or”"),
        ("faults any_of 漏气、超期", "faults any_of 漏气、过期", "过期"),
        ("holds: failed <= asked, message: 不合格人数不能比抽考人数多", "holds: failed <= asked", "缺少“message”"),
        (
            "[{id: part, holds: failed <= asked, message: 不合格人数不能比抽考人数多}]",
            "部分",
            "例：- {id: order, holds:",
        ),
        (
            '[{id: rate, title: 不合格率, unit: "%", ratio: [failed, asked]}]',
            "rate",
            "例：- {id: share, title: 不合格率",
        ),
    ],
)
def test_a_slip_in_what_is_new_is_told_at_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    """Each with its line, and an example or what there is."""
    folder = shutil.copytree(VALUES, tmp_path / "values")
    (one,) = format_folder(folder)
    assert old in one.after
    one.path.write_text(one.after.replace(old, new, 1), "utf-8")
    problems = check_library([folder])[1]
    line = one.after[: one.after.index(old)].count("\n") + 1
    said = [problem for problem in problems if told in f"{problem.what}{problem.fix}"]
    assert said, problems
    assert said[0].where.startswith(f"packs/values.yaml:{line}:")


COMMENTED = """\
      - id: S-9
        # 一条注释
        title: 甲
        check: 乙
        kinds: [shop, house]
        workflow: flow
        severity: [{is: general}]
        evidence: 丙 # 为什么
        requirement: 丁
        basis:
          # 来自旧版
          - {ref: new-law, article: 第1条}
        asked_if: {fact: area, op: ">", value: "10"}
"""


def test_comments_stay(folder: Path, command: Command) -> None:
    """What has a comment in it is left as it is; everything else around is shortened; --check writes nothing."""
    path = folder / "packs" / "small.yaml"
    text = path.read_text("utf-8") + COMMENTED.replace(" # 为什么", "")
    path.write_text(text, "utf-8")
    looked = command("packs", "fmt", str(folder), "--check")
    assert (looked.code, path.read_text("utf-8")) == (1, text)
    assert "1 个文件可以更短" in looked.err
    done = command("packs", "fmt", str(folder))
    assert done.code == 0
    short = path.read_text("utf-8")
    assert "        # 一条注释\n        title: 甲\n        check: 乙\n        workflow: flow\n" in short
    assert "          # 来自旧版\n          - {ref: new-law, article: 第1条}\n        asked_if: area > 10 m²\n" in short
    assert [line for line in short.splitlines() if "#" in line] == [line for line in text.splitlines() if "#" in line]
    again = command("packs", "fmt", str(folder), "--check")
    assert (again.code, again.err.strip()) == (0, "都已是最短的样子。")


def test_line_ends_of_windows_stay(folder: Path) -> None:
    """Each line as it ended before."""
    path = folder / "packs" / "small.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (one,) = format_folder(folder)
    assert one.changed
    assert one.after.count("\n") == one.after.count("\r\n")
    one.path.write_bytes(one.after.encode())
    assert not any(again.changed for again in format_folder(folder))


def test_a_pack_in_several_files_is_shortened_too(folder: Path) -> None:
    """A section file inherits from the pack's defaults."""
    whole = split(folder)
    with (whole / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("defaults: {workflow: flow, evidence: 照片。}\n")
    before = meaning(load_library([folder]).definition("small"))
    for one in format_folder(folder):
        one.path.write_text(one.after, "utf-8")
    text = (whole / "sections" / "01-basic.yaml").read_text("utf-8")
    assert "workflow: flow" not in text
    assert "evidence" not in text
    assert meaning(load_library([folder]).definition("small")) == before


def test_what_cannot_be_read_is_not_written(folder: Path, command: Command) -> None:
    """A file with a slip is named and left, and so are the others."""
    path = folder / "packs" / "small.yaml"
    path.write_text(path.read_text("utf-8").replace("title: 小检查表", "title：小检查表"), "utf-8")
    text = path.read_text("utf-8")
    outcome = command("packs", "fmt", str(folder))
    assert outcome.code == 2
    assert "packs/small.yaml:3:1：冒号请用半角" in outcome.err
    assert path.read_text("utf-8") == text
