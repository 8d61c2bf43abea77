"""Reply sheets as they come back: the rows under the line of codes, each cell by its code."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_engine.domain.replies import LOCKED, SEAL
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, Problem
from inspect_engine.reading.tables.cells import letters, text_of
from inspect_engine.reading.tables.extents import Extents
from inspect_engine.reading.tables.opening import MIB, Bounds, bytes_of, damaged, refuse_large, sheets_of

ENDING = ".xlsx"
MOST = Bounds(
    endings=(ENDING,),
    bytes=20 * MIB,
    members=2_000,
    inflated=64 * MIB,
    sheets=60,
    extents=Extents(rows=5_000, columns=100, cells=200_000),
    unlike="，不像回复表",
    fix="只留回复表那一张，照片另放一个文件夹",
)
DEEPEST = 20
"""Rows among which the line of codes is looked for."""
CODE = re.compile(r"#[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)?")
LEAST = 3
"""Codes that make a row the line of codes."""
OTHER = "不是本程序导出的回复表，或者表头下面那一行代码被删了"
OLD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Row:
    """A row under the codes: what each cell says by its code, where it stands, and which hold a formula or an error
    instead of a text."""

    number: int
    cells: Mapping[str, str]
    places: Mapping[str, str]
    counted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """A sheet that came back: the codes with the places where they stand, and the rows under them."""

    name: str
    codes: Mapping[str, str]
    rows: Sequence[Row]


def read_replies(path: Path) -> tuple[str, list[Table]]:
    """The SHA-256 of a file, in hex, and every sheet with a line of codes.

    Raises InputError for a file that is none, is damaged, protected or too large, and for codes that are missing,
    damaged or there twice."""
    raw, name = bytes_of(path, path.name, MOST), display(path.name)
    if raw[:4] == OLD:
        locked = "EncryptedPackage".encode("utf-16-le") in raw
        told = "加了密码" if locked else "是旧格式（.xls）的工作簿，只是名字像 .xlsx"
        raise InputError.one(f"{name} {told}", fix=f"{'去掉密码后' if locked else ''}另存为 {ENDING}")
    if raw[:2] != b"PK":
        raise damaged(name)
    counted = _counted(raw, name)
    tables = [table for title, rows in sheets_of(raw, name, MOST) if (table := _table(title, rows, counted))]
    if not tables:
        raise InputError.one(f"{name} {OTHER}", fix="用 export reply 导出的那一份来填")
    return hashlib.sha256(raw).hexdigest(), tables


def _table(
    title: str, rows: Sequence[Sequence[Any]], counted: Mapping[str, frozenset[tuple[int, int]]]
) -> Table | None:
    texts = [[text_of(cell) for cell in row] for row in rows]
    at = next((n for n, row in enumerate(texts[:DEEPEST]) if sum(map(_is_code, row)) >= LEAST), None)
    if at is None:
        return None

    def where(row: int, column: int) -> str:
        return f"{display(title)}!{letters(column)}{row + 1}"

    if problems := list(_faults(texts[at], lambda column: where(at, column))):
        raise InputError(problems, "回复表的代码行有误")
    columns = {code: n for n, code in enumerate(texts[at]) if _is_code(code)}
    found = counted.get(title, frozenset())
    lines = [
        Row(
            n + 1,
            {code: texts[n][column] for code, column in columns.items()},
            {code: where(n, column) for code, column in columns.items()},
            frozenset(code for code, column in columns.items() if (n, column) in found),
        )
        for n in range(at + 1, len(texts))
    ]
    return Table(title, {code: where(at, column) for code, column in columns.items()}, lines)


def _is_code(text: str) -> bool:
    return CODE.fullmatch(text) is not None


def _faults(codes: Sequence[str], where: Callable[[int], str]) -> Iterator[Problem]:
    fix = "不要改动有代码的那一行；从原表重填，或重新导出"
    last = max(n for n, code in enumerate(codes) if _is_code(code))
    for n, code in enumerate(codes[: last + 1]):
        if not _is_code(code):
            yield Problem(where(n), f"这一栏的代码{f'“{display(code)[:40]}”看不懂' if code else '没有了'}", fix)
        elif code in codes[:n]:
            yield Problem(where(n), f"代码 {code} 有两栏", fix)
    for code in (*(each.code for each in LOCKED), SEAL):
        if code not in codes:
            yield Problem(where(_gap(codes)), f"缺代码是 {code} 的一栏", fix)


def _gap(codes: Sequence[str]) -> int:
    """Where a code is likely to have stood that is missing."""
    return next((n for n, code in enumerate(codes) if not _is_code(code)), len(codes) - 1)


def _counted(raw: bytes, name: str) -> dict[str, frozenset[tuple[int, int]]]:
    """Of each sheet the places of formulas and of errors: what they come to here is nobody's word."""
    from openpyxl import load_workbook

    refuse_large(raw, name, MOST)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True)
        return {sheet.title: frozenset(_formulas(sheet)) for sheet in book.worksheets}
    except Exception as error:  # whatever the library raises for a damaged part
        raise damaged(name) from error


def _formulas(sheet: Any) -> Iterator[tuple[int, int]]:
    most = MOST.extents
    for n, row in enumerate(sheet.iter_rows(max_row=most.rows, max_col=most.columns)):
        yield from ((n, k) for k, cell in enumerate(row) if getattr(cell, "data_type", "") in ("f", "e"))
