"""Counting days to a due date, and telling how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from inspect_engine.domain.calendars.days import DAY, listed
from inspect_engine.domain.calendars.knowledge import PUBLISHED, SATURDAY, Calendar
from inspect_engine.domain.calendars.shape import Deadline, Extended, Pause, Rule

MAX_DAYS = 3650
"""The longest period a notice may give."""


def count(rule: Rule, calendar: Calendar = PUBLISHED, pauses: Sequence[Pause] = ()) -> Deadline:
    """The due date of a rule, with its derivation.

    The first day is not counted, and no paused day is. Civil days end on a working day if the rule rolls (民法典
    第201–203条). Of working days, those at rest are skipped, weekends worked in exchange (调休) are counted. Where the
    holidays of a year are not published yet, the date is provisional: civil days do not roll by guess, working days go
    by the week. Under a pause that has not ended the deadline stands still (see :class:`Deadline`); one that begins
    after the due date changes nothing.

    An extension is counted on from the end of the periods it extends, which are counted again with it.

    Raises ValueError for fewer than 1 (0 for what was not said in days) or more than ``MAX_DAYS`` days, and for a year
    of which nothing is known.
    """
    return _counted(rule, calendar, tuple(pauses))


@lru_cache(maxsize=1024)
def _counted(rule: Rule, calendar: Calendar, pauses: tuple[Pause, ...]) -> Deadline:
    """:func:`count`, once for all notices of a day that give the same period."""
    found: Deadline | None = None
    stages = (*rule.after, Extended(rule, pauses))
    for n, stage in enumerate(stages):
        stops = [pause for each in stages[n:] for pause in each.pauses if pause.until or stage is stages[-1]]
        again = replace(stage.rule, start=found.due_on) if found else stage.rule
        found = _joined(found, _count(again, calendar, stops))
    assert found
    return found


def _joined(before: Deadline | None, then: Deadline) -> Deadline:
    """The end of an extension, told after the end of what it extends."""
    if before is None:
        return then
    unknown = tuple(sorted({*before.unknown, *then.unknown}))
    told = f"{before.derivation}；延期自 {then.derivation}"
    return replace(then, derivation=told, provisional=bool(unknown), unknown=unknown)


def _count(rule: Rule, calendar: Calendar, pauses: Sequence[Pause]) -> Deadline:
    """:func:`count` of one period."""
    if rule.until:
        rule = replace(rule, days=max(0, (rule.until - rule.start).days))
    if not (0 if rule.said else 1) <= rule.days <= MAX_DAYS:
        raise ValueError(f"期限应在 1 至 {MAX_DAYS} 日之间")
    counting = _Counting(rule, calendar, tuple(sorted((p for p in pauses if p.until), key=lambda p: p.since)))
    last = counting.last()
    due = counting.rolled(last)
    still = next((p for p in sorted(pauses, key=lambda p: p.since) if not p.until and p.since <= due), None)
    unknown = counting.unknown(due)
    told = [*counting.told(last, due), *_told_unknown(rule, due, unknown), *_told_still(still)]
    return Deadline(due, "；".join(told), bool(unknown), unknown, still, rule.start)


def civil_deadline(
    start: date, days: int, calendar: Calendar = PUBLISHED, pauses: Sequence[Pause] = (), *, rolls: bool = True
) -> Deadline:
    """:func:`count` of civil days."""
    return count(Rule(start, days, "civil", rolls), calendar, pauses)


def working_deadline(start: date, days: int, calendar: Calendar = PUBLISHED, pauses: Sequence[Pause] = ()) -> Deadline:
    """:func:`count` of working days."""
    return count(Rule(start, days, "work"), calendar, pauses)


def working_days(start: date, end: date, calendar: Calendar = PUBLISHED) -> int:
    """Working days after ``start``, up to and including ``end``; where none are published, by the week.

    Raises ValueError when it ends before it starts, and for a year of which nothing is known.
    """
    if end < start:
        raise ValueError(f"{end} 在 {start} 之前")
    calendar.reach(end)
    return sum(calendar.works(start + n * DAY) for n in range(1, (end - start).days + 1))


@dataclass(frozen=True)
class _Counting:
    """One count under way; ``pauses`` have all ended, in order."""

    rule: Rule
    calendar: Calendar
    pauses: tuple[Pause, ...]

    @property
    def by_work(self) -> bool:
        return self.rule.calendar == "work"

    def stands(self, day: date) -> bool:
        return any(pause.covers(day) for pause in self.pauses)

    def last(self) -> date:
        """The day on which the last of the days is counted."""
        day, left = self.rule.start, self.rule.days
        if not self.by_work and not self.pauses and self.calendar.reaches(day, left):
            return day + left * DAY
        self.calendar.reach(day)
        while left:
            day += DAY
            self.calendar.reach(day)
            left -= not self.stands(day) and (not self.by_work or self.calendar.works(day))
        return day

    def rolled(self, last: date) -> date:
        """The first day from the last one on that is neither paused nor known to be at rest."""
        if self.by_work or not self.rule.rolls:
            return last
        due = last
        while self.stands(due) or (self.calendar.missing(due) is None and not self.calendar.works(due)):
            due += DAY
        return due

    def unknown(self, due: date) -> tuple[int, ...]:
        """Years whose holidays the due date depends on and that are not published."""
        days = self.passed(due) if self.by_work else [due] if self.rule.rolls else []
        years = {self.calendar.missing(day) for day in days}
        return tuple(sorted(year for year in years if year))

    def passed(self, due: date) -> list[date]:
        return [self.rule.start + n * DAY for n in range(1, (due - self.rule.start).days + 1)]

    def told(self, last: date, due: date) -> Iterator[str]:
        """What was counted, paused, skipped and rolled."""
        if self.rule.said:
            yield self._told_said(last)
            yield from self._told_pauses(due)
            return
        yield f"{self.rule.start} 次日起 {self.rule.days} {'个工作日' if self.by_work else '日'}，至 {last}"
        yield from self._told_pauses(due)
        if self.by_work:
            yield from self._told_rest(due)
        elif not self.rule.rolls:
            yield "末日不顺延"
        elif due != last:
            yield f"末日遇休息日，顺延至 {due}"

    def _told_said(self, last: date) -> str:
        """A period that was not given in days, in its own words."""
        rule = self.rule
        if rule.until:
            over = "" if rule.until >= rule.start else f"；那时已过，按 {rule.start} 当日"
            return f"{rule.said}（含当日，写明日期的不顺延{over}）"
        how = "，按小时计的不除休息日，也不顺延" if rule.days else ""
        return f"{rule.start} 起{rule.said}，至 {last}{how}"

    def _told_pauses(self, due: date) -> Iterator[str]:
        left = self.passed(due) if self.pauses else []
        for pause in self.pauses:
            if days := [day for day in left if pause.covers(day)]:
                yield f"暂停 {len(days)} 日不计（{listed(days)}，{pause.why}）"
            left = [day for day in left if not pause.covers(day)]

    def _told_rest(self, due: date) -> Iterator[str]:
        running = [day for day in self.passed(due) if not self.stands(day)]
        if rest := [day for day in running if not self.calendar.works(day)]:
            yield f"休息日不计（{listed(rest)}）"
        if exchanged := [day for day in running if self.calendar.works(day) and day.weekday() >= SATURDAY]:
            yield f"调休上班照计（{listed(exchanged)}）"


def _told_unknown(rule: Rule, due: date, years: Sequence[int]) -> Iterator[str]:
    how = "，按周一至周五推算" if rule.calendar == "work" else "" if due.year in years else "，元旦调休可能动到年末"
    if years:
        yield f"{'、'.join(map(str, years))} 年放假安排未公布{how}，暂定"


def _told_still(pause: Pause | None) -> Iterator[str]:
    if pause:
        yield f"{pause.since} 起暂停（{pause.why}），恢复后另算，不会更早"
