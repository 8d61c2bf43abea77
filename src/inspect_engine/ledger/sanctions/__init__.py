"""Sanctions: what was imposed on whom, what became of it, and what should have been."""

from inspect_engine.ledger.sanctions.room import Imposed, Sanctions

__all__ = ["Imposed", "Sanctions"]
