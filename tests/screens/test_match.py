"""A telephone's photographs find their answers by the clock, and are attached after a yes."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.domain.inspections.matching import MOST, match
from inspect_engine.reading.photographs import OFFSET, TAKEN, TIMES, taken_at
from tests.screens.conftest import TODAY, Desk

NOON = datetime.fromisoformat(f"{TODAY}T12:00:00+08:00")
GPS = 0x8825


def photograph(path: Path, taken: datetime | None, offset: str = "") -> Path:
    """As a telephone writes one, with the place in it."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(TIMES)[TAKEN] = f"{taken:%Y:%m:%d %H:%M:%S}"
    if offset:
        exif.get_ifd(TIMES)[OFFSET] = offset
    exif.get_ifd(GPS)[1] = "N"
    shade = len(path.name) * 16 + sum(map(ord, path.name)) % 16
    Image.new("RGB", (8, 8), (shade % 256, 0, 0)).save(path, exif=exif)
    return path


def test_nearest_in_time() -> None:
    """Promise: one clearly nearest is sure; several that are close are offered, the nearest first; far ones not."""

    def at(*minutes: float) -> list[tuple[float, datetime]]:
        return [(minute, NOON + timedelta(minutes=minute)) for minute in minutes]

    for made, near, sure in (
        (at(3), [3], True),
        (at(-1, 30), [-1], True),
        (at(4, 1, -9), [1, 4, -9], True),
        (at(1, 2), [1, 2], False),
        (at(9, 10.5), [9], False),
        (at(11), [], False),
        (at(), [], False),
        (at(1, 2, 3, 4, 5, 6), [1, 2, 3, 4], False),
    ):
        found = match(NOON, made)
        assert ([each.key for each in found.near], found.sure) == (near, sure), made
        assert len(found.near) <= MOST


def test_when_a_photograph_was_taken(tmp_path: Path) -> None:
    """Promise: as the camera says, in its own time zone where it names one; what does not say is not guessed."""
    naive = NOON.astimezone(CHINA)
    assert taken_at(photograph(tmp_path / "a.jpg", naive)) == NOON
    assert taken_at(photograph(tmp_path / "b.jpg", naive, "+09:00")) == NOON - timedelta(hours=1)
    assert taken_at(photograph(tmp_path / "c.jpg", naive, "胡写")) == NOON
    assert taken_at(photograph(tmp_path / "d.jpg", None)) is None
    (tmp_path / "e.jpg").write_bytes(b"\xff\xd8\xff\xe1junk")
    assert taken_at(tmp_path / "e.jpg") is None
    assert taken_at(tmp_path / "none.jpg") is None


async def test_a_folder_is_matched_and_attached_after_a_yes(desk: Desk, tmp_path: Path) -> None:
    """Promise: sure ones are chosen, doubtful ones offered side by side, others left; answers stay as they were."""
    key, ledger = desk.begin(), desk.ledger("insp1")
    for clock, item, word in (("09:00", "A-01", "fail"), ("10:00", "A-03", "fail"), ("10:01", "B-01", "pass")):
        desk.today(f"{TODAY}T{clock}:00+08:00")
        ledger.inspections.answer(key, AnswerInput(subject="s-1", item=item, answer=word, note=f"{item} 的话"))
    before = desk.answers(key)
    folder = tmp_path / "手机"
    folder.mkdir()
    for name, clock in (("1.jpg", "08:58"), ("2.jpg", "10:01"), ("3.jpg", "15:00"), ("4.jpg", "")):
        photograph(folder / name, datetime.fromisoformat(f"{TODAY}T{clock}:00") if clock else None)
    async with desk.walk(key, size=(110, 36)) as hand:
        hand.app.ledger.habits.keep("files.folder", str(folder))
        await hand.press("m", "f9", "enter")
        shown = await hand.until("按拍摄时间对上的照片")
        assert shown.count("[x]") == 1
        assert "几项都可能，请选" in shown
        assert "前后 10 分钟没有作答" in shown
        assert "没有拍摄时间" in shown
        assert not any(answer.files for answer in ledger.inspections.get(key).answers)
        await hand.press("down", "enter", "enter", "ctrl+s")
        await hand.until("把 2 张照片附到 2 项作答上吗")
        await hand.press("y", "enter")
        await hand.until("2 张照片附到 2 项")
    answers = {answer.item: answer for answer in ledger.inspections.get(key).answers}
    assert {item: [f["name"] for f in answer.files] for item, answer in answers.items()} == {
        "A-01": ["1.jpg"],
        "A-03": ["2.jpg"],
        "B-01": [],
    }
    assert desk.answers(key) == before
