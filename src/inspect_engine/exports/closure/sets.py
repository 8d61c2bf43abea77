"""Print sets: which lists go on paper, with which columns, as data; an office's own lie beside its packs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from inspect_engine.domain.definitions import Model
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import DefinitionError, Fault, InputError, Place, Problem
from inspect_engine.exports.closure import changes, most, sealing
from inspect_engine.exports.closure.composed import COLUMNS
from inspect_engine.exports.closure.records import ARCHIVE
from inspect_engine.exports.photos import sheet as photos
from inspect_engine.exports.sheets.tables import LARGE, SMALL
from inspect_engine.reading.document import Document
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import MAX_BYTES, read_file

FOLDER = "sheets"
FULL = (
    *("总览", "台账", "逾期", "分区域", "分专项", "登记事项", "事故", "另立事项", "流转记录", "数据核查", "核查明细"),
    *("惩戒", "未完成的检查", most.TITLE, photos.TITLE),
)
"""Sheets of the workbook that a set may print as they are."""
OTHERS = ("说明",)
"""Sheets that every set prints."""
TAKEN = {*FULL, *OTHERS, changes.TITLE, changes.SUMS, sealing.TITLE}
"""Names of sheets that no list may have."""
RESERVED = "history"
"""A name that Excel keeps to itself, in capitals too."""
LONGEST = 31
"""Halves of surrogate pairs that the name of a sheet may have, as Excel counts them."""
_GOES_ON = re.compile(r"\(\d+\)\Z", re.ASCII)
"""What is behind the name of a sheet on which a full one goes on."""
_NAME = re.compile(r"^name:[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^#\n]*?))[ \t]*(?:#.*)?$", re.MULTILINE)
"""The name of a set in a text that is no YAML further on."""
PAPER: Mapping[tuple[str, str], float] = {
    ("A4", "landscape"): SMALL,
    ("A4", "portrait"): 92.0,
    ("A3", "landscape"): LARGE,
    ("A3", "portrait"): SMALL,
}
"""Characters that stand side by side in letters of 9 points."""
Name = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\s“”‘’\"']+$")]
Title = Annotated[str, Field(min_length=1, max_length=31, pattern=r"^[^\[\]:*?/\\']+$")]
"""What Excel takes as the name of a sheet."""
Text = Annotated[str, Field(min_length=1, max_length=100)]


class Heading(Model):
    """A column by its public ``name``, ``width`` characters wide, under the head of its ``group``; ``head`` is what
    stands above it where that is something else."""

    name: str
    width: Annotated[Decimal, Field(gt=0, le=100)]
    group: str = Field("", max_length=20)
    head: str = Field("", max_length=20)


class Listing(Model):
    """One list on paper: the rows ``of`` a full list, with the ``title`` that stands on top."""

    sheet: Title
    of: Literal["台账", "逾期", "登记事项", "事故", "另立事项"]
    title: Text
    unit: str = Field("起", min_length=1, max_length=4)
    paper: Literal["A4", "A3"] = "A4"
    orientation: Literal["landscape", "portrait"] = "landscape"
    columns: tuple[Heading, ...] = Field(min_length=1, max_length=40)


class PrintSet(Model):
    """A set: its lists in the order of their sheets, and what it prints ``also`` of the sheets there are anyway."""

    name: Name
    also: tuple[str, ...] = ()
    lists: tuple[Listing, ...] = Field(min_length=1, max_length=20)

    @property
    def printed(self) -> tuple[str, ...]:
        """The sheets that are not hidden."""
        return (*self.also, *(listing.sheet for listing in self.lists), *OTHERS)


@dataclass
class Sets:
    """What was read: the sound sets and what is wrong with the faulty ones, of those of one name the last; what is
    wrong with files of which not even the name of the set can be told; every problem."""

    sound: dict[str, PrintSet] = field(default_factory=dict)
    faulty: dict[str, list[Problem]] = field(default_factory=dict)
    nameless: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, path: Path, document: Document, found: PrintSet | None) -> None:
        """What a file comes to."""
        self.problems += document.problems
        name = found.name if found else _named_in(path, document)
        if not document.problems and found:
            self.sound[found.name] = found
        elif name:
            self.faulty.setdefault(name, []).extend(document.problems)
        else:
            self.nameless += document.problems

    def over(self, earlier: Sets) -> Sets:
        """These and those of an earlier folder, of which there are others by the same name here."""
        faulty = {name: told for name, told in earlier.faulty.items() if name not in self.sound}
        return Sets(
            earlier.sound | self.sound,
            faulty | self.faulty,
            earlier.nameless + self.nameless,
            earlier.problems + self.problems,
        )


def files(folders: Iterable[Path]) -> list[Path]:
    """The files of sets in these folders, those of a wrong ending too."""
    return [path for folder in folders for path in sorted((folder / FOLDER).glob("*.y*ml"))]


def named(name: str, folders: Iterable[Path] | None = None) -> PrintSet | None:
    """The set of a name; None for the archive, which prints what there is. A faulty file stops only its own set.

    Raises DefinitionError for one that is faulty, InputError for one there is not.
    """
    if name == ARCHIVE:
        return None
    sets = read_sets(installed_folders() if folders is None else folders)
    if name in sets.faulty:
        raise DefinitionError(sets.faulty[name])
    if name not in sets.sound:
        known = (*sets.sound, ARCHIVE)
        missing = Problem("", f"没有打印套“{name}”，现有：{'、'.join(known)}", suggest(name, known))
        raise InputError([missing, *sets.nameless])
    return sets.sound[name]


def read_sets(folders: Iterable[Path]) -> Sets:
    """Every set in these folders, and whatever is wrong with one."""
    sets = Sets()
    for folder in folders:
        here = Sets()
        for path in files([folder]):
            document = read_file(path, f"{FOLDER}/{path.name}")
            if path.suffix != ".yaml":
                document.problems.append(Problem(document.name, "文件名应以小写的 .yaml 结尾", "请改名"))
            if found := typed(document, PrintSet):
                document.report_all(_faults(found, here.sound))
            here.take(path, document, found)
        sets = here.over(sets)
    return sets


def _named_in(path: Path, document: Document) -> str:
    """The name of a set in a file that does not hold together; empty where it cannot be told."""
    if isinstance(document.data, dict):
        return str(document.data.get("name") or "")
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    found = _NAME.search(text)
    return next(filter(None, found.groups()), "") if found else ""


def _faults(found: PrintSet, here: Mapping[str, PrintSet]) -> Iterator[Fault]:
    if found.name == ARCHIVE:
        yield Fault(("name",), f"“{ARCHIVE}”是各表各列齐全的那一套，不能另写", "请换一个名称")
    if found.name in here:
        yield Fault(("name",), f"打印套“{found.name}”写了两次", "请换一个名称")
    for n, sheet in enumerate(found.also):
        if sheet not in FULL:
            yield Fault(("also", n), f"没有工作表“{sheet}”", suggest(sheet, FULL) or f"可写：{'、'.join(FULL)}")
    seen: set[str] = set()
    for n, listing in enumerate(found.lists):
        if told := _title(listing.sheet, seen):
            yield Fault(("lists", n, "sheet"), told, "请换一个名称")
        seen.add(listing.sheet.casefold())
        yield from _columns(listing, ("lists", n))


def _title(title: str, seen: Set[str]) -> str:
    """Why a sheet beside those ``seen`` cannot be called so; capitals make no difference to Excel."""
    plain = title.casefold()
    if plain in seen or plain in TAKEN or _GOES_ON.sub("", plain) in TAKEN:
        return f"已有工作表“{title}”"
    if plain == RESERVED:
        return f"“{title}”这个名称 Excel 自己留着"
    if len(title.encode("utf-16-le")) > 2 * LONGEST:
        return f"“{title}”太长，Excel 里至多 {LONGEST} 个字（表情等一个算两个）"
    return ""


def _columns(listing: Listing, at: Place) -> Iterator[Fault]:
    seen: set[str] = set()
    known = COLUMNS[listing.of]
    for n, column in enumerate(listing.columns):
        here = (*at, "columns", n, "name")
        if column.name not in known:
            fix = suggest(column.name, known) or f"可写：{'；'.join(known)}"
            yield Fault(here, f"“{listing.of}”没有栏“{column.name}”", fix)
        elif column.name in seen:
            yield Fault(here, f"栏“{column.name}”写了两次", "请去掉一个")
        seen.add(column.name)
    wide, most = sum(column.width for column in listing.columns), PAPER[listing.paper, listing.orientation]
    if wide > most:
        page = f"{listing.paper} {'横排' if listing.orientation == 'landscape' else '竖排'}"
        what = f"各栏共宽 {wide} 字符，{page}一页至多 {most:g}（字不小于 9 磅）"
        yield Fault((*at, "columns"), what, "请减几栏、窄一些，或改 paper、orientation")
