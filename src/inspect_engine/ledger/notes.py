"""备注: what is to be known of a case, with evidence if there is any, in whatever state it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import NOTED, Case, fold
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError
from inspect_engine.ledger import evidence as evidences
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once


class Notes:
    """``ledger.notes``."""

    def __init__(self, desk: Desk, *, cases: Cases) -> None:
        self._desk = desk
        self._cases = cases

    @once(first)
    def add(self, reference: str, text: str, evidence: Sequence[Path] = ()) -> Event:
        """Note something of a case that one sees, open or closed. It takes no step: nobody has acted by it, no clock
        hears of it, and its files prove no step.

        Raises InputError for a text or file that cannot be kept, Refused for who only looks on.
        """
        me, case = self._desk.whoami(), self.foresee(reference, text)
        stored = evidences.keep(self._desk, evidence)
        with self._desk.writing(me) as log:
            base = fold(log.events(case.id)).last_event
            data = {"on": china_day(log.now).isoformat(), "text": text.strip()}
            return log.append(NOTED, data, case=case.id, base=base, files=stored)

    def foresee(self, reference: str, text: str) -> Case:
        """The case that a note would be of. Raises what :meth:`add` would of it and the text, and stores nothing."""
        case = self._cases.get(reference)
        require(self._desk.whoami(), "note")
        sound(text)
        return case


def sound(text: str) -> None:
    """Raises InputError for a note that cannot be kept."""
    if fault := fault_in(text):
        raise InputError.one(f"备注{fault}", fix="写明是什么事，例：3月2日电话催办，店主说周五前装好")
