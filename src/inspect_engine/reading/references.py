"""What a file of the registry of references looks like."""

from __future__ import annotations

from inspect_engine.domain.definitions import Model, Reference


class ReferenceFile(Model):
    """One file of the references registry."""

    references: tuple[Reference, ...]
