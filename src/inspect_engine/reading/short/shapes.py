"""What a checklist pack looks like as it is written: what may be left out, and what is said once for many items.

The schema for editors is made from these; the loader brings a file to the long form, which the domain's models check.
"""

from __future__ import annotations

from pydantic import Field

from inspect_engine.domain.definitions import Ground, Item, Model, Pack, Section, SeverityRule, Slug, Source, Text

Grounds = tuple[Ground, ...] | Ground
Rules = tuple[SeverityRule, ...] | SeverityRule


class Defaults(Model):
    """What every item of a pack or a section says that does not say otherwise itself."""

    kinds: tuple[Slug, ...] = ()
    workflow: Slug = "hazard"
    severity: Rules = ()
    evidence: Text = ""
    requirement: Text = ""
    liable: Slug | None = None
    source: Source | None = None
    basis: Grounds = ()
    duty: Grounds = ()
    penalty: Grounds = ()
    grade: Grounds = ()


class ItemFile(Item):
    """An item as it is written: what the defaults say need not be said."""

    kinds: tuple[Slug, ...] = Field((), min_length=1)
    severity: Rules = ()  # type: ignore[assignment]
    evidence: Text = ""
    requirement: Text = ""
    basis: Grounds = ()  # type: ignore[assignment]
    duty: Grounds = ()
    penalty: Grounds = ()
    grade: Grounds = ()


class SectionFile(Section):
    """A section as it is written: in the pack, or in a file of its own."""

    defaults: Defaults | None = None
    items: tuple[ItemFile, ...] = Field(min_length=1)


class PackFile(Pack):
    """A pack as it is written; one whose sections lie in files of their own has none itself."""

    defaults: Defaults | None = None
    sections: tuple[SectionFile, ...] = Field((), min_length=1)
