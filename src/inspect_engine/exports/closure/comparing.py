"""A closure workbook that has been out in the world, held against the ledger, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from inspect_engine.domain.anchors import Anchor, read_code
from inspect_engine.domain.people.authority import covered
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, Problem, Refused, system_reason
from inspect_engine.exports.closure import notes, sealing, shown, workbook
from inspect_engine.exports.closure.records import ARCHIVE, frame
from inspect_engine.exports.closure.sealing import Seal
from inspect_engine.ledger import Ledger, Selection

SHOWN = 20
"""Differing cells that are told one by one."""
MEMBERS, INFLATED = 2_000, 512 * 1024 * 1024
"""Files in a workbook, and bytes they may come to, before it is opened."""
LONGEST = 60
"""Characters of a cell that are quoted."""
MOMENT = re.compile(r"按截至.*导出时间：.*|^\s*$", re.DOTALL)
"""What tells who exported it and when differs by nature."""


@dataclass(frozen=True)
class Compared:
    """What a workbook says of itself, and what is wrong with it; ``whole`` whether its cells could be compared."""

    anchor: Anchor
    as_of: date
    problems: tuple[Problem, ...]
    cells: int = 0
    whole: bool = True
    seal: Seal | None = None


def compare(ledger: Ledger, path: Path) -> Compared:
    """Check the anchor that a workbook prints, then export it again as of its day and its anchor, and compare cells.

    Whoever sees another part of the ledger than its exporter, or in part the numbers that it has whole, can check the
    anchor only (``whole`` is false then). Raises InputError for what is no closure workbook, Refused when this person
    may not export.
    """
    given = _load(path)
    told = _notes(given, path)
    anchor, as_of = read_code(told[notes.ANCHOR]), date.fromisoformat(told["截止日期"][:10])
    faults = ledger.anchors.check(anchor)
    scope, redact = ledger.desk.scope_words(), notes.HIDDEN in told
    form = told.get(notes.FORM, ARCHIVE).partition("：")[0]
    sees = redact or not covered(ledger.desk.whoami())
    seal = sealing.read(path)
    faults += _signature(ledger, seal, told[notes.ANCHOR]) if seal else []
    if faults or not sees or not told["范围"].startswith(f"{scope}。"):
        faults += sealing.faults(path, seal) if seal and not faults else []
        return Compared(anchor, as_of, _some(path, faults), whole=False, seal=seal)
    known = re.match(r"(\S+ \S+) 及以前", told["记录范围"])
    with TemporaryDirectory() as folder:
        again = Path(folder) / "again.xlsx"
        moment = datetime.fromisoformat(known.group(1)) if known else None
        until = anchor.count
        selection = Selection.read(told.get(notes.CONDITIONS, "{}"), as_of)
        since = date.fromisoformat(told[notes.SINCE][:10]) if notes.SINCE in told else None
        terms = frame(ledger, as_of, moment, until, redact=redact, form=form, selection=selection, since=since)
        terms = replace(terms, evidence=_folder(told.get(notes.BESIDE, "")))
        workbook.write_as(ledger, again, terms, sign=False)
        fresh = _load(again)
        differing = list(_differences(given, fresh))
        named = {each.where for each in differing}
        differing += [each for each in shown.false_figures(path, again, MOMENT) if each.where not in named]
    cells = sum(sheet.max_row * sheet.max_column for sheet in fresh.worksheets if sheet.title != sealing.TITLE)
    return Compared(anchor, as_of, _some(path, differing), cells, seal=seal)


def alone(path: Path) -> Compared:
    """Check a workbook by its seal only, where there is no ledger: whether each cell is as it was exported by whoever
    has the key that signed it, which is to be compared with him.

    Raises InputError for what has no seal, Refused where nobody has signed it: anybody could have made such a seal.
    """
    told = _notes(_load(path), path)
    seal = sealing.read(path)
    if seal is None:
        raise InputError.one(f"{path.name} 没有封条，这里又没有台账", fix="请在保存台账的电脑上核验")
    if not seal.signature:
        why = "封条没有签名，谁都做得出；请在保存台账的电脑上核验，或请设了口令的人导出"
        raise Refused("核验", [why])
    faults = [*_other_anchor(seal, told[notes.ANCHOR]), *sealing.faults(path, seal)]
    found = read_code(told[notes.ANCHOR]), date.fromisoformat(told["截止日期"][:10])
    return Compared(*found, _some(path, faults), sum(each.rows for each in seal.sheets), seal=seal)


def _some(path: Path, differing: list[Problem]) -> tuple[Problem, ...]:
    more = len(differing) - SHOWN
    rest = [Problem(path.name, f"另有 {more} 处不同，没有逐处列出")] if more > 0 else []
    return (*differing[:SHOWN], *rest)


def _signature(ledger: Ledger, seal: Seal, anchor: str) -> list[Problem]:
    """What is wrong with whose the seal is; one that nobody has signed claims nothing."""
    found = _other_anchor(seal, anchor)
    if seal.signature and not seal.genuine:
        found.append(Problem(sealing.TITLE, "签名与内容不符，封条被改动过，或是另做的"))
    elif seal.signature:
        found += ledger.anchors.stranger(sealing.TITLE, seal.by, seal.key)
    return found


def _other_anchor(seal: Seal, anchor: str) -> list[Problem]:
    return [] if seal.anchor == anchor else [Problem(sealing.TITLE, "锚码与“说明”页的不同")]


def _load(path: Path) -> Workbook:
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS or sum(each.file_size for each in members) > INFLATED:
                raise InputError.one(f"{path.name} 太大，不像本程序导出的工作簿")
        return load_workbook(path)
    except OSError as error:
        raise InputError.one(f"读不了 {path}：{system_reason(error)}", fix="请核对路径") from error
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        raise InputError.one(
            f"{path.name} 不是 Excel 工作簿，或已损坏", fix="应是 export closure 导出的 .xlsx"
        ) from error


def _notes(book: Workbook, path: Path) -> dict[str, str]:
    """Label and text of the sheet that says what the workbook rests on."""
    wanted = {notes.ANCHOR, "截止日期", "范围", "记录范围"}
    rows = book["说明"].iter_rows(max_col=2, values_only=True) if "说明" in book.sheetnames else ()
    found = {str(label): str(text) for label, text, *_ in rows if label and text}
    if not wanted <= found.keys():
        fix = "应是这一版 export closure 导出的工作簿，“说明”页上有锚码"
        raise InputError.one(f"{path.name} 里没有锚码", fix=fix)
    return found


def _differences(given: Workbook, fresh: Workbook) -> Iterator[Problem]:
    """Where two workbooks differ, but for what the notes tell of the export itself."""
    for name in (each for each in dict.fromkeys([*fresh.sheetnames, *given.sheetnames]) if each != sealing.TITLE):
        if name not in given.sheetnames or name not in fresh.sheetnames:
            yield Problem(name, f"工作表{'不见了' if name in fresh.sheetnames else '是另加的'}")
        else:
            own = _own(fresh[name]) if name == "说明" else frozenset[int]()
            yield from islice(_cells(name, given[name], fresh[name], own), SHOWN * 10)


def _folder(told: str) -> str:
    """The folder of the evidence that the notes name; empty where they say that there is none."""
    return told[1:].partition("”，")[0] if told.startswith("“") else ""


def _own(sheet: Any) -> frozenset[int]:
    """Rows of the notes that tell who exported it, where and when."""
    labels = enumerate(sheet.iter_rows(max_col=1, values_only=True), 1)
    return frozenset(at for at, (label,) in labels if label in notes.OWN)


def _cells(name: str, given: Any, fresh: Any, own: frozenset[int]) -> Iterator[Problem]:
    width = max(given.max_column, fresh.max_column)
    rows = (sheet.iter_rows(max_col=width, values_only=True) for sheet in (given, fresh))
    for at, (mine, theirs) in enumerate(zip_longest(*rows, fillvalue=(None,) * width), 1):
        if mine == theirs or (at in own and mine[0] == theirs[0]):
            continue
        for column, (here, there) in enumerate(zip(mine, theirs, strict=True), 1):
            if here != there and not (isinstance(there, str) and MOMENT.match(there)):
                what = f"表里是“{_short(here)}”，台账是“{_short(there)}”"
                yield Problem(f"{name}!{get_column_letter(column)}{at}", what)


def _short(value: object) -> str:
    text = "" if value is None else display(str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
