"""A pack as ``packs export`` writes it: every key has its place, so that it comes back as it went.

Sheets and columns are headed ``中文名 key``; ``{}`` behind it says that cells hold YAML on one line, and so do texts
that a spreadsheet would change (:data:`QUOTED`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from inspect_engine.reading.strict_yaml import parse
from inspect_engine.reading.tables.books import Sheet
from inspect_engine.reading.tables.drafts import Draft

PACK, SECTIONS, ITEMS = "检查表包", "分组", "检查项"
LISTED = {"parameters": "限值"}
"""Keys of a pack whose entries are a list, one row each, and their sheets."""
NAMED = {"kinds": "对象类型", "choices": "选项表"}
"""Keys of a pack whose entries have names, one row each; the name stands in the first column."""
NAME, SECTION, KEY, VALUE = "name", "section", "key", "value"
STRUCTURED = "{}"
QUOTED = "{text: "


def is_whole(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook was written by ``packs export``."""
    heads = {sheet.name: sheet.rows[0] if sheet.rows else () for sheet in sheets}
    return PACK in heads and ITEMS in heads and any(head.endswith(f" {KEY}") for head in heads[PACK])


def read_whole(sheets: Sequence[Sheet]) -> Draft:
    """The pack of such a workbook."""
    draft = Draft({})
    found = {sheet.name: sheet for sheet in sheets}
    for sheet, row, cells in _rows(draft, found, PACK):
        if name := str(cells.get(KEY, "")):
            text = str(cells.get(VALUE, ""))
            structured = name.endswith(STRUCTURED)
            value = _structured(draft, sheet, row, 1, text) if structured else cells.get(VALUE)
            draft.pack[name.removesuffix(STRUCTURED).strip()] = value
    for key, title in LISTED.items():
        if entries := [cells for _, _, cells in _rows(draft, found, title)]:
            draft.pack[key] = entries
    for key, title in NAMED.items():
        if named := {str(cells.pop(NAME, "")): cells for _, _, cells in _rows(draft, found, title)}:
            draft.pack[key] = {name: cells.get("options", cells) for name, cells in named.items()}
    sections = {str(cells.get("id")): cells for _, _, cells in _rows(draft, found, SECTIONS)}
    for sheet, row, cells in _rows(draft, found, ITEMS):
        section = str(cells.pop(SECTION, ""))
        if section not in sections:
            draft.say(sheet.where(row), f"没有分组“{section}”，写在“{SECTIONS}”里的才算")
            sections[section] = {"id": section or "s0", "title": section or "检查项"}
        sections[section].setdefault("items", []).append(cells)
    draft.pack["sections"] = list(sections.values())
    for sheet in sheets:
        if sheet.name not in (PACK, SECTIONS, ITEMS, *LISTED.values(), *NAMED.values()) and any(map(any, sheet.rows)):
            draft.say(sheet.where(0), "这张表没有导入", "note")
    return draft


def _rows(draft: Draft, found: dict[str, Sheet], title: str) -> Iterator[tuple[Sheet, int, dict[str, Any]]]:
    """The rows below the headings of a sheet, each as data by key."""
    sheet = found.get(title)
    if sheet is None or not sheet.rows:
        return
    heads = [_head(text) for text in sheet.rows[0]]
    for column, (text, key) in enumerate(zip(sheet.rows[0], heads, strict=True)):
        if text and not key:
            draft.say(sheet.where(0, column), f"列名“{text}”里没有键，这一列没有导入；应写成“中文名 key”")
    for row in range(1, len(sheet.rows)):
        cells: dict[str, Any] = {}
        for column, key in enumerate(heads):
            if key and (text := sheet.at(row, column)):
                name = key.removesuffix(STRUCTURED).strip()
                plain = not key.endswith(STRUCTURED) and not text.startswith(QUOTED)
                cells[name] = text if plain else _structured(draft, sheet, row, column, text)
        if cells:
            yield sheet, row, cells


def _head(text: str) -> str:
    """``检查内容 check`` → ``check``; ``条件 fails_when {}`` → ``fails_when {}``."""
    words = text.split()
    structured = words[-1:] == [STRUCTURED]
    words = words[:-1] if structured else words
    key = words[-1] if len(words) > 1 and words[-1].isascii() else ""
    return f"{key} {STRUCTURED}" if key and structured else key


def _structured(draft: Draft, sheet: Sheet, row: int, column: int, text: str) -> Any:
    document = parse(text.encode(), sheet.where(row, column))
    for problem in document.problems:
        draft.say(sheet.where(row, column), f"{problem.what}{f'（{problem.fix}）' if problem.fix else ''}")
    if isinstance(document.data, dict) and text.startswith(QUOTED):
        return document.data.get("text")
    return document.data
