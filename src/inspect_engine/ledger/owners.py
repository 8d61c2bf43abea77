"""承办人: give a case to somebody, take it, lay it down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import ASSIGNED, Case, fold
from inspect_engine.domain.cases.owning import may_assign
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.storage.queries import Enrolled

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


class Owners:
    """``ledger.owners``."""

    def __init__(self, desk: Desk, *, cases: Cases) -> None:
        self._desk = desk
        self._cases = cases

    @once(lambda _, events: [event for event in events if event.kind == ASSIGNED])
    def assign(self, references: Sequence[str], to: str) -> list[Event]:
        """Give open cases to somebody of the office, or to nobody (empty): all of them or none; those that are his
        already are left.

        Raises Refused with everything against it, InputError for nobody.
        """
        me = self._desk.whoami()
        require(me, "assign")
        cases = [self._cases.get(reference) for reference in dict.fromkeys(references)]
        name = self._desk.acquaintance(to).name if to else ""
        keys = [key for key, case in {case.id: case for case in cases}.items() if case.owner != name]
        if not keys:
            return []
        with self._desk.writing(me) as log:
            return [self.give(log, key, name) for key in keys]

    def foresee(self, reference: str, to: str) -> None:
        """Raises what :meth:`assign` would of one case, and stores nothing."""
        require(self._desk.whoami(), "assign")
        case, name = self._cases.get(reference), self._desk.acquaintance(to).name if to else ""
        if case.owner != name:
            self._allowed(case, name)

    def _allowed(self, case: Case, to: str) -> None:
        with self._desk.reading() as connection:
            may_assign(self._desk.whoami(), case, to, Enrolled(connection))

    def give(self, log: Writer, case_id: str, to: str) -> Event:
        """The same, in an open transaction."""
        case = fold(log.events(case_id))
        self._allowed(case, to)
        data = {"on": china_day(log.now).isoformat(), "from": case.owner, "to": to}
        return log.append(ASSIGNED, data, case=case.id, base=case.last_event)
