"""The same file as evidence twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from inspect_engine.domain.alarms.acts import AGAIN, OPEN, Act
from inspect_engine.domain.alarms.shape import Alarm, listed
from inspect_engine.domain.units import folded
from inspect_engine.domain.words.pictures import PICTURES

PHOTOGRAPHS = PICTURES | {".mp4", ".mov"}
"""Endings of pictures and films. A picture shows one place; a paper may speak of several."""

Occasion = tuple[object, ...]


class Photos:
    """Remembers, of each file, where it served as evidence.

    One file may serve once for several cases: everything one inspection found, anew or again, a picture at one subject
    only unless it was declared to show several; one step by the same people on the same day, a picture at one site
    only, a paper of a unit for that unit only. A file attached where no evidence is asked for counts when it is
    evidence later on. With a reply that was taken back it served for nothing.
    """

    def __init__(self) -> None:
        self._uses: dict[str, list[tuple[Act, str]]] = {}

    def see(self, acts: Sequence[Act]) -> None:
        if acts[0].case.closed_how == "merged":
            return
        for act in acts:
            for file in () if act.undone else act.files:
                self._uses.setdefault(str(file["sha256"]), []).append((act, str(file["name"])))

    def traces(self) -> Iterator[tuple[str, str]]:
        yield from (("file", sha) for sha in self._uses)

    def alarms(self) -> Iterator[Alarm]:
        for sha, uses in self._uses.items():
            if len(uses) > 1 and (found := _reused(sorted(uses, key=lambda use: use[0].at))):
                acts = [act for act, _ in found]
                where = listed((f"{act.case.number} {act.title}（{act.on}）" for act in acts), "处")
                cases = len({act.case.id for act in acts})
                names = listed((name for _, name in found), "个名字")
                text = f"文件“{names}”（SHA-256 {sha[:12]}）在 {cases} 件的 {len(acts)} 处作为佐证：{where}"
                yield Alarm("photo", sha, text, tuple(acts))


def _reused(uses: Sequence[tuple[Act, str]]) -> list[tuple[Act, str]]:
    """The uses of a file, in order of time, that count as evidence, when they are on more than one occasion."""
    picture = any(PurePath(name).suffix.lower() in PHOTOGRAPHS for _, name in uses)
    last = max((n for n, (act, _) in enumerate(uses) if act.proves and act.trigger != OPEN), default=-1)
    counted = [use for n, use in enumerate(uses) if use[0].proves or n < last]
    occasions = {_occasion(act, picture) for act, _ in counted}
    return counted if len(occasions) > 1 else []


def _occasion(act: Act, picture: bool) -> Occasion:
    if act.trigger in (OPEN, AGAIN):
        return (OPEN, act.inspection, act.case.subject if picture and not act.shared else "")
    team = tuple(sorted(act.names("inspectors"))) or (act.actor,)
    paper_of = folded(act.case.party) if act.by_unit else ""
    return (act.trigger, act.turn, act.on, team, act.case.subject if picture else paper_of)
