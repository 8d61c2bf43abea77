"""What is called a picture and does not begin as one."""

from __future__ import annotations

import pytest

from inspect_engine.domain.words.pictures import belied


@pytest.mark.parametrize(
    ("name", "head", "told"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0", False),
        ("A.JPG", b"\x89PNG\r\n\x1a\n", False),
        ("a.heic", b"\x00\x00\x00\x18ftypheic", False),
        ("a.webp", b"RIFF1234WEBP", False),
        ("a.jpg", b"#!/bin/sh\n", True),
        ("A.PNG", b"MZ", True),
        ("a.heic", b"ftypheic", True),
        ("a.pdf", b"%PDF-1.7", False),
        ("a.sh", b"#!/bin/sh\n", False),
        ("a", b"", False),
    ],
)
def test_a_picture_is_known_by_its_beginning(name: str, head: bytes, told: bool) -> None:
    assert belied(name, head) is told
