"""The ledger: rooms side by side, each a small class that is given what it needs; one call is one transaction.

Reading loads no ORM. Terminal, command line and exports use nothing else of what is stored.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.requests import Request
from inspect_engine.errors import Problem, StorageError
from inspect_engine.ledger import clock as clocks
from inspect_engine.ledger import identity, witness
from inspect_engine.ledger.clock import NOW_VARIABLE, Clock, parse_moment
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.identity import Ask, from_environment, serve_others
from inspect_engine.storage import modes, queries, sqlite
from inspect_engine.storage.queries import CaseFilter, Entry, Head, Order

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case, CaseLine
    from inspect_engine.domain.events import Event
    from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
    from inspect_engine.ledger.acting import Acting
    from inspect_engine.ledger.alarms import Alarms
    from inspect_engine.ledger.anchors import Anchors
    from inspect_engine.ledger.annulling import Annulling
    from inspect_engine.ledger.calendars import Calendars
    from inspect_engine.ledger.cases import Cases
    from inspect_engine.ledger.choosing import Choosing, Selection
    from inspect_engine.ledger.corrections import Corrections
    from inspect_engine.ledger.countersigning import Countersigning
    from inspect_engine.ledger.definitions import Definitions
    from inspect_engine.ledger.documents import Documents, Issuing, Offices, Papers, Supplements
    from inspect_engine.ledger.drafts import Drafts
    from inspect_engine.ledger.draws import Draws
    from inspect_engine.ledger.escalation import Escalation, Raised
    from inspect_engine.ledger.figures import Figures
    from inspect_engine.ledger.filters import Filters
    from inspect_engine.ledger.habits import Habits
    from inspect_engine.ledger.handover import Handover
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
    from inspect_engine.ledger.people import Access, Delegations, Keys, People, User, Vouching
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
    from inspect_engine.ledger.verification import Verification
    from inspect_engine.ledger.watching import Watching
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

_SHAPES = {
    "Answer": "ledger.inspections",
    "AnswerInput": "domain.inspections",
    "Case": "domain.cases",
    "CaseLine": "domain.cases",
    "Event": "domain.events",
    "Inspection": "ledger.inspections",
    "InspectionInput": "domain.inspections",
    "InspectionResult": "ledger.inspections",
    "Raised": "ledger.escalation",
    "Selection": "ledger.choosing",
    "Subject": "ledger.subjects",
    "SubjectInput": "domain.inspections",
    "User": "ledger.people",
}
"""What rooms take and give, and the module that is imported when it is asked for here."""


def __getattr__(name: str) -> object:
    if name in _SHAPES:
        return getattr(import_module(f"inspect_engine.{_SHAPES[name]}"), name)
    raise AttributeError(name)


class Ledger:
    """One ledger, seen by one person: its rooms, and the desk they share. Made by :func:`open_ledger`.

    A room is imported and made when it is first asked for: the first lines of the terminal, and short commands, wait
    for none that they do not use.
    """

    def __init__(
        self,
        path: Path,
        user: str | None = None,
        clock: Clock | None = None,
        acts_for: str | None = None,
        *,
        desk: Desk | None = None,
    ) -> None:
        self.desk = desk or Desk(path, user, clock, acts_for)

    @cached_property
    def definitions(self) -> Definitions:
        from inspect_engine.ledger.definitions import Definitions

        return Definitions(self.desk)

    @cached_property
    def calendars(self) -> Calendars:
        from inspect_engine.ledger.calendars import Calendars

        return Calendars(self.desk)

    @cached_property
    def _lapsing(self) -> Lapsing:
        from inspect_engine.ledger.lapsing import Lapsing

        return Lapsing(self.desk, definitions=self.definitions, calendars=self.calendars)

    @cached_property
    def anchors(self) -> Anchors:
        from inspect_engine.ledger.anchors import Anchors

        return Anchors(self.desk)

    @cached_property
    def units(self) -> Units:
        from inspect_engine.ledger.units import Units

        return Units(self.desk)

    @cached_property
    def subjects(self) -> Subjects:
        from inspect_engine.ledger.subjects import Subjects

        return Subjects(self.desk, definitions=self.definitions)

    @cached_property
    def places(self) -> SubjectChanges:
        from inspect_engine.ledger.subjects import SubjectChanges

        return SubjectChanges(self.desk, subjects=self.subjects)

    @cached_property
    def people(self) -> People:
        from inspect_engine.ledger.people import People

        return People(self.desk, subjects=self.subjects)

    @cached_property
    def vouching(self) -> Vouching:
        from inspect_engine.ledger.people import Vouching

        return Vouching(self.desk)

    @cached_property
    def keys(self) -> Keys:
        from inspect_engine.ledger.people import Keys

        return Keys(self.desk)

    @cached_property
    def access(self) -> Access:
        from inspect_engine.ledger.people import Access

        return Access(self.desk, keys=self.keys)

    @cached_property
    def timekeeping(self) -> Timekeeping:
        from inspect_engine.ledger.timekeeping import Timekeeping

        return Timekeeping(self.desk)

    @cached_property
    def delegations(self) -> Delegations:
        from inspect_engine.ledger.people import Delegations

        return Delegations(self.desk)

    @cached_property
    def offices(self) -> Offices:
        from inspect_engine.ledger.documents import Offices

        return Offices(self.desk)

    @cached_property
    def _register(self) -> Papers:
        from inspect_engine.ledger.documents import Papers

        return Papers(self.desk, offices=self.offices)

    @cached_property
    def _acting(self) -> Acting:
        from inspect_engine.ledger.acting import Acting

        rules = self._against_paper, self._against_opening
        return Acting(self.desk, definitions=self.definitions, calendars=self.calendars, rules=rules)

    def _against_paper(self, case: Case, trigger: str, values: Mapping[str, str]) -> Iterable[str]:
        return self._register.against(case, trigger, values)

    def _against_opening(self, case: Case, trigger: str, values: Mapping[str, str]) -> Iterable[str]:
        return self._openings.against(case, trigger, values)

    @cached_property
    def _openings(self) -> Openings:
        from inspect_engine.ledger.openings import Openings

        return Openings(self.desk, definitions=self.definitions)

    @cached_property
    def cases(self) -> Cases:
        from inspect_engine.ledger.cases import Cases

        return Cases(
            self.desk,
            acting=self._acting,
            definitions=self.definitions,
            calendars=self.calendars,
            lapsing=self._lapsing,
        )

    @cached_property
    def notes(self) -> Notes:
        from inspect_engine.ledger.notes import Notes

        return Notes(self.desk, cases=self.cases)

    @cached_property
    def owners(self) -> Owners:
        from inspect_engine.ledger.owners import Owners

        return Owners(self.desk, cases=self.cases)

    @cached_property
    def many(self) -> Many:
        from inspect_engine.ledger.many import Many

        return Many(self.desk, cases=self.cases, acting=self._acting, definitions=self.definitions)

    @cached_property
    def replies(self) -> Replies:
        from inspect_engine.ledger.replies import Replies

        return Replies(self.desk, cases=self.cases, acting=self._acting, definitions=self.definitions)

    @cached_property
    def filters(self) -> Filters:
        from inspect_engine.ledger.filters import Filters

        return Filters(self.desk)

    @cached_property
    def watching(self) -> Watching:
        from inspect_engine.ledger.watching import Watching

        return Watching(self.desk, cases=self.cases)

    @cached_property
    def seconding(self) -> Seconding:
        from inspect_engine.ledger.seconding import Seconding

        return Seconding(self.desk, acting=self._acting, definitions=self.definitions)

    @cached_property
    def countersigning(self) -> Countersigning:
        from inspect_engine.ledger.countersigning import Countersigning

        return Countersigning(self.desk, definitions=self.definitions, access=self.access)

    @cached_property
    def overrides(self) -> Overrides:
        from inspect_engine.ledger.overrides import Overrides

        return Overrides(self.desk, acting=self._acting, definitions=self.definitions)

    @cached_property
    def plans(self) -> Plans:
        from inspect_engine.ledger.plans import Plans

        return Plans(self.desk, definitions=self.definitions)

    @cached_property
    def escalation(self) -> Escalation:
        from inspect_engine.ledger.escalation import Escalation

        return Escalation(
            self.desk,
            acting=self._acting,
            definitions=self.definitions,
            calendars=self.calendars,
            timekeeping=self.timekeeping,
            plans=self.plans,
        )

    @cached_property
    def annulling(self) -> Annulling:
        from inspect_engine.ledger.annulling import Annulling

        return Annulling(self.desk, definitions=self.definitions)

    @cached_property
    def proposals(self) -> Proposals:
        from inspect_engine.ledger.proposals import Proposals

        return Proposals(self.desk, calendars=self.calendars, sanctions=self.sanctions)

    @cached_property
    def outbox(self) -> Outbox:
        from inspect_engine.ledger.notify import Outbox

        return Outbox(self.desk, escalation=self.escalation)

    @cached_property
    def inspections(self) -> Inspections:
        from inspect_engine.ledger.inspections import Inspections

        return Inspections(self.desk, subjects=self.subjects, definitions=self.definitions)

    @cached_property
    def matching(self) -> Matching:
        from inspect_engine.ledger.matching import Matching

        return Matching(self.desk, inspections=self.inspections)

    @cached_property
    def logged(self) -> Logged:
        from inspect_engine.ledger.inspections import Logged

        return Logged(self.desk, inspections=self.inspections, subjects=self.subjects, definitions=self.definitions)

    @cached_property
    def reports(self) -> Reports:
        from inspect_engine.ledger.reports import Reports

        return Reports(self.desk, subjects=self.subjects, cases=self.cases, inspections=self.inspections)

    @cached_property
    def slips(self) -> Slips:
        from inspect_engine.ledger.slips import Slips

        return Slips(self.desk, inspections=self.inspections, subjects=self.subjects)

    @cached_property
    def unfinished(self) -> Unfinished:
        from inspect_engine.ledger.inspections import Unfinished

        return Unfinished(self.desk, inspections=self.inspections, subjects=self.subjects)

    @cached_property
    def today(self) -> Today:
        from inspect_engine.ledger.today import Today

        return Today(
            self.desk,
            cases=self.cases,
            definitions=self.definitions,
            lapsing=self._lapsing,
            seconding=self.seconding,
            countersigning=self.countersigning,
            reports=self.reports,
            unfinished=self.unfinished,
            plans=self.plans,
            subjects=self.subjects,
        )

    @cached_property
    def handover(self) -> Handover:
        from inspect_engine.ledger.handover import Handover

        return Handover(self.desk, owners=self.owners, unfinished=self.unfinished, countersigning=self.countersigning)

    @cached_property
    def paper(self) -> Importing:
        from inspect_engine.ledger.paper import Importing

        return Importing(self.desk, definitions=self.definitions, calendars=self.calendars)

    @cached_property
    def taking_back(self) -> TakingBack:
        from inspect_engine.ledger.paper import TakingBack

        return TakingBack(self.desk, paper=self.paper)

    @cached_property
    def scores(self) -> Scores:
        from inspect_engine.ledger.scores import Scores

        return Scores(inspections=self.inspections, subjects=self.subjects)

    @cached_property
    def judgement(self) -> Judgement:
        from inspect_engine.ledger.judgement import Judgement

        return Judgement(self.desk, cases=self.cases, definitions=self.definitions)

    @cached_property
    def choosing(self) -> Choosing:
        from inspect_engine.ledger.choosing import Choosing

        return Choosing(self.desk, definitions=self.definitions)

    @cached_property
    def figures(self) -> Figures:
        from inspect_engine.ledger.figures import Figures

        return Figures(self.desk, definitions=self.definitions, lapsing=self._lapsing, choosing=self.choosing)

    @cached_property
    def alarms(self) -> Alarms:
        from inspect_engine.ledger.alarms import Alarms

        return Alarms(
            self.desk,
            definitions=self.definitions,
            calendars=self.calendars,
            figures=self.figures,
            choosing=self.choosing,
        )

    @cached_property
    def references(self) -> References:
        from inspect_engine.ledger.references import References

        return References(self.desk, definitions=self.definitions)

    @cached_property
    def sanctions(self) -> Sanctions:
        from inspect_engine.ledger.sanctions import Sanctions

        return Sanctions(self.desk, cases=self.cases, calendars=self.calendars)

    @cached_property
    def draws(self) -> Draws:
        from inspect_engine.ledger.draws import Draws

        return Draws(self.desk)

    @cached_property
    def drafts(self) -> Drafts:
        from inspect_engine.ledger.drafts import Drafts

        return Drafts(self.desk)

    @cached_property
    def habits(self) -> Habits:
        from inspect_engine.ledger.habits import Habits

        return Habits(self.desk)

    @cached_property
    def keeping(self) -> Keeping:
        from inspect_engine.ledger.keeping import Keeping

        return Keeping(self.desk)

    @cached_property
    def _issuing(self) -> Issuing:
        from inspect_engine.ledger.documents import Issuing

        return Issuing(
            self.desk, acting=self._acting, definitions=self.definitions, calendars=self.calendars, offices=self.offices
        )

    @cached_property
    def documents(self) -> Documents:
        from inspect_engine.ledger.documents import Documents

        return Documents(self.desk, cases=self.cases, issuing=self._issuing)

    @cached_property
    def standing(self) -> Standing:
        from inspect_engine.ledger.standing import Standing

        return Standing(self.desk, documents=self.documents, lapsing=self._lapsing)

    @cached_property
    def supplements(self) -> Supplements:
        from inspect_engine.ledger.documents import Supplements

        return Supplements(self.desk, notices=self.documents, cases=self.cases, issuing=self._issuing)

    @cached_property
    def corrections(self) -> Corrections:
        from inspect_engine.ledger import corrections as rooms

        cases = rooms.CaseCorrections(self.desk, cases=self.cases, acting=self._acting, papers=self._register)
        answers = rooms.InspectionCorrections(
            self.desk, inspections=self.inspections, subjects=self.subjects, definitions=self.definitions, cases=cases
        )
        things = rooms.SubjectCorrections(self.desk, subjects=self.subjects, definitions=self.definitions, cases=cases)
        papers = rooms.NoticeCorrections(self.desk, notices=self.documents, cases=cases)
        return rooms.Corrections(cases, answers, things, rooms.UserCorrections(self.desk), papers)

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
    from inspect_engine.ledger.people import check_user
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
