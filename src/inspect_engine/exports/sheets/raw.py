"""A workbook as it stands in its file, read strictly: what two programs would show in two ways is none of ours.

openpyxl reads leniently: of two rows of one number it sees one, and nothing of what lies under a merge.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import unquote
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser
from zipfile import ZipFile

from openpyxl.utils.cell import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.escape import unescape

from inspect_engine.errors import Problem

MEMBERS, INFLATED, RATIO = 2_000, 512 * 1024 * 1024, 40
"""Files in a workbook; bytes they may come to, before it is opened, in a small one, and of a larger one times its own
size on disk: ours come to 8 to 20 times, a bomb to a thousand. Rows are read as a stream, however many there are."""
WHOLE = 64 * 1024 * 1024
"""Bytes of a part that is read at once."""
CHUNK = 1 << 20
ROWS, LETTERS = 1_048_576, 4 * 32_767
"""Of a sheet, and of a cell: more has no program."""
_QUOTED = re.compile(r"'((?:[^']|'')+)'!")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_AT = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_TRUE = ("1", "true")
MAIN = tuple(
    f"{{http://{each}/main}}"
    for each in ("schemas.openxmlformats.org/spreadsheetml/2006", "purl.oclc.org/ooxml/spreadsheetml")
)
"""The two names of the language of sheets; what is in another, no program shows."""
WORKBOOK = "xl/workbook.xml"


class Odd(Exception):
    """A workbook that can be read in more than one way; ``problem`` says where."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where, what)
        self.problem = Problem(where, what)


class Cell(NamedTuple):
    """What a cell holds: its value (text, number, truth or the name of an error), and the formula that it is."""

    value: str | float | bool | None
    formula: str | None = None
    error: bool = False


def plain(formula: str) -> str:
    """A formula without the quotes around sheets, which some programs write and others do not."""
    return _QUOTED.sub(r"\1!", formula)


@dataclass
class Around:
    """What a sheet holds beside its cells; links by cell, where they lead."""

    merges: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)
    edges: dict[str, str] = field(default_factory=dict)
    """Headers and footers by kind."""
    hidden: set[str] = field(default_factory=set)
    """Rows by number and columns by letter that are not shown."""
    drawings: list[str] = field(default_factory=list)
    """Relations that lead to drawings."""


class Relation(NamedTuple):
    """Where a part leads: the last word of its kind, a part's name or, ``outside``, an address."""

    kind: str
    target: str
    outside: bool


class Raw:
    """An open workbook. Raises OSError, BadZipFile, ParseError, ValueError and LookupError for what is none, and
    :class:`Odd` for one that could be read in two ways."""

    def __init__(self, path: Path) -> None:
        self.path, self._zip = path, ZipFile(path)
        try:
            self._opened()
        except BaseException:
            self._zip.close()
            raise

    def _opened(self) -> None:
        names = [each.filename.casefold() for each in self._zip.infolist()]
        if len(names) != len(set(names)):
            raise Odd(self.path.name, "文件里有重名的部分")
        honest = max(INFLATED, RATIO * self.path.stat().st_size)
        if len(names) > MEMBERS or sum(each.file_size for each in self._zip.infolist()) > honest:
            raise TooLarge
        self.names = frozenset(self._zip.namelist())
        if [each.target for each in self.relations("").values() if each.kind == "officeDocument"] != [WORKBOOK]:
            raise Odd(self.path.name, "文件里不止一个工作簿，或放在别处")
        self.book = self.tree(WORKBOOK)
        related = self.relations(WORKBOOK)
        self.sheets: dict[str, tuple[str, str]] = {}
        """Part and state of each, by title."""
        for each in found(self.book, "sheets/sheet"):
            title, state = each.attrib["name"], each.attrib.get("state", "visible")
            if title.casefold() in {known.casefold() for known in self.sheets}:
                raise Odd(title, "有重名的工作表")
            self.sheets[title] = related[each.attrib[f"{RELATION}id"]].target, state

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def content(self, part: str) -> bytes:
        """All of a part. Raises TooLarge for one that is none of those that are small."""
        if self._zip.getinfo(part).file_size > WHOLE:
            raise TooLarge
        return self._zip.read(part)

    def head(self, part: str, size: int) -> bytes:
        """The first bytes of a part."""
        with self._zip.open(part) as stream:
            return stream.read(size)

    def same(self, part: str, other: Raw, theirs: str) -> bool:
        """Whether a part has the same bytes as one of another workbook."""
        with self._zip.open(part) as here, other._zip.open(theirs) as there:
            while chunk := here.read(CHUNK):
                if chunk != there.read(CHUNK):
                    return False
            return not there.read(1)

    def tree(self, part: str) -> Element:
        parser = XMLParser(target=_Tree())
        parser.feed(self.content(part))
        root: Element = parser.close()
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """Where a part leads, by the names it uses."""
        folder, name = posixpath.split(part)
        if (listed := posixpath.join(folder, "_rels", f"{name}.rels")) not in self.names:
            return {}
        known: dict[str, Relation] = {}
        for each in self.tree(listed):
            kind, outside = each.attrib["Type"].rpartition("/")[2], each.attrib.get("TargetMode") == "External"
            target = each.attrib["Target"]
            inside = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            if each.attrib["Id"] in known:
                raise Odd(part, "有重名的关系")
            known[each.attrib["Id"]] = Relation(kind, target if outside else inside, outside)
        return known

    @cached_property
    def _strings(self) -> list[str]:
        parts = [each.target for each in self.relations(WORKBOOK).values() if each.kind == "sharedStrings"]
        if len(parts) > 1:
            raise Odd(self.path.name, "有两份字串表")
        reader = _Strings()
        parser = XMLParser(target=reader)
        for part in parts:
            if self._zip.getinfo(part).file_size > INFLATED:
                raise TooLarge
            with self._zip.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    parser.feed(chunk)
            parser.close()
        return reader.texts

    def rows(self, title: str, around: Around | None = None) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Rows that hold something, by number, and in them cells by column, both counted from 1; at the end
        ``around`` is filled."""
        reader = _Sheet(title, around or Around(), self)
        parser = XMLParser(target=reader)
        with self._zip.open(self.sheets[title][0]) as part:
            while chunk := part.read(CHUNK):
                parser.feed(chunk)
                yield from reader.taken()
        parser.close()
        yield from reader.taken()
        reader.finish(self.relations(self.sheets[title][0]))

    def string(self, index: str) -> str:
        return self._strings[int(index)]


class TooLarge(Exception):
    """More than any workbook of ours."""


class _Tree(TreeBuilder):
    def doctype(self, *_: object) -> None:
        raise ValueError("a workbook has no DTD")


def local(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2]


def found(root: Element, path: str) -> list[Element]:
    """Elements of the root's own language by name, one below the other."""
    here, language = [root], root.tag[: -len(local(root.tag))]
    for name in path.split("/"):
        here = [below for each in here for below in each if below.tag == f"{language}{name}"]
    return here


