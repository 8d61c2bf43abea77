"""``user confirm`` and what is told of accounts that are not another person's yet."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from inspect_engine.ledger import identity
from tests.conftest import Command, Desk, enrol, settle


def test_who_is_enrolled_alone_is_listed_until_a_second_supervisor_confirms(command: Command, desk: Desk) -> None:
    enrolled = command("user", "add", "sup2", "--role", "supervisor", "--title", "主管乙")
    assert "user passphrase sup2" in enrolled.err
    settle(desk.as_("sup1"), "sup2")
    listed = command("user", "list", "--unconfirmed", "--json", user="sup2")
    assert [row["name"] for row in json.loads(listed.out)["items"]] == ["insp1", "insp2", "resp1", "resp2", "viewer1"]
    assert command("user", "confirm", "insp1", "resp1", user="sup2").code == 0
    listed = command("user", "list", "--unconfirmed", "--json", user="sup2")
    assert [row["name"] for row in json.loads(listed.out)["items"]] == ["insp2", "resp2", "viewer1"]
    assert command("user", "confirm", "insp2").code == 1
    assert "还有 3 位用户没有第二位主管确认" in command("whoami", user="sup2").out


def test_a_supervisor_proposed_waits_in_the_list(command: Command, desk: Desk) -> None:
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    told = command("user", "add", "sup3", "--role", "supervisor", "--title", "主管丙")
    assert "须由另一位主管用 user confirm sup3 确认" in told.err
    assert "待确认（sup1 提出）" in command("user", "list", "--unconfirmed").out
    assert command("whoami", user="sup3").code == 1
    assert command("user", "confirm", "sup3", user="sup2").code == 0
    assert command("whoami", user="sup3").code == 0


def test_two_of_one_name_are_told_apart(command: Command) -> None:
    assert command("user", "add", "zw1", "--role", "inspector", "--title", "张伟").code == 0
    again = command("user", "add", "zw2", "--role", "inspector", "--title", "張偉")
    assert (again.code, "--distinct" in again.err) == (1, True)
    assert command("user", "add", "zw2", "--role", "inspector", "--title", "张伟", "--distinct", "0412").code == 0
    assert command("user", "distinguish", "zw1", "0398").code == 0
    titles = {row["name"]: row["title"] for row in json.loads(command("user", "list", "--json").out)["items"]}
    assert (titles["zw1"], titles["zw2"]) == ("张伟（0398）", "张伟（0412）")


@pytest.mark.parametrize(("account", "warned"), [("root", True), ("Administrator", True), ("li", False)])
def test_a_shared_account_is_warned_about(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, account: str, warned: bool
) -> None:
    """At the founding and whenever one is known by it."""
    monkeypatch.setattr(identity, "os_account", lambda: account)
    founded = command("--db", str(tmp_path / "another.db"), "init", "--name", "boss", "--rehearsal")
    assert ("人人可用" in founded.err) == warned


def test_the_second_supervisor_hears_that_nobody_could_confirm_him(
    command: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """He counts as confirmed by his own act, which is on record; it is told, and what may be asked of him later."""
    desk.as_("sup1").people.add("second", "主管乙", ["supervisor"])
    desk.as_("sup1").access.set_passphrase("second", "主管给的第一个口令")
    monkeypatch.setenv("INSPECT_ENGINE_PASSPHRASE", "主管给的第一个口令")
    monkeypatch.setattr("sys.stdin", io.StringIO("自己改的第二个口令\n"))
    outcome = command("user", "passphrase", "second", "--stdin", "--json", user="second")
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["confirmed_alone"] is True
    assert "没有别的主管能确认你：按自行确认记录在案" in outcome.err
