"""Definitions the ledger keeps, and those that are installed: find one, prove one, see what it would change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from inspect_engine.domain.cases import Case, pins
from inspect_engine.domain.definitions import Definition, Workflow
from inspect_engine.domain.versions.impact import Impact
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.errors import InputError
from inspect_engine.ledger.definitions import impact
from inspect_engine.ledger.desk import Desk
from inspect_engine.reading.library import definition_text, prove
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Entry

INSTALLED = "installed"
HASH = re.compile(r"[0-9a-fA-F]{6,64}")


@dataclass(frozen=True)
class Pinned:
    """A definition with the hash (SHA-256, hex) it is, or would be, stored under, and the text that is hashed."""

    definition: Definition
    hash: str
    text: str

    @property
    def row(self) -> dict[str, str]:
        """As :func:`queries.definition_rows` lists it."""
        pack = self.definition.pack
        return {"hash": self.hash, "pack": pack.id, "version": pack.version}


def pinned(definition: Definition) -> Pinned:
    """A definition that need not be stored, with its hash."""
    return Pinned(definition, *definition_text(definition))


@lru_cache(maxsize=64)
def parsed(text: str) -> Definition:
    """A stored definition."""
    return Definition.model_validate_json(text)


@lru_cache(maxsize=64)
def lifecycle_of(text: str, workflow: str) -> Lifecycle:
    """The machine of one workflow of a stored definition."""
    return Lifecycle(parsed(text).workflows[workflow])


def _meant(word: str, row: Mapping[str, str]) -> bool:
    """Whether a version number, or the beginning of a hash, means this definition."""
    return row["version"] == word or bool(HASH.fullmatch(word) and row["hash"].startswith(word.lower()))


class Definitions:
    """``ledger.definitions``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def stored(self, content_hash: str) -> Definition:
        """The definition kept under a hash. Raises InputError when there is none."""
        return parsed(self._text(content_hash))

    def lifecycle(self, case: Case) -> Lifecycle:
        """The machine a case runs on: of the definition it was opened under, or moved to."""
        return lifecycle_of(self._text(case.definition), case.workflow)

    def pack_title(self, case: Case) -> str:
        """What the checklist is called that a case is under."""
        return str(json.loads(self._text(case.definition))["pack"]["title"])

    def flows_of(self, entries: Sequence[Entry]) -> tuple[Workflow, ...]:
        """The workflow each event of a case was recorded under."""
        stored = cache(self.stored)
        return tuple(stored(key).workflows[workflow] for key, workflow in pins(entry.event for entry in entries))

    def proved(self, definition: Definition) -> Definition:
        """The definition, proved: once for its content, namely when a ledger is first to use it.

        Raises DefinitionError with the shortest path to each broken promise.
        """
        with self._desk.reading() as connection:
            kept = queries.is_adopted(connection, definition_text(definition)[0])
        if not kept:
            prove(definition)
        return definition

    def version(self, word: str, pack: str) -> Pinned:
        """One version of a pack: ``installed``, a version number, or at least 6 digits of a stored hash.

        Raises InputError when there is none, or more than one.
        """
        self._desk.whoami()
        if word == INSTALLED:
            return pinned(self._desk.library.definition(pack))
        return self._only(word, pack)

    def find(self, word: str) -> Pinned:
        """A definition by ``pack@version``, or by at least 6 digits of a stored hash. Raises InputError as above."""
        pack, at, version = word.partition("@")
        if at:
            return self.version(version, pack)
        self._desk.whoami()
        return self._only(word, None)

    def impact(self, definition: Definition) -> Impact:
        """Judge every past answer of the pack, and look at its open cases, under another version; changes nothing.

        Raises Refused for somebody of a responsible unit.
        """
        return impact.survey(self._desk, definition, cache(self.stored))

    def _text(self, content_hash: str) -> str:
        with self._desk.reading() as connection:
            return queries.definition(connection, content_hash)

    def _only(self, word: str, pack: str | None) -> Pinned:
        """What is stored goes before what is installed under the same version number."""
        with self._desk.reading() as connection:
            rows = queries.definition_rows(connection, pack)
            found = [row for row in rows if _meant(word, row)]
            if len(found) == 1:
                text = queries.definition(connection, found[0]["hash"])
                return Pinned(parsed(text), found[0]["hash"], text)
        library = self._desk.library
        here = pinned(library.definition(pack)) if pack is not None and pack in library.packs else None
        if here and not found and _meant(word, here.row):
            return here
        listed = "、".join(f"{row['pack']}@{row['version']}（{row['hash'][:12]}）" for row in found or rows)
        what = f"“{word}”对应 {len(found)} 个存档的定义" if found else f"没有定义“{word}”"
        raise InputError.one(what, fix=f"可写 installed、版本号或散列开头（至少 6 位）；存档的有：{listed or '（无）'}")
