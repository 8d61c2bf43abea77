"""What stands in the form of a verb before anything is typed: today, the usual, oneself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from inspect_engine.errors import InspectError

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_tui.views.verbs import Verb

TODAY = "默认今天"
"""How a command says that a day left out is today."""


def known(verb: Verb, given: Mapping[str, str], ledger: Ledger) -> dict[str, str]:
    """Values by parameter, for what stores: each is what the command takes where nothing is said, or what was done the
    last time; whoever fills in the form sees it, and puts it right."""
    today = ledger.desk.today().isoformat()
    found = {each.name: today for each in verb.parameters if each.kind == "date" and TODAY in each.hint}
    with suppress(InspectError):
        if verb.path == "notice serve":
            found["how"] = ledger.documents.last_way()
        if verb.path == "inspect hand-over":
            found["to"] = _taker(ledger, given.get("reference", ""))
    return {name: value for name, value in found.items() if value and name not in given}


def _taker(ledger: Ledger, reference: str) -> str:
    """Whoever sits here takes over what others inspect; of one's own somebody else must be named."""
    me = ledger.desk.whoami()
    takes = reference and "inspector" in me.roles
    return me.name if takes and me.name not in ledger.inspections.get(reference).inspection.inspectors else ""
