"""当场告知单 as Markdown and as Word: the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from inspect_engine.domain.calendars import in_chinese
from inspect_engine.exports import typeset
from inspect_engine.exports.markdown.text import plain, table
from inspect_engine.ledger.slips import NO_NOTICE, TITLE, Slip

HEAD = ("序号", "部位", "查到的问题", "违反条款", "整改要求", "期限", "责任单位")
WIDTHS = (12, 20, 44, 36, 30, 16, 16)
MARGIN = Mm(18)
"""Of the paper, and the widths of the columns in millimetres."""


def heading(slip: Slip) -> list[tuple[str, str]]:
    """Of whom and of what a slip is."""
    where = [("检查对象", slip.name), ("地址", slip.address)]
    when = [("检查日期", in_chinese(slip.on)), ("检查内容", slip.checklist)]
    return [pair for pair in (*where, *when, ("检查人员", "、".join(slip.inspectors))) if pair[1]]


def rows(slip: Slip) -> list[tuple[str, ...]]:
    """A row for each finding, under :data:`HEAD`."""
    return [
        (
            str(n),
            line.part,
            _found(line.title, line.seen, line.before),
            line.violated,
            line.requirement,
            line.within,
            line.unit,
        )
        for n, line in enumerate(slip.lines, 1)
    ]


def _found(title: str, seen: str, before: str) -> str:
    told = f"{title}：{seen}" if seen else title
    return f"{told}（以前已查到，{before}，仍未改）" if before else told


def ending(slip: Slip) -> list[str]:
    """What it is not, and who signs."""
    mark = ["演练，不作为正式文书。"] if slip.rehearsal else []
    signs = [f"{unit}（签收）：____________　日期：____________" for unit in slip.units]
    return [*mark, NO_NOTICE, "检查人员（签名）：____________　____________", *signs]


def slip_lines(slip: Slip) -> Iterator[str]:
    """As Markdown, line by line; what was typed stays text."""
    yield from (f"# {TITLE}", "")
    yield from (f"- {name}：{plain(text)}" for name, text in heading(slip))
    yield from ("", *table(HEAD, rows(slip)), "")
    for text in ending(slip):
        yield from (plain(text), "")


def word(slips: Sequence[Slip]) -> bytes:
    """As Word, A4, each on a page of its own."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for n, slip in enumerate(slips):
        title = _write(made.add_paragraph(), TITLE, 18, "黑体", WD_ALIGN_PARAGRAPH.CENTER)
        title.paragraph_format.page_break_before = n > 0
        for name, text in heading(slip):
            _write(made.add_paragraph(), f"{name}：{text}", 12)
        _findings(made, slip)
        for text in ending(slip):
            _write(made.add_paragraph(), text, 12)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _findings(made: Paper, slip: Slip) -> None:
    """A row for each; its head is on every page."""
    grid = made.add_table(rows=0, cols=len(HEAD))
    grid.style, grid.autofit = "Table Grid", False
    for column, width in zip(grid.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    for n, texts in enumerate((HEAD, *rows(slip))):
        row = grid.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
            cell.width = Mm(width)
            _write(cell.paragraphs[0], text, 10.5, "仿宋" if n else "黑体")
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _write(
    at: Paragraph, text: str, size: float, font: str = "仿宋", align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT
) -> Paragraph:
    """Add a text to a paragraph, with a little room after it."""
    at.paragraph_format.space_after = Pt(4)
    return typeset.write(at, text, size, font, align=align)
