"""Random inspections (双随机): promise, draw, replace, record, publish, prove."""

from inspect_engine.ledger.draws.room import Drawable, Draws

__all__ = ["Drawable", "Draws"]
