"""When a photograph was taken, as its camera wrote into it. Nothing else is read of it: not where, not whose."""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path

from inspect_engine.domain.calendars import CHINA

TIMES, TAKEN, OFFSET = 0x8769, 0x9003, 0x9011
"""EXIF: the part with the camera's own facts; DateTimeOriginal and OffsetTimeOriginal there."""


def taken_at(path: Path) -> datetime | None:
    """The moment, aware; without an offset it is China's time. None for what is no photograph, or does not say."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as picture:
                told = picture.getexif().get_ifd(TIMES)
        moment = datetime.strptime(str(told[TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")
        return _aware(moment, str(told.get(OFFSET, "")).strip("\0 "))
    except Exception:  # a decoder given foreign bytes may raise anything
        return None


def _aware(moment: datetime, offset: str) -> datetime:
    try:
        return datetime.fromisoformat(f"{moment.isoformat()}{offset}") if offset else moment.replace(tzinfo=CHINA)
    except ValueError:
        return moment.replace(tzinfo=CHINA)
