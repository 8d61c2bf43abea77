"""Finding Chinese by pinyin initials: of each character of GB 2312's first level the initial of its usual reading."""

from __future__ import annotations

from bisect import bisect_right

_STARTS = (
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8),
    *(0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1),
)
"""Where the characters of each initial begin: the first level of GB 2312 is in the order of pinyin."""
_LETTERS = "abcdefghjklmnopqrstwxyz"
_LAST = 0xD7F9
_OTHERWISE = {"签": "q", "罚": "f", "隐": "y", "患": "h"}


def initials(text: str) -> str:
    """The initials of a text, lower case; what is no Chinese character of the first level stands for itself."""
    return "".join(_initial(char) for char in text).lower()


def _initial(char: str) -> str:
    code = char.encode("gb2312", "ignore")
    number = int.from_bytes(code, "big")
    if char in _OTHERWISE or len(code) != 2 or not _STARTS[0] <= number <= _LAST:
        return _OTHERWISE.get(char, char)
    return _LETTERS[bisect_right(_STARTS, number) - 1]


def matches(part: str, *texts: str) -> bool:
    """Whether every word of ``part`` is in one of the texts, or is how one begins a word of it in initials."""
    return all(any(word in text.lower() or word in initials(text) for text in texts) for word in part.lower().split())
