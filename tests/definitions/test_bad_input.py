"""An attacked loader: whatever stands in a folder of definitions, it answers with Chinese sentences, soon."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from inspect_engine.domain.words.text import display
from inspect_engine.errors import Problem
from inspect_engine.reading.definitions import check_library
from tests.work import at_most

ONE_LIMIT = "{value: 1, ref: new-law, article: 第1条}"
NOBODY = 65534
CALLS = 5_000_000
"""What a folder may take to be answered for; the worst here takes little over a million."""
PACK, FLOW, DOCS = "packs/small.yaml", "workflows/flow.yaml", "references/docs.yaml"
WHERE = re.compile(r"(packs|workflows|references|regions)/[^:]+(:\d+:\d+)?")
FLOW_HEAD = """id: flow
title: 流程
version: "1"
kind: hazard
initial: found
states:
  found: {title: 已发现, untimed: 试用}
  closed: {title: 已销号, closing: rectified}
transitions:
"""


def answer(folder: Path) -> list[Problem]:
    """Every problem, promises proved too; each has a place, Chinese words, and nothing a terminal could act on."""
    with at_most(CALLS):
        _, problems = check_library([folder], prove=True)
    for problem in problems:
        assert WHERE.fullmatch(problem.where), problem
        assert re.search(r"[\u4e00-\u9fff]", problem.what), problem
        assert display(problem) == str(problem)
        assert len(str(problem)) < 5000
    return problems


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in answer(folder)]


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- what stands where a text, truth, number or day is wanted ----------------------------------------------------


@pytest.mark.parametrize("word", ["yes", "no", "True", "TRUE", "on", "1", "0", "''", "[true]", "{true: true}"])
def test_only_true_and_false_are_truths(folder: Path, word: str) -> None:
    """YAML's other words for yes and no are refused where they stand, never guessed."""
    change(folder, PACK, "required: false", f"required: {word}")
    assert told(folder) == [f"{PACK}:12:34：应写 true 或 false"]


NUMBERS = {
    "limit of an item": (PACK, "value: 1.5", "value: {}"),
    "least of a field": (PACK, "type: decimal, unit: m, min: 0", "type: decimal, unit: m, min: {}"),
    "limit of the law": (
        PACK,
        "sections:",
        "parameters: [{{id: a, title: 甲, limits: [{{value: {}, ref: new-law, article: 第1条}}]}}]\nsections:",
    ),
    "least of an action": (FLOW, "min: 1, max: 3650", "min: {}, max: 3650"),
    "most of an action": (FLOW, "min: 1, max: 3650", "min: 1, max: {}"),
    "count in a guard": (
        FLOW,
        "mark: returned",
        "mark: returned\n    when: [{{if: {{fact: returned, op: '<', value: {}}}, refused: 甲}}]",
    ),
    "count that must be": (
        FLOW,
        "mark: returned",
        "mark: returned\n    when: [{{if: {{fact: returned, is: '{}'}}, refused: 甲}}]",
    ),
    "branch on a count": (FLOW, "mark: returned", "mark: returned\n    if: {{fact: returned, op: '>=', value: {}}}"),
    "branch on a number": (FLOW, "deadline: {", "if: {{fact: days, op: '<', value: {}}}\n    deadline: {{"),
    "evidence": (FLOW, "evidence: 1", "evidence: {}"),
    "days to wait": (FLOW, "found: {title: 已发现, untimed: 试用}", "found: {{title: 已发现, within: {{days: {}}}}}"),
}


