"""Numbers of documents: 机关代字〔年〕号."""

from __future__ import annotations

import re
import unicodedata

from inspect_engine.domain.words.text import display, fault_in

_CODE = re.compile(r"[\u3400-\u9fffA-Za-z]{2,20}")
_OPEN, _SHUT = "([{【〔〖「", ")]}】〕〗」"
_BRACKETS = str.maketrans(_OPEN + _SHUT, "〔" * len(_OPEN) + "〕" * len(_SHUT))


def number_text(code: str, year: int, serial: int) -> str:
    """``示建燃改〔2022〕1号``: the serial has no leading zeros."""
    return f"{code}〔{year}〕{serial}号"


def normal_number(text: str) -> str:
    """A number as typed, with whatever brackets, made comparable."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(_BRACKETS)
    return folded if not folded or folded.endswith("号") else folded + "号"


def code_fault(code: str) -> str | None:
    """Why an office code cannot be one, in Chinese; None when it can."""
    if fault := fault_in(code):
        return fault
    return None if _CODE.fullmatch(code) else f"“{display(code)}”应为 2 至 20 个汉字或字母，不写括号、年份、序号和空格"
