"""Another unit is liable: what speaks against it, and when one person alone may say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from inspect_engine.domain.cases import Case, apply
from inspect_engine.domain.people.roster import as_roster
from inspect_engine.domain.units.register import UNSAID
from inspect_engine.domain.workflow import liable
from tests.domain.conftest import PARTY, ROSTER, opened, person

OTHER = "别的企业"
PEOPLE = {**ROSTER, "of_other": person("of_other", "别家检查员", "inspector", party=OTHER)}


def case_of(**changes: Any) -> Case:
    return replace(apply(None, opened(("insp1",))), **changes)


ACTED = {"acted": True, "persons": {"open": frozenset({"insp1"}), "grade": frozenset({"of_other"})}}


@pytest.mark.parametrize(
    ("changes", "unit", "who", "papers", "told"),
    [
        ({}, OTHER, "sup1", (), ""),
        ({}, UNSAID, "sup1", (), "责任单位要写明是哪一家"),
        ({"co_units": (OTHER,)}, OTHER, "sup1", (), "已是本事项的共同责任单位"),
        ({}, OTHER, "of_other", (), "你属于“别的企业”"),
        ({}, OTHER, "sup1", ("示改〔2026〕1号",), f"文书 示改〔2026〕1号 是发给“{PARTY}”的：没有送达的先作废"),
        (ACTED, OTHER, "sup1", (), "“of_other”属于“别的企业”，已经办过本事项"),
        ({**ACTED, "rectified_by": frozenset({"of_other"})}, OTHER, "sup1", (), ""),
        ({**ACTED, "acted": False}, OTHER, "sup1", (), ""),
    ],
)
def test_what_speaks_against_another_unit(
    changes: dict[str, Any], unit: str, who: str, papers: Sequence[str], told: str
) -> None:
    said = "；".join(liable.against(case_of(**changes), unit, PEOPLE[who], as_roster(PEOPLE), papers))
    assert told in said if told else said == ""


@pytest.mark.parametrize(
    ("changes", "unit", "people", "two"),
    [
        ({}, OTHER, PEOPLE, True),
        ({}, PARTY, PEOPLE, False),
        ({"party": UNSAID}, OTHER, PEOPLE, False),
        ({"party": UNSAID, "acted": True}, OTHER, PEOPLE, True),
        ({}, OTHER, {"sup1": PEOPLE["sup1"], "insp1": PEOPLE["insp1"]}, False),
    ],
)
def test_it_takes_two_but_for_what_paper_left_unsaid(
    changes: dict[str, Any], unit: str, people: dict[str, Any], two: bool
) -> None:
    assert liable.takes_two(case_of(**changes), unit, people["sup1"], as_roster(people)) is two
