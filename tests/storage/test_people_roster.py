"""The roster that is read name by name says what the whole roster says."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from inspect_engine.domain.people.authority import Person, outside
from inspect_engine.domain.people.roster import Grown, Listed, Roster, _bounded, named_in
from inspect_engine.domain.words.text import same_name
from inspect_engine.storage import sqlite
from inspect_engine.storage.projection import _enrol, _set_user
from inspect_engine.storage.queries import Enrolled
from inspect_engine.storage.rows import SqlRows

LETTERS = "张三丰李四A\uff21a1\uff11（科长）(局) ·\u200b李\U00020000"
texts = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: same_name(text) != "")
PARTIES = (None, "甲店", "甲 店", "乙店", "Ａ1", "a1")
INSPECTOR = frozenset({"inspector"})
REGIONS = ("", "53", "5306", "530602", "51")


@st.composite
def people(draw: st.DrawFn) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for name, title in draw(st.lists(st.tuples(texts, texts), max_size=8, unique_by=lambda pair: pair[0])):
        roles = frozenset(draw(st.sets(st.sampled_from(["inspector", "supervisor", "responsible"]), min_size=1)))
        party, region = draw(st.sampled_from(PARTIES)), draw(st.sampled_from(REGIONS))
        found[name] = Person(name, title, roles, party, draw(st.booleans()), region=region)
    return dict(sorted(found.items(), key=lambda pair: pair[0].encode()))


@cache
def empty() -> Engine:
    engine = sqlite.make_engine(None)
    sqlite.fill_empty(engine)
    return engine


@contextmanager
def enrolled(roster: Mapping[str, Person]) -> Iterator[Roster]:
    """The same people as the projection keeps them, each first under another title, active and without a region."""
    with empty().connect() as connection:
        begun, rows = connection.begin(), SqlRows(connection)
        for person in roster.values():
            row = {"name": person.name, "party": person.party, "os_user": None, "secret": "", "active": True}
            row |= {"roles": ",".join(sorted(person.roles)), "region": ""}
            for title in ("前任", person.title):
                _enrol(rows, {**row, "title": title})
            _set_user(rows, person.name, region=person.region)
            if not person.active:
                _set_user(rows, person.name, active=False)
        plain = connection.connection.driver_connection
        assert isinstance(plain, sqlite3.Connection)
        plain.row_factory = sqlite3.Row
        try:
            yield Enrolled(plain)
        finally:
            plain.row_factory = None
            begun.rollback()


def grown(roster: Mapping[str, Person]) -> Grown:
    """The same people enrolled one by one, each first under another title."""
    found = Grown()
    for person in roster.values():
        found.put(replace(person, title="前任"))
        found.put(person)
    return found


def plainly_named(text: str, roster: Mapping[str, Person]) -> list[str]:
    """Everybody's every name in turn, the longest first."""
    found: list[str] = []
    told = [unicodedata.normalize("NFKC", text).casefold(), same_name(text)]
    aliases = {alias for person in roster.values() for alias in person.called}
    for alias in sorted(aliases, key=lambda alias: (-len(alias), alias)):
        pattern = re.compile(_bounded(alias))
        if alias and any(pattern.search(each) for each in told):
            found += [name for name, person in roster.items() if alias in person.called]
            told = [pattern.sub("\n", each) for each in told]
    return found


@settings(max_examples=30)
@given(people(), st.text(LETTERS, max_size=30))
@example({p.name: p for p in (Person("zsf", "张三丰", INSPECTOR), Person("zs", "张三", INSPECTOR))}, "由张三丰办")
@example({"1": Person("1", "·", INSPECTOR)}, "")
def test_whom_a_text_names(roster: dict[str, Person], text: str) -> None:
    with enrolled(roster) as kept:
        assert named_in(text, kept) == named_in(text, roster) == plainly_named(text, roster)
    assert sorted(named_in(text, grown(roster))) == sorted(named_in(text, roster))


@settings(max_examples=30)
@given(people(), st.text(LETTERS, max_size=12))
def test_who_is_known_by_a_name(roster: dict[str, Person], text: str) -> None:
    with enrolled(roster) as kept:
        assert {name: kept[name] for name in kept} == roster
        assert (len(kept), text in kept) == (len(roster), text in roster)
        for alias in {same_name(text), *(alias for person in roster.values() for alias in person.called)}:
            assert kept.known(alias) == [name for name, person in roster.items() if alias in person.known_as]
            assert kept.named(alias) == Listed(roster).named(alias)
            assert grown(roster).known(alias) == sorted(kept.known(alias))


@settings(max_examples=30)
@given(people(), st.sampled_from([party for party in PARTIES if party]), st.sampled_from(REGIONS))
def test_how_many_there_are_of_a_sort(roster: dict[str, Person], party: str, region: str) -> None:
    """By roles, region and whether they belong to the unit, whatever way it is written."""
    expected = sorts(
        party, ((each, 1) for each in roster.values() if each.active and not (region and [*outside(each, region)]))
    )
    with enrolled(roster) as kept:
        assert sorts(party, kept.alike(party, region)) == expected
    assert sorts(party, Listed(roster).alike(party, region)) == expected


def sorts(party: str, people: Iterable[tuple[Person, int]]) -> Counter[object]:
    found: Counter[object] = Counter()
    for person, count in people:
        mine = person.party
        relation = mine is None, mine == party, mine is not None and same_name(mine) == same_name(party)
        found[person.roles, person.region, relation] += count
    return found
