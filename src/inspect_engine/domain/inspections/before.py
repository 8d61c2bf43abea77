"""What is still open from before at a subject: asked about where the same item fails there again.

Either it is that one, not put right yet: then it is seen again and no second one is opened; or it is another place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.definitions import FREE, FREE_TITLE, Item
from inspect_engine.domain.inspections.given import AnswerInput
from inspect_engine.domain.words.text import same_name
from inspect_engine.errors import Fault

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Before:
    """A hazard of an item that was open at a subject: its id, its number, where, what, found when, how far."""

    id: str
    number: str
    part: str
    title: str
    found_on: date
    state_title: str
    due_on: date | None = None

    @property
    def told(self) -> str:
        """``RQ-2026-0001（二层，2026-03-02 发现，整改中）``."""
        due = f"，限 {self.due_on}" if self.due_on else ""
        parts = [self.part, f"{self.found_on} 发现", f"{self.state_title}{due}"]
        return f"{self.number}（{'，'.join(filter(None, parts))}）"

    def plain(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        due = self.due_on.isoformat() if self.due_on else None
        return {**vars(self), "found_on": self.found_on.isoformat(), "due_on": due}


def asked_about(given: AnswerInput, item: Item, found: Sequence[Before]) -> list[Before]:
    """Of what is open of an item, what a failure may be: on the same part, or where either does not say on which."""
    if given.answer != item.opens_on or item.register_:
        return []
    same = [one for one in found if same_thing(one.title, given, item)]
    return [one for one in same if not (one.part and given.part) or same_name(one.part) == same_name(given.part)]


def before_faults(path: Path, given: AnswerInput, item: Item, found: Sequence[Before]) -> Iterator[Fault]:
    """What is wrong with what an answer says of cases from before."""
    if given.still and given.another:
        yield Fault((*path, "still"), "仍未改（still）和另一处（another）只能写一个")
    elif given.still and given.answer != item.opens_on:
        yield Fault((*path, "still"), "只有不合格的才写仍未改（still）", "改好了的，复查以后用 act 办理那一件")
    elif given.still and meant(given, item, found) is None:
        open_ones = "、".join(one.told for one in found) or "没有"
        yield Fault((*path, "still"), f"“{given.still}”不是这一项还没有办完的隐患", f"还没有办完的：{open_ones}")


def unsaid_faults(path: Path, given: AnswerInput, item: Item, found: Sequence[Before]) -> Iterator[Fault]:
    """That an answer says nothing of a case from before that it may be."""
    if not given.still and not given.another and (asked := asked_about(given, item, found)):
        told, first = "、".join(one.told for one in asked), asked[0].number
        what = f"“{given.subject}”的 {given.item} 以前查到的 {told}还没有办完"
        ways = f"仍未改的写 still: {first}（命令行 --still {first}），记在那一件上"
        yield Fault(path, what, f"{ways}；是另一处的写 another: true（命令行 --another），另立一件")


def meant(given: AnswerInput, item: Item, found: Sequence[Before]) -> Before | None:
    """The open case that an answer says is not put right yet; by number or id."""
    word = given.still.strip()
    named = [one for one in found if word in (one.id, one.number) or one.number == word.upper()]
    return next((one for one in named if same_thing(one.title, given, item)), None)


def same_thing(title: str, given: AnswerInput, item: Item) -> bool:
    """Whether a case of this title is of what an answer says: of what is on no checklist the item does not tell."""
    return item.id != FREE or same_name(title) == same_name(given.values.get(FREE_TITLE, ""))
