"""The actions that go with a document: with its issue, and with its service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import TAKEN_OUT, Case
from inspect_engine.domain.corrections import CORRECTED, TITLE
from inspect_engine.domain.documents.apart import of_case
from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.documents.kinds import Acts
from inspect_engine.domain.documents.service import Service
from inspect_engine.domain.documents.supplementing import leaves, taken_out
from inspect_engine.domain.workflow.correcting import Correcting, correct
from inspect_engine.errors import Refused
from inspect_engine.ledger.acting import Acting
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.storage.documents import Issued

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

SIGNERS = "signers"
"""The field of an action that takes the names of the inspectors who sign a document themselves."""


class Taking:
    """In the transaction that records the document. Whoever may issue or serve it may act by it."""

    def __init__(self, *, acting: Acting, definitions: Definitions) -> None:
        self._acting = acting
        self._definitions = definitions

    def with_issue(
        self, log: Writer, acts: Acts, cases: Sequence[Case], content: Content, on: date, inspectors: Sequence[str]
    ) -> None:
        """Take the action that goes with the issue of a numbered document, on the day of that; where ``inspectors``
        issue it themselves, they sign."""
        signers = {SIGNERS: "、".join(inspectors)} if inspectors else {}
        for case, row in zip(cases, content.rows, strict=False):  # after them those that are taken out
            self._take(log, acts, case, {**_printed(acts, case, row, content), **signers}, on)

    def again(self, log: Writer, acts: Acts, cases: Sequence[Case], content: Content, on: date) -> None:
        """The action was taken with a document that is void: put it right, so that it says what this one does.

        Raises Refused where the case has gone on so that it cannot be put right, and this one says otherwise.
        """
        why = f"随 {content.values['number']} 重发（{on}）"
        for case, row in zip(cases, content.rows, strict=False):
            with self._acting.correcting(case, china_day(log.now)) as of:
                found = self._put_right(of, acts, _printed(acts, case, row, content), why)
            if found:
                log.append(CORRECTED, found, case=case.id, base=case.last_event)

    def _put_right(self, of: Correcting, acts: Acts, pool: Mapping[str, str], why: str) -> Mapping[str, Any] | None:
        case, taken = of.case, of.case.taken
        trigger = taken.event.data["trigger"] if taken else ""
        start = taken.before.state if taken and trigger in acts.triggers else case.state
        trigger = trigger if trigger in acts.triggers else acts.trigger
        steps = self._definitions.lifecycle(case).workflow.transitions
        needs = next((step.needs for step in steps if step.trigger == trigger), ())
        values = {spec.id: pool[spec.id] for spec in needs if pool.get(spec.id)}
        if start != case.state:
            return correct(of, values, why).data
        changed = [
            spec.title for spec in needs if spec.id != acts.number and values.get(spec.id) != case.values.get(spec.id)
        ]
        if changed:
            told = f"{case.number} 签发以后又有了别的记录，“{'、'.join(changed)}”须与作废的那份一样"
            raise Refused(TITLE, [told])
        return None

    def with_service(
        self, log: Writer, acts: Acts, cases: Sequence[Case], number: str, printed: Mapping[str, Any], service: Service
    ) -> None:
        """Take the action that goes with service on the cases that wait for it; ``printed`` is the document's own."""
        pool = {**printed["values"], "service": service.how, "received_by": service.told}
        pool |= {acts.number or "": number, acts.day or "": service.on.isoformat()}
        for case in cases:
            own = of_case(printed["typed"], case.number)
            self._take(log, acts, case, {**pool, **own}, service.on)

    def out(self, log: Writer, acts: Acts, cases: Sequence[Case], paper: Issued, on: date) -> None:
        """A supplement was served on a day: take cases out of the document that it supplements, those that are still to
        be put right."""
        for case in filter(leaves, cases):
            flow = self._definitions.lifecycle(case).workflow
            data = taken_out(case, flow, acts, str(paper.supplements), paper.number, on)
            log.append(TAKEN_OUT, data, case=case.id, base=case.last_event)

    def _take(self, log: Writer, acts: Acts, case: Case, pool: Mapping[str, str], on: date) -> None:
        """Take an action on a case that offers it, its fields filled from those of the document."""
        flow = self._definitions.lifecycle(case).workflow
        trigger = acts.taken_by(self._acting.person, flow, case.state)
        if step := flow.transition(trigger, case.state):
            values = {spec.id: pool[spec.id] for spec in step.needs if pool.get(spec.id)}
            self._acting.act(log, case.id, trigger, values, on=on)


def _printed(acts: Acts, case: Case, row: Mapping[str, str], content: Content) -> dict[str, str]:
    """What a document says of a case, under the names that the fields of its action have."""
    own = of_case(content.typed, case.number)
    pool = {**content.values, **row, "requirement": case.requirement, **own}
    return {**pool, acts.number or "": content.values["number"]}
