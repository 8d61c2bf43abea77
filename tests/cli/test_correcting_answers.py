"""``inspect correct``: what is doubtful is asked about, and an item is found however its code is typed."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Command, Desk, write_inspection

ASKED = "没有写明情况"


@pytest.fixture
def short(desk: Desk, command: Command) -> str:
    """An inspection that has ended: CAT-01 failed, CAT-05 not applicable."""
    file = write_inspection(desk.path.parent)
    assert command("inspect", "run", str(file), user="insp1").code == 0
    (listed,) = json.loads(command("inspect", "list", "--json").out)["items"]
    return str(listed["short"])


def correct(command: Command, short: str, item: str, *words: str) -> tuple[int, str]:
    outcome = command("inspect", "correct", short, "shop-01", item, *words, "--why", "写错", "--yes", user="sup1")
    return outcome.code, outcome.out + outcome.err


def test_what_is_doubtful_only_now_is_asked_before_it_is_marked_so(desk: Desk, command: Command, short: str) -> None:
    before = desk.as_("sup1").desk.head
    code, told = correct(command, short, "GAS-C-05", "--set", "answer=不合格")
    assert (code, f"“GAS-C-05”更正以后{ASKED}" in told, "--sure" in told) == (2, True, True)
    assert desk.as_("sup1").desk.head == before
    assert correct(command, short, "GAS-C-05", "--set", "answer=不合格", "--sure")[0] == 0
    assert f"录入时已问过：{ASKED}" in command("inspect", "show", short).out
    assert correct(command, short, "GAS-C-05", "--set", "part=后厨")[0] == 0
    assert desk.as_("sup1").verify() == []


def test_what_is_not_doubtful_is_not_asked(command: Command, short: str) -> None:
    assert correct(command, short, "GAS-C-05", "--set", "answer=不合格", "--set", "note=地下室在用")[0] == 0
    assert "录入时已问过" not in command("inspect", "show", short).out


@pytest.mark.parametrize("typed", ["gas-c-05", "Gas-c-05", "ＧＡＳ－Ｃ－０５"])
def test_an_item_is_found_however_its_code_is_typed(command: Command, short: str, typed: str) -> None:
    """And printed as the checklist writes it."""
    code, told = correct(command, short, typed, "--set", "answer=不合格", "--set", "note=地下室在用")
    assert (code, typed in told) == (0, False), told
    items = [each["item"] for each in json.loads(command("inspect", "show", short, "--json").out)["answers"]]
    assert ("GAS-C-05" in items, typed in items) == (True, False)
    explained = command("explain", "--pack", "gas", "--item", typed, "--json")
    assert (explained.code, '"GAS-C-05"' in explained.out) == (0, True), explained.err


def test_answers_and_files_take_it_too(desk: Desk, command: Command) -> None:
    file = write_inspection(desk.path.parent)
    file.write_text(file.read_text("utf-8").replace("CAT-01", "cat-01").replace("GAS-MH-4.1", "gas-mh-4.1"), "utf-8")
    assert command("inspect", "run", str(file), user="insp1").code == 0
    begun = command("inspect", "start", "gas", "--subject", "shop-01", user="insp1").out.strip()
    assert command("inspect", "answer", begun, "shop-01", "cat-05", "na", user="insp1").code == 0
    assert command("inspect", "take-back", begun, user="insp1").code == 0
    shown = command("inspect", "list", "--json").out + command("case", "list", "--json").out
    assert "cat-0" not in shown
    assert desk.as_("sup1").verify() == []
