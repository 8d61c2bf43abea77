"""How cases are counted: each passes once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from inspect_engine.domain.cases import CaseLine, Casualties
from inspect_engine.domain.cases.casualties import Tolls
from inspect_engine.domain.cases.clocks import UNTIMED, Clocks, banded, waiting
from inspect_engine.domain.definitions import FREE, ON_PAPER, SUCCESS, VOID
from inspect_engine.domain.figures.board import BESIDE, GROUPED, LAPSED, Board
from inspect_engine.domain.figures.ending import Endings
from inspect_engine.domain.figures.months import Months
from inspect_engine.domain.figures.most import Tally
from inspect_engine.domain.figures.quantities import Quantity, added
from inspect_engine.domain.words.identifiers import county


@dataclass(frozen=True)
class Counted:
    """A line to be counted, and what it does not say itself: whether its workflow is ``below`` the floor for hazards,
    whether it was ``saved`` from being late by a day that was entered later, how often something was ``corrected``,
    how often it was ``seen`` again before it was put right, and what of the floor its workflow has ``waived``, and
    why; of an accident its ``toll``; what it is timed by, and the ``holder``: the role whose turn it is. What was not
    ``chosen`` is in no figure: it only tells whether what a case has opened runs on after it. ``passed`` says whether a
    re-inspection ever found it put right, closed or not, ``finders`` names everybody who took part in finding it.
    ``quantities`` are what forms ask for of a registered one, ``opens`` says whether it may have opened a case."""

    line: CaseLine
    below: bool = False
    saved: bool = False
    corrected: int = 0
    seen: int = 0
    waived: tuple[str, ...] = ()
    toll: Casualties | None = None
    clocks: Clocks = UNTIMED
    holder: str = ""
    chosen: bool = True
    passed: bool = False
    finders: frozenset[str] = frozenset()
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    opens: bool = True

    @property
    def rechecked(self) -> bool:
        """Whether it was ever re-inspected, with whatever result."""
        return self.passed or self.line.closed_how == "rectified" or self.line.returned > 0


class Sums:
    """Counts hazards as each case passes, and registered cases apart; cases opened by a case are neither.

    A case whose workflow is below the floor is in no rate. ``major`` leaves void ones and duplicates out.
    """

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._count, self._unrated = Counter[str](), Counter[str]()
        self._states, self._waived = Counter[str](), Counter[str]()
        self._regions: dict[str, Counter[str]] = {}
        self._packs: dict[str, Counter[str]] = {}
        self._kinds: dict[str, Counter[str]] = {}
        self._accidents = Tolls()
        self._beside, self._ending, self._months, self._most = _Beside(as_of), Endings(as_of), Months(as_of), Tally()
        self._ages, self._waits = Counter[int](), Counter[Clocks]()
        self._quantities: dict[str, dict[str, Quantity]] = {}

    def see(self, each: Counted) -> None:
        """Count one case, where it is chosen."""
        line = each.line
        self._beside.see(line, counts=each.chosen, opens=each.opens)
        if not each.chosen:
            return
        self._count["corrected"] += each.corrected
        self._ending.see(line, each.holder, each.clocks)
        if line.parent:
            return
        if each.toll and line.closed_how not in VOID:
            self._accidents = self._accidents.with_one(each.toll)
        tags = list(_tags(each, self._as_of))
        if line.is_hazard:
            self._hazard(each, tags)
        else:
            self._kinds.setdefault(line.kind, Counter()).update(t for t in tags if t in GROUPED)
            if each.quantities and line.closed_how not in VOID:
                known = self._quantities.get(line.kind, {})
                self._quantities[line.kind] = added(known, each.quantities)

    def _hazard(self, each: Counted, tags: Sequence[str]) -> None:
        line, count = each.line, self._count
        count.update(tags)
        self._months.see(line)
        self._most.see(line, each.finders, tags)
        if line.is_open:
            self._ages.update([each.clocks.age] if each.clocks.age is not None else [])
            self._waits[Clocks(waits=each.clocks.waits, stay=each.clocks.stay)] += 1
        count["days_taken"] += each.clocks.took or 0
        if each.below:
            count["below"] += 1
            self._unrated.update(tags)
            self._unrated["days_taken"] += each.clocks.took or 0
        self._waived.update(each.waived)
        self._states[line.state_title] += 1
        for group, key in ((self._regions, county(line.region)), (self._packs, line.pack)):
            group.setdefault(key, Counter()).update(t for t in tags if t in GROUPED)

    def board(self) -> Board:
        """What has passed."""
        return Board(
            self._as_of,
            **{name: number for name, number in self._count.items() if name != "closed"},
            unrated=dict(self._unrated),
            waived=dict(sorted(self._waived.items())),
            by_state=dict(self._states.most_common()),
            by_region=_groups(self._regions),
            by_pack=_groups(self._packs),
            registered=_groups(self._kinds),
            accidents=self._accidents,
            beside={key: {name: value[name] for name in BESIDE} for key, value in sorted(self._beside.kinds.items())},
            ages=banded(self._ages.elements()),
            waiting=waiting(self._waits.elements()),
            ending=self._ending.by_kind(),
            months=self._months.told(),
            most=self._most.told(),
            quantities=dict(sorted(self._quantities.items())),
        )


def summarise(counted: Iterable[Counted], as_of: date) -> Board:
    """Count in one pass, as :class:`Sums` does."""
    sums = Sums(as_of)
    for each in counted:
        sums.see(each)
    return sums.board()


class _Beside:
    """What cases have opened and still runs; a case passes before what it has opened."""

    def __init__(self, as_of: date) -> None:
        self.kinds: dict[str, Counter[str]] = {}
        self._as_of = as_of
        self._closed: set[str] = set()

    def see(self, line: CaseLine, *, counts: bool, opens: bool) -> None:
        if opens and not line.is_open:
            self._closed.add(line.id)
        if line.is_open and line.parent and counts:
            marks = {"open": True, "overdue": line.overdue(self._as_of), "after": line.parent in self._closed}
            self.kinds.setdefault(line.kind, Counter()).update(name for name, true in marks.items() if true)


def _groups(found: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {key: {name: counts[name] for name in GROUPED} for key, counts in sorted(found.items())}


def _tags(each: Counted, as_of: date) -> Iterable[str]:
    line = each.line
    yield "found"
    if line.item == FREE:
        yield "beyond"
    if line.is_open:
        yield "open"
    if line.overdue(as_of):
        yield "overdue"
    if line.closed_how in SUCCESS:
        yield "closed"
    if line.closed_how is not None:
        yield "lapsed" if line.closed_how in LAPSED else line.closed_how
    if line.closed_how == "rectified" and each.clocks.in_time:
        yield "in_time"
        if each.saved:
            yield "in_time_backdated"
        if line.extended:
            yield "in_time_extended"
        if each.clocks.due:
            yield "done_in_time"
    if each.clocks.due:
        yield "due"
    if each.clocks.replied_late:
        yield "replied_late"
    if each.clocks.closed_late:
        yield "closed_late"
    if each.rechecked:
        yield "rechecked"
    if line.severity == "major" and line.closed_how not in VOID:
        yield "major"
        if line.is_open:
            yield "major_open"
        if line.closed_how in LAPSED:
            yield "major_lapsed"
        if line.closed_how == ON_PAPER:
            yield "major_imported"
    if line.severity == "pending" and line.is_open:
        yield "pending"
    if line.returned:
        yield "returned"
    if line.extended:
        yield "extended"
        if line.severity == "major":
            yield "major_extended"
    if line.reopened:
        yield "reopened"
    if each.seen and line.is_open:
        yield "seen_again"
    if line.repeat_of and line.closed_how not in VOID:
        yield "repeated"
