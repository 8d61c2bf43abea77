"""``deadline``: when a period ends, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.show import Answer

if TYPE_CHECKING:
    from datetime import date, datetime

    from inspect_engine.domain.calendars import Calendar, Pause

Start = Annotated[
    str, typer.Option("--from", metavar="日期", help="起算日（当日不计）；配 --hours 时写到分，例 2026-02-13T10:00")
]
Days = Annotated[int | None, typer.Option("--days", metavar="天数", help="几日，或几个工作日")]
Hours = Annotated[int | None, typer.Option("--hours", metavar="小时", help="几小时：从起算时刻连续计，不除休息日")]
Until = Annotated[str | None, typer.Option("--until", metavar="日期", help="反过来：数到这一天为止有几个工作日")]
Kind = Annotated[str | None, typer.Option("--calendar", metavar="算法", help="civil 按日（默认），work 按工作日")]
Pauses = Annotated[
    list[str] | None,
    typer.Option(
        "--pause", metavar="起..止=事由", help="暂停：起的那天不再计，止的那天恢复计；还没恢复的不写止；可写几次"
    ),
]
NoRoll = Annotated[bool, typer.Option("--no-roll", help="末日遇休息日也不顺延")]


def deadline(
    start: Start,
    days: Days = None,
    hours: Hours = None,
    until: Until = None,
    calendar: Kind = None,
    pause: Pauses = None,
    no_roll: NoRoll = False,
) -> Answer:
    """推算期限：第一行是到期日，第二行是怎样算出来的（计了哪些、跳过哪些、顺延、暂停）。

    --days、--hours、--until 写一个。没有台账也能用，只是只认内置的放假安排；有台账时，台账里采用的也算数。
    放假安排还没有公布的年份，结果是暂定的，推算里会写明。

    例：inspect-engine deadline --from 2026-02-13 --days 5 --calendar work

    例：inspect-engine deadline --from 2026-03-02 --days 15 --pause 2026-03-05..2026-03-09=技术鉴定
    """
    from inspect_engine.errors import InputError

    _one_of(days, hours, until, [calendar, pause, no_roll or None])
    try:
        found = _in_hours(start, hours) if hours is not None else _by_day(start, days, until, calendar, pause, no_roll)
    except ValueError as error:
        raise InputError.one(str(error)) from None
    due = found.get("due_on") or found.get("due_at") or found["working_days"]
    return Answer(found, f"{due}\n{found['derivation']}")


def _one_of(days: int | None, hours: int | None, until: str | None, ways: Sequence[object]) -> None:
    """One measure; how days are counted is asked only where days are."""
    from inspect_engine.errors import InputError

    if sum(each is not None for each in (days, hours, until)) != 1:
        raise InputError.one("--days、--hours、--until 要写一个，且只写一个", fix="例：--days 15")
    if days is None and any(ways):
        raise InputError.one("--calendar、--pause、--no-roll 只和 --days 一起写")


def _in_hours(start: str, hours: int) -> dict[str, Any]:
    from inspect_engine.domain.calendars import hours_deadline
    from inspect_engine.ledger.clock import parse_moment

    if len(start) <= len("2026-02-13"):
        raise ValueError(f"按小时计要写起算时刻，“{start}”只有日期，例 2026-02-13T10:00")
    moment = parse_moment(start)
    found = hours_deadline(moment, hours)
    due: datetime = found.due_at
    return {"from": moment, "hours": hours, "due_at": due.isoformat(timespec="seconds"), "derivation": found.derivation}


def _by_day(
    start: str, days: int | None, until: str | None, kind: str | None, pauses: Sequence[str] | None, no_roll: bool
) -> dict[str, Any]:
    from inspect_engine.cli.calendars import known_here
    from inspect_engine.domain.calendars import Rule, count
    from inspect_engine.domain.words.text import meant

    first, known = _day(start), known_here()
    if days is None:
        return _between(first, _day(until or ""), known)
    kind = meant(kind, {"civil": "按日", "work": "按工作日"}) if kind else kind
    if kind not in (None, "civil", "work"):
        raise ValueError(f"没有算法“{kind}”，--calendar 可写 civil（按日）或 work（按工作日）")
    rule = Rule(first, days, "work" if kind == "work" else "civil", not no_roll)
    found = count(rule, known, [_pause(text) for text in pauses or ()])
    return {
        **{"from": first, "days": days, "calendar": rule.calendar, "rolls": rule.rolls},
        **{"due_on": found.due_on, "derivation": found.derivation, "provisional": found.provisional},
        **{"unknown_years": found.unknown, "paused": found.paused is not None},
    }


def _day(text: str) -> date:
    from inspect_engine.domain.calendars import china_day, day_said
    from inspect_engine.ledger.clock import system_clock

    return day_said(text, china_day(system_clock()))


def _between(first: date, last: date, known: Calendar) -> dict[str, Any]:
    from inspect_engine.domain.calendars import working_days

    found, missing = working_days(first, last, known), known.missing(last)
    told = f"{first} 次日起至 {last}，共 {found} 个工作日"
    if missing:
        told += f"；{missing} 年放假安排未公布，按周一至周五推算，暂定"
    return {"from": first, "until": last, "working_days": found, "derivation": told, "provisional": bool(missing)}


def _pause(text: str) -> Pause:
    from inspect_engine.domain.calendars import Pause

    span, equals, why = text.partition("=")
    since, dots, until = span.partition("..")
    if not (equals and dots and why.strip()):
        raise ValueError(f"“{text}”应写成 起..止=事由，例 2026-03-05..2026-03-09=技术鉴定")
    return Pause(_day(since), _day(until) if until else None, why.strip())
