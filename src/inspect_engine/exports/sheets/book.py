"""A workbook on its way to disk: openpyxl makes everything but the rows, which stream past it.

openpyxl's own row writer takes 12 times as long and cannot store what a formula comes to.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self, TypeVar
from urllib.parse import quote
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Font, NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

try:
    from zlib_ng import zlib_ng as deflate
except ImportError:
    import zlib as deflate  # type: ignore[no-redef]

from inspect_engine.exports import whole
from inspect_engine.exports.sheets.blocks import ROWS, Block, fitting, fixed, high, row
from inspect_engine.exports.sheets.cells import Value, height
from inspect_engine.exports.sheets.kinds import LINE, NOTHING, Kind
from inspect_engine.exports.sheets.seals import Page
from inspect_engine.exports.sheets.styles import BODY, STYLES, style_id

LEVEL = 5
"""How well sheets are deflated: with zlib-ng a little smaller than what zlib does by itself (6)."""
MAX_ROWS = 1_048_576
"""Rows one sheet can hold."""

A4, A3 = 9, 8
"""Sizes of paper, by the numbers that the file format gives them."""

LINKS, MAX_LINKS = 65_530, 60_000
"""Links one sheet can hold, and how many of them may lead to files; Excel repairs a sheet of more."""
_PLAIN = re.compile(r"[ #%?&]")
_DATA = re.compile(r"<sheetData\s*(?:/>|>.*?</sheetData>)", re.DOTALL)
"""What openpyxl makes of the rows: nothing, or cells that lead elsewhere, of which only the links are kept."""
_SIZE = re.compile(r'<dimension ref="[^"]*"')
_AFTER_LINKS = re.compile("</hyperlinks>|<printOptions ")
"""The end of the links that there are, or what comes after them, which every sheet of ours has."""
_AFTER_ERRORS = re.compile(r"<(?:drawing|legacyDrawing|tableParts)\b|</worksheet>")
"""What comes after the errors that a sheet passes over, which openpyxl cannot write."""
LETTERS = [get_column_letter(n) for n in range(1, 101)]

CellT = TypeVar("CellT")


class Heading(Protocol):
    """A column of a list: its name, and how it looks."""

    @property
    def name(self) -> str: ...
    @property
    def style(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """A row of a sheet."""

    sheet: Sheet
    row: int


class Sheet:
    """One sheet, written from the top down."""

    def __init__(self, book: Book, ws: Worksheet, rows: IO[bytes], widths: Sequence[float]) -> None:
        self.book, self.ws = book, ws
        self.page, self._kinds = Page(), dict[tuple[int, str], Kind]()
        self.written, self._links = 0, 0
        self._rows, self._widths = rows, widths
        self._block: Block | None = None
        self.high = 0.0
        """Points of the last row that came alone."""
        self.things: int | None = None
        """How many things are listed, where rows are something else too."""
        self._leads, self._targets = array("L"), dict[str, int]()
        for letter, width in zip(LETTERS, widths, strict=False):
            ws.column_dimensions[letter].width = width

    @property
    def title(self) -> str:
        return str(self.ws.title)

    def write(self, cells: Sequence[tuple[str, Value] | None], points: float | None = None) -> int:
        """Add a row of (style, value), None for no cell; returns its number. It is as high as needed, or ``points``; of
        0 points it is hidden."""
        self.flush()
        self.written += 1
        said = [self._kind(at, each[0]).made(each[1]) if each else NOTHING for at, each in self._within(cells)]
        needed = max([LINE, *[each[2] for each in said]])
        self.high = high(needed) if points is None else points
        height = fitting(needed) if points is None else fixed(points)
        self._rows.write(row(self.written, height, [each[0] for each in said]))
        self.page.add([each[1] for each in said])
        return self.written

    def compiled(self, styles: Sequence[str]) -> Callable[[Sequence[Value]], int]:
        """What :meth:`write` does, made once for rows that all look the same, and done for many of them at a time."""
        block = Block([self._kind(at, style) for at, style in self._within(styles)])

        def add(values: Sequence[Value]) -> int:
            if self._block is not block:
                self.flush()
                self._block = block
            self.written += 1
            block.rows.append(values)
            if len(block.rows) == ROWS:
                self.flush()
            return self.written

        return add

    def flush(self) -> None:
        """Write the rows that wait for others like them."""
        if self._block and self._block.rows:
            number = len(self._block.rows)
            xml, said = self._block.made(self.written)
            self._rows.write(xml)
            self.page.extend(said, number)

    def _within(self, cells: Sequence[CellT]) -> Iterator[tuple[int, CellT]]:
        """What has a column."""
        return zip(range(len(self._widths)), cells, strict=False)

    def _kind(self, at: int, style: str) -> Kind:
        if (at, style) not in self._kinds:
            self._kinds[at, style] = self.book.kind(self.ws, style, LETTERS[at], self._widths[at])
        return self._kinds[at, style]

    def needs(self, text: str, width: float) -> float:
        """Points that a text of the common size takes, ``width`` characters wide."""
        return high(LINE * height(self.book.shown(text), width))

    def link(self, reference: str, target: str) -> None:
        """Let a cell lead to a file, by its path from the workbook's folder; beyond what a sheet holds, it does not."""
        if self._links < MAX_LINKS:
            self._links += 1
            self.ws[reference].hyperlink = _PLAIN.sub(lambda found: quote(found[0]), target)

    def merge(self, reference: str) -> None:
        self.ws.merged_cells.add(reference)

    def lead(self, row: int, to: Place) -> None:
        """Lead from the first cell of a row to a row elsewhere; beyond what a sheet holds, it does not."""
        if len(self._leads) < 3 * LINKS:
            target = self._targets.setdefault(to.sheet.title, len(self._targets))
            self._leads.extend((row, target, to.row))

    def _led(self) -> str:
        """These links as spreadsheet XML, as many as there is room for beside those to files."""
        targets = [escape(title.replace("'", "''"), {'"': "&quot;"}) for title in self._targets]
        links = islice(zip(*[iter(self._leads)] * 3, strict=True), LINKS - self._links)
        return "".join(f'<hyperlink ref="A{row}" location="\'{targets[to]}\'!A{at}"/>' for row, to, at in links)

    def splice(self, rendered: str, out: IO[bytes]) -> None:
        """Write the sheet as openpyxl rendered it, with these rows in it. Raises ValueError if it looks otherwise."""
        area = f"A1:{LETTERS[len(self._widths) - 1]}{max(self.written, 1)}"
        before, *after = _DATA.split(_SIZE.sub(f'<dimension ref="{area}"', rendered, count=1))
        if len(after) != 1:
            raise ValueError("openpyxl renders sheets in a way this program does not know")
        self.flush()
        out.write(f"{before}<sheetData>".encode())
        self._rows.seek(0)
        shutil.copyfileobj(self._rows, out, 1 << 20)
        rest = _leading(self._led(), after[0])
        out.write(f"</sheetData>{_passing_over(area, rest)}".encode())


