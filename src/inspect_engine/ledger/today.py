"""What must be done today for the person at the desk: counted from rows, with the first of each duty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from inspect_engine.domain import today as duties
from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.today import DUE, LATE, NEAR, OF_ROLES, SOON, Duty, Thing, place, places, thing_of
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.countersigning import Countersigning
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.inspections import Unfinished
from inspect_engine.ledger.lapsing import Lapsing, Limited
from inspect_engine.ledger.plans import Plans
from inspect_engine.ledger.reports import Reports
from inspect_engine.ledger.seconding import Seconding
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter, Order

SHOWN = 5
"""Things that are shown of each duty."""
_LIMITS = LATE, DUE, NEAR


class Today:
    """``ledger.today``. What is late, due or waits is so by the one definition that lists, board and tick have."""

    def __init__(
        self,
        desk: Desk,
        *,
        cases: Cases,
        definitions: Definitions,
        lapsing: Lapsing,
        seconding: Seconding,
        countersigning: Countersigning,
        reports: Reports,
        unfinished: Unfinished,
        plans: Plans,
        subjects: Subjects,
    ) -> None:
        self._desk = desk
        self._cases = cases
        self._definitions = definitions
        self._lapsing = lapsing
        self._seconding = seconding
        self._countersigning = countersigning
        self._reports = reports
        self._unfinished = unfinished
        self._plans = plans
        self._subjects = subjects

    def all(self, shown: int = SHOWN) -> list[Duty]:
        """Every duty of this person that there is something of, in the order of ``DUTIES``; of each the first
        ``shown``, what is latest or waits longest first."""
        with self._desk.looking():
            found = [*self._limits(shown), *self._waiting(shown), *self._own(shown)]
        order = list(duties.DUTIES)
        return sorted((each for each in found if each.count), key=lambda each: order.index(each.name))

    def filter_of(self, name: str) -> CaseFilter | None:
        """The cases of a duty, all of them; None where it is about no cases."""
        today = self._desk.today()
        if name in OF_ROLES:
            return CaseFilter(waits=name)
        return {
            LATE: CaseFilter(overdue_on=today),
            DUE: CaseFilter(due_from=today, due_to=today),
            NEAR: CaseFilter(due_from=today + timedelta(days=1), due_to=today + timedelta(days=SOON)),
            duties.UNTOLD: CaseFilter(open=True, untold="supervisor"),
            duties.SECOND: CaseFilter(ids=self._seconding.mine()) if name == duties.SECOND else None,
        }.get(name)

    # --- limits -------------------------------------------------------------------------------------------------

    def _limits(self, shown: int) -> Iterator[Duty]:
        """What is late, due today and soon. Rows tell of most; the rest is counted again from what it began with."""
        seen, today = self._desk.seen(), self._desk.today()
        with self._desk.reading() as connection:
            rows = queries.due_days(connection, seen, today, today + timedelta(days=SOON))
        counts, beside = Counter(dict(zip(_LIMITS, rows, strict=True))), self._lapsing.standing(seen)
        for each in beside:
            counts[place(each.alike.late_after, today)] -= len(each.ids)
            counts[_place(each, today)] += len(each.ids)
        for name in _LIMITS:
            yield Duty(name, counts[name], self._first(name, beside, shown) if counts[name] else ())

    def _first(self, name: str, beside: list[Limited], shown: int) -> tuple[Thing, ...]:
        """Those that pass first of a duty."""
        today, asked = self._desk.today(), self._rows_of(name)
        mine = sorted((each for each in beside if _place(each, today) == name), key=lambda each: each.first or today)
        ids = [key for each in mine[:shown] for key in each.ids[:shown]][:shown]
        misplaced = sum(len(each.ids) for each in beside if place(each.alike.late_after, today) == name)
        seen = self._desk.seen(asked)
        with self._desk.reading() as connection:
            found = queries.case_lines(connection, seen, order="late", limit=shown + min(misplaced, shown * SHOWN))
            found += queries.case_lines(connection, self._desk.seen(CaseFilter(ids=frozenset(ids)))) if ids else []
        lines = {line.id: line for line in self._lapsing.timed(found)}.values()
        there = [line for line in lines if place(line.late_after, today, lapsed=line.lapsed) == name]
        return self._told(sorted(there, key=lambda line: (line.late_after or today, line.opened))[:shown])

    def _rows_of(self, name: str) -> CaseFilter:
        """The same as :meth:`filter_of` asks, as far as rows tell."""
        today = self._desk.today()
        if name == LATE:
            return CaseFilter(due_to=today - timedelta(days=1))
        return replace(self.filter_of(name) or CaseFilter())

    # --- what hazards wait for ----------------------------------------------------------------------------------

    def _waiting(self, shown: int) -> Iterator[Duty]:
        me, seen = self._desk.whoami(), self._desk.seen()
        mine = [name for name, roles in OF_ROLES.items() if roles & me.roles]
        with self._desk.reading() as connection:
            counts = queries.waits(connection, seen) if mine else {}
        for name in mine:
            if count := counts.get(name, 0):
                yield Duty(name, count, self._cases_of(CaseFilter(waits=name), shown, "waits"))

    def _cases_of(self, asked: CaseFilter, shown: int, order: Order = "opened") -> tuple[Thing, ...]:
        return self._told(self._cases.page(asked, order=order, limit=shown))

    def _told(self, lines: list[CaseLine]) -> tuple[Thing, ...]:
        today = self._desk.today()
        return tuple(thing_of(line, self._definitions.holder(line), today) for line in lines)

    # --- what is this person's own, or no case's ----------------------------------------------------------------

    def _own(self, shown: int) -> Iterator[Duty]:
        me = self._desk.whoami()
        if mine := self._seconding.mine():
            things = (self._proposed(each) for each in self._cases_of(CaseFilter(ids=mine), shown))
            yield Duty(duties.SECOND, len(mine), tuple(things))
        if count := self._countersigning.count():
            yield Duty(duties.SIGN, count, tuple(self._signing(shown)))
        if "supervisor" in me.roles and (untold := self._cases.untold()):
            asked = CaseFilter(open=True, untold="supervisor")
            yield Duty(duties.UNTOLD, untold, self._cases_of(asked, shown))
        if me.roles - {"responsible"}:
            yield self._told_of(shown)
            yield self._begun(shown)
            yield self._visits(shown)

    def _proposed(self, thing: Thing) -> Thing:
        """What waits to be confirmed, rather than how late it is."""
        proposal = self._cases.get(thing.key).proposal
        return replace(thing, since=f"提出{proposal.title}") if proposal else thing

    def _signing(self, shown: int) -> Iterator[Thing]:
        today = self._desk.today()
        for each in self._countersigning.mine()[:shown]:
            yield Thing(each.record, each.number, each.subject, each.what, "", each.name, _days("办理", each.on, today))

    def _told_of(self, shown: int) -> Duty:
        today = self._desk.today()
        left = [each for each in self._reports.all() if not each.decision]
        things = tuple(
            Thing(
                each.number,
                each.number,
                each.subject or each.place,
                each.words,
                "",
                "主管",
                _days("收到", each.on, today),
            )
            for each in left[:shown]
        )
        return Duty(duties.REPORTS, len(left), things, sum(each.late(today) for each in left))

    def _begun(self, shown: int) -> Duty:
        found, today = self._unfinished.all(), self._desk.today()
        first = [each.inspection for each in found[:shown]]
        names = self._names([key for one in first for key in one.subjects])
        things = tuple(
            Thing(
                *(one.id, one.short, places(one.subjects, names), self._definitions.title(one.pack), ""),
                *("、".join(one.inspectors), _days("开始", one.day, today)),
            )
            for one in first
        )
        return Duty(duties.INSPECTIONS, len(found), things)

    def _names(self, keys: list[str]) -> dict[str, str]:
        return {each.key: each.name for each in self._subjects.find(keys=keys)} if keys else {}

    def _visits(self, shown: int) -> Duty:
        found, today = self._plans.due(), self._desk.today()
        things = tuple(
            Thing(
                *(each.subject, each.subject, each.name, self._definitions.title(each.pack), "", "检查员"),
                "从未检查" if each.last is None else f"应查已过 {(today - each.due_on).days} 天",
            )
            for each in found[:shown]
        )
        return Duty(duties.PLANS, len(found), things)


def _place(each: Limited, today: date) -> str:
    return place(each.first, today, lapsed=each.lapsed)


def _days(what: str, on: date, today: date) -> str:
    return f"{what} {(today - on).days} 天"
