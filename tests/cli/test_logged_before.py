"""A file that was logged before is known again, and told what the ledger says otherwise by now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Command, Desk, write_inspection

KNOWN, OTHERWISE = "这份检查已录入过，没有做任何改动", "台账现在与这份文件有"


@pytest.fixture
def first(desk: Desk, command: Command) -> Path:
    file = write_inspection(desk.path.parent)
    assert command("inspect", "run", str(file), user="insp1").code == 0
    return file


def changed(file: Path, *pairs: tuple[str, str]) -> Path:
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    other = file.with_name(f"again-{len(list(file.parent.glob('again-*')))}.yaml")
    other.write_text(text, "utf-8")
    return other


def run(command: Command, file: Path, *words: str) -> tuple[int, str]:
    outcome = command("inspect", "run", str(file), *words, user="insp1")
    return outcome.code, outcome.err


def test_it_is_known_by_whatever_words(desk: Desk, command: Command, first: Path) -> None:
    """A checklist and people by their titles, items in lower case: the same inspection, not another one."""
    words = ("pack: gas", "pack: 城镇燃气"), ("[insp1, insp2]", "[检查员乙, 检查员甲]"), ("CAT-01", "cat-01")
    file, before = changed(first, *words), desk.as_("sup1").desk.head
    code, told = run(command, file)
    assert (code, KNOWN in told, OTHERWISE in told) == (0, True, False), told
    assert desk.as_("sup1").desk.head == before
    other = changed(file, ("不能出示许可证", "没有许可证"))
    assert run(command, other)[0] == 3
    assert run(command, other, "--replace", "--yes")[0] == 0
    assert len(json.loads(command("inspect", "list", "--json").out)["items"]) == 1


def test_after_it_was_replaced_the_first_file_is_told_the_difference(command: Command, first: Path) -> None:
    other = changed(first, ("不能出示许可证", "没有许可证"))
    assert run(command, other, "--replace", "--yes")[0] == 0
    code, told = run(command, first)
    assert (code, KNOWN in told) == (3, False)
    assert "备注：没有许可证 → 不能出示许可证" in told


def test_further_evidence_and_another_form_are_told(desk: Desk, command: Command, first: Path) -> None:
    (first.parent / "more.txt").write_text("又一张", encoding="utf-8")
    photo = changed(first, ("[photo.txt]", "[photo.txt, more.txt]"))
    assert run(command, photo, "--replace", "--yes")[0] == 0
    code, told = run(command, first)
    assert (code, KNOWN in told) == (0, True)
    assert f"{OTHERWISE} 1 处不同" in told
    assert "op-01 GAS-MH-4.1：台账里另有佐证 more.txt" in told
    assert OTHERWISE not in run(command, photo)[1]

    form = changed(photo, ('region: "530602"}', 'region: "530602", fields: {party: 某某物业公司}}'))
    code, told = run(command, form)
    assert (code, "shop-01 的“责任单位”：台账是 （没有填），这份文件是 某某物业公司" in told) == (0, True), told
    assert run(command, form, "--replace", "--yes")[0] == 0
    assert OTHERWISE not in run(command, form)[1]
    assert desk.as_("sup1").verify() == []