def _leading(links: str, rest: str) -> str:
    """The links to rows beside those that openpyxl writes, which would keep a kilobyte of each."""
    at = _AFTER_LINKS.search(rest)
    if not at:
        raise ValueError("openpyxl renders sheets in a way this program does not know")
    whole = links if at[0] == "</hyperlinks>" else f"<hyperlinks>{links}</hyperlinks>"
    return f"{rest[: at.start()]}{whole}{rest[at.start() :]}" if links else rest


def _passing_over(area: str, rest: str) -> str:
    """No green corner where a text looks like a number or a formula differs from its neighbours: both are meant."""
    at = _AFTER_ERRORS.search(rest)
    if not at:
        raise ValueError("openpyxl renders sheets in a way this program does not know")
    told = f'<ignoredError sqref="{area}" numberStoredAsText="1" formula="1" formulaRange="1" twoDigitTextYear="1"/>'
    return f"{rest[: at.start()]}<ignoredErrors>{told}</ignoredErrors>{rest[at.start() :]}"


class _Archive(ZipFile):
    """A zip file that puts the rows into each sheet as openpyxl hands it over, and deflates them faster; ``zipfile``
    has no public way to do that."""

    sheets: dict[str, Sheet]

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        if sheet := self.sheets.get(arcname):
            with self.open(arcname, "w", force_zip64=True) as out:
                vars(out)["_compressor"] = deflate.compressobj(LEVEL, deflate.DEFLATED, -deflate.MAX_WBITS)
                sheet.splice(Path(filename).read_text("utf-8"), out)
        else:
            super().write(filename, arcname, *args, **kwargs)


