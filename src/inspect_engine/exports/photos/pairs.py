"""What stands side by side of one case: its photographs of both sides, each with its caption, and what is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_engine.domain.cases import event_title, told_on
from inspect_engine.domain.cases.sides import Piece, Sides
from inspect_engine.exports.photos.pictures import NoPicture, Small, Unprintable, small

PER_SIDE = 3
"""Photographs of one side that are shown: the first of what was found, the last of what was put right."""
NAMED = 6
"""Files without room that are named; more are counted."""
NONE = "（没有照片）"
"""What stands where a side has none."""
SAME = "（与整改前的是同一个文件）"


@dataclass(frozen=True)
class Photo:
    """A photograph, and what stands under it."""

    picture: Small
    caption: str


@dataclass(frozen=True)
class Side:
    """``faults`` are files that should be shown and cannot be, each with why; ``rest`` is what else there is of it."""

    photos: tuple[Photo, ...] = ()
    faults: tuple[str, ...] = ()
    rest: str = ""

    @property
    def under(self) -> str:
        """What is to be read under the photographs."""
        return "\n".join(filter(None, (*self.faults, self.rest)))


@dataclass(frozen=True)
class Pair:
    """One case: its number, what it is and how it stands, and both sides."""

    number: str
    told: str
    before: Side
    after: Side

    @property
    def shows(self) -> bool:
        """Whether there is a photograph of it, or should be."""
        return any(side.photos or side.faults for side in (self.before, self.after))

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(f"{self.number} {fault}" for fault in (*self.before.faults, *self.after.faults))

    @property
    def rows(self) -> list[tuple[Photo | None, Photo | None]]:
        """The photographs in rows of two: found on the left, put right on the right."""
        count = max(len(self.before.photos), len(self.after.photos), 1)
        left, right = ([*side.photos, *[None] * (count - len(side.photos))] for side in (self.before, self.after))
        return list(zip(left, right, strict=True))


@dataclass(frozen=True)
class Desk:
    """Where stored files lie, what people are called, and what of a text may be shown."""

    place: Callable[[Mapping[str, Any]], Path]
    who: Callable[[str], str]
    shown: Callable[[str], str] = str

    def pair(self, number: str, told: str, sides: Sides) -> Pair:
        """A case with its photographs read."""
        before = {piece.sha256 for piece in sides.before}
        gone = f"被退回的回复另有佐证 {len(sides.sent_back)} 份，不在此列" if sides.sent_back else ""
        first = self._side(sides.before, frozenset(), newest=False)
        last = self._side(sides.after, before, newest=True, more=gone)
        return Pair(number, self.shown(told), first, last)

    def _side(self, pieces: Sequence[Piece], same: frozenset[str] | set[str], *, newest: bool, more: str = "") -> Side:
        """As many photographs as are shown, in the order in which they came."""
        photos, faults, left, papers = list[Photo](), list[str](), list[str](), 0
        for piece in reversed(pieces) if newest else pieces:
            if len(photos) == PER_SIDE:
                left.append(str(piece.file["name"]))
                continue
            try:
                picture = small(self.place(piece.file), piece.sha256, str(piece.file["name"]))
            except NoPicture:
                papers += 1
            except Unprintable as why:
                faults.append(self.shown(f"“{piece.file['name']}”没有印出：{why}"))
            else:
                photos.append(Photo(picture, self._caption(piece) + (SAME if piece.sha256 in same else "")))
        told = [self._left(left[::-1] if newest else left), f"不是照片的佐证 {papers} 份" if papers else "", more]
        shown = reversed(photos) if newest else photos
        return Side(tuple(shown), tuple(faults), "；".join(filter(None, told)))

    def _left(self, names: Sequence[str]) -> str:
        """Files for which there is no room, by name."""
        if not names:
            return ""
        more = "等" if len(names) > NAMED else ""
        told = "、".join(f"“{name}”" for name in names[:NAMED])
        return self.shown(f"另有佐证 {len(names)} 份没有印出：{told}{more}")

    def _caption(self, piece: Piece) -> str:
        """When, at what step, by whom."""
        names = "、".join(self.who(name) for name in piece.event.data.get("persons", ()))
        return self.shown(f"{told_on(piece.event)} {event_title(piece.event)}　{names}".rstrip("　"))
