"""``params`` and ``explain`` as people and others' programs use them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli import main
from inspect_engine.domain.calendars import china_day
from inspect_engine.ledger.clock import system_clock
from tests.conftest import Command, Desk

PITS = Path(__file__).with_name("pits")
OLD, NEW = "2024-11-30", "2024-12-01"
LIMIT = {
    *("pack", "pack_version", "parameter", "title", "safety", "op", "value", "unit", "ref", "document", "article"),
    *("confidence", "from", "to", "region", "region_title", "passed_over", "note"),
}
EXPLAINED = {
    *("case", "pack", "pack_version", "definition", "item", "title", "on", "region", "values", "fails", "severity"),
    *("severity_why", "derived", "comparisons", "rules", "policies", "missing", "unconfirmed", "liable", "basis"),
}
OF_CASE = {"number", "answered", "note", "recorded", "regrades", "current", "installed"}
COMPARISON = {"fact", "title", "measured", "op", "against", "negated", "alone", "met", "limit", "than"}


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pit checklist, beside those that are installed."""
    monkeypatch.setenv("INSPECT_ENGINE_CHECKLISTS", str(PITS))


@pytest.fixture
def pits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: None) -> Path:
    """A pit checklist of the test's own, that it may rewrite."""
    folder = shutil.copytree(PITS, tmp_path / "lists")
    monkeypatch.setenv("INSPECT_ENGINE_CHECKLISTS", str(folder))
    return folder / "packs/pits.yaml"


def rewrite(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def limits(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, dict[str, Any]]:
    code, out, _ = run(capsys, "params", "--pack", "pits", *words, "--json")
    assert code == 0
    return {row["parameter"]: row for row in json.loads(out, parse_float=pytest.fail)["items"]}


def tried(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code, out, err = run(capsys, "explain", "--pack", "pits", *words, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out, parse_float=pytest.fail)
    return found


# --- params ----------------------------------------------------------------------------------------------------


def test_params_without_a_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All packs, each limit with number, document, period and whose it is; narration stays away from stdout."""
    code, out, err = run(capsys, "--db", str(tmp_path / "none.db"), "params", "--on", NEW, "--region", "530602")

    assert (code, err) == (0, "")
    assert f"# 基坑（pits 1），{NEW}，530602 昭阳区\n\n" in out
    assert "# 城镇燃气（gas " in out
    block = out.partition("depth  无支护深度上限\n")[2].partition("\n\n")[0]
    assert block.splitlines() == [
        "    限值      1.5 m（超过即触及）",
        "    依据      《示范市基坑办法》第8条",
        "    时段      2024-12-01 起",
        "    哪级定的  昭通市（530600）",
        "    取舍      国家 2.0 m；昭通市 1.5 m，较严，采用",
    ]
    gap = out.partition("gap  坑边堆载净距下限\n")[2].partition("\n\n")[0]
    assert "第3.3条（待核）" in gap


def test_params_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The documented keys, always all of them; numbers are text; what gave way is there."""
    before, after = limits(capsys, "--on", OLD), limits(capsys, "--on", NEW, "--region", "530602")

    assert all(set(row) == LIMIT for row in [*before.values(), *after.values()])
    assert (before["depth"]["value"], before["depth"]["to"], before["depth"]["region"]) == ("3.0", OLD, None)
    assert (after["depth"]["value"], after["depth"]["from"], after["depth"]["region"]) == ("1.5", NEW, "530600")
    assert [(row["value"], row["region"]) for row in after["depth"]["passed_over"]] == [("2.0", None)]
    assert (before["deep"]["value"], before["deep"]["document"], before["deep"]["unit"]) == (None, None, "m")
    assert (after["gap"]["confidence"], after["gap"]["value"]) == ("U", "0.5")


def test_a_parameter_without_a_limit_that_day_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "params", "--pack", "pits", "--on", OLD)[1]

    assert "deep  深基坑起点\n    限值  当日无有效限值\n" in out


def test_params_are_those_of_today_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    before = china_day(system_clock())
    found = json.loads(run(capsys, "params", "--json")[1])
    assert found["on"] in (before.isoformat(), china_day(system_clock()).isoformat())
    assert {row["pack"] for row in found["items"]} >= {"gas", "pits"}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--region", "530699"), "是否想写“530600”（昭通市）？"),
        (("--region", "5306"), "是否想写“530600”（昭通市）？"),
        (("--region", "昭通"), "是否想写“530600”（昭通市）？"),
        (("--region", "999999"), "没有区划代码“999999”"),
        (("--region", ""), "应是 6 位数字"),
        (("--region", "[/]"), "区划代码“[/]”"),
        (("--pack", "pit"), "是否想写“pits”？"),
        (("--on", "2024-13-01"), "2024-13-01"),
        (("--on", "某天"), "应写成 2022-02-17 的样子"),
    ],
)
def test_what_params_cannot_read(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], what: str) -> None:
    code, out, err = run(capsys, "params", *words)

    assert (code, out) == (2, "")
    assert what in err