@pytest.mark.parametrize("where", NUMBERS)
@pytest.mark.parametrize(
    "number",
    [
        *("Infinity", "-Infinity", "NaN", "sNaN", "0x10", "1:30", "yes", "1.2.3", "1,5", "一"),
        *("1e999999", "-1E+999999999", "1e-999999", "1e99999999999999999999", "9" * 10_000, "1" + "0" * 30),
    ],
    ids=lambda number: number[:22],
)
def test_what_is_no_number_or_too_large_is_said(folder: Path, where: str, number: str) -> None:
    """Numbers that are none, or that no form takes, are one problem or two on their line, and nothing hangs."""
    name, old, new = NUMBERS[where]
    line = (folder / name).read_text(encoding="utf-8").partition(old)[0].count("\n") + 1
    change(folder, name, old, new.format(number))
    found = answer(folder)
    assert 1 <= len(found) <= 3
    places = [problem.where.rsplit(":", 2) for problem in found]
    assert all(place[0] == name and line <= int(place[1]) <= line + 2 for place in places), found


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-02-30", "没有 2026-02-30 这一天"),
        ("0000-00-00", "没有 0000-00-00 这一天"),
        ("10000-01-01", "日期“10000-01-01”应写成 2022-02-17 的样子"),
        ("2026-2-3", "日期“2026-2-3”应写成 2022-02-17 的样子"),
        ("2026-01-01T00:00:00", "日期“2026-01-01T00:00:00”应写成 2022-02-17 的样子"),
        ("２０２６-01-01", "日期“２０２６-01-01”应写成 2022-02-17 的样子"),
        ("2026/01/01", "日期“2026/01/01”应写成 2022-02-17 的样子"),
        ("1" * 5000, f"日期“{'1' * 60}…”应写成 2022-02-17 的样子"),
    ],
    ids=lambda text: text[:20],
)
def test_a_day_that_does_not_exist_is_said(folder: Path, day: str, words: str) -> None:
    """Impossible, foreign or endless dates are named in full, or as far as anybody would read."""
    change(folder, DOCS, '"2010-01-01"', f'"{day}"')
    assert told(folder) == [f"{DOCS}:4:5：{words}"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("My Shop", "My Shop"),
        ("Small", "Small"),
        ("小店", "小店"),
        ("sm\u200ball", "sm‹U+200B›all"),
        ('"sm\\u200ball"', "sm‹U+200B›all"),
        ('"a\\nb"', "a‹U+000A›b"),
        ('"a\\x1b[31mb"', "a‹U+001B›[31mb"),
        ('"\\0"', "‹U+0000›"),
        ("'small '", "small "),
        ("1a", "1a"),
        ("a.b", "a.b"),
    ],
)
def test_an_id_is_a_plain_word(folder: Path, written: str, shown: str) -> None:
    """Spaces, capitals, Chinese and what cannot be seen are refused in an id, as value and as key, and made visible."""
    change(folder, PACK, "id: small", f"id: {written}")
    change(folder, PACK, "  house:", f"  {written}:")
    fix = "（以小写字母开头，只用小写字母、数字、“-”和“_”）"
    assert told(folder) == [
        *(f"{PACK}:2:1：“id”不能写成“{shown}”{fix}", f"{PACK}:14:3：键“{shown}”写法不对{fix}"),
    ]


def test_a_message_quotes_no_more_than_anybody_reads(folder: Path) -> None:
    """A key or word of 100,000 characters is cut short in the message."""
    change(folder, PACK, "id: small", "id: small\n? " + "键" * 50_000 + "\n: 1")
    change(folder, FLOW, "evidence: 1", "evidence: " + "x" * 100_000)
    assert {len(text) < 200 for text in told(folder)} == {True}


# --- files that are large or deep ------------------------------------------------------------------------------


def steps(count: int, more: Callable[[int], str], trigger: str = "t") -> str:
    line = "  - {{trigger: {}, title: 乙, from: [found], to: closed, by: [inspector]{}}}\n"
    return FLOW_HEAD + "".join(line.format(trigger, more(n)) for n in range(count))


def asked(needs: str, condition: str) -> str:
    return steps(1, lambda n: f", needs: [{needs}], if: {condition}")


