"""整改前后对照 as a Word document: A4 upright, two photographs beside each other, no case over two pages."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph

from inspect_engine.exports import typeset
from inspect_engine.exports.photos.pairs import NONE, Pair, Photo
from inspect_engine.exports.typeset import BODY, CENTRE, LEFT
from inspect_engine.exports.typeset import PLAIN as HEADING

SHEET = Cm(21), Cm(29.7)
MARGIN, HALF = Cm(1.8), Cm(8.7)
WIDE, HIGH = Cm(8.2), {1: Cm(4.4), 2: Cm(3.9), 3: Cm(3.0)}
"""Of the box of a photograph, its height by how many rows of them a case has: four cases of one row stand on a page,
two of any."""


def render(title: str, told: str, pairs: Sequence[Pair], ending: Sequence[str], footer: str) -> bytes:
    """The document: a heading, the pairs in one table, and lines of ``ending`` under it."""
    made = Document()
    _paper(made, footer)
    _write(made.add_paragraph(), title, 18, HEADING, CENTRE)
    _write(made.add_paragraph(), told, 10, BODY, CENTRE)
    grid = made.add_table(rows=1, cols=2)
    grid.style, grid.autofit = "Table Grid", False
    for cell, text in zip(grid.rows[0].cells, ("整改前", "整改后"), strict=True):
        cell.width = HALF
        _write(cell.paragraphs[0], text, 11, HEADING, CENTRE)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for number, pair in enumerate(pairs, 1):
        _pair(grid, number, pair)
    for text in ending:
        _write(made.add_paragraph(), text, 9, BODY)
    made.core_properties.title, made.core_properties.author = typeset.shown(title), "inspect-engine"
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _paper(made: Any, footer: str) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = SHEET
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    line = section.footer.paragraphs[0]
    _write(line, f"{footer}　第 ", 9, BODY, CENTRE)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)
    typeset.write(line, " 页", 9)


def _pair(grid: Any, number: int, pair: Pair) -> None:
    """One case: a line over both columns, a row for each two photographs, and what else there is; kept together."""
    head = grid.add_row()
    across = head.cells[0].merge(head.cells[1])
    _write(across.paragraphs[0], f"{number}　{pair.number}　{pair.told}", 10.5, HEADING)
    under = [side.under for side in (pair.before, pair.after)]
    rows = [head]
    for nth, photos in enumerate(pair.rows):
        rows.append(grid.add_row())
        for cell, photo in zip(rows[-1].cells, photos, strict=True):
            _photo(cell, photo, HIGH[len(pair.rows)], NONE if nth == 0 else "")
    if any(under):
        rows.append(grid.add_row())
        for cell, text in zip(rows[-1].cells, under, strict=True):
            _write(cell.paragraphs[0], text, 9, BODY)
    for row in rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for row in rows[:-1]:
        for cell in row.cells:
            for each in cell.paragraphs:
                each.paragraph_format.keep_with_next = True


def _photo(cell: Any, photo: Photo | None, high: Cm, none: str) -> None:
    cell.width = HALF
    line = cell.paragraphs[0]
    _write(line, "" if photo else none, 9, BODY, CENTRE)
    if photo is None:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        return
    size = (Emu(int(side)) for side in photo.picture.within(WIDE, high))
    line.add_run().add_picture(BytesIO(photo.picture.data), *size)
    _write(cell.add_paragraph(), photo.caption, 9, BODY, CENTRE)


def _write(line: Paragraph, text: str, size: float, font: str, across: WD_ALIGN_PARAGRAPH = LEFT) -> None:
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
    typeset.write(line, text, size, font, align=across)
