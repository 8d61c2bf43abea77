"""What one may ask of cases, a clause at a time: kept as data, asked of a line here and of the database in storage."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from inspect_engine.domain.cases.shape import CaseLine
from inspect_engine.domain.units import folded

ONE_OF = ("state_title", "kind", "pack", "owner")
"""Fields of which a value is the whole text."""
HOLDING = {
    "text": ("number", "title", "subject_name", "party", "item", "state_title"),
    "number": ("number",),
    "title": ("title",),
    "subject": ("subject", "subject_name"),
    "item": ("item",),
    "part": ("part",),
}
"""Fields of which a value is a part of the text, and the columns in which it is looked for."""
DAYS = ("found_on", "due_on", "replied_on", "closed_on")
COUNTS = ("returned", "extended", "reopened", "escalated")
OTHERS = ("grade", "region", "unit", "finder", "late")
SIGNS = (":", "<", "<=", ">", ">=")
APART = ".."
"""Between the first and the last day of a value."""
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True)
class Clause:
    """One thing that is asked of a case, ``negated`` that it is not so.

    ``field`` is one of the names above. With ``:`` any of the ``values`` will do: of days these are ``FIRST..LAST``, of
    grades ``KIND/GRADE`` (any kind where it is empty), of regions the beginning of a code. With another sign there is
    one value, a day or a number. ``late`` takes ``>=`` and a number of days, counted on the day ``on``.

    ``known`` is what only the ledger tells: the folded names of units, the inspections of those who found it, or the
    cases that are as late by a limit which rows do not say.
    """

    field: str
    values: tuple[str, ...]
    sign: str = ":"
    negated: bool = False
    on: date | None = None
    known: frozenset[str] = frozenset()

    @property
    def late_on(self) -> date:
        """The day on which whoever is ``late`` by so many days was overdue already."""
        return (self.on or date.min) - timedelta(days=int(self.values[0]) - 1)

    def plain(self) -> dict[str, object]:
        """As a selection is kept; ``known`` is asked for anew."""
        signed = {} if self.sign == ":" else {"sign": self.sign}
        return {"field": self.field, "values": list(self.values), **signed, **({"not": True} if self.negated else {})}

    @classmethod
    def read(cls, plain: object, on: date) -> Clause:
        """From :meth:`plain`, of a day. Raises ValueError, KeyError or TypeError for anything else."""
        if not isinstance(plain, dict) or plain.keys() - {"field", "values", "sign", "not"}:
            raise ValueError(plain)
        field, values, sign = plain["field"], tuple(map(str, plain["values"])), plain.get("sign", ":")
        if field not in (*ONE_OF, *HOLDING, *DAYS, *COUNTS, *OTHERS) or sign not in SIGNS or not values:
            raise ValueError(plain)
        clause = cls(field, values, sign, bool(plain.get("not")), on if field == "late" else None)
        met(clause, EMPTY)
        return clause


def lowered(text: str) -> str:
    """A text with its Latin letters small, which is all that SQLite makes small."""
    return text.translate(_SMALL)


def met(clause: Clause, line: CaseLine) -> bool:
    """Whether a line is as a clause asks; one that lacks what is asked about is not."""
    return _met(clause, line) != clause.negated


def _met(clause: Clause, line: CaseLine) -> bool:
    field, values = clause.field, clause.values
    if field in ONE_OF:
        return str(getattr(line, field)) in values
    if field in HOLDING:
        texts = [lowered(getattr(line, name)) for name in HOLDING[field]]
        return any(lowered(value) in text for value in values for text in texts)
    if field in DAYS:
        day = getattr(line, field)
        return day is not None and _compares(day.isoformat(), clause.sign, values)
    if field in COUNTS:
        return _counts(getattr(line, field), clause.sign, [int(value) for value in values])
    if field == "grade":
        return any(value in (f"{line.kind}/{line.severity}", f"/{line.severity}") for value in values)
    if field == "region":
        return line.region.startswith(values)
    if field == "unit":
        named = any(folded(unit) in clause.known for unit in line.units)
        return named or any(folded(value) in folded(unit) for value in values for unit in line.units)
    if field == "finder":
        return line.inspection in clause.known
    return line.is_open and (line.overdue(clause.late_on) or line.id in clause.known)


def _compares(day: str, sign: str, values: tuple[str, ...]) -> bool:
    if sign == ":":
        spans = [value.partition(APART) for value in values]
        return any(first <= day <= (last or first) for first, _, last in spans)
    value = date.fromisoformat(values[0]).isoformat()
    return {"<": day < value, "<=": day <= value, ">": day > value, ">=": day >= value}[sign]


def _counts(number: int, sign: str, values: list[int]) -> bool:
    if sign == ":":
        return number in values
    value = values[0]
    return {"<": number < value, "<=": number <= value, ">": number > value, ">=": number >= value}[sign]


def settled(clause: Clause, on: date) -> Clause:
    """The clause, asked on another day."""
    return replace(clause, on=on) if clause.field == "late" else clause


_BLANK: dict[str, Any] = {each.name: "" for each in fields(CaseLine) if each.default is MISSING}
_BLANK |= dict.fromkeys(("due_on", "late_after", "replied_on", "closed_on", "closed_how"))
_BLANK |= {"opened": 0, "returned": 0, "extended": 0, "is_open": True, "found_on": date(2000, 1, 1)}
EMPTY = CaseLine(**_BLANK)
"""A line without anything, by which it is tried whether a clause can be asked."""
