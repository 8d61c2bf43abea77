"""Articles that are 待核: which there are, and who has read them against their text."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from inspect_engine.domain import references
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.definitions import Definition, Reference
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.references import CONFIRMED, KINDS, WITHDRAWN, Checked, Key, Register
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.domain.words.wording import CONFIDENCE_REASONS
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.storage import queries

VERB = "reference"


@dataclass(frozen=True)
class Article:
    """An article that checklists in force here cite and that is marked M (from memory) or U (open); how often, and the
    word on it that counts, if any."""

    ref: str
    article: str
    law: str
    cited: int
    checked: Checked | None
    mark: str

    @property
    def why(self) -> str:
        """Why it is 待核."""
        return CONFIDENCE_REASONS[self.mark]


def register(connection: sqlite3.Connection, until: int | None = None) -> dict[Key, Checked]:
    """Every word on an article in this ledger, of its first ``until`` records."""
    return references.fold(entry.event for entry in queries.events_of(connection, *KINDS, until=until))


def read(connection: sqlite3.Connection, known: Mapping[str, Reference]) -> Mapping[Key, Checked]:
    """What may be cited although some checklist has it from memory: confirmed here, or seen by the registry since."""
    return register(connection) | references.seen(known)


class References:
    """``ledger.references``."""

    def __init__(self, desk: Desk, *, definitions: Definitions) -> None:
        self._desk = desk
        self._definitions = definitions

    def words(self, until: int | None = None) -> Register:
        """Every word on an article in this ledger, of its first ``until`` records."""
        with self._desk.reading() as connection:
            return register(connection, until)

    def all(self, *, unconfirmed: bool = False) -> list[Article]:
        """What the checklists in force here cite and is 待核, the most cited first; only what nobody has read."""
        require(self._desk.whoami(), "survey")
        with self._desk.reading() as connection:
            words = register(connection)
        marks, known = self._cited(), self._known()
        found = []
        for key, each in marks.items():
            law = known[key[0]].name
            found.append(Article(*key, law, len(each), references.standing(words, key, law), max(each)))
        found = [each for each in found if not (unconfirmed and each.checked)]
        return sorted(found, key=lambda each: (-each.cited, each.ref, each.article))

    @once(first)
    def confirm(self, ref: str, article: str, seen: str) -> Event:
        """Record that one has read an article against its text, ``seen`` where. From then on documents may cite it.

        Raises InputError for what is not registered, Refused for what needs no confirming or must not be.
        """
        me = self._desk.whoami()
        require(me, VERB)
        if fault := fault_in(seen):
            raise InputError.one(f"在哪里看到的{fault}", where="--seen", fix="例：国家法律法规数据库，2026年11月")
        key = self._meant(ref, article)
        with self._desk.writing(me) as log:
            document = self._remembered_in(key, register(log.raw))
            own = {"ref": key[0], "article": key[1], "law": document.name}
            return log.append(
                CONFIRMED, {"on": china_day(log.now).isoformat(), **own, "by": me.title, "seen": seen.strip()}
            )

    @once(first)
    def withdraw(self, ref: str, article: str, why: str) -> Event:
        """Take back a confirmation, whosever it is; documents already issued stay as they are. Raises as above."""
        me = self._desk.whoami()
        require(me, VERB)
        if fault := fault_in(why):
            raise InputError.one(f"撤回的理由{fault}", where="--why")
        with self._desk.writing(me) as log:
            words = register(log.raw)
            if (found := words.get((ref, article))) is None or found.withdrawn:
                raise Refused("撤回核对", [f"{ref} {article} 没有人核对过，或者已撤回"])
            return log.append(
                WITHDRAWN, {"on": china_day(log.now).isoformat(), "ref": ref, "article": article, "why": why.strip()}
            )

    def _remembered_in(self, key: Key, words: Mapping[Key, Checked]) -> Reference:
        """The document, as the checklists in force have it, of which an article waits for somebody's word. Raises
        Refused where it is none such."""
        known = [each for held in self._held() if (each := held.references.get(key[0]))]
        against = [[*references.unconfirmable({key[0]: each}, key, words)] for each in known]
        waiting = [each for each, found in zip(known, against, strict=True) if not found]
        if not waiting:
            raise Refused("核对条文", list(dict.fromkeys(text for found in against for text in found)))
        return waiting[-1]

    def _held(self) -> list[Definition]:
        return [held.definition for held in self._definitions.adopted().values()]

    def _known(self) -> Mapping[str, Reference]:
        return {name: each for held in self._held() for name, each in held.references.items()}

    def _meant(self, ref: str, article: str) -> Key:
        """Raises InputError, with the near miss, for what no checklist in force here has registered."""
        known = self._known()
        if ref not in known:
            raise InputError.one(f"没有登记依据“{ref}”", fix=suggest(ref, known) or "见 references list")
        if article not in known[ref].articles:
            told = "、".join(known[ref].articles)
            fix = suggest(article, known[ref].articles) or f"登记的有：{told}"
            raise InputError.one(f"{known[ref].name}没有登记“{article}”", fix=fix)
        return ref, article

    def _cited(self) -> dict[Key, list[str]]:
        """What is cited and 待核: how it is marked, wherever it is cited."""
        found: dict[Key, list[str]] = {}
        for held in self._held():
            for one in (one for item in held.pack.items for one in item.basis):
                mark = held.references[one.ref].articles[one.article]
                if mark in CONFIDENCE_REASONS:
                    found.setdefault((one.ref, one.article), []).append(mark)
        return found
