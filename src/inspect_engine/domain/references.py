"""Articles that a registry has from memory, and who has read them against their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from inspect_engine.domain.calendars import in_chinese
from inspect_engine.domain.definitions import Reference
from inspect_engine.domain.events import Event

CONFIRMED, WITHDRAWN = "reference.confirmed", "reference.withdrawn"
KINDS = (CONFIRMED, WITHDRAWN)
Key = tuple[str, str]
"""Document and article, by id and as it is registered."""


@dataclass(frozen=True)
class Checked:
    """Somebody has read an article of a document (``law``, with number and edition) against its text, ``seen`` where;
    ``by`` is what he is called. ``withdrawn`` says why it no longer counts."""

    ref: str
    article: str
    law: str
    by: str
    on: date
    seen: str
    withdrawn: str = ""

    @property
    def mark(self) -> str:
        """As it is printed behind the article; nothing where the registry itself has seen it."""
        if not self.by:
            return ""
        return f"（条文经{self.by}于{in_chinese(self.on)}核对）"


Register = Mapping[Key, Checked]


def fold(events: Iterable[Event]) -> dict[Key, Checked]:
    """What stands of each article, the last word on it; those withdrawn say so."""
    found: dict[Key, Checked] = {}
    for event in events:
        step(found, event)
    return found


def step(found: dict[Key, Checked], event: Event) -> None:
    """Bring a register up to one event more."""
    data, key = event.data, (event.data["ref"], event.data["article"])
    if event.kind == CONFIRMED:
        found[key] = Checked(*key, data["law"], data["by"], event.on, data["seen"])
    elif key in found:
        found[key] = replace(found[key], withdrawn=data["why"])


def standing(register: Register, key: Key, law: str) -> Checked | None:
    """The word on an article that counts: of this very document and edition, and not withdrawn."""
    found = register.get(key)
    return found if found and found.law == law and not found.withdrawn else None


def seen(known: Mapping[str, Reference]) -> dict[Key, Checked]:
    """What a registry has seen by now, so that nobody need confirm it for older editions of a checklist."""
    return {
        (name, article): Checked(name, article, document.name, "", date.min, "")
        for name, document in known.items()
        for article, mark in document.articles.items()
        if mark == "C"
    }


def unconfirmable(references: Mapping[str, Reference], key: Key, register: Register) -> Iterator[str]:
    """Why an article cannot be confirmed: it is not registered, is open, needs nobody's word, or has it."""
    document = references.get(key[0])
    mark = document.articles.get(key[1]) if document else None
    if document is None:
        yield f"没有登记依据“{key[0]}”"
    elif mark is None:
        yield f"{document.name}没有登记“{key[1]}”"
    elif document.status == "unclear":
        yield f"{document.name}效力待核：条文核对了也不能引用"
    elif mark == "C":
        yield f"{document.name}{key[1]}登记为已核，不必再核对"
    elif mark == "U":
        yield f"{document.name}{key[1]}标为待核：内容没有定论，先在依据登记里改，不能只凭核对引用"
    elif found := standing(register, key, document.name):
        yield f"{document.name}{key[1]}已由{found.by}于 {found.on} 核对"
