"""What people write for a region: its code in whatever width, or its name, alone or after those of the regions around
it; made the code that is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from inspect_engine.domain.words.identifiers import (
    BELOW,
    COUNTY,
    NOTHING,
    Overlay,
    library_names,
    region_fault,
    region_name,
    region_prefix,
    region_whole,
    spans,
)
from inspect_engine.domain.words.pinyin import named_so

LISTED = 8
"""Candidates that a refusal names."""
_PARTS = (12, 9, 6, 4, 2)
"""Digits of village, township, county, city, province."""
_NO_NAMES = ("市辖区", "县", "省直辖县级行政单位", "自治区直辖县级行政单位")
"""Rows of the table that stand for no place of their own."""


def region_code(text: str, on: date, over: Overlay = NOTHING) -> str:
    """The code, six digits or a township's nine or a village's twelve, that a text means on that day: a code, a name
    (``昭阳区``, ``昭通市昭阳区``), or an area of one's own. Raises ValueError, in Chinese, with the candidates."""
    typed = _squeezed(text)
    code = _stored(_digits(typed), on, over) if _is_code(typed) else _named(typed, on, over)
    if fault := region_fault(code, on, over):
        raise ValueError(fault)
    return code


def region_sought(text: str, on: date, over: Overlay = NOTHING) -> str:
    """The prefix of codes that a text means: a code or its beginning, or a name. Raises ValueError; whether there is
    such a region is asked of no beginning of a code."""
    typed = _squeezed(text)
    return region_prefix(typed if _is_code(typed) else region_code(typed, on, over))


def regions_like(
    text: str,
    on: date,
    over: Overlay = NOTHING,
    *,
    within: str = "",
    near: Collection[str] = (),
    most: int = LISTED,
) -> list[tuple[str, str]]:
    """Codes and full names of the regions that have a text in their name, or are read so (``zy`` is 昭阳), or whose
    code begins so. Those ``within`` a prefix come first, then those ``near`` these codes: the same, then of their
    city, then of their province; then the shorter names."""
    typed = _squeezed(text)
    if typed.isdigit():
        codes = {code for _, found in _names(on, over) for code in found if code.startswith(typed)}
    else:
        codes = {code for name, found in _names(on, over) if named_so(name, typed) for code in found}
        last = {code for name, found in _names(on, over) if typed[-2:] in name for code in found}
        codes |= {code for code in last if any(typed in written for written in _written(code, on, over))}
    named = [(code, max(_written(code, on, over), key=len)) for code in codes]
    around = {code[:digits] for code in near for digits in _PARTS}

    def rank(each: tuple[str, str]) -> tuple[bool, int, int, str]:
        code = each[0]
        shared = next((digits for digits in _PARTS if code[:digits] in around), 0)
        return not code.startswith(within), -shared, len(region_name(code, on, over) or ""), code

    return sorted(named, key=rank)[:most]


def _squeezed(text: str) -> str:
    """In half width, without spaces and what cannot be seen."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(c for c in wide if not c.isspace() and unicodedata.category(c) != "Cf")


def _is_code(typed: str) -> bool:
    return not typed or bool(re.search(r"[0-9]", typed)) or typed.isascii()


def _digits(typed: str) -> str:
    """A county is often written with the zeros of its townships and villages behind it."""
    return region_whole(region_prefix(typed)) if len(typed) in BELOW else typed


def _stored(code: str, on: date, over: Overlay) -> str:
    """The code that an area of one's own means; any other as it is."""
    return next((span.means for span in over.get(code, ()) if span.covers(on) and span.means), code)


def _named(typed: str, on: date, over: Overlay) -> str:
    """The one region of a name. Raises ValueError for none, and for several."""
    found = sorted({_stored(code, on, over) for code in _called(typed, on, over)})
    if not found:
        near = sorted(_called_like(typed, on, over))
        fix = f"，是否想写：{_listed(near, on, over)}" if near else "，请写 6 位代码"
        raise ValueError(f"{on} 当日没有叫“{typed}”的区划{fix}")
    if len(found) > 1:
        raise ValueError(f"叫“{typed}”的区划有 {len(found)} 个：{_listed(found, on, over)}；请写全名或代码")
    return found[0]


def _listed(codes: list[str], on: date, over: Overlay) -> str:
    told = "、".join(f"{max(_written(code, on, over), key=len)}（{code}）" for code in codes[:LISTED])
    return f"{told} 等" if len(codes) > LISTED else told


def _called(typed: str, on: date, over: Overlay) -> set[str]:
    """Codes of the regions that a name, with or without what lies around them, means."""
    of_name = {code for name, codes in _names(on, over) if typed.endswith(name) for code in codes}
    return {code for code in of_name if typed in _written(code, on, over)}


def _called_like(typed: str, on: date, over: Overlay) -> set[str]:
    """Those whose full name has this in it."""
    short = typed.rstrip("省市区县旗") if len(typed) > 2 else typed
    return {code for name, codes in _names(on, over) if short in name for code in codes}


def _names(on: date, over: Overlay) -> Iterator[tuple[str, Iterable[str]]]:
    for name, codes in _of_library(on.year).items():
        if left := [code for code in codes if code not in over]:
            yield name, left
    for code, found in over.items():
        yield from ((span.name, [code]) for span in found if span.covers(on))


def _written(code: str, on: date, over: Overlay) -> set[str]:
    """How a region may be written: its name, and that with the names of its city, its province, or both before it."""
    name, means = next(((s.name, s.means) for s in spans(code, over) if s.covers(on)), ("", ""))
    around = means or code
    above = [region_whole(around[:n]) for n in (2, 4, COUNTY) if around[:n] != region_prefix(code)]
    names = [
        called for each in dict.fromkeys(above) if (called := region_name(each, on, over)) not in (*_NO_NAMES, None)
    ]
    before = {""}
    for each in names:
        before |= {text + str(each) for text in before}
    return {text + name for text in before if not (text and text.endswith(name))}


@lru_cache(maxsize=4)
def _of_library(year: int) -> Mapping[str, tuple[str, ...]]:
    """The codes of every name in a year."""
    found: dict[str, list[str]] = {}
    for code, name in library_names(year):
        if name not in _NO_NAMES:
            found.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}
