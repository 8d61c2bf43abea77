"""A subject as the ledger holds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspect_engine.domain import subjects as places
from inspect_engine.domain.inspections import SubjectInput


@dataclass(frozen=True)
class Subject:
    """A recorded subject: of a kind that a pack defines, with the entries of its form; ``party`` is liable for it, and
    ``units`` by role for what their role answers for.

    ``forms`` are those of further packs by pack, ``under`` is the key of the place it lies in, ``closed_on`` the day
    since which it is there no more; ``past`` is what it was before (:mod:`inspect_engine.domain.subjects`).
    """

    key: str
    kind: str
    pack: str
    name: str
    region: str
    party: str
    fields: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    under: str = ""
    closed_on: str = ""
    past: Sequence[Mapping[str, str]] = ()

    def plain(self) -> dict[str, Any]:
        """As ``subject list --json`` prints it."""
        return {**vars(self), "past": list(self.past)}

    def recorded(self) -> dict[str, Any]:
        """As records tell all of it: without what is empty and older programs did not know."""
        return {name: value for name, value in self.plain().items() if value or name not in places.LATER}

    def as_of(self, day: date) -> Subject:
        """The same as it was on a day (:func:`inspect_engine.domain.subjects.as_of`)."""
        return Subject(**places.as_of(vars(self), day))

    def on_day(self, day: date) -> Subject:
        """The same as a visit of a day finds it (:func:`inspect_engine.domain.subjects.on_day`)."""
        then = places.on_day(vars(self), day)
        return self if then is vars(self) else Subject(**then)

    def seen_by(self, pack: str, kinds: Collection[str]) -> Subject | None:
        """The same as a pack's checklist sees it, which inspects these kinds: with the kind and form that it asks for.
        None where it has no such form."""
        seen = places.seen_by(vars(self), pack, kinds)
        if seen is None or seen is vars(self):
            return None if seen is None else self
        return Subject(**seen)

    @property
    def given(self) -> SubjectInput:
        """As it would be handed in again, letter by letter: older ledgers hold names with blanks around them."""
        same = {name: getattr(self, name) for name in ("key", "kind", "name", "region", "under")}
        return SubjectInput.model_construct(**same, fields=dict(self.fields), units=dict(self.units))


@dataclass(frozen=True)
class Below:
    """What lies in a place, ``depth`` places down: how many inspections it had, the day of the last one, how many cases
    were found there, and how many of these are open."""

    subject: Subject
    depth: int
    visits: int
    last: date | None
    found: int
    open: int

    def plain(self) -> dict[str, Any]:
        """As ``subject show --json`` prints it."""
        figures = {name: getattr(self, name) for name in ("depth", "visits", "found", "open")}
        return {**self.subject.plain(), **figures, "last": self.last and self.last.isoformat()}
