"""今天 as text: what there is of each duty, and a line for each thing to be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from inspect_tui.words.text import BAD, MUTED, STRONG, WARN, one_line

if TYPE_CHECKING:
    from inspect_engine.domain.today import Duty, Thing
    from inspect_engine.ledger.definitions import News

NOTHING = "今天没有轮到你办的。\n\n按 n（或 F3）开始检查，按 t（或 F7）看台账，按 b（或 F4）看统计。"
MORE = "   按 Enter 看是哪些"
LEAST = 3
_NUMBER, _GRADE, _SINCE, _SUBJECT = 13, 6, 14, 28
_WIDE = 90
"""From so many cells on the grade and who has it are told, too."""


def lead_text(duties: Sequence[Duty]) -> Content:
    """``已逾期 11   今天到期 2``, or what to do where there is nothing."""
    if not duties:
        return Content(NOTHING)
    return Content("   ").join(_counted(each) for each in duties)


def _counted(duty: Duty) -> Content:
    late = f"（逾期 {duty.late}）" if duty.late else ""
    return Content.assemble(f"{duty.title} ", (f"{duty.count}", _style(duty)), (late, BAD))


def _style(duty: Duty) -> str:
    return {"overdue": BAD, "due": WARN}.get(duty.name, STRONG)


def shares(duties: Sequence[Duty], room: int) -> list[int]:
    """How many things of each duty are shown in so many rows, headings among them: all at hand, or as even as that
    goes, :data:`LEAST` of each in any case."""
    sizes = [len(each.things) for each in duties]
    while sum(sizes) + len(sizes) > room and max(sizes, default=0) > LEAST:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def heading_text(duty: Duty, shown: int) -> Content:
    """Above the things of a duty: how many there are, and whether more than are shown."""
    hidden = duty.count - shown
    more = f"   还有 {hidden} 件，按 Enter 看全部" if hidden else ""
    return Content.assemble((f"{duty.title} {duty.count}", _style(duty)), (more, MUTED))


def news_text(news: News, width: int) -> Content:
    """What there is to decide about checklists, in a line; how to see it, where there is room."""
    more = MORE if cell_len(news.short + MORE) <= width else ""
    return Content.assemble((one_line(news.short), STRONG), (more, MUTED))


def line_text(thing: Thing) -> str:
    """A line as a spreadsheet takes it: parted by tabs."""
    cells = thing.number, thing.subject, thing.title, thing.grade, thing.holder, thing.since
    return "\t".join(" ".join(cell.split()) for cell in cells)


def thing_text(thing: Thing, width: int) -> Content:
    """One line of ``width`` cells; what is too long ends in ``…``."""
    wide = width >= _WIDE
    holder = min(18, width // 7) if wide else 0
    room = width - 3 - (_NUMBER + 1) - (_SINCE + 1) - ((_GRADE + holder + 2) if wide else 0)
    subject = min(room * 2 // 5, _SUBJECT)
    style = BAD if thing.since.startswith(("逾期", "已超时")) else ""
    return Content.assemble(
        f"  {_fit(thing.number, _NUMBER)} {_fit(thing.subject, subject - 1)} {_fit(thing.title, room - subject - 1)} ",
        f"{_fit(thing.grade, _GRADE)} {_fit(thing.holder, holder)} " if wide else "",
        (_fit(thing.since, _SINCE), style),
    )


def _fit(text: str, width: int) -> str:
    """Exactly so many cells."""
    told = one_line(text)
    cut = told if cell_len(told) <= width else set_cell_size(told, max(0, width - 1)).rstrip() + "…"
    return set_cell_size(cut, width)
