"""How a text sounds, so that it is found by what is typed with no input method on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from inspect_engine.domain.words.text import same_name


@dataclass(frozen=True)
class Sound:
    """A text as it is read: ``initials`` has one character for each of its own (``灭火器 2`` is ``mhq 2``), ``whole``
    the syllables without anything between them (``miehuoqi2``)."""

    initials: str
    whole: str

    def has(self, typed: str) -> bool:
        """Whether lower-case letters stand in its initials, or, from two on, in its syllables."""
        return typed in self.initials or (len(typed) > 1 and typed in self.whole)


@lru_cache(maxsize=8192)
def sound_of(text: str) -> Sound:
    """How a text is read. The first one costs a third of a second: the dictionary of phrases is loaded then."""
    from pypinyin import lazy_pinyin

    syllables = [each.lower() for each in lazy_pinyin(text, errors=_apart)]
    kept = [each if each.isalnum() else " " for each in syllables]
    return Sound("".join(each[0] for each in kept), "".join(kept).replace(" ", ""))


def _apart(text: str) -> Any:
    """What is no Han stands for itself, character by character; the library's own types know of strings alone."""
    return list(text)


def named_so(text: str, typed: str) -> bool:
    """Whether a name has what was typed: characters of it, or the letters of its pinyin."""
    wanted = same_name(typed)
    return wanted in same_name(text) or (wanted.isascii() and wanted.isalnum() and sound_of(text).has(wanted))


def sought(typed: str, names: Iterable[str], codes: Iterable[str] = (), *, heard: bool = True) -> bool:
    """Whether each word that was typed stands in a code, or in a name: by its characters or, where it is ``heard``, by
    its pinyin. Nothing typed is sought in everything."""
    names, codes = list(names), [same_name(code) for code in codes]

    def stands(word: str) -> bool:
        wanted = same_name(word)
        if any(wanted in code for code in codes):
            return True
        return any(named_so(name, word) if heard else wanted in same_name(name) for name in names)

    return all(map(stands, typed.split()))


def called_so(text: str, typed: str) -> bool:
    """Whether what was typed is the whole of a name, or the first letters of its whole pinyin."""
    wanted = same_name(typed)
    return wanted == same_name(text) or (wanted.isascii() and wanted.isalnum() and sound_of(text).initials == wanted)


def begins_so(text: str, typed: str) -> bool:
    """Whether a name begins with what was typed: its characters, or the first letters of its pinyin."""
    wanted = same_name(typed)
    if same_name(text).startswith(wanted):
        return True
    return wanted.isascii() and wanted.isalnum() and sound_of(text).initials.startswith(wanted)


def letters(text: str) -> bool:
    """Whether a text may be initials at all."""
    return text.isascii() and text.isalpha()
