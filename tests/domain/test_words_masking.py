"""Numbers that identify people, covered wherever they stand; nothing else is touched."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from inspect_engine.domain.words.masking import masked

ID = "11010519491231002X"
COVERED = "110105********002X"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ID, COVERED),
        (ID.lower(), COVERED.lower()),
        (f"店主吴某（身份证{ID}）", f"店主吴某（身份证{COVERED}）"),
        ("110105 19491231 002X", "110105 ******** 002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "１１０１０５********００２Ｘ"),
        ("电话13812345678。", "电话138****5678。"),
        ("138 1234 5678、138-1234-5678", "138 **** 5678、138-****-5678"),
        ("+86 13812345678", "+86 138****5678"),
        ("8613812345678", "86138****5678"),
        ("0870-2123456", "087*-***3456"),
        ("(0870)2123456转8001", "(087*)***3456转8001"),
        ("010-62345678", "010-****5678"),
        ("01062345678", "010****5678"),
        (f"{ID}，{ID}", f"{COVERED}，{COVERED}"),
        (f"{ID}13812345678", f"{ID}13812345678"),
    ],
)
def test_what_is_covered(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # the check digit is wrong
        "11010519491331002X",  # there is no 13th month
        "91530600MA6K1A2B3C",
        "施工许可证编号：11010519491231002X",
        "RQ-2022-0001",
        "2022-02-17T09:00:00.123456+08:00",
        "示建燃改〔2022〕1号",
        "530602",
        "0.40 MPa",
        "12345678901",
        "138123456789",
        "GB 50494-2009",
        "2022-03-01/13812",
        "06091518243007",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert masked(text) == text


@given(st.uuids(), st.binary(max_size=9))
def test_ids_and_digests_stay_whole(number: uuid.UUID, content: bytes) -> None:
    """They are what a record is checked by."""
    for text in (str(number), number.hex, hashlib.sha256(content).hexdigest()):
        assert masked(text) == text


@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("0123456789-x+ ")), st.sampled_from(["", "甲", " ", "，"])
)
def test_covering_is_done_once_and_moves_nothing(text: str, beside: str) -> None:
    """Covering what is covered changes nothing; a text keeps its length; all that differs is stars."""
    shown = masked(text + beside + ID)
    assert masked(shown) == shown
    assert len(shown) == len(text + beside + ID)
    assert all(a == b or b == "*" for a, b in zip(text + beside + ID, shown, strict=True))
    json.dumps(shown)


@given(st.integers(1, 28), st.integers(1, 12), st.integers(1930, 2020), st.integers(0, 999))
def test_every_resident_id_is_covered(day: int, month: int, year: int, number: int) -> None:
    body = f"530602{year}{month:02}{day:02}{number:03}"
    whole = body + ric.calc_check_digit(f"{body}0")
    assert masked(f"某{whole}某") == f"某{whole[:6]}********{whole[-4:]}某"
