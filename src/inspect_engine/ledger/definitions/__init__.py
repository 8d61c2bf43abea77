"""Definitions as a ledger keeps them: found again by version, and what another one would change."""

from inspect_engine.ledger.definitions.adopting import Adopting
from inspect_engine.ledger.definitions.room import Definitions, Pinned, installed, lifecycle_of, parsed, pinned

__all__ = ["Adopting", "Definitions", "Pinned", "installed", "lifecycle_of", "parsed", "pinned"]
