"""当场告知单 as Markdown and as Word: the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from docx import Document
from docx.shared import Cm, Pt

from inspect_engine.domain.words.text import display
from inspect_engine.exports.markdown.text import plain, table
from inspect_engine.ledger.slips import NO_NOTICE, TITLE, Slip

HEAD = ("序号", "部位", "查到的问题", "违反条款", "整改要求", "期限", "责任单位")
MARGIN = Cm(2)


def heading(slip: Slip) -> list[tuple[str, str]]:
    """Of whom and of what a slip is."""
    where = [("检查对象", f"{slip.name}（{slip.subject}）"), ("地址", slip.address)]
    when = [("检查日期", slip.on.isoformat()), ("检查内容", f"{slip.checklist}（检查编号 {slip.inspection}）")]
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
    """As Word, each on a page of its own."""
    made = Document()
    for section in made.sections:
        section.left_margin = section.right_margin = MARGIN
    for n, slip in enumerate(slips):
        made.add_heading(TITLE, level=1).paragraph_format.page_break_before = n > 0
        for name, text in heading(slip):
            made.add_paragraph(display(f"{name}：{text}"))
        grid = made.add_table(rows=1, cols=len(HEAD))
        grid.style = "Table Grid"
        for cells, texts in ((grid.rows[0].cells, HEAD), *((grid.add_row().cells, row) for row in rows(slip))):
            for cell, text in zip(cells, texts, strict=True):
                cell.text = display(text)
                cell.paragraphs[0].runs[0].font.size = Pt(9)
        for text in ending(slip):
            made.add_paragraph(display(text))
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()
