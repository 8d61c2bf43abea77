"""The sanction files of the installed checklists: YAML to one catalogue, or every problem with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from inspect_engine.domain.definitions import Model, Reference, Slug, Version
from inspect_engine.domain.sanctions.catalogue import (
    AuthorityKind,
    Catalogue,
    Closure,
    FineRange,
    Kind,
    Licence,
    Publication,
)
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import DefinitionError, Fault, Problem
from inspect_engine.reading.document import Document
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.models import typed
from inspect_engine.reading.references import ReferenceFile

ONCE = ("publication", "licence", "closure")
"""Parts that stand in one file only."""


class SanctionFile(Model):
    """One file of ``sanctions/``; each part may stand in a file of its own. What one file says of the version holds of
    those without one, too; of several versions the whole has all, joined by ``+``."""

    version: Version | None = None
    authorities: dict[Slug, AuthorityKind] = Field(default_factory=dict)
    publication: Publication | None = None
    kinds: tuple[Kind, ...] = ()
    fines: tuple[FineRange, ...] = ()
    licence: Licence | None = None
    closure: Closure | None = None


def load_catalogue(folders: Iterable[Path] | None = None) -> Catalogue:
    """Everything in ``sanctions/*.yaml``, and the references. Raises DefinitionError with all problems at once.

    Checklists are left alone: a sanction can be recorded while one of them is being mended.
    """
    from inspect_engine.reading.strict_yaml import read_file

    chosen = list(installed_folders() if folders is None else folders)
    reading = _Reading()
    for folder in chosen:
        for path in sorted(folder.glob("references/*.yaml")):
            reading.refer(read_file(path, f"references/{path.name}"))
    for folder in chosen:
        for path in sorted(folder.glob("sanctions/*.yaml")):
            reading.add(read_file(path, f"sanctions/{path.name}"))
    return reading.catalogue()


class _Reading:
    """Files as they are read, each entry once."""

    def __init__(self) -> None:
        self.references: dict[str, Reference] = {}
        self.documents: list[Document] = []
        self.files: list[tuple[SanctionFile, Document]] = []
        self.single: dict[str, Any] = {}
        self.kinds: dict[str, Kind] = {}
        self.fines: dict[str, FineRange] = {}
        self.authorities: dict[str, AuthorityKind] = {}

    def refer(self, document: Document) -> None:
        self.documents.append(document)
        if content := typed(document, ReferenceFile):
            self.references.update({reference.id: reference for reference in content.references})

    def add(self, document: Document) -> None:
        self.documents.append(document)
        if content := typed(document, SanctionFile):
            self.files.append((content, document))
            self.authorities.update(content.authorities)
            for n, kind in enumerate(content.kinds):
                self._claim(self.kinds, kind, document, ("kinds", n))
            for n, fine in enumerate(content.fines):
                self._claim(self.fines, fine, document, ("fines", n))
            for name in ONCE:
                if part := getattr(content, name):
                    if name in self.single:
                        document.report((name,), f"“{name}”只能在一个文件里写一次")
                    self.single[name] = part

    def _claim(self, known: dict[str, Any], entry: Kind | FineRange, document: Document, path: tuple[Any, ...]) -> None:
        if entry.id in known:
            document.report((*path, "id"), f"“{entry.id}”写了两次")
        known[entry.id] = entry

    def catalogue(self) -> Catalogue:
        for content, document in self.files:
            document.report_all(self._faults(content))
        problems = [problem for document in self.documents for problem in document.problems]
        if absent := [name for name in ONCE if name not in self.single]:
            problems.append(Problem("sanctions", f"缺少 {'、'.join(absent)}", "见检查表自带的 sanctions/"))
        if problems:
            raise DefinitionError(problems)
        return Catalogue(
            self.authorities,
            self.single["publication"],
            self.kinds,
            self.fines,
            self.single["licence"],
            self.single["closure"],
            self.references,
            "+".join(dict.fromkeys(file.version for file, _ in self.files if file.version)) or "1",
        )

    def _faults(self, content: SanctionFile) -> Iterator[Fault]:
        """Articles and authorities that are named exist."""
        for n, fine in enumerate(content.fines):
            yield from self._cited(("fines", n), fine.ref, fine.article)
            yield from self._authorities(("fines", n, "by"), fine.by)
        for n, kind in enumerate(content.kinds):
            for k, basis in enumerate(kind.basis):
                yield from self._cited(("kinds", n, "basis", k), basis.ref, basis.article)
            yield from self._authorities(("kinds", n, "by"), kind.by)
        for name, one in content.authorities.items():
            yield from self._authorities(("authorities", name, "stands_in_for"), one.stands_in_for)
        for name in ONCE:
            yield from self._single(name, getattr(content, name))

    def _single(self, name: str, part: Any) -> Iterator[Fault]:
        if part is None:
            return
        scheme = part.scheme.basis if isinstance(part, Licence) else ()
        first = part.basis if isinstance(part, Publication) else (part.basis,)
        for basis in (*first, *scheme):
            yield from self._cited((name, "basis"), basis.ref, basis.article)

    def _cited(self, path: tuple[Any, ...], ref: str, article: str) -> Iterator[Fault]:
        if ref not in self.references:
            yield Fault((*path, "ref"), f"依据“{ref}”没有登记", suggest(ref, self.references))
        elif article not in (known := self.references[ref].articles):
            yield Fault((*path, "article"), f"“{ref}”没有登记条款“{article}”", suggest(article, known))

    def _authorities(self, path: tuple[Any, ...], named: Iterable[str]) -> Iterator[Fault]:
        for n, name in enumerate(named):
            if name not in self.authorities:
                yield Fault((*path, n), f"没有机关种类“{name}”", suggest(name, self.authorities))
