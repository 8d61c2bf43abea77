"""Points as cells hold them."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction


def number(value: Fraction) -> Decimal:
    """A number as a cell holds it: exact where its decimals end, else to fifteen digits."""
    return Context(prec=15).divide(Decimal(value.numerator), Decimal(value.denominator))


def or_dash(value: Fraction | None) -> Decimal | str:
    """A number, or a dash where nothing is scored."""
    return "—" if value is None else number(value)
