"""Units: organisations that are liable for what is inspected, known by their names and their code."""

from inspect_engine.domain.units.names import folded, is_code

__all__ = ["folded", "is_code"]
