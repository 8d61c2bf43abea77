"""What people write into the cells of a reply sheet: days in many spellings, names of files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from inspect_engine.domain.calendars.days import HALF_WIDTH, SAID
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.words.text import display, spelled, suggest
from inspect_engine.errors import InputError, Problem, system_reason
from inspect_engine.storage import files

EPOCH = date(1899, 12, 30)
SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?", re.ASCII)
"""A day as a spreadsheet counts it, 1954 to 2091, where the cell does not say that it is one."""
CLOCK = re.compile(r"[ T]+(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?\Z", re.ASCII)
"""A time of day behind a day, as a cell says that tells when rather than on which day."""
PARTED = re.compile(r"[,，、;；\n]+")


def entered(spec: FieldSpec, text: str) -> str:
    """What a cell says of a field. Raises ValueError, in Chinese, for a day that means another once it is read."""
    if spec.type != "date":
        return text
    typed = text.translate(HALF_WIDTH).strip()
    plain = CLOCK.sub("", typed)
    if plain in SAID:
        raise ValueError(f"“{text}”是写表那天说的，读表时说不准是哪天，请写年月日")
    if found := SERIAL.fullmatch(plain):
        return (EPOCH + timedelta(days=int(found[1]))).isoformat()
    return text if plain == typed else plain


class Evidence:
    """The folder in which the evidence of a sheet lies: files are meant by their names alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def named(self, text: str) -> list[tuple[files.Inside, str]]:
        """The files that a cell names, each with its SHA-256, in hex. Raises InputError for every one that is not
        there, cannot be read, lies elsewhere, or is there twice."""
        found: list[tuple[files.Inside, str]] = []
        problems: list[Problem] = []
        for name in self._names(text):
            try:
                one = self._one(name)
                if one[1] in [digest for _, digest in found]:
                    raise InputError.one(f"佐证材料“{display(name)}”附了两次", fix="去掉重复的一份")
                found.append(one)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return found

    def _names(self, text: str) -> Iterator[str]:
        """The whole cell where a file is called so, else what stands between the marks that part names."""
        if _alike(text) in self._there:
            yield text
            return
        yield from (name.strip() for name in PARTED.split(text) if name.strip())

    def _one(self, name: str) -> tuple[files.Inside, str]:
        if "/" in name or "\\" in name:
            raise InputError.one(f"佐证材料“{display(name)}”带着文件夹", fix="只写文件名")
        real = self._there.get(_alike(name))
        if real is None:
            near = suggest(name, [spelled(each) for each in self._there.values()])
            raise InputError.one(
                f"文件夹 {self.folder} 里没有“{display(name)}”", fix=near or "文件夹用 --evidence 指明"
            )
        inside = files.inside(self.folder, real)
        return inside, str(files.describe(inside)["sha256"])

    @cached_property
    def _there(self) -> dict[str, str]:
        """Names as the system has them, by how they are compared: width and case make no difference."""
        try:
            return {_alike(spelled(each.name)): each.name for each in self.folder.iterdir()}
        except OSError as error:
            told = f"读不了佐证材料的文件夹 {self.folder}：{system_reason(error)}"
            raise InputError.one(told, where="--evidence", fix="请核对路径") from error


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()
