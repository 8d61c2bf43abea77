"""封条: a hidden sheet that says what every other one says, as hashes under one root, signed where there is a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from inspect_engine.domain.anchors import Anchor, Tree
from inspect_engine.domain.anchors import leaf as leaf_of
from inspect_engine.domain.events import canonical
from inspect_engine.errors import Problem
from inspect_engine.exports.sheets.book import Book
from inspect_engine.exports.sheets.raw import ROWS, Raw
from inspect_engine.exports.sheets.seals import Page, pages
from inspect_engine.storage.signing import Signer, genuine

TITLE, FORMAT = "封条", "inspect-engine-seal 1"
CHUNK = 30_000
"""Hex digits in one cell at most."""
LOOKS = ("label", "number", "text", "text", "text")
FIELDS = ("format", "anchor", "root", "by", "key", "signature")
TOLD = "本页由程序核验工作簿用（verify），不要改动；其余各表的每一行都在下面的根之下"


@dataclass(frozen=True)
class Sealed:
    """What a sheet said: how many rows, their root, a check of each row and of each column."""

    title: str
    rows: int
    root: str
    checks: bytes | bytearray
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Seal:
    """Everything under one ``root``, by whom and with which key it was signed (both empty where it was not)."""

    anchor: str
    root: str
    by: str
    key: str
    signature: str
    sheets: tuple[Sealed, ...]

    @property
    def signed(self) -> str:
        """The text that the signature is over."""
        return canonical({"format": FORMAT, "anchor": self.anchor, "root": self.root, "by": self.by, "key": self.key})

    @property
    def fingerprint(self) -> str:
        """The first 16 digits of the key, in fours, as ``user keys`` shows it."""
        return " ".join(self.key[at : at + 4] for at in range(0, 16, 4))

    @property
    def genuine(self) -> bool:
        """Whether the holder of the key signed this."""
        return bool(self.signature) and genuine(self.key, self.signed, self.signature)


def root(sheets: Iterable[tuple[str, int, str]]) -> str:
    """Of sheets by title, rows and root."""
    tree = Tree()
    for title, rows, top in sheets:
        tree.add(leaf_of(top, f"{rows}\n{title}"))
    return tree.root


def write(book: Book, anchor: Anchor, by: str, signer: Signer | None) -> str:
    """Seal what has been written, and give back the root; nothing may be written after that."""
    said = book.pages
    pages = ((ws.title, said[ws.title]) for ws in book.workbook.worksheets)
    sealed = tuple(Sealed(each, p.rows, p.tree.root, p.checks, tuple(p.columns)) for each, p in pages)
    top = root((each.title, each.rows, each.root) for each in sealed)
    seal = Seal(anchor.code, top, by if signer else "", signer.key if signer else "", "", sealed)
    seal = replace(seal, signature=signer.sign(seal.signed) if signer else "")
    sheet = book.sheet(TITLE, (16, 8, 20, 20, 110))
    sheet.ws.sheet_state = "veryHidden"
    for line in _lines(seal):
        sheet.write([(look, each) if each is not None else None for look, each in zip(LOOKS, line, strict=True)], 15)
    return top


def _lines(seal: Seal) -> Iterator[tuple[str | int | None, ...]]:
    """The sheet, row by row."""
    head = (FORMAT, seal.anchor, seal.root, seal.by, seal.key, seal.signature)
    for label, text in ((TITLE, TOLD), *zip(FIELDS, head, strict=True)):
        yield label, None, None, None, text
    for each in seal.sheets:
        yield each.title, each.rows, each.root, " ".join(f"{check:08x}" for check in each.columns), None
        for at in range(0, len(each.checks), CHUNK // 2):
            yield None, None, None, None, each.checks[at : at + CHUNK // 2].hex()


def read(book: Raw) -> Seal | None:
    """The seal of a workbook; None where there is none, or what is there is not all of one."""
    if TITLE not in book.sheets:
        return None
    rows = [[cells[n].value if n in cells else None for n in range(1, 6)] for _, cells in book.rows(TITLE)]
    try:
        seal = _read(rows)
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    wanted = [list(line) for line in _lines(seal)] if seal else []
    return seal if rows == [[each if each != "" else None for each in line] for line in wanted] else None


def _read(lines: Iterable[list[Any]]) -> Seal | None:
    rows = list(lines)
    head = {str(label): str(text or "") for label, *_, text in rows[1 : len(FIELDS) + 1]}
    sheets: list[Sealed] = []
    for title, count, top, columns, digits in rows[len(FIELDS) + 1 :]:
        if title is not None:
            crcs = tuple(int(each, 16) for each in str(columns or "").split())
            if not 0 <= int(count) <= ROWS:
                return None
            sheets.append(Sealed(str(title), int(count), str(top), b"", crcs))
        else:
            last = sheets.pop()
            checks = last.checks + bytes.fromhex(str(digits))
            sheets.append(Sealed(last.title, last.rows, last.root, checks, last.columns))
    if tuple(head) != FIELDS or head["format"] != FORMAT:
        return None
    return Seal(head["anchor"], head["root"], head["by"], head["key"], head["signature"], tuple(sheets))


def held(seal: Seal, fresh: Seal, own: str, page: tuple[Page, list[int]]) -> Iterator[Problem]:
    """In what a seal is not that of a workbook that was just made, but for the sheet ``own`` that tells of the export
    itself: that is held to what the seal says of it."""
    if root((each.title, each.rows, each.root) for each in seal.sheets) != seal.root:
        yield Problem(TITLE, "总根与各表的根不符，封条被改动过")
    if seal.anchor != fresh.anchor or [e.title for e in seal.sheets] != [e.title for e in fresh.sheets]:
        yield Problem(TITLE, "封条不是这个工作簿的")
        return
    for mine, theirs in zip(seal.sheets, fresh.sheets, strict=True):
        if mine.title == own:
            yield from _changes(mine, *page)
        elif mine != theirs:
            yield Problem(TITLE, f"封条里“{mine.title}”的根或校验与台账不符，封条被改动过")


def faults(path: Path, seal: Seal) -> Iterator[Problem]:
    """Everything in which a workbook is not what its seal says, cell by cell where that can be told; and in which the
    seal does not hold together by itself. Whose key it is, is another question."""
    if root((each.title, each.rows, each.root) for each in seal.sheets) != seal.root:
        yield Problem(TITLE, "总根与各表的根不符，封条被改动过")
    if seal.signature and not seal.genuine:
        yield Problem(TITLE, "签名与内容不符，封条被改动过，或是另做的")
    wanted = {each.title: each for each in seal.sheets}
    for name, page, more in pages(path, {each.title: each.rows for each in seal.sheets}):
        if name in wanted:
            yield from _changes(wanted.pop(name), page, more)
        elif name != TITLE:
            yield Problem(name, "工作表是另加的")
    yield from (Problem(name, "工作表不见了") for name in wanted)


def _changes(sealed: Sealed, page: Page, more: list[int]) -> Iterator[Problem]:
    yield from (Problem(f"{sealed.title}!A{row}", "这一行是另加的") for row in more)
    if page.tree.root == sealed.root:
        return
    rows = [row for row in range(1, page.rows + 1) if page.check(row) != sealed.checks[row * 4 - 4 : row * 4]]
    both = enumerate(zip_longest(page.columns, sealed.columns, fillvalue=0), 1)
    columns = [get_column_letter(at) for at, (here, there) in both if here != there]
    if not rows:
        yield Problem(sealed.title, "内容与封条的根不符，逐行的校验被改得相符")
    elif columns and 1 in (len(rows), len(columns)):
        yield from (Problem(f"{sealed.title}!{name}{row}", "与封条不符") for row in rows for name in columns)
    else:
        yield from (Problem(f"{sealed.title}!A{row}", "这一行与封条不符") for row in rows)
