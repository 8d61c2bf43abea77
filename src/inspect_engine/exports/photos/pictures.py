"""A photograph made fit to print: small, upright, and without what its camera wrote into it (place, time, owner).

Whoever sent it in is not trusted: what is no picture, broken, or too large to be unpacked is told, never fatal.
"""

from __future__ import annotations

import hashlib
import warnings
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from inspect_engine.domain.words.filenames import SHOWN
from inspect_engine.domain.words.pictures import HEAD, MARKS, PICTURES
from inspect_engine.errors import system_reason
from inspect_engine.storage.files import MAX_BYTES

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
PAPERS = SHOWN - PICTURES
"""Endings of what nobody means for a picture: not even opened."""
MOST_PIXELS = 64_000_000
"""Of a picture before it is made small: unpacked it takes a quarter of a gigabyte."""
SIDE = 720
"""Pixels of the longer side: 230 to the inch on half a page of A4."""
HEAVIEST = 120_000
"""Bytes of a small picture, and the qualities that are tried until it is no more."""
QUALITIES = (82, 68, 50, 30)


class Unprintable(Exception):
    """Why a file of evidence is not printed, in Chinese."""


class NoPicture(Unprintable):
    """It was never meant to be one: a paper, a table, a recording."""


@dataclass(frozen=True)
class Small:
    """A JPEG of at most ``SIDE`` pixels a side, with nothing in it but what is seen."""

    data: bytes
    width: int
    height: int

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Its width and height in a box, in the units of that, in its own proportions."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


def small(path: Path, sha256: str, name: str) -> Small:
    """The stored file of this digest and name, to be printed. Raises Unprintable for what is not there, is not what was
    stored, or cannot be made a picture of; NoPicture for what is none, and is not called one."""
    ending = PurePath(name).suffix.lower()
    if ending in PAPERS:
        raise NoPicture("不是照片")
    content = _read(path, sha256, called=ending in PICTURES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=FORMATS) as found:
                return _small(found)
    except Unprintable:
        raise
    except UnidentifiedImageError:
        raise Unprintable("不是认得的照片（认 JPEG、PNG、WebP、GIF、BMP、TIFF）") from None
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception as error:  # a decoder given foreign bytes may raise anything
        raise Unprintable("照片不完整或已损坏") from error


def _read(path: Path, sha256: str, *, called: bool) -> bytes:
    """The whole file, once it is the one that was stored; no more of one that is no picture than its beginning."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
            if not head.startswith(MARKS) and not called:
                raise NoPicture("不是照片")
            content = head + stream.read(MAX_BYTES)
    except FileNotFoundError:
        raise Unprintable("文件不见了") from None
    except OSError as error:
        raise Unprintable(f"文件读不出来：{system_reason(error)}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Unprintable("文件被改动过")
    return content


def _too_large() -> Unprintable:
    return Unprintable(f"照片太大，超过 {MOST_PIXELS // 10_000} 万像素")


def _small(found: Image.Image) -> Small:
    if found.width * found.height > MOST_PIXELS:
        raise _too_large()
    found.thumbnail((SIDE, SIDE), reducing_gap=2.0)
    with suppress(Exception):  # what tells which way is up may be broken, while the picture is not
        found = ImageOps.exif_transpose(found)
    plain = Image.new("RGB", found.size, "white")
    whole = found.convert("RGBA")
    plain.paste(whole, mask=whole.getchannel("A"))
    return Small(_packed(plain), *plain.size)


def _packed(plain: Image.Image) -> bytes:
    data = b""
    for quality in QUALITIES:
        made = BytesIO()
        plain.save(made, "JPEG", quality=quality, optimize=True)
        if len(data := made.getvalue()) <= HEAVIEST:
            break
    return data