class _Strings:
    """Takes the table of texts as it comes."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._language, self._path, self._held = "", list[str](), list[str]()

    def doctype(self, *_: object) -> None:
        raise ValueError("a workbook has no DTD")

    def start(self, tag: str, _: dict[str, str]) -> None:
        self._language = self._language if self._path else tag[: -len(local(tag))]
        self._path.append(tag.removeprefix(self._language) if tag.startswith(self._language) else tag)

    def data(self, text: str) -> None:
        if self._path[1:] in (["si", "t"], ["si", "r", "t"]):
            self._held.append(text)

    def end(self, _: str) -> None:
        if self._path[1:] == ["si"]:
            self.texts.append(unescape("".join(self._held)))
            self._held = []
        self._path.pop()

    def close(self) -> None:
        """The end of the file."""


class _Sheet:
    """Takes a sheet's XML as it comes; what it has of whole rows is taken from it."""

    def __init__(self, title: str, around: Around, book: Raw) -> None:
        self.title, self.around, self._book = title, around, book
        self._done: list[tuple[int, dict[int, Cell]]] = []
        self._path: list[str] = []
        self._row, self._column, self._at = 0, 0, ""
        self._cells: dict[int, Cell] = {}
        self._kind, self._seen, self._held = "n", set[str](), dict[str, list[str]]()
        self._letters = 0
        self._filled: dict[int, int] = {}
        """Of each row, which columns hold something, as bits."""
        self._links: list[tuple[str, str, str]] = []

    def taken(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        done, self._done = self._done, []
        yield from done

    def doctype(self, *_: object) -> None:
        raise ValueError("a workbook has no DTD")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag) if tag.startswith(MAIN) else tag
        self._path.append(name)
        if name == tag and ("sheetData" in self._path or len(self._path) == 1):
            raise self._odd("数据里有别的东西，不同的软件会显示不同的内容")
        if begin := getattr(self, f"_begin_{name}", None):
            begin(attributes)
        elif name in ("v", "f", "is") and self._path[-2:-1] == ["c"]:
            if name in self._held:
                raise self._odd("一格里有两个值")
            if name == "f" and (attributes.get("t", "normal"), attributes.get("ref", self._at)) not in self._formulas():
                raise self._odd("公式管到别的格，不同的软件会显示不同的内容")
            self._held[name] = []

    def data(self, text: str) -> None:
        where = self._path[-1]
        if where in ("v", "f"):
            self._held.setdefault(where, []).append(self._counted(text))
        elif where == "t" and "rPh" not in self._path:
            self._held.setdefault("is", []).append(self._counted(text))
        elif len(self._path) > 1 and self._path[-2] == "headerFooter":
            self.around.edges[where] = self.around.edges.get(where, "") + self._counted(text)

    def _counted(self, text: str) -> str:
        self._letters += len(text)
        if self._letters > LETTERS:
            raise self._odd("一格里的字比任何软件能存的都多")
        return text

    def end(self, _: str) -> None:
        name = self._path.pop()
        if name == "c":
            self._cell()
        elif name == "row":
            self._done.append((self._row, self._cells))

    def close(self) -> None:
        """The end of the file."""

    def _odd(self, what: str) -> Odd:
        return Odd(f"{self.title}!{self._at or f'A{self._row}'}", what)

    def _formulas(self) -> tuple[tuple[str, str], ...]:
        """Kinds of formulas and where they reach: no further than their cell."""
        return ("normal", self._at), ("array", self._at)

    def _begin_sheetFormatPr(self, attributes: dict[str, str]) -> None:  # noqa: N802
        if attributes.get("zeroHeight") in _TRUE:
            self.around.hidden.add("1")

    def _begin_sheetData(self, _: dict[str, str]) -> None:  # noqa: N802
        if "sheetData" in self._seen:
            raise Odd(self.title, "有两份数据")
        self._seen.add("sheetData")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        row, self._at = int(attributes["r"]), ""
        if row <= self._row or self._path[-2] != "sheetData":
            self._row = row
            raise self._odd("行号重复或次序颠倒，不同的软件会显示不同的内容")
        if row > ROWS:
            raise self._odd("行号比任何软件能存的都大")
        self._row, self._column, self._cells = row, 0, {}
        if _unseen(attributes, "ht"):
            self.around.hidden.add(f"{row}")

    def _begin_c(self, attributes: dict[str, str]) -> None:
        self._at = attributes["r"]
        parted = _AT.fullmatch(self._at)
        column, row = (column_index_from_string(parted[1]), int(parted[2])) if parted else (0, 0)
        if row != self._row or column <= self._column or self._path[-2] != "row":
            raise self._odd("单元格重复或次序颠倒，不同的软件会显示不同的内容")
        self._column, self._kind, self._held, self._letters = column, attributes.get("t", "n"), {}, 0

    def _begin_col(self, attributes: dict[str, str]) -> None:
        if _unseen(attributes, "width"):
            first, last = int(attributes["min"]), min(int(attributes["max"]), 16_384)
            self.around.hidden |= {get_column_letter(at) for at in range(first, last + 1)}

    def _begin_mergeCell(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self.around.merges.add(attributes["ref"])

    def _begin_hyperlink(self, attributes: dict[str, str]) -> None:
        inside = plain(attributes.get("location", ""))
        self._links.append((attributes["ref"], attributes.get(f"{RELATION}id", ""), inside))

    def _begin_drawing(self, attributes: dict[str, str]) -> None:
        self.around.drawings.append(attributes[f"{RELATION}id"])

    def _begin_headerFooter(self, attributes: dict[str, str]) -> None:  # noqa: N802
        for name in ("differentOddEven", "differentFirst"):
            if attributes.get(name) in _TRUE:
                self.around.edges[name] = "1"

    def _cell(self) -> None:
        made = self._made()
        if made.value is not None or made.formula is not None:
            self._cells[self._column] = made
            self._filled[self._row] = self._filled.get(self._row, 0) | 1 << self._column

    def _made(self) -> Cell:
        held = {name: "".join(texts) for name, texts in self._held.items()}
        formula = plain(held["f"]) if "f" in held else None
        if held and (("is" in held) != (self._kind == "inlineStr") or {"is", "v"} <= held.keys()):
            raise self._odd("一格里有两个值")
        if self._kind == "inlineStr":
            return Cell(unescape(held.get("is", "")) or None, formula)
        value = held.get("v", "")
        if value == "":
            return Cell(None, formula)
        if self._kind == "s":
            return Cell(self._book.string(value) or None, formula)
        if self._kind == "b":
            return Cell(value in _TRUE, formula)
        return Cell(float(value) if self._kind == "n" else value, formula, self._kind == "e")

    def finish(self, relations: dict[str, Relation]) -> None:
        """When all has come: nothing under a merge, each link by cell."""
        for merge in self.around.merges:
            left, top, right, bottom = range_boundaries(merge)
            if not (left and top and right and bottom):
                raise Odd(self.title, "合并的范围不完整")
            across = (2 << right) - (1 << left)
            for row in self._filled if bottom - top > len(self._filled) else range(top, bottom + 1):
                under = self._filled.get(row, 0) & across & ~(1 << left if row == top else 0)
                if under and top <= row <= bottom:
                    at = f"{get_column_letter(under.bit_length() - 1)}{row}"
                    raise Odd(f"{self.title}!{at}", f"合并的单元格 {merge} 下面藏着内容")
        for where, relation, inside in self._links:
            target = f"{relations[relation].target}#{inside}".rstrip("#") if relation else inside
            if where in self.around.links:
                raise Odd(f"{self.title}!{where}", "一格有两个链接")
            self.around.links[where] = target
        self.around.drawings = [relations[each].target for each in self.around.drawings]


def _unseen(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in _TRUE or float(attributes.get(size, 10)) < 1
