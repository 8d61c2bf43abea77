"""Word to PDF through LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from inspect_engine.errors import InputError, StorageError, system_reason

SECONDS = 120
MISSING = "这台电脑没有安装 LibreOffice，转不了 PDF"
STAND_INS: dict[str, tuple[str, ...]] = {
    "仿宋": ("FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC"),
    "方正小标宋简体": ("STZhongsong", "Noto Serif CJK SC", "Source Han Serif SC"),
    "黑体": ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC"),
}
"""Fonts of official papers, and what stands in where one is missing; the system's own choice may be Japanese."""


def available() -> str | None:
    """The program that converts, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def require_office() -> str:
    """As :func:`available`. Raises InputError when there is none."""
    if found := available():
        return found
    raise InputError.one(MISSING, fix="先去掉 --pdf 得到 Word 文件，再用办公软件另存为 PDF；或安装 LibreOffice")


def convert(word: Path, output: Path, *, force: bool = True) -> Path:
    """Make ``output`` from a Word file, in a profile of its own, so that an office program left open does not matter.
    Without ``force`` only where there is none.

    Raises InputError without LibreOffice, StorageError when it fails or takes too long.
    """
    office = require_office()
    with TemporaryDirectory() as folder:
        try:
            made = _made(office, word, Path(folder)).read_bytes()
            with output.open("wb" if force else "xb") as out:
                out.write(made)
        except subprocess.TimeoutExpired as error:
            raise StorageError(f"转 PDF 超过 {SECONDS} 秒，没有转成；Word 文件不受影响") from error
        except OSError as error:
            raise StorageError(f"PDF 没有写成：{system_reason(error)}；Word 文件不受影响") from error
    return output


def _made(office: str, word: Path, home: Path) -> Path:
    """The PDF in a temporary folder. LibreOffice may end without a word and without a file."""
    source, found = home / "document.docx", home / "document.pdf"
    shutil.copyfile(word, source)
    profile = (home / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", str(home)]
    around = {**os.environ, "XDG_CONFIG_HOME": str(_font_rules(home))}
    subprocess.run([*command, str(source)], check=False, capture_output=True, timeout=SECONDS, env=around)
    if not found.is_file():
        fix = "可能没有安装文字处理组件 Writer；Word 文件不受影响，可用办公软件另存为 PDF"
        raise StorageError(f"LibreOffice 没有转成 PDF：{fix}")
    return found


def _font_rules(home: Path) -> Path:
    """A settings folder that tells fontconfig which fonts stand in for ours; other systems take no notice of it."""
    folder = home / "settings"
    (folder / "fontconfig").mkdir(parents=True)
    rules = "".join(_rule(font, others) for font, others in STAND_INS.items())
    text = f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{rules}</fontconfig>'
    (folder / "fontconfig" / "fonts.conf").write_text(text, encoding="utf-8")
    return folder


def _rule(font: str, others: tuple[str, ...]) -> str:
    listed = "".join(f"<family>{other}</family>" for other in others)
    return f'<alias binding="same"><family>{font}</family><accept>{listed}</accept></alias>'
