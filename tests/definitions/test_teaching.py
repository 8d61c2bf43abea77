"""Messages that teach: each slip of a newcomer is told with what to write there, and nothing is silently lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import FieldSpec, Pack
from inspect_engine.domain.words.forms import canonical
from inspect_engine.reading.definitions import check_library
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import parse
from tests.conftest import Command

SLIPS = [
    # what was right, what was written, what is said, how it is mended
    ("kinds: [shop]\n", "kinds: shop\n", "“kinds”应是列表", "只有一个也要放在方括号里：[shop]"),
    ("          - {is: general}\n", "          is: general\n", "YAML 写法有误", "每一条都以“- ”开头"),
    (
        "severity: [{is: general}]",
        "severity: {is: general}",
        "“severity”应是列表",
        "每条前面写“- ”，例：- {is: general}",
    ),
    ("basis:\n          - {ref: new-law, article: 第1条}", "basis: new-law", "没有写条款", "写成“依据编号 条款”"),
    (
        'fails_when: {fact: depth, op: ">", value: 1.5}',
        "fails_when: 深度 大于 1.5",
        "后面应写 is、limit 或",
        "例：temp > 40 ℃",
    ),
    (
        'fails_when: {fact: depth, op: ">", value: 1.5}',
        'fails_when: [{fact: depth, op: ">", value: 1.5}, {fact: shored, is: "false"}]',
        "“fails_when”应是“键: 值”",
        "几个条件放在 all: 或 any: 下面",
    ),
    ("  house:\n    title: 房屋\n", "  house: 房屋\n", "“house”应是“键: 值”", "例：{title: …}"),
    ('op: ">", value: 1.5', "op: >, value: 1.5", "YAML 写法有误", "“>”“>=”要加引号"),
    ("title: 小检查表", "title: *小检查表", "YAML 写法有误", "开头的文字，整段用双引号括起来"),
    ("title: 小检查表", "title: @小检查表", "YAML 写法有误", "开头的文字，整段用双引号括起来"),
    ("title: 小检查表", "title: %小检查表", "YAML 写法有误", "开头的文字，整段用双引号括起来"),
    ("title: 小检查表", "title: “小”: 检查表", "YAML 写法有误", "文字里有“: ”（冒号加空格）的"),
    ("title: 小检查表", 'title: "小"检查表', "YAML 写法有误", "整段用另一种引号括起来"),
    ("title: 小检查表", 'title: "小检查表', "YAML 写法有误", "双引号不成对"),
    ("title: 小检查表", "title: [小检查表", "YAML 写法有误", "“[”与“]”不成对"),
    (
        "        check: 看标识。\n",
        "         check: 看标识。\n",
        "YAML 写法有误",
        "缩进有误：这一行空了 9 格，上一行 8 格",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "what", "fix"), SLIPS)
def test_a_slip_is_told_with_what_to_write(folder: Path, right: str, wrong: str, what: str, fix: str) -> None:
    """The place, what is wrong, and an example to copy."""
    path = folder / "packs" / "small.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    problems = check_library([folder])[1]
    assert any(what in problem.what and fix in f"{problem.what}{problem.fix}" for problem in problems), problems


# --- nothing is lost silently ---------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["机房 #1 未上锁", "3 #楼", "主体 # 二层", "a甲\t#b"])
def test_a_number_sign_in_chinese_text_is_refused(title: str) -> None:
    """``机房 #1 未上锁`` would be “机房” to YAML."""
    document = parse(f"id: p\ntitle: {title}\n".encode(), "p.yaml")
    (problem,) = document.problems
    assert problem.where.startswith("p.yaml:2:")
    assert "被当作注释丢掉" in problem.what
    assert "双引号" in problem.fix


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('title: "机房 #1 未上锁"', "机房 #1 未上锁"),
        ("title: 机房#1", "机房#1"),
        ("title: general # 说明", "general"),
        ("title: 180 # 天数，本单位口径", "180"),
        ("title: 一层厨房  # 部位", "一层厨房"),
        ("title: 甲\n# 整行的注释", "甲"),
        ('title: "甲" # 引号后面的注释', "甲"),
    ],
)
def test_what_is_text_stays_and_what_is_a_comment_too(line: str, value: str) -> None:
    """In quotes, without a blank, behind a word or a number, or on a line of its own, nothing is doubtful."""
    document = parse(f"{line}\n".encode(), "p.yaml")
    assert (document.problems, document.data) == ([], {"title": value})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: >-\n  甲乙、\n  丙丁\n", "甲乙、丙丁"),
        ("a: >-\n  甲 abc\n  def 乙\n  丙\n", "甲 abc def 乙丙"),
        ("a: >-\n  甲\n\n  乙\n  丙\n", "甲\n乙丙"),
        ("a: 甲\n  乙 丙\n  丁\n", "甲乙 丙丁"),
        ('a: "甲\n  乙"\n', "甲乙"),
        ("a: abc\n  def\n", "abc def"),
        ("a: |\n  甲\n  乙\n", "甲\n乙\n"),
        ("a: >-\n  甲\n  甲\n  甲\n", "甲甲甲"),
        ("a: >-\n  一 二\n  一 二\n", "一 二一 二"),
    ],
)
def test_folded_lines_of_chinese_have_no_blank_between(text: str, value: str) -> None:
    """Where a line was broken in Chinese nothing comes between; blanks that were typed stay."""
    document = parse(text.encode(), "p.yaml")
    assert (document.problems, document.data) == ([], {"a": value})


