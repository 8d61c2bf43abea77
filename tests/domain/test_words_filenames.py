"""Names that every system takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.words.filenames import LONGEST, safe, safe_file


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("照片.jpg", "照片.jpg"),
        ("照 片#1%.JPG", "照_片_1_.JPG"),
        ("../../etc/passwd", "_.._etc_passwd.bin"),
        ("C:\\a\\b.pdf", "C_a_b.pdf"),
        ("请点我.exe", "请点我.exe.bin"),
        ("网页.html", "网页.html.bin"),
        ("a\u202egpj.exe", "agpj.exe.bin"),
        ("con.txt", "_con.txt"),
        ("NUL", "_NUL.bin"),
        ("-rf", "_-rf.bin"),
        (".jpg", "无名.jpg"),
        ("", "无名.bin"),
    ],
)
def test_a_name_is_made_safe(name: str, made: str) -> None:
    assert safe_file(name) == made


@given(st.text(max_size=400))
def test_whatever_it_was_it_is_one_part_of_a_path(name: str) -> None:
    for made in (safe(name), safe_file(name)):
        assert made
        assert not set(made) & set('/\\:*?"<>|#% \0\n')
        assert len(made.encode()) <= LONGEST + 8
        assert not made.endswith((".", " "))
        assert not made.startswith((".", "-"))
