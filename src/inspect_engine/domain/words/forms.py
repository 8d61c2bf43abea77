"""Typed entries: what was given for a tuple of fields, made canonical, or every fault in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

from inspect_engine.domain.calendars import (
    CHINA,
    FORM_TITLES,
    FORMS,
    HALF_WIDTH,
    MAX_DAYS,
    day_said,
    parse_date,
    read_period,
)
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.words.formats import formatted
from inspect_engine.domain.words.identifiers import NOTHING, Overlay
from inspect_engine.domain.words.numbers import read_number
from inspect_engine.domain.words.text import fault_in, is_blank

JOINED = {"person": "、", "inspectors": ","}
"""What stands between the names of a field that holds several."""
_TRUE = {"true", "是", "有", "yes", "y", "对", "√", "✓", "✔"}
_FALSE = {"false", "否", "无", "no", "n", "不是", "没有", "错", "×", "✗", "✘"}
_CLOCKED = re.compile(
    r"(.*\d\s*日?)(?:T|\s+|(?<=日))(\d{1,2})(?::|时|点)(\d{2})?(?:分)?(:[\d.]+)?([+-]\d{2}:?\d{2}|Z)?"
)
_SAID_AT = re.compile(
    r"([今昨前][天日]|\d{1,2}\s*[月/.-]\s*\d{1,2}\s*[日号]?)(?:T|\s+|(?<=[天日号]))(\d{1,2}(?::|时|点).*)", re.ASCII
)
_PARTED = re.compile(r"[,，、;；\n]+")
WHOLE, FINE = 12, 6
"""Digits before and after the point."""
SHOWN = 4
"""Places shown of a computed number that is not rounded."""


class _NoTime(ValueError):
    """A day alone."""


NONE = "-"
"""The canonical value of several choices none of which was chosen."""
NONE_CHOSEN = ("一样也没有", "无", "没有", "都没有", "一样也不缺", "都不缺", "一项也没有", NONE)
"""What people write for that."""


@dataclass(frozen=True)
class Entry:
    """Canonical texts by field id; ``faults`` are (field id, what is wrong); ``missing`` are absent required fields."""

    values: Mapping[str, str]
    faults: tuple[tuple[str, str], ...]
    missing: tuple[FieldSpec, ...]


def read(
    fields: Sequence[FieldSpec],
    given: Mapping[str, str],
    today: date,
    since: date | None = None,
    *,
    over: Overlay | None = NOTHING,
) -> Entry:
    """Type what was given. Unknown names are faults; blank texts count as not given.

    Dates lie after ``today`` only in fields of the ``future``; :attr:`date.max` is no day in particular. Periods run
    ``since`` a day, today where none is given. ``over`` is what a ledger knows of regions; None where what was stored
    is read again, and is not judged.
    """
    specs = {spec.id: spec for spec in fields}
    values: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    for name, raw in given.items():
        spec = specs.get(name)
        if spec is None:
            known = "；".join(f"{each.id} {each.label}" for each in specs.values())
            faults.append((name, f"没有“{name}”这个字段，可填：{known or '（无）'}"))
        elif not is_blank(raw):
            try:
                values[name] = canonical(spec, raw, today, since, over=over)
            except ValueError as error:
                faults.append((name, f"{spec.title}：{error}"))
    told = values.keys() | {name for name, _ in faults} if faults else values
    missing = tuple([spec for spec in fields if spec.required and spec.id not in told])
    return Entry(values, tuple(faults), missing)


def canonical(
    spec: FieldSpec, raw: str, today: date, since: date | None = None, *, over: Overlay | None = NOTHING
) -> str:
    """One value as canonical text. Raises ValueError, in Chinese, when it does not fit the field."""
    text = raw.strip()
    if fault := fault_in(text):
        raise ValueError(fault)
    if spec.type == "text":
        return formatted(spec.format, text, today, over) if spec.format else text
    if spec.type == "boolean":
        if text.lower() in _TRUE | _FALSE:
            return "true" if text.lower() in _TRUE else "false"
        raise ValueError(f"应填 是 或 否，现为“{text}”")
    if spec.type == "choice":
        if text in spec.choices:
            return text
        by_title = {title: key for key, title in spec.choices.items()}
        if text in by_title:
            return by_title[text]
        if (found := _only_choice(spec, text)) is not None:
            return found
        options = "、".join(f"{key}（{title}）" for key, title in spec.choices.items())
        raise ValueError(f"没有选项“{text}”，可选：{options}")
    if spec.type == "multichoice":
        return _several(spec, text)
    if spec.type in ("decimal", "integer"):
        return _number(spec, text)
    if spec.type == "period":
        return _period(spec, text, since or today)
    if spec.type == "date":
        day = parse_date(text)
        if day > today and not spec.future:
            raise ValueError(f"{day} 在今天（{today}）之后")
        return day.isoformat()
    if spec.type == "moment":
        return _moment(text, today)
    if spec.type == "inspectors":
        names = (name for part in people(text) for name in part.split() if not is_blank(name))
        return JOINED[spec.type].join(dict.fromkeys(names))
    if spec.type == "person":
        return JOINED[spec.type].join(dict.fromkeys(people(text)))
    return text


def _period(spec: FieldSpec, text: str, since: date) -> str:
    """A period in one of the forms that a field takes, within its bounds as days."""
    found, taken = read_period(text, since), spec.forms or FORMS
    if found.form not in taken:
        raise ValueError(f"不能写“{text}”，可写：{'、'.join(FORM_TITLES[form] for form in taken)}")
    if found.form == "days" and "工作日" in (spec.unit or "") and not text.isdecimal():
        raise ValueError(f"按工作日计，请写 {found.number} 或 {found.number}个工作日，现为“{text}”")
    if found.until and since == date.max:
        return found.text
    days = found.days_from(since)
    if days < 0:
        raise ValueError(f"{found.until} 在 {since} 之前")
    if spec.min is not None and days < spec.min:
        raise ValueError(f"不能少于 {spec.min} 日，“{text}”合 {days} 日")
    if days > (MAX_DAYS if spec.max is None else spec.max):
        raise ValueError(f"不能多于 {MAX_DAYS if spec.max is None else spec.max} 日，“{text}”合 {days} 日")
    return found.text


def _several(spec: FieldSpec, text: str) -> str:
    """Choices parted as people part them, each by key or title; kept in the order of the definition. That none of them
    was found is an answer, too, and not a blank."""
    single = spec.model_copy(update={"type": "choice"})
    try:
        found = {canonical(single, text, date.max)}
    except ValueError:
        if text in NONE_CHOSEN:
            return NONE
        found = {canonical(single, part, date.max) for part in people(text)}
    return ",".join(key for key in spec.choices if key in found)


def _only_choice(spec: FieldSpec, text: str) -> str | None:
    """The choice that a part of a title means, if just one fits: what stands before its bracket, or a title without an
    end that other choices have too (专项 for 专项检查, beside 双随机检查): what is left out says nothing.
    """
    titles = spec.choices.items()
    brief = [key for key, title in titles if title.partition("（")[0] == text]
    ends = [(key, title.removeprefix(text)) for key, title in titles if title.startswith(text) and title != text]
    begun = [
        key for key, end in ends if len(end) > 1 and sum(title.endswith(end) for title in spec.choices.values()) > 1
    ]
    return next((keys[0] for keys in (brief, begun) if len(keys) == 1), None)


def _moment(text: str, today: date) -> str:
    """A day and a time to the minute, in Chinese time unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(_time_of_day(text))
    except _NoTime:
        raise
    except (ValueError, OverflowError):
        raise ValueError(f"时刻“{text}”应写成 2022-02-17 10:30 的样子") from None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(CHINA)
    if moment.date() > today:
        raise ValueError(f"{moment.date()} 在今天（{today}）之后")
    return moment.isoformat(timespec="minutes")


