"""What people typed or pasted, in Word and calendars: shown whole, on lines of its own, and never obeyed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from docx import Document

from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.documents.material import Attached
from inspect_engine.exports import slips, typeset
from inspect_engine.exports.analysis import word as analysis
from inspect_engine.exports.analysis.blocks import Bars, Grid, Text
from inspect_engine.exports.deadlines import _Terms
from inspect_engine.exports.documents import render
from tests.exports.papers import kinds
from tests.exports.test_documents import text_of, variables
from tests.exports.test_slips import LINE, SLIP

PASTED = "第一行\r\n第二行\r第三行\n第四行\x1b"
LINES = "第一行\n第二行\n第三行\n第四行‹U+001B›"
TYPED = {
    "{{ 7*7 }}{{ office }}{% for x in y %}{# z #}": "{{ 7*7 }}{{ office }}{% for x in y %}{# z #}",
    "[/][@click=app.quit]": "[/][@click=app.quit]",
    "=1+1": "=1+1",
    "</w:t></w:r><w:p>&amp;": "</w:t></w:r><w:p>&amp;",
    "\u202e\u2066\x07": "‹U+202E›‹U+2066›‹U+0007›",
    "长" * 4000: "长" * 4000,
    PASTED: LINES,
}
"""What is typed into fields, and what stands on paper."""


EVERYTHING = "\n".join(TYPED)


def test_every_document_prints_what_was_typed_in_every_field_and_obeys_none() -> None:
    """All of it in each field of each shipped template, in captions and in what is waived; and every field empty."""
    for name, kind in kinds().kinds.items():
        asked = variables(kind)[0] - {"stub"}
        fields = [spec.id for spec in kind.fields]
        values = {field: f"〈{field}〉{EVERYTHING}" for field in fields}
        row: dict[str, str] = {column: f"〈{column}〉{EVERYTHING}" for column in kind.rows}
        photo = Attached("", "", "", "无.jpg", "", picture=True, path="/nowhere/无.jpg", told=f"〈图〉{EVERYTHING}")
        waived = f"〈免〉{EVERYTHING}"
        content = Content(kind, values, {}, (row,), (photo,), (), (), (), (waived,), (), "某〔2022〕1号", "标", "码")
        printed = text_of(render(content, kinds().templates[name]))
        wanted = "\n".join(TYPED.values())
        for text in (*(values[each] for each in fields if each in asked), *row.values(), photo.caption):
            assert f"{text.partition('〉')[0]}〉{wanted}" in printed, (name, text[:20])
        assert f"〈免〉{wanted}".replace("\n", "") in printed
        empty = replace(content, values=dict.fromkeys(fields, ""), rows=(dict.fromkeys(kind.rows, ""),), waived=())
        assert "None" not in text_of(render(empty, kinds().templates[name]))


def test_lines_pasted_from_any_system_are_lines_in_every_document() -> None:
    for raw, told in TYPED.items():
        assert typeset.shown(raw) == told
    made = Document()
    assert typeset.write(made.add_paragraph(), PASTED, 12).text == LINES
    assert typeset.run(PASTED, 12).count("<w:br/>") == 3

    slip = slips.word([replace(SLIP, lines=(replace(LINE, seen=PASTED),))])
    assert LINES in Document(BytesIO(slip)).tables[0].rows[1].cells[2].text
    blocks = Text(PASTED), Grid("表", ("甲",), [(PASTED,)], (1,)), Bars("图", ("一",), [(PASTED, (1,))])
    report = Document(BytesIO(analysis.render(("题",), (), "", blocks, (), "")))
    cells = [cell.text for table in report.tables for row in table.rows for cell in row.cells]
    assert LINES in [each.text for each in report.paragraphs]
    assert cells.count(LINES) == 2


def test_a_calendar_has_lines_in_what_it_describes_and_one_in_its_heading() -> None:
    terms = _Terms(now=None, ledger="", count=0, rehearsal=False, shown=str)  # type: ignore[arg-type]
    assert (terms.text(PASTED), terms.line(PASTED)) == (LINES, LINES.replace("\n", " "))
