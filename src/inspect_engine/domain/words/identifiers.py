"""Codes that name places: GB/T 2260, dated. The data is python-stdnum's."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from stdnum import numdb

LEVELS = (2, 4, 6)
"""Digits of a province, a city and a county."""
_SPAN = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)")


def region_fault(code: str, on: date) -> str | None:
    """Why ``code`` is not a region on that day, in Chinese; None when it is one."""
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        return f"区划代码“{code}”应是 6 位数字"
    return None if region_name(code, on) else f"没有区划代码“{code}”（{on} 当日）"


def region_prefix(code: str) -> str:
    """The digits that all codes within a region begin with: ``530600`` and ``5306`` both mean ``5306``."""
    while len(code) in LEVELS and code.endswith("00"):
        code = code[:-2]
    return code


def prefix_fault(prefix: str, on: date) -> str | None:
    """Why a prefix of region codes is none on that day, in Chinese; the empty one, for all regions, is one."""
    if not prefix:
        return None
    if not re.fullmatch(r"\d+", prefix, re.ASCII) or len(prefix) not in LEVELS:
        return f"区划“{prefix}”应是代码或它的开头：省 2 位、市 4 位、县 6 位"
    return region_fault(f"{prefix:0<6}", on)


@lru_cache(maxsize=8192)
def region_name(code: str, on: date) -> str | None:
    """Name of a six-digit region in the year of ``on``; None for a code that did not exist then."""
    for start, end, name in every_name(code):
        if (not start or int(start) <= on.year) and (not end or on.year <= int(end)):
            return name
    return None


@cache
def newest_change() -> int:
    """The last year of which the data knows a change: how old it is."""
    text = files("stdnum.cn").joinpath("loc.dat").read_text("utf-8")
    return max(int(year) for span in re.findall(r'"[^"]*"', text) for year in re.findall(r"\d{4}", span))


def every_name(code: str) -> list[tuple[str, str, str]]:
    """First year, last year and name of every region that ever had a six-digit code."""
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        return []
    found = {key: value for _, parts in numdb.get("cn/loc").info(code) for key, value in parts.items()}
    return _SPAN.findall(found.get("county", ""))
