"""The kinds of documents that are installed, each with its Word template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from inspect_engine.domain.documents.kinds import Catalog, DocumentKind
from inspect_engine.errors import DefinitionError, Problem
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.models import typed

FOLDER, LIST = "documents", "kinds.yaml"


@dataclass(frozen=True)
class Kinds:
    """Every kind by id, and its template (the bytes of a Word file). Of those installed, an office's own come last and
    win; a ledger goes by those it has adopted."""

    kinds: Mapping[str, DocumentKind]
    templates: Mapping[str, bytes]


def load_kinds(folders: Iterable[Path] | None = None) -> Kinds:
    """Read the lists of all folders. Raises DefinitionError with every problem."""
    from inspect_engine.reading.strict_yaml import read_file

    kinds: dict[str, DocumentKind] = {}
    templates: dict[str, bytes] = {}
    problems: list[Problem] = []
    for folder in installed_folders() if folders is None else folders:
        home = folder / FOLDER
        if not (home / LIST).is_file():
            continue
        document = read_file(home / LIST, f"{FOLDER}/{LIST}")
        catalog = typed(document, Catalog)
        for kind in catalog.whole().values() if catalog else ():
            try:
                kinds[kind.id], templates[kind.id] = kind, _template(home / kind.template)
            except OSError:
                problems.append(Problem(document.name, f"没有“{kind.title}”的模板 {kind.template}"))
        problems += document.problems
    if problems:
        raise DefinitionError(problems)
    return Kinds(kinds, templates)


def _template(path: Path) -> bytes:
    found = path.stat()
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, _time: int, _size: int) -> bytes:
    """A file that has not changed since is not read a second time."""
    return path.read_bytes()
