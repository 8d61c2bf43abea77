"""What may be adopted: everything installed, each with the text that a ledger keeps of it; and that text read again."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from functools import lru_cache

from inspect_engine.domain.definitions import Definition, Model, Reference, Slug
from inspect_engine.domain.definitions.adoption import DOCUMENT, PACK, SANCTIONS, Edition
from inspect_engine.domain.definitions.meaning import meaning
from inspect_engine.domain.documents.kinds import DocumentKind
from inspect_engine.domain.events import digest
from inspect_engine.domain.sanctions.catalogue import Catalogue
from inspect_engine.reading.documents import Kinds, load_kinds
from inspect_engine.reading.installed import shipped_folder
from inspect_engine.reading.library import Library, definition_text
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


def pack_offer(definition: Definition) -> Offer:
    """A checklist with its workflows, limits and references."""
    pack, (content_hash, text) = definition.pack, definition_text(definition)
    return Offer(Edition(PACK, pack.id, pack.version, content_hash, meaning(definition)), pack.title, text)


def offers(library: Library, kinds: Kinds | None = None, catalogue: Catalogue | None = None) -> list[Offer]:
    """Everything that these files offer, checklists first."""
    found = [pack_offer(library.definition(name)) for name in library.packs]
    found += [_kind_offer(kind, kinds.templates[kind.id]) for kind in kinds.kinds.values()] if kinds else []
    return found + ([_catalogue_offer(catalogue)] if catalogue else [])


def shipped_offers() -> list[Offer]:
    """Everything that ships with the program. Raises DefinitionError where its files are broken."""
    from inspect_engine.reading.definitions import load_library

    folder = shipped_folder()
    return offers(load_library([folder]), load_kinds([folder]), load_catalogue([folder]))


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
    return Offer(Edition(kind, name, version, digest(text), meaning(meant or kept)), title, text)


@lru_cache(maxsize=64)
def kind_of_text(text: str) -> tuple[DocumentKind, bytes]:
    """A kind of document, and its template, as they were kept."""
    kept = KeptKind.model_validate_json(text)
    return kept.kind, base64.b64decode(kept.template)


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
