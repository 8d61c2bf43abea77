"""What Word templates are put together from: paragraphs in the style of official papers (公文, GB/T 9704), tables.

A4, margins 37 / 35 / 28 / 26 mm, titles centred, body in 仿宋 of size 三号; a computer without these fonts takes the
next one named in the font table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

BODY, HEAD, PLAIN = "仿宋", "方正小标宋简体", "黑体"
FALLBACK = {
    BODY: "仿宋_GB2312,FangSong,STFangsong,Noto Serif CJK SC,宋体",
    HEAD: "小标宋,华文中宋,STZhongsong,Noto Serif CJK SC,宋体",
    PLAIN: "SimHei,STHeiti,Noto Sans CJK SC,微软雅黑",
}
SIZE_TITLE, SIZE_BODY, SIZE_PAGE, SIZE_TABLE, SIZE_ROWS, SIZE_SMALL = 22, 16, 14, 12, 10.5, 9
SIZE_MARK, SIZE_LONG_MARK, LONG_MARK = 36, 26, 12
"""Points of the mark of an office (发文机关标志), and of one of more than so many characters."""
RED = RGBColor(0xFF, 0, 0)
LINE, TABLE_LINE = Pt(28), Pt(18)
WIDTH = 156
"""Millimetres between the margins."""
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def paper() -> DocumentObject:
    """An empty A4 sheet with our fonts, a mark on top and page numbers below."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(18), Mm(20)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(SIZE_BODY)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    _fonts(made)
    made.settings.odd_and_even_pages_header_footer = True
    for header in (section.header, section.even_page_header):
        write(header.paragraphs[0], "{{ mark }}", SIZE_TABLE, PLAIN, align=CENTRE, bold=True)
    _page_number(section.footer.paragraphs[0], RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], LEFT)
    return made


def _fonts(made: DocumentObject) -> None:
    """Name the fonts that stand in where ours are missing."""
    part = next(part for part in made.part.package.iter_parts() if part.partname.endswith("/fontTable.xml"))
    table = parse_xml(part.blob)
    for name, others in FALLBACK.items():
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
            )
        )
    part._blob = serialize_part_xml(table)


