"""Photographs: picked by time and several at once, and looked at with what the system has for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from inspect_tui.screens.note import NoteScreen
from inspect_tui.views import viewer
from inspect_tui.widgets.evidence_field import EvidenceField

from tests.screens.conftest import Desk


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """A folder as it comes from a telephone."""
    folder = tmp_path / "手机"
    (folder / "旧的").mkdir(parents=True)
    for minute, name in enumerate(("c.jpg", "a.jpg", "b.jpg")):
        path = folder / name
        path.write_bytes(name.encode() * 700_000)
        os.utime(path, (1_645_000_000 + 60 * minute,) * 2)
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the system was asked to open."""
    calls: list[list[str]] = []
    monkeypatch.setattr(viewer, "_start", lambda command: calls.append(list(command)))
    monkeypatch.setattr(viewer, "viewer", lambda *_: ("look",))
    return calls


async def test_several_photographs_at_once_the_newest_first(desk: Desk, phone: Path, opened: list[list[str]]) -> None:
    """Promise: by time, with day and size; marks; a look; and the next time it begins in the same folder."""
    number = desk.hazard()
    case = desk.ledger("insp1").cases.get(number)
    async with desk.open(size=(110, 30)) as hand:
        hand.app.ledger.habits.keep("files.folder", str(phone))
        await hand.app.push_screen(NoteScreen(case))
        await hand.press("f2")
        shown = await hand.until("新的在前")
        names = [line.split()[2] for line in shown.splitlines() if "[ ] " in line]
        assert names == ["b.jpg", "a.jpg", "c.jpg"]
        assert "旧的/" in shown
        assert "3.5 MB" in shown
        await hand.press("f8")
        shown = await hand.until("按名称")
        assert shown.index("a.jpg") < shown.index("b.jpg") < shown.index("c.jpg")
        await hand.press("f8", "down", "down", "f4", "space", "space")
        await hand.until("已标 2 个")
        await hand.press("enter")
        assert hand.app.screen.query_one(EvidenceField).paths == [phone / "b.jpg", phone / "a.jpg"]
        assert opened == [["look", str(phone / "b.jpg")]]
        await hand.press("f2")
        await hand.until(str(phone.name))
        await hand.press("escape")
        await hand.press("shift+tab", *"照片", "ctrl+s")
        await hand.until(lambda: desk.ledger("insp1").cases.get(number).events == 2)


async def test_evidence_opens_from_the_case(desk: Desk, phone: Path, opened: list[list[str]]) -> None:
    """Promise: under its own name, as a copy; what could be started is not."""
    number = desk.hazard()
    (phone / "坏.sh").write_bytes(b"#!/bin/sh")
    desk.ledger("insp1").notes.add(number, "照片", [phone / "a.jpg", phone / "坏.sh"])
    async with desk.open() as hand:
        await hand.app.push_screen(hand.app.screens.case(number, number))
        await hand.press("p")
        await hand.until("a.jpg  3.5 MB")
        await hand.press("enter", "down", "enter")
        await hand.until(lambda: len(opened) == 2)
    copies = [Path(command[-1]) for command in opened]
    assert [copy.name for copy in copies] == ["a.jpg", "坏.sh.bin"]
    assert copies[0].read_bytes() == (phone / "a.jpg").read_bytes()


def test_the_systems_viewer() -> None:
    """Promise: the right program on each system; where there is no screen, the place of the file is told."""
    found = "/usr/bin/xdg-open".__str__
    assert viewer.viewer("win32", {}, lambda _: None) == ()
    assert viewer.viewer("darwin", {}, lambda _: None) == ("open",)
    assert viewer.viewer("linux", {"DISPLAY": ":0"}, lambda _: found()) == ("xdg-open",)
    assert viewer.viewer("linux", {"WAYLAND_DISPLAY": "w"}, lambda _: None) is None
    assert viewer.viewer("linux", {}, lambda _: found()) is None
