"""A telephone's photographs beside the answers of an inspection: which was taken when which was written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspect_engine.domain.inspections.matching import Match, match
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.inspections import Answer, Inspections, ItemKey
from inspect_engine.reading.photographs import taken_at
from inspect_engine.storage import queries


@dataclass(frozen=True)
class Photograph:
    """``taken`` is None where the file does not say; ``match`` names answers by their key."""

    path: Path
    taken: datetime | None
    match: Match[ItemKey]


class Matching:
    """``ledger.matching``. It only looks: what is attached to an answer is answered again, by whoever says so."""

    def __init__(self, desk: Desk, *, inspections: Inspections) -> None:
        self._desk = desk
        self._inspections = inspections

    def photographs(self, reference: str, paths: Iterable[Path]) -> list[Photograph]:
        """Each of these files with the answers of an inspection that were given about when it was taken, in order of
        time; those that do not say when come last."""
        answers = self._inspections.get(reference).answers
        made = [(each.key, at) for each in answers if (at := self._given_at(each))]
        found = [Photograph(path, at, match(at, made) if at else Match((), False)) for path, at in _timed(paths)]
        return sorted(found, key=lambda each: (each.taken is None, each.taken or datetime.max, each.path.name))

    def _given_at(self, answer: Answer) -> datetime | None:
        with self._desk.reading() as connection:
            event = queries.event_of(connection, answer.event)
        return event.at if event else None


def _timed(paths: Iterable[Path]) -> Iterable[tuple[Path, datetime | None]]:
    return ((path, taken_at(path)) for path in paths)
