"""Closures that lack a reinspection, came faster than work can be done, or leave nothing to be put right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from inspect_engine.domain.alarms.acts import Act
from inspect_engine.domain.alarms.shape import Alarm, numbers_of

MIN_INSPECTORS = 2
"""执法人员不得少于两人（行政处罚法 第四十二条）；复查记录同此。"""
QUICKEST_REPLY = timedelta(minutes=1)
"""Nothing is put right in less time than this after work began. Ours, not the law's."""
QUICKEST_CHAIN = timedelta(hours=1)
"""Work, reply and reinspection together take longer than this; what is fixed on the spot has its own way of closing.
Ours, not the law's."""


class Unseen:
    """A hazard closed as rectified without a reinspection: two named inspectors, own evidence, after the last reply."""

    def __init__(self) -> None:
        self._found: list[Alarm] = []

    def see(self, acts: Sequence[Act]) -> None:
        case, last = acts[0].case, _last_claim(acts)
        if not case.is_hazard or case.closed_how != "rectified" or last is None:
            return
        looks = [act for act in acts[last + 1 :] if act.reinspects]
        earlier = {file["sha256"] for act in acts if act not in looks for file in act.files}
        if lacking := _lacking(looks, earlier):
            closing = next(act for act in reversed(acts) if act.closing)
            told = f"最后一次“{acts[last].title}”（{acts[last].on}）之后{lacking}"
            text = f"{case.number} 于 {case.closed_on} 整改销号，{told}"
            self._found.append(Alarm("unseen", case.id, text, (acts[last], *looks, closing)))

    def traces(self) -> Iterator[tuple[str, str]]:
        """None: it looks at one case at a time."""
        yield from ()

    def alarms(self) -> Iterator[Alarm]:
        yield from self._found


def _last_claim(acts: Sequence[Act]) -> int | None:
    """Where the case was last said to be put right, or was opened again; None where neither is known to it."""
    claims = [n for n, act in enumerate(acts) if act.mark in ("replied", "reopened")]
    return claims[-1] if claims else None


def _lacking(looks: Sequence[Act], earlier: set[object]) -> str:
    if not looks:
        return "没有写明复查人的复查记录"
    if not (signed := [act for act in looks if len(set(act.names("inspectors"))) >= MIN_INSPECTORS]):
        return f"的复查只有 {len(set(looks[-1].names('inspectors')))} 名复查人具名"
    if not any(file["sha256"] not in earlier for act in signed for file in act.files):
        return "的复查没有自己的佐证材料"
    return ""


class Fast:
    """Replied in the minute work began, or worked, replied and reinspected within the hour.

    What is read from one reply sheet is recorded in one go: between these two steps no time is told.
    """

    def __init__(self) -> None:
        self._found: list[Alarm] = []

    def see(self, acts: Sequence[Act]) -> None:
        for at in range(1, len(acts)):
            if acts[at].mark == "replied":
                self._round(acts, at)

    def _round(self, acts: Sequence[Act], replied: int) -> None:
        """One round: what came before the reply, the reply, and the reinspection before any further reply."""
        began, reply = acts[replied - 1], acts[replied]
        following = next((n for n in range(replied + 1, len(acts)) if acts[n].mark == "replied"), len(acts))
        seen = next((act for act in acts[replied + 1 : following] if act.reinspects), None)
        told = []
        at_once = bool(began.sheet) and began.sheet == reply.sheet
        if reply.at - began.at < QUICKEST_REPLY and not at_once:
            told.append(f"“{began.title}”之后 {_seconds(began, reply)} 秒即“{reply.title}”")
        if seen and seen.at - began.at < QUICKEST_CHAIN:
            told.append(
                f"从{'读入' if at_once else ''}“{began.title}”到“{seen.title}”只用 {_minutes(began, seen)} 分钟"
            )
        if told:
            text = f"{reply.case.number} 在 {reply.at:%Y-%m-%d %H:%M} 前后{'，'.join(told)}（按记录时间）"
            self._found.append(Alarm("fast", reply.event, text, (began, reply, *([seen] if seen else []))))

    def traces(self) -> Iterator[tuple[str, str]]:
        """None: it looks at one case at a time."""
        yield from ()

    def alarms(self) -> Iterator[Alarm]:
        yield from self._found


class Sunk:
    """Hazards merged into one that was withdrawn, be it by way of several: none of them is put right."""

    def __init__(self) -> None:
        self._merged: dict[str, list[Act]] = {}
        self._withdrawn: dict[str, Act] = {}

    def see(self, acts: Sequence[Act]) -> None:
        case, closing = acts[0].case, next((act for act in reversed(acts) if act.closing), None)
        if not case.is_hazard or closing is None:
            return
        if case.closed_how == "merged":
            self._merged.setdefault(case.duplicate_of, []).append(closing)
        elif case.closed_how == "withdrawn":
            self._withdrawn[case.id] = closing

    def traces(self) -> Iterator[tuple[str, str]]:
        """Of a hazard that was merged or withdrawn: all that were merged with it, however often in turn."""
        merged = (act.case.id for acts in self._merged.values() for act in acts)
        yield from (("merged", case) for case in (*merged, *self._withdrawn))

    def alarms(self) -> Iterator[Alarm]:
        for target, closing in self._withdrawn.items():
            if merged := list(self._into(target)):
                text = f"{numbers_of(merged)} 并入 {closing.case.number}，后者于 {closing.on} {closing.title}"
                yield Alarm("sunk", target, text, (*merged, closing))

    def _into(self, target: str) -> Iterator[Act]:
        for act in self._merged.get(target, ()):
            yield act
            yield from self._into(act.case.id)


def _seconds(first: Act, last: Act) -> int:
    return max(0, int((last.at - first.at).total_seconds()))


def _minutes(first: Act, last: Act) -> int:
    return -(-_seconds(first, last) // 60)
