"""The blocks of docs/draws.zh-CN.md are pasted, the inspection file of docs/json.md is logged."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.draws.stream import words
from tests.docs.pages import blocks
from tests.docs.reader import ROOT, a_reader, follow

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no bash on Windows")
DRAWS, JSON = ROOT / "docs" / "draws.zh-CN.md", ROOT / "docs" / "json.md"
OUTCOMES = {
    "export ": "",
    "inspect-engine init": "已建立演练台账 draw.db，主管：sup1。",
    "inspect-engine draw plan": "poor   信用差  11    1/2   6     4",
    "draw=": "已保存。以上是承诺值，请在抽取之前公布。",
    "inspect-engine draw run": "已保存：抽中 11 个对象。…",
    "inspect-engine draw show": "状态      已抽取",
    "first=": "",
    "inspect-engine draw replace": "已保存：替换了 1 处。",
    "now=": "",
    "inspect-engine draw result": "已保存。公示期限 2026-12-30（…）。",
    "inspect-engine draw publish": "已保存：登记公示 1 个对象。",
    "inspect-engine draw list": "…DEMO-1…已抽取…",
    "inspect-engine export draw": "已写出 record.json。…",
    "inspect-engine draw verify": "核对通过：重抽的结果与记录完全一致。承诺值 …",
    "seed=": "",
    "printf ": "…(stdin)= …",
}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_draw_is_done_and_its_first_number_worked_out_by_hand(program: Callable[[int], Path], tmp_path: Path) -> None:
    """Every line of the page, and the number that openssl gives is the one the program drew by."""
    terminal = a_reader(tmp_path, program(0))
    for block in blocks(DRAWS.read_text("utf-8")):
        if block.kind == "sh":
            follow(block, terminal, DRAWS.name, OUTCOMES)
    seed, by_hand = (terminal.paste([line])[0].split()[-1] for line in ('echo "$seed"', line_with("openssl")))
    assert int(by_hand, 16) == next(words(bytes.fromhex(seed), "objects/rest"))


def line_with(word: str) -> str:
    """The line of the page with a word."""
    (line,) = (line for line in DRAWS.read_text("utf-8").splitlines() if f"| {word}" in line)
    return line


def shape(value: Any) -> Any:
    """The keys of JSON, all the way down; a list by its first entry."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def test_the_inspection_file_of_the_page_is_logged_and_answered_as_it_says(
    program: Callable[[int], Path], tmp_path: Path
) -> None:
    """The file is written as it stands; what ``--json`` prints has the keys of the page."""
    page = list(blocks(JSON.read_text("utf-8")))
    assert [block.kind for block in page] == ["yaml", "json"]
    terminal = a_reader(tmp_path, program(0))
    (terminal.work / "inspection.yaml").write_text(page[0].text, "utf-8")
    (terminal.work / "photo.jpg").write_bytes(b"a picture")
    people = [f"inspect-engine user add {name} --role inspector" for name in ("insp1", "insp2")]
    terminal.paste(["inspect-engine init --name sup1", *people])
    (printed,) = terminal.paste(["inspect-engine --user insp1 inspect run inspection.yaml --json 2>/dev/null"])
    assert shape(json.loads(printed)) == shape(json.loads(page[1].text))
