"""Numbers as people write them: in full width, with thousands parted, with their unit behind."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, localcontext

from inspect_engine.domain.calendars import HALF_WIDTH
from inspect_engine.domain.words.units import factor

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?\s*(\D.*)?", re.ASCII | re.DOTALL)
_DOTTED = re.compile(r"([+-]?\d+)[,。、·](\d+)", re.ASCII)
_MINUS = str.maketrans("−–—", "---")
LONGEST = 60


def read_number(typed: str, unit: str | None) -> str:
    """Digits of a number in a unit; one given in another unit of its kind is converted, exactly.

    Raises ValueError, in Chinese, for what is no number or could be several.
    """
    text = typed.translate(HALF_WIDTH).translate(_MINUS).strip()
    found = _NUMBER.fullmatch(text) if len(text) <= LONGEST or text.isdecimal() else None
    if found is None or not (found[2] or found[3]):
        raise ValueError(f"应填数字，现为“{typed}”{_understood(text)}")
    sign, whole, fine, given = found.groups()
    digits = f"{sign}{(whole or '0').replace(',', '')}{fine or ''}"
    return digits.removeprefix("+") if given is None else _converted(digits, given.strip(), unit, typed)


def _understood(text: str) -> str:
    if found := _DOTTED.fullmatch(text):
        return f"，是否想写 {found[1]}.{found[2]}？（逗号只用来分千位）"
    return "，请用阿拉伯数字" if any(char in "零一二三四五六七八九十百千万两半" for char in text) else ""


def _converted(digits: str, given: str, unit: str | None, typed: str) -> str:
    if found := _DOTTED.fullmatch(f"{digits}{given}"):
        raise ValueError(f"应填数字，现为“{typed}”，是否想写 {found[1]}.{found[2]}？（逗号只用来分千位）")
    if unit is None:
        raise ValueError(f"应填数字（不带单位），现为“{typed}”")
    if _same(given) == _same(unit):
        return digits
    factors = factor(given, unit) or factor(unicodedata.normalize("NFKC", given), unit)
    if factors is None:
        raise ValueError(f"应填数字，单位是 {unit}，现为“{typed}”")
    with localcontext(prec=LONGEST):
        number = Decimal(digits) * factors[0] / factors[1]
    return f"{number.normalize():f}"


def _same(unit: str) -> str:
    """A unit, however its signs were typed: ``㎡`` and ``m²`` are one."""
    return "".join(unicodedata.normalize("NFKC", unit).split())
