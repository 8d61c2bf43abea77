"""分项检查评分表 and the lines of the summary: zeroed, averaged, weighted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from inspect_engine.domain.definitions import ScoreGroup, Scoring, Section
from inspect_engine.domain.scores.points import Line, short, shown


@dataclass(frozen=True)
class Subject:
    """What was inspected: its key, kind, name, and the form it was recorded with."""

    key: str
    kind: str
    name: str
    form: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """One 分项检查评分表: a section of the checklist for one subject."""

    section: Section
    subject: Subject
    lines: tuple[Line, ...]
    scoring: Scoring
    proportional: bool = True

    def _sum(self, *, assured: bool | None = None, got: bool = False) -> Fraction:
        lines = (line for line in self.lines if line.state == "scored" and assured in (None, line.item.assured))
        return sum((line.got if got else line.due for line in lines), Fraction(0))

    @cached_property
    def due(self) -> Fraction:
        return self._sum()

    @cached_property
    def got(self) -> Fraction:
        return self._sum(got=True)

    @cached_property
    def assured_due(self) -> Fraction:
        return self._sum(assured=True)

    @cached_property
    def assured_got(self) -> Fraction:
        """保证项目小计."""
        return self._sum(assured=True, got=True)

    @property
    def settled(self) -> bool:
        return all(line.state != "open" for line in self.lines)

    @property
    def short_of_assured(self) -> bool:
        """Whether an assured item is absent, so that the floor has to be read one way or the other."""
        return any(line.item.assured and line.state == "absent" for line in self.lines) and self.assured_due > 0

    @cached_property
    def zero_why(self) -> str:
        """Why the sheet counts as zero, surely: whatever is still open is taken at its best. Empty if it does not."""
        if self.due == 0:
            return ""
        for line in self.lines:
            if line.item.assured and line.state == "scored" and line.got == 0:
                return f"保证项目“{line.item.title}”得 0 分"
        return self._below_floor() or ("各项应得分全部扣完" if self.settled and self.got == 0 else "")

    def _below_floor(self) -> str:
        """R3, second half: what the assured items left is less than the floor."""
        full, floor = Fraction(self.scoring.assured_points), Fraction(self.scoring.assured_floor)
        hoped = sum((line.due for line in self.lines if line.item.assured and line.state == "open"), Fraction(0))
        due, got = self.assured_due + hoped, self.assured_got + hoped
        if due == 0 or (got * full >= floor * due if self.proportional else got >= floor):
            return ""
        if due == full or not self.proportional:
            return f"保证项目小计 {short(got)} 分，不足 {short(floor)} 分"
        ratio = f"实得 {short(got)}／应得 {short(due)}＝{shown(got / due * 100)}%"
        least = f"{short(floor)}／{short(full)}（{shown(floor / full * 100)}%）"
        return f"保证项目小计{ratio}，低于 {least}（有缺项，教材口径）"

    @cached_property
    def score(self) -> Fraction | None:
        """Out of 100, absent items left out (R5); None where nothing is scored."""
        if self.due == 0:
            return None
        return Fraction(0) if self.zero_why else self.got / self.due * 100


@dataclass(frozen=True)
class Group:
    """One line of the summary: the mean of its sheets (R6), in points of the line (R4)."""

    group: ScoreGroup
    sheets: tuple[Sheet, ...]
    skipped: tuple[str, ...] = ()

    @property
    def due(self) -> Fraction:
        return Fraction(self.group.points)

    @cached_property
    def mean(self) -> Fraction | None:
        scores = [sheet.score for sheet in self.sheets if sheet.score is not None]
        return sum(scores, Fraction(0)) / len(scores) if scores else None

    @property
    def mark(self) -> Fraction | None:
        return None if self.mean is None else self.mean * self.due / 100

    @property
    def absent_why(self) -> str:
        """Why the line is left out of the total (R5); empty where it counts or is still open."""
        if self.mean is not None or any(not sheet.settled for sheet in self.sheets):
            return ""
        if self.sheets:
            return "各项都作答不适用"
        return "；".join(dict.fromkeys(self.skipped)) or "这次检查没有这一类对象"
