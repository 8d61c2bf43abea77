"""What is there already is not stored a second time unasked."""

from __future__ import annotations

import pytest

from tests.conftest import Command, Desk, enrol

IMPOSE = (
    *("sanction", "impose", "interview", "--party", "店一", "--set", "authority_kind=gas", "--set", "authority=某局"),
    *("--set", "grounds=逾期", "--set", "basis=某市约谈办法"),
)


def test_the_same_sanction_within_a_day_is_asked_about(command: Command, desk: Desk) -> None:
    assert command(*IMPOSE).code == 0
    before = desk.as_("sup1").desk.head.count
    for line in (IMPOSE, (*IMPOSE[:4], " 店一 ", *IMPOSE[5:])):
        outcome = command(*line)
        assert outcome.code == 2
        assert "CJ-2022-0001 已是对“店一”的约谈" in outcome.err
        assert "--sure" in outcome.err
    assert desk.as_("sup1").desk.head.count == before
    assert command(*IMPOSE, "--sure").out.strip() == "CJ-2022-0002"


@pytest.mark.parametrize(
    "change",
    [
        ("店一", "店二"),
        ("grounds=逾期", "grounds=拒不整改"),
        ("authority=某局", "authority=另一局"),
        ("interview", "exposure"),
    ],
)
def test_another_sanction_is_not_asked_about(command: Command, change: tuple[str, str]) -> None:
    more = ("--set", "decision_no=某罚1号") if "exposure" in change else ()
    assert command(*IMPOSE).code == 0
    assert command(*(word.replace(*change) for word in IMPOSE), *more).code == 0


def test_two_days_later_or_once_revoked_it_is_another(command: Command, desk: Desk) -> None:
    assert command(*IMPOSE).code == 0
    desk.on("2022-02-19")
    assert command(*IMPOSE).code == 0
    assert command(*IMPOSE).code == 2
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    for user in ("sup1", "sup2"):
        assert command("sanction", "revoke", "CJ-2022-0002", "--reason", "写错", "--yes", user=user).code == 0
    assert command(*IMPOSE).code == 0


def test_the_same_delegation_is_not_granted_twice(command: Command, desk: Desk) -> None:
    line = ("delegation", "add", "insp2", "--of", "insp1", "--until", "2022-03-31", "--reason", "出差")
    first = command(*line, "--json")
    before = desk.as_("sup1").desk.head.count
    again = command(*line, "--json")
    assert (again.code, again.out) == (0, first.out)
    assert "没有另存" in again.err
    assert desk.as_("sup1").desk.head.count == before
    assert command(*line[:-3], "2022-04-30", *line[-2:]).code == 0
    command("delegation", "end", "insp2", "--of", "insp1")
    ended = desk.as_("sup1").desk.head.count
    assert "已授权" in command(*line).err
    assert desk.as_("sup1").desk.head.count == ended + 1


def test_the_region_that_is_there_already_is_not_set_again(command: Command, desk: Desk) -> None:
    assert "已指定用户 viewer1" in command("user", "region", "viewer1", "5306").err
    before = desk.as_("sup1").desk.head.count
    again = command("user", "region", "viewer1", "530600")
    assert (again.code, "没有改动" in again.err) == (0, True)
    assert desk.as_("sup1").desk.head.count == before
