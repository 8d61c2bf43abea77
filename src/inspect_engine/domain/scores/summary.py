"""The summary sheet: total, zero sheets, grade, what is missing, and how it was come by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from inspect_engine.domain.definitions import Scoring, Section
from inspect_engine.domain.scores.points import Line, short, shown
from inspect_engine.domain.scores.sheets import Group, Sheet

GOOD, FAIR, BAD = "优良", "合格", "不合格"
MEAN = "各表得分的算术平均；同型多台各填一张表，标准没有写明权重，按每张表同等计"
TEXTBOOK = "保证项目有缺项时的下限标准没有写明，按教材口径以实得／应得比例计"
FIXED = "保证项目有缺项时的下限标准没有写明，按不折算的固定分数计"


@dataclass(frozen=True)
class Lack:
    """What the score still waits for."""

    sheet: Sheet
    line: Line

    @property
    def told(self) -> str:
        kind = "保证项目" if self.line.item.assured else "一般项目" if _assures(self.sheet.section) else "检查项目"
        return f"{self.sheet.section.title}，{self.sheet.subject.name}：{kind}“{self.line.item.title}”{self.line.why}"


@dataclass(frozen=True)
class Score:
    """The summary sheet: lines, total, grade; ``open_why`` are reasons besides the items why it is not final.

    ``unsure`` are deductions in doubt, and articles behind deductions whose wording nobody has checked, by document.
    """

    scoring: Scoring
    groups: tuple[Group, ...]
    open_why: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for group in self.groups for sheet in group.sheets)

    @cached_property
    def lacks(self) -> tuple[Lack, ...]:
        return tuple(Lack(sheet, line) for sheet in self.sheets for line in sheet.lines if line.state == "open")

    @cached_property
    def waits_for(self) -> tuple[str, ...]:
        """Everything that keeps the score from being final."""
        nothing = () if any(group.mean is not None for group in self.groups) else ("没有任何一项可以评分",)
        return (*self.open_why, *nothing, *(lack.told for lack in self.lacks))

    @property
    def final(self) -> bool:
        return not self.waits_for

    @cached_property
    def due(self) -> Fraction:
        """E: what the lines that count are worth together."""
        return sum((group.due for group in self.groups if group.mark is not None), Fraction(0))

    @cached_property
    def got(self) -> Fraction:
        """D: what they got together."""
        return sum((group.mark for group in self.groups if group.mark is not None), Fraction(0))

    @property
    def total(self) -> Fraction | None:
        return self.got / self.due * 100 if self.due else None

    @cached_property
    def zeros(self) -> tuple[Sheet, ...]:
        """Sheets that came to nothing: any of them makes the site 不合格, whatever the total (R9)."""
        return tuple(sheet for sheet in self.sheets if sheet.zero_why)

    @property
    def grade(self) -> str | None:
        """None while the score is not final, unless a zero sheet already decides it."""
        if self.zeros:
            return BAD
        if not self.final or self.total is None:
            return None
        good, fair = Fraction(self.scoring.good), Fraction(self.scoring.fair)
        return GOOD if self.total >= good else FAIR if self.total >= fair else BAD

    @property
    def grade_why(self) -> str:
        """The rule that gave the grade."""
        good, fair = (short(Fraction(line)) for line in (self.scoring.good, self.scoring.fair))
        if self.zeros:
            over = self.total is not None and self.total >= Fraction(self.scoring.fair)
            return f"有 {len(self.zeros)} 张分项表得零分" + (f"，总分虽达 {fair} 分仍不合格" if over else "")
        if self.grade is None:
            return "待补齐后定级" if self.open_why else "完成时还有项目没有评，定不了级"
        return {
            GOOD: f"没有零分表，总分不低于 {good} 分",
            FAIR: f"没有零分表，总分不低于 {fair} 分、低于 {good} 分",
            BAD: f"总分低于 {fair} 分",
        }[self.grade]

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """How the figures were come by where the standard leaves it open, and what follows from them."""
        return tuple(self._remarks())

    def _remarks(self) -> Iterator[str]:
        for group in self.groups:
            counted = [sheet.score for sheet in group.sheets if sheet.score is not None]
            if len(counted) > 1:
                scores = "、".join(shown(score) for score in counted)
                yield f"{group.group.title}：{len(counted)} 张表（{scores}），取{MEAN}"
            if group.absent_why:
                yield f"{group.group.title}：缺项，不计入总分。{group.absent_why}"
        if any(sheet.short_of_assured for sheet in self.sheets):
            yield TEXTBOOK if all(sheet.proportional for sheet in self.sheets) else FIXED
        if self.total is not None:
            for name, line in ((GOOD, self.scoring.good), (FAIR, self.scoring.fair)):
                if self.total < line and shown(self.total) == shown(Fraction(line)):
                    yield f"总分显示为 {shown(self.total)}，精确值低于 {short(Fraction(line))}，不够{name}线"
        if self.grade == BAD:
            yield "不合格的须限期整改，重新检查评分直至合格；不合格的项目在检查完成时各立一件隐患，按隐患整改闭环办理"
        if self.unsure:
            yield f"下列条文、扣分待核，正式评分前须按正式出版物核对：{'；'.join(self.unsure)}"
        if not self.final:
            yield "以上是按已作答各项暂算的，不是最终得分"


def _assures(section: Section) -> bool:
    return any(item.assured for item in section.items)