def write(
    at: Paragraph, text: str, size: float = SIZE_BODY, font: str = BODY, *, bold: bool = False, align: int | None = None
) -> Paragraph:
    """Add a run to a paragraph."""
    run = at.add_run(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if align is not None:
        at.alignment = align
    return at


def line(
    made: DocumentObject, text: str = "", *, indent: bool = True, align: int | None = None, font: str = BODY
) -> Paragraph:
    """A paragraph of the body: 三号, 28 points from line to line, first line two characters in."""
    found = made.add_paragraph()
    _tight(found, LINE)
    if indent:
        found.paragraph_format.first_line_indent = Pt(2 * SIZE_BODY)
    return write(found, text, SIZE_BODY, font, align=align)


def caption(made: DocumentObject, text: str) -> None:
    """What stands over a list or a table, on the page of its beginning."""
    kept(line(made, text, font=PLAIN))


def kept(found: Paragraph) -> Paragraph:
    """The paragraph, on the page of the one after it."""
    found.paragraph_format.keep_with_next = True
    return found


def hold(made: DocumentObject) -> None:
    """Keep the last paragraph so far with what comes next; also the one before it that is last where some are not
    printed."""
    depth, last = 0, True
    for found in reversed(made.paragraphs):
        steering = re.match(r"{%p (end)?(if|for) ?", found.text)
        if steering:
            depth += 1 if steering[1] else -1
        elif last or depth == 0:
            kept(found)
            last = False
            if depth == 0:
                return


def tag(made: DocumentObject, text: str) -> None:
    """A paragraph that only steers the template and is not printed."""
    made.add_paragraph(f"{{%p {text} %}}")


def heading(made: DocumentObject, title: str) -> None:
    """Where the office has a mark: that in red, the number over a red rule, the title. Else the office, the title, and
    the number over a black rule."""
    tag(made, "if red_head")
    tag(made, f"if red_head|length <= {LONG_MARK}")
    _headline(made, "{{ red_head }}", SIZE_MARK, after=18).runs[0].font.color.rgb = RED
    tag(made, "else")
    _headline(made, "{{ red_head }}", SIZE_LONG_MARK, after=18).runs[0].font.color.rgb = RED
    tag(made, "endif")
    _ruled(made, str(RED), 18)
    _headline(made, title, SIZE_TITLE, after=14)
    tag(made, "else")
    _headline(made, "{{ office }}", SIZE_TITLE)
    _headline(made, title, SIZE_TITLE, after=14)
    _ruled(made, "auto", 12)
    tag(made, "endif")


def _headline(made: DocumentObject, text: str, size: float, after: int = 0) -> Paragraph:
    found = made.add_paragraph()
    found.paragraph_format.space_before, found.paragraph_format.space_after = Pt(0), Pt(after)
    return write(found, text, size, HEAD, align=CENTRE)


def _ruled(made: DocumentObject, colour: str, width: int) -> None:
    """The number, and a rule of so many eighths of a point under it."""
    number = made.add_paragraph()
    number.paragraph_format.space_after = Pt(18 if width > 12 else 12)
    write(number, "{{ number }}", SIZE_BODY, align=CENTRE)
    edge = f'<w:bottom w:val="single" w:sz="{width}" w:space="6" w:color="{colour}"/>'
    number._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>"))


def clause(made: DocumentObject, number: str, title: str, text: str) -> Paragraph:
    """``一、整改期限。…``: the heading in 黑体, the text after it."""
    found = line(made, f"{number}、{title}", font=PLAIN)
    return write(found, f"：{text}")


def grid(made: DocumentObject, widths: Sequence[float], style: str = "Table Grid") -> Table:
    """A table of fixed widths in millimetres, so that no long word stretches it; bordered, unless of another style."""
    table = made.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = style, WD_TABLE_ALIGNMENT.CENTER, False
    for column, size in zip(table.columns, widths, strict=True):
        column.width = Mm(size)
    return table


def cells(
    table: Table,
    texts: Sequence[str],
    widths: Sequence[float],
    *,
    bold: Sequence[int] = (),
    size: float = SIZE_TABLE,
) -> None:
    """One row of texts, which breaks over pages only where it is longer than one. ``bold`` are the places of labels."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for n, (text, width) in enumerate(zip(texts, widths, strict=True)):
        cell = row.cells[n]
        cell.width = Mm(width)
        fill(cell, text, label=n in bold, size=size)


def fill(cell: _Cell, text: str, *, label: bool = False, size: float = SIZE_TABLE) -> None:
    found = cell.paragraphs[0]
    _tight(found, TABLE_LINE)
    write(found, text, size, PLAIN if label else BODY, align=CENTRE if label else None)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def steer(table: Table, text: str) -> None:
    """A row that only steers the template."""
    table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr {text} %}}")


def facts(made: DocumentObject, fields: Mapping[str, str]) -> None:
    """Labels and values, one a row; what does not apply to this subject leaves no row."""
    kept(gap(made))
    widths = (38, WIDTH - 38)
    table = grid(made, widths)
    for name, title in fields.items():
        steer(table, f"if {name}")
        cells(table, (title, f"{{{{ {name} }}}}"), widths, bold=(0,))
        steer(table, "endif")
    gap(made)


def cards(
    made: DocumentObject, columns: Mapping[str, str], short: Sequence[str], sometimes: Collection[str] = ()
) -> None:
    """One case after another, for long texts: the short columns on one line, each long one below on its own; those that
    are there only ``sometimes`` leave no row where they are empty."""
    half = (22.0, WIDTH / 2 - 22)
    table = grid(made, (*half, *half))
    steer(table, "for row in rows")
    for first, second in zip(short[::2], short[1::2], strict=True):
        texts = (columns[first], f"{{{{ row.{first} }}}}", columns[second], f"{{{{ row.{second} }}}}")
        cells(table, texts, (*half, *half), bold=(0, 2))
        _keep_row(table)
    for name in (name for name in columns if name not in short):
        if name in sometimes:
            steer(table, f"if row.{name}")
        cells(table, (columns[name], f"{{{{ row.{name} }}}}", "", ""), (*half, *half), bold=(0,))
        row = table.rows[-1]
        row.cells[1].merge(row.cells[3])
        for extra in row.cells[1].paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
        if name in sometimes:
            steer(table, "endif")
    steer(table, "endfor")
    gap(made)


def rows(made: DocumentObject, columns: Mapping[str, str], widths: Sequence[float]) -> None:
    """A table with one line a case; its head is repeated on every page."""
    table = grid(made, widths)
    cells(table, list(columns.values()), widths, bold=range(len(columns)), size=SIZE_ROWS)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    steer(table, "for row in rows")
    cells(table, [f"{{{{ row.{name} }}}}" for name in columns], widths, size=SIZE_ROWS)
    steer(table, "endfor")
    gap(made)


def in_copies(made: DocumentObject) -> None:
    """How many copies there are."""
    tag(made, "if copies")
    kept(line(made, "本文书{{ copies }}"))
    tag(made, "endif")


def signature(made: DocumentObject, *, people: Sequence[str] = ()) -> None:
    """Who signs; office and day at the right, where the seal goes, with the QR code at the left.

    Kept together with what comes after; in paragraphs, for LibreOffice keeps no table with what comes after it.
    """
    for text in people:
        kept(line(made, text))
    for left, size, right in (
        ("{{ qr }}", SIZE_BODY, "{{ office }}（印章）"),
        ("扫码核对", SIZE_SMALL, "{{ issued_on }}"),
    ):
        found = made.add_paragraph()
        _tight(found, LINE)
        form = found.paragraph_format
        form.keep_with_next, form.space_before = True, Pt(8 if size == SIZE_BODY else 0)
        form.tab_stops.add_tab_stop(Mm(WIDTH) - Pt(2 * SIZE_BODY), WD_TAB_ALIGNMENT.RIGHT)
        write(found, left, size)
        write(found, f"\t{right}")


def asking(made: DocumentObject) -> None:
    """Whom to ask (附注)."""
    tag(made, "if contact")
    kept(line(made, "（联系人及电话：{{ contact }}）"))
    tag(made, "endif")


def copies(made: DocumentObject) -> None:
    """Who else gets it (抄送), between two rules."""
    tag(made, "if copies_to")
    kept(gap(made))
    found = made.add_paragraph()
    _tight(found, TABLE_LINE)
    found.paragraph_format.keep_with_next = True
    found.paragraph_format.left_indent = Pt(4 * SIZE_PAGE)
    found.paragraph_format.first_line_indent = Pt(-4 * SIZE_PAGE)
    write(found, "　抄送：{{ copies_to }}", SIZE_PAGE)
    rule = 'w:val="single" w:sz="6" w:space="4" w:color="auto"'
    found._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}><w:top {rule}/><w:bottom {rule}/></w:pBdr>"))
    tag(made, "endif")


def receipt(made: DocumentObject, heading: str, title: str, entries: Sequence[tuple[str, str]]) -> None:
    """The part that comes back: filled in by hand when the document is handed over; on the page of the seal."""
    kept(gap(made))
    _cut_off(made, heading)
    _entries(made, (("文书及编号", f"{title}　{{{{ number }}}}"), *entries))


def stub(made: DocumentObject, title: str, entries: Sequence[tuple[str, str]]) -> None:
    """The part that stays with the authority, where the office wants one: whole on one page, the number across the cut,
    where a seal goes over both parts."""
    tag(made, "if stub")
    across = kept(gap(made))
    across.paragraph_format.space_before = Pt(8)
    write(across, "{{ number }}（骑缝盖章）", SIZE_TABLE, align=CENTRE)
    _cut_off(made, "存根")
    _entries(made, (("文书及编号", f"{title}　{{{{ number }}}}"), *entries))
    tag(made, "endif")


def _cut_off(made: DocumentObject, heading: str) -> None:
    """The heading of a part that is cut off, under a dashed line."""
    found = made.add_paragraph()
    _tight(found, LINE)
    found.paragraph_format.keep_with_next = True
    write(found, heading, SIZE_BODY, PLAIN, align=CENTRE)
    border = f'<w:pBdr {nsdecls("w")}><w:top w:val="dashed" w:sz="6" w:space="8" w:color="auto"/></w:pBdr>'
    found._p.get_or_add_pPr().append(parse_xml(border))


def _entries(made: DocumentObject, every: Sequence[tuple[str, str]]) -> None:
    """Labels and what is filled in beside them, by hand or by us; they do not break over pages."""
    widths = (38, WIDTH - 38)
    table = grid(made, widths)
    for label, text in every:
        cells(table, (label, text), widths, bold=(0,))
        for cell in table.rows[-1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = (label, text) != every[-1]
        table.rows[-1].height = Mm(7.5)


def blank_rows(made: DocumentObject, heads: Sequence[str], widths: Sequence[float], count: int) -> None:
    """A table to be filled in by hand; it does not break over pages."""
    table = grid(made, widths)
    for n in range(count + 1):
        cells(table, heads if n == 0 else ["　"] * len(heads), widths, bold=range(len(heads)) if n == 0 else ())
        table.rows[-1].height = Mm(10)
        for cell in table.rows[-1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = n < count
    gap(made)


def pictures(made: DocumentObject) -> None:
    """Photographs two by two, each with its caption, on a page of their own; nothing where there are none."""
    tag(made, "if photos")
    found = line(made, "附件：现场照片", indent=False, font=PLAIN)
    found.paragraph_format.page_break_before = True
    widths = (WIDTH / 2, WIDTH / 2)
    table = grid(made, widths)
    steer(table, "for pair in photos")
    cells(table, ("{{ pair[0].image }}", "{{ pair[1].image }}"), widths)
    for n, cell in enumerate(table.rows[-1].cells):
        cell.paragraphs[0].alignment = CENTRE
        cell.paragraphs[0].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        cell.paragraphs[0].paragraph_format.space_before = Pt(6)
        caption = cell.add_paragraph()
        _tight(caption, Pt(12))
        write(caption, f"{{{{ pair[{n}].caption }}}}", SIZE_SMALL, align=CENTRE)
    steer(table, "endfor")
    gap(made)
    tag(made, "endif")


def gap(made: DocumentObject) -> Paragraph:
    """A little room; two tables without it would run together."""
    found = made.add_paragraph()
    _tight(found, Pt(8))
    return found


def listed(made: DocumentObject, title: str, name: str) -> None:
    """A list that the ledger gives, one a line and small, its title with the first line; :func:`hold` may keep the last
    one, which stands apart, with what comes next."""
    caption(made, f"{title}：")
    parts = f"{name}.split('\\a')"
    tag(made, f"for each in {parts}[:-1]")
    _small(made, "{{ each }}")
    tag(made, "endfor")
    _small(made, f"{{{{ {parts}[-1] }}}}")


def _keep_row(table: Table) -> None:
    """The last row, on the page of the one after it."""
    for cell in table.rows[-1].cells:
        kept(cell.paragraphs[0])


def _small(made: DocumentObject, text: str) -> Paragraph:
    """A paragraph of the size of tables."""
    found = made.add_paragraph()
    _tight(found, TABLE_LINE)
    found.paragraph_format.left_indent = Pt(2 * SIZE_BODY)
    return write(found, text, SIZE_TABLE)


def _tight(found: Paragraph, spacing: int) -> None:
    form = found.paragraph_format
    form.space_before, form.space_after = Pt(0), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, spacing


def _page_number(at: Paragraph, side: int) -> None:
    """``— 1 —`` at the outer side, one character in, and the document's number at the inner one, small, so that no page
    can be taken for another document's."""
    page = f'<w:rPr><w:sz w:val="{2 * SIZE_PAGE}"/></w:rPr>'
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r>{page}<w:t>1</w:t></w:r></w:fldSimple>'
    at.style = "Normal"
    at.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    if side == RIGHT:
        write(at, "{{ number }}\t", SIZE_SMALL)
    else:
        write(at, "　", SIZE_PAGE)
    write(at, "— ", SIZE_PAGE)
    at._p.append(parse_xml(field))
    write(at, " —" if side == LEFT else " —　", SIZE_PAGE)
    if side == LEFT:
        write(at, "\t{{ number }}", SIZE_SMALL)
