"""Who may come in, and who stands in for whom: what the pages of help promise, and what a stranger is told."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from inspect_engine.errors import Refused
from inspect_engine.ledger import open_ledger
from tests.conftest import Command, Desk

DAYS = ("2022-02-17", "2026-12-30", "2031-02-28")


def example(command: Command, *words: str) -> list[str]:
    """The command line that a page of help gives as an example, without the program's name."""
    page = " ".join(command(*words, "--help").out.replace("│", " ").split())
    (line,) = re.findall(rf"例：inspect-engine ({' '.join(words)} [^。]*?--reason \S+)", page)
    return shlex.split(line)


@pytest.mark.parametrize("day", DAYS)
def test_the_example_of_a_delegation_holds_on_any_day(command: Command, desk: Desk, day: str) -> None:
    for name, role in (("wang", "supervisor"), ("li", "inspector")):
        desk.as_("sup1").people.add(name, name, [role])
    desk.on(day)
    outcome = command(*example(command, "delegation", "add"))
    assert outcome.code == 0, outcome.err
    (granted,) = json.loads(command("delegation", "list", "--json").out)["items"]
    assert (granted["from"], granted["state"]) == (day, "有效")


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("+7", "2022-02-24"),
        ("＋７", "2022-02-24"),
        ("明天", "2022-02-18"),
        ("2月28日", "2022-02-28"),
        ("+0", "2022-02-17"),
        ("+999", "2024-11-12"),
        ("2022-03-31", "2022-03-31"),
    ],
)
def test_a_delegation_ends_on_a_day_or_after_so_many(command: Command, until: str, last: str) -> None:
    line = ("delegation", "add", "insp2", "--of", "insp1", "--until", until, "--reason", "休假")
    outcome = command(*line)
    assert outcome.code == 0, outcome.err
    assert f"至 {last} " in outcome.err


@pytest.mark.parametrize("until", ["+", "+7天", "7", "+1000", "++7", "2022-02-16"])
def test_another_text_is_no_day_to_end_on(command: Command, until: str) -> None:
    outcome = command("delegation", "add", "insp2", "--of", "insp1", "--until", until, "--reason", "休假")
    assert outcome.code == 2, outcome.err
    assert json.loads(command("delegation", "list", "--json").out) == {"items": []}


def test_an_account_that_is_nobodys_is_told_of_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which account it is and how to be enrolled, in one line; not who is: thousands of names, told to a stranger."""
    people = [row.name for row in desk.as_("sup1").people.all()]
    monkeypatch.setattr("inspect_engine.ledger.identity.os_account", lambda: "路过的人")
    with pytest.raises(Refused) as caught:
        open_ledger(desk.path, None, desk.clock).desk.whoami()
    told = str(caught.value)
    assert "操作系统账户“路过的人”没有登记" in told
    assert "user add" in told
    assert "--os-user" in told
    assert "--user 写明" in told
    assert len(people) > 3
    assert [name for name in people if name in told] == []
