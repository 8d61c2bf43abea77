"""What is counted, and what it is counted from: the history of each case as of a day and as known at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from inspect_engine.domain import figures
from inspect_engine.domain.cases import Case, CaseLine, Casualties, casualties, fold, line_of
from inspect_engine.domain.cases.clocks import UNTIMED, Clocks, clocks_of
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.figures.quantities import quantities_of
from inspect_engine.domain.figures.stock import stocked
from inspect_engine.errors import InspectError
from inspect_engine.ledger.choosing import Choosing, Selection
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.lapsing import Lapsing
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Entry

PAGE = 200
"""Cases read at a time."""
EVERYTHING = Selection()


@dataclass(frozen=True)
class History:
    """A ``case`` as of a day, folded once: its line, and the events that make it so; ``below`` names what of the floor
    for hazards its workflow does not keep, ``waived`` what it says not to keep and why, ``toll`` what an accident has
    cost, ``clocks`` what it is timed by, ``holder`` the role whose turn it is, ``passed`` whether a re-inspection
    ever found it put right, ``opens`` whether it may ever have opened a case."""

    case: Case
    line: CaseLine
    entries: Sequence[Entry]
    below: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    toll: Casualties | None = None
    clocks: Clocks = UNTIMED
    holder: str = ""
    passed: bool = False
    quantities: Mapping[str, figures.Quantity] = field(default_factory=dict)
    opens: bool = True

    @property
    def counted(self) -> figures.Counted:
        beside = self.case.seen, self.waived, self.toll, self.clocks, self.holder
        return figures.Counted(
            *(self.line, bool(self.below), self.case.saved, self.corrected, *beside),
            passed=self.passed,
            finders=self.case.finders,
            quantities=self.quantities,
            opens=self.opens,
        )

    @property
    def corrected(self) -> int:
        """How often something of it was put right."""
        return sum(entry.event.kind == CORRECTED for entry in self.entries)


class Abandoned(InspectError):
    """Nobody waits any more for what was being counted."""


def _while(wanted: Callable[[], bool], found: Iterator[History]) -> Iterator[History]:
    for each in found:
        if not wanted():
            raise Abandoned("不再统计")
        yield each


class Figures:
    """``ledger.figures``."""

    def __init__(self, desk: Desk, *, definitions: Definitions, lapsing: Lapsing, choosing: Choosing) -> None:
        self._desk = desk
        self._definitions = definitions
        self._lapsing = lapsing
        self._choosing = choosing

    def board(
        self,
        as_of: date | None = None,
        known_at: datetime | None = None,
        selection: Selection = EVERYTHING,
        until: int | None = None,
        *,
        wanted: Callable[[], bool] = lambda: True,
    ) -> figures.Board:
        """Totals over the cases this person may see that a selection chooses, as of a day (default: today) and as known
        at a moment, or ``until`` a position. Raises Abandoned at the next case once it is no longer ``wanted``."""
        on = as_of or self._desk.today()
        found = _while(wanted, self.histories(on, known_at, until))
        return figures.summarise(self.counted(found, selection, on), on)

    def stock(self) -> figures.Board:
        """What of today's :meth:`board` is counted from rows, without a filter: :data:`domain.figures.stock.FIGURES`.
        It costs the same however long the cases have gone on."""
        on, seen = self._desk.today(), self._desk.seen()
        lapsed = self._lapsing.chosen(replace(seen, overdue_on=on, kind="hazard")).lapsed
        with self._desk.reading() as connection:
            found, late = queries.stock(connection, seen), queries.late(connection, seen, on, lapsed)
        return stocked(found, late, on)

    def compared(
        self,
        selection: Selection,
        as_of: date | None = None,
        known_at: datetime | None = None,
        until: int | None = None,
    ) -> figures.Compared | None:
        """The period that a selection asks for beside the one before it, each as its last day saw it, up to a day; None
        where it asks for none."""
        asked = selection.period(as_of or self._desk.today())
        if asked is None:
            return None
        now, past = (self._period(days, selection, known_at, until) for days in (asked, figures.before(*asked)))
        return figures.Compared(now, past)

    def _period(
        self, days: tuple[date, date], selection: Selection, known_at: datetime | None, until: int | None
    ) -> figures.Period:
        last = days[1]
        found = self.histories(last, known_at, until)
        return figures.period(self.counted(found, selection.of_any_day(last), last), *days)

    def counted(self, found: Iterable[History], selection: Selection, on: date) -> Iterator[figures.Counted]:
        """Histories as they are counted."""
        fits = self._choosing.fits(selection, on)
        return (replace(each.counted, chosen=fits(each.line)) for each in found)

    def lines(self, as_of: date, known_at: datetime | None, selection: Selection) -> Iterator[CaseLine]:
        """The lines of what a selection chooses, as of a day and as known at a moment, in order of discovery."""
        fits = self._choosing.fits(selection, as_of)
        return (line for _, line, _ in self._seen(as_of, known_at) if fits(line))

    def histories(self, as_of: date, known_at: datetime | None = None, until: int | None = None) -> Iterator[History]:
        """Each visible case as of a day, streamed in order of discovery (``line.opened``); none that an import had
        brought in which was taken back.

        Read page by page up to the ledger's end as it was at the start, or up to a position before that, so that
        writers never wait for a report.
        """
        with self._desk.reading() as connection:
            openers = queries.openers(connection)
        for case, line, entries in self._seen(as_of, known_at, until):
            below, waived = self._definitions.below_floor(line, entries), self._definitions.waivers(line, entries)
            toll = casualties(case, (entry.event for entry in entries))
            holder = self._definitions.holder(line) if line.is_open else ""
            beside = clocks_of(case, as_of), holder, self._definitions.passed(case)
            measured = quantities_of(self._definitions.asked(line), case.values)
            yield History(case, line, entries, below, waived, toll, *beside, measured, case.id in openers)

    def _seen(
        self, as_of: date, known_at: datetime | None, until: int | None = None
    ) -> Iterator[tuple[Case, CaseLine, list[Entry]]]:
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
                    yield case, line, entries

    def _page(self, after: int, as_of: date, until: int) -> tuple[int, list[tuple[int, list[Entry]]]] | None:
        with self._desk.reading() as connection:
            opened = queries.openings(connection, after, PAGE)
            if not opened:
                return None
            return opened[-1], list(queries.histories(connection, opened[0], opened[-1], as_of, until))
