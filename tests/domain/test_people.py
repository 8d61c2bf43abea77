"""Who may do what; default deny."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import pytest

from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.people.authority import PERMISSIONS, Person, require, scope
from inspect_engine.domain.people.delegation import Delegation, stand_in
from inspect_engine.domain.people.roster import named_in
from inspect_engine.domain.words.identifiers import prefix_fault, region_prefix
from inspect_engine.errors import Refused

MAY = {
    "hand_signature": {"inspector", "supervisor"},
    "reference": {"supervisor"},
    "user": {"supervisor"},
    "delegate": {"supervisor"},
    "subject": {"inspector", "supervisor"},
    "inspect": {"inspector", "supervisor"},
    "unit": {"inspector", "supervisor"},
    "unit_change": {"supervisor"},
    "conclude": {"inspector", "supervisor"},
    "note": {"inspector", "supervisor", "responsible"},
    "plan": {"supervisor"},
    "assign": {"inspector", "supervisor"},
    "import": {"supervisor"},
    "correct": {"inspector", "supervisor", "responsible"},
    "countersign": {"inspector", "supervisor"},
    "survey": {"inspector", "supervisor", "viewer"},
    "repin": {"supervisor"},
    "export": {"inspector", "supervisor", "viewer"},
    "override": {"inspector", "supervisor"},
    "adopt": {"supervisor"},
    "calendar": {"supervisor"},
    "alarm": {"supervisor"},
    "tick": {"supervisor"},
    "sanction": {"supervisor"},
    "draw": {"supervisor"},
    "draw_result": {"inspector", "supervisor"},
    "document": {"supervisor"},
    "notice": {"inspector", "supervisor"},
    "record": {"inspector", "supervisor"},
    "rebuild": {"supervisor"},
    "clock": {"supervisor"},
    "numbers": {"inspector", "supervisor"},
    "report": {"inspector", "supervisor"},
    "triage": {"supervisor"},
}
ROLE_SETS = [roles for n in range(len(ROLE_TITLES) + 1) for roles in combinations(ROLE_TITLES, n)]
PLACES = ["", "53", "5306", "530602", "530603", "5307", "11"]
"""The whole ledger, a province, a city, two of its counties, another city, another province."""


def person(*roles: str, name: str = "x", region: str = "", party: str | None = None, active: bool = True) -> Person:
    return Person(name, f"{name}某", frozenset(roles), party, active, region=region)


def refusal(who: Person, verb: str, *places: str) -> str:
    """What is said to him, nothing where he may."""
    try:
        require(who, verb, *places)
    except Refused as refused:
        return str(refused) or "refused without a word"
    return ""


def test_each_verb_is_for_its_roles_only() -> None:
    """Every combination of roles: allowed by this table, or refused saying who may; a disabled user may nothing."""
    wrong = []
    for verb, roles, active in product(MAY, ROLE_SETS, (True, False)):
        said, may = refusal(person(*roles, active=active), verb), active and bool(set(roles) & MAY[verb])
        if said if may else not re.search("须由|已停用", said):
            wrong.append((verb, roles, active, said))
    assert wrong == []


def test_each_verb_is_for_places_within_ones_own_only() -> None:
    """A city covers its counties, only who has no region the whole ledger; one place out of reach is enough."""
    wrong = []
    for verb, mine, there in product(MAY, PLACES, PLACES):
        said = refusal(person(*sorted(MAY[verb]), region=mine), verb, mine, there)
        if said if there.startswith(mine) else "区划" not in said:
            wrong.append((verb, mine, there, said))
    assert wrong == []


@pytest.mark.parametrize("verb", MAY)
def test_what_has_to_be_done_in_person_is_not_done_for_another(verb: str) -> None:
    """Whoever stands in takes actions on cases, looks and exports; people, inspections and rules are not for him."""
    principal = person(*sorted(MAY[verb]), name="li")
    stand_in = replace(person(name="wang"), roles=principal.roles, acts_for=principal)
    if verb in {"survey", "export", "subject", "numbers"}:
        require(stand_in, verb)
    else:
        with pytest.raises(Refused, match="须由本人办理，不能代li某办理"):
            require(stand_in, verb)


@pytest.mark.parametrize(
    ("roles", "party", "region", "sees"),
    [
        (("inspector",), None, "", [True, True, True]),
        (("inspector",), None, "5306", [True, True, False]),
        (("supervisor", "responsible"), "甲", "530602", [True, True, False]),
        (("responsible",), "甲", "", [True, False, True]),
        (("responsible",), "甲", "5306", [True, False, False]),
        (("responsible", "viewer"), "甲", "", [True, True, True]),
        (("responsible",), None, "", [False, False, False]),
        ((), None, "", [False, False, False]),
    ],
)
def test_what_a_person_sees(roles: tuple[str, ...], party: str | None, region: str, sees: list[bool]) -> None:
    """Of one's region; whoever is there for a unit only, its own things only; nobody in particular, nothing."""
    seen = scope(person(*roles, region=region, party=party))
    cases = [("530602", "甲"), ("530602", "乙"), ("530702", "甲")]
    assert [seen.covers(*case) for case in cases] == sees


