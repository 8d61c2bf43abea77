"""Checklist packs: what is inspected, what is asked, what a failure means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from inspect_engine.domain.calendar import MAX_DAYS
from inspect_engine.domain.definitions.base import Condition, Day, FieldSpec, ItemId, Model, Slug, Text
from inspect_engine.domain.definitions.law import Basis, Parameter


class Source(Model):
    """Where in the source documents an item comes from: document number and section."""

    document: Text
    section: Text


class SeverityRule(Model):
    """``is`` applies when ``when`` holds (always, if absent) and the document ``by`` was in force on the day."""

    is_: Literal["general", "major"] = Field(alias="is")
    when: Condition | None = None
    by: Slug | None = None


class Item(Model):
    """One checklist item: what is looked at, what a failure is called, what it rests on.

    ``fails_when`` judges measured values; ``severity`` rules are tried in order, the first that applies wins.
    """

    id: ItemId
    title: Text
    check: Text
    kinds: tuple[Slug, ...] = Field(min_length=1)
    values: tuple[FieldSpec, ...] = ()
    fails_when: Condition | None = None
    severity: tuple[SeverityRule, ...] = Field(min_length=1)
    evidence: Text
    requirement: Text
    basis: tuple[Basis, ...] = ()
    source: Source | None = None
    note: Text | None = None
    workflow: Slug = "hazard"


class Section(Model):
    """A group of items, shown under one heading."""

    id: Slug
    title: Text
    items: tuple[Item, ...] = Field(min_length=1)


class SubjectKind(Model):
    """A kind of thing that is inspected, with its own form."""

    title: Text
    fields: tuple[FieldSpec, ...] = ()


class Pack(Model):
    """One checklist pack (专项). ``as_of`` is the day whose law it was written by.

    A hazard found within ``repeat_days`` after another of the same item, on the same part of the same subject, repeats
    it (反复隐患).
    """

    id: Slug
    title: Text
    version: Text
    as_of: Day | None = None
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,6}$")]
    summary: Text
    repeat_days: Annotated[int, Field(ge=1, le=MAX_DAYS)] | None = None
    kinds: dict[Slug, SubjectKind] = Field(min_length=1)
    parameters: tuple[Parameter, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)

    def items_for(self, kind: str) -> tuple[Item, ...]:
        """Items that apply to a subject of this kind, in checklist order."""
        return tuple(item for item in self.items if kind in item.kinds)
