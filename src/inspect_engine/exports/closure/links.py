"""From a case to its course and back, and the colours of its row: what makes a list on the screen quick to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from inspect_engine.exports.closure.columns import YES
from inspect_engine.exports.sheets.book import Place
from inspect_engine.exports.sheets.tables import Shade

SOON = 7
"""Days before a limit in which its row is coloured."""
LATE, DUE = "FCE4E4", "FFF4CC"
"""Colours of what is overdue, and of what soon will be; apart in grey too."""


def shades(as_of: date, is_open: str, due: str, answered: str = "") -> tuple[Shade, ...]:
    """Colours of the rows of a list by its columns: whether open, until when, and when it was answered."""
    days = [f"DATE({day.year},{day.month},{day.day})" for day in (as_of, as_of + timedelta(SOON))]
    waits = [f'{{{is_open}}}="{YES}"', f"{{{due}}}>={days[0]}", f"{{{due}}}<={days[1]}"]
    waits += [f'{{{answered}}}=""'] if answered else []
    return Shade(LATE, f'{{是否逾期}}="{YES}"'), Shade(DUE, f"AND({','.join(waits)})")


class Links:
    """Where the course of each case stands that a later list names."""

    def __init__(self) -> None:
        self._course: dict[str, Sequence[Place]] = {}

    def course(self, case: str, steps: Sequence[Place]) -> None:
        """Keep where the steps of a case are."""
        self._course[case] = steps

    def lead(self, row: Place, case: str, *, back: bool = False) -> None:
        """From a row of a list to the first step of its case; ``back`` from each step to the row, too."""
        steps = self._course.get(case, ())
        if steps:
            row.sheet.lead(row.row, steps[0])
        for step in steps if back else ():
            step.sheet.lead(step.row, row)

    def forget(self, case: str) -> None:
        """A case that no later list names."""
        self._course.pop(case, None)
