"""Registered cases on the command line: what is no hazard is not called one."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_engine.reading import definitions as packs
from tests.conftest import Command, Desk
from tests.law import go_by

LISTS = Path(__file__).parents[1] / "storage" / "register"
FILE = """\
pack: pit
date: 2022-02-17
inspectors: [insp1]
subjects:
  - {key: site-1, kind: shop, name: "工地[/]", region: "530602"}
answers:
  - {subject: site-1, item: W-1, answer: register, note: "=1+1 [/]", values: {depth: "4"}}
"""


@pytest.fixture
def registered(command: Command, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A ledger with one pit registered and no hazard found."""
    monkeypatch.setattr(packs, "installed_folders", lambda: (LISTS,))
    file = tmp_path / "pit.yaml"
    file.write_text(FILE, encoding="utf-8")
    go_by(packs.load_library([LISTS]), desk.as_("sup1"))
    done = command("inspect", "run", str(file), user="insp1")
    assert "立隐患 0 件，登记 1 件" in done.err
    assert done.out.split()[:6] == ["编号", "检查项", "事项", "检查对象", "等级", "状态"]
    return command


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("case", "list"),
            ("编号          等级  事项      检查对象  状态    期限", "危大  登记基坑  工地[/]   已登记"),
        ),
        (("case", "show", "JK-2022-0001"), ("登记日期", "所填      深度：4 m", "\n要求", "备注      =1+1 [/]")),
        (("case", "history", "JK-2022-0001"), ("1. 2022-02-17  立案 → 已登记",)),
        (
            ("explain", "JK-2022-0001"),
            ("作答    登记", "结论：要登记", "立案定为危大（不属于检查表所列的“超规模”情形）"),
        ),
    ],
)
def test_no_word_of_hazards(registered: Command, words: tuple[str, ...], told: tuple[str, ...]) -> None:
    """List, facts, history and explanation speak of what was registered, without 隐患 or 不合格."""
    shown = registered(*words)
    assert [text for text in told if text not in shown.out] == []
    assert not any(word in shown.out for word in ("隐患", "不合格", "整改", "一般", "发现"))


def test_the_list_is_narrowed_by_kind(registered: Command) -> None:
    """Hazards alone are none here; an answer's help names every word."""
    assert "JK-2022-0001" in registered("case", "list", "--kind", "works").out
    assert "没有符合条件的" in registered("case", "list", "--kind", "hazard").err
    assert "register" in registered("inspect", "answer", "--help").out
    begun = registered("inspect", "start", "pit", "--subject", "site-1", user="insp1")
    assert "pass|fail|register|na|missing" in begun.err
