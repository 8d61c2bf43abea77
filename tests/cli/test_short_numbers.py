"""Inspections by their short numbers."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.offers import pack_offer
from inspect_engine.storage import queries, sqlite
from tests.conftest import Command, Desk, enrol

GAS = [pack_offer(load_library().definition("gas"))]


def started(command: Command, *subjects: str) -> str:
    """Begin an inspection; the number that is printed."""
    for key in subjects:
        words = ("--pack", "gas", "--kind", "catering", "--name", f"店{key}", "--region", "530602")
        command("subject", "add", key, *words, user="insp1")
    chosen = [word for key in subjects for word in ("--subject", key)]
    outcome = command("inspect", "start", "gas", *chosen, user="insp1")
    assert outcome.code == 0, outcome.err
    return outcome.out.strip()


@pytest.mark.parametrize("digits", [6, 7, 8, 36])
def test_an_inspection_is_named_by_its_short_number(command: Command, digits: int) -> None:
    short = started(command, "s-1")
    (listed,) = json.loads(command("inspect", "list", "--json").out)["items"]
    assert (len(short), listed["short"], listed["id"][-8:]) == (8, short, short)
    named = listed["id"] if digits == 36 else short[:digits].upper()

    answered = command("inspect", "answer", named, "s-1", "CAT-05", "na", user="insp1")
    shown = json.loads(command("inspect", "show", named, "--json").out)
    finished = command("inspect", "finish", named, user="insp1")

    assert (answered.code, finished.code) == (0, 0), finished.err
    assert (shown["id"], [each["item"] for each in shown["answers"]]) == (listed["id"], ["CAT-05"])
    assert f"检查 {short}：立隐患 0 件" in finished.err
    assert command("inspect", "list").out.splitlines()[1].startswith(f"{short}  gas ")


@pytest.mark.parametrize("word", ["{5}", "", "zzzzzz", "{8}0", "0", "{id}x", "%", "________"])
def test_what_names_none(command: Command, word: str) -> None:
    short = started(command, "s-1")
    named = {"{5}": short[:5], "{8}0": f"{short}0", "{id}x": f"{short}x"}.get(word, word)
    outcome = command("inspect", "show", named)
    assert outcome.code == 2
    assert f"没有检查“{named}”" in outcome.err
    assert "至少写开头 6 位" in outcome.err


def test_one_that_fits_several_is_refused_by_name(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [f"01900000-0000-7000-8000-0000abcdef{n}" for n in ("00", "11")]
    for each in ids:
        monkeypatch.setattr("inspect_engine.storage.log.new_id", _first(each, monkeypatch))
        started(command, "s-1")
    outcome = command("inspect", "show", "abcdef")
    assert outcome.code == 2
    assert f"“abcdef”不止一次检查：{ids[0]}（2022-02-17）、{ids[1]}（2022-02-17）" in outcome.err
    assert command("inspect", "show", "abcdef1").code == 0


def _first(wanted: str, patch: pytest.MonkeyPatch) -> Any:
    """``new_id`` for whoever begins an inspection; all others get the real one."""
    import sys

    from inspect_engine.storage.log import new_id as real

    real = getattr(real, "real", real)

    def made() -> str:
        return wanted if sys._getframe(1).f_code.co_name == "planned" else real()

    made.real = real  # type: ignore[attr-defined]
    return made


def test_what_is_out_of_sight_is_no_candidate(command: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads the same as what never was, and does not stand in the way."""
    enrol(desk.as_("sup1"), "far", "远处的主管", ["supervisor"], region="5301")
    short = started(command, "s-1")
    there, nowhere = (command("inspect", "show", word, user="far") for word in (short, "00000000"))
    assert (there.code, there.err) == (nowhere.code, nowhere.err.replace("00000000", short))


@pytest.mark.parametrize("word", ["abcdef", "01900000-0000-7000-8000-00000abcdef0"])
def test_it_is_looked_up_by_key(desk: Desk, word: str) -> None:
    with closing(sqlite.reader(desk.path)) as connection:
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        queries.inspections_named(connection, word)
        connection.set_trace_callback(None)
        plans = [row[3] for sql in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert len(asked) == 1
    assert all(plan.startswith("SEARCH inspectionrow USING INDEX") for plan in plans), plans
