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
    word, ``where`` on the subject (:func:`where`), and the case from before that it is ``still``."""

    place: str
    word: str
    where: str
    still: str = ""

    @property
    def told(self) -> tuple[str, str]:
        """By what it is told from others to its item."""
        return self.where, self.still

    def same_place(self, other: Standing) -> bool:
        """Whether both are of one place: of the same case from before, or on the same part."""
        if self.still and self.still == other.still:
            return self.where == other.where or not (self.where and other.where)
        if self.still and other.still:
            return False
        return self.where == other.where and bool(self.where or self.still == other.still)


def where(item: Item, part: str, values: Mapping[str, str]) -> str:
    """By what one finding of an item is told from another: the part; of what is on no checklist, what it is, too."""
    told = [values.get(FREE_TITLE, ""), part] if item.id == FREE else [part]
    return "\n".join(map(same_name, told)).strip()


def place_for(item: Item, said: Standing, standing: Sequence[Standing]) -> str:
    """The place that an answer is meant for: that of the same part or case from before; a new one beside findings of
    other places; else that of the one answer that stands. Raises Refused where several stand and it is none of these.
    """
    same = [each for each in standing if each.same_place(said)]
    if not standing or same:
        return next((each for each in same if each.told == said.told), same[0]).place if same else ""
    if any(said.told) and all(each.word == item.opens_on for each in (*standing, said)):
        return following([each.place for each in standing])
    if len(standing) > 1:
        found = [*standing, said]
        raise Refused(TITLE, list(beside(item, found)) or nowhere(item, found))
    return standing[0].place


def following(places: Sequence[str]) -> str:
    """The next place after these."""
    return str(max(int(each or 1) for each in places) + 1)


def beside(item: Item, standing: Sequence[Standing]) -> Iterator[str]:
    """Why these answers to one item cannot stand side by side. The first may say nothing of where it is."""
    if len(standing) < 2:
        return
    first = min((each.place for each in standing), key=lambda place: int(place or 1))
    opens, others = item.opens_on, [each.word for each in standing if each.word != item.opens_on]
    if others:
        both = f"同一项不能既{ANSWER_TITLES[opens]}又{ANSWER_TITLES[others[0]]}"
        yield f"“{item.id}”已答过一次，{both}；答了几处的，先撤回那几处再改答"
    elif not all(any(each.told) or each.place == first for each in standing):
        yield from nowhere(item, standing)
    elif len({each.told for each in standing}) < len(standing):
        yield f"“{item.id}”的这一处已答过一次"


def nowhere(item: Item, standing: Sequence[Standing]) -> Iterator[str]:
    """That one of several findings does not say where it is."""
    if len(standing) > 1 and not all(any(each.told) for each in standing):
        yield f"“{item.id}”已答过一次；有几处{ANSWER_TITLES[item.opens_on]}的，每一处都要写部位"
