"""How long a case has waited in its state, and what is due because of that: evaluated when read, never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from inspect_engine.domain.calendars import PUBLISHED, Calendar, Deadline, Rule, china_day, count
from inspect_engine.domain.cases import Begun, Case, CaseLine, facts_of
from inspect_engine.domain.definitions import Basis, Escalation, State, Workflow
from inspect_engine.domain.workflow.conditions import met

LIMITS = "limits."
"""Before the id of a further limit: what a rung was raised over, where it was no limit of a state."""


@dataclass(frozen=True)
class Rung:
    """A rung of escalation, and the first day on which it is due."""

    id: str
    title: str
    on: date
    opens: str | None = None
    document: str | None = None

    def plain(self) -> dict[str, str | None]:
        names = ("id", "title", "opens", "document")
        return {**{name: getattr(self, name) for name in names}, "on": self.on.isoformat()}


@dataclass(frozen=True)
class Further:
    """A further limit of a case that runs, whatever state it is in, and the rungs that follow when it is passed."""

    title: str
    deadline: Deadline
    days_left: int
    id: str = ""
    rungs: tuple[Rung, ...] = ()

    @property
    def words(self) -> str:
        due = f"应于 {self.deadline.due_on} 前（{self.deadline.derivation}）"
        return f"另须{self.title}：{due}，{_standing(self.days_left)}"

    def plain(self) -> dict[str, Any]:
        due = {"due_on": self.deadline.due_on.isoformat(), "derivation": self.deadline.derivation}
        return {"title": self.title, **due, "days_overdue": max(0, -self.days_left)}


@dataclass(frozen=True)
class Wait:
    """The time limit of a state as of ``today``, and the rungs that follow when it is passed.

    Without ``deadline`` none runs: ``untimed`` says why, or is empty while the due date of the case is not fixed yet.
    A limit of hours passes at its ``moment``, and nothing is overdue before; ``now`` is when this is looked at.
    ``state`` is the one whose own limit it is, empty for the due date of the case, ``limits.ID`` for a further limit.
    ``further`` are limits beside it.
    """

    since: date
    today: date
    deadline: Deadline | None = None
    basis: Basis | None = None
    untimed: str = ""
    rungs: tuple[Rung, ...] = ()
    moment: datetime | None = None
    now: datetime | None = None
    state: str = ""
    further: tuple[Further, ...] = ()

    @property
    def days_left(self) -> int:
        """Civil days to the due date, negative when overdue."""
        return (self.deadline.due_on - self.today).days if self.deadline else 0

    @property
    def days_overdue(self) -> int:
        """Civil days after the due date, 0 until then."""
        return max(0, -self.days_left)

    @property
    def reached(self) -> tuple[Rung, ...]:
        """What is due by now."""
        if self.moment and self.now and self.now <= self.moment:
            return ()
        return tuple(rung for rung in self.rungs if rung.on <= self.today)

    @property
    def called(self) -> tuple[Rung, ...]:
        """Of what is due by now, what is to be raised: of notices only the highest, for nobody is to be reminded twice
        and supervised on one day because nobody has looked before."""
        notices = [rung for rung in self.reached if rung.document]
        return tuple(rung for rung in self.reached if not rung.document or rung is notices[-1])

    @property
    def following(self) -> Rung | None:
        """What will be due next."""
        return next((rung for rung in self.rungs if rung.on > self.today), None)

    @property
    def every(self) -> tuple[Wait, ...]:
        """This limit, and each further one as a wait of its own."""
        return (self, *(self._beside(each) for each in self.further))

    def _beside(self, limit: Further) -> Wait:
        return Wait(self.since, self.today, limit.deadline, rungs=limit.rungs, state=LIMITS + limit.id)

    @property
    def words(self) -> str:
        """The limit, where it stands, and what is due, in one line; and every further limit."""
        return "；".join([self._own_words, *(each.words for each in self.further)])

    @property
    def _own_words(self) -> str:
        if self.moment and self.deadline:
            late = self.now is not None and self.now > self.moment
            return "，".join([self.deadline.derivation, "已超时" if late else "还没有到时", *self._told_rungs()])
        if self.deadline is None:
            return f"没有定（{self.untimed}）" if self.untimed else "整改期限还没有定"
        due = f"应于 {self.deadline.due_on} 前办理（{self.deadline.derivation}）"
        return "，".join([due, _standing(self.days_left), *self._told_rungs()])

    def _told_rungs(self) -> Iterator[str]:
        if self.reached:
            yield "应" + "、".join(rung.title for rung in self.reached)
        if self.following:
            yield f"{self.following.on} 起应{self.following.title}"

    def plain(self) -> dict[str, Any]:
        """As ``case show --json`` prints it."""
        deadline = self.deadline
        return {
            "since": self.since.isoformat(),
            "due_on": deadline and deadline.due_on.isoformat(),
            "derivation": deadline and deadline.derivation,
            "provisional": bool(deadline and deadline.provisional),
            "basis": self.basis and self.basis.model_dump(),
            "untimed": self.untimed or None,
            "days_overdue": self.days_overdue,
            "reached": [rung.plain() for rung in self.reached],
            "next": self.following and self.following.plain(),
            "further": [each.plain() for each in self.further],
        }


def waiting(
    flow: Workflow, case: Case, today: date, calendar: Calendar = PUBLISHED, now: datetime | None = None
) -> Wait | None:
    """What a case waits for in its state on a day; None when it is closed.

    Where a clock runs against the party, the limit is the due date of the case. Elsewhere, or before there is a due
    date, it is the state's ``within``, from the day the case came there.
    """
    if not case.is_open:
        return None
    state, further = flow.states[case.state], tuple(running(flow, case, today, calendar))
    try:
        deadline, basis = _limit(state, case, calendar)
    except ValueError as error:
        return Wait(case.entered_on, today, untimed=str(error), further=further)
    moment = _moment(state, case)
    climb = partial(_rungs, flow, case, today)
    rungs = tuple(climb(state.overdue, deadline.due_on, 0 if moment else 1)) if deadline else ()
    untimed = state.untimed or state.paused or ("" if deadline or state.clock else "定义里没有写")
    own = "" if state.clock and case.due_on else case.state
    return Wait(case.entered_on, today, deadline, basis, untimed, rungs, moment, now, own, further)


def running(flow: Workflow, case: Case, today: date, calendar: Calendar = PUBLISHED) -> Iterator[Further]:
    """The further limits of a case that have begun and not ended; none beyond what is known of working days."""
    for name, deadline in _begun(flow, case, calendar):
        limit = flow.limits[name]
        rungs = tuple(_rungs(flow, case, today, limit.overdue, deadline.due_on, 1))
        yield Further(limit.title, deadline, (deadline.due_on - today).days, name, rungs)


def _begun(flow: Workflow, case: Case | Begun, calendar: Calendar) -> Iterator[tuple[str, Deadline]]:
    for name, limit in flow.limits.items():
        begun = max((done for each in limit.from_ if (done := case.last(each))), key=lambda d: d.nth, default=None)
        ended = [done.nth for each in limit.until if (done := case.last(each))]
        if begun is None or max(ended, default=0) > begun.nth:
            continue
        with suppress(ValueError):
            yield name, count(Rule(begun.on, limit.days, limit.calendar), calendar)


def is_timed(flow: Workflow) -> bool:
    """Whether anything but the party's deadline may pass in a workflow."""
    return bool(flow.limits) or any(state.within for state in flow.states.values())


