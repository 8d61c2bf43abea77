"""One action on many cases: each by itself, in a transaction of its own, with a result of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from inspect_engine.domain.cases import MOVED, PROPOSED
from inspect_engine.domain.events import Event
from inspect_engine.errors import InputError, InspectError, Refused, StorageError
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.desk import Desk


@dataclass(frozen=True)
class Outcome:
    """What became of it for one case, as it was named or numbered: the event that is stored, now or ``before``, when
    the same was asked for, or why there is none."""

    number: str
    event: Event | None = None
    error: InspectError | None = None
    before: bool = False

    def plain(self) -> dict[str, Any]:
        """As ``act --json`` prints it of many."""
        told = {"number": self.number, "done": self.error is None, "before": self.before}
        return {**told, "event": self.event and self.event.plain(), "error": self.why or None}

    @property
    def why(self) -> str:
        """Why it was not done, in one line."""
        if isinstance(self.error, InputError):
            return "；".join(map(str, self.error.problems))
        return self.error.reason if isinstance(self.error, Refused) else str(self.error or "")


class Many:
    """``ledger.many``."""

    def __init__(self, desk: Desk, *, cases: Cases) -> None:
        self._desk = desk
        self._cases = cases

    def act(
        self,
        references: Sequence[str],
        trigger: str,
        values: Mapping[str, str] | None = None,
        evidence: Sequence[Path] = (),
        *,
        on: date | None = None,
    ) -> list[Outcome]:
        """Take an action on each of these cases, once each, as :meth:`Cases.act` does.

        What keeps one from being done keeps none of the others, but for a ledger that cannot be written. Asked for
        again, what was stored then is not stored again, and what was not is tried again.
        """
        acts = [event for event in self._desk.begun() if event.kind in (MOVED, PROPOSED)]
        done = {(event.case, event.data["trigger"]): event for event in acts}
        found: dict[str, Outcome] = {}
        for reference in references:
            outcome = self._one(reference, trigger, (values, evidence), on, done)
            found.setdefault(outcome.number, outcome)
            if isinstance(outcome.error, StorageError):
                break
        return list(found.values())

    def _one(
        self,
        reference: str,
        trigger: str,
        given: tuple[Mapping[str, str] | None, Sequence[Path]],
        on: date | None,
        done: dict[tuple[str | None, str], Event],
    ) -> Outcome:
        """One of them; what is done now is among the ``done`` for whom it is named twice."""
        number = reference
        try:
            case = self._cases.get(reference)
            number, step = case.number, (case.id, self._cases.named(case, trigger))
            if before := done.get(step):
                return Outcome(number, before, before=True)
            done[step] = event = self._cases.act(case.id, trigger, *given, on=on)
            return Outcome(number, event)
        except InspectError as error:
            return Outcome(number, error=error)
