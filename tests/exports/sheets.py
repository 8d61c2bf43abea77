"""One export for sheets tried alone: its terms, a case in it, and a sheet that is read while it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from inspect_engine.domain.anchors import Anchor
from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import Case, apply, line_of
from inspect_engine.domain.events import Event, Origin
from inspect_engine.domain.figures import Counted
from inspect_engine.domain.people.authority import Person
from inspect_engine.exports.closure.records import Frame, Record
from inspect_engine.exports.sheets.book import Book, Sheet
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.ledger import Entry, Head
from tests.domain.conftest import hazard_workflow, opened

DAY, NOON = date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=CHINA)
ME = Person("sup1", "主管甲", frozenset({"supervisor"}), via="os")
NAMES = {"sup1": "主管甲", "insp1": "检查员甲", "same": "same"}
ANCHOR = Anchor("L1", "L1", 9, "c" * 64, "d" * 64, NOON.isoformat())
FRAME = Frame(
    DAY,
    None,
    NOON,
    ME,
    Head(9, "c" * 64, False, "L1"),
    NAMES,
    "整本台账",
    (),
    ANCHOR,
    covered=False,
    origin=Origin("zhang", "office-1", "i1"),
)
REHEARSED = replace(FRAME, head=replace(FRAME.head, rehearsal=True))
CASE = apply(None, opened())
CLOSED = replace(CASE, closed_how="rectified", closed_on=DAY, replied_on=DAY)


class Recorder(Sheet):
    """A sheet that also keeps what each row says."""

    def __init__(self, book: Book, widths: Sequence[float]) -> None:
        super().__init__(book, book.sheet("页", widths).ws, BytesIO(), widths)
        self.rows: list[str] = []

    def write(self, cells: Sequence[tuple[str, Value] | None], points: float | None = None) -> int:
        values = [None if cell is None else cell[1] for cell in cells]
        told = [str(each.value if isinstance(each, Formula) else each) for each in values if each not in (None, "")]
        self.rows.append(f"{' | '.join(told)}\n")
        return super().write(cells, points)


def record(case: Case = CASE, *entries: Event, flow: bool = True) -> Record:
    """A case with its events."""
    kept = tuple(Entry(n, each, NOON.isoformat(), "h") for n, each in enumerate(entries, 1))
    workflow = hazard_workflow() if flow else None
    return Record(
        case,
        Counted(line_of(case, 1)),
        kept,
        FRAME,
        "昭通市",
        "城镇燃气",
        workflow,
        (),
        {each.id: workflow for each in entries},
    )


def page() -> Book:
    """A book of one page."""
    return Book(("", "", ""), ("", "", ""))
