"""What a column of a table holds, and how a value of the workbook stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from inspect_engine.domain.calendars import CHINA
from inspect_engine.exports.sheets.book import Heading
from inspect_engine.exports.sheets.cells import Formula, Value, clean

TEXT, INTEGER, DECIMAL, DAY, MOMENT = "text", "integer", "decimal", "date", "datetime"
KINDS = {
    "number": INTEGER,
    "alarm": INTEGER,
    "points": DECIMAL,
    "money": DECIMAL,
    "date": DAY,
    "moment": MOMENT,
}
"""By the look of a column in the workbook; every other one is text."""
Plain = str | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class Field:
    """A column of a table: its name and what it holds, of the kinds above."""

    name: str
    kind: str

    def plain(self, value: Value, shown: Callable[[str], str]) -> Plain:
        """A value as this column holds it: texts as a reader may see them, moments with their offset, nothing as None.

        Raises TypeError for a value that is not of the column's kind.
        """
        if isinstance(value, Formula):
            value = value.value
        if value is None or value == "":
            return None
        if self.kind == TEXT:
            return clean(shown(value if isinstance(value, str) else str(value)))
        if type(value) not in TAKEN[self.kind]:
            raise TypeError(f"{self.name}: {value!r} is not of kind {self.kind}")
        return value.replace(tzinfo=CHINA) if isinstance(value, datetime) else value


TAKEN: dict[str, tuple[type, ...]] = {INTEGER: (int,), DECIMAL: (int, Decimal), DAY: (date,), MOMENT: (datetime,)}
"""Types of the values that a kind takes."""


def field(column: Heading) -> Field:
    """A column of the workbook as a column of a table."""
    return Field(column.name, KINDS.get(column.style, TEXT))
