"""数据真实性: records that look like closure on paper, and what people made of them."""

from inspect_engine.domain.alarms.alone import RECORDS, alone
from inspect_engine.domain.alarms.decisions import (
    DECIDED,
    STATUSES,
    VERDICTS,
    Decision,
    Judged,
    by_kind,
    count,
    decision_data,
    decision_of,
    involved,
    judge,
    took_part,
)
from inspect_engine.domain.alarms.shape import KINDS, Alarm, titled
from inspect_engine.domain.alarms.watch import Watch

__all__ = [
    "DECIDED",
    "KINDS",
    "RECORDS",
    "STATUSES",
    "VERDICTS",
    "Alarm",
    "Decision",
    "Judged",
    "Watch",
    "alone",
    "by_kind",
    "count",
    "decision_data",
    "decision_of",
    "involved",
    "judge",
    "titled",
    "took_part",
]
