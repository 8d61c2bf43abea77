"""Records made in a rush before the day, or long after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from inspect_engine.domain.alarms.acts import Act, last_reply
from inspect_engine.domain.alarms.shape import Alarm, Who, numbers_of
from inspect_engine.domain.calendars import Calendar

BATCH_CASES, BATCH_TIME = 5, timedelta(minutes=30)
"""So many cases by one person within so much time are a batch. Ours, not the law's."""
LATE_DAYS = 7
"""A record booked more days than this after the day it tells of is late. Ours, not the law's."""


class Batch:
    """One person replies to many cases, or closes those replied to that day, on the last day or the one before it.

    A supervisor who signs off what was replied to on earlier days does his ordinary work. A reply sheet that is read in
    is one, however many rows it has.
    """

    def __init__(self, who: Who, calendar: Calendar) -> None:
        self._who, self._calendar = who, calendar
        self._rushed: dict[str, list[Act]] = {}
        self._eves: dict[date, date] = {}

    def see(self, acts: Sequence[Act]) -> None:
        replied = last_reply(acts)
        for act in acts:
            same_day = replied is not None and acts[replied].day == act.day
            rushed = act.mark == "replied" or (act.closing == "rectified" and same_day)
            if rushed and act.due_on and act.day in (act.due_on, self._eve(act.due_on)):
                self._rushed.setdefault(act.actor, []).append(act)

    def traces(self) -> Iterator[tuple[str, str]]:
        """The day, and those beside it: a rush may go on past midnight."""
        for actor, acts in self._rushed.items():
            for day in {act.day + timedelta(days=days) for act in acts for days in (-1, 0, 1)}:
                yield "day", f"{actor} {day}"

    def _eve(self, day: date) -> date:
        if day not in self._eves:
            self._eves[day] = working_day_before(day, self._calendar)
        return self._eves[day]

    def alarms(self) -> Iterator[Alarm]:
        for actor, acts in self._rushed.items():
            for group in _bursts(sorted(acts, key=lambda act: act.at)):
                first, last = group[0], group[-1]
                due = "、".join(sorted({str(act.due_on) for act in group}))
                text = (
                    f"{self._who(actor)}在 {first.at:%Y-%m-%d %H:%M} 至 {last.at:%H:%M} 之间连续"
                    f"{'、'.join(dict.fromkeys(act.title for act in group))} {len({a.case.id for a in group})} 起，"
                    f"期限为 {due}：{numbers_of(group)}"
                )
                yield Alarm("batch", actor, text, tuple(group))


def _bursts(acts: Sequence[Act]) -> Iterator[list[Act]]:
    """Groups of enough cases within the time, one after the other."""
    start = 0
    while start < len(acts):
        group = [act for act in acts[start:] if act.at - acts[start].at <= BATCH_TIME]
        enough = len({act.sheet or act.case.id for act in group}) >= BATCH_CASES
        if enough:
            yield group
        start += len(group) if enough else 1


def working_day_before(day: date, calendar: Calendar) -> date:
    """The last working day before a day; the very day before where nothing is known of its year."""
    before = day - timedelta(days=1)
    try:
        while not calendar.works(before):
            before -= timedelta(days=1)
    except ValueError:
        return day - timedelta(days=1)
    return before


class Late:
    """What one person booked on one day, long after it happened."""

    def __init__(self, who: Who) -> None:
        self._who = who
        self._late: dict[tuple[str, date], list[Act]] = {}

    def see(self, acts: Sequence[Act]) -> None:
        for act in acts:
            if (act.booked_on - act.on).days > LATE_DAYS:
                self._late.setdefault((act.actor, act.booked_on), []).append(act)

    def traces(self) -> Iterator[tuple[str, str]]:
        yield from (("late", f"{actor} {day}") for actor, day in self._late)

    def alarms(self) -> Iterator[Alarm]:
        for (actor, day), acts in self._late.items():
            first = min(act.on for act in acts)
            text = (
                f"{self._who(actor)}在 {day} 补录 {len({act.case.id for act in acts})} 件的 {len(acts)} 条记录，"
                f"业务日期最早为 {first}，晚 {(day - first).days} 日：{numbers_of(acts)}"
            )
            yield Alarm("late", f"{actor} {day}", text, tuple(acts))
