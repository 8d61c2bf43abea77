"""Numbers of documents: 机关代字〔年〕号."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from inspect_engine.domain.cases import MOVED
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.events import Event
from inspect_engine.domain.words.text import display, fault_in

_CODE = re.compile(r"[\u3400-\u9fffA-Za-z]{2,20}")
_WHOLE = re.compile(r"([\u3400-\u9fffA-Za-z]{2,20})〔(\d{4})〕第?0*(\d{1,9})号", re.ASCII)
_LIKE = re.compile(r"[(\[{【〔〖「（［｛]\s*\d")
_OPEN, _SHUT = "([{【〔〖「", ")]}】〕〗」"
_BRACKETS = str.maketrans(_OPEN + _SHUT, "〔" * len(_OPEN) + "〕" * len(_SHUT))

LONGEST = 80
"""Characters of anything that could be a number."""


class Numbered(NamedTuple):
    """A number in its parts."""

    office: str
    year: int
    serial: int

    @property
    def text(self) -> str:
        return number_text(*self)


def number_text(code: str, year: int, serial: int) -> str:
    """``示建燃改〔2022〕1号``: the serial has no leading zeros."""
    return f"{code}〔{year}〕{serial}号"


def normal_number(text: str) -> str:
    """A number as typed, with whatever brackets, made comparable."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(_BRACKETS)
    return folded if not folded or folded.endswith("号") else folded + "号"


@lru_cache(maxsize=4096)
def numbered(text: str) -> Numbered | None:
    """The parts of what is written like a number, with whatever brackets and zeros; None of any other text."""
    like = len(text) < LONGEST and _LIKE.search(text)
    found = _WHOLE.fullmatch(normal_number(text)) if like else None
    return Numbered(found[1], int(found[2]), int(found[3])) if found else None


def numbers_in(values: Mapping[str, object]) -> Iterator[Numbered]:
    """The numbers that the entries of an action are, each once."""
    found = (numbered(value) for value in values.values() if isinstance(value, str))
    yield from dict.fromkeys(number for number in found if number)


def numbers_changed(event: Event) -> tuple[list[Numbered], list[Numbered]]:
    """The numbers that an event of a case takes back, and those that it says: an action, or what puts one right."""
    if event.kind == MOVED:
        return [], list(numbers_in(event.data["values"]))
    if event.kind != CORRECTED or event.case is None:
        return [], []
    changes = event.data.get("changes", ())
    old, new = ({each["field"]: each[way] for each in changes} for way in ("old", "new"))
    return list(numbers_in(old)), list(numbers_in(new))


def code_fault(code: str) -> str | None:
    """Why an office code cannot be one, in Chinese; None when it can."""
    if fault := fault_in(code):
        return fault
    return None if _CODE.fullmatch(code) else f"“{display(code)}”应为 2 至 20 个汉字或字母，不写括号、年份、序号和空格"
