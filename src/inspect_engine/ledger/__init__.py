"""The ledger: its methods are the verbs. One call is one transaction; reading loads no ORM."""

from __future__ import annotations

from pathlib import Path

from inspect_engine.domain.events import Actor
from inspect_engine.ledger.access import Access
from inspect_engine.ledger.alarms import Alarms
from inspect_engine.ledger.delegations import Delegations
from inspect_engine.ledger.desk import NOW_VARIABLE, Clock, now, os_account, parse_moment
from inspect_engine.ledger.documents import Documents
from inspect_engine.ledger.draws import Draws
from inspect_engine.ledger.escalation import Escalations
from inspect_engine.ledger.identity import Ask, from_environment
from inspect_engine.ledger.inspections import InspectionResult, Inspections
from inspect_engine.ledger.law import Explanations
from inspect_engine.ledger.overrides import Overrides
from inspect_engine.ledger.people import check_user
from inspect_engine.ledger.reports import Reports
from inspect_engine.ledger.sanctions import Sanctions
from inspect_engine.ledger.scores import Scores
from inspect_engine.ledger.versions import Versions
from inspect_engine.storage import sqlite
from inspect_engine.storage.queries import CaseFilter, Entry, Head

__all__ = [
    "NOW_VARIABLE",
    "CaseFilter",
    "Clock",
    "Entry",
    "Head",
    "InspectionResult",
    "Ledger",
    "create_ledger",
    "from_environment",
    "open_ledger",
    "parse_moment",
]


class Ledger(
    Scores,
    Inspections,
    Explanations,
    Documents,
    Versions,
    Alarms,
    Draws,
    Access,
    Delegations,
    Overrides,
    Sanctions,
    Reports,
    Escalations,
):
    """One ledger, seen by one person."""


def create_ledger(path: Path, name: str, title: str, *, rehearsal: bool = False, clock: Clock | None = None) -> Ledger:
    """Make a ledger whose founder is its first supervisor, known by his OS account.

    Raises StorageError when there is something at ``path``, InputError for a name that cannot be one.
    """
    from inspect_engine.storage.log import new_id, writing

    check_user(name, title, ["supervisor"], None)
    os_user = os_account()
    now(clock, rehearsal)
    with sqlite.creating(path) as building, writing(building, Actor(name, "os"), lambda: now(clock, rehearsal)) as log:
        log.append("ledger.created", {"ledger": new_id(), "rehearsal": rehearsal})
        data = {"name": name, "title": title, "roles": ["supervisor"], "party": None, "os_user": os_user}
        log.append("user.enrolled", data)
    return Ledger(path, clock=clock)


def open_ledger(
    path: Path,
    user: str | None = None,
    clock: Clock | None = None,
    *,
    acts_for: str | None = None,
    ask: Ask = from_environment,
) -> Ledger:
    """Open a ledger as somebody, perhaps standing in for another; ``ask`` gives his passphrase where he has one.

    Raises StorageError when there is none, or not one of this program's; Refused for a wrong passphrase.
    """
    ledger = Ledger(path, user, clock, acts_for)
    ledger.changed()
    ledger.sign_in(ask)
    return ledger
