"""Which photographs of a side are shown, in what order, and what is said of the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.cases import MOVED
from inspect_engine.domain.cases.sides import Piece, Sides
from inspect_engine.domain.words.masking import masked
from inspect_engine.exports.photos.pairs import Desk, Pair
from tests.domain.conftest import event
from tests.exports.pictures import bytes_of, scene, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def piece(folder: Path, name: str, data: bytes | None = None, persons: tuple[str, ...] = ("insp1",)) -> Piece:
    """A file of a step that is called by its name."""
    content = bytes_of(scene(size=(40 + len(name), 30))) if data is None else data
    sha256 = hashlib.sha256(content).hexdigest()
    written(folder / sha256, content)
    step = event(MOVED, {"on": "2026-03-02", "title": name, "persons": list(persons)}, 2)
    return Piece(step, {"name": f"{name}.jpg" if data is None else name, "sha256": sha256, "size": len(content)})


def paired(folder: Path, *, shown: Any = str, **sides: Any) -> Pair:
    def place(file: Mapping[str, Any]) -> Path:
        return folder / str(file["sha256"])

    return Desk(place, {"insp1": "检查员甲"}.get, shown).pair("RQ-1", "店", Sides(**sides))  # type: ignore[arg-type]


def captions(pair: Pair) -> list[list[str]]:
    return [[photo.caption.split()[1] for photo in side.photos] for side in (pair.before, pair.after)]


def test_the_first_of_what_was_found_and_the_last_of_what_was_put_right(folder: Path) -> None:
    four = tuple(piece(folder, name) for name in ("一", "二二", "三三三", "四四四四"))
    pair = paired(folder, before=four, after=four[::-1])
    assert captions(pair) == [["一", "二二", "三三三"], ["三三三", "二二", "一"]]
    assert pair.before.rest == pair.after.rest == "另有佐证 1 份没有印出：“四四四四.jpg”"
    assert [photo.caption.endswith("（与整改前的是同一个文件）") for photo in pair.after.photos] == [True] * 3
    assert not any("同一个" in photo.caption for photo in pair.before.photos)


def test_what_has_no_room_is_named_in_its_order_and_as_far_as_is_read(folder: Path) -> None:
    many = tuple(piece(folder, "甲" * n) for n in range(1, 12))
    pair = paired(folder, before=many, after=many, shown=masked)
    assert pair.before.rest.startswith(f"另有佐证 8 份没有印出：“{'甲' * 4}.jpg”、“{'甲' * 5}.jpg”")
    assert pair.after.rest.startswith("另有佐证 8 份没有印出：“甲.jpg”、“甲甲.jpg”")
    assert pair.before.rest.endswith(f"“{'甲' * 9}.jpg”等")
    called = piece(folder, "13812345678")
    assert "13812345678" not in paired(folder, before=(*many[:3], called), shown=masked).before.rest


def test_rows_are_as_many_as_the_longer_side(folder: Path) -> None:
    one, two = piece(folder, "一"), piece(folder, "二二")
    rows = paired(folder, before=(one,), after=(one, two)).rows
    assert [[bool(photo) for photo in row] for row in rows] == [[True, True], [False, True]]
    assert paired(folder).rows == [(None, None)]


def test_papers_make_no_pair_and_a_broken_photograph_does(folder: Path) -> None:
    paper = piece(folder, "回执.pdf", b"a paper")
    broken = piece(folder, "坏.jpg", b"no picture")
    assert not paired(folder, before=(paper,)).shows
    pair = paired(folder, before=(paper, broken))
    assert pair.shows
    assert pair.before.rest == "不是照片的佐证 1 份"
    assert pair.faults == ("RQ-1 “坏.jpg”没有印出：不是认得的照片（认 JPEG、PNG、WebP、GIF、BMP、TIFF）",)


def test_what_people_wrote_is_covered_where_it_must_be(folder: Path) -> None:
    one = piece(folder, "电话13812345678", persons=("insp1",))
    bad = piece(folder, "13812345678.jpg", b"x")
    pair = paired(folder, shown=masked, before=(one, bad))
    assert "138****5678" in pair.before.photos[0].caption
    assert "13812345678" not in "".join((*pair.faults, *(photo.caption for photo in pair.before.photos)))
