"""Once: a request that was carried out before is answered with what was stored then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

from inspect_engine.domain.events import Event
from inspect_engine.domain.people.signatures import KEY_OFFERED
from inspect_engine.ledger.desk import Repeated

VerbT = TypeVar("VerbT", bound=Callable[..., Any])


def once(again: Callable[[Any, Sequence[Event]], object]) -> Callable[[VerbT], VerbT]:
    """A room's verb that is carried out once for each request of its desk.

    ``again`` tells, from the room and the events that were stored, what the verb gave back. Raises Conflict for a
    request that was something else.
    """

    def repeatable(verb: VerbT) -> VerbT:
        @wraps(verb)
        def asked(self: Any, *given: Any, **named: Any) -> object:
            try:
                with self._desk.looking():
                    self._desk.not_yet()
                    return verb(self, *given, **named)
            except Repeated as found:
                return again(self, found.events)

        return cast("VerbT", asked)

    return repeatable


def first(_: object, events: Sequence[Event]) -> Event:
    """For verbs that give back the event they store: a key that was offered with it is none of theirs."""
    return next(event for event in events if event.kind != KEY_OFFERED)


def nothing(_: object, __: Sequence[Event]) -> None:
    """For verbs that give back nothing."""
