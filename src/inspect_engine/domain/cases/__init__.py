"""A case: its shape, how it begins, and what its events make of it."""

from inspect_engine.domain.cases.folding import (
    ABSORBED,
    ANNULLED,
    ANNULMENT,
    ESCALATED,
    MOVED,
    OPENED,
    PROPOSED,
    RECLOCKED,
    REDATED,
    REPINNED,
    SENT,
    WITHDRAWN,
    apply,
    ended_pause,
    fold,
    pins,
)
from inspect_engine.domain.cases.opening import COPIED, absorbed, linked_opening
from inspect_engine.domain.cases.shape import LONG_AGO, Case, CaseLine, Proposal, facts_of, line_of
from inspect_engine.domain.cases.telling import event_title, outcome, remarks

__all__ = [
    "ABSORBED",
    "ANNULLED",
    "ANNULMENT",
    "COPIED",
    "ESCALATED",
    "LONG_AGO",
    "MOVED",
    "OPENED",
    "PROPOSED",
    "RECLOCKED",
    "REDATED",
    "REPINNED",
    "SENT",
    "WITHDRAWN",
    "Case",
    "CaseLine",
    "Proposal",
    "absorbed",
    "apply",
    "ended_pause",
    "event_title",
    "facts_of",
    "fold",
    "line_of",
    "linked_opening",
    "outcome",
    "pins",
    "remarks",
]
