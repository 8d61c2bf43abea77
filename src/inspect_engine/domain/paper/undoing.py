"""An import taken back: a file was misread, and nobody has acted on any of its cases since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from inspect_engine.domain.cases import Case

PROPOSED, BACK = "ledger.take_back_proposed", "ledger.taken_back"
TITLE = "撤回导入"
SHOWN = 20
"""Numbers of cases that are named one by one."""


def against(cases: Iterable[Case], elsewhere: Collection[str]) -> Iterator[str]:
    """Why an import is not taken back: which of its cases somebody has acted on, or an inspection has seen again, or a
    document or sanction is about; these are ``elsewhere`` (ids)."""
    found = [case.number for case in cases if case.touched or case.seen > 0 or case.id in elsewhere]
    if found:
        told = "、".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
        yield f"导入以后有 {len(found)} 件办过，不能整份撤回：{told}；单件有误的用 case correct，或者按流程办"


def ended(case: Case, why: str) -> dict[str, Any]:
    """What is recorded of each case. It is of the day of the finding: as of no day was there such a hazard."""
    return {"on": case.found_on.isoformat(), "title": TITLE, "to_title": f"已{TITLE}", "why": why}
