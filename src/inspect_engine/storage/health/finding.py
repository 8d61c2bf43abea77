"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, in Chinese, and what to do, where something should be done.

    A ``warning`` is to be looked at, a ``fault`` to be mended.
    """

    name: str
    state: State
    told: str
    fix: str = ""
