"""What was read once of checklists is not read, checked and offered a second time in a process of the tests: neither
what ships nor the copies of it, which many tests make to change one file."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from inspect_engine.domain import rules
from inspect_engine.errors import Fault
from inspect_engine.reading import definitions as packs
from inspect_engine.reading import files, offers, strict_yaml
from inspect_engine.reading import installed as here
from inspect_engine.reading.document import Document
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.library import Library
from inspect_engine.reading.models import typed
from inspect_engine.reading.packs import joined
from inspect_engine.reading.short import read

SHIPPED = installed_folders()[0]
MOST = 64
"""Libraries kept, apart from the one that ships."""
MOST_FILES = 400
"""Files kept of each kind of keeping; what ships is some hundred."""

Stamps = tuple[tuple[str, int, int], ...]
Rule = Callable[[Any], Iterator[Fault]]
LOADED, PARSE = packs._loaded, strict_yaml.parse


LIBRARIES: dict[object, Library] = {}
"""By the names and content of their files."""


def read_once() -> None:
    """From here on the loader reads and checks a file again, and offers again what ships, only when one has changed."""
    strict_yaml.parse = _parsed
    files.joined = _joined  # type: ignore[attr-defined]
    files.read, files.typed = _Once(read), _Once(typed)  # type: ignore[assignment, attr-defined]
    packs._loaded = _loaded  # type: ignore[assignment]
    offers.shipped = _shelf
    rules.WORKFLOW_RULES = (_Sound(rules.WORKFLOW_RULES),)
    rules.PACK_RULES = (_Sound(rules.PACK_RULES),)


def _loaded(folders: tuple[Path, ...], unchanged: Stamps, *, installed: bool) -> Library:
    """As the loader's own, which keeps the last four by where they lie: these are kept by what stands in them."""
    plugins = tuple(vars(here)["entry_points"](group=here.ENTRY_POINTS))
    if folders == (SHIPPED,):
        return _ours(folders, unchanged, plugins, installed=installed)
    plain = [Path(name) for name, _, size in unchanged if size <= strict_yaml.MAX_BYTES and Path(name).is_file()]
    content = [(_placed(path, folders), path.read_bytes()) for path in plain]
    if len(content) < len(unchanged) or not all(folder.is_dir() for folder in folders):
        return LOADED(folders, unchanged, installed=installed)
    key = installed, plugins, tuple(folder.name for folder in folders), tuple(content)
    if (kept := LIBRARIES.pop(key, None)) is None:
        kept = LOADED.__wrapped__(folders, unchanged, installed=installed)
    LIBRARIES[key] = kept
    while len(LIBRARIES) > MOST:
        del LIBRARIES[next(iter(LIBRARIES))]
    return kept


def _placed(path: Path, folders: tuple[Path, ...]) -> tuple[int, str]:
    """In which of some folders a file lies, and where there."""
    return next((n, str(path.relative_to(each))) for n, each in enumerate(folders) if path.is_relative_to(each))


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


def _parsed(raw: bytes, name: str) -> Document:
    kept: Document = pickle.loads(_kept(raw, name))
    vars(kept)["read_from"] = raw, name
    return kept


@lru_cache(maxsize=MOST_FILES)
def _kept(raw: bytes, name: str) -> bytes:
    """Pickled, because what is read is changed when a pack and its sections are joined."""
    return pickle.dumps(PARSE(raw, name))


def _joined(main: Document, parts: Sequence[Document]) -> Document:
    found = joined(main, parts)
    vars(found)["read_from"] = tuple(vars(each).get("read_from") for each in (main, *parts))
    return found


class _Once:
    """A reader that brings a document to a model, the last sound ones of which are kept by what they were read from."""

    def __init__(self, read: Callable[[Document, type[BaseModel]], BaseModel | None]) -> None:
        self._read = read
        self._kept: dict[object, tuple[BaseModel, dict[str, Any]]] = {}

    def __call__(self, document: Document, model: type[BaseModel]) -> BaseModel | None:
        key = vars(document).get("read_from"), model
        if found := self._kept.pop(key, None):
            vars(document).update(found[1], problems=[])
        else:
            new = self._read(document, model)
            if new is None or key[0] is None:
                return new
            found = new, vars(document).copy()
        self._kept[key] = found
        while len(self._kept) > MOST_FILES:
            del self._kept[next(iter(self._kept))]
        return found[0]


class _Sound:
    """Rules, which are not asked again about a definition of which they had nothing to say."""

    def __init__(self, asked: Sequence[Rule]) -> None:
        self._asked = asked
        self._sound: dict[int, BaseModel] = {}

    def __call__(self, definition: BaseModel) -> Iterator[Fault]:
        if id(definition) in self._sound:
            return
        sound = True
        for rule in self._asked:
            for fault in rule(definition):
                sound = False
                yield fault
        if sound:
            self._sound[id(definition)] = definition
            while len(self._sound) > MOST_FILES:
                del self._sound[next(iter(self._sound))]
