"""Proves what a workflow promises before anybody uses it."""

from inspect_engine.domain.proof.breach import Breach
from inspect_engine.domain.proof.promises import breaches
from inspect_engine.domain.proof.space import Hop, Space, TooLarge

__all__ = ["Breach", "Hop", "Space", "TooLarge", "breaches"]
