"""What a column of limits demands: ``≤ 40``, ``不少于2具``, ``10～20``, with the unit that stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from inspect_engine.domain.calendars import HALF_WIDTH
from inspect_engine.domain.definitions.base import WORDS
from inspect_engine.domain.words.numbers import read_number

SIGNS: dict[str, str] = {
    **{word: sign for word, sign in WORDS.items() if sign in (">=", ">", "<=", "<", "=")},
    **{sign: sign for sign in (">=", ">", "<=", "<", "=")},
    **{
        "不超过": "<=",
        "不高于": "<=",
        "不多于": "<=",
        "至多": "<=",
        "最大": "<=",
        "最多": "<=",
        "上限": "<=",
        "以下": "<=",
    },
    **{"不低于": ">=", "不少于": ">=", "至少": ">=", "最小": ">=", "最少": ">=", "下限": ">=", "不得小于": ">="},
    **{"不得少于": ">=", "不得低于": ">=", "不得大于": "<=", "不得超过": "<=", "不得高于": "<=", "不应大于": "<="},
    **{"不应小于": ">=", "不应超过": "<=", "不应低于": ">=", "不宜大于": "<=", "不宜小于": ">="},
    **{"超过": ">", "高于": ">", "多于": ">", "低于": "<", "少于": "<", "不足": "<", "以上": ">="},
    **{"=<": "<=", "=>": ">="},
}
CONTRARY = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": ""}
_BY_LENGTH = sorted(SIGNS, key=len, reverse=True)
_SIGNED = re.compile(
    rf"(?:应|须|为)?\s*({'|'.join(map(re.escape, _BY_LENGTH))})\s*(-?\d[\d,]*(?:\.\d+)?)\s*(.*)", re.DOTALL
)
_BARE = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*((?!以[上下])[^\d\s～~至—-][^\d]*?)?\s*(以上|以下)?", re.DOTALL)
_SPAN = re.compile(
    r"(-?\d+(?:\.\d+)?)\s*([^\d\s～~至—-]*)\s*(?:～|~|—|–|至|到|-)\s*(-?\d+(?:\.\d+)?)\s*(.*)", re.DOTALL
)
_AROUND = re.compile(r"±\s*(\d+(?:\.\d+)?)\s*(.*)", re.DOTALL)
LONGEST_UNIT = 12


@dataclass(frozen=True)
class Demand:
    """Comparisons that must all hold, each a sign and a number, and the unit that was written with them."""

    comparisons: tuple[tuple[str, str], ...]
    unit: str = ""

    @property
    def contrary(self) -> list[tuple[str, str]]:
        """What any one of makes it fail."""
        return [(CONTRARY[sign], number) for sign, number in self.comparisons]


def sign_of(word: str) -> str | None:
    """The comparison that a word means; None for one that means none."""
    return SIGNS.get(word.translate(HALF_WIDTH).strip())


def demand(word: str, limit: str) -> Demand | None:
    """What a sign (empty, where it stands in the limit) and a limit demand together; None where that is not clear."""
    sign = sign_of(word) if word else ""
    if sign is None:
        return None
    text = limit.translate(HALF_WIDTH).replace("＝", "=").strip()
    if found := _SIGNED.fullmatch(text):
        own = SIGNS[found[1]]
        return _sound(((own, found[2]),), found[3]) if not sign or sign == own else None
    if found := _SPAN.fullmatch(text):
        both = found[2] if found[2] else found[4]
        return None if sign else _sound(((">=", found[1]), ("<=", found[3])), found[4] or both)
    if found := _AROUND.fullmatch(text):
        return None if sign else _sound(((">=", f"-{found[1]}"), ("<=", found[1])), found[2])
    if (found := _BARE.fullmatch(text)) and (own := sign or SIGNS.get(found[3] or "", "")):
        return _sound(((own, found[1]),), found[2] or "")
    return None


def _sound(comparisons: tuple[tuple[str, str], ...], unit: str) -> Demand | None:
    """None for a number that is only the beginning of a sentence, or could be several; for a span that ends before it
    begins; and for “=”, which no measurement meets."""
    unit = unit.strip(" 。；;，,)）(（")
    try:
        numbers = tuple((sign, read_number(number.rstrip(","), None)) for sign, number in comparisons)
    except ValueError:  # “4,5” is no number of ours
        return None
    bounds = [Decimal(number) for _, number in numbers]
    if bounds != sorted(bounds):
        return None
    if len(unit) > LONGEST_UNIT or any(char.isdigit() for char in unit) or any(sign == "=" for sign, _ in numbers):
        return None
    return Demand(numbers, unit)