BOOLS = [f"{{id: b{n}, title: 甲, type: boolean}}" for n in range(30)]
TRUE = [f"{{fact: b{n % 13}, is: 'true'}}" for n in range(6_000)]
OF_ONE = [f"{{fact: q, op: '>', value: {n}}}" for n in range(6_000)]
DECIMAL = "{id: q, title: 量, type: decimal}"
HEAVY: dict[str, tuple[str, str]] = {
    "10,000 states": ("states: {" + ", ".join(f"s{n}: {{}}" for n in range(10_000)) + "}\n", "缺少“title”"),
    "10,000 actions": ("transitions: [" + "{trigger: t, to: a}," * 10_000 + "]\n", "缺少“from”"),
    "40,000 entries": ("transitions: [" + "{}," * 80_000 + "]\n", "内容超过 40000 项"),
    "3,000 actions alike": (steps(3_000, lambda n: ""), "动作“t”写了两次"),
    "1,000 branches": (
        steps(1_000, lambda n: f", needs: [{DECIMAL}], if: {{fact: q, op: '=', value: {n}}}"),
        "条件的组合太多",
    ),
    "30 questions": (
        asked(",".join(BOOLS), "{all: [" + ",".join(f"{{fact: b{n}, is: 'true'}}" for n in range(30)) + "]}"),
        "条件的组合太多",
    ),
    "13 questions asked 6,000 times": (
        asked(",".join(BOOLS[:13]), "{any: [" + ",".join(TRUE) + "]}"),
        "条件的组合太多",
    ),
    "6,000 numbers": (asked(DECIMAL, "{any: [" + ",".join(OF_ONE) + "]}"), "条件的组合太多"),
    "300 numbers": (
        asked(DECIMAL, "{any: [" + ",".join(OF_ONE[:300]) + "]}"),
        "“量”为“-1”时没有一条去向适用",
    ),
    "200 not's": (asked(DECIMAL, "{not: " * 200 + "{fact: q, is: a}" + "}" * 200), "嵌套超过 20 层"),
    "100,000 brackets": (FLOW_HEAD + "  - {if: " + "{all: [" * 15_000, "嵌套超过 20 层"),
    "4,000 rungs": (
        "escalations:\n" + "".join(f"  e{n}: {{title: 甲, after: {n}, then: e{n + 1}}}\n" for n in range(4_000)),
        "缺少“id”",
    ),
    "2,000 rungs in a circle": (
        FLOW_HEAD.replace("transitions:", "escalations:\n")
        + "".join(f"  e{n}: {{title: 甲, after: 1, then: e{(n + 1) % 2_000}}}\n" for n in range(2_000))
        + "transitions:\n  - {trigger: t, title: 乙, from: [found], to: closed, by: [inspector]}\n",
        "督办台阶成了环",
    ),
}


@pytest.mark.parametrize("case", HEAVY)
def test_a_heavy_workflow_is_answered_soon(folder: Path, case: str) -> None:
    """What fits in 256 KB but would take for ever to check is refused, or checked, for bounded work."""
    text, words = HEAVY[case]
    assert len(text.encode()) < 256 * 1024
    (folder / FLOW).write_text(text, encoding="utf-8")
    assert any(words in text for text in told(folder))


ITEM = (
    "      - {{id: I-{}, title: 甲, check: 乙, kinds: [shop], workflow: flow, severity: [{{is: general}}],"
    " evidence: 丙, requirement: 丁, source: {{document: '1', section: 一}}}}\n"
)


def test_a_thousand_items_are_fine(folder: Path) -> None:
    """A long checklist is no fault; the same id a thousand times is one at each place."""
    path = folder / PACK
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound + "".join(ITEM.format(n) for n in range(1_000)), encoding="utf-8")
    assert told(folder) == []
    path.write_text(sound + ITEM.format(1) * 1_000, encoding="utf-8")
    assert {problem.what for problem in answer(folder)} == {"检查项编号“I-1”重复"}


def test_two_thousand_overlapping_limits_are_not_compared_each_with_each(folder: Path) -> None:
    """Overlaps are told once a limit, however many others it overlaps with."""
    limits = ",".join([ONE_LIMIT] * 2_000)
    change(folder, PACK, "sections:", f"parameters: [{{id: a, title: 甲, limits: [{limits}]}}]\nsections:")
    found = answer(folder)
    assert 0 < len(found) < 2_000
    assert all("时段重叠" in problem.what for problem in found)


# --- files of another kind, and folders --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "hint"),
    [("gb18030", "文件像是 GBK 编码，请另存为 UTF-8"), ("utf-16", "文件像是 UTF-16 编码，请另存为 UTF-8")],
)
def test_the_encoding_is_guessed_for_the_fix(folder: Path, encoding: str, hint: str) -> None:
    """The whole pack, signs such as m² included, saved by an old editor."""
    path = folder / PACK
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert [(problem.what, problem.fix) for problem in answer(folder)] == [("文件不是 UTF-8 编码", hint)]


