"""How cells look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

BODY, HEADING = "宋体", "黑体"
RED, BLUE, GREY, LINK = "C00000", "1F4E79", "595959", "0563C1"
_LINE = Side(style="thin", color="BFBFBF")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


@dataclass(frozen=True)
class Style:
    """The look of one kind of cell."""

    size: int = 10
    font: str = BODY
    bold: bool = False
    struck: bool = False
    color: str = "000000"
    fill: str | None = None
    boxed: bool = True
    across: Literal["left", "center", "right"] = "left"
    indent: int = 0
    format: str = "General"
    fillable: bool = False


STYLES: dict[str, Style] = {
    "text": Style(),
    "code": Style(across="center", format="@"),
    "lead": Style(across="center", format="@", color=LINK),
    "link": Style(color=LINK),
    "number": Style(across="center", format="#,##0"),
    "points": Style(across="center", format="0.00"),
    "money": Style(across="center", format="#,##0.00"),
    "date": Style(across="center", format="yyyy-mm-dd"),
    "hash": Style(size=8, across="center", format="@"),
    "moment": Style(size=9, across="center", format="yyyy-mm-dd hh:mm:ss"),
    "percent": Style(across="center", format="0.00%"),
    "strong": Style(across="center", bold=True, format="#,##0"),
    "alarm": Style(across="center", bold=True, color=RED, fill="F2DCDB", format="#,##0"),
    "strong_percent": Style(across="center", bold=True, format="0.00%"),
    "strong_points": Style(across="center", bold=True, format="0.00"),
    "label": Style(bold=True),
    "label1": Style(indent=1),
    "label2": Style(indent=2),
    "label3": Style(indent=3),
    "note": Style(size=9, color=GREY),
    "fine": Style(size=9),
    "fine_center": Style(size=9, across="center"),
    "struck": Style(struck=True, color=GREY),
    "head": Style(font=HEADING, bold=True, color="FFFFFF", fill=BLUE, across="center"),
    "total": Style(bold=True, fill="DDEBF7", across="center", format="#,##0"),
    "total_percent": Style(bold=True, fill="DDEBF7", across="center", format="0.00%"),
    "total_points": Style(bold=True, fill="DDEBF7", across="center", format="0.00"),
    "title": Style(size=20, font=HEADING, bold=True, color=BLUE, boxed=False, across="center"),
    "banner": Style(size=14, font=HEADING, bold=True, color="FFFFFF", fill=RED, boxed=False, across="center"),
    "section": Style(size=12, font=HEADING, bold=True, color=BLUE, boxed=False),
    "sentence": Style(size=11, boxed=False),
    "plain": Style(boxed=False),
    "plain_boxed": Style(across="center"),
    "late": Style(across="center", bold=True, fill="F2F2F2"),
    "report_title": Style(size=16, font=HEADING, bold=True, boxed=False, across="center"),
    "plain_date": Style(boxed=False, bold=True, format="yyyy-mm-dd"),
    "fill": Style(fill="FFF9DB", fillable=True),
    "fill_date": Style(fill="FFF9DB", fillable=True, across="center", format="yyyy-mm-dd"),
    "fill_line": Style(boxed=False, fillable=True),
    "given": Style(size=9),
    "given_code": Style(size=9, across="center", format="@"),
    "barred": Style(fill="E7E6E6", color=GREY, across="center"),
    "hint": Style(size=8, color=GREY),
    "guide": Style(size=9, color=GREY, boxed=False),
    "tiny": Style(size=1, color="FFFFFF", boxed=False),
}


def style_id(ws: Worksheet, style: Style, *, quoted: bool = False) -> int:
    """Number of a look in the workbook's style table; ``quoted`` keeps text from turning into a formula."""
    cell = Cell(ws, row=1, column=1)
    cell.font = Font(name=style.font, size=style.size, bold=style.bold, strike=style.struck, color=style.color)
    cell.alignment = Alignment(horizontal=style.across, vertical="center", wrap_text=True, indent=style.indent)
    cell.number_format = style.format
    cell.protection = Protection(locked=not style.fillable)
    if style.fill:
        cell.fill = PatternFill("solid", start_color=style.fill)
    if style.boxed:
        cell.border = BOX
    if quoted:
        cell.quotePrefix = True
    return int(cell.style_id)
