"""The ledger: rooms side by side, each a small class that is given what it needs; one call is one transaction.

Reading loads no ORM. Terminal, command line and exports use nothing else of what is stored.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.domain.cases import Case, CaseLine
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.requests import Request
from inspect_engine.errors import Problem, StorageError
from inspect_engine.ledger import clock as clocks
from inspect_engine.ledger import identity, witness
from inspect_engine.ledger.acting import Acting
from inspect_engine.ledger.alarms import Alarms
from inspect_engine.ledger.anchors import Anchors
from inspect_engine.ledger.annulling import Annulling
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.choosing import Choosing, Selection
from inspect_engine.ledger.clock import NOW_VARIABLE, Clock, parse_moment
from inspect_engine.ledger.corrections import (
    CaseCorrections,
    Corrections,
    InspectionCorrections,
    NoticeCorrections,
    SubjectCorrections,
    UserCorrections,
)
from inspect_engine.ledger.countersigning import Countersigning
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents import Documents, Issuing, Offices, Papers, Supplements
from inspect_engine.ledger.drafts import Drafts
from inspect_engine.ledger.draws import Draws
from inspect_engine.ledger.escalation import Escalation, Raised
from inspect_engine.ledger.figures import Figures
from inspect_engine.ledger.filters import Filters
from inspect_engine.ledger.habits import Habits
from inspect_engine.ledger.handover import Handover
from inspect_engine.ledger.identity import Ask, from_environment, serve_others
from inspect_engine.ledger.inspections import Answer, Inspection, InspectionResult, Inspections, Logged, Unfinished
from inspect_engine.ledger.judgement import Judgement
from inspect_engine.ledger.keeping import Keeping
from inspect_engine.ledger.lapsing import Lapsing
from inspect_engine.ledger.many import Many
from inspect_engine.ledger.matching import Matching
from inspect_engine.ledger.notes import Notes
from inspect_engine.ledger.notify import Outbox
from inspect_engine.ledger.openings import Openings
from inspect_engine.ledger.overrides import Overrides
from inspect_engine.ledger.owners import Owners
from inspect_engine.ledger.paper import Importing, TakingBack
from inspect_engine.ledger.people import Access, Delegations, Keys, People, User, Vouching, check_user
from inspect_engine.ledger.plans import Plans
from inspect_engine.ledger.proposals import Proposals
from inspect_engine.ledger.references import References
from inspect_engine.ledger.replies import Replies
from inspect_engine.ledger.reports import Reports
from inspect_engine.ledger.sanctions import Sanctions
from inspect_engine.ledger.scores import Scores
from inspect_engine.ledger.seconding import Seconding
from inspect_engine.ledger.slips import Slips
from inspect_engine.ledger.standing import Standing
from inspect_engine.ledger.subjects import Subject, SubjectChanges, Subjects
from inspect_engine.ledger.timekeeping import Timekeeping
from inspect_engine.ledger.today import Today
from inspect_engine.ledger.units import Units
from inspect_engine.ledger.watching import Watching
from inspect_engine.storage import modes, queries, sqlite
from inspect_engine.storage.queries import CaseFilter, Entry, Head, Order

if TYPE_CHECKING:
    from inspect_engine.ledger.verification import Verification
    from inspect_engine.reading.offers import Offer
    from inspect_engine.storage.seals import Seals

__all__ = [
    "NOW_VARIABLE",
    "Answer",
    "AnswerInput",
    "Case",
    "CaseFilter",
    "CaseLine",
    "Clock",
    "Entry",
    "Event",
    "Head",
    "Inspection",
    "InspectionInput",
    "InspectionResult",
    "Ledger",
    "Order",
    "Person",
    "Raised",
    "Selection",
    "Subject",
    "SubjectInput",
    "User",
    "create_ledger",
    "from_environment",
    "open_ledger",
    "parse_moment",
    "serve_others",
]


class Ledger:
    """One ledger, seen by one person: its rooms, and the desk they share. Made by :func:`open_ledger`."""

    def __init__(
        self,
        path: Path,
        user: str | None = None,
        clock: Clock | None = None,
        acts_for: str | None = None,
        *,
        desk: Desk | None = None,
    ) -> None:
        self.desk = desk = desk or Desk(path, user, clock, acts_for)
        self.definitions = definitions = Definitions(desk)
        self.calendars = calendars = Calendars(desk)
        lapsing = Lapsing(desk, definitions=definitions, calendars=calendars)
        self.anchors = Anchors(desk)
        self.units = Units(desk)
        self.subjects = subjects = Subjects(desk, definitions=definitions)
        self.places = SubjectChanges(desk, subjects=subjects)
        self.people = People(desk, subjects=subjects)
        self.vouching = Vouching(desk)
        self.keys = keys = Keys(desk)
        self.access = access = Access(desk, keys=keys)
        self.timekeeping = timekeeping = Timekeeping(desk)
        self.delegations = Delegations(desk)
        self.offices = offices = Offices(desk)
        register = Papers(desk, offices=offices)
        rules = register.against, Openings(desk, definitions=definitions).against
        acting = Acting(desk, definitions=definitions, calendars=calendars, rules=rules)
        self.cases = cases = Cases(desk, acting=acting, definitions=definitions, calendars=calendars, lapsing=lapsing)
        self.notes = Notes(desk, cases=cases)
        self.owners = Owners(desk, cases=cases)
        self.many = Many(desk, cases=cases, acting=acting, definitions=definitions)
        self.replies = Replies(desk, cases=cases, acting=acting, definitions=definitions)
        self.filters = Filters(desk)
        self.watching = Watching(desk, cases=cases)
        self.seconding = Seconding(desk, acting=acting, definitions=definitions)
        self.countersigning = Countersigning(desk, definitions=definitions, access=access)
        self.overrides = Overrides(desk, acting=acting, definitions=definitions)
        self.plans = plans = Plans(desk, definitions=definitions)
        self.escalation = escalation = Escalation(
            desk,
            acting=acting,
            definitions=definitions,
            calendars=calendars,
            timekeeping=timekeeping,
            plans=plans,
        )
        self.annulling = Annulling(desk, definitions=definitions)
        self.outbox = Outbox(desk, escalation=escalation)
        self.inspections = inspections = Inspections(desk, subjects=subjects, definitions=definitions)
        self.matching = Matching(desk, inspections=inspections)
        self.logged = Logged(desk, inspections=inspections, subjects=subjects, definitions=definitions)
        self.reports = Reports(desk, subjects=subjects, cases=cases, inspections=inspections)
        self.slips = Slips(desk, inspections=inspections, subjects=subjects)
        self.unfinished = Unfinished(desk, inspections=inspections, subjects=subjects)
        self.today = Today(
            desk,
            cases=cases,
            definitions=definitions,
            lapsing=lapsing,
            seconding=self.seconding,
            countersigning=self.countersigning,
            reports=self.reports,
            unfinished=self.unfinished,
            plans=plans,
        )
        self.handover = Handover(
            desk, owners=self.owners, unfinished=self.unfinished, countersigning=self.countersigning
        )
        self.paper = Importing(desk, definitions=definitions, calendars=calendars)
        self.taking_back = TakingBack(desk, paper=self.paper)
        put_right = CaseCorrections(desk, cases=cases, acting=acting, papers=register)
        answers = InspectionCorrections(
            desk, inspections=inspections, subjects=subjects, definitions=definitions, cases=put_right
        )
        things = SubjectCorrections(desk, subjects=subjects, definitions=definitions, cases=put_right)
        self.scores = Scores(inspections=inspections, subjects=subjects)
        self.judgement = Judgement(desk, cases=cases, definitions=definitions)
        self.choosing = choosing = Choosing(desk, definitions=definitions)
        self.figures = figures = Figures(desk, definitions=definitions, lapsing=lapsing, choosing=choosing)
        self.alarms = Alarms(desk, definitions=definitions, calendars=calendars, figures=figures, choosing=choosing)
        self.references = References(desk, definitions=definitions)
        self.sanctions = Sanctions(desk, cases=cases, calendars=calendars)
        self.proposals = Proposals(desk, calendars=calendars, sanctions=self.sanctions)
        self.draws = Draws(desk)
        self.drafts = Drafts(desk)
        self.habits = Habits(desk)
        self.keeping = Keeping(desk)
        issuing = Issuing(desk, acting=acting, definitions=definitions, calendars=calendars, offices=offices)
        self.documents = notices = Documents(desk, cases=cases, issuing=issuing)
        self.standing = Standing(desk, documents=notices, lapsing=lapsing)
        self.supplements = Supplements(desk, notices=notices, cases=cases, issuing=issuing)
        papers = NoticeCorrections(desk, notices=notices, cases=put_right)
        self.corrections = Corrections(put_right, answers, things, UserCorrections(desk), papers)

    def asking(self, request: Request) -> Ledger:
        """The same ledger, for one request: whatever stores something does so once, however often that is repeated."""
        return Ledger(self.desk.path, desk=self.desk.asking(request))

    def verify(self) -> list[Problem]:
        """Everything wrong with the ledger; an empty list means it is proved whole."""
        return list(self.verification().problems)

    def seals(self) -> Seals:
        """What the Merkle tree and the signatures say: how much is signed, and what is wrong with it."""
        from inspect_engine.storage import seals

        return seals.check(self.desk.path)

    def _astray(self) -> witness.Fault | None:
        """What was seen before, where the ledger can still be told apart from another."""
        try:
            return self.desk.astray
        except StorageError:
            return None

    def verification(self, told: Callable[[int, int], object] | None = None) -> Verification:
        """The same, and what is only to be looked at; ``told`` hears how far it has come, of how many events."""
        from inspect_engine.ledger import verification

        found = verification.verify(self.desk.path, told)
        if found.problems and found.problems[0].where == "文件":
            return found
        seen = self._astray()
        before = [Problem("台账", seen.what, witness.FIX)] if seen and not seen.excused else []
        return replace(found, problems=(*found.problems, *self.seals().problems, *before))


def create_ledger(
    path: str | os.PathLike[str],
    name: str,
    title: str,
    *,
    rehearsal: bool = False,
    clock: Clock | None = None,
    shared: str | None = None,
    law: Sequence[Offer] | None = None,
    request: Request | None = None,
) -> Ledger:
    """Make a ledger whose founder is its first supervisor, known by his OS account, and adopt what it begins with:
    everything that ships with the program, or ``law``.

    Its files are his account's alone, or those of the group of accounts ``shared``. Raises StorageError when there is
    something else at ``path`` than what the same ``request`` made before, InputError for a name that cannot be one.
    """
    from inspect_engine.ledger.definitions.adopting import record
    from inspect_engine.reading.offers import shipped
    from inspect_engine.storage.log import new_id

    check_user(name, title, ["supervisor"], None)
    if request and (before := _made_by(request, Path(path), name)):
        return before
    os_user = identity.os_account()
    clocks.now(clock, rehearsal)
    first = shipped().offers() if law is None else law
    access = modes.shared_with(shared) if shared else modes.PRIVATE
    with sqlite.creating(Path(path), access) as building:
        made = Desk(building, clock=lambda: clocks.now(clock, rehearsal))
        made.copy, made.astray = new_id(), None
        made.rehearsal, made.request = True, request  # nothing is noted of a file that has not got its name
        with made.writing(Person(name, title, frozenset({"supervisor"}))) as log:
            log.append("ledger.created", {"ledger": made.copy, "rehearsal": rehearsal})
            data = {"name": name, "title": title, "roles": ["supervisor"], "party": None, "os_user": os_user}
            log.append("user.enrolled", data)
            if first:
                record(log, first)
    ledger = Ledger(Path(path), clock=clock)
    ledger.desk.note()
    return ledger


def _made_by(request: Request, path: Path, name: str) -> Ledger | None:
    """The ledger that this very request has made at ``path`` before."""
    if not path.exists():
        return None
    made = Ledger(path, name)
    with made.desk.reading() as connection:
        done = queries.requested(connection, request.id)
    made.desk.repeated = done is not None and (done.author, done.request) == (name, request)
    return made if made.desk.repeated else None


def open_ledger(
    path: str | os.PathLike[str],
    user: str | None = None,
    clock: Clock | None = None,
    *,
    acts_for: str | None = None,
    ask: Ask = from_environment,
) -> Ledger:
    """Open a ledger as somebody, perhaps standing in for another; ``ask`` gives his passphrase where he has one.

    Without ``user`` his OS account tells who he is; a title names whoever alone goes by it. ``clock`` stands for the
    system's. Raises StorageError when there is no ledger, or not one of this program's; Refused for a wrong passphrase,
    or a title that several go by.
    """
    ledger = Ledger(Path(path), user, clock, acts_for)
    with ledger.desk.looking():
        ledger.desk.changed()
        ledger.desk.claimed()
        ledger.desk.ask = ask
        ledger.access.sign_in(ask)
        with suppress(StorageError):  # of a damaged ledger, verify tells
            ledger.timekeeping.jump()
    return ledger
