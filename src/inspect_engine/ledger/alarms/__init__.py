"""Alarms: what looks like closure on paper, and the decision a supervisor takes on it."""

from inspect_engine.ledger.alarms.room import Alarms, Doubts, Survey, naming

__all__ = ["Alarms", "Doubts", "Survey", "naming"]