def test_a_region_is_one_of_that_day(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the day asked about, not of today."""
    assert run(capsys, "params", "--region", "370203", "--on", NEW)[0] == 0
    assert run(capsys, "params", "--region", "532101", "--on", NEW)[0] == 2


# --- explain without a case ------------------------------------------------------------------------------------


def test_a_trial_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = tried(capsys, "--item", "P-1", "--values", "depth=250", "--on", NEW, "--region", "530602")

    assert set(found) == EXPLAINED
    assert (found["case"], found["fails"], found["values"], found["region"]) == (None, True, {"depth": "250"}, "530602")
    (one,) = found["comparisons"]
    assert set(one) == COMPARISON
    assert (one["measured"], one["against"], one["met"], one["limit"]["region"]) == ("250 cm", "1.5 m", True, "530600")
    assert [(rule["severity"], rule["outcome"], rule["in_force"]) for rule in found["rules"]] == [
        ("major", "not_met", True),
        ("general", "applies", None),
    ]


@pytest.mark.parametrize(
    ("on", "region", "depth", "fails"),
    [
        (OLD, "110100", "300", False),
        (OLD, "110100", "300.1", True),
        (NEW, "110100", "200", False),
        (NEW, "110100", "200.000001", True),
        (NEW, "110100", "300", True),
        (OLD, "530600", "200", False),
        (NEW, "530600", "150", False),
        (NEW, "530602", "151", True),
        ("2009-12-31", "110100", "999", None),
    ],
)
def test_day_and_place_decide(
    capsys: pytest.CaptureFixture[str], on: str, region: str, depth: str, fails: bool | None
) -> None:
    """The same pit on the last day of one edition and on the first of the next; in centimetres against metres."""
    words = ("--item", "P-1", "--values", f"depth={depth}", "--on", on, "--region", region)
    assert tried(capsys, *words)["fails"] is fails


@pytest.mark.parametrize(
    "words",
    [
        ("--values", "gap=499,load=是"),
        ("--values", "gap=499，load=有"),
        ("--values", "gap=499", "--values", "load=true"),
        ("--values", " gap = 499 , load = yes ,"),
    ],
)
def test_ways_to_write_values(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    found = tried(capsys, "--item", "P-2", *words, "--on", NEW)
    assert (found["values"], found["fails"]) == ({"gap": "499", "load": "true"}, True)


def test_missing_facts_are_to_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    found = tried(capsys, "--item", "P-2", "--values", "gap=499", "--on", NEW)
    out = run(capsys, "explain", "--pack", "pits", "--item", "P-2", "--values", "gap=499", "--on", NEW)[1]

    assert (found["fails"], found["missing"]) == (None, [{"id": "load", "title": "有堆载", "unit": None}])
    assert "## 待补参\n- 有堆载（load）\n" in out
    assert "不合格的条件：净距 达到限值“坑边堆载净距下限” 且 有堆载 是" in out


def test_an_unconfirmed_article_ends_the_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("explain", "--pack", "pits", "--item", "P-2", "--values", "gap=499,load=是", "--on")

    assert run(capsys, *words, NEW)[1].splitlines()[-1] == (
        "待核：《基坑规程》（示规 1-2024）第3.3条。条文没有核对原文，不得在文书中引用。"
    )
    first = tried(capsys, "--item", "P-1", "--on", NEW)
    assert (first["unconfirmed"], first["liable"]) == ([], None)
    assert [(row["as"], row["ref"], row["article"]) for row in first["basis"]] == [("duty", "pit-code-new", "3.1")]
    assert tried(capsys, "--item", "P-2", "--on", NEW)["liable"] == "建设单位"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ((), "没有写隐患编号，也没有写 --pack、--item"),
        (("--pack", "pits"), "也没有写 --item"),
        (("--item", "P-1"), "也没有写 --pack"),
        (("--values", "depth=1"), "也没有写 --pack、--item"),
        (("JK-2024-0001", "--pack", "pits", "--item", "P-1"), "隐患编号不能与 --pack、--item 同时写"),
        (("JK-2024-0001", "--on", NEW), "隐患编号不能与 --on 同时写"),
        (("--pack", "pitz", "--item", "P-1"), "是否想写“pits”？"),
        (("--pack", "pits", "--item", "p-3"), "没有检查项“p-3”（是否想写“P-"),
        (("--pack", "pits", "--item", "P-1", "--values", "dept=1"), "是否想写“depth”？"),
        (("--pack", "pits", "--item", "P-1", "--values", "深度=1"), "是否想写“depth”？"),
        (("--pack", "pits", "--item", "P-1", "--values", "depth"), "应写成 字段=值"),
        (("--pack", "pits", "--item", "P-1", "--values", "=1"), "应写成 字段=值"),
        (("--pack", "pits", "--item", "P-1", "--values", "depth=1,depth=2"), "字段“depth”写了两次"),
        (("--pack", "pits", "--item", "P-1", "--values", "depth=1 kg"), "应填数字，单位是 cm，现为“1 kg”"),
        (("--pack", "pits", "--item", "P-1", "--values", "depth==1+1"), "应填数字，现为“=1+1”"),
        (("--pack", "pits", "--item", "P-1", "--values", "depth=[/]"), "现为“[/]”"),
        (("--pack", "pits", "--item", "P-1", "--values", "depth=NaN"), "应填数字"),
        (("--pack", "pits", "--item", "P-1", "--values", "depth=-1"), "不能小于 0"),
        (("--pack", "pits", "--item", "P-1", "--region", "1"), "应是 6 位数字"),
    ],
)
def test_what_explain_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], what: str
) -> None:
    """Everything wrong is named; there is no ledger, and none is needed to say so."""
    code, out, err = run(capsys, "--db", str(tmp_path / "none.db"), "explain", *words)

    assert (code, out) == (2, "")
    assert what in err


def test_every_bad_value_is_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    err = run(capsys, "explain", "--pack", "pits", "--item", "P-2", "--values", "gap=x,lod=是,load=也许")[2]

    assert "共 3 处" in err


def test_a_catalogue_is_told_whole_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Where it is cited; the conditions that ask for the same after it say its first name and how many there are."""
    words = (
        "explain",
        "--pack",
        "hazardous-works",
        "--item",
        "M24-16",
        "--values",
        "device=bamboo,commenced=2023-01-01",
    )
    out = run(capsys, *words, "--on", "2025-06-01")[1]
    assert out.count("“卷扬机调直钢筋”") == out.count("“砖砌式雨水口”") == 1
    assert "“竹（木）脚手架”（是“现场简易制作的钢筋保护层垫块”等 9 项之一即符合） → 符合" in out


# --- explain a case --------------------------------------------------------------------------------------------


@pytest.fixture
def case(desk: Desk, tmp_path: Path, command: Command) -> str:
    """A pit of 2.5 m, found on the first day of the new code."""
    desk.on("2024-12-02")
    path = tmp_path / "pit.yaml"
    path.write_text(
        f"pack: pits\ndate: {NEW}\ninspectors: [insp1]\nsubjects:\n"
        '  - {key: site-1, kind: site, name: 工地一, region: "110100", fields: {}}\nanswers:\n'
        '  - {subject: site-1, item: P-1, answer: fail, values: {depth: "250"}, note: "[/] =1+1"}\n',
        encoding="utf-8",
    )
    assert command("packs", "adopt", "pits", "--yes").code == 0
    assert command("inspect", "run", str(path), user="insp1").code == 0
    return "JK-2024-0001"


def explained(command: Command, case: str) -> dict[str, Any]:
    outcome = command("explain", case, "--json", user="viewer1")
    assert outcome.code == 0, outcome.err
    found: dict[str, Any] = json.loads(outcome.out, parse_float=pytest.fail)
    return found


def test_a_case_as_json(command: Command, case: str) -> None:
    found = explained(command, case)

    assert set(found) == EXPLAINED | OF_CASE
    assert (found["number"], found["on"], found["region"], found["note"]) == (case, NEW, "110100", "[/] =1+1")
    assert (found["answered"], found["values"], found["fails"]) == (True, {"depth": "250"}, True)
    assert found["recorded"] == {"severity": "general", "severity_why": "未列入重大隐患判定情形"}
    assert (found["installed"]["differs"], found["installed"]["definition"]) == (False, found["definition"])


def test_a_case_in_words(command: Command, case: str) -> None:
    """Who may look at the case reads why; what was typed is shown as typed."""
    out = command("explain", case, user="insp2").out

    assert out.startswith(f"# {case} 基坑过深（P-1）\n")
    assert "备注    [/] =1+1" in out
    assert f"定义 {explained(command, case)['definition'][:12]}）" in out
    assert "- 深度：实测 250 cm，限值 2.0 m（超过即不合格） → 不合格；依据《基坑规程》（示规 1-2024）第3.1条" in out
    assert out.endswith("## 现行版本\n- 现在安装的就是这一版\n")


def test_a_case_keeps_its_own_version(command: Command, case: str, pits: Path) -> None:
    """After an upgrade the verdict is told as it came about; the new version's is told beside it, without effect."""
    before = explained(command, case)
    rewrite(pits, ('version: "1"', 'version: "2"'), ('value: "2.0"', 'value: "2.8"'))

    after, out = explained(command, case), command("explain", case).out

    installed = after["installed"]
    assert {k: v for k, v in after.items() if k != "installed"} == {k: v for k, v in before.items() if k != "installed"}
    assert (installed["differs"], installed["pack_version"]) == (True, "2")
    assert (installed["explanation"]["fails"], after["fails"]) == (False, True)
    assert f"现在安装的是 2（定义 {installed['definition'][:12]}），按现行版本则为：合格；本案不受影响" in out


def test_another_version_with_the_same_verdict_or_without_the_item(command: Command, case: str, pits: Path) -> None:
    rewrite(pits, ('version: "1"', 'version: "2"'))
    same = command("explain", case).out
    rewrite(pits, ("id: P-1", "id: P-9"))
    gone, row = command("explain", case).out, explained(command, case)["installed"]

    assert "，结论相同" in same
    assert "已没有检查项 P-1，本案不受影响" in gone
    assert (row["differs"], row["explanation"]) == (True, None)


def test_a_checklist_that_is_gone_or_broken_today_takes_nothing_from_a_case(
    command: Command, case: str, pits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = explained(command, case)
    rewrite(pits, ("fails_when: {fact: depth, limit: depth}", "fails_when: {fact: depht, limit: depth}"))
    broken = explained(command, case)
    monkeypatch.delenv("INSPECT_ENGINE_CHECKLISTS")

    for found in (broken, explained(command, case)):
        assert found["comparisons"] == before["comparisons"]
        assert found["installed"] == {"pack_version": None, "definition": None, "differs": True, "explanation": None}
    assert "现在没有能用的“pits”检查表" in command("explain", case).out


def test_a_value_the_new_form_no_longer_takes_is_missing_there(command: Command, case: str, pits: Path) -> None:
    rewrite(
        pits,
        ("{id: depth, title: 深度, type: decimal, unit: cm", "{id: deep, title: 坑深, type: decimal, unit: cm"),
        ("{fact: depth, limit: depth}", "{fact: deep, limit: depth}"),
        ("when: {fact: depth, limit: deep}", "when: {fact: deep, limit: deep}"),
    )
    assert explained(command, case)["installed"]["explanation"]["missing"][0]["id"] == "deep"
    assert "按现行版本则为：判不了：待补“坑深”" in command("explain", case).out


def test_a_later_grade_is_told_with_who_when_and_why(command: Command, desk: Desk, case: str) -> None:
    desk.on("2024-12-03")
    command("act", case, "grade", "--set", "severity=major", "--set", "reason=[/]周边有住户")

    (grade,) = explained(command, case)["regrades"]
    found = explained(command, case)

    assert (grade["on"], grade["by"], grade["severity"]) == ("2024-12-03", "sup1", "major")
    assert grade["values"] == {"reason": "[/]周边有住户"}
    assert (found["recorded"]["severity"], found["current"]["severity"]) == ("general", "major")
    assert "2024-12-03 sup1 定级，定为重大；定级理由：[/]周边有住户" in command("explain", case).out


def test_a_case_moved_to_another_version_is_explained_by_the_one_it_was_judged_by(
    command: Command, case: str, pits: Path
) -> None:
    before = explained(command, case)
    rewrite(pits, ('version: "1"', 'version: "2"'), ('value: "2.0"', 'value: "2.8"'))
    assert command("packs", "adopt", "pits", "--yes").code == 0
    assert command("case", "move", case, "--to", "installed", "--reason", "修订").code == 0

    after = explained(command, case)

    assert (after["definition"], after["comparisons"]) == (before["definition"], before["comparisons"])
    assert after["current"]["pack_version"] == "2"
    assert "后来改依 2（定义 " in command("explain", case).out


def test_a_case_without_an_answer_says_so(command: Command, desk: Desk, case: str) -> None:
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        assert connection.execute("DELETE FROM answerrow").rowcount == 1

    found, out = explained(command, case), command("explain", case).out

    assert (found["answered"], found["values"], found["fails"]) == (False, {}, None)
    assert "台账里没有这件隐患的作答" in out
    assert "2024-12-01 立案定为一般（未列入重大隐患判定情形）" in out


def test_who_may_not_see_a_case_may_not_have_it_explained(command: Command, case: str) -> None:
    refused = command("explain", case, user="resp1")
    unknown = command("explain", "JK-2024-0009", user="resp1")

    assert (refused.code, refused.out) == (unknown.code, unknown.out) == (2, "")
    assert refused.err.replace(case, "JK-2024-0009") == unknown.err


@pytest.mark.parametrize("words", ["params", "explain"])
def test_help_teaches(capsys: pytest.CaptureFixture[str], words: str) -> None:
    code, out, _ = run(capsys, words, "--help")

    assert code == 0
    assert f"例：inspect-engine {words} " in " ".join(out.split())


def test_values_that_contradict_each_other_are_not_judged(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rate of 444 % is no verdict: what an inspection refuses, ``explain`` refuses too."""
    monkeypatch.setenv("INSPECT_ENGINE_CHECKLISTS", str(Path(__file__).parent / "values"))
    words = ("explain", "--pack", "values", "--item", "V-1", "--values", "asked=9,failed=40")
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2
    assert "不合格人数不能比抽考人数多" in capsys.readouterr().err
