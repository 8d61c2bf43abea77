"""The kinds of documents that are installed, each with its Word template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from inspect_engine.domain.documents.kinds import Catalog, DocumentKind
from inspect_engine.errors import DefinitionError, Problem
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file

FOLDER, LIST = "documents", "kinds.yaml"


@dataclass(frozen=True)
class Kinds:
    """Every kind by id, and where its template lies. An office's own folder comes last and wins."""

    kinds: Mapping[str, DocumentKind]
    templates: Mapping[str, Path]


def load_kinds(folders: Iterable[Path] | None = None) -> Kinds:
    """Read the lists of all folders. Raises DefinitionError with every problem."""
    kinds: dict[str, DocumentKind] = {}
    templates: dict[str, Path] = {}
    problems: list[Problem] = []
    for folder in installed_folders() if folders is None else folders:
        home = folder / FOLDER
        if not (home / LIST).is_file():
            continue
        document = read_file(home / LIST, f"{FOLDER}/{LIST}")
        catalog = typed(document, Catalog)
        for kind in catalog.whole().values() if catalog else ():
            kinds[kind.id], templates[kind.id] = kind, home / kind.template
            if not templates[kind.id].is_file():
                problems.append(Problem(document.name, f"没有“{kind.title}”的模板 {kind.template}"))
        problems += document.problems
    if problems:
        raise DefinitionError(problems)
    return Kinds(kinds, templates)
