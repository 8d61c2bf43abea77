"""What a due date is counted from, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from inspect_engine.domain.calendars.days import parse_date


@dataclass(frozen=True)
class Rule:
    """``days`` civil or working days after ``start``; ``rolls``: a last day at rest moves to the next working day.

    ``after`` are the periods that this one extends, in order: ``start`` is the day the last of them ends on, and it is
    counted again with them. Where it was not given in days, ``said`` is what was said, and ``until`` the day that was.
    """

    start: date
    days: int
    calendar: Literal["civil", "work"] = "civil"
    rolls: bool = True
    after: tuple[Extended, ...] = ()
    until: date | None = None
    said: str = ""

    def plain(self) -> dict[str, Any]:
        """As events hold it."""
        data = {"start": self.start.isoformat(), "days": self.days, "calendar": self.calendar, "rolls": self.rolls}
        if self.said:
            data |= {"said": self.said, "until": self.until and self.until.isoformat()}
        return {**data, "after": [each.plain() for each in self.after]} if self.after else data

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Rule:
        """From what :meth:`plain` gave."""
        after = tuple(map(Extended.read, data.get("after", ())))
        until = parse_date(data["until"]) if data.get("until") else None
        same = parse_date(data["start"]), data["days"], data["calendar"], data["rolls"], after
        return cls(*same, until, data.get("said", ""))


@dataclass(frozen=True)
class Pause:
    """Days that do not count: ``since`` is the first of them, on ``until`` the counting goes on (None: not yet).

    Raises ValueError when it would end before it began.
    """

    since: date
    until: date | None
    why: str

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"暂停从 {self.since} 起，不能在 {self.until} 就结束")

    def plain(self) -> dict[str, Any]:
        """As events hold it."""
        return {"since": self.since.isoformat(), "until": self.until and self.until.isoformat(), "why": self.why}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Pause:
        """From what :meth:`plain` gave."""
        return cls(parse_date(data["since"]), data["until"] and parse_date(data["until"]), data["why"])

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Extended:
    """A period that was extended (延期), and the pauses that had ended when it was."""

    rule: Rule
    pauses: tuple[Pause, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As events hold it."""
        return {**self.rule.plain(), "pauses": [each.plain() for each in self.pauses]}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Extended:
        """From what :meth:`plain` gave."""
        return cls(Rule.read(data), tuple(map(Pause.read, data["pauses"])))


@dataclass(frozen=True)
class Deadline:
    """A due date and how it came about.

    ``provisional``: it depends on the ``unknown`` years, whose holidays are not published yet. ``paused``: the deadline
    stands still, and ``due_on`` is the earliest day it may become, as if the pause had not begun. ``start`` is what the
    last of its periods was counted from.
    """

    due_on: date
    derivation: str
    provisional: bool = False
    unknown: tuple[int, ...] = ()
    paused: Pause | None = None
    start: date | None = None
