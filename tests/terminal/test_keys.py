"""Random sequences of keys at the real terminal: what is stored is what was typed, where it was typed.

``make fuzz`` plays as many as one likes: ``KEY_SEQUENCES`` says how many, ``KEY_SEED`` with which seed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.ledger import NOW_VARIABLE
from tests.terminal.office import (
    FOUND,
    LISTS,
    TODAY,
    Office,
    act,
    begin,
    conflict,
    export,
    log,
    register,
    rehearse,
    walk,
    wander,
)

SEED = int(os.environ.get("KEY_SEED", "2026"))
SEQUENCES = int(os.environ.get("KEY_SEQUENCES", "8"))
"""In each of the runs below."""


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "台账.db"
    monkeypatch.setenv("INSPECT_ENGINE_CHECKLISTS", str(LISTS))
    rehearse(path)
    return path


@pytest.fixture
def office(found: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv(NOW_VARIABLE, TODAY)
    monkeypatch.setenv("INSPECT_ENGINE_CHECKLISTS", str(LISTS))
    made = Office(found, Random(f"{SEED}-{request.node.name}"), user=getattr(request, "param", "insp1"))
    try:
        made.start()
        yield made
    finally:
        made.calm()
        made.console.close()


def play(office: Office, doings: list[Callable[[Office], None]]) -> None:
    """So many sequences in one run of the program, with another person writing beside it half of the time."""
    for number in range(SEQUENCES):
        if office.chance.random() < 0.5:
            office.disturb()
        doing = office.chance.choice(doings)
        try:
            doing(office)
        except Exception as error:
            told = f"seed {SEED}, sequence {number + 1}, {doing.__name__}: {error}"
            raise AssertionError(f"{told}\n{office.console.screen}") from error
        office.calm()
    assert office.quit() == 0
    assert office.crashes() == []


@pytest.mark.long
def test_walks(office: Office) -> None:
    """Promise: every answer, note, part and value stands with its item, whatever the bursts."""
    play(office, [walk, walk, begin])


def test_hazards_logged_by_search(office: Office) -> None:
    """Promise: each is stored with its item, at its place, in its words, whatever the bursts."""
    play(office, [log, log, log, wander])


def test_a_hazard_takes_few_keys_and_none_that_was_told_is_lost(office: Office) -> None:
    """Promise: three keys beside its words, all struck in one write; after kill -9 what was called saved is there, and
    none by halves."""
    ledger, subject = office.ledger("insp1"), office.subject()
    ledger.logged.add("shop", AnswerInput(subject=subject, item="A-01", answer="fail", note="堆物"))
    office.console.resize(120, 40)
    office.console.write("ctrl+u", "enter")
    keys = ["a"]
    for number, (typed, item) in enumerate(FOUND[1:], 1):
        measured = ["tab", "3"] if item == "A-02" else []
        struck = ["enter", *measured[:1], "ctrl+s"]
        assert len(struck) + 1 <= 8
        keys += [*typed, "enter", *f"第{number}件", *measured, "ctrl+s"]
    office.console.write(*keys)
    told = office.chance.randrange(0, len(FOUND))
    office.console.until(lambda: _logged(office) >= told)
    office.console.kill()
    stored = [line.item for line in ledger.cases.iterate()]
    assert stored == [item for _, item in FOUND[: len(stored)]]
    assert len(stored) > told
    assert not ledger.unfinished.all()
    assert ledger.verify() == []


def _logged(office: Office) -> int:
    """The last hazard that the screen has called saved, beside the first one."""
    told = re.search(r"已保存：CS-2022-(\d+)", office.console.flat)
    return int(told.group(1)) - 1 if told else 0


@pytest.mark.long
@pytest.mark.parametrize("office", ["sup"], indirect=True)
def test_forms_of_a_supervisor(office: Office) -> None:
    """Promise: each field holds what was typed into it; a conflict keeps the form; no act is taken twice."""
    play(office, [act, act, act, conflict, export, wander])


@pytest.mark.long
@pytest.mark.parametrize("office", ["insp1"], indirect=True)
def test_forms_of_an_inspector(office: Office) -> None:
    """Promise: the same for serving, re-inspecting, registering and beginning."""
    play(office, [act, act, register, begin, wander])


def test_what_was_acknowledged_survives_a_kill(office: Office) -> None:
    """Promise: after kill -9 every answer the screen called saved is there, in order, and the ledger is whole."""
    for _ in range(max(1, SEQUENCES // 5)):
        ledger = office.ledger("insp1")
        subjects = [office.subject() for _ in range(4)]
        inspection = ledger.inspections.start("shop", subjects, ["insp1"])
        office.console.resize(100, 30)
        office.console.write("ctrl+u", "enter", "n", "enter")
        office.console.until("未作答16")
        struck = office.chance.randrange(1, 16)
        office.console.write(*("3" * struck))
        least = office.chance.randrange(0, min(4, struck) + 1)
        office.console.until(lambda least=least: _acknowledged(office) >= least)  # type: ignore[misc]
        told = _acknowledged(office)
        office.console.kill()
        answers = ledger.inspections.get(inspection).answers
        assert len(answers) >= told
        given = sorted((a.subject, a.item) for a in answers)
        asked = [(key, item) for key in subjects for item in ("A-01", "A-02", "A-03", "B-01")]
        assert given == sorted(asked[: len(answers)])
        office.console.close()
        office.start()
    assert ledger.verify() == []


def _acknowledged(office: Office) -> int:
    found = re.search(r"已作答(\d+)", office.console.flat)
    return int(found.group(1)) if found else 0


def test_bytes_that_are_no_text(office: Office) -> None:
    """Promise: what an old terminal sends ends nothing; keys go on being obeyed."""
    for odd in (b"\xd5\xd5\xc6\xac", b"\x80", b"\x1b[200~ab\xba\xc3\x1b[201~"):
        office.console.send(odd)
        wander(office)
    assert office.quit() == 0
    assert office.crashes() == []


def test_a_terminal_that_is_gone_ends_the_program(office: Office) -> None:
    """Promise: nothing goes on running for a window that was closed, and no fault is logged."""
    office.console.hang_up()
    office.console.until(lambda: office.console.process.poll() is not None)
    assert office.crashes() == []
