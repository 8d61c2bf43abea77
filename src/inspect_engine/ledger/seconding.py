"""What waits for a second person, and who that can be: the office's other supervisor, or the level above."""

from __future__ import annotations

from inspect_engine.domain.cases import Case
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.second import may, seconds
from inspect_engine.domain.workflow import seconding
from inspect_engine.ledger.acting import Acting
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled


class Seconding:
    """``ledger.seconding``."""

    def __init__(self, desk: Desk, *, acting: Acting, definitions: Definitions) -> None:
        self._desk = desk
        self._acting = acting
        self._definitions = definitions

    def ids(self) -> frozenset[str]:
        """The cases of which somebody has proposed something that nobody has confirmed yet."""
        with self._desk.reading() as connection:
            return frozenset(queries.proposed_cases(connection))

    def mine(self) -> frozenset[str]:
        """Of these, the ones in this person's sight that he himself can confirm."""
        me, seen, found = self._desk.whoami(), self._desk.scope(), set[str]()
        for key in self.ids():
            with self._desk.reading() as connection:
                case = queries.case(connection, key)
            if seen.covers(case.region, *case.units) and me.name in {each.name for each in self._able(case)[0]}:
                found.add(key)
        return frozenset(found)

    def words(self, case: Case) -> str:
        """Who can confirm what is proposed of a case, or what to do where nobody can; empty where nothing is."""
        if case.proposal is None:
            return ""
        return seconding.told(case.region, *self._able(case))

    def _able(self, case: Case) -> tuple[list[Person], list[Person]]:
        """Who may confirm what is proposed; and who could, were his account his own."""
        flow, related = self._definitions.lifecycle(case).workflow, self._acting.related(case)
        with self._desk.reading() as connection:
            return seconding.able(flow, case, Enrolled(connection), related, self._desk.today())

    def of(self, case_id: str) -> str:
        """:meth:`words` of a case by its id, also for whom it lies outside of: he has proposed it."""
        with self._desk.reading() as connection:
            case = queries.case(connection, case_id)
        return self.words(case)

    def by_right(self, verb: str, *regions: str) -> str:
        """The same of what this person has proposed by a right of his, which takes somebody who is there for each of
        these regions (empty: for the whole ledger)."""
        me, roster = self._desk.whoami(), self._desk.roster()
        free = seconds(me, roster, verb, *regions)
        held = [
            one
            for one in roster.values()
            if may(one, verb, *regions) and one not in free and not one.called & me.called
        ]
        return seconding.told(min(regions, key=len), free, held)
