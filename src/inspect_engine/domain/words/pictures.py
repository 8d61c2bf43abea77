"""What a file is called and what it begins with: whether a photograph is one."""

from __future__ import annotations

from pathlib import PurePath

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
"""Endings of pictures."""
MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
"""How such files begin."""
HEAD = 16
"""Bytes of its beginning that tell a picture."""
BOXED = slice(4, 8), b"ftyp"
"""Where those of newer telephones say so."""


def belied(name: str, head: bytes) -> bool:
    """Whether a file that is called a picture does not begin as one does."""
    place, mark = BOXED
    return PurePath(name).suffix.lower() in PICTURES and not head.startswith(MARKS) and head[place] != mark
