"""Articles that were read against their text: by who might, and only what stood in the registry from memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspect_engine.domain import references
from inspect_engine.domain.definitions.adoption import PACK
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.references import CONFIRMED, KINDS, Checked, Key
from inspect_engine.ledger.references import VERB
from inspect_engine.ledger.verification.world import World

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Reference


class References:
    """The confirmations of one ledger."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._words: dict[Key, Checked] = {}

    def judged(self, event: Event) -> Iterator[str]:
        """By a supervisor, of an article that some checklist in force then had from memory; taken back what stood."""
        me, data = self._world.actor(event), event.data
        require(me, VERB)
        key = data["ref"], data["article"]
        if event.kind != CONFIRMED:
            if key not in self._words or self._words[key].withdrawn:
                yield f"{key[0]} {key[1]} 当时没有人核对过"
            return
        if data["by"] != me.title:
            yield f"核对人应是“{me.title}”"
        known = [each for each in self._documents(key[0]) if each.name == data["law"]]
        if not known:
            yield f"当时采用的检查表里没有“{data['law']}”"
        elif all([*references.unconfirmable({key[0]: each}, key, self._words)] for each in known):
            yield from references.unconfirmable({key[0]: known[-1]}, key, self._words)

    def _documents(self, ref: str) -> Iterator[Reference]:
        """The document as each checklist in force has it."""
        for (kind, _), held in self._world.law.current().items():
            if kind == PACK and (found := self._world.definition(held.edition.hash).references.get(ref)):
                yield found

    def follow(self, event: Event) -> None:
        """Bring this up to one event more."""
        if event.kind in KINDS:
            references.step(self._words, event)
