"""Who may do what; default deny."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from inspect_engine.domain.authority import PERMISSIONS, Person, named_in, require
from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.errors import Refused

MAY = {
    "user": {"supervisor"},
    "subject": {"inspector", "supervisor"},
    "inspect": {"inspector"},
    "survey": {"inspector", "supervisor", "viewer"},
    "repin": {"supervisor"},
    "export": {"inspector", "supervisor", "viewer"},
}
ROLE_SETS = [
    frozenset(roles) for roles in chain.from_iterable(combinations(ROLE_TITLES, n) for n in range(len(ROLE_TITLES) + 1))
]


@pytest.mark.parametrize("verb", MAY)
@pytest.mark.parametrize("roles", ROLE_SETS, ids="+".join)
@pytest.mark.parametrize("active", [True, False])
def test_each_verb_is_for_its_roles_only(verb: str, roles: frozenset[str], active: bool) -> None:
    """Every combination of roles: allowed by this table, or refused saying who may; a disabled user may nothing."""
    person = Person("x", "某", roles, active=active)
    if active and roles & MAY[verb]:
        require(person, verb)
    else:
        with pytest.raises(Refused, match=r"须由|已停用"):
            require(person, verb)


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
