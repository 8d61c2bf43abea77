"""整改前后: which files of a case show what was found, and which what was put right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.cases.folding import MOVED, OPENED, SEEN, course
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.events import Event

BEFORE, AFTER, NEITHER = "before", "after", ""
SENT_BACK = ("returned", "reopened")
MEASURES = "measures"
"""The field in which an action says what was done: of a rectification that is no reply, too (立行立改)."""


@dataclass(frozen=True)
class Piece:
    """A file of a case, and the event it came with."""

    event: Event
    file: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        return str(self.file["sha256"])


@dataclass(frozen=True)
class Sides:
    """Files of each side in the order they came, each once; ``sent_back`` are those of replies that do not stand."""

    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    sent_back: tuple[Piece, ...] = ()


def sides_of(events: Iterable[Event]) -> Sides:
    """The two sides of a case: as found and found again, also where a look at it sent it back; and as put right.

    A reply that was taken back shows nothing. What puts an action or an answer right shows what that shows. Files of
    other steps (extensions, services, notes), and of what is only proposed, are on neither side.
    """
    stored = {event.id: event for event in events}
    walk = _Walk()
    for event in course(stored.values()):
        walk.see(stored[event.id] if event.kind == CORRECTED else event)
    return Sides(tuple(_once(walk.before)), tuple(_once(walk.after)), tuple(_once(walk.gone)))


class _Walk:
    """From event to event: on which side each is, and what stands."""

    def __init__(self) -> None:
        self.before: list[Piece] = []
        self.after: list[Piece] = []
        self.gone: list[Piece] = []
        self._sides: dict[str, str] = {}
        self._last = ""
        self._replied = False

    def see(self, event: Event) -> None:
        side = self._side(event)
        self._sides[event.id] = side
        pieces = [Piece(event, file) for file in event.files]
        if side == BEFORE:
            self.before += pieces
        elif side == AFTER:
            self.after += pieces

    def _side(self, event: Event) -> str:
        if event.kind == OPENED:
            return BEFORE
        if event.kind == SEEN:
            return self._seen(event)
        if event.kind == CORRECTED:
            return self._corrected(event)
        return self._moved(event) if event.kind == MOVED else NEITHER

    def _seen(self, event: Event) -> str:
        """What was found again; not where the answer that said so was put right."""
        if event.data["times"] >= 0:
            return BEFORE
        told = event.data["inspection"]
        self.before = [each for each in self.before if each.event.data.get("inspection") != told or _opens(each)]
        return NEITHER

    def _corrected(self, event: Event) -> str:
        """The side of the action that it puts right; of the finding, where it is no action."""
        if "redone" in event.data or "action" in event.data:
            return self._sides.get(event.data.get("action", self._last), NEITHER)
        return NEITHER if "undone" in event.data else BEFORE

    def _moved(self, event: Event) -> str:
        data, self._last = event.data, event.id
        if data["mark"] in SENT_BACK:
            self.gone, self.after, self._replied = self.gone + self.after, [], False
            return BEFORE
        self._replied = self._replied or data["mark"] == "replied" or MEASURES in data["values"]
        return AFTER if self._replied else NEITHER


def _opens(piece: Piece) -> bool:
    return piece.event.kind == OPENED


def _once(pieces: Iterable[Piece]) -> Iterator[Piece]:
    seen = set[str]()
    for each in pieces:
        if each.sha256 not in seen:
            seen.add(each.sha256)
            yield each
