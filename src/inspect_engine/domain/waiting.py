"""How long a case has waited in its state, and what is due because of that: evaluated when read, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from inspect_engine.domain.calendar import Deadline, civil_deadline, working_deadline
from inspect_engine.domain.case import Case
from inspect_engine.domain.definitions import Basis, State, Workflow


@dataclass(frozen=True)
class Rung:
    """A rung of escalation, and the first day on which it is due."""

    id: str
    title: str
    on: date
    opens: str | None = None

    def plain(self) -> dict[str, str | None]:
        return {"id": self.id, "title": self.title, "on": self.on.isoformat(), "opens": self.opens}


@dataclass(frozen=True)
class Wait:
    """The time limit of a state as of ``today``, and the rungs that follow when it is passed.

    Without ``deadline`` none runs: ``untimed`` says why, or is empty while the due date of the case is not fixed yet.
    """

    since: date
    today: date
    deadline: Deadline | None = None
    basis: Basis | None = None
    untimed: str = ""
    rungs: tuple[Rung, ...] = ()

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
        return tuple(rung for rung in self.rungs if rung.on <= self.today)

    @property
    def following(self) -> Rung | None:
        """What will be due next."""
        return next((rung for rung in self.rungs if rung.on > self.today), None)

    @property
    def words(self) -> str:
        """The limit, where it stands, and what is due, in one line."""
        if self.deadline is None:
            return f"没有定（{self.untimed}）" if self.untimed else "整改期限还没有定"
        parts = [f"应于 {self.deadline.due_on} 前办理（{self.deadline.derivation}）", _standing(self.days_left)]
        if self.reached:
            parts.append("应" + "、".join(rung.title for rung in self.reached))
        if self.following:
            parts.append(f"{self.following.on} 起应{self.following.title}")
        return "，".join(parts)

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
        }


def waiting(flow: Workflow, case: Case, today: date) -> Wait | None:
    """What a case waits for in its state on a day; None when it is closed.

    Where a clock runs against the party, the limit is the due date of the case. Elsewhere, or before there is a due
    date, it is the state's ``within``, from the day the case came there.
    """
    if not case.is_open:
        return None
    state = flow.states[case.state]
    deadline, basis = _limit(state, case)
    rungs = tuple(_rungs(flow, state, deadline.due_on)) if deadline else ()
    untimed = state.untimed or ("" if deadline or state.clock else "定义里没有写")
    return Wait(case.entered_on, today, deadline, basis, untimed, rungs)


def _limit(state: State, case: Case) -> tuple[Deadline | None, Basis | None]:
    if state.clock and case.due_on is not None:
        return Deadline(case.due_on, case.due_why, case.due_provisional), None
    if state.within is None:
        return None, None
    count = working_deadline if state.within.calendar == "work" else civil_deadline
    return count(case.entered_on, state.within.days), state.within.basis


def _rungs(flow: Workflow, state: State, due_on: date) -> Iterator[Rung]:
    """The ladder with its days. Nothing is overdue on the due date itself, so ``after: 0`` is the day after."""
    name = state.overdue
    while name:
        rung = flow.escalations[name]
        yield Rung(name, rung.title, due_on + timedelta(days=max(1, rung.after)), rung.opens)
        name = rung.then


def _standing(left: int) -> str:
    return f"已超 {-left} 日" if left < 0 else f"还剩 {left} 日" if left else "今天到期"
