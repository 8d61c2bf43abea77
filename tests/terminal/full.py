"""The terminal on a disk that is full: run inside a small one, ``python -m tests.terminal.full FOLDER SEED SEQUENCES``.

Each sequence fills the disk to a few free bytes, types and saves, and looks at what the screen says; then there is room
again, or the program is killed first. What was told to be stored is there once; what was not is still in its form.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from shutil import disk_usage
from zipfile import is_zipfile

from inspect_engine.domain.cases import NOTED
from inspect_engine.ledger import NOW_VARIABLE
from tests.terminal.office import LISTS, TODAY, Office, rehearse
from tests.terminal.test_kills import drafts, kill
from tests.terminal.walks import ITEMS, strike

ROOMS = (0, 0, 4_096, 8_192, 20_480, 40_960, 65_536, 131_072)
"""Bytes that are left."""
PHOTO = b"jpg" * 60_000


def fill(office: Office, left: int) -> None:
    """Leave so many bytes of the disk."""
    free = disk_usage(office.path.parent).free
    _filler(office).write_bytes(bytes(max(0, free - left)))


def clear(office: Office) -> None:
    _filler(office).unlink(missing_ok=True)


def _filler(office: Office) -> Path:
    return office.path.with_name("占满")


def restart(office: Office) -> None:
    """Killed, and begun again: with the disk as full as it was, or with room."""
    if office.chance.random() < 0.5:
        clear(office)
    kill(office)
    clear(office)


def walk(office: Office) -> None:
    """Answers of an inspection, one after the other, while the disk fills up under them."""
    chance, ledger = office.chance, office.ledger("insp1")
    subjects = [office.subject() for _ in range(3)]
    inspection = ledger.inspections.start("shop", subjects, ["insp1"])
    tasks = [(subject, item) for subject in subjects for item in ITEMS]
    notes = {task: f"第{n}处{office.number()}" for n, task in enumerate(tasks)}
    office.console.write("ctrl+u", "enter", "n", "enter")
    office.console.until("未作答12")
    fill(office, chance.choice(ROOMS))
    for task, note in notes.items():
        measured = ["tab", "3"] if task[1] == "A-02" else []
        office.strike(["2", *strike(note, chance), *measured, "ctrl+s"])
    office.console.until(lambda: "正在保存" not in office.console.flat and _settled(office) == len(tasks))
    told = _told(office)
    lost = "没有存上" in office.console.flat
    assert not lost or "磁盘已满" in office.console.flat, office.console.screen
    stored = {(a.subject, a.item): a.note for a in ledger.inspections.get(inspection).answers}
    assert len(stored) == told
    assert stored.items() <= notes.items()
    if chance.random() < 0.4:
        office.console.until(lambda: not _drafted(office, inspection).keys() & stored.keys())
        restart(office)
        assert all(notes[task].startswith(kept) for task, kept in _drafted(office, inspection).items())
        ledger.unfinished.discard(inspection, "演练")
        return
    clear(office)
    if lost:
        office.console.write("u", *["ctrl+s"] * (len(tasks) - told))
    office.console.until("已作答12")
    office.end(["f12"])
    answers = ledger.inspections.get(inspection).answers
    assert {(a.subject, a.item): a.note for a in answers} == notes
    assert not _drafted(office, inspection)


def _drafted(office: Office, inspection: str) -> dict[tuple[str, str], str]:
    """The notes that lie on disk for items."""
    about = ((d["about"], d["fields"]) for d in drafts(office))
    return {(of[1], of[2]): fields["note"] for of, fields in about if of[0] == inspection}


def _told(office: Office) -> int:
    """So many answers are called given."""
    found = re.search(r"已作答(\d+)", office.console.flat)
    return int(found.group(1)) if found else 0


def _settled(office: Office) -> int:
    """Answers that are called given, and those that are said not to be stored."""
    failed = re.search(r"没有存上：(.*?)（填的还在", office.console.flat)
    return _told(office) + (failed.group(1).count("项") if failed else 0)


def note(office: Office) -> None:
    """A note, half of it typed while there was room, with or without a photograph."""
    chance, number = office.chance, office.hazard()
    first, rest = (f"{half}{office.number()}" + "纸箱堆放" * chance.randrange(1, 30) for half in ("前半", "后半"))
    photo = chance.random() < 0.4
    way = ["ctrl+u", *number, "enter", "enter", "b"]
    office.strike([*way, *first])
    office.console.until(lambda: _texts(office, number) == [first])
    fill(office, chance.choice(ROOMS))
    office.strike([*rest, *(["tab", f"paste:{office.photo}"] if photo else []), "ctrl+s"])
    office.console.until(lambda: "已保存：" in office.console.flat or "没有办成" in office.console.flat)
    stored = _notes(office, number)
    if "已保存：" in office.console.flat:
        assert stored == [first + rest]
    else:
        assert "磁盘已满" in office.console.flat, office.console.screen
        assert stored == []
        if chance.random() < 0.4:
            restart(office)
            [kept] = _texts(office, number)
            assert (first + rest).startswith(kept)
            assert len(kept) >= len(first)
            office.strike(way)
            office.console.until("还没有提交")
            office.end(["ctrl+s", "f12"])
            assert _notes(office, number) == [kept]
            return
        clear(office)
        office.strike(["enter", "ctrl+s"])
        office.console.until("已保存：")
    clear(office)
    office.end(["f12"])
    assert _notes(office, number) == [first + rest]
    assert not _texts(office, number)


def _texts(office: Office, number: str) -> list[str]:
    """What lies on disk of a note."""
    case = office.ledger("insp1").cases.get(number).id
    return [d["fields"]["text"] for d in drafts(office) if d["about"] == [case]]


def _notes(office: Office, number: str) -> list[str]:
    return [e.event.data["text"] for e in office.ledger("insp1").cases.history(number) if e.event.kind == NOTED]


def export(office: Office) -> None:
    """A workbook is there whole, or not at all."""
    path = office.path.with_name(f"出口{office.number()}.xlsx")
    fill(office, office.chance.choice(ROOMS))
    office.strike(["ctrl+u", "enter", "e", "f7", *str(path), "ctrl+s"])
    office.console.until(lambda: path.is_file() or "没有导出到" in office.console.flat)
    if "没有导出到" in office.console.flat:
        assert "磁盘已满" in office.console.flat, office.console.screen
        assert not list(path.parent.glob("*.xlsx"))
        clear(office)
        office.strike(["ctrl+s"])
        office.console.until(path.is_file)
    clear(office)
    assert is_zipfile(path)
    path.unlink()
    office.end([])


def main(folder: Path, seed: str, sequences: int) -> None:
    os.environ |= {NOW_VARIABLE: TODAY, "INSPECT_ENGINE_CHECKLISTS": str(LISTS)}
    path = folder / "台账.db"
    rehearse(path)
    office = Office(path, Random(f"{seed}-full"))
    office.photo.write_bytes(PHOTO)
    doings: tuple[Callable[[Office], None], ...] = (walk, walk, note, note, export)
    try:
        office.start()
        for number in range(sequences):
            doing = office.chance.choice(doings)
            try:
                doing(office)
            except Exception as error:
                told = f"seed {seed}, sequence {number + 1}, {doing.__name__}: {error}"
                raise AssertionError(f"{told}\n{office.console.screen}") from error
            print(number + 1, doing.__name__, flush=True)
        assert office.quit() == 0
        assert office.crashes() == []
        assert office.ledger("sup").verify() == []
    finally:
        office.console.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
