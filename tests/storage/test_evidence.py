"""Evidence between being looked at and being copied: names may change meanwhile, what is stored may not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inspect_engine.errors import InputError
from inspect_engine.storage import files
from tests.storage.conftest import SqliteWorld


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of photographs, and a secret of the same name elsewhere."""
    for place, content in (("home/照片/近景", b"photo"), ("outside/近景", b"secret")):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "1.jpg").write_bytes(content)
    (tmp_path / "outside" / "1.jpg").write_bytes(b"secret")
    return tmp_path / "home"


def a_link_for_the_file(home: Path) -> None:
    (home / "照片/近景/1.jpg").unlink()
    (home / "照片/近景/1.jpg").symlink_to(home.parent / "outside/1.jpg")


def a_link_for_its_folder(home: Path) -> None:
    shutil.rmtree(home / "照片/近景")
    (home / "照片/近景").symlink_to(home.parent / "outside")


def a_link_for_a_folder_above(home: Path) -> None:
    shutil.rmtree(home / "照片")
    (home / "照片").symlink_to(home.parent / "outside")


def a_pipe(home: Path) -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    (home / "照片/近景/1.jpg").unlink()
    os.mkfifo(home / "照片/近景/1.jpg")


def a_folder(home: Path) -> None:
    (home / "照片/近景/1.jpg").unlink()
    (home / "照片/近景/1.jpg").mkdir()


def nothing(home: Path) -> None:
    shutil.rmtree(home / "照片")


def much(home: Path) -> None:
    with (home / "照片/近景/1.jpg").open("wb") as stream:
        stream.truncate(files.MAX_BYTES + 1)


SWAPS: list[Callable[[Path], None]] = [
    *(a_link_for_the_file, a_link_for_its_folder, a_link_for_a_folder_above, a_pipe, a_folder, nothing, much)
]


@pytest.mark.parametrize("swap", SWAPS)
def test_what_is_put_in_its_place_is_not_stored(file: SqliteWorld, home: Path, swap: Callable[[Path], None]) -> None:
    """Swapped after it was found to lie inside: refused, without waiting, and nothing is kept."""
    found = files.inside(home, "照片/近景/1.jpg")
    swap(home)
    for use in (files.describe, lambda source: files.store(file.path, source)):
        with pytest.raises(InputError, match=r"读不到|不是文件|大小是"):
            use(found)
    kept = files.folder_of(file.path)
    assert [path for path in kept.rglob("*") if path.is_file()] == []


def test_links_inside_lead_to_what_they_mean(file: SqliteWorld, home: Path) -> None:
    (home / "same.jpg").symlink_to("照片/近景/1.jpg")
    (home / "near").symlink_to("照片/近景")
    for name in ("same.jpg", "near/1.jpg"):
        stored = files.store(file.path, files.inside(home, name))
        assert (stored["name"], files.place(file.path, stored).read_bytes()) == (Path(name).name, b"photo")


def test_what_is_described_is_what_was_copied(file: SqliteWorld, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is written to between looking and copying."""
    source, described = home / "照片/近景/1.jpg", files.describe

    def then_changed(given: Path) -> dict[str, object]:
        found = described(given)
        source.write_bytes(b"changed meanwhile")
        return found

    monkeypatch.setattr(files, "describe", then_changed)
    stored = files.store(file.path, source)
    assert files.place(file.path, stored).read_bytes() == b"changed meanwhile"
    assert files.fault(file.path, stored) is None
    assert stored["size"] == len(b"changed meanwhile")


def test_what_cannot_be_read_is_named_by_verify(file: SqliteWorld) -> None:
    """A folder where the file was, as a disk that fails would have it: no crash, and the others are looked at."""
    number = file.fixing()[0]
    event = file.open("insp1").cases.act(number, "note", {"text": "一"}, [file.evidence])
    (other := file.folder / "b").write_bytes(b"b")
    file.open("insp1").cases.act(number, "note", {"text": "二"}, [other])
    place = files.place(file.path, event.files[0])
    place.unlink()
    place.mkdir()
    files.place(file.path, {"sha256": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"}).unlink()
    what = [each.what for each in file.open("sup1").verify()]
    assert what == ["佐证材料“photo.jpg”读不出来：这是文件夹，不是文件", "佐证材料“b”不见了"]
