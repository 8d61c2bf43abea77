"""What is called a picture and is none, or breaks off."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from inspect_engine.domain.words.pictures import BROKEN_OFF, NO_PICTURE, doubt, is_called_one


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x00\x00\x00\x18ftypheic", ""),
        (b"RIFF\x04\x00\x00\x00WEBP", ""),
        (b"RIFF\x05\x00\x00\x00WEBP", BROKEN_OFF),
        (b"#!/bin/sh\n", NO_PICTURE),
        (b"MZ", NO_PICTURE),
        (b"ftypheic", NO_PICTURE),
        (b"\xff\xd8\xff\xe0", BROKEN_OFF),
        (b"\xff\xd8\xff\xe0\x00\x00\xff\xff", BROKEN_OFF),
        (b"", NO_PICTURE),
    ],
)
def test_a_picture_is_known_by_its_beginning(content: bytes, told: str) -> None:
    assert doubt(content) == told
    assert [name for name in ("a.jpg", "A.PNG", "照片.heic", "a.pdf", "a.sh", "a") if is_called_one(name)] == [
        *("a.jpg", "A.PNG", "照片.heic")
    ]


def camera(form: str, **options: object) -> bytes:
    """A picture with a smaller one inside, as cameras make them."""
    inner, outer = BytesIO(), BytesIO()
    Image.effect_noise((32, 24), 60).save(inner, "JPEG")
    picture = Image.effect_noise((160, 120), 60)
    exif = b"Exif\0\0" + inner.getvalue()
    picture.save(outer, form, **({"exif": exif} if form == "JPEG" else {}), **options)
    return outer.getvalue()


@pytest.mark.parametrize(
    ("form", "options"),
    [("JPEG", {}), ("JPEG", {"progressive": True}), ("JPEG", {"restart_marker_rows": 1}), ("PNG", {}), ("WEBP", {})],
)
def test_one_that_was_cut_off_anywhere_is_told(form: str, options: dict[str, object]) -> None:
    """Whatever follows on it, as a film does on those of some telephones, belongs to it as far as anybody knows."""
    whole = camera(form, **options)
    assert doubt(whole) == doubt(whole + b"\0" * 9 + b"film") == ""
    missed = [at for at in range(16, len(whole) - 2, 7) if doubt(whole[:at]) != BROKEN_OFF]
    assert missed == []
