"""当场告知单: what a slip says on paper, and what it does not."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from docx import Document
from docx.shared import Mm

from inspect_engine.exports.slips import slip_lines, word
from inspect_engine.ledger.slips import Slip, SlipLine

LINE = SlipLine("CAT-01", "后厨", "未装可燃气体报警装置", "=1+1\x1b[31m", "某条例第1条", "安装", "3 日", "摊位1")
SLIP = Slip(
    *("0192f3c4-aaaa-7bbb-8ccc-0123456789ab", date(2026, 11, 28), "城镇燃气", "stall-01", "摊位1", "530602", "东街"),
    *(("检查员甲（证号 执001）", "检查员乙"), (LINE,), True),
)


def test_a_slip_has_no_codes_of_ours_and_a_heading_for_paper() -> None:
    """The same words as Word and as Markdown; Word on A4, black, the head of the table on every page."""
    made = Document(BytesIO(word([SLIP, SLIP])))
    cells = [cell.text for row in made.tables[0].rows for cell in row.cells]
    text = "\n".join([*(each.text for each in made.paragraphs), *cells])

    for told in (text, "\n".join(slip_lines(SLIP))):
        for there in ("现场检查当场告知单", "检查对象：摊位1", "2026年11月28日", "3 日", "摊位1（签收）", "演练"):
            assert there in told
        for code in ("stall-01", "0192f3c4", "CAT-01", "\x1b"):
            assert code not in told
    assert "=1+1‹U+001B›[31m" in text
    sides = made.sections[0].page_width, made.sections[0].page_height
    assert [round(side / Mm(1)) for side in sides if side] == [210, 297]
    xml = made.element.xml
    assert (xml.count("<w:tblHeader/>"), 'w:eastAsia="仿宋"' in xml, "Heading1" in xml) == (2, True, False)
