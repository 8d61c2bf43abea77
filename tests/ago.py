"""Days as tables of limits write them: how long before the day that is judged."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

_AGO = re.compile(r"(\d+)([ymd])([+-]\d+)?")


def ago(text: str, on: str) -> str:
    """``8y``: the day just eight years before; ``8y+1`` is a day earlier, ``8y-1`` a day later; ``24m`` the same
    day of the month 24 months before, or the last of a shorter one; ``30d`` thirty days before. Anything else
    as it is."""
    found = _AGO.fullmatch(text)
    if found is None:
        return text
    day, (number, unit, more) = date.fromisoformat(on), found.groups()
    back = int(number) * {"y": 12, "m": 1, "d": 0}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    first = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    first -= timedelta(0 if back else int(number))
    return str(first - timedelta(int(more or 0)))


def dated(values: Mapping[str, str], on: str) -> dict[str, str]:
    return {name: ago(text, on) for name, text in values.items()}
