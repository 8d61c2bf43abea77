"""Rules of what is said of regions over the library's table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspect_engine.domain.words.identifiers import COUNTY, Overlay, region_prefix, region_whole, spans
from inspect_engine.domain.words.regions import NamedCode, RegionTable
from inspect_engine.errors import Fault, Place


def table_faults(table: RegionTable, over: Overlay) -> Iterator[Fault]:
    """Days run forward, and no code has two names on one; what lies in something lies in something that there is.

    ``over`` is what all the tables beside it say, and itself.
    """
    for n, row in enumerate(table.codes):
        place: Place = ("codes", n)
        if row.from_ and row.to and row.to < row.from_:
            yield Fault((*place, "to"), f"末日 {row.to} 早于首日 {row.from_}")
        if len(row.code) > COUNTY and row.code.endswith("000"):
            yield Fault((*place, "code"), f"“{row.code}”末尾的 0 是补位，请写 {region_whole(region_prefix(row.code))}")
        if len(row.code) > COUNTY and not spans(row.code[:COUNTY], over):
            yield Fault((*place, "code"), f"没有区划代码“{row.code[:COUNTY]}”", "乡镇、村的代码以区县的 6 位开头")
        if row.means and not spans(row.means[:COUNTY], over):
            yield Fault((*place, "means"), f"没有区划代码“{row.means}”", "写所在区县的代码，或它以下的 9 位、12 位")
        if row.means and any(span.means for span in over.get(row.means, ())):
            yield Fault((*place, "means"), f"“{row.means}”本身也指别的区划", "请直接写所在的区划")
        if other := next((each for each in table.codes[:n] if each.code == row.code and _meet(each, row)), None):
            yield Fault((*place, "from"), f"“{row.code}”的时段与“{other.name}”的重叠", "给前一个补上 to")


def _meet(one: NamedCode, other: NamedCode) -> bool:
    first = max(one.from_ or date.min, other.from_ or date.min)
    return first <= min(one.to or date.max, other.to or date.max)
