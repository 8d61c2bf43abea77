"""Deadlines as a calendar that any program takes: one day a case, the same one at each export."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from inspect_engine.errors import InputError, StorageError
from inspect_engine.exports import deadlines

if TYPE_CHECKING:
    from tests.exports.conftest import Town


def events(path: Path) -> dict[str, Any]:
    """By number of the case, as an independent parse of the file gives them."""
    found = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return {str(each["description"]).split("\n")[0].removeprefix("编号："): each for each in found}


def test_each_case_with_a_deadline_has_its_day(town: Town, tmp_path: Path) -> None:
    done = deadlines.write(town.chief, tmp_path / "期限.ics")
    found = events(done.path)
    lines = {line.number: line for line in town.chief.cases.iterate() if line.late_after or line.due_on}
    assert found.keys() == lines.keys()
    assert len({str(each["uid"]) for each in found.values()}) == len(found) == done.running + done.cancelled
    for number, event in found.items():
        line = lines[number]
        assert event["dtstart"].dt == (line.late_after or line.due_on)
        assert event["dtstart"].params["VALUE"] == "DATE"
        assert str(event["status"]) == ("CONFIRMED" if line.is_open else "CANCELLED")
        assert str(event["uid"]) == f"{line.id}@inspect-engine"
        assert len(event.walk("VALARM")) == (2 if line.is_open and line.late_after else 0)
        assert line.told in str(event["summary"]).replace("‹U+001B›", "\x1b")
        assert str(event["summary"]).startswith("【演练】")
    assert {line.is_open for line in lines.values()} == {True, False}


def test_a_limit_that_has_passed_does_not_hide_the_due_date(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An accident was in the calendar by its report of one hour alone; and its due date is none of a rectification."""
    due, passed = date(2024, 6, 21), date(2024, 3, 20)
    hazard = next(line for line in town.chief.cases.iterate() if line.is_open)
    running = replace(hazard, kind="accident", due_on=due, late_after=passed)
    ledger = town.as_("sup1")
    for ended in (False, True):
        line = replace(running, is_open=not ended, closed_on=passed if ended else None)
        line = replace(line, late_after=None if ended else passed)
        monkeypatch.setattr(ledger.cases, "iterate", lambda line=line: iter([line]))
        done = deadlines.write(ledger, tmp_path / "a.ics")
        found: list[Any] = Calendar.from_ical(done.path.read_bytes()).walk("VEVENT")
        uids = [f"{line.id}@inspect-engine", f"{line.id}-due@inspect-engine"]
        assert [str(each["uid"]) for each in found] == uids
        assert [each["dtstart"].dt for each in found] == ([due, due] if ended else [passed, due])
        assert (done.running, done.cancelled) == ((0, 2) if ended else (2, 0))
        for each in found:
            assert "\n期限：2024-06-21" in str(each["description"])
            assert "整改期限" not in f"{each['summary']}{each['description']}"
            assert ("\n办理时限：2024-03-20" in str(each["description"])) is not ended


def test_the_file_is_as_the_standard_has_it(town: Town, tmp_path: Path) -> None:
    """RFC 5545, 3.1: lines end in CRLF and hold 75 octets at most; what was typed breaks out of none."""
    raw = deadlines.write(town.chief, tmp_path / "期限.ics").path.read_bytes()
    assert raw == deadlines.write(town.chief, tmp_path / "再来.ics").path.read_bytes(), (
        "the same, while nothing happens"
    )
    lines = raw.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75
    assert not any(byte < 32 for line in lines for byte in line)
    assert raw.count(b"BEGIN:VEVENT") == raw.count(b"END:VEVENT") == len(events(tmp_path / "期限.ics"))


def test_reminders_come_in_the_morning(town: Town, tmp_path: Path) -> None:
    found = events(deadlines.write(town.chief, tmp_path / "期限.ics").path)
    alarms = next(each.walk("VALARM") for each in found.values() if each.walk("VALARM"))
    assert [each["trigger"].dt for each in alarms] == [timedelta(hours=-63), timedelta(hours=9)]
    assert {str(each["action"]) for each in alarms} == {"DISPLAY"}


def test_what_was_closed_is_cancelled_under_the_same_id_and_gone_a_year_later(tmp_path: Path) -> None:
    from tests.exports.conftest import Town

    town = Town(tmp_path)
    town.inspect(["T-1", "T-1"])
    town.order(0, 7)
    before = events(deadlines.write(town.chief, tmp_path / "a.ics").path)
    assert before.keys() == {town.numbers[0]}, "the other has no deadline yet"
    town.wait(1)
    town.reply(0, "照片")
    town.close(0)
    after = events(deadlines.write(town.chief, tmp_path / "a.ics").path)
    one, other = before[town.numbers[0]], after[town.numbers[0]]
    assert (str(other["uid"]), str(other["status"])) == (str(one["uid"]), "CANCELLED")
    assert int(other["sequence"]) > int(one["sequence"])
    assert other.walk("VALARM") == []
    town.wait(366)
    assert events(deadlines.write(town.chief, tmp_path / "a.ics").path) == {}


def test_it_appears_whole_or_not_at_all(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"应以 \.ics 结尾"):
        deadlines.write(town.chief, tmp_path / "期限.txt")
    with pytest.raises(InputError, match="请先建立文件夹"):
        deadlines.write(town.chief, tmp_path / "没有" / "期限.ics")
    (tmp_path / "期限.ics").write_text("先前的")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("inspect_engine.exports.whole.sync_folder", lambda _: None)
    monkeypatch.setattr(deadlines, "_event", full)
    with pytest.raises(StorageError, match="磁盘"):
        deadlines.write(town.chief, tmp_path / "期限.ics")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("期限.ics", "先前的")]


def test_a_number_that_identifies_somebody_is_covered_on_demand(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = town.as_("sup1")
    lines = [replace(line, subject_name="王某 13912345678") for line in town.chief.cases.iterate()]
    monkeypatch.setattr(ledger.cases, "iterate", lambda: iter(lines))
    for redact in (False, True):
        found = events(deadlines.write(ledger, tmp_path / "a.ics", redact=redact).path)
        for event in found.values():
            assert ("13912345678" in event["summary"] + event["description"]) is not redact
            assert ("139****5678" in event["summary"]) is redact