def _time_of_day(text: str) -> str:
    """``2022年2月17日 10时30分`` in the spelling of ISO 8601. Raises ValueError, also where no time is given."""
    found = _CLOCKED.fullmatch(text.translate(HALF_WIDTH).strip())
    if found is None:
        raise _NoTime(f"时刻“{text}”还要写几点几分，例 {parse_date(text)} 10:30")
    day, hour, minute, seconds, zone = found.groups()
    return f"{parse_date(day.strip())}T{int(hour):02}:{int(minute or 0):02}{seconds or ''}{zone or ''}"


def happened(text: str, today: date) -> date | datetime:
    """When something has happened, as people say it on a day: a day, or a day and a time in China. Raises ValueError,
    in Chinese."""
    if found := _SAID_AT.fullmatch(text.translate(HALF_WIDTH).strip()):
        text = f"{day_said(found[1], today, past=True)} {found[2]}"
    if any(mark in text for mark in ":：时点"):
        return datetime.fromisoformat(_moment(text.strip(), date.max))
    return day_said(text.strip(), today, past=True)


def dated(
    fields: Sequence[FieldSpec], given: Mapping[str, str], today: date, *, yearless: bool = True
) -> Mapping[str, str]:
    """What was given, each day that is written as people say it on a day (``昨天``, ``10月9日``) as the day that it is;
    what is none stays as it is, to be told with all else that cannot be read."""
    days = {spec.id: spec for spec in fields if spec.type == "date"}
    found = dict(given)
    for name in days.keys() & given.keys():
        with suppress(ValueError):
            past = not days[name].future
            found[name] = day_said(given[name], today, past=past, yearless=yearless).isoformat()
    return found


