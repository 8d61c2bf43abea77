"""The checklists that ship are read once in each process of the tests, not some hundred times."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

from inspect_engine.reading import definitions as packs
from inspect_engine.reading import files, offers, strict_yaml
from inspect_engine.reading import installed as here
from inspect_engine.reading.document import Document
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.library import Library

SHIPPED = installed_folders()[0]

Stamps = tuple[tuple[str, int, int], ...]
LOADED = packs._loaded
READ = strict_yaml.read_file


def read_once() -> None:
    """From here on the loader reads a shipped file again, and checks and offers them all again, only when one has
    changed."""
    strict_yaml.read_file = files.read_file = _read  # type: ignore[attr-defined]
    packs._loaded = _loaded  # type: ignore[assignment]
    offers.shipped = _shelf


def _loaded(folders: tuple[Path, ...], unchanged: Stamps, *, installed: bool) -> Library:
    """As the loader's own, which keeps the last four: what ships is not driven out by the variants of a test."""
    if folders != (SHIPPED,):
        return LOADED(folders, unchanged, installed=installed)
    return _ours(folders, unchanged, tuple(vars(here)["entry_points"](group=here.ENTRY_POINTS)), installed=installed)


@cache
def _ours(folders: tuple[Path, ...], unchanged: Stamps, _plugins: object, *, installed: bool) -> Library:
    return LOADED.__wrapped__(folders, unchanged, installed=installed)


class _Shelf(offers.Shelf):
    """What ships, the offers of which are worked out once."""

    def __init__(self, library: Library) -> None:
        super().__init__(library, [SHIPPED])
        self.library = library

    @cached_property
    def _all(self) -> Sequence[offers.Offer]:
        return super().offers()

    def offers(self) -> list[offers.Offer]:
        return list(self._all)


def _shelf() -> offers.Shelf:
    kept, now = _kept_shelf(tuple(files.stamps((SHIPPED,)))), packs.load_library([SHIPPED])
    return kept if kept.library is now else offers.Shelf(now, [SHIPPED])


@cache
def _kept_shelf(_unchanged: Stamps) -> _Shelf:
    return _Shelf(packs.load_library([SHIPPED]))


def _read(path: Path, name: str | None = None) -> Document:
    if not path.is_relative_to(SHIPPED):
        return READ(path, name)
    found = path.stat()
    kept: Document = pickle.loads(_kept(path, name, found.st_mtime_ns, found.st_size))
    return kept


@cache
def _kept(path: Path, name: str | None, _time: int, _size: int) -> bytes:
    """Pickled, because what is read is changed when a pack and its sections are joined."""
    return pickle.dumps(READ(path, name))
