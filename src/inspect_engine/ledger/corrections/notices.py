"""The service of a document put right: its day, its way, who received it; and the step that its cases took with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day, day_said, parse_date
from inspect_engine.domain.cases import MOVED, TAKEN_OUT, course, fold
from inspect_engine.domain.corrections import (
    CORRECTED,
    PROPOSED,
    TITLE,
    Change,
    as_proposed,
    changed_only,
    changes_of,
    confirming,
    not_alone,
    reason_faults,
    record,
)
from inspect_engine.domain.documents.kinds import Acts
from inspect_engine.domain.documents.service import SERVICE_TITLES
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.words.text import suggest
from inspect_engine.domain.workflow.correcting import Correcting, Outcome, correct_earlier, left_anew
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.corrections.cases import CaseCorrections, may_confirm
from inspect_engine.ledger.corrections.pending import pending
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents import Documents
from inspect_engine.ledger.once import first, once
from inspect_engine.storage import documents
from inspect_engine.storage.documents import Issued

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

FIELDS = {"served_on": "送达日期", "service": "送达方式", "received_by": "签收人"}


@dataclass(frozen=True)
class Paper:
    """A document and the cases it is about or takes out of another, before one person on one day; ``serves`` is what
    its service does there, ``served`` the event that recorded that."""

    found: Issued
    serves: Acts | None
    served: Event | None
    cases: Sequence[Correcting]
    person: Person
    today: date


@dataclass(frozen=True)
class Decided:
    """``data`` of the record, whether it takes two, and what each case that follows comes to."""

    data: Mapping[str, Any]
    two: bool
    cases: Sequence[tuple[Correcting, Outcome]]


class NoticeCorrections:
    """``ledger.corrections.notices``. A document is named by its number."""

    def __init__(self, desk: Desk, *, notices: Documents, cases: CaseCorrections) -> None:
        self._desk = desk
        self._notices = notices
        self._cases = cases

    @once(first)
    def correct(self, number: str, sets: Mapping[str, str], why: str) -> Event:
        """Put right how a document was served; the deadline of its cases follows, while nothing else was done there.

        Only proposed where that changes what is overdue or in time. Before service a document is voided and issued
        anew. Raises InputError, Refused.
        """
        me = self._desk.whoami()
        require(me, "record")
        with self._desk.writing(me) as log, self._paper(log, number) as at:
            found = decide(at, sets, why)
            return self._store(log, found, found.data) if not found.two else log.append(PROPOSED, found.data)

    @once(first)
    def confirm(self, number: str) -> Event:
        """Confirm, as a second person, what another has proposed. Raises Refused, InputError."""
        me = self._desk.whoami()
        require(me, "record")
        with self._desk.writing(me) as log, self._paper(log, number) as at:
            with self._desk.reading() as connection:
                proposal = pending(connection, "notice", at.found.number, at.found.number)
            found = confirmed(at, proposal)
            return self._store(log, found, confirming(proposal.data, proposal.id, me, at.today))

    def _store(self, log: Writer, found: Decided, data: Mapping[str, Any]) -> Event:
        root = log.append(CORRECTED, data)
        for of, outcome in found.cases:
            log.append(CORRECTED, of_case(outcome, root), case=of.case.id, base=of.case.last_event)
        return root

    @contextmanager
    def _paper(self, log: Writer, number: str) -> Iterator[Paper]:
        found, today = self._notices.get(number), china_day(log.now)
        kind = self._desk.document_kinds.kinds.get(found.kind)
        with self._desk.reading() as connection:
            keys = [*documents.case_ids(connection, found.number), *documents.leaving_ids(connection, found.number)]
            served = documents.serving(connection, found)
        with ExitStack() as stack:
            cases = [stack.enter_context(self._cases.at(fold(log.events(key)), today)) for key in keys]
            yield Paper(found, kind.serves if kind else None, served, cases, self._desk.whoami(), today)


def decide(at: Paper, sets: Mapping[str, str], why: str) -> Decided:
    """What it comes to that the service is put right. Raises Refused with all that speaks against it, InputError."""
    found = at.found
    day = found.served_on.isoformat() if found.served_on else None
    old = {"served_on": day, "service": found.service, "received_by": found.received_by}
    given = {**old, **_typed(sets, at.today)}
    changes = changed_only(Change(name, FIELDS[name], old[name] or "", given[name] or "") for name in FIELDS)
    require(at.person, "record", *(of.case.region for of in at.cases))
    if faults := [*_against(at, given), *reason_faults(why, changes)]:
        raise Refused(TITLE, dict.fromkeys(faults))
    fresh = {change.field: change.new for change in changes}
    cases = list(_following(at, fresh, why))
    data = record("notice", found.number, changes, why, at.today, at.person.names)
    return Decided({**data, "served": given}, any(each.two for _, each in cases), cases)


def _typed(sets: Mapping[str, str], today: date) -> dict[str, str]:
    for name in sets:
        if name not in FIELDS:
            fix = suggest(name, FIELDS) or f"可写：{'、'.join(f'{key}（{title}）' for key, title in FIELDS.items())}"
            raise InputError.one(f"文书没有这一项可更正：{name}", where=f"--set {name}", fix=fix)
    given = {name: text.strip() for name, text in sets.items()}
    if "service" in given:
        words = {title: key for key, title in SERVICE_TITLES.items()}
        given["service"] = words.get(given["service"], given["service"])
        if given["service"] not in SERVICE_TITLES:
            options = "、".join(f"{key}（{name}）" for key, name in SERVICE_TITLES.items())
            raise InputError.one(f"没有送达方式“{given['service']}”", where="--set service", fix=f"可写：{options}")
    if "served_on" in given:
        try:
            given["served_on"] = day_said(given["served_on"], today, past=True).isoformat()
        except ValueError as error:
            raise InputError.one(str(error), where="--set served_on") from None
    return given


def _following(at: Paper, fresh: Mapping[str, str], why: str) -> Iterator[tuple[Correcting, Outcome]]:
    """What it comes to for each case that the document still demands, or has taken out of another one; what was done
    there since is judged anew."""
    for of in at.cases:
        bare, day = replace(of, papers=(), with_paper=lambda _: ()), fresh.get("served_on")
        if at.serves and (step := _taken_with(of, at)):
            yield of, correct_earlier(bare, step.id, _of_step(at.serves, fresh), why)
        elif day and (left := _left_by(of, at)) and (found := left_anew(bare, left, parse_date(day), why)):
            yield of, found


def _taken_with(of: Correcting, at: Paper) -> Event | None:
    """The action that a case took with the service; None where it took none, or has left the document since."""
    whole = course(of.history())
    if at.served is None or any(each.kind == TAKEN_OUT and each.data["notice"] == at.found.number for each in whole):
        return None
    return next((each for each in whole if _by_service(each, at.serves, at.served)), None)


def _left_by(of: Correcting, at: Paper) -> Event | None:
    """How a case was taken out of its notice by this document."""
    whole = course(of.history())
    return next((each for each in whole if each.kind == TAKEN_OUT and each.data["supplement"] == at.found.number), None)


def _by_service(event: Event, serves: Acts | None, served: Event) -> bool:
    """Whether an action was taken in the transaction of a service, as that does it."""
    acted = serves is not None and event.kind == MOVED and event.data["trigger"] == serves.trigger
    return acted and (event.actor, event.at) == (served.actor, served.at)


def _of_step(serves: Acts, fresh: Mapping[str, str]) -> dict[str, str]:
    """What was given, under the names that the fields of the action have."""
    return {(serves.day or name) if name == "served_on" else name: text for name, text in fresh.items()}


def _against(at: Paper, given: Mapping[str, str | None]) -> Iterator[str]:
    found = at.found
    if found.voided_on:
        yield f"{found.number} 已于 {found.voided_on} 作废"
    if not found.served_on:
        yield f"{found.number} 还没有送达：写错的请重发（notice reissue）"
        return
    if not found.day <= parse_date(str(given["served_on"])) <= at.today:
        yield f"送达日期应在签发日（{found.day}）至今天（{at.today}）之间"
    for name in ("service", "received_by"):
        if not given[name]:
            yield f"“{FIELDS[name]}”不能删去"
    if at.served:
        yield from not_alone(at.person, {at.served.actor.user}, at.served.typed_on, at.today)


def of_case(outcome: Outcome, root: Event) -> dict[str, Any]:
    """The data of the record that a case gets."""
    return {**outcome.data, "on": root.data["on"], "persons": root.data["persons"], "of": root.id}


def confirmed(at: Paper, proposal: Event) -> Decided:
    """What was proposed, as it comes to now. Raises Refused unless this person may confirm it."""
    found = decide(at, {each.field: each.new for each in changes_of(proposal.data)}, proposal.data["why"])
    if not as_proposed(proposal.data, found.data) or not at.cases:
        raise Refused(TITLE, ["提出以后又有了变动，请重新提出"])
    for of in at.cases:
        may_confirm(of, proposal)
    return found
