"""The mapping of a ledger: guessed from its headings, kept as YAML that a person mends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from inspect_engine.domain.paper import BY_ID, DONE_MEANS, FIELDS, KEPT, LEFT, Field, Mapping, field_of, is_inspected
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError
from inspect_engine.reading.document import Document
from inspect_engine.reading.models import typed
from inspect_engine.reading.paper.book import Table
from inspect_engine.reading.paper.cells import Texts
from inspect_engine.reading.paper.heads import Head, find_head
from inspect_engine.reading.strict_yaml import read_file

NOTES = f"""\
# 纸面台账的列怎样导入：左边是表头，右边是字段，改右边即可。
# 字段有：{"、".join(field.title for field in FIELDS)}。
# 没有对应字段的写 {KEPT}（原文记入备注），不用导入的写 {LEFT}。
# done_means 说明“整改情况：是”算 {DONE_MEANS[0]} 还是 {DONE_MEANS[1]}。
# defaults 是空格子按什么算，例：{{区划: "530602"}}。
"""


def load_mapping(path: Path) -> Mapping:
    """A mapping as it was saved. Raises InputError with every fault at its place."""
    document: Document = read_file(path, display(str(path)))
    return document.sound(typed(document, Mapping), f"对应关系文件 {display(str(path))} 有误")


def mapping_text(mapping: Mapping) -> str:
    """A mapping as a file says it."""
    shape = {key: value for key, value in mapping.plain().items() if value}
    return NOTES + yaml.dump(shape, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200)


class _Dumper(yaml.SafeDumper):
    """Texts as YAML would not take them for anything else."""


def guess(tables: Sequence[Table], texts: Texts, name: str) -> Mapping:
    """What the headings say, sheet by sheet. Raises InputError where no sheet has any."""
    columns: dict[str, str] = {}
    found = [(table, head) for table in tables if (head := find_head(table, texts))]
    if not found:
        fix = "表头要有 检查日期、隐患描述、责任单位 一类的字；别的写法请用 --mapping 说明"
        raise InputError.one(f"{name} 里没有认得出的表头", fix=fix)
    for table, head in found:
        _add(columns, head, table, texts)
    said = set(columns.values())
    looked_at = any(BY_ID[each].title in said for each in ("recheck", "recheck_on"))
    return Mapping(columns=columns, done_means=DONE_MEANS[looked_at])


def _add(columns: dict[str, str], head: Head, table: Table, texts: Texts) -> None:
    """Add what the headings of a sheet are; each field once, and the nearest word before others. Who was inspected is
    the unit where the sheet names no other, and its subject besides."""
    taken = {columns[heading] for heading in head.headings if heading in columns}
    for heading in head.headings:
        if not heading or heading in columns:
            continue
        field = field_of(heading)
        fits = field is not None and field.title not in taken and _fits(field, heading, head, table, texts)
        columns[heading] = field.title if field and fits else KEPT
        taken |= {columns[heading]} - {KEPT}
    unit = BY_ID["party"].title
    beside = [each for each in head.headings if columns.get(each) == KEPT and is_inspected(each)]
    if unit not in taken and beside:
        columns[beside[0]] = unit


def _fits(field: Field, heading: str, head: Head, table: Table, texts: Texts) -> bool:
    """Regions are codes; a county by its name is only kept."""
    if field.id != "region":
        return True
    at = head.headings.index(heading)
    cells = (row[at] for row in table.rows[head.last + 1 :][:50] if at < len(row))
    said = [text for cell in cells if (text := texts[cell])]
    return bool(said) and sum(len(text) == 6 and text.isdecimal() for text in said) * 2 > len(said)


def headings(tables: Iterable[Table], texts: Texts) -> dict[str, list[str]]:
    """The headings of every sheet that has some, as they are read."""
    found = ((table.name, find_head(table, texts)) for table in tables)
    return {name: [each for each in head.headings if each] for name, head in found if head}