@given(st.lists(st.text("甲乙，。ab 1", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=5))
def test_folding_loses_and_adds_nothing_but_blanks(lines: list[str]) -> None:
    """Whatever the lines, the text is theirs, with a blank between just where one side is no wide character."""
    document = parse(("a: >-\n" + "".join(f"  {line}\n" for line in lines)).encode(), "p.yaml")
    joined = lines[0]
    for line in lines[1:]:
        joined += line if joined[-1] in "甲乙，。" and line[0] in "甲乙，。" else f" {line}"
    assert document.data == {"a": joined}


# --- files that are none --------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 300_000, b"PK\x03\x04rest"])
def test_a_workbook_is_called_one(raw: bytes) -> None:
    """Not a matter of UTF-8, whatever its size; saving it as text would spoil it."""
    (problem,) = parse(raw, "日常巡检.xls").problems
    assert problem.what == "这是 Excel 工作簿，不是 YAML"
    assert "UTF-8" not in str(problem)


# --- choices by a part of their title -------------------------------------------------------------------------

CHOICES = {"special": "专项检查", "random": "双随机检查", "daily": "日常巡查", "spot": "抽查", "other": "其他（写明）"}
FIELD = FieldSpec(id="way", title="方式", type="choice", choices=CHOICES)


@pytest.mark.parametrize(
    ("typed", "key"),
    [("专项", "special"), ("双随机", "random"), ("其他", "other"), ("专项检查", "special"), ("daily", "daily")],
)
def test_the_beginning_of_a_title_is_taken_where_one_fits(typed: str, key: str) -> None:
    """As people say it: 专项 for 专项检查."""
    assert canonical(FIELD, typed, date.max) == key


@pytest.mark.parametrize("typed", ["日常", "检查", "专", "随机", "双随机检"])
def test_a_part_that_leaves_out_what_matters_is_refused(typed: str) -> None:
    """Never a guess: what is left out must be an end that other choices have too."""
    with pytest.raises(ValueError, match="没有选项"):
        canonical(FIELD, typed, date.max)


def test_half_a_title_is_not_the_whole() -> None:
    """签字 is a choice of its own, or none; it never stands for 签字并盖章."""
    field = FieldSpec(id="seal", title="印章", type="choice", choices={"sealed": "签字并盖章", "none": "没有"})
    with pytest.raises(ValueError, match="没有选项"):
        canonical(field, "签字", date.max)


# --- the roster first -----------------------------------------------------------------------------------------


def test_a_bad_roster_is_told_before_the_proof(command: Command, folder: Path) -> None:
    """A slip in the roster is told at once, whatever the definitions come to."""
    (folder / "packs" / "small.yaml").write_text("x", "utf-8")
    (folder / "people.yaml").write_text("people: 甲\n", "utf-8")
    outcome = command("packs", "check", str(folder), "--roster", str(folder / "people.yaml"))
    assert outcome.code == 2
    assert "people.yaml" in outcome.err
    assert "small.yaml" not in outcome.err


def test_only_the_known_may_be_written() -> None:
    """A document that is no mapping is told with the line to begin with."""
    document = parse("- 甲\n".encode(), "p.yaml")
    assert read(document, Pack) is None
    assert [problem.fix for problem in document.problems] == ["例：第一行写 id: 编号"]
