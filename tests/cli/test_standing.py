"""One case, its trail, its papers and overrides, as they stood on a day and as was known at a moment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.ledger.standing import NOW, Then
from tests.conftest import Command, Desk
from tests.exports.papers import open_office

NUMBER, PAPER = "RQ-2022-0001", "示建燃改〔2022〕1号"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return open_office(tmp_path).desk


@pytest.fixture
def served(command: Command, desk: Desk) -> Command:
    """Found and graded before, a notice of the 24th, served on the 26th, which was entered on the 28th."""
    set_to = "--set address=某路1号 --set responsible_person=吴某 --set days=7"
    for day, user, line in (
        ("2022-02-24", "sup1", f"notice issue rectification {NUMBER} {set_to}"),
        ("2022-02-28", "insp1", f"notice serve {PAPER} --how direct --received-by 吴某 --on 2022-02-26"),
    ):
        desk.on(day)
        outcome = command(*line.split(), user=user)
        assert outcome.code == 0, outcome.err
    return command


def shown(run: Command, *words: str) -> Any:
    outcome = run(*words, "--json")
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def test_a_case_is_shown_as_it_stood(served: Command, desk: Desk) -> None:
    def show(*days: str) -> tuple[Any, ...]:
        found = shown(served, "case", "show", NUMBER, *days)
        history = shown(served, "case", "history", NUMBER, *days)["items"]
        return found["state_title"], found["documents"], found["due_on"], len(history)

    assert show("--as-of", "2-22")[:2] == ("已定级", [])
    issued, now = show("--as-of", "2-25"), show()
    assert (issued[:3], now[:3]) == (("已签发", [PAPER], None), ("已送达", [PAPER], "2022-03-07"))
    assert show("--as-of", "2-26") == now
    assert show("--as-of", "2-26", "--known-at", "2-27") == issued
    told = served("case", "show", NUMBER, "--as-of", "2-25")
    assert "数据疑点、会签只有今天的" in told.err
    assert "已签发" in told.out
    gone = served("case", "history", NUMBER, "--as-of", "2-16")
    assert (gone.code, f"截至 2022-02-16，还没有“{NUMBER}”" in gone.err) == (2, True)
    assert served("case", "show", NUMBER, "--known-at", "2099-01-01").code == 2
    ledger = desk.as_("sup1")
    assert ledger.standing.history(NUMBER, NOW) == ledger.cases.history(NUMBER)


def test_a_paper_is_served_when_it_was_and_known_when_it_was_entered(served: Command, desk: Desk) -> None:
    def state(*days: str) -> list[str]:
        return [one["state"] for one in shown(served, "notice", "list", *days)["items"]]

    assert state("--as-of", "2-22") == []
    assert state("--as-of", "2-25") == ["未送达"]
    assert state("--as-of", "2-26") == state() == ["已送达"]
    assert state("--known-at", "2-27") == ["未送达"]
    ledger = desk.as_("sup1")
    assert ledger.standing.papers(NOW) == ledger.documents.all()
    assert ledger.standing.papers(Then(known_at=desk.moment), NUMBER) == ledger.documents.all(NUMBER)


def test_overrides_are_told_as_of_a_day(served: Command) -> None:
    assert shown(served, "override", "list", "--as-of", "2-22") == {"items": []}
    assert served("override", "list", "--as-of", "2099-01-01").code == 2
