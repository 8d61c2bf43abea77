"""Reading what was typed on a command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel

    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.standing import Then

    ModelT = TypeVar("ModelT", bound=BaseModel)

Case = Annotated[str, typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id")]
Trigger = Annotated[str, typer.Argument(metavar="动作", help="代号或名称，见 case offers")]
Cases = Annotated[list[str] | None, typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id，可写几件")]
Entries = Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="要填的内容，可写几次")]
Evidence = Annotated[list[Path] | None, typer.Option("--evidence", metavar="文件", help="佐证材料，可写几次")]
Base = Annotated[
    str | None, typer.Option("--base", metavar="事件号", help="你看到的最后一条记录；之后有变动则不办（退出码 3）")
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="截至哪一天（默认今天），例 2022-03-31")]
From = Annotated[str | None, typer.Option("--from", metavar="日期", help="只看从哪一天起的，例 2021-01-01")]
To = Annotated[str | None, typer.Option("--to", metavar="日期", help="只看到哪一天为止的（当日算在内）")]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="时间", help="入账截止：只算台账在此刻之前入账的记录；只写日期的算到那天完"),
]


On = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="日期",
        help="哪天办的（默认今天），如昨天、2月17日；早于今天的是补录。按小时计的写到几点几分",
    ),
]


def happened(text: str | None, ledger: Ledger) -> date | datetime | None:
    """A day, or a day and a time; None where none was typed."""
    from inspect_engine.domain.words import forms

    try:
        return None if text is None else forms.happened(text, ledger.desk.today())
    except ValueError as error:
        raise InputError.one(str(error), where="--on") from None


def any_day(text: str, today: date, *, past: bool = False) -> date:
    """A day, as people say it today. Raises InputError for what is none, as all of these do."""
    from inspect_engine.domain.calendars import day_said

    try:
        return day_said(text, today, past=past)
    except ValueError as error:
        raise InputError.one(str(error)) from None


def maybe_day(text: str | None, today: date, *, past: bool = False) -> date | None:
    """A day, or None where none was typed."""
    return None if text is None else any_day(text, today, past=past)


def past_day(text: str | None, ledger: Ledger) -> date | None:
    """A day that is not in the future, or None."""
    today = ledger.desk.today()
    found = maybe_day(text, today, past=True)
    if found and found > today:
        raise InputError.one(f"{found} 在今天（{today}）之后")
    return found


def as_of_day(text: str | None, ledger: Ledger) -> date | None:
    """A day of which a report is asked for. Raises InputError for one in the future; that it is from before the ledger
    was founded is told."""
    from inspect_engine.cli.show import say
    from inspect_engine.domain.calendars import china_day

    found, founded = past_day(text, ledger), china_day(ledger.desk.founded)
    if found and found < founded:
        say(f"台账建于 {founded}：截至 {found} 的，只有后来补录、导入的。")
    return found


def period(since: str | None, until: str | None, ledger: Ledger) -> tuple[date, date]:
    """The first and the last day of a period, both in it; as wide as can be where none was typed."""
    first, last = maybe_period(since, until, ledger)
    return first or date.min, last or date.max


def maybe_period(since: str | None, until: str | None, ledger: Ledger) -> tuple[date | None, date | None]:
    """The first and the last day of a period, both in it; None where none was typed."""
    today = ledger.desk.today()
    first, last = maybe_day(since, today, past=True), maybe_day(until, today, past=True)
    if first and last and last < first:
        raise InputError.one(f"{last} 在 {first} 之前", where="--to")
    return first, last


def then(as_of: str | None, known_at: str | None, ledger: Ledger) -> Then:
    """A day and a moment as of which something is looked at."""
    from inspect_engine.ledger.standing import Then

    return Then(as_of_day(as_of, ledger), moment(known_at, ledger))


def moment(text: str | None, ledger: Ledger) -> datetime | None:
    """A moment up to which records count; a bare day means its end.

    Raises InputError for one in the future; that it is from before the ledger was founded is told.
    """
    from inspect_engine.cli.show import say
    from inspect_engine.domain.calendars import china_day
    from inspect_engine.ledger.clock import known_until

    if text is None:
        return None
    found, now, founded = known_until(text, ledger.desk.today()), ledger.desk.now(), ledger.desk.founded
    if found > now and (":" in text or china_day(found) > china_day(now)):
        told = found.isoformat(sep=" ", timespec="minutes") if ":" in text else f"{china_day(found)}"
        raise InputError.one(f"{told} 在现在（{now:%Y-%m-%d %H:%M}）之后，那时的记录还没有入账", where="--known-at")
    if found < founded:
        say(f"台账建于 {founded:%Y-%m-%d %H:%M}，此前没有入账的记录。")
    return found


def assignments(
    words: Sequence[str] | None, option: str = "--set", key: str = "字段", value: str = "值"
) -> dict[str, str]:
    """``字段=值`` words as a mapping; every word without ``=`` and every key given twice is told."""
    values: dict[str, str] = {}
    problems = []
    for word in words or ():
        name, equals, text = word.partition("=")
        if not equals or not name.strip():
            problems.append(Problem(f"{option} {word}", f"应写成 {key}={value}"))
        elif name.strip() in values:
            problems.append(Problem(f"{option} {word}", f"{key}“{name.strip()}”写了两次"))
        values[name.strip()] = text
    if problems:
        raise InputError(problems)
    return values


def one_of(word: str, known: Mapping[str, Any] | Sequence[str], what: str) -> None:
    """Raise InputError, with the near miss or all there are, for a word that is not among those known."""
    if word not in known:
        raise InputError.one(f"没有{what}“{word}”", fix=suggest(word, known) or f"可写：{'、'.join(known)}")


def model(shape: type[ModelT], data: dict[str, object]) -> ModelT:
    """Data as a model, or every problem in Chinese."""
    from pydantic import ValidationError

    from inspect_engine.reading.document import Document
    from inspect_engine.reading.models import explain, real_faults

    try:
        return shape.model_validate(data)
    except ValidationError as error:
        document = Document("", data)
        faults = [explain(document, shape, fault) for fault in real_faults(error)]
        raise InputError(Problem("", problem.what, problem.fix) for problem in faults) from None
