"""Cases put right: their own words, their grade, the action taken last; and a reply taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.corrections import CORRECTED, PROPOSED, TITLE, changes_of, confirming, not_second
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.workflow import liable
from inspect_engine.domain.workflow.correcting import Correcting, Outcome, correct, correct_earlier, meddling, take_back
from inspect_engine.domain.workflow.liable import PARTY
from inspect_engine.errors import Refused
from inspect_engine.ledger import evidence as evidences
from inspect_engine.ledger.acting import Acting, unchanged
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.corrections.pending import none_pending
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents.papers import Papers, taken_with, taken_with_and_in_force
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.units import known
from inspect_engine.storage import documents

Decide = Callable[[Correcting], Outcome]


class CaseCorrections:
    """``ledger.corrections.cases``. A reference is as for :class:`Cases`."""

    def __init__(
        self,
        desk: Desk,
        *,
        cases: Cases,
        acting: Acting,
        papers: Papers,
    ) -> None:
        self._desk = desk
        self._cases = cases
        self._acting = acting
        self._rule = papers

    @once(first)
    def correct(
        self,
        reference: str,
        sets: Mapping[str, str],
        why: str,
        evidence: Sequence[Path] = (),
        *,
        action: str = "",
        base: str | None = None,
    ) -> Event:
        """Put right what a case says of itself, its grade, or what was filled in when the last action was taken, or an
        earlier ``action`` (its trigger, its title, or the id of its event): then all that follows is judged anew.

        Where that takes two people the event is only proposed (``correction.proposed``). Raises Refused with all that
        speaks against it, InputError for what cannot be read or a unit nobody knows, Conflict as :meth:`Cases.act`.
        """
        if sets.get(PARTY, "").strip():
            with self._desk.reading() as connection:
                sets = {**sets, PARTY: known(connection, sets[PARTY]).name}

        def decide(of: Correcting) -> Outcome:
            return correct_earlier(of, action, sets, why) if action else correct(of, sets, why)

        return self._put_right(reference, decide, evidence, base)

    @once(first)
    def take_back(self, reference: str, why: str, *, base: str | None = None) -> Event:
        """Take back a reply on which nobody has acted; the case stands as before it. Raises as :meth:`correct`."""
        return self._put_right(reference, lambda of: take_back(of, why), (), base)

    @once(first)
    def confirm(self, reference: str, *, base: str | None = None) -> Event:
        """Confirm, as a second person, what another has proposed to put right. Raises Refused, InputError, Conflict."""
        me = self._desk.whoami()
        require(me, "correct")
        seen = self._cases.get(reference)
        with self._desk.writing(me) as log:
            case = fold(log.events(seen.id))
            unchanged(case, base)
            if (proposal := case.correction) is None:
                if (gone := case.retracted) and not gone.trigger:
                    raise Refused(TITLE, [f"{case.number}：{gone.told}"])
                raise none_pending(case.number)
            with self.at(case, china_day(log.now)) as of:
                may_confirm(of, proposal)
            data = confirming(proposal.data, proposal.id, me, of.today)
            return log.append(CORRECTED, data, case=case.id, base=case.last_event, files=proposal.files)

    def _put_right(self, reference: str, decide: Decide, evidence: Sequence[Path], base: str | None) -> Event:
        me = self._desk.whoami()
        require(me, "correct")
        seen = self._cases.get(reference)
        require(me, "correct", seen.region)
        unchanged(seen, base)
        with self.at(seen, self._desk.today()) as of:
            decide(of)
        stored = evidences.keep(self._desk, evidence)
        with self._desk.writing(me) as log:
            case = fold(log.events(seen.id))
            unchanged(case, base)
            with self.at(case, china_day(log.now)) as of:
                found = decide(of)
            new = {each.field: each.new for each in changes_of(found.data)}
            if faults := list(self._rule.written(case, new)):
                raise Refused(TITLE, faults)
            kind = PROPOSED if found.two else CORRECTED
            return log.append(kind, found.data, case=case.id, base=case.last_event, files=stored)

    @contextmanager
    def at(self, case: Case, today: date) -> Iterator[Correcting]:
        """Whoever acts here before a case."""
        with self._acting.correcting(case, today, self._papers) as of:
            yield replace(of, with_paper=partial(self._with_paper, case))

    def _with_paper(self, case: Case, trigger: str) -> list[str]:
        """The documents with which an action was taken."""
        with self._desk.reading() as connection:
            about = [each for each in documents.of_case(connection, case.id) if each.concerns(case.number)]
        return taken_with(trigger, about, self._desk.document_kinds.kinds)

    def _papers(self, connection: sqlite3.Connection, case: Case) -> tuple[list[str], list[str]]:
        """The documents with which the last action was taken, and those in force."""
        about = [each for each in documents.of_case(connection, case.id) if each.concerns(case.number)]
        return taken_with_and_in_force(case, about, self._desk.document_kinds.kinds)


def may_confirm(of: Correcting, proposal: Event) -> None:
    """Raises Refused unless this person confirms what was proposed of a case."""
    against = [*not_second(of.person, proposal.data["persons"], of.roster), *meddling(of.person, of.case, of.roster)]
    for each in changes_of(proposal.data):
        if each.field == PARTY:
            against += liable.against(of.case, each.new, of.person, of.roster, of.addressed)
    if against:
        raise Refused(TITLE, dict.fromkeys(against))
