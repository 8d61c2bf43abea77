"""Foreign text, accepted strictly and shown safely."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.words.text import display, fault_in, meant, same_name

C0_C1 = [*range(0x20), *range(0x7F, 0xA0)]
BIDI = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
ZERO_WIDTH = [0x200B, 0x200C, 0x2060, 0xFEFF, 0x180E]
UNSEEN = [0x00AD, *range(0x2061, 0x2065), *range(0x206A, 0x2070), *range(0xFFF9, 0xFFFC)]
TAGS = [0xE0001, *range(0xE0020, 0xE0080)]
BREAKS = [0x2028, 0x2029]
SURROGATES = [0xD800, 0xDBFF, 0xDC00, 0xDFFF]


@pytest.mark.parametrize("codes", [C0_C1, BIDI, ZERO_WIDTH, UNSEEN, TAGS, BREAKS, SURROGATES])
def test_a_character_that_could_deceive_is_shown_by_its_code(codes: list[int]) -> None:
    """Control, bidirectional, zero-width, invisible, tag and line-breaking characters appear as ‹U+001B›."""
    raw = [f"{code:04X}" for code in codes if display(f"甲{chr(code)}乙") != f"甲‹U+{code:04X}›乙"]
    assert raw == []


def test_a_line_feed_stays_only_where_lines_are_wanted() -> None:
    """Only the line feed may stay, only on request; a carriage return never does, but ends a line before one."""
    assert display("甲\n乙") == "甲‹U+000A›乙"
    assert display("甲\n乙\r丙\x0b", lines=True) == "甲\n乙\n丙‹U+000B›"
    assert display("甲\r\n乙\r\r\n丙", lines=True) == "甲\n乙\n\n丙"
    assert display("甲\r\n乙") == "甲‹U+000D›‹U+000A›乙"


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧‍👦", "👨‍🔧", "❤️", "café", "cafe\u0301", "燃气〔2022〕3号", "𠮷野家", "m²", "한글", "　全角"]
)
def test_ordinary_text_and_joined_emoji_stay_as_they_are(text: str) -> None:
    """What people legitimately write is not touched, families of emoji included."""
    assert display(text) == text


@given(st.text(st.characters()))
def test_nothing_shown_can_drive_a_terminal(text: str) -> None:
    """After display no control character, surrogate or line separator is left, and clean text is unchanged."""
    shown = display(text)
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(c) for c in shown}
    assert display(shown) == shown
    shown.encode("utf-8")


@given(st.text(st.characters(), max_size=50))
def test_text_without_a_fault_can_be_stored(text: str) -> None:
    """What is accepted is not blank, fits, and survives UTF-8."""
    if fault_in(text) is None:
        assert text.strip()
        assert text.encode("utf-8").decode("utf-8") == text
        assert "\x00" not in text


def test_length_is_limited_to_4000() -> None:
    """4000 characters pass, 4001 do not."""
    assert fault_in("字" * 4000) is None
    assert "至多 4000 字" in (fault_in("字" * 4001) or "")


@pytest.mark.parametrize(
    "other", ["ＺＨＡＮＧ san", "zhang  san", "ZHANG SAN", "\tzhang　san ", "zhang\u00a0san", "ｚｈａｎｇｓａｎ"]
)
def test_width_case_and_spaces_do_not_make_two_of_one(other: str) -> None:
    """A name typed in another width, case or spacing is the same name."""
    assert same_name(other) == same_name("zhangsan")


@pytest.mark.parametrize("code", ["200B", "200C", "200D", "2060", "FEFF", "00AD", "202E", "FE0F"])
def test_an_invisible_character_does_not_make_two_of_one(code: str) -> None:
    """A name with an invisible character in it looks the same, so it is the same: duties could not be kept apart."""
    assert same_name(f"张{chr(int(code, 16))}三") == same_name("张三")


def test_different_names_stay_different() -> None:
    """Reducing a name does not merge people."""
    names = ["张三", "张三丰", "李四", "zhangsan", "zhangsan2", "检查员甲", "检查员乙"]
    assert len({same_name(name) for name in names}) == len(names)


TITLES = {
    "direct": "直接送达",
    "left": "留置送达",
    "none": "未发现问题",
    "other": "其他问题",
    "all": "全部",
    "some": "全部或部分",
}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("direct", "direct"),
        ("直接送达", "direct"),
        ("直接", "direct"),
        ("留置", "left"),
        ("送达", "送达"),
        ("问题", "问题"),
        ("直", "直"),
        ("全部", "all"),
        ("部分", "some"),
        ("", ""),
        ("没有", "没有"),
    ],
)
def test_a_part_of_a_title_means_it_where_it_fits_just_one(word: str, code: str) -> None:
    assert meant(word, TITLES) == code
