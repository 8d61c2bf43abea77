"""An article of a law as people write it: 《安全生产法》第一百零一条."""

from __future__ import annotations

import re
import unicodedata

from inspect_engine.domain.sanctions.catalogue import Catalogue

STATE = "中华人民共和国"
_ARTICLE = re.compile(r"第(\d+)条")
_DIGITS = "零一二三四五六七八九"


def named_range(text: str, catalogue: Catalogue) -> str:
    """The id of a law whose ranges of fines cover an article that a text names by its title; empty when none does."""
    told = "".join(unicodedata.normalize("NFKC", text).split())
    for ref, article in sorted(catalogue.ranged):
        title, number = catalogue.references[ref].title.removeprefix(STATE), _ARTICLE.match(article)
        if number and re.search(_pattern(title, int(number[1])), told):
            return ref
    return ""


def _pattern(title: str, number: int) -> str:
    """The law itself, not one of a province that has its title in its own."""
    before = rf"(?:^|[^\w]|{STATE}|依据|依照|根据|违反)"
    return rf"{before}{re.escape(title)}[》>”\"]?(?:\([^)]*\))?第?(?:{number}|{chinese(number)})条"


def chinese(number: int) -> str:
    """``一百零一``, up to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_DIGITS[hundreds]}百" if hundreds else ""
    ten = f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十" if tens else "零" if head and ones else ""
    return f"{head}{ten}{_DIGITS[ones] if ones else ''}"
