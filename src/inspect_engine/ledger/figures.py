"""What is counted, and what it is counted from: the history of each case as of a day and as known at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inspect_engine.domain import figures
from inspect_engine.domain.cases import Case, CaseLine, Casualties, casualties, fold, line_of
from inspect_engine.domain.cases.clocks import UNTIMED, Clocks, clocks_of
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.lapsing import Lapsing
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Entry

PAGE = 200
"""Cases read at a time."""


@dataclass(frozen=True)
class History:
    """A ``case`` as of a day, folded once: its line, and the events that make it so; ``below`` names what of the floor
    for hazards its workflow does not keep, ``waived`` what it says not to keep and why, ``toll`` what an accident has
    cost, ``clocks`` what it is timed by, ``holder`` the role whose turn it is."""

    case: Case
    line: CaseLine
    entries: Sequence[Entry]
    below: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    toll: Casualties | None = None
    clocks: Clocks = UNTIMED
    holder: str = ""

    @property
    def counted(self) -> figures.Counted:
        beside = self.case.seen, self.waived, self.toll, self.clocks, self.holder
        return figures.Counted(self.line, bool(self.below), self.case.saved, self.corrected, *beside)

    @property
    def corrected(self) -> int:
        """How often something of it was put right."""
        return sum(entry.event.kind == CORRECTED for entry in self.entries)


class Figures:
    """``ledger.figures``."""

    def __init__(self, desk: Desk, *, definitions: Definitions, lapsing: Lapsing) -> None:
        self._desk = desk
        self._definitions = definitions
        self._lapsing = lapsing

    def board(self, as_of: date | None = None, known_at: datetime | None = None) -> figures.Board:
        """Totals over the cases this person may see, as of a day (default: today) and as known at a moment."""
        on = as_of or self._desk.today()
        return figures.summarise((each.counted for each in self.histories(on, known_at)), on)

    def histories(self, as_of: date, known_at: datetime | None = None, until: int | None = None) -> Iterator[History]:
        """Each visible case as of a day, streamed in order of discovery (``line.opened``); none that an import had
        brought in which was taken back.

        Read page by page up to the ledger's end as it was at the start, or up to a position before that, so that
        writers never wait for a report.
        """
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            known = queries.known_until(connection, known_at)
        known = known if until is None else min(known, until)
        after = 0
        while page := self._page(after, as_of, known):
            after, found = page
            for opened, entries in found:
                case = fold(entry.event for entry in entries)
                line = next(self._lapsing.timed([line_of(case, opened)]))
                if not line.taken_back and seen.covers(line.region, *line.units):
                    ask = self._definitions
                    below, waived = ask.below_floor(line, entries), ask.waivers(line, entries)
                    toll = casualties(case, (entry.event for entry in entries))
                    beside = waived, toll, clocks_of(case, as_of), ask.holder(line) if line.is_open else ""
                    yield History(case, line, entries, below, *beside)

    def _page(self, after: int, as_of: date, until: int) -> tuple[int, list[tuple[int, list[Entry]]]] | None:
        with self._desk.reading() as connection:
            opened = queries.openings(connection, after, PAGE)
            if not opened:
                return None
            return opened[-1], list(queries.histories(connection, opened[0], opened[-1], as_of, until))
