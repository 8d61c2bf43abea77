"""Photographs are made small, upright and silent; whatever is sent in instead is told."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inspect_engine.exports.photos import pictures
from inspect_engine.exports.photos.pictures import HEAVIEST, SIDE, NoPicture, Small, Unprintable, small
from tests.exports.pictures import bytes_of, from_camera, png_of, scene, written

GOOD = bytes_of(scene())


def made(folder: Path, data: bytes, name: str = "a.jpg") -> Small:
    path = written(folder / "stored", data)
    return small(path, hashlib.sha256(data).hexdigest(), name)


def opened(found: Small) -> Image.Image:
    return Image.open(BytesIO(found.data))


def test_a_photograph_is_turned_upright_and_tells_nothing_of_its_camera(tmp_path: Path) -> None:
    found = made(tmp_path, from_camera())
    shown = opened(found)
    assert (found.width, found.height) == shown.size == (480, 640)
    corners = [shown.getpixel(at) for at in ((5, 5), (474, 5), (5, 634), (474, 634))]
    bright = [min(color) > 200 for color in corners if isinstance(color, tuple)]
    assert bright == [False, True, False, False], "what was above on the left is above on the right"
    assert not shown.getexif()
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"camera", b"secret", b"Exif"):
        assert secret not in found.data


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 30), (1, 1), (1, 5000), (6000, 2)])
def test_it_is_never_large(tmp_path: Path, size: tuple[int, int]) -> None:
    found = made(tmp_path, bytes_of(scene(size=size)))
    assert max(found.width, found.height) <= SIDE
    assert min(found.width, found.height) >= 1
    wide, high = found.within(10, 8)
    assert wide <= 10.001
    assert high <= 8.001


def test_noise_is_made_light(tmp_path: Path) -> None:
    noise = Image.effect_noise((1600, 1200), 120).convert("RGB")
    assert len(made(tmp_path, bytes_of(noise)).data) <= HEAVIEST


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_any_colours_are_printed(tmp_path: Path, mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    picture = Image.new(mode, (30, 20)) if mode == "I;16" else scene(size=(30, 20)).convert(mode)
    assert opened(made(tmp_path, bytes_of(picture, kind), "a.png")).mode == "RGB"


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    found = made(tmp_path, bytes_of(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    assert opened(found).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (GOOD[:-400], "a.jpg", "不完整"),
        (b"photo", "a.jpg", "不是认得的照片"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "不是认得的照片"),
        (b"ftypheic" * 4, "a.heic", "不是认得的照片"),
        (b"<svg/>", "a.jpg", "不是认得的照片"),
        (png_of(7_000, 9_900), "a.png", "6400 万像素"),
        (png_of(10_000, 10_000), "a.png", "6400 万像素"),
        (png_of(60_000, 60_000), "a.png", "6400 万像素"),
        (png_of(4_000, 4_000), "a.png", "不完整"),
    ],
)
def test_hostile_pictures_are_told(tmp_path: Path, data: bytes, name: str, why: str) -> None:
    with pytest.raises(Unprintable, match=why) as told:
        made(tmp_path, data, name)
    assert not isinstance(told.value, NoPicture)


def test_a_paper_is_no_picture_and_only_its_beginning_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "stored", b"a paper")
    for name in ("回执", "回执.dat"):
        with pytest.raises(NoPicture):
            small(path, "not asked for", name)
    with pytest.raises(NoPicture):
        small(tmp_path / "not opened", "", "录像.MP4")


def test_a_file_that_is_gone_or_another_is_not_printed(tmp_path: Path) -> None:
    path = written(tmp_path / "stored", GOOD)
    with pytest.raises(Unprintable, match="被改动过"):
        small(path, hashlib.sha256(b"other").hexdigest(), "a.jpg")
    with pytest.raises(Unprintable, match="不见了"):
        small(tmp_path / "gone", "", "a.jpg")
    with pytest.raises(Unprintable, match="读不出来"):
        small(tmp_path, "", "a.jpg")


@given(at=st.integers(0, len(GOOD) - 1), new=st.integers(0, 255), cut=st.integers(1, len(GOOD)))
def test_whatever_is_broken_in_it_comes_to_a_picture_or_is_told(
    tmp_path_factory: pytest.TempPathFactory, at: int, new: int, cut: int
) -> None:
    data = bytes([*GOOD[:at], new, *GOOD[at + 1 :]])[:cut]
    try:
        found = made(tmp_path_factory.getbasetemp(), data)
    except Unprintable as told:
        assert str(told)  # noqa: PT017
    else:
        assert max(found.width, found.height) <= pictures.SIDE
