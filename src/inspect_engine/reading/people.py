"""A roster of people as a file, for asking whether they can staff a workflow before there is a ledger."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from inspect_engine.domain.definitions import Model, Role, Text
from inspect_engine.domain.people.authority import Person
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file


class Enrolled(Model):
    """One person. ``party`` is the responsible unit that he belongs to."""

    name: Text
    title: Text | None = None
    roles: tuple[Role, ...] = Field(min_length=1)
    party: Text | None = None


class RosterFile(Model):
    """A roster file: ``people:`` with name, roles and, for responsible units, party."""

    people: tuple[Enrolled, ...] = Field(min_length=1)


def read_roster(path: Path) -> dict[str, Person]:
    """People by name. Raises InputError with every problem of the file."""
    document = read_file(path)
    found = typed(document, RosterFile)
    people: dict[str, Person] = {}
    for n, entry in enumerate(found.people if found else ()):
        if entry.name in people:
            document.report(("people", n, "name"), f"“{entry.name}”写了两次")
        people[entry.name] = Person(entry.name, entry.title or entry.name, frozenset(entry.roles), entry.party)
    return document.sound(people)
