"""What the derivation of a deadline says, and in which situations it does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from inspect_engine.domain.calendars import (
    PUBLISHED,
    Calendar,
    Deadline,
    DueMoment,
    Extended,
    Pause,
    Rule,
    count,
    counting,
    days,
    hours,
    hours_deadline,
    knowledge,
    shape,
)
from tests.domain.test_calendars_adopted import KNOWN
from tests.sentences import Sweep, unaccounted

D = date


def told(found: Deadline | DueMoment) -> str:
    """The day or moment, and how it came about."""
    due = found.due_on if isinstance(found, Deadline) else found.due_at.isoformat()
    return f"{due}：{found.derivation}"


def civil(start: date, length: int, *pauses: Pause, calendar: Calendar = PUBLISHED, **more: Any) -> Deadline:
    return count(Rule(start, length, "civil", **more), calendar, pauses)


def work(start: date, length: int, *pauses: Pause, calendar: Calendar = PUBLISHED) -> Deadline:
    return count(Rule(start, length, "work"), calendar, pauses)


def stop(since: int, until: int | None, why: str = "鉴定") -> Pause:
    """In March 2026."""
    return Pause(D(2026, 3, since), D(2026, 3, until) if until else None, why)


def extended(start: date, *ended: Pause, still: tuple[Pause, ...] = ()) -> Deadline:
    """Four days and three more; pauses that had ended before, and those since."""
    return count(Rule(start, 3, after=(Extended(Rule(start, 4), ended),)), pauses=still)


MONDAY, THAT_YEAR, BEFORE = D(2026, 3, 2), D(2027, 2, 4), D(2026, 12, 18)
DERIVED = {
    "friday": lambda: civil(MONDAY, 4),
    "saturday": lambda: civil(MONDAY, 5),
    "saturday-unrolled": lambda: civil(MONDAY, 5, rolls=False),
    "saturday-and-pause": lambda: civil(MONDAY, 5, stop(9, 10)),
    "saturday-at-work": lambda: civil(D(2026, 2, 10), 4),
    "december-28": lambda: civil(BEFORE, 10),
    "december-29": lambda: civil(BEFORE, 11),
    "december-29-known": lambda: civil(BEFORE, 11, calendar=KNOWN),
    "2027": lambda: civil(THAT_YEAR, 6),
    "2027-saturday": lambda: civil(THAT_YEAR, 2),
    "2027-unrolled": lambda: civil(THAT_YEAR, 6, rolls=False),
    "2027-known": lambda: civil(THAT_YEAR, 6, calendar=KNOWN),
    "work-friday": lambda: work(MONDAY, 4),
    "work-monday": lambda: work(MONDAY, 5),
    "work-2027": lambda: work(THAT_YEAR, 6),
    "work-2027-2028": lambda: work(D(2026, 12, 1), 300),
    "work-2027-known": lambda: work(THAT_YEAR, 6, calendar=KNOWN),
    "work-exchanged": lambda: work(D(2026, 2, 13), 1),
    "work-4-weekends": lambda: work(MONDAY, 21),
    "work-5-weekends": lambda: work(D(2026, 4, 20), 26),
    "paused": lambda: civil(MONDAY, 2, stop(3, 4)),
    "paused-twice": lambda: civil(MONDAY, 2, stop(3, 5), stop(4, 6, "停工")),
    "paused-within": lambda: civil(MONDAY, 2, stop(3, 6), stop(4, 5, "停工")),
    "paused-none": lambda: civil(MONDAY, 2, stop(3, 3)),
    "paused-after": lambda: civil(MONDAY, 2, stop(5, 6)),
    "work-paused-weekend": lambda: work(MONDAY, 5, stop(7, 9)),
    "work-paused-exchanged": lambda: work(D(2026, 2, 13), 1, Pause(D(2026, 2, 14), D(2026, 2, 24), "鉴定")),
    "still-from-due": lambda: civil(MONDAY, 4, stop(6, None, "停工")),
    "still-after-due": lambda: civil(MONDAY, 4, stop(7, None, "停工")),
    "work-still": lambda: work(MONDAY, 4, stop(3, None, "停工")),
    "extended": lambda: extended(MONDAY),
    "extended-paused": lambda: extended(MONDAY, stop(3, 4)),
    "extended-still": lambda: extended(MONDAY, still=(stop(3, None, "停工"),)),
    "extended-2027": lambda: extended(D(2026, 12, 31)),
    "said": lambda: civil(MONDAY, 0, rolls=False, said="立即"),
    "said-hours": lambda: civil(MONDAY, 1, rolls=False, said="24小时"),
    "said-day": lambda: civil(MONDAY, 3, rolls=False, said="限于2026年3月5日前", until=D(2026, 3, 5)),
    "said-past": lambda: civil(MONDAY, 0, rolls=False, said="限于2026年3月1日前", until=D(2026, 3, 1)),
    "hours": lambda: hours_deadline(datetime(2026, 3, 2, 1, 30, tzinfo=UTC), 2),
    "seconds": lambda: hours_deadline(datetime(2026, 3, 2, 1, 30, 1, tzinfo=UTC), 2),
}
HOURS = "hours seconds"
OTHERWISE = "said said-hours said-day said-past"
WORK = (
    "work-2027-2028 work-friday work-monday work-2027 work-2027-known work-exchanged work-4-weekends work-5-weekends"
    " work-paused-weekend work-paused-exchanged work-still"
)
PAUSED = (
    "saturday-and-pause paused paused-twice paused-within work-paused-weekend work-paused-exchanged extended-paused"
)
EXTENDED = "extended extended-paused extended-still extended-2027"
ROLLED = "saturday-and-pause saturday 2027-known paused-twice paused-within extended-paused"
SAID = {
    " 个工作日，至 ": WORK,
    " 日，至 ": f"but {WORK} {HOURS} {OTHERWISE}",
    " 次日起 ": f"but {HOURS} {OTHERWISE}",
    "；延期自 2026-03-06 次日起 3 日，至 2026-03-09": "extended extended-still",
    "；延期自 ": EXTENDED,
    "至 2026-03-06；延期自 ": "extended extended-still",
    # what was rolled
    "2026-03-07：": "saturday-unrolled",
    "2026-03-10：": "saturday-and-pause",
    "2027-02-06：": "2027-saturday",
    "；末日遇休息日，顺延至 2026-03-10": "saturday-and-pause",
    "；末日遇休息日，顺延至 2026-03-09": "saturday paused-twice paused-within extended-paused",
    "；末日遇休息日，顺延至 ": ROLLED,
    "；末日不顺延": "saturday-unrolled 2027-unrolled",
    # what was skipped, and what was not
    "；休息日不计（2026-03-07 至 2026-03-08）": "work-monday",
    "；休息日不计（": "work-monday work-2027 work-2027-known work-4-weekends work-5-weekends work-2027-2028",
    "（2026-03-07 至 2026-03-08、2026-03-14 至 2026-03-15、2026-03-21 至 2026-03-22、2026-03-28": "work-4-weekends",
    "（共 12 日）": "work-5-weekends",
    "（共 ": "work-5-weekends work-2027-2028",
    "；调休上班照计（2026-02-14）": "work-exchanged",
    "；调休上班照计（": "work-exchanged work-2027-known work-5-weekends",
    # what stood still
    "；暂停 1 日不计（2026-03-03，鉴定）": "paused extended-paused",
    "；暂停 2 日不计（2026-03-03 至 2026-03-04，鉴定）；暂停 1 日不计（2026-03-05，停工）": "paused-twice",
    "；暂停 2 日不计（2026-03-07 至 2026-03-08，鉴定）": "work-paused-weekend",
    "；暂停 ": PAUSED,
    "停工）": "paused-twice still-from-due work-still extended-still",
    "；2026-03-06 起暂停（停工），恢复后另算，不会更早": "still-from-due",
    " 起暂停（停工），恢复后另算，不会更早": "still-from-due work-still extended-still",
    " 起暂停（": "still-from-due work-still extended-still",
    # what nobody knows yet
    "；2027 年放假安排未公布，暂定": "2027 2027-saturday extended-2027",
    "；2027 年放假安排未公布，元旦调休可能动到年末，暂定": "december-29",
    "；2027 年放假安排未公布，按周一至周五推算，暂定": "work-2027",
    "；2027、2028 年放假安排未公布，按周一至周五推算，暂定": "work-2027-2028",
    "暂定": "december-29 2027 2027-saturday work-2027 work-2027-2028 extended-2027",
    # hours
    "2026-03-02 09:30 起连续 2 小时，至 2026-03-02 11:30；按小时计的不除休息日，也不顺延": "hours",
    "2026-03-02 09:30:01 起连续 2 小时，至 2026-03-02 11:30:01；按小时计的不除休息日，也不顺延": "seconds",
    "也不顺延": f"{HOURS} said-hours",
    # what was not said in days
    "2026-03-02 起立即，至 2026-03-02": "said",
    "2026-03-02 起24小时，至 2026-03-03，按小时计的不除休息日，也不顺延": "said-hours",
    "：限于2026年3月5日前（含当日，写明日期的不顺延）": "said-day",
    "：限于2026年3月1日前（含当日，写明日期的不顺延；那时已过，按 2026-03-02 当日）": "said-past",
}
REFUSED = "refused: test_calendars, a day as people write it"
ELSEWHERE = {
    r"(?:(\d{4})|(\d{1,2})|(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?"
    r"|((?:19|20)\d{2})(\d{2})(\d{2}))": "a pattern",
    r"(\d{1,2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{4}|\d{1,2})日?": "a pattern",
    r"(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*[日号]?": "a pattern",
    "一二三四五六七八九": "digits that are read",
    "〇零○": "nought as it is read",
    "([0〇零○ ']{4})\\s*年\\s*(十?[ ']|十)\\s*月\\s*([一二三]?十[ '])\\s*[日号]?": "pieces of a pattern",
    "今天今日昨天昨日前天明天后天": "words that are read, in test_days_said",
    "，是否想写 或 ？，还要写年份，这像是 Excel 的日期序号（），请把单元格设成日期年": REFUSED,
    "已知的放假安排到 年为止，至多往后推算 年": "refused: a year too far ahead, in test_calendar_adopted",
}
SWEEP = Sweep(told, DERIVED, SAID, elsewhere=ELSEWHERE)


def test_a_derivation_says_what_was_counted_and_nothing_else() -> None:
    """At the ends of weeks, years and pauses, on both sides of them."""
    SWEEP.check()


def test_every_sentence_of_a_derivation_is_swept() -> None:
    assert unaccounted([SWEEP], counting, days, hours, knowledge, shape) == []
