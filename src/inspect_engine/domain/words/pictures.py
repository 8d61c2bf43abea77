"""What a file is called and what it begins with: whether a photograph is one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from inspect_engine.domain.words.text import display

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
"""Endings of pictures."""
MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
"""How such files begin."""
HEAD = 16
"""Bytes of its beginning that tell a picture."""
BOXED = slice(4, 8), b"ftyp"
"""Where those of newer telephones say so."""


ENTROPY_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The marker behind the pixels of a scan: no escaped byte, no restart, no filling."""
NO_PICTURE, BROKEN_OFF = "名字是照片，内容不是照片", "照片不完整，到一半就断了"


def is_called_one(name: str) -> bool:
    """Whether a file is called a picture."""
    return PurePath(name).suffix.lower() in PICTURES


def doubt(content: bytes) -> str:
    """What is wrong with what is called a picture, in Chinese; empty where nothing is, as far as its frame tells."""
    place, mark = BOXED
    if not content.startswith(MARKS) and content[place] != mark:
        return NO_PICTURE
    return "" if _whole(content) else BROKEN_OFF


def _whole(content: bytes) -> bool:
    """Whether a JPEG, PNG or WebP goes on to its end, whatever stands behind that; others are taken to."""
    if content.startswith(b"\xff\xd8"):
        return _to_the_end(content)
    if content.startswith(b"\x89PNG"):
        return b"IEND\xaeB`\x82" in content
    return not content.startswith(b"RIFF") or len(content) >= 8 + int.from_bytes(content[4:8], "little")


def _to_the_end(jpeg: bytes) -> bool:
    """By its segments: what a camera puts into them may be a picture with an end of its own."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        if jpeg[at + 1] == 0xFF:
            at += 1
            continue
        scan = jpeg[at + 1] == 0xDA
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if scan:
            found = ENTROPY_ENDS.search(jpeg, at)
            at = found.start() if found else len(jpeg)
        if jpeg[at : at + 2] == b"\xff\xd9":
            return True
    return False


def doubts(found: Iterable[tuple[str, str]]) -> str:
    """What is told of files, each with its name and what is wrong with it; empty for none."""
    by: dict[str, list[str]] = {}
    for name, what in dict.fromkeys(found):
        by.setdefault(what, []).append(f"“{display(name)}”")
    told = "；".join(f"{'、'.join(names)}{what}" for what, names in by.items())
    return told and f"留意：{told}。照原样收为佐证，打印对照时印不出来；发错了的请另附。"
