"""Chinese words by the initials of their pinyin: ``zgz`` for 整改中."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """The first letter of each character, all else as it is, in small letters."""
    from pypinyin import Style, lazy_pinyin  # loads its table of readings: only who types letters waits for it

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def letters(text: str) -> bool:
    """Whether a text may be initials at all."""
    return text.isascii() and text.isalpha()
