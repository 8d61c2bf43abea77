"""What ``explain`` says of a case and of a trial, and when it does not: versions, later grades, what is missing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inspect_engine.cli.judgement import explanations
from inspect_engine.domain.judgement import Verdict, verdicts
from tests.cli.test_judgement import NEW, OLD, beside, case, pits, rewrite, run
from tests.conftest import Command, Desk
from tests.sentences import Sweep, unaccounted

__all__ = ["beside", "case", "pits"]

TRIALS = {
    "over": f"P-1 --values depth=250 --on {NEW}",
    "at": f"P-1 --values depth=200 --on {NEW}",
    "somewhere": f"P-1 --values depth=250 --on {NEW} --region 530602",
    "empty": f"P-1 --on {NEW}",
    "no-grade": f"P-1 --values depth=600 --on {OLD}",
    "unconfirmed": f"P-2 --values gap=499,load=是 --on {NEW}",
    "half": f"P-2 --values gap=499 --on {NEW}",
}
SAID = {
    "检查日  2024-12-01\n": "but no-grade",
    "地区    不分地区\n": "but somewhere",
    "地区    530602 昭阳区\n": "somewhere",
    "\n所填    深度：250 cm\n": "over somewhere",
    "\n所填    ": "but empty",
    "\n责任方  建设单位\n": "unconfirmed half",
    "责任方": "unconfirmed half",
    "- 结论：不合格\n": "over somewhere unconfirmed no-grade",
    "- 结论：合格\n": "at",
    "- 结论：判不了：": "empty half",
    "\n## 待补参\n- 深度（cm）（depth）\n": "empty",
    "\n## 待补参\n- 有堆载（load）\n": "half",
    "\n## 待补参\n": "empty half",
    "\n## 定级\n": "but at",
    "\n- 深度：实测 250 cm，限值 ": "over somewhere",
    "条文没有核对原文": "unconfirmed half",
}


def test_a_trial_says_what_is_so_and_nothing_else(capsys: pytest.CaptureFixture[str], beside: None) -> None:
    def tried(words: str) -> str:
        return run(capsys, "explain", "--pack", "pits", "--item", *words.split())[1]

    Sweep(tried, TRIALS, SAID, ("检查表  基坑 pits 1（定义 ", "\n## 判断\n- ", "\n依据    ")).check()


CHANGED = "newer item-gone judged-otherwise regraded regraded-claimed moved"
OF_CASE = {
    "\n所填    深度：250 cm\n作答    不合格\n": "but unanswered",
    "\n作答    台账里没有这件隐患的作答\n": "unanswered",
    "- 现在重算为重大（新说法），以立案时记下的为准\n": "recomputed",
    "现在重算为": "recomputed",
    "- 后来改依 2（定义 ": "moved broken unanswered",
    "）办理，立案时的判断不变\n": "moved broken unanswered",
    "\n## 以后的定级\n- 2024-12-02 sup1 定级，定为重大；定级理由：有住户\n": "regraded moved broken unanswered",
    "\n## 以后的定级\n- 2024-12-02 sup2（自报） 定级，定为重大；定级理由：有住户\n": "regraded-claimed",
    "\n## 以后的定级\n": "regraded regraded-claimed moved broken unanswered",
    "（自报）": "regraded-claimed",
    "- 现在安装的就是这一版\n": "fresh recomputed",
    "- 现在安装的是 2（定义 ": CHANGED,
    "），已没有检查项 P-1，本案不受影响\n": "item-gone",
    "），结论相同\n": "newer",
    "），按现行版本则为：合格；本案不受影响\n": "judged-otherwise regraded regraded-claimed moved",
    "，按现行版本则为：": "judged-otherwise regraded regraded-claimed moved",
    "- 现在没有能用的“pits”检查表，本案仍照立案时的版本\n": "broken unanswered",
}
ALWAYS = (
    *("\n检查日  2024-12-01\n", "\n地区    110100 市辖区\n", "\n检查表  基坑 pits 1（定义 ", "\n备注    [/] =1+1\n"),
    *("\n依据    ", "\n## 判断\n- ", "\n- 结论：", "\n## 定级\n- ", "\n## 现行版本\n- "),
    "\n## 立案时\n- 2024-12-01 立案定为一般（未列入重大隐患判定情形）\n",
)
ELSEWHERE = {
    "办理的口径（本单位定的）": "features/station_notices.feature",
    "计算": "test_judgement_deriving: the lines; features/values.feature: their heading",
    "要试算就不写隐患编号；要说明一件隐患就只写编号": "refused: test_what_explain_cannot_read",
    "explain 隐患编号，或 explain --pack 检查表包 --item 检查项 --values 字段=值": "refused",
    "见 inspect-engine packs show 字段“ ”写了两次 应写成 字段=值 是否想写“": "refused",
}


def test_a_case_says_what_is_so_and_nothing_else(
    command: Command, desk: Desk, case: str, pits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One case, after one thing and another has happened to it."""

    def told() -> str:
        return command("explain", case).out

    texts = {"fresh": told()}
    with monkeypatch.context() as patch:
        patch.setattr(verdicts, "grade", lambda *_: Verdict("major", "新说法"))
        texts["recomputed"] = told()
    rewrite(pits, ('version: "1"', 'version: "2"'))
    texts["newer"] = told()
    rewrite(pits, ("id: P-1", "id: P-9"))
    texts["item-gone"] = told()
    rewrite(pits, ("id: P-9", "id: P-1"), ('value: "2.0"', 'value: "2.8"'))
    texts["judged-otherwise"] = told()
    before = desk.path.read_bytes()
    desk.as_("sup1").people.add("sup2", "主管乙", ["supervisor"])
    command("act", case, "grade", "--set", "severity=major", "--set", "reason=有住户", user="sup2")
    texts["regraded-claimed"] = told()
    desk.path.write_bytes(before)
    command("act", case, "grade", "--set", "severity=major", "--set", "reason=有住户", user="sup1")
    texts["regraded"] = told()
    assert command("packs", "adopt", "pits", "--yes").code == 0
    assert command("case", "move", case, "--to", "installed", "--reason", "修订").code == 0
    texts["moved"] = told()
    rewrite(pits, ("fails_when: {fact: depth, limit: depth}", "fails_when: {fact: depht, limit: depth}"))
    texts["broken"] = told()
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        connection.execute("DELETE FROM answerrow")
    texts["unanswered"] = told()
    Sweep(str, texts, OF_CASE, ALWAYS).check()


def test_every_sentence_of_explain_is_swept() -> None:
    assert unaccounted([Sweep(str, {}, SAID | OF_CASE, ALWAYS, ELSEWHERE)], explanations) == []
