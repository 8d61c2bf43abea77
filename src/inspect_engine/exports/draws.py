"""双随机抽查结果公示表: what a draw has come to, in Word, to be put up: one row for each object with a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno
from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from inspect_engine.domain.calendars import Calendar, in_chinese, parse_date
from inspect_engine.domain.draws.pools import Pools
from inspect_engine.domain.draws.register import OUTCOMES, Draw, Finding, findings
from inspect_engine.errors import Refused
from inspect_engine.exports.typeset import BODY, CENTRE, LEFT, PLAIN, RIGHT, write
from inspect_engine.exports.typeset import HEAD as TITLE

HEAD = ("序号", "检查对象", "责任单位", "检查结束日期", "检查结果")
WIDTHS = (14, 86, 86, 40, 41)
"""Millimetres; A4 lying, 15 at either side."""
MARGIN, QR_SIDE = Mm(15), Mm(24)
REHEARSAL = "演练，不作为正式文书"


@dataclass(frozen=True)
class Publicity:
    """What is put up: of which draw, how many were drawn, a row under :data:`HEAD` for each that has a result."""

    office: str
    title: str
    about: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    drawn: int
    commitment: str

    @property
    def told(self) -> str:
        """``共抽取 11 个对象，本表公示 1 个，其余 10 个检查结束后另行公示。``."""
        left = self.drawn - len(self.rows)
        more = f"，其余 {left} 个检查结束后另行公示" if left else ""
        return f"共抽取 {self.drawn} 个对象，本表公示 {len(self.rows)} 个{more}。"


def publicity(draw: Draw, pools: Pools, calendar: Calendar) -> Publicity:
    """What a draw has come to so far; neither inspectors nor remarks. Raises Refused where nothing has a result yet."""
    data = draw.committed.data
    done = [each for each in findings(draw, calendar) if each.outcome]
    if not done:
        raise Refused("导出结果公示表", ["还没有录入检查结果；请先 draw result 录入"])
    period = f"{_day(data['period']['from'])}至{_day(data['period']['to'])}"
    about = (
        *(("抽查批次", data["batch"]), ("抽查事项", data["matter"]["title"]), ("抽查依据", data["matter"]["basis"])),
        *(("抽取日期", _day(draw.run.data["on"]) if draw.run else ""), ("检查期间", period)),
    )
    rows = tuple(_row(n, each, pools) for n, each in enumerate(done, 1))
    return Publicity(data["office"], data["title"], about, rows, len(draw.standing.lots), draw.id)


def _row(n: int, found: Finding, pools: Pools) -> tuple[str, ...]:
    entry = pools.named[found.lot.object]
    finished = in_chinese(found.finished) if found.finished else ""
    return str(n), entry.name, entry.party or "", finished, OUTCOMES[found.outcome or "other"]


def _day(text: str) -> str:
    return in_chinese(parse_date(text))


def word(found: Publicity, on: date, *, rehearsal: bool) -> bytes:
    """The table as Word, dated; one of a rehearsal says so on every page."""
    made = Document()
    _page(made, REHEARSAL if rehearsal else "")
    write(made.add_paragraph(), found.office, 22, TITLE, align=CENTRE)
    write(made.add_paragraph(), "双随机抽查结果公示表", 22, TITLE, align=CENTRE)
    write(made.add_paragraph(), found.title, 14, align=CENTRE)
    for some in (found.about[:3], found.about[3:]):
        write(made.add_paragraph(), "　　".join(f"{name}：{text}" for name, text in some if text), 10.5)
    _table(made, found.rows)
    write(made.add_paragraph(), found.told, 12).paragraph_format.keep_with_next = True
    for text in _ending(found, on):
        write(made.add_paragraph(), text, 14, align=RIGHT).paragraph_format.keep_with_next = True
    _proof(made, found.commitment)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _ending(found: Publicity, on: date) -> Iterator[str]:
    yield f"{found.office}（印章）　　"
    yield f"{in_chinese(on)}　　"


def _page(made: Paper, mark: str) -> None:
    """A4 lying, the mark on top, ``— 1 —`` below."""
    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Mm(20)
    made.styles["Normal"].paragraph_format.space_after = Pt(4)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    write(section.header.paragraphs[0], mark, 12, PLAIN, align=CENTRE)
    below = write(section.footer.paragraphs[0], "— ", 14, align=CENTRE)
    size = '<w:rPr><w:sz w:val="28"/></w:rPr>'
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r>{size}<w:t>1</w:t></w:r></w:fldSimple>'
    below._p.append(parse_xml(field))
    write(below, " —", 14)


def _table(made: Paper, rows: Sequence[Sequence[str]]) -> None:
    """Its head is on every page; no row breaks over two."""
    table = made.add_table(rows=0, cols=len(HEAD))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    for n, texts in enumerate((HEAD, *rows)):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, (cell, text, width) in enumerate(zip(row.cells, texts, WIDTHS, strict=True)):
            cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.paragraphs[0].paragraph_format.space_before = Pt(4)
            at = CENTRE if n == 0 or place in (0, 3, 4) else LEFT
            write(cell.paragraphs[0], text, 10.5, PLAIN if n == 0 else BODY, align=at)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _proof(made: Paper, commitment: str) -> None:
    """The commitment that was published before the draw: all of it in the QR code, how it begins in letters."""
    picture = BytesIO()
    segno.make(f"承诺值 {commitment}", error="m", micro=False).save(picture, kind="png", scale=6, border=2)
    picture.seek(0)
    at = made.add_paragraph()
    at.paragraph_format.keep_with_next = True
    at.add_run().add_picture(picture, width=QR_SIDE)
    told = f"二维码是抽取之前公布的承诺值（{commitment[:12]}…），凭抽取记录谁都可以重抽核对。"
    write(made.add_paragraph(), told, 9)
