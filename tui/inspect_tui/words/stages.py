"""A case's life as one line: each stage with its mark, under it the day it began and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from inspect_tui.words.text import BAD, GOOD, MUTED, STRONG, WARN, plain, stack

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case
    from inspect_engine.domain.workflow.stages import Stage

MARKS = {"done": ("●", GOOD), "now": ("◐", WARN), "ahead": ("○", MUTED)}
STYLES = {"done": "", "now": STRONG, "ahead": MUTED}
SHORTEST = 2
"""Characters of a stage's name where there is little room."""


def life_text(line: Sequence[Stage], case: Case, whose: str, today: date, width: int) -> Content:
    """The stages that fit in ``width`` cells, the present one among them; ``whose`` turn it is, and until when."""
    if not line:
        return plain(case.state_title, STRONG)
    shown, names, gap = _fitting(line, width)
    days = [_day(stage.since, today) for stage in shown]
    took = ["" if stage.days is None else f"{stage.days} 天" for stage in shown]
    room = [max(map(cell_len, each)) + gap for each in zip((f"{name} ●" for name in names), days, took, strict=True)]
    top = [_stage(stage, name, cells) for stage, name, cells in zip(shown, names, room, strict=True)]
    rows = [_row(days, room), _row(took, room)]
    more = plain("… ", MUTED) if shown[0] is not line[0] else plain("")
    indent = " " * more.cell_length
    return stack(
        [
            Content.assemble(more, *top),
            *(plain((indent + row).rstrip(), MUTED) for row in rows),
            _now(line, case, whose, today),
        ]
    )


def _fitting(line: Sequence[Stage], width: int) -> tuple[Sequence[Stage], list[str], int]:
    """As many stages as fit, their names in full or short, and the gap between them; those long past give way first."""
    full = [stage.short for stage in line]
    for names, gap in ((full, 2), (short := [name[:SHORTEST] for name in full], 1)):
        if _width(names, gap) <= width:
            return line, names, gap
    at = next((n for n, stage in enumerate(line) if stage.at == "now"), len(line) - 1)
    first, last = 0, len(line)
    while last - first > 1 and _width(short[first:last], 1) + len("… ") > width:
        first, last = (first + 1, last) if first < at else (first, last - 1)
    return line[first:last], short[first:last], 1


def _width(names: Sequence[str], gap: int) -> int:
    return sum(max(cell_len(name) + 2, len("00-00")) + gap for name in names)


def _stage(stage: Stage, name: str, room: int) -> Content:
    mark, style = MARKS[stage.at]
    filling = " " * (room - cell_len(name) - 2)
    return Content.assemble(plain(name, STYLES[stage.at]), (f" {mark}", style), filling)


def _row(texts: Sequence[str], room: Sequence[int]) -> str:
    return "".join(set_cell_size(text, cells) for text, cells in zip(texts, room, strict=True))


def _day(since: date | None, today: date) -> str:
    """``02-17``; of another year that year."""
    if since is None:
        return ""
    return since.strftime("%m-%d" if since.year == today.year else "%Y")


def _now(line: Sequence[Stage], case: Case, whose: str, today: date) -> Content:
    """``在“整改中”3 天，由某企业  期限 2022-03-18（还剩 2 天）``."""
    here = next((stage for stage in line if stage.at == "now"), None)
    if here is None:
        spent = (line[-1].since - case.found_on).days if line[-1].since else 0
        return plain(f"{case.state_title}，{case.closed_on or line[-1].since}，前后 {spent} 天", STRONG)
    stood = (today - case.entered_on).days
    parts = [plain(f"在“{case.state_title}”{stood} 天", STRONG), plain(f"，由{whose}" if whose else "")]
    if case.due_on:
        paused = "（已中止计期，恢复后重新推算）" if case.paused else ""
        parts += [plain("  期限 ", MUTED), plain(f"{case.due_on}{paused}"), *_late(case, today)]
    return Content.assemble(*parts)


def _late(case: Case, today: date) -> list[Content]:
    if not case.late_after:
        return []
    days = (case.late_after - today).days
    told = f"逾期 {-days} 天" if days < 0 else f"还剩 {days} 天" if days else "今天到期"
    return [plain(f"  {told}", BAD if days < 0 else WARN)]
