"""Names of files that every system takes, and that nothing is started by."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
"""Bytes of a name; systems take 255, and something is put before it."""
NAMELESS = "无名"
_TAKEN = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))})
"""Names that Windows keeps to itself, whatever their ending."""
_BAD = re.compile(r"[<>:\"/\\|?*#%&\s]+")
"""What some system refuses in a name, or a link reads otherwise."""
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
SHOWN = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".dwg"),
        *(".mp4", ".mov", ".avi", ".mp3", ".m4a", ".wav", ".amr"),
        *(".pdf", ".ofd", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ppt", ".pptx", ".txt", ".csv", ".md"),
        *(".zip", ".rar", ".7z"),
    }
)
"""Endings of what is looked at when it is opened. Any other may be started."""
UNKNOWN = ".bin"


def safe(text: str) -> str:
    """A text as one part of a path: no separators, unseen characters or spaces, neither too long nor empty."""
    seen = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) not in _UNSEEN)
    kept = _cut(_BAD.sub("_", seen).strip(". "), LONGEST).rstrip(". ") or NAMELESS
    return f"_{kept}" if kept.partition(".")[0].upper() in _TAKEN or kept.startswith(("-", "~")) else kept


def safe_file(name: str) -> str:
    """As :func:`safe`, its ending kept; what may be more than looked at gets one that no system starts."""
    base, dot, last = name.rpartition(".")
    ending = f".{last}"
    return safe(base) + ending if dot and ending.lower() in SHOWN else safe(name) + UNKNOWN


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
