"""The evidence beside a workbook: every file, checked, under a safe name; the folder whole or not there at all."""

from __future__ import annotations

import csv
import errno
import hashlib
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inspect_engine.errors import Refused, StorageError
from inspect_engine.exports.closure import comparing, evidence, evidence_folder, workbook
from inspect_engine.exports.closure.evidence import LIST, ours
from inspect_engine.exports.photos.sheet import TITLE
from inspect_engine.storage import files
from tests.exports.test_photos import Wall, hung


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Wall:
    return hung(tmp_path_factory.mktemp("evidence"))


@pytest.fixture
def out(wall: Wall) -> Path:
    """A folder for workbooks, with a name that links must spell."""
    folder = wall.folder / "送 审#1"
    folder.mkdir(exist_ok=True)
    return folder


def listed(folder: Path) -> list[dict[str, str]]:
    with (folder / LIST).open(encoding="utf-8-sig", newline="") as given:
        return list(csv.DictReader(given))


def copied(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()} - {LIST}


def test_every_file_lies_there_and_is_what_was_stored(wall: Wall, out: Path) -> None:
    folder = out / "佐证"
    summary = workbook.write(wall.chief, out / "台账.xlsx", evidence=folder)
    rows = listed(folder)
    stored = [file["sha256"] for line in wall.numbers for file in _files(wall, line)]
    assert sorted(row["SHA-256"] for row in rows) == sorted(stored)
    assert copied(folder) == {row["文件"] for row in rows}
    assert summary.files == len(rows)
    assert not summary.faults
    for row in rows:
        assert hashlib.sha256((folder / row["文件"]).read_bytes()).hexdigest() == row["SHA-256"]
        assert row["文件"].startswith(f"{row['编号']}/")
    assert ours(folder)


def _files(wall: Wall, number: str) -> list[dict[str, Any]]:
    ledger = wall.chief
    return [dict(file) for entry in ledger.cases.history(number) for file in entry.event.files]


def test_rows_lead_to_it(wall: Wall, out: Path) -> None:
    folder = wall.folder / "别处 #2"
    workbook.write(wall.chief, out / "链.xlsx", evidence=folder)
    book: Any = openpyxl.load_workbook(out / "链.xlsx")
    steps = book["流转记录"]
    column = [cell.value for cell in steps[1]].index("佐证材料")
    linked = [row[column] for row in steps.iter_rows(min_row=2) if row[column].value]
    assert linked
    for cell in linked:
        target = cell.hyperlink.target
        assert target.startswith("../别处%20%232/")
        assert (out / target.replace("%20", " ").replace("%23", "#")).exists()
    first = next(cell for cell in linked if cell.value.count("\n") == 3)
    assert (folder / Path(first.hyperlink.target).name).is_dir(), "several files: the folder of the case"
    assert book[TITLE]["A4"].hyperlink.target == f"../别处%20%232/{wall.numbers[0]}"
    assert "别处 #2" in "".join(str(row[1].value) for row in book["说明"].iter_rows())
    assert not comparing.compare(wall.chief, out / "链.xlsx").problems, "links change no cell"


def test_the_folder_beside_a_workbook_is_checked_with_it(wall: Wall, out: Path) -> None:
    """Each file by its hash, nothing less and nothing more; where it is not there, that is said."""
    path, folder = out / "核.xlsx", out / "核"
    workbook.write(wall.chief, path, evidence=folder)
    found = comparing.compare(wall.chief, path)
    assert found.problems == ()
    assert evidence_folder.ABSENT not in found.unseen
    first, second, *_ = sorted(each for each in folder.rglob("*") if each.is_file() and each.name != evidence.LIST)
    first.write_bytes(b"another")
    second.unlink()
    (folder / "添.txt").write_text("添", encoding="utf-8")
    told = {problem.where: problem.what for problem in comparing.compare(wall.chief, path).problems}
    within = [f"核/{each.relative_to(folder).as_posix()}" for each in (first, second)]
    assert told == {within[0]: "佐证被改动过", within[1]: "佐证不见了", "核/添.txt": "佐证文件夹里另加的"}
    shutil.rmtree(folder)
    found = comparing.compare(wall.chief, path)
    assert found.problems == ()
    assert evidence_folder.ABSENT in found.unseen


def test_what_is_not_what_was_stored_is_told_and_not_copied(wall: Wall, out: Path) -> None:
    (gone,) = _files(wall, wall.numbers[2])
    other = _files(wall, wall.numbers[3])[0]
    kept = [files.place(wall.path, file) for file in (gone, other)]
    contents = [path.read_bytes() for path in kept]
    kept[0].unlink()
    kept[1].chmod(0o600)
    kept[1].write_bytes(b"another picture")
    try:
        summary = workbook.write(wall.chief, out / "缺.xlsx", evidence=out / "缺")
    finally:
        for path, content in zip(kept, contents, strict=True):
            path.write_bytes(content)
    assert [fault.partition("”的佐证")[2] for fault in summary.faults] == [
        "“说明.txt”不见了，没有复制",
        "“现场.png”被改动过，没有复制",
    ]
    told = {row["原来的名称"]: (row["文件"], row["结果"]) for row in listed(out / "缺")}
    assert told["说明.txt"] == ("", "不见了")
    assert told["现场.png"] == ("", "被改动过")
    assert not {name for name in copied(out / "缺") if "现场" in name or "说明" in name}
    assert (out / "缺.xlsx").exists()


def test_originals_are_not_for_everybody(wall: Wall, out: Path) -> None:
    for user, redact in (("view", False), ("sup1", True)):
        with pytest.raises(Refused, match="原件遮盖不了"):
            workbook.write(wall.as_(user), out / "不给.xlsx", evidence=out / "不给", redact=redact)
    assert not {"不给", "不给.xlsx"} & {each.name for each in out.iterdir()}


def test_nothing_is_left_where_the_disk_is_full(wall: Wall, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook.write(wall.chief, out / "满.xlsx", evidence=out / "满")
    before = {path: path.read_bytes() for path in (out / "满").rglob("*") if path.is_file()}
    book = (out / "满.xlsx").read_bytes()

    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(evidence, "_copy", full)
    with pytest.raises(StorageError, match="磁盘已满"):
        workbook.write(wall.chief, out / "满.xlsx", evidence=out / "满")
    assert {path: path.read_bytes() for path in (out / "满").rglob("*") if path.is_file()} == before
    assert (out / "满.xlsx").read_bytes() == book
    assert not [each for each in out.iterdir() if each.name.startswith(".")]


def test_a_workbook_that_is_there_is_not_called_missing(wall: Wall, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if Path(target).name == "挪不动":
            raise OSError(errno.EIO, "I/O error")
        return moved(self, target)

    for way in ("replace", "rename"):
        monkeypatch.setattr(Path, way, replace)
    with pytest.raises(StorageError, match=r"工作簿已写到 .*没有写成：磁盘读写出错"):
        workbook.write(wall.chief, out / "在.xlsx", evidence=out / "挪不动")
    assert (out / "在.xlsx").exists()
    assert not (out / "挪不动").exists()
    assert not [each for each in out.iterdir() if each.name.startswith(".")]


def test_only_such_a_folder_is_taken_for_one(tmp_path: Path, wall: Wall, out: Path) -> None:
    folder = tmp_path / "佐证"
    workbook.write(wall.chief, tmp_path / "台账.xlsx", evidence=folder)
    assert ours(folder)
    (folder / wall.numbers[0] / "我的.docx").write_text("mine")
    assert not ours(folder), "what somebody has put there is not thrown away"
    assert not ours(tmp_path)
