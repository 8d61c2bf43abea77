"""Calculations of XLSForms to formulas of ours: a few shapes, each as people write it."""

from __future__ import annotations

import re
from typing import Any

from inspect_engine.reading.tables.scope import NUMBERS, Scope
from inspect_engine.reading.tables.xpath import NotSaid

QUESTION = r"\$\{ ?([^}\s]+) ?\}"
ONE = rf"\(?{QUESTION}\)?"
DAY = rf"(?:{QUESTION}|today\(\)|now\(\))"
SHAPES: tuple[tuple[str, str], ...] = (
    (rf"\(?{ONE} div {ONE}\)? ?\* ?100(?:\.0)?|100 ?\* ?\(?{ONE} div {ONE}\)?", "percent"),
    (rf"round\(\(?{ONE} div {ONE}\)? ?\* ?100, ?(\d)\)", "percent"),
    (rf"{ONE} div {ONE}", "ratio"),
    (rf"round\({ONE} div {ONE}, ?(\d)\)", "ratio"),
    (rf"\(?\(?{ONE} ?- ?{ONE}\)? div {ONE}\)? ?\* ?100", "growth"),
    (rf"(?:int|floor)?\(?\(? ?{DAY} ?- ?{DAY} ?\)? div 365(?:\.25)?\)?", "years"),
    (rf"(?:int\()?{DAY} ?- ?{DAY}\)?", "minus"),
    (rf"{QUESTION}(?: ?\+ ?{QUESTION})+", "sum"),
    (rf"count-selected\({QUESTION}\)(?: ?\+ ?count-selected\({QUESTION}\))*", "count"),
)
"""What a calculation looks like, and which formula it is."""
ELSE = "算式里有本程序没有的算法（只有比、和、差、增长率、个数、相隔天数、相隔年数）"


def formula(text: str, known: Scope) -> dict[str, Any]:
    """The formula of a calculation, with its unit where it has one. Raises NotSaid."""
    squeezed = re.sub(r"\s+", " ", text.strip())
    kind = next((kind for pattern, kind in SHAPES if re.fullmatch(pattern, squeezed)), None)
    if kind is None:
        raise NotSaid(ELSE)
    return _formula(kind, re.findall(QUESTION, squeezed), squeezed, known)


def _formula(kind: str, names: list[str], text: str, known: Scope) -> dict[str, Any]:
    fields = [known.field_of(name) for name in names]
    types = [known.types.get(name, "") for name in names]
    digits = {"digits": found[1]} if (found := re.search(r", ?(\d)\)$", text)) and text.startswith("round") else {}
    if kind in ("years", "minus") and ("date" in types or "today()" in text or "now()" in text):
        first, last = _ends(text, fields)
        whole = {"whole": "true"} if kind == "years" and re.match("int|floor", text) else {}
        return {"years_between" if kind == "years" else "days_between": [first, last], **whole}
    if kind == "years":
        raise NotSaid("算式里有本程序没有的算法（除以一个固定的数）")
    if kind == "growth":
        if names[1] != names[2]:
            raise NotSaid("增长率要除以前一期的数")
        return {"growth": fields[:2]}
    if kind != "count" and not all(one in NUMBERS for one in types):
        raise NotSaid("算式里的值不是数字")
    unit = {"unit": "%"} if kind == "percent" else {}
    name = {"percent": "ratio", "minus": "difference"}.get(kind, kind)
    return {name: fields, **unit, **digits}


def _ends(text: str, fields: list[str]) -> tuple[str, str]:
    """``last - first``; today stands for the day of the inspection."""
    left = text.partition("-")[0]
    last = "on" if "today()" in left or "now()" in left else fields[0]
    first = "on" if len(fields) < (1 if last == "on" else 2) else fields[-1]
    return first, last
