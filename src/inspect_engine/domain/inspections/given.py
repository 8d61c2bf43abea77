"""One run of a checklist as handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from inspect_engine.domain.definitions import (
    ANSWERS,
    FREE,
    FREE_BASIS,
    FREE_TITLE,
    AnswerWord,
    Model,
    Truth,
)
from inspect_engine.domain.definitions import Text as AsTyped
from inspect_engine.domain.definitions.base import WrittenDay
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.subjects import LATER, Place
from inspect_engine.domain.units.register import LONGEST, Meant
from inspect_engine.domain.words.identifiers import Overlay
from inspect_engine.errors import Problem

PART_LONGEST = 200
"""Characters of 部位: which place, not what was seen there."""
EARLIEST = date(2000, 1, 1)
"""No inspection of ours is older; an earlier date is a slip of the keyboard."""
AsWritten = Annotated[str, Field(max_length=4000)]
Text = Annotated[AsTyped, BeforeValidator(lambda v: v.strip() if isinstance(v, str) else v)]
"""What somebody writes, without the blanks around it, of whatever width: they would make two of one."""
Entries = Annotated[dict[str, str], BeforeValidator(lambda v: {} if v is None else v)]
Note = Annotated[str, Field(max_length=4000), BeforeValidator(lambda v: "" if v is None else v)]


class SubjectInput(Model):
    """A thing that is inspected. ``fields`` are those of its kind's form; ``party`` is the responsible unit, ``units``
    are those it has in the roles of the pack (施工, 监理 …).

    What lies in a place (``under`` is its key) may leave its own key and region empty: it gets the next code there, and
    the region of that place.
    """

    key: Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*)?$", max_length=60)]
    kind: Text
    name: Text
    region: Annotated[AsWritten, BeforeValidator(lambda v: v.strip() if isinstance(v, str) else v)]
    fields: Entries = Field(default_factory=dict)
    units: Entries = Field(default_factory=dict)
    under: Annotated[str, Field(max_length=60)] = ""

    @model_validator(mode="before")
    @classmethod
    def _in_a_place(cls, data: object) -> object:
        return {"key": "", "region": "", **data} if isinstance(data, dict) and data.get("under") else data

    @property
    def party(self) -> str:
        """The responsible unit: the form's ``party``, or the subject itself."""
        return self.fields.get("party", "").strip() or self.name

    def as_place(self, pack: str) -> Place:
        """The place that it comes to be when it is recorded by a pack."""
        same = {name: getattr(self, name) for name in ("key", "kind", "name", "region", "party", "fields", "units")}
        return {**LATER, **same, "pack": pack, "under": self.under}


class AnswerInput(Model):
    """An answer to one item for one subject. ``part`` says where on the subject; ``evidence`` are file paths.

    ``unit`` is who is liable, by name or by role, where that is another than the item says; ``co_units`` are liable
    beside him.

    What is on no checklist has a ``title`` and perhaps a ``basis`` in place of an item: both are kept as its values.

    ``sure`` stands by what is doubtful (:mod:`inspect_engine.domain.inspections.doubts`): it is stored, and marked.

    ``still`` names an open case of the same item that this one is, not put right yet; ``another`` says that it is none
    of those. ``shared`` says that the evidence shows several subjects at once.
    """

    subject: Text
    item: Text
    answer: Annotated[AnswerWord, BeforeValidator(lambda v: ANSWERS.get(v, v) if isinstance(v, str) else v)]
    part: Annotated[str, Field(max_length=PART_LONGEST), BeforeValidator(lambda v: "" if v is None else v)] = ""
    note: Note = ""
    values: Entries = Field(default_factory=dict)
    evidence: tuple[Text, ...] = ()
    sure: Truth = False
    unit: Annotated[str, Field(max_length=LONGEST), BeforeValidator(lambda v: "" if v is None else v)] = ""
    co_units: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    still: Annotated[str, Field(max_length=60), BeforeValidator(lambda v: "" if v is None else v)] = ""
    another: Truth = False
    shared: Truth = False

    @model_validator(mode="before")
    @classmethod
    def _on_no_checklist(cls, data: object) -> object:
        if not isinstance(data, dict) or not data.keys() & {FREE_TITLE, FREE_BASIS}:
            return data
        own = {name: data[name] for name in (FREE_TITLE, FREE_BASIS) if data.get(name)}
        rest = {name: value for name, value in data.items() if name not in (FREE_TITLE, FREE_BASIS)}
        return {"item": FREE, "answer": "fail", **rest, "values": {**(rest.get("values") or {}), **own}}


class InspectionInput(Model):
    """The inspection file."""

    pack: Text
    date: WrittenDay
    inspectors: tuple[Text, ...] = Field(min_length=1)
    subjects: tuple[SubjectInput, ...] = Field(min_length=1)
    answers: tuple[AnswerInput, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Setting:
    """What an inspection is checked against: the ledger's people and subjects, today, what it knows of regions.

    ``subjects`` are as the checklist sees them that is asked about; ``place`` tells all that is known of one.
    """

    today: date
    roster: Mapping[str, Person]
    subjects: Mapping[str, SubjectInput]
    evidence_fault: Callable[[str], Problem | None]
    suggest: Callable[[str, list[str]], str]
    meant: Callable[[str], Meant] = lambda text: Meant(text.strip())
    regions: Overlay = field(default_factory=dict)
    place: Callable[[str], Place | None] = lambda _: None


LOGGED = "log:"
"""What ``source`` begins with where one hazard was logged by itself, without walking the checklist."""


def log_source(key: str) -> str:
    """The ``source`` of a hazard that is logged by itself, in an inspection of this id."""
    return f"{LOGGED}{key}"


def is_log(source: str | None) -> bool:
    """Whether an inspection is one hazard that was logged by itself: no visit, for nothing else was looked at."""
    return source is not None and source.startswith(LOGGED)


def short(key: str) -> str:
    """The short number of an inspection: the end of its id, which is random (it begins with the time)."""
    return key[-8:]
