"""Units that differ only by a factor. Everything is exact: numbers are multiplied up, never divided."""

from __future__ import annotations

from decimal import Decimal

_SCALES: tuple[dict[str, str], ...] = (
    {"mm": "0.001", "cm": "0.01", "m": "1", "米": "1", "km": "1000"},
    {"m²": "1", "㎡": "1", "万m²": "10000", "万㎡": "10000", "km²": "1000000"},
    {"L": "0.001", "m³": "1", "万m³": "10000"},
    {"g": "0.001", "kg": "1", "t": "1000"},
    {"N": "0.001", "kN": "1"},
    {"kN/m": "1"},
    {"kN/m²": "1"},
    {"Pa": "0.000001", "kPa": "0.001", "MPa": "1"},
    {"分钟": "1", "小时": "60"},
    {"日": "1", "天": "1"},
    {"月": "1", "个月": "1", "年": "12"},
    {"元": "1", "万元": "10000", "亿元": "100000000"},
    {"‰": "0.1", "%": "1"},
)


def factor(unit: str | None, other: str | None) -> tuple[Decimal, Decimal] | None:
    """Factors that bring two units to a common one; None when they measure different things."""
    if unit == other:
        return Decimal(1), Decimal(1)
    for scale in _SCALES:
        if unit in scale and other in scale:
            return Decimal(scale[unit]), Decimal(scale[other])
    return None
