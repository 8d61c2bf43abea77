"""收回提出: who has proposed what takes two people may take it back, as long as nobody has answered it.

Both stay on record: what was proposed, and that it was taken back, why. From then on there is nothing to confirm; it
may be proposed anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.events import Event

RETRACTED = "proposal.retracted"
TITLE = "收回提出"


@dataclass(frozen=True)
class Retracted:
    """What was taken back of a case, and by which record; ``trigger`` is the action, empty of a correction."""

    record: str
    trigger: str
    what: str
    by: str
    on: date
    why: str

    @property
    def told(self) -> str:
        """What whoever comes to confirm it is told."""
        return f"提出的{self.what}已由“{self.by}”于 {self.on} 收回（{self.why}），没有可确认的"


def retraction(proposal: Event, what: str, why: str, persons: Collection[str], on: date) -> dict[str, Any]:
    """The data of the event by which a proposal is taken back; ``what`` says in Chinese what it was of."""
    said = {"on": on.isoformat(), "proposed": proposal.id, "title": f"收回提出的{what}", "what": what}
    return {**said, "why": why.strip(), "persons": sorted(persons)}


def against(name: str, proposal: Event, waits: bool) -> Iterator[str]:
    """Why somebody may not take a proposal back: it is not his, or was answered, or came to nothing, before."""
    if proposal.actor.user != name:
        yield f"由“{proposal.actor.user}”于 {proposal.typed_on} 提出，只能由他本人收回；不同意就不要确认"
    elif not waits:
        yield "已经有人确认、已经收回，或者其间办了别的而作废，不能再收回"
