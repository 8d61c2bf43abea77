"""The verb that raises what is overdue: 催办, 督办, and proposals, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import ESCALATED, Case, apply, fold
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.workflow.waiting import Rung, waiting
from inspect_engine.ledger.cases import Cases
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

PAGE = 200
"""Open cases read at a time."""


@dataclass(frozen=True)
class Raised:
    """A rung that was raised: over which case and due date, how late, the how-manieth notice of its kind, and the
    number of the case it opened."""

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
        nth = f"（第 {self.nth} 次）" if self.document else ""
        late = f"应于 {self.due_on} 前办理，已超 {self.days_overdue} 日"
        opened = f"，同时立案 {self.opened}" if self.opened else ""
        return f"{self.number} {self.rung_title}{nth}：{self.title}（{self.party}），{late}{opened}"


class Escalations(Cases):
    """Raising what is overdue. Overdue itself is never stored: it is told from the events whenever somebody looks."""

    def tick(self, raised: list[Raised] | None = None) -> Iterator[Raised]:
        """Raise every rung that is due by now and has not been raised over the same due date; one transaction a case.

        Whoever runs it, however often and on however many machines, each rung is raised once. ``raised`` is given each
        as soon as it is stored, so that whoever breaks this off knows what was raised.
        """
        me = self.whoami()
        require(me, "tick")
        after = 0
        while page := self.cases(CaseFilter(open=True), after=("", after), limit=PAGE):
            for line in page:
                with self._reading() as connection:
                    case = fold(entry.event for entry in queries.case_entries(connection, line.id))
                if self._due(case, self.today()):
                    found = self._raise(me, case.id)
                    if raised is not None:
                        raised += found
                    yield from found
            after = page[-1].opened

    def beyond_reach(self) -> int:
        """How many cases are overdue without a rung ever raised: their workflow, perhaps an older one, has none."""
        chosen, after, found = CaseFilter(overdue_on=self.today()), 0, 0
        while page := self.cases(chosen, after=("", after), limit=PAGE):
            found += sum(not line.escalated for line in page)
            after = page[-1].opened
        return found

    def _due(self, case: Case, today: date) -> list[Rung]:
        """Rungs that are due and have not been raised, lowest first."""
        wait = waiting(self.lifecycle(case).workflow, case, today, self.calendar(), self.now())
        if wait is None or wait.deadline is None:
            return []
        over = wait.deadline.due_on.isoformat()
        return [rung for rung in wait.reached if (over, rung.id, wait.state) not in case.raised]

    def _raise(self, me: Person, case_id: str) -> list[Raised]:
        with self._writing(me) as log:
            case, found = fold(log.events(case_id)), list[Raised]()
            require(self.whoami(), "tick", case.region)
            open_ = {each.workflow for each in self._related(case) if each.parent == case.id and each.is_open}
            for rung in self._due(case, china_day(log.now)):
                found.append(self._raise_one(log, case, rung, open_))
                case = fold(log.events(case_id))
            return found

    def _raise_one(self, log: Writer, case: Case, rung: Rung, open_: set[str]) -> Raised:
        """Nobody took part in it: the law's clock did, whoever's machine it ran on.

        ``open_`` are the workflows of which a case is open already; one that is opened here is added.
        """
        wait = waiting(self.lifecycle(case).workflow, case, china_day(log.now), self.calendar(), log.now)
        assert wait is not None
        assert wait.deadline is not None
        opens = rung.opens if rung.opens not in open_ else None
        nth = case.sent.get(rung.document or "", 0) + 1
        data: dict[str, Any] = {
            "on": china_day(log.now).isoformat(),
            "rung": rung.id,
            "title": rung.title,
            "due_on": wait.deadline.due_on.isoformat(),
            "days_overdue": wait.days_overdue,
            "document": rung.document,
            "nth": nth,
            "opens": opens,
            "persons": [],
            **({"state": wait.state} if wait.state else {}),
        }
        event = log.append(ESCALATED, data, case=case.id, base=case.last_event)
        opened = self._open(log, apply(case, event), opens, event) if opens else None
        open_ |= {opens} if opens else set()
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
            nth,
            opened,
            event.id,
        )