class _Workbook(Workbook):
    """A workbook whose common font is ours, in characters of which the widths of columns are counted."""

    def add_named_style(self, style: NamedStyle) -> None:
        if style.name == "Normal":
            style.font = Font(name=BODY, size=10)
        super().add_named_style(style)


class Book:
    """A workbook being made. Its rows wait in unnamed temporary files, which go when the ``with`` block ends.

    ``shown`` makes of a text what a reader may see of it.
    """

    def __init__(
        self, header: tuple[str, str, str], footer: tuple[str, str, str], shown: Callable[[str], str] = str
    ) -> None:
        self.shown = shown
        self.workbook = _Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        self.workbook.properties.creator = "inspect-engine"
        self.header, self.footer = header, footer
        self.sheets: dict[str, Sheet] = {}
        self._looks: dict[tuple[str, bool], int] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._open.close()

    @property
    def pages(self) -> dict[str, Page]:
        """What each sheet says so far, for a seal."""
        for sheet in self.sheets.values():
            sheet.flush()
        return {title: sheet.page for title, sheet in self.sheets.items()}

    def kind(self, ws: Worksheet, style: str, letter: str, width: float) -> Kind:
        """Cells of a style in a column so wide."""
        size = STYLES[style].size / 10
        return Kind(letter, partial(self._look, ws, style), width / size, LINE * size, self.shown)

    def _look(self, ws: Worksheet, name: str, quoted: bool) -> int:
        if (name, quoted) not in self._looks:
            self._looks[name, quoted] = style_id(ws, STYLES[name], quoted=quoted)
        return self._looks[name, quoted]

    def sheet(self, title: str, widths: Sequence[float], after: Sheet | None = None) -> Sheet:
        """A new sheet at the end, or right after another: A4 landscape, one page wide. Widths are in characters."""
        index = self.workbook.index(after.ws) + 1 if after else None
        ws = self.workbook.create_sheet(title, index)
        ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", A4
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
        ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        ws.page_margins.left = ws.page_margins.right = 0.4
        ws.page_margins.top = ws.page_margins.bottom = 0.7
        ws.page_margins.header = ws.page_margins.footer = 0.3
        ws.print_options.horizontalCentered = True
        for edge, texts in ((ws.oddHeader, self.header), (ws.oddFooter, self.footer)):
            edge.left.text, edge.center.text, edge.right.text = (text or None for text in texts)
        rows = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        self.sheets[title] = Sheet(self, ws, rows, widths)
        return self.sheets[title]

    def listed(self, title: str, columns: Sequence[Heading]) -> None:
        """A list begins; for a book that keeps rows elsewhere."""

    def took(self, title: str, values: Sequence[Value]) -> None:
        """A row of a list has come, its texts whole; for a book that keeps rows elsewhere."""

    @property
    def written(self) -> int:
        """Rows of all sheets so far."""
        return sum(sheet.written for sheet in self.sheets.values())

    def lengths(self) -> dict[str, int]:
        """Things listed on each sheet, or rows under the first one, in the order of the sheets."""
        sheets = [self.sheets[ws.title] for ws in self.workbook.worksheets]
        return {each.title: max(0, each.written - 1) if each.things is None else each.things for each in sheets}

    def save(self, path: Path, *, force: bool = True) -> None:
        """Put the finished file at ``path``, or leave what is there untouched; without ``force`` in any case.

        Raises InputError when nothing can be written there, StorageError when the disk fails.
        """
        with whole.file(path, force=force) as out:
            self._pack(out)

    def _pack(self, out: IO[bytes]) -> None:
        self.workbook.properties.modified = datetime.now(UTC).replace(tzinfo=None)
        with _Archive(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
            archive.sheets = {
                f"xl/worksheets/sheet{n}.xml": self.sheets[ws.title] for n, ws in enumerate(self.workbook.worksheets, 1)
            }
            ExcelWriter(self.workbook, archive).write_data()
