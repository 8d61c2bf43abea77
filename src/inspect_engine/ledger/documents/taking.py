"""The actions that go with a document: with its issue, and with its service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.cases import Case
from inspect_engine.domain.documents.apart import of_case
from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.documents.kinds import Acts
from inspect_engine.domain.documents.service import Service
from inspect_engine.ledger.acting import Acting
from inspect_engine.ledger.definitions import Definitions

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


class Taking:
    """In the transaction that records the document. Whoever may issue or serve it may act by it."""

    def __init__(self, *, acting: Acting, definitions: Definitions) -> None:
        self._acting = acting
        self._definitions = definitions

    def with_issue(self, log: Writer, acts: Acts, cases: Sequence[Case], content: Content, on: date) -> None:
        """Take the action that goes with the issue of a numbered document, on the day of that."""
        for case, row in zip(cases, content.rows, strict=True):
            own = of_case(content.typed, case.number)
            pool = {**content.values, **row, "requirement": case.requirement, **own}
            self._take(log, acts, case, {**pool, acts.number or "": content.values["number"]}, on)

    def with_service(
        self, log: Writer, acts: Acts, cases: Sequence[Case], number: str, printed: Mapping[str, Any], service: Service
    ) -> None:
        """Take the action that goes with service on the cases that wait for it; ``printed`` is the document's own."""
        pool = {**printed["values"], "service": service.how, "received_by": service.told}
        pool |= {acts.number or "": number, acts.day or "": service.on.isoformat()}
        for case in cases:
            own = of_case(printed["typed"], case.number)
            self._take(log, acts, case, {**pool, **own}, service.on)

    def _take(self, log: Writer, acts: Acts, case: Case, pool: Mapping[str, str], on: date) -> None:
        """Take an action on a case that offers it, its fields filled from those of the document."""
        step = self._definitions.lifecycle(case).workflow.transition(acts.trigger, case.state)
        if step:
            values = {spec.id: pool[spec.id] for spec in step.needs if pool.get(spec.id)}
            self._acting.act(log, case.id, acts.trigger, values, on=on)
