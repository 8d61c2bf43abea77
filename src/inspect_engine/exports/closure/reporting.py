"""Lists as a leader reads them, one page wide, with a title, groups of columns, notes, signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from inspect_engine.domain.calendars import in_chinese
from inspect_engine.domain.cases import Case
from inspect_engine.domain.cases.casualties import NOT_REPORTED, OF_REGISTRATION
from inspect_engine.exports.closure.accidents import SUMMED, counts
from inspect_engine.exports.closure.beside import Beside
from inspect_engine.exports.closure.composed import COLUMNS, Row
from inspect_engine.exports.closure.overview import REHEARSAL
from inspect_engine.exports.closure.records import Frame, Record
from inspect_engine.exports.closure.sets import PAPER, Listing
from inspect_engine.exports.sheets.book import A3, A4, LETTERS, Book, Sheet
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.sheets.paging import torn

HEADS = 4
"""Rows above the first one of the list."""
SIZES = {"A4": (595.0, 842.0), "A3": (842.0, 1191.0)}
"""Points of the short and the long side of paper."""
SMALLEST = 90
"""Percent at which letters of 10 points have 9."""
NOTES = "依据注"
"""The column that gives the basis as the number of a note."""
SIGNED = "制表人：　　　　　审核人：　　　　　负责人：　　　　　联系电话：　　　　　填报日期：　　　　年　　月　　日"


class Report:
    """One list of a print set. Its rows wait until the period they span is known."""

    def __init__(self, book: Book, listing: Listing, after: Sheet) -> None:
        self.listing, self.columns = listing, listing.columns
        self.heads = [column.head or column.name for column in self.columns]
        self.sheet = book.sheet(listing.sheet, [float(column.width) for column in self.columns], after)
        setup = self.sheet.ws.page_setup
        setup.paperSize, setup.orientation = A3 if listing.paper == "A3" else A4, listing.orientation
        self._kept: list[tuple[Record, Beside | None]] = []
        self._heights: list[float] = []

    def add(self, record: Record, beside: Beside | None = None) -> None:
        """Put one case at the end."""
        self._kept.append((record.without_history(), beside))

    def finish(self, terms: Frame, opened: Mapping[str, Sequence[str]], basis: Callable[[Case], str]) -> None:
        """Write the sheet; ``opened`` is what kinds of cases a case has opened, ``basis`` what a note says it rests on.
        A list of nothing is hidden."""
        self.sheet.things = len(self._kept)
        if not self._kept:
            self.sheet.ws.sheet_state = "hidden"
        self._head(terms)
        cells = [COLUMNS[self.listing.of][column.name] for column in self.columns]
        numbered = any(column.name == NOTES for column in self.columns)
        notes: dict[str, int] = {}
        for number, (record, beside) in enumerate(self._kept, 1):
            text = basis(record.case) if numbered else ""
            note = notes.setdefault(text, len(notes) + 1) if text else None
            row = Row(number, note, record, tuple(opened.get(record.case.id, ())), beside)
            self._put([(cell.styled(row), cell.value(row)) for cell in cells])
        self._foot(notes)
        self._page(2 + len(notes))

    def _head(self, terms: Frame) -> None:
        first = min((record.case.found_on for record, _ in self._kept), default=terms.as_of)
        rehearsal = f"　【{REHEARSAL}】" if terms.head.rehearsal else ""
        title = f"{terms.place}{self.listing.title}（{in_chinese(first)}至{in_chinese(terms.as_of)}）"
        self._across("report_title", title, 30)
        office = terms.office or "　" * 8
        told = f"填报单位（盖章）：{office}", f"截至 {in_chinese(terms.as_of)}", f"单位：{self.listing.unit}{rehearsal}"
        self._across("plain", "　　　　".join(told), 20)
        groups = [column.group or head for column, head in zip(self.columns, self.heads, strict=True)]
        at = self._put([("head", group) for group in groups], 20)
        widths = [float(column.width) for column in self.columns]
        needed = [self.sheet.needs(head, width) for head, width in zip(self.heads, widths, strict=True)]
        self._put([("head", head) for head in self.heads], max(32.0, *needed))
        self._merge(groups, at)
        self.sheet.ws.freeze_panes = f"A{HEADS + 1}"
        self.sheet.ws.print_title_rows = f"{at}:{HEADS}"

    def _put(self, cells: Sequence[tuple[str, Value]], points: float | None = None) -> int:
        at = self.sheet.write(cells, points)
        self._heights.append(self.sheet.high)
        return at

    def _page(self, tail: int) -> None:
        """As large as the columns allow, for which no fitting to a page will do: that passes over where pages end. The
        last ``tail`` rows close the list, and do not stand alone."""
        ws, listing = self.sheet.ws, self.listing
        wide, most = float(sum(column.width for column in self.columns)), PAPER[listing.paper, listing.orientation]
        ws.page_setup.scale = min(100, int(SMALLEST * most / wide))
        ws.page_setup.fitToWidth, ws.sheet_properties.pageSetUpPr = None, PageSetupProperties(fitToPage=False)
        across, down = SIZES[listing.paper]
        page = across if listing.orientation == "landscape" else down
        margins = 72 * (ws.page_margins.top + ws.page_margins.bottom)
        room = (page - margins) * 100 / ws.page_setup.scale
        if end := torn(self._heights, room, HEADS, sum(self._heights[HEADS - 2 : HEADS]), tail):
            ws.row_breaks.append(Break(id=end))

    def _merge(self, groups: Sequence[str], at: int) -> None:
        """Over the heads of a group stands one head; what has no group is as high as both."""
        start = 0
        for _, columns in groupby(groups):
            end = start + len(list(columns)) - 1
            last = at if self.columns[start].group else at + 1
            if (end, last) != (start, at):
                self.sheet.merge(f"{LETTERS[start]}{at}:{LETTERS[end]}{last}")
            start = end + 1

    def _foot(self, notes: Mapping[str, int]) -> None:
        unit, kept = self.listing.unit, [record for record, _ in self._kept]
        left, late = sum(each.case.is_open for each in kept), sum(each.late for each in kept)
        told = f"合计 {len(kept)} {unit}，其中未办结 {left} {unit}，逾期 {late} {unit}"
        self._across("total", "；".join([told, *self._sums()]), 22)
        for text, number in notes.items():
            self._across("plain", f"注{number}：{text}")
        self._across("plain", SIGNED, 34)

    def _sums(self) -> list[str]:
        """What the columns of casualties and losses come to, over the accidents that count."""
        found = []
        for column in self.columns:
            if self.listing.of == "事故" and column.name in SUMMED:
                value = COLUMNS["事故"][column.name].value
                counted = [record for record, _ in self._kept if counts(record)]
                each = [value(Row(1, None, record, ())) for record in counted]
                total = sum((Decimal(str(number)) for number in each if number is not None), Decimal(0))
                name, _, unit = column.name.partition("（")
                known = any(record.toll and record.toll.stands for record in counted)
                found.append(f"{name} {total} {unit.rstrip('）')}" if known else f"{name} {NOT_REPORTED}")
        return [*found, *self._unreported()]

    def _unreported(self) -> list[str]:
        """Of how many accidents that count the figures are only those of the registration."""
        tolls = [record.toll for record, _ in self._kept if record.toll and counts(record)]
        number = sum(toll.now is None and toll.registered is not None for toll in tolls)
        return [f"其中 {number} 起{OF_REGISTRATION}"] if number else []

    def _across(self, style: str, text: str, points: float | None = None) -> None:
        """One text over the whole width, as high as it needs."""
        width = float(sum(column.width for column in self.columns))
        high = points or self.sheet.needs(text, width)
        at = self._put([(style, text), *[(style, None)] * (len(self.columns) - 1)], high)
        self.sheet.merge(f"A{at}:{LETTERS[len(self.columns) - 1]}{at}")