def people(text: str) -> list[str]:
    """The names in a person field: one or several, however separated."""
    return [name.strip() for name in _PARTED.split(text) if not is_blank(name)]


def _number(spec: FieldSpec, typed: str) -> str:
    text = read_number(typed, spec.unit)
    whole, _, fine = text.lstrip("+-").partition(".")
    if len(whole) > WHOLE or len(fine) > FINE:
        raise ValueError(f"数字太大或太细，整数部分至多 {WHOLE} 位，小数至多 {FINE} 位")
    number = Decimal(text)
    if spec.type == "integer" and number != number.to_integral_value():
        raise ValueError(f"应填整数，现为“{text}”")
    if spec.min is not None and number < spec.min:
        raise ValueError(f"不能小于 {spec.min}")
    if spec.max is not None and number > spec.max:
        raise ValueError(f"不能大于 {spec.max}")
    number = number.to_integral_value() if spec.type == "integer" else number
    return format(number or abs(number), "f")


def shown(spec: FieldSpec, value: str) -> str:
    """A canonical value in the reader's words."""
    if spec.type == "boolean":
        return "是" if value == "true" else "否"
    if spec.type == "choice":
        return spec.choices.get(value, value)
    if spec.type == "multichoice":
        return "、".join(spec.choices.get(key, key) for key in chosen(value)) or NONE_CHOSEN[0]
    if spec.type == "period":
        found = read_period(value, date.min)
        return f"{value} {spec.unit}" if found.form == "days" and spec.unit else found.told
    text = brief(value) if spec.type == "decimal" else value
    return f"{text} {spec.unit}" if spec.unit else text


def brief(value: str) -> str:
    """A number that nobody typed, because it is finer than a form takes, in few places: ``约 33.3333``; it is never
    rounded to a whole that it is not."""
    if len(value.partition(".")[2]) <= FINE:
        return value
    with localcontext(prec=len(value)):
        rounded = (Decimal(value).quantize(Decimal(1).scaleb(-n), ROUND_HALF_UP) for n in range(SHOWN, len(value)))
        return f"约 {next(one for one in rounded if one != one.to_integral_value()).normalize():f}"


def chosen(value: str) -> tuple[str, ...]:
    """The choices in a canonical value of several."""
    return () if value == NONE else tuple(value.split(","))
