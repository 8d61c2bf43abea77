"""Who there is, who proves to be whom, and who stands in for whom."""

from inspect_engine.ledger.people.access import Access
from inspect_engine.ledger.people.delegations import Delegations
from inspect_engine.ledger.people.keys import Keys
from inspect_engine.ledger.people.room import People, User, check_user
from inspect_engine.ledger.people.vouching import Vouching

__all__ = ["Access", "Delegations", "Keys", "People", "User", "Vouching", "check_user"]
