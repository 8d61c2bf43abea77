"""Days, what is known of working days, and deadlines with their derivation.

Everything else imports this, so it imports nothing of ours; the table of holidays is loaded when it is first asked.
"""

from inspect_engine.domain.calendars.counting import MAX_DAYS, civil_deadline, count, working_days, working_deadline
from inspect_engine.domain.calendars.days import (
    CHINA,
    DAY,
    HALF_WIDTH,
    china_day,
    counted_day,
    day_said,
    in_chinese,
    iso_date,
    months_later,
    parse_date,
)
from inspect_engine.domain.calendars.hours import MAX_HOURS, DueMoment, hours_deadline
from inspect_engine.domain.calendars.knowledge import AHEAD, PUBLISHED, Arrangement, Calendar, built_in
from inspect_engine.domain.calendars.periods import FORM_TITLES, FORMS, Form, Period, read_period
from inspect_engine.domain.calendars.shape import Deadline, Extended, Pause, Rule

__all__ = [
    "AHEAD",
    "CHINA",
    "DAY",
    "FORMS",
    "FORM_TITLES",
    "HALF_WIDTH",
    "MAX_DAYS",
    "MAX_HOURS",
    "PUBLISHED",
    "Arrangement",
    "Calendar",
    "Deadline",
    "DueMoment",
    "Extended",
    "Form",
    "Pause",
    "Period",
    "Rule",
    "built_in",
    "china_day",
    "civil_deadline",
    "count",
    "counted_day",
    "day_said",
    "hours_deadline",
    "in_chinese",
    "iso_date",
    "months_later",
    "parse_date",
    "read_period",
    "working_days",
    "working_deadline",
]
