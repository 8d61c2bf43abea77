"""How many an accident has cost: by the first report, now, and what changed in between and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases.folding import MOVED, course
from inspect_engine.domain.cases.shape import Case
from inspect_engine.domain.events import Event
from inspect_engine.domain.words.wording import grade_title

ACCIDENT = "accident"
"""The kind of case whose actions say how many were hurt."""
PEOPLE: Mapping[str, str] = {
    **{"deaths": "死亡", "missing": "下落不明", "serious_injuries": "重伤", "minor_injuries": "轻伤"},
}
"""Fields in which actions count people, and what each is called."""
LOSS = "direct_loss"
"""The field that gives the direct economic loss, in 万元."""
LOSS_TITLE = "直接经济损失"
ONLY_REGISTERED, NOT_REPORTED = "登记时，未上报", "—（未上报）"
OF_REGISTRATION = "是登记时的，未上报"
"""What stands beside figures that are only those of the registration, for figures that there are none of, and what
some accidents are of several."""
WINDOW, SHORT_WINDOW = 30, 7
"""Days after the accident in which a change is to be reported (国务院令第493号第13条), in traffic and fire 7."""
GRADES: Mapping[str, str] = {
    **{"below": "未达一般", "general": "一般", "larger": "较大", "major": "重大", "extreme": "特别重大"},
}
"""The grades of the law, as workflows of accidents name them."""
NO_MOMENT: Mapping[str, str] = {"concealed": "瞒报", "unknown": "无法查明"}
"""Why there is no moment at which the head of the unit was told."""


@dataclass(frozen=True)
class Toll:
    """What was said on a day: ``people`` by field, and the loss in 万元; what was not said is not there."""

    on: date
    people: Mapping[str, int]
    loss: Decimal | None

    @property
    def told(self) -> str:
        """``死亡 1 人、下落不明 0 人、重伤 0 人、轻伤 2 人，直接经济损失 150 万元``."""
        people = "、".join(f"{PEOPLE[name]} {number} 人" for name, number in self.people.items())
        return people + ("" if self.loss is None else f"，{LOSS_TITLE} {self.loss} 万元")

    def plain(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), **self.people, LOSS: None if self.loss is None else str(self.loss)}


@dataclass(frozen=True)
class Change:
    """What changed ``on`` a day, the ``day``-th after the accident; ``window`` is until when such is to be reported."""

    on: date
    day: int
    window: int
    toll: Toll

    @property
    def late(self) -> bool:
        """Whether it came after the window."""
        return self.day > self.window

    @property
    def told(self) -> str:
        late = f"，在 {self.window} 日窗口以外" if self.late else ""
        return f"{self.on}（第 {self.day} 日{late}）变为 {self.toll.told}"

    def plain(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "day": self.day, "window": self.window, "late": self.late}


@dataclass(frozen=True)
class Casualties:
    """The ``first`` toll of an accident, the one in force ``now``, and the ``changes`` that were reported.

    ``grade`` is that of the law, empty while none has been found, or is being found anew; ``no_moment`` why it is not
    known when the head of the unit was told, empty where it is. ``registered`` is what was filled in when it was
    registered, of one of which nothing was reported up since.
    """

    first: Toll | None
    now: Toll | None
    changes: tuple[Change, ...] = ()
    grade: str = ""
    no_moment: str = ""
    registered: Toll | None = None

    @property
    def stands(self) -> Toll | None:
        """What counts: what was reported, else what it was registered with; None where there is neither."""
        return self.now or self.registered

    @property
    def changed(self) -> bool:
        """Whether the first report said otherwise."""
        return bool(self.first and self.now and self.first.told != self.now.told)

    @property
    def late(self) -> int:
        """How many changes came after their window."""
        return sum(each.late for each in self.changes)

    def plain(self) -> dict[str, Any]:
        """As ``case show --json`` prints it."""
        return {
            "first": self.first and self.first.plain(),
            "now": self.now and self.now.plain(),
            "changes": [each.plain() for each in self.changes],
            "registered": self.registered and self.registered.plain(),
            "grade": self.grade or None,
            "no_moment": self.no_moment or None,
        }


@dataclass(frozen=True)
class Tolls:
    """Sums over accidents: how many there were, of each grade of the law (empty: none found yet), what they have cost
    by what is in force, how many without a moment at which the head was told, how many changes came after the window,
    of how many nothing was reported up yet, so that they count by what they were ``registered`` with, and of how many
    there is not even that (``unsaid``).
    """

    found: int = 0
    people: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(PEOPLE, 0))
    loss: Decimal = Decimal(0)
    grades: Mapping[str, int] = field(default_factory=dict)
    no_moment: int = 0
    late: int = 0
    unsaid: int = 0
    registered: int = 0

    def with_one(self, one: Casualties) -> Tolls:
        """The sums with one more accident."""
        now = one.stands
        people = {name: number + (now.people.get(name, 0) if now else 0) for name, number in self.people.items()}
        loss = self.loss + ((now and now.loss) or 0)
        grades = {**self.grades, one.grade: self.grades.get(one.grade, 0) + 1}
        more = self.no_moment + bool(one.no_moment), self.late + one.late, self.unsaid + (now is None)
        return Tolls(self.found + 1, people, loss, grades, *more, self.registered + (now is not None and not one.now))

    @property
    def known(self) -> bool:
        """Whether there are figures of any."""
        return self.found > self.unsaid

    @property
    def apart(self) -> str:
        """What of the figures was not reported up yet, to stand behind them; empty where all was."""
        told = f"；其中 {self.registered} 起{OF_REGISTRATION}" if self.registered else ""
        return told + (f"；另有 {self.unsaid} 起还没有登记上报的人数" if self.unsaid else "")

    @property
    def told(self) -> str:
        """``2 起（一般 1、较大 1），死亡 4 人、下落不明 0 人 …``; empty where there was none."""
        if not self.found:
            return ""
        order = [*GRADES, ""]
        named = {GRADES.get(name, "未认定"): self.grades[name] for name in order if name in self.grades}
        grades = "、".join(f"{title} {number}" for title, number in named.items())
        people = "、".join(f"{PEOPLE[name]} {number} 人" for name, number in self.people.items())
        cost = f"{people}，{LOSS_TITLE} {self.loss} 万元" if self.known else f"伤亡和损失 {NOT_REPORTED}"
        more = f"；接报时刻不明 {self.no_moment} 起" if self.no_moment else ""
        more += f"；窗口以外的伤亡变化 {self.late} 次" if self.late else ""
        return f"{self.found} 起（{grades}），{cost}{more}{self.apart}"

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        grades = {name or "ungraded": number for name, number in self.grades.items()}
        sums = {**self.people, LOSS: str(self.loss), "grades": grades}
        return {
            "found": self.found,
            **sums,
            "no_moment": self.no_moment,
            "late_changes": self.late,
            "unsaid": self.unsaid,
            "registered": self.registered,
        }


def casualties(case: Case, events: Iterable[Event]) -> Casualties | None:
    """What the events of an accident say, as they were put right since; None for any other case."""
    if case.kind != ACCIDENT:
        return None
    moved = [event for event in course(events) if event.kind == MOVED]
    tolls = [toll for event in moved if (toll := _toll(event))]
    first, now = (tolls[0], tolls[-1]) if tolls else (None, None)
    no_moment = case.values.get("no_told", "")
    registered = None if now else _registered(case)
    return Casualties(first, now, tuple(_changes(case, moved)), legal_grade(case), no_moment, registered)


def legal_grade(case: Case) -> str:
    """The grade of the law that stands; empty for none, and while the toll is being counted anew."""
    grade = case.values.get("grade", "") if case.kind == ACCIDENT and "counted" in case.gates else ""
    return grade if grade in GRADES else ""


def case_grade(case: Case) -> str:
    """The grade of a case in words; of an accident that of the law, once it has been found."""
    return GRADES.get(legal_grade(case)) or grade_title(case.kind, case.severity)


def casualty_lines(found: Casualties) -> Iterator[tuple[str, str]]:
    """What is told of it, each under its label: in force, by the first report, what changed, why no moment is known."""
    if found.now:
        yield "伤亡和损失", found.now.told
    elif found.registered:
        yield "伤亡和损失", f"{found.registered.told}（{ONLY_REGISTERED}）"
    if found.first and found.changed:
        yield "首次报告", f"{found.first.told}（{found.first.on}）"
    yield from (("伤亡变化", each.told) for each in found.changes)
    if found.no_moment:
        yield "接报时刻", f"没有（{NO_MOMENT.get(found.no_moment, found.no_moment)}）"


def _registered(case: Case) -> Toll | None:
    """What was filled in with the accident, as the case keeps it: ``死亡：1 人；直接经济损失：150 万元``."""
    parts = (part.partition("：") for part in case.measured.split("；"))
    filled = {title: number.strip().partition(" ")[0] for title, _, number in parts}
    people = {name: int(filled[title]) for name, title in PEOPLE.items() if filled.get(title, "").isdecimal()}
    return Toll(case.found_on, people, _amount(filled.get(LOSS_TITLE, ""))) if "deaths" in people else None


def _toll(event: Event) -> Toll | None:
    values = event.data["values"]
    people = {name: int(values[name]) for name in PEOPLE if values.get(name, "").isdecimal()}
    loss = _amount(values.get(LOSS, ""))
    return Toll(event.on, people, loss) if "deaths" in people else None


def _amount(text: str) -> Decimal | None:
    """A number as forms store it; None where a workflow of one's own keeps something else under this name."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _day(text: str) -> date | None:
    """The day of a date, or of a moment, as forms store them; None for anything else."""
    with suppress(ValueError):
        return parse_date(text[:10])
    return None


def _changes(case: Case, moved: Iterable[Event]) -> Iterator[Change]:
    happened = _happened(case)
    for event in moved:
        values, toll = event.data["values"], _toll(event)
        if toll and (on := _day(values.get("changed_on", ""))):
            window = SHORT_WINDOW if values.get("fire_or_traffic") == "true" else WINDOW
            yield Change(on, (on - happened).days, window, toll)


def _happened(case: Case) -> date:
    """The day of the accident: as somebody has said since, else the one it was registered under."""
    said = (_day(case.values.get(name, "")) for name in ("occurred_at", "occurred_on"))
    return next(filter(None, said), case.found_on)