def timed(flow: Workflow, line: CaseLine, now: datetime, calendar: Calendar = PUBLISHED) -> CaseLine:
    """The line of an open case with the day on which the first of its limits passes, as :func:`waiting` counts them,
    and whether the hour of that day has passed by ``now``."""
    if not line.is_open:
        return line
    first, lapsed = first_limit(flow, line.state, Begun.read(line.begun), line.late_after, now, calendar)
    return replace(line, late_after=first, lapsed=lapsed)


def first_limit(
    flow: Workflow, at: str, begun: Begun, late_after: date | None, now: datetime, calendar: Calendar = PUBLISHED
) -> tuple[date | None, bool]:
    """As :func:`timed`, of every open case in the state ``at`` that began what it waits for alike."""
    state, moment = flow.states[at], None
    ends = [deadline.due_on for _, deadline in _begun(flow, begun, calendar)]
    if late_after:
        ends.append(late_after)
    else:
        with suppress(ValueError):
            own, _ = _own(state, begun, calendar)
            ends += [own.due_on] if own else []
            moment = _moment(state, begun)
    first = min(ends, default=None)
    return first, moment is not None and now > moment and china_day(moment) == first


def hourly(flow: Workflow) -> frozenset[str]:
    """The states with a limit of hours, for which the moment counts at which a case came there."""
    return frozenset(name for name, state in flow.states.items() if state.within and state.within.hours)


