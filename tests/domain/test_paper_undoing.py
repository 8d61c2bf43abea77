"""What hinders an import from being taken back, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import Case, apply
from inspect_engine.domain.events import GENESIS, Actor, Event
from inspect_engine.domain.paper.undoing import SHOWN, against
from tests.domain.conftest import TODAY, opened

CASE = apply(None, opened(("insp1",)))


def after(kind: str, **data: Any) -> Case:
    at = datetime(2026, 3, 3, tzinfo=CHINA)
    given = {"on": TODAY.isoformat(), **data}
    return apply(CASE, Event("e2", "f", 2, GENESIS, CASE.id, "e1", kind, Actor("sup1", "os"), at, given))


RAISED = {"due_on": "2026-03-02", "rung": "1"}
CORRECTED = {"what": "case", "which": "RQ-2026-0001", "changes": [], "why": "看错"}


@pytest.mark.parametrize(
    ("case", "hinders"),
    [
        (CASE, False),
        (after("case.noted", text="电话问过"), False),
        (after("case.assigned", to="insp1"), False),
        (after("case.escalated", **RAISED), False),
        (after("case.escalated", **RAISED, opens="listing"), True),
        (after("corrected", **CORRECTED), True),
        (after("correction.proposed", **CORRECTED), True),
        (after("case.of_a_later_edition"), True),
        (after("case.seen_again", times=1), True),
        (after("case.seen_again", times=0), False),
    ],
)
def test_whatever_somebody_did_about_a_case_hinders(case: Case, hinders: bool) -> None:
    told = "".join(against([CASE, case], ()))
    assert told.startswith("导入以后有 1 件办过") if hinders else told == ""


def test_what_is_elsewhere_hinders_and_only_so_many_are_named() -> None:
    many = [replace(CASE, id=str(n), number=f"RQ-{n}") for n in range(SHOWN + 1)]
    (told,) = against(many, {case.id for case in many})
    assert (f"RQ-{SHOWN - 1} …；" in told, f"RQ-{SHOWN}" in told, f"有 {SHOWN + 1} 件" in told) == (True, False, True)
