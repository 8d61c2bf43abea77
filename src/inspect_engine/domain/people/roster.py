"""The enrolled people, asked about one person, one name or one kind of people at a time, never gone through."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from bisect import insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.units import folded
from inspect_engine.domain.words.names import same_person


class Roster(Mapping[str, Person], ABC):
    """People by enrolled name. An *alias* is a name reduced for comparison (:func:`same_person`)."""

    @abstractmethod
    def aliases_in(self, text: str) -> Collection[str]:
        """Aliases by which somebody is called (``Person.called``) and which stand in a text, letter for letter."""

    @abstractmethod
    def called(self, alias: str) -> Collection[str]:
        """The names of those who are called so."""

    @abstractmethod
    def known(self, alias: str) -> list[str]:
        """The names of those whose acts may have been recorded under it (``Person.known_as``), in order."""

    @abstractmethod
    def alike(self, party: str, region: str) -> Collection[tuple[Person, int]]:
        """The active people who are there for a region (empty: all people), told apart by what their rights hang on.

        For each set of roles, region and relation to ``party`` somebody of that sort, and how many there are.
        """

    def unit_names(self, party: str) -> frozenset[str]:
        """Every name, folded, by which a unit goes."""
        return frozenset({folded(party)})

    def same_unit(self, one: str, other: str) -> bool:
        """Whether two names are of one unit."""
        return one == other or folded(other) in self.unit_names(one)

    def named(self, alias: str) -> str | None:
        """Who is meant by an alias."""
        return known[-1] if (known := self.known(alias)) else None

    def meant(self, text: str) -> list[Person]:
        """Everyone whom a name as typed may mean: several where two are called alike and it does not say which."""
        return [self[name] for name in sorted(self.called(same_person(text)))]


class Listed(Roster):
    """A roster that is at hand as a whole."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self._people = people

    def __getitem__(self, name: str) -> Person:
        return self._people[name]

    def __contains__(self, name: object) -> bool:
        return name in self._people

    def __iter__(self) -> Iterator[str]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)

    @cached_property
    def _called(self) -> Mapping[str, list[str]]:
        return _by_alias((alias, name) for name, person in self._people.items() for alias in person.called)

    @cached_property
    def _known(self) -> Mapping[str, list[str]]:
        return _by_alias((alias, name) for name, person in self._people.items() for alias in person.known_as)

    def aliases_in(self, text: str) -> Collection[str]:
        return [alias for alias in self._called if alias in text]

    def called(self, alias: str) -> Collection[str]:
        return self._called.get(alias, ())

    def known(self, alias: str) -> list[str]:
        return self._known.get(alias, [])

    def alike(self, party: str, region: str) -> Collection[tuple[Person, int]]:
        found: Counter[object] = Counter()
        first: dict[object, Person] = {}
        for person in self._people.values():
            if person.active and (not region or region.startswith(person.region)):
                sort = person.roles, person.region, _relation(person, party)
                first.setdefault(sort, person)
                found[sort] += 1
        return [(person, found[sort]) for sort, person in first.items()]


class Grown(Listed):
    """A roster to which people are added one by one: a name in a text is looked up, not looked for.

    ``unit_names`` says by which names a unit goes by now.
    """

    def __init__(self, unit_names: Callable[[str], frozenset[str]] | None = None) -> None:
        super().__init__({})
        self._unit_names = unit_names
        self._members: dict[str, set[str]] = {}
        self._all: dict[str, Person] = {}
        self._people = self._all
        self._names: tuple[dict[str, list[str]], dict[str, list[str]]] = {}, {}
        self._longest = 0

    def put(self, person: Person) -> None:
        """Enrol somebody, or say anew what is known of him."""
        if before := self._all.get(person.name):
            self._index(before, _remove)
        self._all[person.name] = person = self._with_unit(person)
        self._index(person, _insert)

    def correct(self, person: Person) -> None:
        """The same of somebody who was called otherwise by mistake: that name goes on to mean him."""
        self._all[person.name] = person = self._with_unit(person)
        self._index(person, _insert)

    def unit_names(self, party: str) -> frozenset[str]:
        return self._unit_names(party) if self._unit_names else super().unit_names(party)

    def _with_unit(self, person: Person) -> Person:
        """Somebody with the names of his unit, who will be told when they change."""
        if person.party is None:
            return replace(person, unit_names=frozenset())
        self._members.setdefault(folded(person.party), set()).add(person.name)
        return replace(person, unit_names=self.unit_names(person.party))

    def unit_changed(self, names: Collection[str]) -> None:
        """A unit goes by these names from now on: whoever belongs to it is put anew."""
        for person in sorted({each for name in names for each in self._members.get(name, ())}):
            self._all[person] = self._with_unit(self._all[person])

    def _index(self, person: Person, how: Callable[[list[str], str], object]) -> None:
        for names, aliases in zip(self._names, (person.called, person.known_as), strict=True):
            for alias in aliases:
                how(names.setdefault(alias, []), person.name)
                self._longest = max(self._longest, len(alias))

    def aliases_in(self, text: str) -> Collection[str]:
        ends = range(1, self._longest + 1)
        parts = {text[at : at + size] for at in range(len(text)) for size in ends}
        return [part for part in parts if self._names[0].get(part)]

    def called(self, alias: str) -> Collection[str]:
        return self._names[0].get(alias, ())

    def known(self, alias: str) -> list[str]:
        return self._names[1].get(alias, [])


def _insert(names: list[str], name: str) -> None:
    if name not in names:
        insort(names, name)


def _remove(names: list[str], name: str) -> None:
    if name in names:
        names.remove(name)


def _by_alias(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for alias, name in pairs:
        found.setdefault(alias, []).append(name)
    return found


def _relation(person: Person, party: str) -> tuple[bool, bool, bool]:
    """What rights hang on: no party, this one, this one in another spelling, or any other."""
    return person.party is None, person.party == party, person.belongs_to(party)


def as_roster(people: Mapping[str, Person]) -> Roster:
    """People in this shape, if they are not in it already."""
    return people if isinstance(people, Roster) else Listed(people)


def named_in(text: str, people: Mapping[str, Person]) -> list[str]:
    """Enrolled people whose name stands in a longer text.

    Of names that contain one another the longest is meant: “张三丰” does not name 张三. A Latin name, or a name of one
    character, must stand by itself, between strokes, stops or letters of the other script.
    """
    roster, found = as_roster(people), list[str]()
    told = [unicodedata.normalize("NFKC", text).casefold(), same_person(text)]
    if told[0] == told[1] and (whole := roster.called(told[0])):
        return list(whole)
    for alias in sorted({alias for each in told for alias in roster.aliases_in(each)}, key=lambda a: (-len(a), a)):
        pattern = re.compile(_bounded(alias))
        if alias and any(pattern.search(each) for each in told):
            found += roster.called(alias)
            told = [pattern.sub("\n", each) for each in told]
    return found


def _bounded(alias: str) -> str:
    if alias.isascii():
        return rf"(?<![0-9a-z]){re.escape(alias)}(?![0-9a-z])"
    return re.escape(alias) if len(alias) > 1 else rf"(?<!\w){re.escape(alias)}(?!\w)"


def which(text: str, roster: Roster) -> str | None:
    """Why a name as typed does not say who is meant, in Chinese; None where it does, or means nobody enrolled."""
    meant = roster.meant(text)
    if len(meant) < 2:
        return None
    each = "、".join(f"{person.title}（用户名 {person.name}）" for person in meant)
    return f"“{text}”有 {len(meant)} 位：{each}，请写明是哪一位"
