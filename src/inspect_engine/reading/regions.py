"""The tables of region codes in the installed checklists: YAML to tables, or every problem with its line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from inspect_engine.domain.words.regions import RegionTable, overlaid
from inspect_engine.errors import DefinitionError
from inspect_engine.reading.document import Document
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.models import typed

FOLDER = "regions/codes"


def load_tables(folders: Iterable[Path] | None = None) -> dict[str, RegionTable]:
    """The tables of all folders, by id. Raises DefinitionError with every problem."""
    from inspect_engine.domain.rules import table_faults
    from inspect_engine.reading.strict_yaml import read_file

    found: dict[str, tuple[RegionTable, Document]] = {}
    documents = []
    for folder in installed_folders() if folders is None else folders:
        for path in sorted(folder.glob(f"{FOLDER}/*.yaml")):
            documents.append(document := read_file(path, f"{FOLDER}/{path.name}"))
            if table := typed(document, RegionTable):
                found[table.id] = table, document
    over = overlaid(table for table, _ in found.values())
    for table, document in found.values():
        document.report_all(table_faults(table, over))
    if problems := [problem for document in documents for problem in document.problems]:
        raise DefinitionError(problems)
    return {name: table for name, (table, _) in found.items()}
