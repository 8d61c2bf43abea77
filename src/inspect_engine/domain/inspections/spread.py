"""One finding meant for several subjects of an inspection: which of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

ALL = ("all", "全部", "*")
NOT = "!"
_TAIL = re.compile(r"^(.*?)(\d+)$")
_RANGE = re.compile(r"^(.*?)(\d+)[-~至](\d+)$")


def parted(text: str) -> list[str]:
    """The words of a line: ``01-20,!07``, with commas and blanks of any width."""
    return re.split(r"[\s,、;]+", unicodedata.normalize("NFKC", text).strip(" ,、;"))


def chosen(words: Iterable[str], keys: Sequence[str]) -> list[str]:
    """Of the subjects of an inspection those that words name, in their order.

    A word is a key, the last digits of one (``07``), a range of these (``01-20``, ``stall-01-20``) or ``all``; with
    ``!`` before it, it takes away, from all where nothing else is said. Digits are of the keys that go by number, of
    the stalls of a market and not of the market itself. Raises ValueError in Chinese for a word that
    names none, or cannot say which.
    """
    words = [unicodedata.normalize("NFKC", word).strip() for word in words]
    wanted = [word for word in words if not word.startswith(NOT)]
    without = [word.removeprefix(NOT).strip() for word in words if word.startswith(NOT)]
    found = {key for word in wanted or ALL[:1] for key in _named(word, keys)}
    found -= {key for word in without for key in _named(word, keys)}
    if not found:
        raise ValueError("一个对象也没有选中")
    return [key for key in keys if key in found]


def _named(word: str, keys: Sequence[str]) -> list[str]:
    if word in keys or word.lower() in ALL:
        return [word] if word in keys else list(keys)
    found, ranged = [], _RANGE.match(word) or _TAIL.match(word)
    if ranged:
        head, first, last = ranged[1].lower(), ranged[2], ranged[ranged.lastindex or 2]
        tails = [(key, at) for key in keys if (at := _TAIL.match(key)) and head in ("", at[1].lower())]
        found = [(key, at[1]) for key, at in tails if int(first) <= int(at[2]) <= int(last)]
    if not found:
        raise ValueError(f"“{word}”不是这次检查的对象；有 {_some(keys)}")
    heads = _numbered(dict.fromkeys(head for _, head in found), keys)
    if len(heads) > 1:
        raise ValueError(f"“{word}”分不清是哪几个：{_some([key for key, _ in found])}；把编号写全，用逗号分开")
    return [key for key, head in found if head in heads]


def _numbered(heads: Iterable[str], keys: Sequence[str]) -> list[str]:
    """Of what keys begin with, what several go on from by number; else what lies in another of them."""
    heads, size = list(heads), Counter(at[1] for key in keys if (at := _TAIL.match(key)))
    several = [head for head in heads if size[head] > 1]
    within = [head for head in several or heads if any(head != key and head.startswith(key) for key in keys)]
    return several if len(several) == 1 else within or several or heads


def _some(keys: Sequence[str]) -> str:
    shown = "、".join(keys[:3])
    return shown if len(keys) <= 3 else f"{shown} … {keys[-1]}（共 {len(keys)} 个）"
