"""Photographs as people send them in: good ones, odd ones, hostile ones."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

TURNED, GPS, MAKE, ORIENTATION = 6, 0x8825, 0x010F, 0x0112
RED, GREEN = (200, 30, 30), (30, 160, 60)


def scene(color: tuple[int, int, int] = RED, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture whose upper left quarter is white, so that one sees which way it is turned."""
    made = Image.new("RGB", size, color)
    made.paste((255, 255, 255), (0, 0, size[0] // 2, size[1] // 2))
    return made


def bytes_of(made: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    out = BytesIO()
    made.save(out, kind, **more)
    return out.getvalue()


def from_camera(color: tuple[int, int, int] = RED) -> bytes:
    """A JPEG that is to be turned, and says where it was taken, by what camera, and what somebody noted."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = TURNED, "camera of somebody"
    exif[GPS] = {1: "N", 2: (27.0, 20.0, 15.0), 3: "E", 4: (103.0, 43.0, 2.0)}
    return bytes_of(scene(color), exif=exif, comment=b"secret note")


def png_of(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says to be so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
