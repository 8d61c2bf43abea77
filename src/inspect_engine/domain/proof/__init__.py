"""Proves what a workflow promises before anybody uses it."""

from inspect_engine.domain.proof.breach import Breach
from inspect_engine.domain.proof.breaches import below_the_floor, breaches
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.notes import notes

__all__ = ["Breach", "Hop", "below_the_floor", "breaches", "notes"]
