"""What a word means of a checklist: a kind of subjects or a value by its title, an item however its code is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspect_engine.domain.definitions import FREE, FieldSpec, Pack
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


def entries_meant(fields: Sequence[FieldSpec], given: Mapping[str, str]) -> Mapping[str, str]:
    """What was filled in by the ids of its fields, which may be named by their titles, or by what only one title has.

    What means nothing stays as it is; where two words mean one field, all do.
    """
    specs = {spec.id: spec.title for spec in fields}
    if given.keys() <= specs.keys():
        return given
    found = {meant(word, specs): text for word, text in given.items()}
    return found if len(found) == len(given) else given
