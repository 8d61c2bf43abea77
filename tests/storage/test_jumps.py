"""Jumps of the clock: what nothing explains stops tick until a supervisor has confirmed it, and only that."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.jumps import OFF, Beat, jump
from inspect_engine.domain.timekeeping import BACK
from inspect_engine.errors import Refused
from inspect_engine.ledger import Ledger, create_ledger, open_ledger, parse_moment
from inspect_engine.storage import home, machine
from tests.conftest import settle_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 3, 2, 9, tzinfo=CHINA)


def nothing(_: datetime) -> None:
    """No file tells of anything."""


@given(
    up=st.integers(0, 10**7),
    ran=st.integers(0, 10**7),
    drift=st.integers(-3 * 10**7, 3 * 10**7),
    boot=st.sampled_from(["one", ""]),
)
def test_within_a_boot_what_is_not_counted_is_a_jump(up: int, ran: int, drift: int, boot: str) -> None:
    """To the second where boots have names; where they have none, at least nothing is told that is explained."""
    before = Beat(START, boot, timedelta(seconds=up))
    now = Beat(START + timedelta(seconds=ran + drift), boot, timedelta(seconds=up + ran))
    found = jump(before, now, nothing)
    if boot or abs(timedelta(seconds=drift)) <= BACK:
        assert (found is not None) is (timedelta(seconds=drift) > BACK)
    if found:
        assert found.by <= timedelta(seconds=drift) <= found.by + timedelta(seconds=ran + up)


@given(off=st.integers(0, 400), up=st.integers(0, 100))
def test_a_machine_that_was_off_jumps_only_after_more_than_a_month(off: int, up: int) -> None:
    before = Beat(START, "one", 5 * HOUR)
    now = Beat(START + off * DAY + up * HOUR, "two", up * HOUR)
    assert (jump(before, now, nothing) is not None) is (off * DAY > OFF)


def test_files_tell_that_a_machine_was_used_meanwhile() -> None:
    """But not those of this boot, in which a clock may have been wrong."""
    before = Beat(START, "one", 5 * HOUR)
    now = Beat(START + 90 * DAY, "two", HOUR)
    asked: list[datetime] = []

    def newest(moment: datetime) -> datetime:
        asked.append(moment)
        return START + 80 * DAY

    assert jump(before, now, newest) is None
    assert asked == [now.wall - HOUR]
    assert jump(before, now, lambda _: START + 2 * DAY) is not None


def test_the_newest_file_before_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "USED", ())
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "none"))
    for days in (1, 3, 9):
        (tmp_path / str(days)).write_text("")
        at = (START + days * DAY).timestamp()
        os.utime(tmp_path / str(days), (at, at))
    assert machine.newest([tmp_path], START + 5 * DAY) == START + 3 * DAY
    assert machine.newest([tmp_path / "none"], START) is None


def test_this_machine_tells_its_clocks() -> None:
    first, second = machine.beat(START), machine.beat(START)
    assert first.boot == second.boot
    assert timedelta() < first.up <= second.up


@dataclass
class Machine:
    """A machine with a real ledger, whose clocks the test sets."""

    path: Path
    wall: datetime = START
    up: timedelta = 5 * HOUR
    boot: str = "one"

    def runs(self, time: timedelta) -> None:
        self.wall += time
        self.up += time

    def sleeps_off(self, time: timedelta) -> None:
        self.wall += time
        self.up, self.boot = timedelta(minutes=1), self.boot + "+"

    def as_(self, name: str) -> Ledger:
        return open_ledger(self.path, name)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path / "ledger.db")
    monkeypatch.setattr("inspect_engine.ledger.clock.system_clock", lambda: made.wall)
    monkeypatch.setattr(machine, "beat", lambda wall: Beat(wall, made.boot, made.up))
    monkeypatch.setattr(machine, "newest", lambda *_: None)
    create_ledger(made.path, "sup1", "主管甲").people.add("insp1", "检查员甲", ["inspector"])
    made.as_("sup1")
    return made


def test_past_a_jump_tick_raises_nothing_until_it_is_confirmed(desktop: Machine) -> None:
    desktop.runs(HOUR)
    assert desktop.as_("sup1").escalation.tick() == []
    desktop.runs(HOUR)
    desktop.wall += 365 * DAY
    for _ in range(2):
        with pytest.raises(Refused, match=r"365 天没有来由.*clock confirm"):
            desktop.as_("sup1").escalation.tick()
        desktop.runs(HOUR)
    desktop.as_("sup1").people.add("new", "新来的", ["viewer"])
    with pytest.raises(Refused, match="须由主管"):
        desktop.as_("insp1").timekeeping.confirm()
    desktop.as_("sup1").timekeeping.confirm()
    assert desktop.as_("sup1").escalation.tick() == []
    assert desktop.as_("sup1").verify() == []


def test_put_right_again_it_is_believed_again(desktop: Machine) -> None:
    desktop.wall += 365 * DAY
    assert desktop.as_("sup1").timekeeping.jump()
    desktop.wall -= 365 * DAY
    desktop.runs(HOUR)
    assert desktop.as_("sup1").timekeeping.jump() is None
    assert desktop.as_("sup1").escalation.tick() == []


def test_a_restart_makes_no_jump_forgotten(desktop: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """After it there are files of the wrong time: those explain nothing."""
    desktop.wall += 365 * DAY
    assert desktop.as_("sup1").timekeeping.jump()
    desktop.sleeps_off(HOUR)
    monkeypatch.setattr(machine, "newest", lambda *_: desktop.wall - 2 * HOUR)
    assert desktop.as_("sup1").timekeeping.jump()


@pytest.mark.parametrize(("days", "told"), [(14, False), (40, True)])
def test_a_fortnight_off_is_no_jump(desktop: Machine, days: int, told: bool) -> None:
    desktop.sleeps_off(days * DAY)
    assert bool(desktop.as_("sup1").timekeeping.jump()) is told


def test_another_account_heeds_what_was_confirmed(desktop: Machine, tmp_path: Path) -> None:
    """The jump is told where it was seen; it is confirmed on record, for all."""
    desktop.wall += 365 * DAY
    assert desktop.as_("sup1").timekeeping.jump()
    here = tmp_path / "home-of-cron"
    before = Path(os.environ["INSPECT_ENGINE_HOME"])
    settle_in(here)
    desktop.runs(HOUR)
    assert desktop.as_("sup1").timekeeping.jump() is None
    desktop.as_("sup1").timekeeping.confirm()
    settle_in(before)
    assert desktop.as_("sup1").timekeeping.jump() is None


def test_opened_for_the_first_time_there_is_nothing_to_doubt(desktop: Machine, tmp_path: Path) -> None:
    settle_in(tmp_path / "new-home")
    desktop.wall += 365 * DAY
    assert desktop.as_("sup1").timekeeping.jump() is None


@pytest.mark.parametrize("spoilt", ["{", "[]", '{"wall": 1}', '{"wall": "x", "boot": "", "up": "y"}'])
def test_a_spoilt_note_is_none(desktop: Machine, spoilt: str) -> None:
    home.anchor_file(f"clock {desktop.as_('sup1').desk.ledger_id}").write_text(spoilt)
    desktop.wall += 365 * DAY
    assert desktop.as_("sup1").timekeeping.jump() is None


def test_a_beat_is_noted_at_most_once_a_minute(desktop: Machine) -> None:
    desktop.runs(HOUR)
    desktop.as_("sup1")
    place = home.anchor_file(f"clock {desktop.as_('sup1').desk.ledger_id}")
    first = place.read_text()
    desktop.runs(timedelta(seconds=30))
    desktop.as_("sup1")
    assert place.read_text() == first
    desktop.runs(timedelta(seconds=31))
    desktop.as_("sup1")
    assert place.read_text() != first


def test_a_rehearsal_moves_as_it_likes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_ledger(tmp_path / "r.db", "sup1", "主管甲", rehearsal=True)
    for day in ("2022-02-17", "2030-02-17", "2021-02-17"):
        monkeypatch.setenv("INSPECT_ENGINE_NOW", day)
        ledger = open_ledger(tmp_path / "r.db", "sup1")
        assert (ledger.timekeeping.jump(), ledger.escalation.tick()) == (None, [])
        assert ledger.desk.now() == parse_moment(day)
