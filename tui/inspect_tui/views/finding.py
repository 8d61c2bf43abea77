"""What a few characters name: a case, a notice, a person, a checklist; for the palette."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from inspect_engine.domain.words.pinyin import named_so
from inspect_engine.errors import InspectError
from inspect_tui.views.things import CASE, NOTICE, PACK, PERSON, Thing

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger

LEAST, MOST = 2, 5
"""Characters from which on something is looked for, and how many of each kind are shown."""


@dataclass(frozen=True)
class Known:
    """One of a thing: what names it, and what is shown of it."""

    thing: Thing
    name: str
    title: str


def known(ledger: Ledger, text: str) -> list[Known]:
    """What a text names, the likeliest first; what cannot be read is not found."""
    if len(text) < LEAST:
        return []
    finds = (_case(ledger, text), _notices(ledger, text), _people(ledger, text), _packs(ledger, text))
    return [each for found in finds for each in _few(found)]


def _few(found: Iterator[Known]) -> list[Known]:
    try:
        return list(islice(found, MOST))
    except InspectError:
        return []


def _case(ledger: Ledger, text: str) -> Iterator[Known]:
    if any(char.isdigit() for char in text):
        case = ledger.cases.get(text.upper())
        yield Known(CASE, case.number, f"{case.number} {case.title}")


def _notices(ledger: Ledger, text: str) -> Iterator[Known]:
    if any(char.isdigit() for char in text):
        found = ledger.documents.get(text)
        yield Known(NOTICE, found.number, f"{found.number} {found.title}")


def _people(ledger: Ledger, text: str) -> Iterator[Known]:
    for name, person in ledger.desk.seen_people().items():
        if text.lower() in name.lower() or named_so(person.title, text):
            yield Known(PERSON, name, f"{person.title}（{name}）")


def _packs(ledger: Ledger, text: str) -> Iterator[Known]:
    for key, pack in ledger.desk.library.packs.items():
        if text.lower() in key or named_so(pack.title, text):
            yield Known(PACK, key, f"{pack.title}（{key}）")
