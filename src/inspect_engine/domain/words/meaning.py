"""What a word means of a checklist: a kind of subjects by its title, an item however its code is typed."""

from __future__ import annotations

from inspect_engine.domain.definitions import FREE, Pack
from inspect_engine.domain.words.text import meant, same_name


def kind_meant(pack: Pack, word: str) -> str:
    """The kind of subjects that a word means: its id, its title, or what only its title has; else the word as it is."""
    return meant(word, {name: kind.title for name, kind in pack.kinds.items()})


def item_meant(pack: Pack, word: str) -> str:
    """The id of the item that a word means, as the checklist writes it, whatever its case or width; else the word as it
    is."""
    if word == FREE or pack.item(word):
        return word
    seen = same_name(word)
    fitting = [item.id for item in pack.items if same_name(item.id) == seen]
    return fitting[0] if len(fitting) == 1 else word
