"""YAML text to frozen definitions, or every problem with its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from inspect_engine.errors import DefinitionError, Problem
from inspect_engine.reading.checking import Reading
from inspect_engine.reading.files import stamps
from inspect_engine.reading.installed import installed_folders, missing_plugins
from inspect_engine.reading.library import Library, definition_text

__all__ = [
    "Library",
    "Reading",
    "check_library",
    "definition_text",
    "installed_folders",
    "load_library",
    "read_folder",
    "reading_of",
]


def load_library(folders: Iterable[Path] | None = None) -> Library:
    """Load and check every definition of some folders. Raises DefinitionError with all problems of all files at once.

    Of what is installed (without ``folders``) a faulty file stops only itself and those that need it: they are set
    aside, and named. Files that have not changed since are not read a second time in a process.
    """
    chosen = tuple(installed_folders() if folders is None else folders)
    return _loaded(chosen, tuple(stamps(chosen)), installed=folders is None)


def read_folder(folder: Path) -> Reading:
    """One folder, read and checked, beside what it takes from the installed definitions.

    Raises DefinitionError with all problems.
    """
    reading = reading_of(folder)
    reading.check(prove=False)
    if reading.problems:
        raise DefinitionError(sorted(reading.problems))
    return reading


def reading_of(folder: Path) -> Reading:
    """One folder, read but not checked; what is installed lies beside it where it cites what it does not define."""
    reading = Reading([folder])
    if not reading.borrows():
        return reading
    others = tuple(each for each in installed_folders() if each.resolve() != folder.resolve())
    return Reading([folder], _loaded(others, tuple(stamps(others)), installed=True))


@lru_cache(maxsize=4)
def _loaded(folders: tuple[Path, ...], _unchanged: tuple[tuple[str, int, int], ...], *, installed: bool) -> Library:
    reading = Reading(folders)
    reading.check(prove=False)
    if installed:
        aside = (*missing_plugins(), *_set_aside(reading))
        return replace(reading.library, aside=aside)
    if reading.problems:
        raise DefinitionError(sorted(reading.problems))
    return reading.library


def _set_aside(reading: Reading) -> list[Problem]:
    """Leave out every file that has a problem, and then those that need it; returns all problems."""
    if not reading.problems:
        return []
    reading.cite()
    while faulty := _faulty(reading):
        for known, name in faulty:
            del known[name]
        reading.cite()
    return sorted(reading.problems)


def _faulty(reading: Reading) -> list[tuple[dict[str, Any], str]]:
    """What is in use of files that have a problem, each with where it is kept."""
    parts: tuple[dict[str, Any], ...] = reading.packs, reading.flows, reading.regions, reading.references
    return [(known, name) for known in parts for name, (_, document, *_) in known.items() if document.problems]


def check_library(folders: Iterable[Path], *, prove: bool = False) -> tuple[Library, list[Problem]]:
    """As :func:`load_library`, but hands the problems back beside whatever could be read.

    With ``prove``, every promise of a workflow that is otherwise sound is proved too; a broken one prints its path.
    """
    reading = Reading(folders)
    reading.check(prove=prove)
    return reading.library, reading.problems
