"""The same words about different places."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from inspect_engine.domain.alarms.acts import Act
from inspect_engine.domain.alarms.shape import Alarm, numbers_of, quote

SAME_TEXT_SUBJECTS, SHORTEST_TEXT = 3, 8
"""The same words of so many letters about so many subjects. Shorter ones are formulas. Ours, not the law's."""

_NO_LETTER = re.compile(r"[\W\d_]+")


def essence(text: str) -> str:
    """A text without spaces, punctuation, digits, width and case."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


class Texts:
    """Remembers what was written where something had to be proved: what was done, and what was seen.

    A supervisor's “同意销号” describes nothing and is not looked at.
    """

    def __init__(self) -> None:
        self._said: dict[bytes, dict[str, Act]] = {}

    def see(self, acts: Sequence[Act]) -> None:
        for act in acts:
            for said in _said(act):
                self._said.setdefault(mark_of(said), {})[act.event] = act

    def traces(self) -> Iterator[tuple[str, str]]:
        yield from (("text", mark.hex()) for mark in self._said)

    def alarms(self) -> Iterator[Alarm]:
        for mark, acts in self._said.items():
            subjects = {act.case.subject for act in acts.values()}
            if len(subjects) >= SAME_TEXT_SUBJECTS:
                every = tuple(acts.values())
                said = next(text for text in _said(every[0]) if mark_of(text) == mark)
                steps = "、".join(dict.fromkeys(act.title for act in every))
                where = f"{len(subjects)} 个检查对象的“{steps}”"
                yield Alarm("text", mark.hex(), f"{where}都写{quote(said)}：{numbers_of(every)}", every)


def _said(act: Act) -> Iterator[str]:
    if act.proves or act.mark == "replied":
        yield from (v for spec, v in act.entries if spec.type == "text" and len(essence(v)) >= SHORTEST_TEXT)


def mark_of(text: str) -> bytes:
    """What stands for the essence of a text."""
    return hashlib.sha256(essence(text).encode()).digest()
