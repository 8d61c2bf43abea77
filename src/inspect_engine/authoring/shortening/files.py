"""The pack files of a folder, each in its short form; nothing is written that would change what a pack says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspect_engine.authoring.shortening.packs import shortened
from inspect_engine.domain.definitions import Pack
from inspect_engine.errors import DefinitionError, Problem
from inspect_engine.reading.document import Document
from inspect_engine.reading.packs import joined, pack_files, section_files
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import parse, read_file


@dataclass(frozen=True)
class Formatted:
    """One file before and after."""

    path: Path
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after

    @property
    def lines(self) -> tuple[int, int]:
        """How many, before and after."""
        return self.before.count("\n"), self.after.count("\n")


def format_folder(folder: Path) -> list[Formatted]:
    """Every pack file of a folder. Raises DefinitionError, with nothing written, for files that cannot be read."""
    return [one for main in pack_files(folder) for one in _formatted(main, section_files(main), folder)]


def _formatted(main: Path, sections: Sequence[Path], folder: Path) -> Iterator[Formatted]:
    """The files of one pack, which say the same together before and after."""
    raw = {path: _text(path, str(path.relative_to(folder))) for path in (main, *sections)}
    before = {path: text.replace("\r\n", "\n") for path, text in raw.items()}
    said, head = _said(before, folder), _documents(before, folder)[0].data
    after = {path: shortened(text, path.name, None if path == main else head) for path, text in before.items()}
    if after != before and _said(after, folder) != said:
        name = str(main.relative_to(folder))
        raise DefinitionError([Problem(name, "改写以后意思会变，没有改", "请把这个文件报告给我们")])
    for path, text in raw.items():
        yield Formatted(path, text, after[path].replace("\n", "\r\n") if "\r\n" in text else after[path])


def _text(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise DefinitionError(read_file(path, name).problems) from None


def _documents(texts: Mapping[Path, str], folder: Path) -> list[Document]:
    return [parse(text.encode(), str(path.relative_to(folder))) for path, text in texts.items()]


def _said(texts: Mapping[Path, str], folder: Path) -> Pack:
    """The pack that the files make together. Raises DefinitionError for what is no pack."""
    main, *parts = _documents(texts, folder)
    document = joined(main, parts)
    found = read(document, Pack)
    if found is None:
        raise DefinitionError(sorted(document.problems))
    return found