def test_both_names_count_while_one_stands_in() -> None:
    li = person("supervisor", name="li")
    wang = replace(person("inspector", name="wang"), acts_for=li)
    assert wang.names == {"wang", "li"}
    assert wang.known_as == {"wang", "wang某", "li", "li某"}
    assert "代li某" in wang.role_titles


# --- standing in ---------------------------------------------------------------------------------------------------

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


def granted(*, ended: bool = False, delegate: str = "wang", principal: str = "li") -> Delegation:
    return Delegation("e", principal, delegate, MONDAY, FRIDAY, "出差", "sup", MONDAY if ended else None)


@pytest.mark.parametrize(
    ("on", "given", "may"),
    [
        (MONDAY, granted(), True),
        (FRIDAY, granted(), True),
        (MONDAY - timedelta(days=1), granted(), False),
        (FRIDAY + timedelta(days=1), granted(), False),
        (MONDAY, granted(ended=True), False),
        (MONDAY, granted(delegate="li", principal="wang"), False),
        (MONDAY, granted(principal="zhao"), False),
    ],
)
def test_a_delegation_holds_from_day_to_day_for_its_pair(on: date, given: Delegation, may: bool) -> None:
    """First and last day included, judged on the day; neither the other way round nor for anybody else."""
    wang, li = person("inspector", name="wang", region="530602"), person("supervisor", name="li", region="5306")
    found = stand_in(wang, li, [given], on)
    if may:
        assert isinstance(found, Person)
        assert (found.name, found.roles, found.region, found.acts_for) == ("wang", li.roles, "5306", li)
    else:
        assert isinstance(found, list)


@pytest.mark.parametrize(
    ("delegate", "principal", "reason"),
    [
        (person("inspector", name="li"), person("supervisor", name="li"), "不能由本人代本人"),
        (person("inspector", name="wang", active=False), person("supervisor", name="li"), "已停用"),
        (person("inspector", name="wang"), person("supervisor", name="li", active=False), "已停用"),
        (person("inspector", name="wang"), person("responsible", name="li", party="甲"), "同一单位"),
        (person("responsible", name="wang", party="甲"), person("supervisor", name="li"), "同一单位"),
        (person("responsible", name="wang", party="甲"), person("responsible", name="li", party="乙"), "同一单位"),
    ],
)
def test_who_cannot_stand_in_for_whom(delegate: Person, principal: Person, reason: str) -> None:
    """Not even with a delegation: authorities and units never do each other's part."""
    found = stand_in(delegate, principal, [granted(delegate=delegate.name, principal=principal.name)], MONDAY)
    assert isinstance(found, list)
    assert reason in "".join(found)


# --- regions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("530000", "53"),
        ("530600", "5306"),
        ("530602", "530602"),
        ("5306", "5306"),
        ("53", "53"),
        ("", ""),
        ("10", "10"),
    ],
)
def test_a_code_stands_for_all_within_it(code: str, prefix: str) -> None:
    assert region_prefix(code) == prefix


@pytest.mark.parametrize("prefix", ["", "53", "5306", "530602"])
def test_a_region_of_a_person_that_exists(prefix: str) -> None:
    assert prefix_fault(prefix, MONDAY) is None


@pytest.mark.parametrize("prefix", ["99", "5399", "530699"])
def test_a_region_of_a_person_must_exist(prefix: str) -> None:
    assert "没有区划代码" in str(prefix_fault(prefix, MONDAY))


@pytest.mark.parametrize("prefix", ["5", "530", "53060", "5306021", "五三", "53%", "５３"])
def test_a_region_of_a_person_has_the_digits_of_a_level(prefix: str) -> None:
    assert "省 2 位" in str(prefix_fault(prefix, MONDAY))


def test_the_table_above_is_complete() -> None:
    """A new verb needs a row here."""
    assert set(PERMISSIONS) == set(MAY)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("某甲乙", ["long"]),
        ("某甲", ["short", "twin"]),
        ("某甲乙和某甲", ["long", "short", "twin"]),
        ("施工队（某甲）", ["short", "twin"]),
        ("short-term", ["short"]),
        ("shorter", []),
        ("由 short 代签", ["short"]),
        ("外人", []),
    ],
)
def test_of_names_inside_one_another_the_longest_is_meant(text: str, named: list[str]) -> None:
    """A name that contains another does not name the other; two people of one name are both named."""
    people = [("short", "某甲"), ("twin", "某甲"), ("long", "某甲乙")]
    roster = {name: Person(name, title, frozenset({"inspector"})) for name, title in people}
    assert sorted(named_in(text, roster)) == sorted(named)
