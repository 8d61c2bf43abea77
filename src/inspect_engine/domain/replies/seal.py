"""The seal of a row: of which ledger, which case, after which record and by which definition, and what was given.

It is a help against slips and mixed-up files, and no proof: who reads a sheet in may do no more than he may type.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspect_engine.domain.words.text import display, is_blank

FORMAT, SHORT = "1", 16


def flat(text: str) -> str:
    """A text without what re-saving may change of it: blanks and line ends."""
    told = display(text, lines=True).replace("_x000D_", "")
    return "" if is_blank(told) else "".join(told.split())


def check_of(ledger: str, case: str, base: str, version: str, texts: Iterable[str]) -> str:
    """The checksum of a row: of what the seal says, and of the locked cells."""
    whole = "\x1f".join((FORMAT, ledger, case, base, version, *map(flat, texts)))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:SHORT]


def digest_of(case: str, base: str, filled: Mapping[str, str], files: Mapping[str, Sequence[str]]) -> str:
    """By which a row that was read in is known again: SHA-256 of what was filled in, by code, and of its evidence."""
    whole = json.dumps([case, base, dict(filled), {code: list(each) for code, each in files.items()}], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True)
class Seal:
    """Ids of ledger, case and of the last record of the case (``base``), the beginning of the hash of its definition,
    and the checksum of the row."""

    ledger: str
    case: str
    base: str
    version: str
    check: str

    @classmethod
    def of(cls, ledger: str, case: str, base: str, definition: str, texts: Sequence[str]) -> Seal:
        """The seal of a row whose locked cells say this."""
        version = definition[:SHORT]
        return cls(ledger, case, base, version, check_of(ledger, case, base, version, texts))

    @classmethod
    def read(cls, text: str) -> Seal:
        """As a cell says it. Raises ValueError for what is none."""
        form, *parts = text.split(".")
        if form != FORMAT or len(parts) != 5 or not all(parts):
            raise ValueError(text)
        return cls(*parts)

    @property
    def text(self) -> str:
        """As a cell says it."""
        return ".".join((FORMAT, self.ledger, self.case, self.base, self.version, self.check))

    def holds(self, texts: Iterable[str]) -> bool:
        """Whether the locked cells say what they said when it was set."""
        return self.check == check_of(self.ledger, self.case, self.base, self.version, texts)
