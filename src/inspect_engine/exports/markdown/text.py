"""Markdown in which foreign text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inspect_engine.domain.words.text import display

_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~&$])")
_OPENING = re.compile(r"^(\d{0,9})([-+=.)])(?=\s|$|[-=]+\s*$)")
_FOLDED = re.compile(r"(?<=[，。；、：]) ")


def plain(text: object) -> str:
    """A text on one line that no Markdown reader takes for markup."""
    line = _FOLDED.sub("", display(" ".join(str(text).split())))
    return _OPENING.sub(r"\1\\\2", _MARKS.sub(r"\\\1", line))


def bullets(rows: Iterable[tuple[str, str | Sequence[str]]]) -> list[str]:
    """A list of ``**name**：text``; empty ones are left out.

    Several texts stand below, each on its own line, and lower still as far as they are indented.
    """
    lines = []
    for name, told in rows:
        several = [told] if isinstance(told, str) else list(told)
        if len(several) > 1:
            lines += [f"- **{plain(name)}**：", *(f"  {_indent(each)}- {plain(each)}" for each in several)]
        elif any(several):
            lines.append(f"- **{plain(name)}**：{plain(several[0])}")
    return lines


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" "))]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; columns that are empty throughout are left out."""
    kept = list(rows)
    shown = [n for n, _ in enumerate(head) if any(row[n] for row in kept)]
    lines = [[plain(row[n]) for n in shown] for row in (head, *kept)]
    lines.insert(1, ["---"] * len(shown))
    return [f"| {' | '.join(line)} |" for line in lines] if kept else []
