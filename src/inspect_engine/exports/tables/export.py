"""``export tables``: the lists of the closure workbook as files for machines, with an index of what they hold."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from inspect_engine.domain.figures import Board
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.masking import masked
from inspect_engine.errors import InputError
from inspect_engine.exports import whole
from inspect_engine.exports.closure import workbook
from inspect_engine.exports.closure.records import Frame, frame
from inspect_engine.exports.tables import folder
from inspect_engine.exports.tables.rows import List, Open, Rows
from inspect_engine.exports.tables.writers import Csv, Lines
from inspect_engine.ledger import Ledger, Selection
from inspect_engine.ledger.figures import EVERYTHING
from inspect_engine.storage.modes import sync

FORMATS = ("csv", "jsonl", "parquet")
"""By the ending of their files."""


@dataclass(frozen=True)
class Tables:
    """What was exported: where, rows by list, the totals, and where the chain stood."""

    path: Path
    rows: dict[str, int]
    board: Board
    chain_head: str


def write(
    ledger: Ledger,
    path: Path,
    kind: str,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    redact: bool = False,
    force: bool = False,
    selection: Selection = EVERYTHING,
) -> Tables:
    """Write each list of the closure workbook to a file of a folder, in one of ``FORMATS``, and ``index.json`` beside.

    The rows are those of the workbook, texts whole. ``selection`` says which of the cases it is about. The folder
    appears whole or not at all; with ``force`` it takes the place of one that was exported before. Raises Refused when
    this person may not export, InputError for a bad place or where there is no pyarrow for Parquet.
    """
    require(ledger.desk.whoami(), "export")
    folder.refuse(path, force=force)
    begin = _begin(kind)
    terms = frame(ledger, as_of, known_at, redact=redact, selection=selection)
    shown = masked if terms.covered else str
    with whole.folder(path, force=force) as building, Rows(building, begin, kind, shown) as book:
        board = workbook.fill(ledger, book, terms).board
        book.close()
        text = json.dumps(_index(terms, board, kind, book.lists), ensure_ascii=False, indent=1)
        (building / folder.INDEX).write_text(text + "\n", "utf-8")
        for each in building.iterdir():
            _to_disk(each)
    return Tables(path, {title: each.rows for title, each in book.lists.items()}, board, terms.head.chain)


def _begin(kind: str) -> Open:
    plain: dict[str, Open] = {"csv": Csv, "jsonl": Lines}
    if kind in plain:
        return plain[kind]
    try:
        from inspect_engine.exports.tables.parquet import Parquet
    except ImportError as error:
        fix = "请装上：pip install 'inspect-engine[parquet]'，或用 --format csv、jsonl"
        raise InputError.one("导出 Parquet 要用的 pyarrow 没有装", fix=fix) from error
    return Parquet


def _index(terms: Frame, board: Board, kind: str, lists: dict[str, List]) -> dict[str, Any]:
    """What the files hold, and what they rest on."""
    return {
        "format": folder.FORMAT,
        "files": kind,
        "as_of": terms.as_of.isoformat(),
        "known_at": terms.known_at.isoformat() if terms.known_at else None,
        "exported_at": terms.moment.isoformat(),
        "exported_by": terms.exporter,
        "scope": terms.scope,
        "filter": terms.selection.plain(),
        "covered": terms.covered,
        "rehearsal": terms.head.rehearsal,
        "ledger": terms.head.ledger,
        "events": terms.head.count,
        "chain_head": terms.head.chain,
        "anchor": terms.anchor.code,
        "board": json.loads(json.dumps(board.plain(), default=str)),
        "tables": [_table(title, each) for title, each in lists.items()],
    }


def _table(title: str, one: List) -> dict[str, Any]:
    columns = [{"name": each.name, "type": each.kind} for each in one.fields]
    with one.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": title, "file": one.path.name, "rows": one.rows, "sha256": digest, "columns": columns}


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        sync(file.fileno())
