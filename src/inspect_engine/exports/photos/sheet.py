"""整改前后对照 as a sheet: A4 upright, two photographs beside each other, no case over two pages."""

from __future__ import annotations

from io import BytesIO

from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from inspect_engine.exports.photos.pairs import NONE, Pair, Photo
from inspect_engine.exports.sheets.book import Book, Sheet
from inspect_engine.exports.sheets.cells import Value

TITLE = "整改前后对照"
WIDTHS, FINE = (41, 41), 45
"""Characters of the common size that stand in a column, and of the small one."""
COLUMN, WIDE, TOP, EMU = 292, 276, 5, 9525
"""Pixels: of a column, of the widest photograph, and of what is left above it; and units of the format to a pixel."""
PICTURES, HEAD = {1: 114.0, 2: 105.0, 3: 75.0}, 24.0
"""Points: of the row of a photograph, by how many rows of them a case has (four cases of one stand on a page, two of
any), and of the line of headings."""
PAGE = 710.0
"""Points of rows that stand on one page under the repeated heading."""


class Gallery:
    """The sheet, on which one pair after the other is put."""

    def __init__(self, book: Book, title: str, told: str, after: Sheet | None = None) -> None:
        self.sheet, self.count = book.sheet(TITLE, WIDTHS, after), 0
        ws = self.sheet.ws
        ws.page_setup.orientation, ws.print_title_rows = "portrait", "3:3"
        ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
        self._across("report_title", title, 30)
        self._across("plain", told, self.sheet.needs(told, sum(WIDTHS)))
        self.sheet.write([("head", "整改前"), ("head", "整改后")], HEAD)
        ws.freeze_panes = "A4"
        self._left = PAGE - 30 - self.sheet.needs(told, sum(WIDTHS))

    def add(self, pair: Pair, link: str = "") -> None:
        """Put one case on the sheet: what it is (a link to its files), its photographs, what is under them."""
        self.count += 1
        heading = f"{self.count}　{pair.number}　{pair.told}"
        high = self.sheet.needs(heading, sum(WIDTHS))
        under = [side.under for side in (pair.before, pair.after)]
        rest = max(self.sheet.needs(text, FINE) for text in under) if any(under) else 0
        rows = pair.rows
        captions = [max(self.sheet.needs(_caption(photo), FINE) for photo in row) for row in rows]
        self._break(high + rest + sum(captions) + PICTURES[len(rows)] * len(rows))
        at = self._across("total", heading, high)
        if link:
            self.sheet.link(f"A{at}", link)
        for row, points in zip(rows, captions, strict=True):
            self._pictures(row, points, PICTURES[len(rows)], first=row is rows[0])
        if rest:
            self.sheet.write([("fine", text or None) for text in under], rest)

    def _pictures(self, row: tuple[Photo | None, Photo | None], points: float, high: float, *, first: bool) -> None:
        """A row of photographs so ``high``, and the row of what stands under each."""
        gaps: list[Value] = [None if photo or not first else NONE for photo in row]
        at = self.sheet.write([("fine_center", gap) for gap in gaps], high)
        for column, photo in enumerate(row):
            if photo:
                self.sheet.ws.add_image(_placed(photo, column, at, int(high * 4 / 3) - 2 * TOP))
        self.sheet.write([("fine_center", _caption(photo) or None) for photo in row], points)

    def tell(self, text: str) -> None:
        """A line of its own under all that was put there."""
        self._across("note", text, self.sheet.needs(text, sum(WIDTHS)))

    def _across(self, style: str, text: str, points: float) -> int:
        at = self.sheet.write([(style, text), (style, None)], points)
        self.sheet.merge(f"A{at}:B{at}")
        return at

    def _break(self, points: float) -> None:
        """A new page where so much does not fit on this one."""
        if points > self._left and self.count > 1:
            self.sheet.ws.row_breaks.append(Break(id=self.sheet.written))
            self._left = PAGE
        self._left -= points


def _caption(photo: Photo | None) -> str:
    return photo.caption if photo else ""


def _placed(photo: Photo, column: int, row: int, room: int) -> Image:
    """A photograph in the middle of its cell, in which it may be so many pixels high."""
    wide, high = (round(each) for each in photo.picture.within(WIDE, room))
    image = Image(BytesIO(photo.picture.data))
    left, top = (COLUMN - wide) // 2 * EMU, (TOP + (room - high) // 2) * EMU
    start = AnchorMarker(col=column, colOff=left, row=row - 1, rowOff=top)
    image.anchor = OneCellAnchor(_from=start, ext=XDRPositiveSize2D(wide * EMU, high * EMU))
    return image
