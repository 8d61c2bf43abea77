"""What people typed: accepted strictly, shown safely."""

from __future__ import annotations

import unicodedata

MAX_TEXT = 4000
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_HIDDEN = {0x200B, 0x2060, 0xFEFF, 0x180E, *range(0xE0000, 0xE0080), 0x2028, 0x2029}


def display(text: object, *, lines: bool = False) -> str:
    """Foreign text made safe for a terminal, log or cell.

    Control, bidirectional, zero-width and tag characters, and lone surrogates, appear as ``‹U+001B›``; with
    ``lines`` a line feed stays.
    """
    return "".join(c if _plain(c) or (lines and c == "\n") else f"‹U+{ord(c):04X}›" for c in str(text))


def _plain(char: str) -> bool:
    code = ord(char)
    if code < 0x20 or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF:
        return False
    return code not in _BIDI and code not in _HIDDEN


def fault_in(text: str) -> str | None:
    """Why a typed text cannot be stored, in Chinese; None when it can."""
    if not text.strip():
        return "不能为空"
    if "\x00" in text or any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        return "含有不能保存的字符"
    if len(text) > MAX_TEXT:
        return f"太长（{len(text)} 字），至多 {MAX_TEXT} 字"
    return None


def same_name(name: str) -> str:
    """A person's name reduced so that width, case and spaces do not make two of one."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
