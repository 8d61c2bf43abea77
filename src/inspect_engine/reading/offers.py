"""What may be adopted: everything installed, each with the text that a ledger keeps of it; and that text read again."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from inspect_engine.domain.definitions import Definition, Model, Reference, Slug
from inspect_engine.domain.definitions.adoption import DOCUMENT, PACK, REGIONS, SANCTIONS, Edition, Key
from inspect_engine.domain.definitions.meaning import meaning
from inspect_engine.domain.documents.kinds import DocumentKind
from inspect_engine.domain.events import digest
from inspect_engine.domain.sanctions.catalogue import Catalogue
from inspect_engine.domain.words.identifiers import Overlay
from inspect_engine.domain.words.regions import RegionTable, overlaid
from inspect_engine.reading.documents import Kinds, load_kinds
from inspect_engine.reading.installed import shipped_folder
from inspect_engine.reading.library import Library, definition_text
from inspect_engine.reading.regions import load_tables
from inspect_engine.reading.released import digests
from inspect_engine.reading.sanctions import SanctionFile, load_catalogue

CATALOGUE = "catalogue"


@dataclass(frozen=True)
class Offer:
    """Something that may be adopted: its edition, the text that is hashed and kept, and what people call it."""

    edition: Edition
    title: str
    text: str


class KeptKind(Model):
    """A kind of document as it is kept: with its template, in base 64."""

    kind: DocumentKind
    template: str


class KeptCatalogue(SanctionFile):
    """The sanction lists as they are kept: with the documents they were written by."""

    references: dict[Slug, Reference]


def pack_offer(definition: Definition, kept: tuple[str, str] | None = None) -> Offer:
    """A checklist with its workflows, limits and references; ``kept`` is its :func:`definition_text`, if known."""
    pack, (content_hash, text) = definition.pack, kept or definition_text(definition)
    meant = digests().get(content_hash) or meaning(definition)
    return Offer(Edition(PACK, pack.id, pack.version, content_hash, meant), pack.title, text)


class Shelf:
    """Everything that lies in some folders (all that are installed, without any), made ready when it is asked for.

    Raises DefinitionError where the files that are asked for are broken.
    """

    def __init__(self, library: Library, folders: Sequence[Path] | None = None) -> None:
        self._library = library
        self._folders = folders

    @cached_property
    def _kinds(self) -> Kinds:
        return load_kinds(self._folders)

    @cached_property
    def _tables(self) -> dict[str, RegionTable]:
        return load_tables(self._folders)

    @cached_property
    def keys(self) -> list[Key]:
        """All that may be adopted, checklists first."""
        packs = [(PACK, name) for name in self._library.packs]
        lists = [(SANCTIONS, CATALOGUE), *((REGIONS, name) for name in self._tables)]
        return [*packs, *((DOCUMENT, name) for name in self._kinds.kinds), *lists]

    def named(self, word: str) -> str:
        """The id of the checklist that a word means."""
        return self._library.named(word)

    def offer(self, key: Key) -> Offer | None:
        """One of them, None for what is not here."""
        kind, name = key
        if kind == PACK:
            here = name in self._library.packs
            return pack_offer(self._library.definition(name), self._library.text(name)) if here else None
        if kind == DOCUMENT and name in self._kinds.kinds:
            return _kind_offer(self._kinds.kinds[name], self._kinds.templates[name])
        if kind == REGIONS and name in self._tables:
            table = self._tables[name]
            return _offer(REGIONS, table.id, table.version, table.title, table)
        return _catalogue_offer(load_catalogue(self._folders)) if key == (SANCTIONS, CATALOGUE) else None

    def offers(self) -> list[Offer]:
        """All of them."""
        return [found for key in self.keys if (found := self.offer(key))]


def shipped() -> Shelf:
    """What ships with the program."""
    from inspect_engine.reading.definitions import load_library

    folder = shipped_folder()
    return Shelf(load_library([folder]), [folder])


def _kind_offer(kind: DocumentKind, template: bytes) -> Offer:
    kept = KeptKind(kind=kind, template=base64.b64encode(template).decode("ascii"))
    return _offer(DOCUMENT, kind.id, str(kind.version), kind.title, kept)


def _catalogue_offer(given: Catalogue) -> Offer:
    kept = KeptCatalogue(
        version=given.version,
        authorities=dict(given.authorities),
        publication=given.publication,
        kinds=tuple(given.kinds.values()),
        fines=tuple(given.fines.values()),
        licence=given.licence,
        closure=given.closure,
        references=dict(given.references),
    )
    cited = kept.model_copy(update={"references": {name: given.references[name] for name in _cited(kept)}})
    return _offer(SANCTIONS, CATALOGUE, given.version, "惩戒种类、罚款幅度和时限", kept, cited)


def _cited(kept: KeptCatalogue) -> list[str]:
    """The documents that the lists are written by; others are kept too, but are no part of what the lists mean."""
    named = re.findall(r'"(?:ref|law)":"([^"]+)"', kept.model_dump_json(exclude={"references"}))
    return sorted(set(named) & kept.references.keys())


def _offer(kind: str, name: str, version: str, title: str, kept: Model, meant: Model | None = None) -> Offer:
    plain = kept.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    content_hash = digest(text)
    said = digests().get(content_hash) or meaning(meant or kept)
    return Offer(Edition(kind, name, version, content_hash, said), title, text)


@lru_cache(maxsize=64)
def kind_of_text(text: str) -> tuple[DocumentKind, bytes]:
    """A kind of document, and its template, as they were kept."""
    kept = KeptKind.model_validate_json(text)
    return kept.kind, base64.b64decode(kept.template)


@lru_cache(maxsize=16)
def table_of_text(text: str) -> RegionTable:
    """A table of region codes as it was kept."""
    return RegionTable.model_validate_json(text)


def overlay_of_texts(texts: Iterable[str]) -> Overlay:
    """All that kept tables say of regions, the later ones over the earlier."""
    return overlaid(map(table_of_text, texts))


@lru_cache(maxsize=4)
def catalogue_of_text(text: str) -> Catalogue:
    """The sanction lists as they were kept."""
    kept = KeptCatalogue.model_validate_json(text)
    if not (kept.publication and kept.licence and kept.closure):
        raise ValueError("not a whole catalogue")
    return Catalogue(
        kept.authorities,
        kept.publication,
        {each.id: each for each in kept.kinds},
        {each.id: each for each in kept.fines},
        kept.licence,
        kept.closure,
        kept.references,
        str(kept.version),
    )
