"""Several findings of one item on one subject: each stands in a place of its own, and none beside a pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspect_engine.domain.definitions import ANSWER_TITLES, FREE, FREE_TITLE, Item
from inspect_engine.domain.words.text import same_name
from inspect_engine.errors import Refused

TITLE = "检查作答"


@dataclass(frozen=True)
class Standing:
    """An answer that stands: the ``place`` by which records know it (empty for the first, then ``2``, ``3`` …), its
    word, and ``where`` on the subject (:func:`where`)."""

    place: str
    word: str
    where: str


def where(item: Item, part: str, values: Mapping[str, str]) -> str:
    """By what one finding of an item is told from another: the part; of what is on no checklist, what it is, too."""
    told = [values.get(FREE_TITLE, ""), part] if item.id == FREE else [part]
    return "\n".join(map(same_name, told)).strip()


def place_for(item: Item, word: str, here: str, standing: Sequence[Standing]) -> str:
    """The place that an answer is meant for: that of the same part; a new one beside findings elsewhere; else that of
    the one answer that stands. Raises Refused where several stand and it is none of these."""
    same = [each for each in standing if each.where == here]
    if not standing or same:
        return same[0].place if same else ""
    found = [each for each in standing if each.word == item.opens_on and each.where]
    if word == item.opens_on and here and len(found) == len(standing):
        return following([each.place for each in standing])
    if len(standing) > 1:
        raise Refused(TITLE, beside(item, [*standing, Standing("", word, here)]))
    return standing[0].place


def following(places: Sequence[str]) -> str:
    """The next place after these."""
    return str(max(int(each or 1) for each in places) + 1)


def beside(item: Item, standing: Sequence[Standing]) -> Iterator[str]:
    """Why these answers to one item cannot stand side by side."""
    if len(standing) < 2:
        return
    opens, others = item.opens_on, [each.word for each in standing if each.word != item.opens_on]
    if others:
        both = f"同一项不能既{ANSWER_TITLES[opens]}又{ANSWER_TITLES[others[0]]}"
        yield f"“{item.id}”已答过一次，{both}；答了几处的，先撤回那几处再改答"
    elif not all(each.where for each in standing):
        yield f"“{item.id}”已答过一次；有几处{ANSWER_TITLES[opens]}的，每一处都要写部位"
    elif len({each.where for each in standing}) < len(standing):
        yield f"“{item.id}”的这一处已答过一次"
