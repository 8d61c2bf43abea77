"""The definitions in files: each typed, with the document that knows its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from inspect_engine.domain import rules
from inspect_engine.domain.definitions import Pack, Reference, Region, Workflow
from inspect_engine.domain.words.regions import RegionTable
from inspect_engine.domain.words.text import display
from inspect_engine.errors import Problem
from inspect_engine.reading.document import Document
from inspect_engine.reading.library import Library
from inspect_engine.reading.models import typed
from inspect_engine.reading.packs import PACKS, joined, pack_files, section_files
from inspect_engine.reading.references import ReferenceFile
from inspect_engine.reading.regions import FOLDER
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import read_file

FoundT = TypeVar("FoundT", Pack, Workflow, Region, RegionTable)


class Files:
    """The files of one or several folders, and the definitions in them; whatever is wrong stays with its document."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.documents: list[Document] = []
        self.sources: dict[str, Path] = {}
        self.kinds: dict[str, str] = {}
        self.packs: dict[str, tuple[Pack, Document]] = {}
        self.flows: dict[str, tuple[Workflow, Document]] = {}
        self.regions: dict[str, tuple[Region, Document]] = {}
        self.tables: dict[str, tuple[RegionTable, Document]] = {}
        self.references: dict[str, tuple[Reference, Document, int]] = {}
        every = list(folders)
        for folder in every:
            self._read(folder, f"{display(folder.name)}/" if len(every) > 1 else "")

    @property
    def problems(self) -> list[Problem]:
        return [problem for document in self.documents for problem in document.problems]

    @property
    def library(self) -> Library:
        return Library(
            {name: pack for name, (pack, _) in self.packs.items()},
            {name: flow for name, (flow, _) in self.flows.items()},
            {name: reference for name, (reference, *_) in self.references.items()},
            {code: region for code, (region, _) in self.regions.items()},
        )

    def _read(self, folder: Path, prefix: str) -> None:
        """Read one folder; whatever is wrong stays with its document. Of several folders, places name theirs."""
        if not folder.is_dir():
            name = display(str(folder))
            self.documents.append(Document(name, problems=[Problem(name, "没有这个文件夹", "请核对路径")]))
        self.documents += _misnamed(folder, prefix)
        for document in self._files(folder, prefix, "references"):
            self._registry(document)
        for document in self._files(folder, prefix, "workflows"):
            if flow := read(document, Workflow):
                _claim(flow.id, flow, document, self.flows)
        for document in self._files(folder, prefix, "regions"):
            if region := typed(document, Region):
                _claim(region.region, region, document, self.regions)
        for document in self._files(folder, prefix, FOLDER):
            if table := typed(document, RegionTable):
                _claim(table.id, table, document, self.tables)
        for document in self._packs(folder, prefix):
            if pack := read(document, Pack):
                _claim(pack.id, pack, document, self.packs)

    def _files(self, folder: Path, prefix: str, kind: str) -> Iterator[Document]:
        for path in sorted(folder.glob(f"{kind}/*.yaml")):
            yield self._kept(_named(path, folder, prefix), path, kind)

    def _packs(self, folder: Path, prefix: str) -> Iterator[Document]:
        for path in pack_files(folder):
            parts = [_named(part, folder, prefix) for part in section_files(path)]
            yield self._kept(joined(_named(path, folder, prefix), parts), path, PACKS)

    def _kept(self, document: Document, path: Path, kind: str) -> Document:
        self.documents.append(document)
        self.sources[document.name], self.kinds[document.name] = path, kind
        return document

    def _registry(self, document: Document) -> None:
        content = typed(document, ReferenceFile)
        for i, reference in enumerate(content.references if content else ()):
            if reference.id in self.references:
                document.report(("references", i, "id"), f"“{reference.id}”重复")
            self.references.setdefault(reference.id, (reference, document, i))
        document.report_all(rules.values_fit(content) if content else iter(()))


def stamps(folders: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """Name, time and size of each file that may hold a definition."""
    for folder in folders:
        for path in sorted([*folder.glob("*/*"), *folder.glob(f"{PACKS}/*/**/*.yaml")]):
            found = path.stat() if path.is_file() else path.lstat()
            yield str(path), found.st_mtime_ns, found.st_size


def _named(path: Path, folder: Path, prefix: str) -> Document:
    return read_file(path, f"{prefix}{path.relative_to(folder).as_posix()}")


def _misnamed(folder: Path, prefix: str) -> Iterator[Document]:
    """Files that look like definitions but would be passed over for their ending."""
    for kind in ("references", "workflows", "regions", FOLDER, "packs"):
        for path in sorted((folder / kind).glob("*")):
            if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
                name = f"{prefix}{kind}/{path.name}"
                yield Document(name, problems=[Problem(display(name), "文件名应以小写的 .yaml 结尾", "请改名")])


def _claim(name: str, found: FoundT, document: Document, known: dict[str, tuple[FoundT, Document]]) -> None:
    if name in known:
        key = "region" if isinstance(found, Region) else "id"
        document.report((key,), f"“{name}”已在 {known[name][1].name} 里定义")
    known.setdefault(name, (found, document))
