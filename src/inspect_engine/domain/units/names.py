"""Names of units as people write them: the same one in several spellings, and its code."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from inspect_engine.domain.words.names import simplified
from inspect_engine.domain.words.text import same_name

_BRACKETS = str.maketrans("〔【[〕】]", "((()))")


@lru_cache(maxsize=16384)
def folded(name: str) -> str:
    """A unit's name, or code, reduced so that width, case, blanks, brackets and traditional forms do not make two of
    one."""
    return simplified(same_name(name).translate(_BRACKETS))


def is_code(text: str) -> bool:
    """Whether a text is meant as 统一社会信用代码: 18 letters and digits."""
    seen = folded(text)
    return len(seen) == 18 and seen.isascii() and seen.isalnum()


def code_of(text: str) -> str:
    """A code as it is written. Raises ValueError, in Chinese, for one that cannot be right."""
    from inspect_engine.domain.words.formats import credit_code  # reads check digits, which few commands need

    return credit_code(text, date.max)
