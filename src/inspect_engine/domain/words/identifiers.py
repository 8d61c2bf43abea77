"""Codes that name places: GB/T 2260, dated. The data is python-stdnum's, and what was adopted over it.

Below a county lie townships of nine digits and villages of twelve (GB/T 10114 and the statistical codes): no list of
them is kept, so that they are named after their county.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

LEVELS = (2, 4, 6)
"""Digits of a province, a city and a county."""
BELOW = (9, 12)
"""Digits of a township and a village."""
COUNTY = 6
_SPAN = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)")
_CODE = re.compile(r"\d+", re.ASCII)


class Span(NamedTuple):
    """What a code was called, from a first to a last day (None: ever). ``means`` is the code of the region in which
    an area of one's own lies (开发区): what is typed as this is stored as that."""

    first: date | None
    last: date | None
    name: str
    means: str = ""

    def covers(self, on: date) -> bool:
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


Overlay = Mapping[str, Sequence[Span]]
"""What was adopted over the library's table: all that is said of a code stands in the place of what that says of it."""
NOTHING: Overlay = MappingProxyType({})


def region_fault(code: str, on: date, over: Overlay = NOTHING) -> str | None:
    """Why ``code`` is not a region on that day, in Chinese; None when it is one."""
    if not _CODE.fullmatch(code) or len(code) not in (COUNTY, *BELOW):
        return f"区划代码“{code}”应是 6 位数字（县以下的 9 位、12 位）"
    if region_name(code, on, over):
        return None
    county = code[:COUNTY]
    if name := region_name(county, on, over):
        return f"区划代码“{code}”不对：{name}（{county}）以下是区县，乡镇的代码以区县的 6 位开头"
    return f"没有区划代码“{county}”（{on} 当日）{_on_other_days(county, over)}"


def region_prefix(code: str) -> str:
    """The digits that all codes within a region begin with: ``530600`` and ``5306`` both mean ``5306``, and
    ``530602001000`` the township ``530602001``."""
    while len(code) in BELOW and code.endswith("000"):
        code = code[:-3]
    while len(code) in LEVELS and code.endswith("00"):
        code = code[:-2]
    return code


def county(code: str) -> str:
    """The county that a region is or lies in: what figures are counted by."""
    return code[:COUNTY]


def region_whole(prefix: str) -> str:
    """The code of a region by its prefix: ``5306`` is ``530600``."""
    return f"{prefix:0<{COUNTY}}"


def prefix_fault(prefix: str, on: date, over: Overlay = NOTHING) -> str | None:
    """Why a prefix of region codes is none on that day, in Chinese; the empty one, for all regions, is one."""
    if not prefix:
        return None
    if not _CODE.fullmatch(prefix) or len(prefix) not in (*LEVELS, *BELOW):
        return f"区划“{prefix}”应是代码或它的开头：省 2 位、市 4 位、县 6 位、乡镇 9 位、村 12 位"
    return region_fault(region_whole(prefix), on, over)


def region_name(code: str, on: date, over: Overlay = NOTHING) -> str | None:
    """Name of a region on that day; None for a code that did not exist then. What lies below a county and has no name
    of its own is named after the county, with its digits: ``昭阳区 001``."""
    if len(code) not in (COUNTY, *BELOW) or not _CODE.fullmatch(code):
        return None
    if (found := over.get(code)) is not None:
        return next((span.name for span in found if span.covers(on)), None)
    if len(code) == COUNTY:
        return _in_library(code, on.year)
    county = region_name(code[:COUNTY], on, over)
    below = county and region_prefix(code) == code and not _divided(code[:COUNTY], on, over)
    return f"{county} {code[COUNTY:]}" if below else None


def _divided(code: str, on: date, over: Overlay) -> bool:
    """Whether it is a province, or a city with counties, right below which no township lies (东莞 has none)."""
    if not code.endswith("00"):
        return False
    return code.endswith("0000") or any(region_name(f"{code[:4]}{n:02}", on, over) for n in range(2, 100))


@lru_cache(maxsize=8192)
def _in_library(code: str, year: int) -> str | None:
    return _of_year(every_name(code), year)


def _of_year(found: Sequence[tuple[str, str, str]], year: int) -> str | None:
    for start, end, name in found:
        if (not start or int(start) <= year) and (not end or year <= int(end)):
            return name
    return None


def library_names(year: int) -> Iterator[tuple[str, str]]:
    """Every region of a year by code, as the library has it."""
    from stdnum import numdb

    for _, province, _, _, within in numdb.get("cn/loc").prefixes:
        for _, rest, _, said, _ in within:
            if name := _of_year(_SPAN.findall(said.get("county", "")), year):
                yield f"{province}{rest}", name


def _on_other_days(code: str, over: Overlay) -> str:
    """What a code was or will be, and when."""
    told = "、".join(f"{span.name}（{_period(span)}）" for span in spans(code, over))
    return f"：那是{told}" if told else ""


def _period(span: Span) -> str:
    since = f"{span.first} 起" if span.first else ""
    until = f"至 {span.last}" if span.last else ""
    return f"{since}{until}" or "一直"


def spans(code: str, over: Overlay = NOTHING) -> Sequence[Span]:
    """Everything that a code was called; the library knows years only."""
    if (found := over.get(code)) is not None:
        return found
    return [
        Span(date(int(start), 1, 1) if start else None, date(int(end), 12, 31) if end else None, name)
        for start, end, name in every_name(code)
    ]


@cache
def newest_change() -> int:
    """The last year of which the library's data knows a change: how old it is."""
    from importlib.resources import files

    text = files("stdnum.cn").joinpath("loc.dat").read_text("utf-8")
    return max(int(year) for span in re.findall(r'"[^"]*"', text) for year in re.findall(r"\d{4}", span))


def every_name(code: str) -> list[tuple[str, str, str]]:
    """First year, last year and name of every region that ever had a six-digit code, as the library has it."""
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        return []
    from stdnum import numdb

    found = {key: value for _, parts in numdb.get("cn/loc").info(code) for key, value in parts.items()}
    return _SPAN.findall(found.get("county", ""))
