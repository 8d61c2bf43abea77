"""What people typed: accepted strictly, shown safely."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache

MAX_TEXT = 4000
ZERO_WIDTH_JOINER = "\u200d"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SPELLED = re.compile("‹U\\+(10[0-9A-F]{4}|[0-9A-F]{4,5})›")
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def display(text: object, *, lines: bool = False) -> str:
    """Foreign text made safe for a terminal, log or cell.

    Control, bidirectional, zero-width and tag characters, and lone surrogates, appear as ``‹U+001B›``; with
    ``lines`` a line feed stays, and what Windows or an old Mac ends a line with is one.
    """
    if lines:
        return "\n".join(map(display, str(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    told = str(text)
    return told if told.isprintable() else "".join(c if _plain(c) else f"‹U+{ord(c):04X}›" for c in told)


def undisplayed(text: str) -> str:
    """What :func:`display` made such a text of: somebody has copied it from a screen."""

    def meant(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return found[0] if _UNSTORABLE.match(char) else char

    return _SPELLED.sub(meant, text)


def escaped(document: str) -> str:
    """A JSON document made safe for a terminal: what :func:`display` would spell out stands there as ``\\u202e``.

    In JSON such characters stand in strings only, where the escape means the very same.
    """
    return "\n".join(line if line.isprintable() else "".join(map(_escape, line)) for line in document.split("\n"))


def _escape(char: str) -> str:
    return char if _plain(char) else json.dumps(char)[1:-1]


def _plain(char: str) -> bool:
    """Safe to show as it is: neither control nor format character, nor one that XML cannot hold."""
    if unicodedata.category(char) in _UNSEEN:
        return char == ZERO_WIDTH_JOINER
    return ord(char) & 0xFFFE != 0xFFFE


def is_blank(text: str) -> bool:
    """Nothing a reader could see."""
    return not text[:1].isalnum() and all(
        char.isspace() or not _plain(char) or char == ZERO_WIDTH_JOINER for char in text
    )


def fault_in(text: str) -> str | None:
    """Why a typed text cannot be stored, in Chinese; None when it can."""
    if is_blank(text):
        return "不能为空"
    if _UNSTORABLE.search(text):
        return "含有不能保存的字符"
    if len(text) > MAX_TEXT:
        return f"太长（{len(text)} 字），至多 {MAX_TEXT} 字"
    return None


def is_text(word: str) -> bool:
    """No lone surrogate in it: what arrived as bytes that are not UTF-8 is carried in these (PEP 383)."""
    return not any("\ud800" <= char <= "\udfff" for char in word)


def spelled(name: str) -> str:
    """A name from the system as text that can be stored. Bytes that are no UTF-8 are read as GBK, which is what
    a Chinese Windows and its archives write, or else shown as ``\\xd5``."""
    if is_text(name):
        return name
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, as only Windows lets into a name
        return display(name)
    for encoding in ("utf-8", "gbk"):  # the first, where the system is set to ASCII
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", "backslashreplace")


@lru_cache(maxsize=8192)
def same_name(name: str) -> str:
    """A person's name reduced so that width, case, spaces and invisible characters do not make two of one."""
    seen = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in seen if not c.isspace() and unicodedata.category(c) not in _UNSEEN and not _selector(c))


def _selector(char: str) -> bool:
    return 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF


def meant(word: str, titles: Mapping[str, str]) -> str:
    """The code of ``titles`` (by code) that a word means: a code, a title, or two characters or more of just one title.
    Any other word is given back as it is."""
    if word in titles:
        return word
    whole = [code for code, title in titles.items() if title == word]
    parts = [code for code, title in titles.items() if len(word) > 1 and word in title]
    return next((found[0] for found in (whole, parts) if len(found) == 1), word)


def suggest(word: str, known: Iterable[str]) -> str:
    """“是否想写 …？” with the near miss, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"是否想写“{close[0]}”？" if close else ""
