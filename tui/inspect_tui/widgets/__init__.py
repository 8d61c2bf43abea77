"""Widgets: they know view models and messages, never a database or a state machine."""
