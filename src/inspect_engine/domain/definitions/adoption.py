"""Which law a ledger goes by: what its supervisors adopted, folded from the events. Pure; ``verify`` may replay it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from inspect_engine.domain.events import Event
from inspect_engine.domain.proposals import RETRACTED

ADOPTED, PROPOSED = "definition.adopted", "definition.proposed"
PACK, DOCUMENT, SANCTIONS, REGIONS = "pack", "document", "sanctions", "regions"
Key = tuple[str, str]
LISTED = 6
"""Editions that a line names; more are counted."""


@dataclass(frozen=True)
class Edition:
    """One version of something that may be adopted: a pack with its workflows, limits and references; a kind of
    document with its template; the sanction lists; a table of region codes.

    ``hash`` is of the text that is kept, ``digest`` of what it means; old adoptions know no digest.
    """

    kind: str
    id: str
    version: str
    hash: str
    digest: str = ""

    @property
    def key(self) -> Key:
        return self.kind, self.id

    @property
    def named(self) -> str:
        """As it is typed: ``gas@2026.15``, ``document:rectification@2026.1``."""
        return f"{word(self.key)}@{self.version}"

    def same_as(self, other: Edition) -> bool:
        """Whether both say the same, however they are spelled."""
        return self.key == other.key and (
            self.hash == other.hash or (bool(self.digest) and self.digest == other.digest)
        )

    def plain(self) -> dict[str, str]:
        return dict(self.__dict__)


def word(key: Key) -> str:
    """How a thing is named on the command line: a pack by its id, others with their kind before it."""
    kind, name = key
    return name if kind == PACK else f"{kind}:{name}"


def few(editions: Sequence[Edition]) -> str:
    """The first of them by name, and how many there are."""
    named = "、".join(each.named for each in editions[:LISTED])
    return f"{named} 等 {len(editions)} 个" if len(editions) > LISTED else named


def newer(version: str, than: str) -> bool:
    """Whether a version comes after another: numbers count as numbers, 2026.9 before 2026.15."""
    return _ordered(version) > _ordered(than)


def _ordered(version: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|[^\d.]+", version)
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]


def told(event: Event) -> tuple[Edition, ...]:
    """The editions that an event adopts or proposes; one of an older program adopts one pack."""
    data = event.data
    if "items" not in data:
        texts = [data.get(name) for name in ("pack", "version", "hash")]
        return (Edition(PACK, *map(str, texts)),) if all(isinstance(text, str) for text in texts) else ()
    rows = data["items"] if isinstance(data["items"], list) else []
    names = ("kind", "id", "version", "hash", "digest")
    fitting = (row for row in rows if isinstance(row, Mapping) and all(isinstance(row.get(n), str) for n in names))
    return tuple(Edition(*(row[name] for name in names)) for row in fitting)


@dataclass(frozen=True)
class Adoption:
    """An edition that became law: on which day, by whom, and who had proposed it (None where one was enough)."""

    edition: Edition
    on: date
    by: str
    proposed_by: str | None = None
    replaceable: bool = False
    """Adopted by first use under an older program: its version number is not taken for good."""


@dataclass(frozen=True)
class Proposal:
    """An edition that waits for a second supervisor."""

    edition: Edition
    on: date
    by: str
    event: str


@dataclass(frozen=True)
class Register:
    """Everything adopted, in order; what waits for a second supervisor; what older programs used without adoption."""

    adopted: tuple[Adoption, ...] = ()
    pending: Mapping[Key, Proposal] = field(default_factory=dict)
    used: tuple[Edition, ...] = ()
    proposers: Mapping[str, str] = field(default_factory=dict)
    """Who made each proposal, by its event."""

    def in_force(self, kind: str, name: str) -> Adoption | None:
        """What new work goes by."""
        return next((each for each in reversed(self.adopted) if each.edition.key == (kind, name)), None)

    def current(self) -> dict[Key, Adoption]:
        """All that is in force."""
        return {each.edition.key: each for each in self.adopted}

    def holding(self, edition: Edition) -> Adoption | None:
        """The adoption of just this content, in force or not, if it ever was adopted."""
        return next((each for each in reversed(self.adopted) if each.edition.same_as(edition)), None)

    def clash(self, edition: Edition) -> Edition | None:
        """What was adopted under the same id and version, but says something else."""
        for each in reversed(self.adopted):
            same = (each.edition.key, each.edition.version) == (edition.key, edition.version)
            if same and not each.replaceable and not each.edition.same_as(edition):
                return each.edition
        return None

    def offered(self, editions: Iterable[Edition]) -> list[Edition]:
        """Of these, what is not law here yet: never adopted, or newer than what is in force."""
        current = self.current()
        return [each for each in editions if _is_new(each, current.get(each.key))]

    def against(self, edition: Edition, by: str | None = None) -> Iterator[str]:
        """What stands against adopting an edition now; ``by`` is who confirms, where somebody proposed it."""
        if other := self.clash(edition):
            yield f"{edition.named} 已采用，内容不同（散列 {other.hash[:12]}）；改了内容须换版本号"
        waiting = self.pending.get(edition.key)
        if by is not None and (waiting is None or waiting.edition != edition):
            yield f"{edition.named} 没有待确认的提议"
        elif by is not None and waiting and waiting.by == by:
            yield f"{edition.named} 由“{by}”本人提议，须由另一位主管确认"

    def after(self, event: Event, counts: Callable[[Event, Edition], bool]) -> Register:
        """With one event more; ``counts`` says of one of an older program whether it was an adoption at all."""
        if event.kind == RETRACTED:
            gone = event.data["proposed"]
            return replace(self, pending={key: each for key, each in self.pending.items() if each.event != gone})
        return self._proposed(event) if event.kind == PROPOSED else self._adopted(event, counts)

    def _proposed(self, event: Event) -> Register:
        by = event.actor.user
        waiting = {each.key: Proposal(each, event.on, by, event.id) for each in told(event)}
        return replace(self, pending={**self.pending, **waiting}, proposers={**self.proposers, event.id: by})

    def _adopted(self, event: Event, counts: Callable[[Event, Edition], bool]) -> Register:
        old, first = "items" not in event.data, self.proposers.get(str(event.data.get("proposed")))
        new = [each for each in told(event) if not old or counts(event, each)]
        used = [each for each in told(event) if each not in new]
        done = {each.key for each in new}
        return replace(
            self,
            adopted=(*self.adopted, *(Adoption(each, event.on, event.actor.user, first, old) for each in new)),
            pending={key: each for key, each in self.pending.items() if key not in done},
            used=(*self.used, *used),
        )


def _is_new(edition: Edition, held: Adoption | None) -> bool:
    if held is None:
        return True
    if edition.version == held.edition.version:
        return held.replaceable and not held.edition.same_as(edition)
    return newer(edition.version, held.edition.version)


def counted(released: Collection[str], supervised: Collection[str] = ()) -> Callable[[Event, Edition], bool]:
    """Which adoptions by first use, under an older program, count: of a hash that a release has, or in an event (by its
    id) of somebody who was a supervisor."""
    return lambda event, edition: edition.hash in released or event.id in supervised


def fold(events: Iterable[Event], counts: Callable[[Event, Edition], bool]) -> Register:
    """The register that these events make."""
    found = Register()
    for event in events:
        found = found.after(event, counts)
    return found


def faults(events: Iterable[Event], counts: Callable[[Event, Edition], bool]) -> Iterator[tuple[Event, str]]:
    """Adoptions on record that could not have been made so: of nothing, against what stood, or confirmed by nobody."""
    found = Register()
    for event in events:
        new = "items" in event.data
        if new and not told(event):
            yield event, "没有写明采用什么"
        first = event.data.get("proposed")
        if event.kind == ADOPTED and first is not None and first not in found.proposers:
            yield event, "所依的提议不存在"
        for each in told(event) if new else ():
            by = event.actor.user if event.kind == ADOPTED and first is not None else None
            yield from ((event, text) for text in found.against(each, by))
        found = found.after(event, counts)
