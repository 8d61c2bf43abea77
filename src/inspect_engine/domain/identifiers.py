"""Codes that name places: GB/T 2260, dated. The data is python-stdnum's."""

from __future__ import annotations

import re
from datetime import date

from stdnum import numdb

_SPAN = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)")


def region_fault(code: str, on: date) -> str | None:
    """Why ``code`` is not a region on that day, in Chinese; None when it is one."""
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        return f"区划代码“{code}”应是 6 位数字"
    return None if region_name(code, on) else f"没有区划代码“{code}”（{on} 当日）"


def region_name(code: str, on: date) -> str | None:
    """Name of a six-digit region in the year of ``on``; None for a code that did not exist then."""
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        return None
    found = {key: value for _, parts in numdb.get("cn/loc").info(code) for key, value in parts.items()}
    for start, end, name in _SPAN.findall(found.get("county", "")):
        if (not start or int(start) <= on.year) and (not end or on.year <= int(end)):
            return str(name)
    return None
