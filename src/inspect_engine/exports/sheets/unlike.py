"""Where two workbooks differ, part by part: equal bytes need no look, everything else is compared by what it means.

What can be compared in neither way (looks, once another program has saved the file) is named in ``unseen``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from hashlib import sha256
from itertools import islice
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter

from inspect_engine.domain.words.text import display
from inspect_engine.errors import Problem
from inspect_engine.exports.sheets.raw import RELATION, WORKBOOK, Around, Cell, Odd, Raw, found, local, plain

MOST = 200
"""Differences of one sheet that are looked for."""
LONGEST = 60
"""Characters of a cell that are quoted."""
KNOWN = {
    WORKBOOK: {"worksheet", "styles", "theme", "sharedStrings", "calcChain", "sheetMetadata", "customXml", "person"},
    "sheet": {"drawing", "table", "hyperlink", "printerSettings"},
    "drawing": {"chart", "image"},
}
"""Kinds of parts that a workbook of ours leads to, or that other programs add without a word to a reader."""
SHAPES = {"sp", "grpSp", "cxnSp"}
LOOKS, CHARTS, NAMES = "格式、行高列宽", "图表的样子、位置和其中存的数", "窗口和打印以外的设置"
_ROW = rb'<row r="%d"[ >].*?</row>'
_AREA = re.compile(rb'<dimension ref="A1:([A-Z]+)(\d+)"')


class Unlike:
    """A ``given`` workbook beside a ``fresh`` one. In the sheet ``own`` the second cell of some rows, by their first,
    tells of the export itself; the sheet ``apart`` is not looked at; links below ``folder`` may be missing."""

    def __init__(
        self, given: Raw, fresh: Raw, own: tuple[str, Collection[str]], apart: str = "", folder: str = ""
    ) -> None:
        self._given, self._fresh, self._apart, self._folder = given, fresh, apart, folder
        self._own_sheet, labels = own
        self._own = {at for at, cells in fresh.rows(self._own_sheet) if 1 in cells and cells[1].value in labels}
        self._unseen: Counter[str] = Counter()

    @property
    def unseen(self) -> tuple[str, ...]:
        """What was not compared."""
        return tuple(name.format(count) for name, count in self._unseen.items() if count)

    def problems(self) -> Iterator[Problem]:
        yield from self._foreign(WORKBOOK, KNOWN[WORKBOOK])
        mine, theirs = self._given.sheets, self._fresh.sheets
        for name in (each for each in dict.fromkeys([*theirs, *mine]) if each != self._apart):
            if name not in mine or name not in theirs:
                yield Problem(name, f"工作表{'不见了' if name in theirs else '是另加的'}")
            else:
                yield from islice(self._told(name), MOST)
        if [each for each in mine if each in theirs] != [each for each in theirs if each in mine]:
            yield Problem("", "工作表的次序与导出时不同")
        if not self._given.same(WORKBOOK, self._fresh, WORKBOOK):
            yield from self._names()
        for part in ("xl/styles.xml", "xl/theme/theme1.xml"):
            if part not in self._given.names or not self._given.same(part, self._fresh, part):
                self._unseen[LOOKS] += 1

    def _foreign(self, part: str, known: set[str]) -> Iterator[Problem]:
        for each in self._given.relations(part).values():
            if each.kind not in known:
                yield Problem(part, f"里面有另加的东西：{each.kind} {display(each.target)[:LONGEST]}")

    def _told(self, name: str) -> Iterator[Problem]:
        try:
            yield from self._sheet(name)
        except Odd as odd:
            yield odd.problem

    def _sheet(self, name: str) -> Iterator[Problem]:
        (part, state), (other, wanted) = self._given.sheets[name], self._fresh.sheets[name]
        if state != wanted == "visible":
            yield Problem(name, "工作表被隐藏了")
        yield from self._foreign(part, KNOWN["sheet"])
        own = self._own if name == self._own_sheet else set()
        if not own and self._alike(part, other):
            return
        mine, theirs = Around(), Around()
        yield from self._cells(name, self._given.rows(name, mine), self._fresh.rows(name, theirs))
        self._unseen[LOOKS] += not self._looks(part, other, own)
        yield from self._around(name, mine, theirs)
        yield from self._drawn(name, mine.drawings, theirs.drawings)

    def _looks(self, part: str, other: str, own: Collection[int]) -> bool:
        """Whether two sheets look the same but for their ``own`` rows, which only a small one has."""
        if not own:
            return self._given.same(part, self._fresh, other)
        return _without(self._given.content(part), own) == _without(self._fresh.content(other), own)

    def _alike(self, part: str, other: str) -> bool:
        """Whether two parts and all that they lead to are the same, byte by byte."""
        leads = self._given.relations(part)
        if not self._given.same(part, self._fresh, other) or leads != self._fresh.relations(other):
            return False
        return all(each.outside or self._alike(each.target, each.target) for each in leads.values())

    def _cells(
        self, name: str, given: Iterator[tuple[int, dict[int, Cell]]], fresh: Iterator[tuple[int, dict[int, Cell]]]
    ) -> Iterator[Problem]:
        for at, mine, theirs in _beside(given, fresh):
            for column in sorted(mine.keys() | theirs.keys()):
                if name == self._own_sheet and at in self._own and column == 2:
                    continue
                here, there = mine.get(column, Cell(None)), theirs.get(column, Cell(None))
                if what := self._cell(here, there):
                    yield Problem(f"{name}!{get_column_letter(column)}{at}", what)

    def _cell(self, here: Cell, there: Cell) -> str:
        """What differs; empty for nothing."""
        if here.formula != there.formula or (here.formula is None and not _same(here, there)):
            kinds = f"（{_kind(here)}）", f"（{_kind(there)}）"
            quoted = _short(here), _short(there)
            told = kinds if quoted[0] == quoted[1] else ("", "")
            return f"表里是“{quoted[0]}”{told[0]}，台账是“{quoted[1]}”{told[1]}"
        if here.value is None and there.value not in (None, ""):
            self._unseen["{} 个公式存下的结果（没有存）"] += 1
            return ""
        same = _same(here, there)
        return "" if same else f"表里显示的是“{_text(here.value)}”，算出来是“{_text(there.value)}”"

    def _around(self, name: str, mine: Around, theirs: Around) -> Iterator[Problem]:
        for where in sorted(mine.merges ^ theirs.merges):
            yield Problem(f"{name}!{where}", f"这几格的合并{'不见了' if where in theirs.merges else '是另加的'}")
        for where in sorted(mine.links.keys() | theirs.links.keys()):
            here, there = mine.links.get(where, ""), theirs.links.get(where, "")
            if here != there and self._folder and there.startswith(self._folder) and _moved(here, there):
                self._unseen[f"{{}} 处佐证链接（{'另存以后指向别处的同名文件夹' if here else '没有链接'}）"] += 1
            elif here != there:
                yield Problem(f"{name}!{where}", f"链接到“{_text(here)}”，应到“{_text(there)}”")
        for edge in sorted(mine.edges.keys() | theirs.edges.keys()):
            here, there = mine.edges.get(edge, ""), theirs.edges.get(edge, "")
            if here != there:
                yield Problem(name, f"页眉页脚是“{_text(here)}”，台账是“{_text(there)}”")
        for hidden in sorted(mine.hidden - theirs.hidden):
            yield Problem(f"{name}!{hidden}", "这一行或列被隐藏了")

    def _drawn(self, name: str, mine: list[str], theirs: list[str]) -> Iterator[Problem]:
        """Charts and pictures of a sheet."""
        if mine == theirs and all(self._alike(each, each) for each in mine):
            return
        for part in mine:
            yield from self._foreign(part, KNOWN["drawing"])
            if SHAPES & {local(each.tag) for each in self._given.tree(part).iter()}:
                yield Problem(name, "有另加的图形或文字框")
        here, there = (list(_hung(book, parts)) for book, parts in ((self._given, mine), (self._fresh, theirs)))
        self._unseen[CHARTS] += bool(here)
        if here != there:
            yield Problem(name, "图表的标题、所据的格或图片与导出的不同")

    def _names(self) -> Iterator[Problem]:
        """Names of cells, and what is printed."""
        self._unseen[NAMES] += 1
        mine, theirs = _named(self._given), _named(self._fresh)
        for name in sorted(mine.keys() | theirs.keys()):
            if mine.get(name) != theirs.get(name):
                yield Problem(f"名称 {display(name[1])[:LONGEST]}", "所指的格与导出的不同")


def _without(sheet: bytes, rows: Collection[int]) -> bytes:
    for row in rows:
        sheet = re.sub(_ROW % row, b"", sheet, count=1, flags=re.DOTALL)
    return sheet


def cells(book: Raw, apart: str) -> int:
    """How many there are on the sheets of a workbook of ours but one."""
    total = 0
    for part, _ in (where for title, where in book.sheets.items() if title != apart):
        area = _AREA.search(book.head(part, 10_000))
        total += _columns(area[1].decode()) * int(area[2]) if area else 0
    return total


def _columns(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _beside(
    given: Iterator[tuple[int, dict[int, Cell]]], fresh: Iterator[tuple[int, dict[int, Cell]]]
) -> Iterator[tuple[int, dict[int, Cell], dict[int, Cell]]]:
    """Rows of two sheets by number, empty where one has none."""
    here, there = next(given, None), next(fresh, None)
    while here or there:
        at = min(each[0] for each in (here, there) if each)
        mine, theirs = (each[1] if each and each[0] == at else {} for each in (here, there))
        yield at, mine, theirs
        here = next(given, None) if here and here[0] == at else here
        there = next(fresh, None) if there and there[0] == at else there


def _moved(here: str, there: str) -> bool:
    """Whether a link into the folder beside has gone, or was made to lead there from where the file was saved anew."""
    far = re.match(r"[\w+.-]+:|[/\\]", here)
    return not here or (not far and unquote(here).endswith(f"/{unquote(there)}"))


def _same(here: Cell, there: Cell) -> bool:
    if isinstance(here.value, float) and isinstance(there.value, float):
        return math.isclose(here.value, there.value, rel_tol=1e-9, abs_tol=1e-9)
    return type(here.value) is type(there.value) and here.value == there.value and here.error == there.error


def _kind(cell: Cell) -> str:
    if cell.error:
        return "错误值"
    return {str: "文字", bool: "逻辑值"}.get(type(cell.value), "数")


def _short(cell: Cell) -> str:
    return _text(cell.value if cell.formula is None else f"={cell.formula}")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    whole = isinstance(value, float) and value.is_integer()
    text = "" if value is None else display(f"{value:.0f}" if whole else str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _hung(book: Raw, parts: list[str]) -> Iterator[tuple[str, ...]]:
    """What hangs on a sheet, in order: what each chart says and rests on, or the hash of a picture."""
    for part in parts:
        leads = book.relations(part)
        for each in book.tree(part).iter():
            for key in (f"{RELATION}embed", f"{RELATION}id"):
                if key in each.attrib and leads[each.attrib[key]].kind == "chart":
                    yield _chart(book.tree(leads[each.attrib[key]].target))
                elif key in each.attrib:
                    yield (sha256(book.content(leads[each.attrib[key]].target)).hexdigest(),)


def _chart(root: Element) -> tuple[str, ...]:
    """Its texts, then names and ranges of its series; a name is a text or a formula that is one."""
    said, rests = [], []
    for each in root.iter():
        if local(each.tag) == "t":
            said.append(each.text or "")
        elif local(each.tag) == "ser":
            for below in each.iter():
                rests += [plain(below.text or "").strip('"')] if local(below.tag) == "f" else []
                rests += [one.text or "" for one in below if local(below.tag) == "tx" and local(one.tag) == "v"]
    return "".join(said), *rests


def _named(book: Raw) -> dict[tuple[str, str], frozenset[str]]:
    """Names by sheet (its number) and name, but for those of filters: what they stand for, in any order."""
    given = ((each, each.attrib["name"]) for each in found(book.book, "definedNames/definedName"))
    return {
        (each.attrib.get("localSheetId", ""), name): frozenset(plain(each.text or "").split(","))
        for each, name in given
        if name != "_xlnm._FilterDatabase"
    }
