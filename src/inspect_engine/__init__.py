"""inspect-engine: checklists from official documents become state machines; every hazard is followed to closure."""

__version__ = "0.1.0"
