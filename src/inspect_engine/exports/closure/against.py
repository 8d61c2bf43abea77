"""总览, at the end: the period that was asked for beside the one before it, as ``board --from --to`` says it."""

from __future__ import annotations

from decimal import Decimal

from inspect_engine.domain.figures import Compared, Rate
from inspect_engine.exports.closure.ending import Grid
from inspect_engine.exports.closure.totals import share_value
from inspect_engine.exports.sheets.cells import Formula, Value

HEAD = "指标", "本期", "上期", "增减", "口径"
HOW = "本期 {now}，上期 {past}"
MEANING = "各按自己的末日、现在已入账的记录重算，是定值"


def write(grid: Grid, against: Compared, section: int) -> int:
    """Put it down from row ``section`` on; returns the last row. That row and the next are to be merged from B to E."""
    grid[section, "A"] = "section", "与上期比"
    grid[section, "B"] = "plain", HOW.format(now=against.now.told, past=against.past.told)
    grid[section + 1, "B"] = "plain", MEANING
    for letter, name in zip("ABCDE", HEAD, strict=True):
        grid[section + 2, letter] = "head", name
    row = section + 2
    for row, line in enumerate(against.lines, section + 3):
        grid[row, "A"] = ("label1" if line.title.startswith("其中") else "label"), line.title
        grid[row, "B"], grid[row, "C"] = _cell(line.now), _cell(line.past)
        grid[row, "D"] = _change(row, line.now, line.past)
        grid[row, "E"] = "note", _parts(line.now, line.past)
    return row


def _cell(value: int | Rate) -> tuple[str, Value]:
    return ("strong_percent", share_value(value)) if isinstance(value, Rate) else ("strong", value)


def _change(row: int, now: int | Rate, past: int | Rate) -> tuple[str, Value]:
    """The difference, live; of rates in points of a percentage."""
    if isinstance(now, int) and isinstance(past, int):
        return "number", Formula(f"B{row}-C{row}", now - past)
    one, two = (_cell(each)[1] for each in (now, past))
    live = f'IF(AND(ISNUMBER(B{row}),ISNUMBER(C{row})),ROUND((B{row}-C{row})*100,2),"—")'
    if isinstance(one, Decimal) and isinstance(two, Decimal):
        return "points", Formula(live, (one - two) * 100)
    return "points", Formula(live, "—")


def _parts(now: int | Rate, past: int | Rate) -> str:
    if isinstance(now, int) or isinstance(past, int):
        return ""
    return f"{now.part}/{now.whole}，上期 {past.part}/{past.whole}；增减是百分点"
