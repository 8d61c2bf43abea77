"""Nobody types what can be computed: the numbers of all packs that sound like an answer, each with why it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from inspect_engine.domain.definitions import Pack
from inspect_engine.reading.definitions import load_library

PACKS = list(load_library().packs.values())
AN_ANSWER = re.compile(
    "至今|率|占(?!压)|比例|之比|合计|之和|相加|去重|换算|折合|同比|环比|增长|提前|使用年限|运行年限|经过|距上|第几日"
)
"""How titles of what follows from other numbers or days are written; so are units of hundredths and thousandths."""
PRINTED = "报表印的数，正是要核对的"
MEASURED = "仪器或检测报告直接给出的读数"
REPORTED = "鉴定报告写的结论数，构件明细不在检查里"
AGE_ONLY = "现场多半只知道用了几年，没有可填的日子；编出日子反不如照实写年数"
HOURS = "按通知与动工的时刻数，时刻不逐次登记"
WORKDAYS = "按工作日数，放假安排由台账的日历管，检查项里不算"
DISTINCT = "去重的数要有名册才数得出；程序只核它不少于任何一类、不多于各类相加"
CALCULATED = "要按计算书分清永久荷载和可变荷载，各乘分项系数，现场只有计算书的结果"
DAY_OF_CHANGE = "由事故流程的时刻算；检查项只记看到的是第几日"
TYPED = {
    ("accident", "ACC-04", "day"): DAY_OF_CHANGE,
    ("action-plan", "DV-01", "printed"): PRINTED,
    ("action-plan", "DV-15", "printed"): PRINTED,
    ("gas", "OPS-01", "days"): WORKDAYS,
    ("gas", "OPS-02", "hours"): HOURS,
    ("gas", "OPW-01", "lel"): MEASURED,
    ("gas", "OPW-02", "lel"): MEASURED,
    ("gas", "OPW-02", "oxygen"): MEASURED,
    ("gas", "STN-01", "others"): "少见的规格不一，按瓶身水容积加总；常见的三种由程序算",
    ("gas", "PIPE-AGE", "years"): AGE_ONLY,
    ("gas", "AGE-01", "years"): AGE_ONLY,
    ("gas", "AGE-03", "years"): AGE_ONLY,
    ("gas", "AGE-04", "years"): AGE_ONLY,
    ("hazardous-works", "HW-B", "load_design"): CALCULATED,
    ("hazardous-works", "HW-B", "line_load_design"): CALCULATED,
    ("hazardous-works", "RC-02", "load"): "一次的总重，过秤或照货单；物和人不逐件称",
    ("hazardous-works", "WD-YX-02", "combustible"): MEASURED,
    ("hazardous-works", "WD-YX-02", "oxygen"): MEASURED,
    ("hazardous-works", "M24-8-7", "lean_free"): MEASURED,
    ("hazardous-works", "M24-8-7", "lean_tied"): MEASURED,
    ("hazardous-works", "M24-10-1", "humidity"): MEASURED,
    ("hazardous-works", "M22-8-2", "lean_free"): MEASURED,
    ("hazardous-works", "M22-8-2", "lean_tied"): MEASURED,
    ("illegal-building", "LW-D5", "handled"): DISTINCT,
    ("rural-housing", "NF-A2", "ratio"): REPORTED,
    ("rural-housing", "NF-D2", "four"): DISTINCT,
    ("rural-housing", "NF-M2", "allowed_share"): "当地文件定的界限，照文件填",
    ("supervision-body", "JD-17", "printed"): PRINTED,
    ("urban-facilities", "LF-1", "methane"): MEASURED,
    ("urban-facilities", "GS-3", "notified_hours"): HOURS,
}
"""Each such number that is still typed, and why."""


def answers(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Typed numbers that sound like what another could compute; points and their counts are the score's own."""
    for item in pack.items:
        for spec in item.values:
            number = spec.type in ("integer", "decimal") and not (spec.deducts or spec.times)
            if number and (AN_ANSWER.search(spec.title) or spec.unit in ("%", "‰")):
                yield pack.id, item.id, spec.id


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_whatever_sounds_like_an_answer_is_computed(pack: Pack) -> None:
    """Or the reason is told here; and no reason is told for a value that is not there."""
    assert set(answers(pack)) == {place for place in TYPED if place[0] == pack.id}
