"""The outbox: what was raised and is to be told outside the house stays in it until it has been sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import SENT
from inspect_engine.domain.events import digest
from inspect_engine.domain.people.authority import require
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.escalation import Escalation, Raised
from inspect_engine.storage import home, queries


class Outbox:
    """``ledger.outbox``: each message at least once to each target.

    Targets are given as texts that hold secrets: the ledger never has them. Which of them have taken what is not yet
    sent to all is noted in the home folder, by their digests.
    """

    def __init__(self, desk: Desk, *, escalation: Escalation) -> None:
        self._desk = desk
        self._escalation = escalation

    def unsent(self) -> list[Raised]:
        """What is to be told of the cases this person sees, in the order in which it was raised."""
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            events = queries.unsent(connection)
            cases = {event.case: queries.case(connection, event.case) for event in events if event.case}
        found = [(event, cases.get(event.case or "")) for event in events]
        visible = [event for event, case in found if case is None or seen.covers(case.region, *case.units)]
        return [self._escalation.raised(event) for event in visible]

    def owed(self, target: str, unsent: Sequence[Raised]) -> list[Raised]:
        """What of it a target has not taken yet."""
        taken = home.noted(self._note).get(digest(target), ())
        return [one for one in unsent if one.event not in taken]

    def took(self, target: str, told: Collection[Raised]) -> None:
        """Note that a target has taken something."""
        noted = home.noted(self._note)
        noted[digest(target)] = sorted({*noted.get(digest(target), ()), *(one.event for one in told)})
        home.note(self._note, noted)

    def settle(self, targets: Sequence[str], unsent: Sequence[Raised]) -> int:
        """Mark as sent what every target has taken; returns how much is left."""
        owed = {one.event for target in targets for one in self.owed(target, unsent)}
        sent = [one.event for one in unsent if one.event not in owed]
        if sent:
            me = self._desk.whoami()
            require(me, "tick")
            with self._desk.writing(me, asked=False) as log:
                log.append(SENT, {"on": china_day(log.now).isoformat(), "events": sent})
        home.note(self._note, {key: [e for e in kept if e in owed] for key, kept in home.noted(self._note).items()})
        return len(unsent) - len(sent)

    @property
    def _note(self) -> str:
        return f"outbox {self._desk.ledger_id}"