@pytest.mark.parametrize("name", ["a b.yaml", "中文.yaml", "new\nline.yaml", "\x1b[31m.yaml", "\udcff.yaml", ".yaml"])
def test_a_file_of_any_name_is_read_and_its_name_shown_safely(folder: Path, name: str) -> None:
    """Odd file names, names that are no Unicode included, are read like others; no name acts on the terminal."""
    try:
        (folder / "packs" / name).write_text("id: [", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert [text.encode() for text in told(folder)] == [
        f"packs/{display(name)}:2:1：YAML 写法有误（请检查这一行的缩进、引号和括号）".encode()
    ]


def test_links_that_lead_nowhere_are_problems(folder: Path) -> None:
    """A link to itself, to nothing or to a folder is named; a link round to the folder itself does no harm."""
    packs = folder / "packs"
    for name, target in (("self.yaml", "self.yaml"), ("gone.yaml", "nowhere"), ("up.yaml", ".."), ("round", "..")):
        (packs / name).symlink_to(target)
    found = answer(folder)
    assert sorted(problem.where for problem in found) == ["packs/gone.yaml", "packs/self.yaml", "packs/up.yaml"]
    assert all(problem.what.startswith("无法读取文件") for problem in found)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file on this system")
def test_an_endless_file_is_read_no_further_than_allowed(folder: Path) -> None:
    """A link to an endless device is a file that is too big."""
    (folder / "packs" / "zero.yaml").symlink_to("/dev/zero")
    assert told(folder) == ["packs/zero.yaml：文件超过 256 KB（请拆成几个文件）"]


@pytest.mark.skipif(sys.platform == "win32", reason="no file modes on Windows")
def test_a_file_that_may_not_be_read_is_a_problem(folder: Path) -> None:
    """No permission is said, in words; root, who may read everything, asks as nobody."""
    if sys.platform == "win32":
        raise NotImplementedError
    with TemporaryDirectory() as open_to_all:
        place = Path(open_to_all)
        place.chmod(0o755)
        shutil.copytree(folder, place, dirs_exist_ok=True)
        (place / PACK).chmod(0)
        told(place)  # loads what nobody might not find
        me = os.geteuid()
        os.seteuid(me or NOBODY)
        try:
            assert told(place)[0].startswith(f"{PACK}：无法读取文件：没有权限")
        finally:
            os.seteuid(me)


# --- all at once -------------------------------------------------------------------------------------------------


def test_one_region_cannot_stand_in_two_files(folder: Path) -> None:
    """The second file names the first."""
    change(folder, PACK, "sections:", f"parameters: [{{id: a, title: 甲, limits: [{ONE_LIMIT}]}}]\nsections:")
    overlay = f"{{pack: small, parameter: a, limits: [{ONE_LIMIT}]}}"
    text = f"region: 370100\ntitle: 济南\noverlays: [{overlay}]\n"
    (folder / "regions").mkdir()
    for name in ("one", "two"):
        (folder / "regions" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert told(folder) == ["regions/two.yaml:1:1：“370100”已在 regions/one.yaml 里定义"]


def test_every_file_and_every_fault_in_one_list(folder: Path) -> None:
    """Slips of writing, of shape, of rules and of proofs, in files of all four kinds, come in one run."""
    (folder / "regions").mkdir()
    (folder / "regions" / "here.yaml").write_text("region: 济南\ntitle: 甲\noverlays: []\n", encoding="utf-8")
    (folder / "packs" / "tab.yaml").write_text("a:\n\tb: 1\n", encoding="utf-8")
    (folder / "packs" / "nul.yaml").write_bytes(b"id: \0\n")
    change(folder, PACK, "kinds: [shop]", "kinds: [ship]")
    change(folder, DOCS, '"2010-01-01"', '"2026-02-30"')
    stuck = FLOW_HEAD.replace("id: flow", "id: other") + (
        "  - {trigger: t, title: 乙, from: [found], to: closed, by: [inspector],\n"
        "     when: [{if: {fact: severity, is: general}, refused: 甲}]}\n"
    )
    (folder / "workflows" / "other.yaml").write_text(stuck, encoding="utf-8")
    assert sorted({problem.where.split(":")[0] for problem in answer(folder)}) == [
        *("packs/nul.yaml", PACK, "packs/tab.yaml", DOCS, "regions/here.yaml", "workflows/other.yaml"),
    ]