def unraised(wait: Wait | None, case: Case) -> list[tuple[Wait, Rung]]:
    """Rungs that are due and have not been raised over the same due date, lowest first, each with its limit."""
    found = list[tuple[Wait, Rung]]()
    for each in wait.every if wait else ():
        over = each.deadline.due_on.isoformat() if each.deadline else ""
        found += [(each, rung) for rung in each.reached if (over, rung.id, each.state) not in case.raised]
    return found


def called(wait: Wait | None, case: Case) -> list[tuple[Wait, Rung]]:
    """As :func:`unraised`, of what is to be raised now."""
    return [(each, rung) for each, rung in unraised(wait, case) if rung in each.called]


def raising(wait: Wait, case: Case, rung: Rung, linked: Collection[Case], on: date) -> dict[str, Any]:
    """Data of the event that raises a rung. ``linked`` are the cases that this one opened.

    Nobody took part in it: the law's clock did, whoever's machine it ran on.
    """
    assert wait.deadline is not None
    return {
        "on": on.isoformat(),
        "rung": rung.id,
        "title": rung.title,
        "due_on": wait.deadline.due_on.isoformat(),
        "days_overdue": wait.days_overdue,
        "document": rung.document,
        "nth": case.sent.get(rung.document or "", 0) + 1,
        "opens": None if any(each.workflow == rung.opens and each.is_open for each in linked) else rung.opens,
        "persons": [],
        **({"state": wait.state} if wait.state else {}),
    }


def _limit(state: State, case: Case, calendar: Calendar) -> tuple[Deadline | None, Basis | None]:
    if state.clock and case.due_on is not None:
        return Deadline(case.due_on, case.due_why, case.due_provisional), None
    if case.runs_on and not state.clock:
        told = f"停计至多 {case.pause_most} 日，以后期限接着算，至 {case.runs_on}"
        return Deadline(case.runs_on, told, case.due_provisional), None
    return _own(state, case, calendar)


def _own(state: State, case: Case | Begun, calendar: Calendar) -> tuple[Deadline | None, Basis | None]:
    """What a state sets itself."""
    if moment := _moment(state, case):
        since, hours = case.entered_at, state.within and state.within.hours
        told = f"应于 {moment:%Y-%m-%d %H:%M} 前办理（{since:%Y-%m-%d %H:%M} 起连续 {hours} 小时）"
        return Deadline(china_day(moment), told), state.within.basis if state.within else None
    if state.within is None or state.within.days is None:
        return None, None
    rule = Rule(case.entered_on, state.within.days, state.within.calendar)
    return count(rule, calendar), state.within.basis


def _moment(state: State, case: Case | Begun) -> datetime | None:
    """When a limit of hours passes (民法典 第201条: counted from the hour on, without a break)."""
    hours = state.within.hours if state.within else None
    return case.entered_at + timedelta(hours=hours) if hours else None


def _rungs(flow: Workflow, case: Case, today: date, name: str | None, due_on: date, soonest: int) -> Iterator[Rung]:
    """The ladder with its days, as far as it is for this case. Nothing is overdue on the due date itself, so
    ``after: 0`` is the day after."""
    while name:
        rung = flow.escalations[name]
        if _meant(rung, flow, case, today):
            yield Rung(name, rung.title, due_on + timedelta(days=max(soonest, rung.after)), rung.opens, rung.document)
        name = rung.then


def _meant(rung: Escalation, flow: Workflow, case: Case, today: date) -> bool:
    return rung.if_ is None or met(rung.if_, facts_of(flow, case, today))


def _standing(left: int) -> str:
    return f"已超 {-left} 日" if left < 0 else f"还剩 {left} 日" if left else "今天到期"
