"""A report as a Word document: A4, margins and sizes of official papers (GB/T 9704-2012), pages numbered outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from inspect_engine.exports.analysis.blocks import Annex, Bars, Block, Grid, Heading, Text
from inspect_engine.exports.typeset import BODY, CENTRE, HEAD, LEFT, PLAIN, RIGHT, run, shown, write

TITLE, SIZE, PAGE, TABLE = 22, 16, 14, 10.5
LINE, TABLE_LINE = Pt(28), Pt(15)
WIDTH = 156
"""Millimetres between the margins."""
NAME, NUMBER, STEPS = 34, 24, 49
"""Millimetres of the name and of the numbers beside a bar, and steps that the longest bar has."""
SHADES = ("7F7F7F", "1F1F1F", "D0D0D0")
"""Of the parts of a bar, told apart in grey, too."""
GAP = (
    '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="60" w:hRule="exact"/></w:trPr><w:tc><w:tcPr>'
    f'<w:gridSpan w:val="{STEPS + 2}"/></w:tcPr><w:p><w:pPr><w:keepNext/></w:pPr></w:p></w:tc></w:tr>'
)
"""Between two bars."""


def render(
    title: Sequence[str], told: Sequence[str], mark: str, blocks: Iterable[Block], ending: Sequence[str], anchor: str
) -> bytes:
    """The document: lines of a title, those under it (``told``), the blocks; ``ending`` before the first annex.

    The ``anchor`` of the ledger is a property of the file: it is no text for a reader.
    """
    made = Document()
    _paper(made, mark)
    for text in title:
        write(_line(made, LINE), text, TITLE, HEAD, align=CENTRE)
    for text in told:
        write(_line(made, LINE), text, SIZE, BODY, align=CENTRE)
    _line(made, LINE)
    signed = False
    for block in blocks:
        if isinstance(block, Annex) and not signed:
            _ending(made, ending)
            signed = True
        put(block, made)
    made.core_properties.comments = f"锚码 {anchor}"
    made.core_properties.title, made.core_properties.author = shown("".join(title)), "inspect-engine"
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _paper(made: Any, mark: str) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(18), Mm(20)
    made.settings.odd_and_even_pages_header_footer = True
    for header in (section.header, section.even_page_header):
        write(header.paragraphs[0], mark, 12, PLAIN, align=CENTRE)
    _number(section.footer.paragraphs[0], RIGHT)
    _number(section.even_page_footer.paragraphs[0], LEFT)


def _number(at: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """``— 1 —``, one character in from the outer side."""
    size = f'<w:rPr><w:sz w:val="{2 * PAGE}"/></w:rPr>'
    write(at, "— " if side == RIGHT else "　— ", PAGE, BODY, align=side)
    at._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r>{size}<w:t>1</w:t></w:r></w:fldSimple>'))
    write(at, " —　" if side == RIGHT else " —", PAGE, BODY, align=side)


@singledispatch
def put(block: Block, made: Any) -> None:
    """Put a block at the end of the document. Raises TypeError for what is none."""
    raise TypeError(block, made)


@put.register
def _(block: Heading, made: Any) -> None:
    at = _line(made, LINE, indent=True)
    at.paragraph_format.keep_with_next = True
    write(at, block.text, SIZE, PLAIN)


@put.register
def _(block: Text, made: Any) -> None:
    write(_line(made, LINE, indent=True), block.text, SIZE, BODY, align=LEFT)


@put.register
def _(block: Annex, made: Any) -> None:
    at = _line(made, LINE)
    at.paragraph_format.page_break_before = True
    write(at, block.text, SIZE, PLAIN)


@put.register
def _(block: Grid, made: Any) -> None:
    _caption(made, block.title)
    grid = made.add_table(rows=1 + len(block.rows), cols=len(block.heads))
    grid.style, grid.autofit = "Table Grid", False
    wide = [Mm(WIDTH * part / sum(block.widths)) for part in block.widths]
    for column, width in zip(grid.columns, wide, strict=True):
        column.width = width
    for nth, (row, texts) in enumerate(zip(grid.rows, (block.heads, *block.rows), strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = wide[column]
            at = _tight(cell.paragraphs[0], TABLE_LINE)
            write(at, str(text), TABLE, BODY if nth else PLAIN, align=LEFT if nth and column in block.left else CENTRE)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _tight(made.add_paragraph(), Pt(10))


@put.register
def _(block: Bars, made: Any) -> None:
    """Bars of shaded cells: they print as they are seen, and nothing has to be drawn again."""
    _caption(made, block.title)
    at = _tight(made.add_paragraph(), TABLE_LINE)
    at.alignment, at.paragraph_format.keep_with_next = CENTRE, True
    for shade, text in zip(SHADES, block.legend, strict=False):
        at._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{_shade(shade)}</w:rPr><w:t>　</w:t></w:r>"))
        write(at, f" {text}　　", TABLE, BODY, align=CENTRE)
    made.element.body.insert(len(made.element.body) - 1, parse_xml(_bars(block)))
    _tight(made.add_paragraph(), Pt(10))


def _bars(block: Bars) -> str:
    most = max((sum(parts) for _, parts in block.rows), default=0) or 1
    columns = "".join(f'<w:gridCol w:w="{_twips(_step())}"/>' for _ in range(STEPS))
    grid = f'<w:gridCol w:w="{_twips(Mm(NAME))}"/><w:gridCol w:w="{_twips(Mm(NUMBER))}"/>{columns}'
    rows = [_bar(*row, most, last=row is block.rows[-1]) for row in block.rows]
    form = f'<w:tblPr><w:tblW w:w="{_twips(Mm(WIDTH))}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    return f"<w:tbl {nsdecls('w')}>{form}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _bar(name: str, parts: Sequence[int], most: int, *, last: bool) -> str:
    long = [max(1, round(part * STEPS / most)) if part else 0 for part in parts]
    while sum(long) > STEPS:
        long[long.index(max(long))] -= 1
    cells = [
        _cell(name, Mm(NAME), "right", last=last),
        _cell("+".join(map(str, parts)) if any(parts) else "0", Mm(NUMBER), last=last),
    ]
    cells += [_cell("", _step() * n, span=n, shade=shade) for n, shade in zip(long, SHADES, strict=False) if n]
    rest = STEPS - sum(long)
    cells += [_cell("", _step() * rest, span=rest)] if rest else []
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="340"/></w:trPr>{"".join(cells)}</w:tr>{"" if last else GAP}'


def _cell(text: str, wide: int, across: str = "center", *, span: int = 1, shade: str = "", last: bool = False) -> str:
    """A cell of a bar."""
    form = f'<w:tcW w:w="{_twips(wide)}" w:type="dxa"/><w:gridSpan w:val="{span}"/>'
    form += _shade(shade) if shade else ""
    keep, told = "" if last else "<w:keepNext/>", run(text, TABLE)
    space = '<w:spacing w:before="0" w:after="0"/>'
    return f'<w:tc><w:tcPr>{form}</w:tcPr><w:p><w:pPr>{keep}{space}<w:jc w:val="{across}"/></w:pPr>{told}</w:p></w:tc>'


def _step() -> int:
    return Mm(WIDTH - NAME - NUMBER) // STEPS


def _twips(length: int) -> int:
    return round(length / 635)


def _shade(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def _caption(made: Any, text: str) -> None:
    at = _tight(made.add_paragraph(), Pt(22))
    at.paragraph_format.keep_with_next = True
    write(at, text, 12, PLAIN, align=CENTRE)


def _ending(made: Any, lines: Sequence[str]) -> None:
    _line(made, LINE)
    for text in lines:
        at = _line(made, LINE)
        at.paragraph_format.right_indent = Pt(4 * SIZE)
        at.paragraph_format.keep_together = True
        write(at, text, SIZE, BODY, align=RIGHT)


def _line(made: Any, spacing: int, *, indent: bool = False) -> Paragraph:
    at = _tight(made.add_paragraph(), spacing)
    if indent:
        at.paragraph_format.first_line_indent = Pt(2 * SIZE)
    return at


def _tight(at: Paragraph, spacing: int) -> Paragraph:
    form = at.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, spacing
    return at
