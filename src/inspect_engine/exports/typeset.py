"""The one way of text into Word. What people wrote is shown, never obeyed; a line end of any system is a new line."""

from __future__ import annotations

from html import escape

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from inspect_engine.domain.words.text import display

BODY, HEAD, PLAIN, LATIN = "仿宋", "方正小标宋简体", "黑体", "Times New Roman"
"""Fonts of official papers (GB/T 9704-2012), and the one of their Latin letters and figures."""
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def shown(text: object) -> str:
    """Text as a reader sees it, its lines ended by line feeds; what cannot be seen stands there as ``‹U+202E›``."""
    return display(text, lines=True)


def write(
    at: Paragraph, text: object, size: float, font: str = BODY, *, align: WD_ALIGN_PARAGRAPH | None = None
) -> Paragraph:
    """Add text of ``size`` points to a paragraph, in a font for Chinese; where there is one, set how it stands."""
    run = at.add_run(shown(text))
    run.font.size, run.font.name = Pt(size), LATIN
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if align is not None:
        at.alignment = align
    return at


def run(text: object, size: float, font: str = BODY) -> str:
    """The same as XML, for what is put together by hand."""
    fonts = f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}"/>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in shown(text).split("\n"))
    return f'<w:r><w:rPr>{fonts}<w:sz w:val="{int(2 * size)}"/></w:rPr>{lines}</w:r>'
