"""Days: Chinese ones, written one way."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""Business days are Chinese days, whatever the laptop's time zone."""
DAY = timedelta(days=1)
MOST_SPANS = 4
"""Spans of days that a derivation names one by one."""
LONGEST = 40
"""Characters of anything that could be a day."""
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""Characters that Chinese keyboards write in full width, to those they stand for."""
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MARK, _MIDNIGHT = r"\s*[-/.]\s*", r"(?:[ T]+0{1,2}:00(?::00(?:\.0+)?)?)?"
_WRITTEN = re.compile(
    rf"(?:(\d{{4}}){_MARK}(\d{{1,2}}){_MARK}(\d{{1,2}})|(\d{{4}})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]?"
    rf"|((?:19|20)\d{{2}})(\d{{2}})(\d{{2}})){_MIDNIGHT}",
    re.ASCII,
)
_ONES = "一二三四五六七八九"
_FIGURES = str.maketrans(f"〇零○{_ONES}", "000123456789")
_IN_WORDS = re.compile(
    rf"([0〇零○{_ONES}]{{4}})\s*年\s*(十?[{_ONES}]|十)\s*月\s*([一二三]?十[{_ONES}]?|[{_ONES}])\s*[日号]?{_MIDNIGHT}"
)
_SHORT = re.compile(r"(\d{1,2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{4}|\d{1,2})日?", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*[日号]?", re.ASCII)
_SERIAL = re.compile(r"[345]\d{4}", re.ASCII)
_EPOCH = date(1899, 12, 30)
SAID = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
"""Words for days, and how many days after today each is."""
FAR = timedelta(days=183)
"""Half a year: a day without a year that is further away than this could be that of the year before, or after."""
_COUNTED = re.compile(r"\+(\d{1,3})", re.ASCII)


@lru_cache(maxsize=4096)
def iso_date(text: str) -> date:
    """``2022-02-17`` only, as definitions and records spell it. Raises ValueError, in Chinese, for anything else."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError(f"日期“{text}”应写成 2022-02-17 的样子")
    return parse_date(text)


@lru_cache(maxsize=4096)
def parse_date(text: str) -> date:
    """A day as people write it: ``2022-02-17``, ``2022/2/17``, ``2022.2.17``, ``2022年2月17日``, ``20220217``,
    ``二〇二二年二月十七日``, also in full width, or with a time of midnight behind it, as spreadsheets write days.

    Raises ValueError, in Chinese, for a day that does not exist, and for what could be read in several ways or in none,
    with what it would be.
    """
    if _ISO_DAY.fullmatch(text):
        return _made(text, *text.split("-"))
    typed = text.translate(HALF_WIDTH).strip() if len(text) < LONGEST else ""
    if found := _WRITTEN.fullmatch(typed):
        return _made(text, *(part for part in found.groups() if part))
    if found := _IN_WORDS.fullmatch(typed):
        return _made(text, found[1].translate(_FIGURES), _counted_out(found[2]), _counted_out(found[3]))
    raise ValueError(f"日期“{text}”应写成 2022-02-17 的样子{_understood(typed)}")


def _made(text: str, year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"没有 {text} 这一天") from None


def _counted_out(number: str) -> str:
    """``二十三`` in figures."""
    tens, ten, ones = number.rpartition("十")
    return f"{tens or (1 if ten else 0)}{ones or 0}".translate(_FIGURES)


def _understood(text: str) -> str:
    """What a day that is not taken could have been meant as."""
    if found := _SHORT.fullmatch(text):
        days = sorted({day.isoformat() for day in _readings(*map(int, found.groups()), named="年" in text)})
        return f"，是否想写 {' 或 '.join(days)}？" if days else ""
    if _NO_YEAR.fullmatch(text):
        return "，还要写年份"
    if _SERIAL.fullmatch(text):
        return f"，这像是 Excel 的日期序号（{_EPOCH + timedelta(days=int(text))}），请把单元格设成日期"
    return ""


def _readings(first: int, second: int, third: int, *, named: bool) -> Iterator[date]:
    """The days that three short numbers can be: year first as in Chinese, or last, as elsewhere."""
    orders = [(2000 + first, second, third)] if third < 100 else []
    if not named:
        year = third if third >= 100 else 2000 + third
        orders += [(year, first, second), (year, second, first)]
    for order in orders:
        with suppress(ValueError):
            yield date(*order)


def day_said(text: str, today: date, *, past: bool = False, yearless: bool = True) -> date:
    """A day as people type it on a day: as :func:`parse_date` takes it, ``昨天``, or without its year (``10月9日``,
    ``10-9``): that of this year, where a ``past`` day is asked for the last one.

    Raises ValueError, in Chinese, also for one without a year that could be two days, naming both.
    """
    typed = text.translate(HALF_WIDTH).strip() if len(text) < LONGEST else ""
    if typed in SAID:
        return today + timedelta(days=SAID[typed])
    if yearless and (found := _NO_YEAR.fullmatch(typed)):
        return _this_year(text, found[1], found[2], today, past=past)
    return parse_date(text)


def _this_year(text: str, month: str, day: str, today: date, *, past: bool) -> date:
    made = _made(text, str(today.year), month, day)
    if made <= today if past else abs(made - today) <= FAR:
        return made
    other = _made(text, str(made.year + (1 if made < today else -1)), month, day)
    if past and today - other <= FAR:
        return other
    raise ValueError(f"“{text}”可以是 {' 或 '.join(map(str, sorted((made, other))))}，请写明年份")


def counted_day(text: str, today: date) -> date | None:
    """The day that ``+7`` names, the seventh after today, at most ``+999``; None for any other text."""
    found = _COUNTED.fullmatch(text.translate(HALF_WIDTH))
    return today + timedelta(days=int(found[1])) if found else None


def in_chinese(day: date) -> str:
    """``2022年2月17日``, as documents write a day."""
    return f"{day.year}年{day.month}月{day.day}日"


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def china_day(moment: datetime) -> date:
    """The Chinese calendar day of an aware moment."""
    return moment.astimezone(CHINA).date()


def listed(days: Iterable[date]) -> str:
    """Ascending days as spans; many spans as a count."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == DAY:
            spans[-1].append(day)
        else:
            spans.append([day])
    if len(spans) > MOST_SPANS:
        return f"共 {sum(map(len, spans))} 日"
    return "、".join(str(span[0]) if len(span) == 1 else f"{span[0]} 至 {span[-1]}" for span in spans)
