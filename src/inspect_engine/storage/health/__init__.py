"""Whether a ledger's file, and what lies beside it, is fit to be relied on: looked at, never changed."""

from inspect_engine.storage.health.finding import Finding, State
from inspect_engine.storage.health.inside import format_of, inside
from inspect_engine.storage.health.permissions import permissions
from inspect_engine.storage.health.place import beside, place

__all__ = ["Finding", "State", "beside", "format_of", "inside", "permissions", "place"]
