"""Days as tables of limits write them: how long before the day that is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

_AGO = re.compile(r"(\d+)([yd])([+-]\d+)?")


def ago(text: str, on: str) -> str:
    """``8y``: the day just eight years before; ``8y+1`` is a day earlier, ``8y-1`` a day later; ``30d`` thirty days
    before. Anything else as it is."""
    found = _AGO.fullmatch(text)
    if found is None:
        return text
    day, (number, unit, more) = date.fromisoformat(on), found.groups()
    first = day.replace(year=day.year - int(number)) if unit == "y" else day - timedelta(int(number))
    return str(first - timedelta(int(more or 0)))


def dated(values: Mapping[str, str], on: str) -> dict[str, str]:
    return {name: ago(text, on) for name, text in values.items()}
