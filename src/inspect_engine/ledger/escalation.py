"""Raising what is overdue: 催办, 督办, and proposals, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day, parse_date
from inspect_engine.domain.cases import ESCALATED, Case, apply, fold
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.plans.plan import TOLD, Plan
from inspect_engine.domain.workflow.openings import barred
from inspect_engine.domain.workflow.waiting import Rung, Wait, called, raising, waiting
from inspect_engine.errors import Refused
from inspect_engine.ledger import paging
from inspect_engine.ledger.acting import Acting
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.plans import Plans
from inspect_engine.ledger.timekeeping import Timekeeping
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


@dataclass(frozen=True)
class Raised:
    """A rung that was raised: over which case and due date, how late, the how-manieth notice of its kind, and the
    number of the case it opened. Without a ``case`` it is of a plan: how many visits have come due."""

    case: str
    number: str
    title: str
    party: str
    rung: str
    rung_title: str
    due_on: date
    days_overdue: int
    document: str | None
    nth: int
    opened: str | None
    event: str

    def plain(self) -> dict[str, Any]:
        """As ``tick --json`` prints it."""
        return {**asdict(self), "due_on": self.due_on.isoformat()}

    @property
    def words(self) -> str:
        """What happened, in one line."""
        if not self.case:
            return f"{self.number} {self.title}：{self.rung_title}（见 plan due）"
        nth = f"（第 {self.nth} 次）" if self.document else ""
        late = f"应于 {self.due_on} 前办理，已超 {self.days_overdue} 日"
        opened = f"，同时立案 {self.opened}" if self.opened else ""
        return f"{self.number} {self.rung_title}{nth}：{self.title}（{self.party}），{late}{opened}"


def _visits_due(event: Event, plan: Plan) -> Raised:
    """What has come due under a plan, told as a rung is that was raised."""
    title = f"新到期应查 {event.data['due']} 个，其中从未检查 {event.data['never']} 个"
    what = f"检查计划 {plan.pack} {plan.words}"
    return Raised("", plan.number, what, "", "plan", title, event.on, 0, None, 1, None, event.id)


class Escalation:
    """``ledger.escalation``. Overdue itself is never stored: it is told from the events whenever somebody looks."""

    def __init__(
        self,
        desk: Desk,
        *,
        acting: Acting,
        definitions: Definitions,
        calendars: Calendars,
        timekeeping: Timekeeping,
        plans: Plans,
    ) -> None:
        self._desk = desk
        self._acting = acting
        self._definitions = definitions
        self._calendars = calendars
        self._timekeeping = timekeeping
        self._plans = plans

    def tick(self, told: Callable[[Sequence[Raised]], object] | None = None, *, tell: bool = False) -> list[Raised]:
        """Raise what is due by now and has not been raised over the same due date; one transaction a case. Of notices
        that have come due together only the highest goes out.

        Whoever runs it, however often and on however many machines, each rung is raised once. ``told`` is called with
        what a transaction has raised as soon as that is stored: whoever breaks this off, or sees it fail, knows of it.
        With ``tell`` it goes to the outbox too, in the same transaction. Raises Refused past a jump of the clock.
        """
        me = self._desk.whoami()
        require(me, "tick")
        if jumped := self._timekeeping.jump():
            fix = "时间不对的，请先校准；时间对的，请主管用 clock confirm 确认，之后再督办"
            raise Refused("逾期督办", [f"{jumped.words}。{fix}"])
        raised = [self.raised(event) for event in self._desk.begun() if event.kind in (ESCALATED, TOLD)]
        if told and raised:
            told(raised)
        for case in paging.cases(self._desk, self._desk.seen(CaseFilter(open=True))):
            if self._due(case, self._desk.now()):
                found = self._raise(me, case.id, tell)
                raised += found
                if told and found:
                    told(found)
        due = [self.raised(event) for event in self._plans.remind(tell=tell)]
        if told and due:
            told(due)
        return [*raised, *due]

    def raised(self, event: Event) -> Raised:
        """What was raised, by the event that is stored of it."""
        data = event.data
        if event.kind == TOLD:
            return _visits_due(event, self._plans.named(data["number"]))
        with self._desk.reading() as connection:
            case, opened = queries.case(connection, str(event.case)), queries.opened_by(connection, event.id)
        return Raised(
            case.id,
            case.number,
            case.title,
            case.party,
            data["rung"],
            data["title"],
            parse_date(data["due_on"]),
            data["days_overdue"],
            data["document"],
            data["nth"],
            opened.number if opened else None,
            event.id,
        )

    def beyond_reach(self) -> int:
        """How many cases are overdue without a rung ever raised: their workflow, perhaps an older one, has none."""
        chosen = self._desk.seen(CaseFilter(overdue_on=self._desk.today()))
        return sum(not line.escalated for line in paging.lines(self._desk, chosen))

    def _wait(self, case: Case, now: datetime) -> Wait | None:
        flow = self._definitions.lifecycle(case).workflow
        return waiting(flow, case, china_day(now), self._calendars.current(), now)

    def _due(self, case: Case, now: datetime) -> list[tuple[Wait, Rung]]:
        """Rungs that are to be raised, lowest first, each with its limit; none that would open what
        nobody may open by hand for such a case."""
        flow, found = self._definitions.lifecycle(case).workflow, called(self._wait(case, now), case)
        return [(wait, rung) for wait, rung in found if not (rung.opens and barred(flow, rung.opens, case.severity))]

    def _raise(self, me: Person, case_id: str, tell: bool) -> list[Raised]:
        with self._desk.writing(me) as log:
            case, found = fold(log.events(case_id)), list[Raised]()
            require(self._desk.whoami(), "tick", case.region)
            linked = [each for each in self._acting.related(case) if each.parent == case.id]
            for wait, rung in self._due(case, log.now):
                found.append(self._raise_one(log, case, wait, rung, linked, tell))
                case = fold(log.events(case_id))
            return found

    def _raise_one(self, log: Writer, case: Case, wait: Wait, rung: Rung, linked: list[Case], tell: bool) -> Raised:
        """A case that is opened here is added to the linked ones."""
        assert wait.deadline is not None
        data = raising(wait, case, rung, linked, china_day(log.now)) | ({"tell": True} if tell else {})
        event = log.append(ESCALATED, data, case=case.id, base=case.last_event)
        number = None
        if opens := data["opens"]:
            number = self._acting.open(log, apply(case, event), opens, event)
            linked.append(fold([log.appended[-1]]))
        return Raised(
            case.id,
            case.number,
            case.title,
            case.party,
            rung.id,
            rung.title,
            wait.deadline.due_on,
            wait.days_overdue,
            rung.document,
            data["nth"],
            number,
            event.id,
        )
