"""A checklist pack as a workbook that people edit and ``packs import`` reads back: the same pack in rows."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from inspect_engine.authoring.schema import words
from inspect_engine.authoring.shortening.yamltext import flow
from inspect_engine.domain.definitions import Pack
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError
from inspect_engine.reading.short import base_line, written
from inspect_engine.reading.short.packs import facts_of, units_of
from inspect_engine.reading.strict_yaml import parse
from inspect_engine.reading.tables.cells import TEXT, UNSEEN, cleaned, letters
from inspect_engine.reading.tables.whole import (
    ITEMS,
    KEY,
    LISTED,
    NAME,
    NAMED,
    PACK,
    QUOTED,
    SECTION,
    SECTIONS,
    STRUCTURED,
    VALUE,
)

LABELS = {NAME: "代号", SECTION: "分组", KEY: "键", VALUE: "内容", "options": "选项"}
MODELS = {PACK: "PackFile", SECTIONS: "SectionFile", ITEMS: "ItemFile", "限值": "Parameter", "对象类型": "SubjectKind"}
_ESCAPE_LIKE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
"""What Excel takes for the escape of a character."""


def pack_book(pack: Pack) -> bytes:
    """The workbook, as a file. Raises InputError where a cell would not hold what must stand in it."""
    book, made = Workbook(write_only=True), io.BytesIO()
    for title, rows in sheets_of(pack).items():
        _sheet(book, title, rows)
    book.save(made)
    return made.getvalue()


def sheets_of(pack: Pack) -> dict[str, list[dict[str, Any]]]:
    """Sheets with their rows, as plain data by key."""
    data = pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    sections = data.pop("sections")
    apart = {title: _entries(data.pop(key, None)) for key, title in (LISTED | NAMED).items()}
    found = {PACK: [_pair(key, value) for key, value in data.items()]}
    found |= {title: rows for title, rows in apart.items() if rows}
    found[SECTIONS] = [{key: value for key, value in section.items() if key != "items"} for section in sections]
    found[ITEMS] = [{SECTION: section["id"], **_readable(item)} for section in sections for item in section["items"]]
    return found


def _readable(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item with its conditions and bases as people write them: ``temp > 40 ℃``, ``gb55009-2021 6.2.1``."""
    units = units_of(facts_of(_texts(item)))
    found = {key: lined(value, units) if key == "fails_when" else value for key, value in item.items()}
    for key, inside in (("values", "asked_if"), ("constraints", "holds"), ("severity", "when")):
        if key in found:
            rows = found[key]
            found[key] = [{**row, inside: lined(row[inside], units)} if inside in row else row for row in rows]
    if "basis" in found:
        found["basis"] = [base_line(base) or base for base in found["basis"]]
    return found


def lined(tree: Any, units: Mapping[str, str | None]) -> Any:
    """A condition as a line, where a line says it."""
    return written(_texts(tree), units) or tree


def _pair(key: str, value: Any) -> dict[str, Any]:
    structured = isinstance(value, (dict, list))
    return {KEY: f"{key} {STRUCTURED}" if structured else key, VALUE: _flow(value) if structured else value}


def _entries(value: Any) -> list[dict[str, Any]]:
    """A list as it is; named entries with their name in front. A list of choices is one cell."""
    if not isinstance(value, dict):
        return list(value or ())
    simple = {name: all(isinstance(part, str) for part in entry.values()) for name, entry in value.items()}
    lists = all(simple.values()) and not any("title" in entry for entry in value.values())
    return [{NAME: name, **({"options": entry} if lists else entry)} for name, entry in value.items()]


def _sheet(book: Workbook, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    page = book.create_sheet(title)
    keys = list(dict.fromkeys(key for row in rows for key in row))
    nested = {key for row in rows for key, value in row.items() if isinstance(value, (dict, list))}
    page.freeze_panes = "B2"
    for number in range(len(keys)):
        page.column_dimensions[letters(number)].width = 24
    heads = [_heading(title, key, structured=key in nested) for key in keys]
    page.append([_cell(page, head, Font(bold=True)) for head in heads])
    for row in rows:
        texts = ("" if key not in row else _flow(row[key]) if key in nested else _text(row[key]) for key in keys)
        page.append([_cell(page, _held(text, title)) for text in texts])


def _heading(title: str, key: str, *, structured: bool) -> str:
    label = LABELS.get(key) or words().get(MODELS.get(title, ""), {}).get(key, "").partition("：")[0] or key
    return " ".join([label.replace(" ", ""), key, *([STRUCTURED] if structured else [])])


def _held(text: str, title: str) -> str:
    if len(text) > TEXT:
        raise InputError.one(f"“{title}”里有一格超过 {TEXT} 字，Excel 放不下", fix="请直接改 YAML 文件")
    return text


def _text(value: Any) -> str:
    """A text that a spreadsheet would change, or that looks like one of ours, is written as YAML."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    changed = cleaned(text) != text or text.startswith(QUOTED) or _ESCAPE_LIKE.search(text)
    return f"{QUOTED}{_escaped(json.dumps(text, ensure_ascii=False))}}}" if changed else text


def _flow(value: Any) -> str:
    """YAML on one line, every scalar a text: as bare as it comes back the same, else as JSON, which YAML includes. A
    condition that is a line stands as it is."""
    plain = _texts(value)
    bare = flow(plain)
    if bare == cleaned(bare) and not _ESCAPE_LIKE.search(bare) and _comes_back(bare, plain):
        return bare
    return _escaped(json.dumps(plain, ensure_ascii=False))


def _comes_back(text: str, plain: Any) -> bool:
    document = parse(text.encode(), "")
    return not document.problems and document.data == plain


def _escaped(quoted: str) -> str:
    """What a spreadsheet would drop or change, spelled out; such characters stand in quoted texts only."""
    spelled = _ESCAPE_LIKE.sub(r"\\u005fx", quoted)
    return "".join(c if c.isprintable() and c not in UNSEEN else f"\\U{ord(c):08x}" for c in spelled)


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _texts(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_texts(part) for part in value]
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _cell(page: Any, text: str, font: Font | None = None) -> Any:
    """A text cell, never a formula."""
    cell = WriteOnlyCell(page, value=display(text, lines=True))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if font:
        cell.font = font
    return cell
