"""What waits for a second person, and who that can be: the office's other supervisor, or the level above."""

from __future__ import annotations

from inspect_engine.domain.cases import Case
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

    def words(self, case: Case) -> str:
        """Who can confirm what is proposed of a case, or what to do where nobody can; empty where nothing is."""
        if case.proposal is None:
            return ""
        flow, related = self._definitions.lifecycle(case).workflow, self._acting.related(case)
        with self._desk.reading() as connection:
            free, held = seconding.able(flow, case, Enrolled(connection), related, self._desk.today())
        return seconding.told(case, free, held)
