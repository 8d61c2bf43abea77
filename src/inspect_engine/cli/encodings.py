"""What is written where not every character can be: as a lookalike, or by its number, and never not at all."""

from __future__ import annotations

import codecs
import json
import re
from typing import TextIO

TWINS = {"✓": "√", "✗": "×", "‹": "<", "›": ">", "◐": "◎", "⚠": "!", "–": "-", "²": "2", "³": "3", "\xa0": " "}
"""Characters that we write and GBK lacks, and how they are written there."""
LOOKALIKE = "inspect_engine.lookalike"
"""Name of the error handler under which a stream writes them; what has no twin is written as ``<U+1F600>``."""


def lookalike(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that an encoding lacks. Raises the error when it is one of reading."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(TWINS.get(char, f"<U+{ord(char):04X}>") for char in missing), error.end


codecs.register_error(LOOKALIKE, lookalike)


def holds(encoding: str | None, text: str) -> bool:
    """Whether an encoding has all of a text; none at all is that of texts in memory, which hold everything."""
    try:
        return encoding is None or bool(text.encode(encoding))
    except (LookupError, UnicodeError):
        return False


def readable(stream: TextIO) -> None:
    """Let a stream write Chinese: as the console has it, where what it was opened with has Chinese, else in UTF-8."""
    if not hasattr(stream, "reconfigure"):
        return
    if not holds(stream.encoding, "检"):
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors="backslashreplace" if is_utf8(stream.encoding) else LOOKALIKE)


def is_utf8(encoding: str | None) -> bool:
    """Whether whoever reads it takes it for UTF-8; texts in memory have no encoding."""
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


def fitting(document: str, encoding: str | None) -> str:
    """A JSON document for a stream: of one that is not UTF-8 nobody needs to know in what it is written."""
    if is_utf8(encoding):
        return document
    return re.sub(r"[^\x00-\x7f]", lambda found: json.dumps(found[0])[1:-1], document)
