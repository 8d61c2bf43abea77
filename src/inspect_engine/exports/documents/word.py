"""A document's content in its Word template. What people wrote is shown, never obeyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

import segno
from docx.shared import Emu, Mm
from docxtpl import DocxTemplate, InlineImage  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.documents.material import Attached
from inspect_engine.errors import DefinitionError, Problem
from inspect_engine.exports.photos.pictures import Unprintable, small
from inspect_engine.exports.typeset import shown
from inspect_engine.reading.documents import Kinds

MAX_PICTURES = 24
"""Printed in one document; the list names all."""
BOX = Mm(72), Mm(62)
QR_SIDE = Mm(28)
PARAGRAPH = "\a"
"""What docxtpl takes for the beginning of a new paragraph; none is left in a text that has been made visible."""
INERT = {"{": "&#123;", "}": "&#125;", "%": "&#37;"}


def renderer(kinds: Kinds) -> Callable[[Content], bytes]:
    """How the ledger has its documents made."""
    return lambda content: render(content, kinds.templates[content.kind.id])


def render(content: Content, template: bytes) -> bytes:
    """The Word file. Raises DefinitionError for a template that asks for what no document of this kind has."""
    word = DocxTemplate(BytesIO(template))
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        word.render(_context(content, word), environment, autoescape=True)
    except TemplateError as error:
        problem = Problem(
            content.kind.template, f"模板有误：{error.message or type(error).__name__}", "请核对模板里的栏目名"
        )
        raise DefinitionError([problem]) from error
    for told in content.waived:
        word.docx.add_paragraph(shown(told))
    word.docx.core_properties.title = shown(f"{content.number} {content.kind.title}")
    made = BytesIO()
    word.save(made)
    return made.getvalue()


def inert(text: str) -> Markup:
    """Foreign text as XML text: unseen characters shown, and nothing in it that a template could take for its own.

    A new line becomes a new paragraph of the same form.
    """
    plain = str(escape(shown(text)))
    return Markup("".join(INERT.get(char, char) for char in plain).replace("\n", PARAGRAPH))


def _context(content: Content, word: DocxTemplate) -> dict[str, Any]:
    """Everything that a template may name; fields that do not apply are empty."""
    values = {spec.id: inert(content.values.get(spec.id, "")) for spec in content.kind.fields}
    return {
        **values,
        "rows": [{name: inert(text) for name, text in row.items()} for row in content.rows],
        "photos": _pairs([_picture(word, each) for each in content.photos[:MAX_PICTURES]]),
        "mark": inert(content.mark),
        "code": inert(content.code),
        "qr": InlineImage(word, _qr(content.code), width=QR_SIDE),
    }


def _qr(text: str) -> BytesIO:
    made = BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="png", scale=6, border=2)
    made.seek(0)
    return made


def _pairs(pictures: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Two on a line."""
    return list(zip_longest(pictures[::2], pictures[1::2], fillvalue={"image": "", "caption": ""}))


def _picture(word: DocxTemplate, file: Attached) -> dict[str, Any]:
    """A picture fitted into its box, with its caption; one that cannot be printed says why."""
    caption = inert(file.caption)
    try:
        found = small(Path(file.path), file.sha256, file.name)
    except Unprintable as error:
        return {"image": f"（没有印：{error}）", "caption": caption}
    width, height = (Emu(max(1, int(side))) for side in found.within(*BOX))
    return {"image": InlineImage(word, BytesIO(found.data), width=width, height=height), "caption": caption}
