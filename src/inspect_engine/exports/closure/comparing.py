"""A closure workbook that has been out in the world, held against the ledger, part by part and cell by cell."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from inspect_engine.domain.anchors import Anchor, read_code
from inspect_engine.domain.people.authority import covered
from inspect_engine.errors import InputError, InspectError, Problem, Refused, StorageError, system_reason
from inspect_engine.exports.closure import beside_it, notes, sealing, workbook
from inspect_engine.exports.closure.records import ARCHIVE, Frame, frame
from inspect_engine.exports.closure.sealing import Seal
from inspect_engine.exports.sheets import seals
from inspect_engine.exports.sheets.raw import Odd, Raw, TooLarge
from inspect_engine.exports.sheets.unlike import Unlike, cells
from inspect_engine.ledger import Ledger, Selection

SHOWN = 20
"""Differing cells that are told one by one."""
UNREADABLE = (
    *(BadZipFile, ParseError, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError, RuntimeError, StopIteration, AssertionError),
)
"""What reading a file that anybody may have made can come to."""
NOTES = "说明"
WHO = "导出人、导出时间（封条没有签名，谁导出的没法核对）"


@dataclass(frozen=True)
class Compared:
    """What a workbook says of itself, and what is wrong with it; ``whole`` whether its cells could be compared with the
    ledger, ``unseen`` what of it could not."""

    anchor: Anchor
    as_of: date
    problems: tuple[Problem, ...]
    cells: int = 0
    whole: bool = True
    seal: Seal | None = None
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What the notes of a workbook say that it was exported on."""

    code: str
    as_of: date
    known_at: datetime | None
    scope: str
    redact: bool
    form: str
    selection: Selection
    since: date | None
    folder: str
    exporter: str
    moment: datetime

    @property
    def anchor(self) -> Anchor:
        return read_code(self.code)

    def by(self, terms: Frame) -> Frame:
        """The terms of an export made now, as they were then: by whom, and when."""
        person = replace(terms.person, name=self.exporter)
        return replace(terms, person=person, moment=self.moment, evidence=self.folder)


def compare(ledger: Ledger, path: Path) -> Compared:
    """Check the anchor that a workbook prints, then export it again as of its day and its anchor, in the name of who
    exported it, and compare all that the file holds.

    Whoever sees less of the ledger than its exporter, or in part the numbers that it has whole, can go by its seal
    only (``whole`` is false then), if somebody has signed it whose key the ledger knows. Raises InputError for
    what is no closure workbook, StorageError for one that shows different things in different programs, Refused when
    this person may not export.
    """
    with _readable(path), Raw(path) as given:
        told, seal = _told(given), sealing.read(given)
    faults = [*ledger.anchors.check(told.anchor), *(_signature(ledger, seal, told) if seal else [])]
    if faults:
        return Compared(told.anchor, told.as_of, _some(path, faults), whole=False, seal=seal)
    with ledger.desk.within(_region(told.scope)):
        if (covered(ledger.desk.whoami()) and not told.redact) or told.scope != ledger.desk.scope_words():
            return _sealed_only(path, told, seal)
        return _whole(ledger, path, told, seal)


def _region(scope: str) -> str:
    """Of a scope in words, its code; empty for none. Whoever sees more can look as who sees that."""
    found = re.search(r"（(\d{2,6})）$", scope)
    return found[1] if found else ""


def _whole(ledger: Ledger, path: Path, told: Told, seal: Seal | None) -> Compared:
    with TemporaryDirectory() as folder:
        again, files = Path(folder) / "again.xlsx", beside_it.Beside(path, told.folder, Path(folder))
        workbook.write_again(ledger, again, _terms(ledger, told), files.expected(ledger))
        with Raw(again) as fresh:
            with _readable(path), Raw(path) as given:
                unlike = Unlike(given, fresh, (NOTES, notes.OWN), sealing.TITLE, told.folder)
                found = list(unlike.problems())
                named = {each.where for each in found}
                found += [each for each in _sealed(given, seal, sealing.read(fresh)) if each.where not in named]
            total = cells(fresh, sealing.TITLE)
    unseen = *unlike.unseen, *files.unseen, *(() if seal and seal.signature else (WHO,))
    problems = _some(path, [*found, *files.faults()])
    return Compared(told.anchor, told.as_of, problems, total, seal=seal, unseen=unseen)


def _terms(ledger: Ledger, told: Told) -> Frame:
    asked = told.as_of, told.known_at, told.anchor.count
    more = {"form": told.form, "selection": told.selection, "since": told.since}
    return told.by(frame(ledger, *asked, redact=told.redact, **more))  # type: ignore[arg-type]


def _sealed_only(path: Path, told: Told, seal: Seal | None) -> Compared:
    """By a seal that somebody has signed; an unsigned one anybody could have made."""
    if not seal or not seal.signature:
        what = f"它的范围（{told.scope}）或遮盖与你看到的不同，没法逐格比较，封条又没有签名"
        found = [Problem(path.name, what, "请看得到这些的人核验")]
    else:
        found = _all(sealing.faults(path, seal))
    return Compared(told.anchor, told.as_of, _some(path, found), whole=False, seal=seal)


def _sealed(given: Raw, seal: Seal | None, fresh: Seal | None) -> Iterator[Problem]:
    if seal is None or fresh is None:
        yield Problem(sealing.TITLE, "封条不见了，或被改写过")
        return
    rows = {each.title: each.rows for each in seal.sheets}
    page = seals.page(given, NOTES, rows.get(NOTES, 0)) if NOTES in given.sheets else (seals.Page(), [])
    yield from sealing.held(seal, fresh, NOTES, page)


def _all(problems: Iterable[Problem]) -> list[Problem]:
    found: list[Problem] = []
    try:
        found.extend(problems)
    except Odd as odd:
        found.append(odd.problem)
    return found


def alone(path: Path) -> Compared:
    """Check a workbook by its seal only, where there is no ledger: whether each cell is as it was exported by whoever
    has the key that signed it, which is to be compared with him.

    Raises InputError for what has no seal, Refused where nobody has signed it: anybody could have made such a seal.
    """
    with _readable(path), Raw(path) as given:
        told, seal = _told(given), sealing.read(given)
    if seal is None:
        raise InputError.one(f"{path.name} 没有封条，这里又没有台账", fix="请在保存台账的电脑上核验")
    if not seal.signature:
        why = "封条没有签名，谁都做得出；请在保存台账的电脑上核验，或请设了口令的人导出"
        raise Refused("核验", [why])
    with _readable(path):
        faults = [*_other_anchor(seal, told), *_all(sealing.faults(path, seal))]
    total = sum(each.rows for each in seal.sheets)
    return Compared(told.anchor, told.as_of, _some(path, faults), total, seal=seal)


def _some(path: Path, differing: list[Problem]) -> tuple[Problem, ...]:
    more = len(differing) - SHOWN
    rest = [Problem(path.name, f"另有 {more} 处不同，没有逐处列出")] if more > 0 else []
    return (*differing[:SHOWN], *rest)


def _signature(ledger: Ledger, seal: Seal, told: Told) -> list[Problem]:
    """What is wrong with whose the seal is; one that nobody has signed claims nothing."""
    found = _other_anchor(seal, told)
    if seal.signature and not seal.genuine:
        found.append(Problem(sealing.TITLE, "签名与内容不符，封条被改动过，或是另做的"))
    elif seal.signature:
        found += ledger.anchors.stranger(sealing.TITLE, seal.by, seal.key)
        if told.exporter != seal.by and not told.exporter.endswith(f"（{seal.by}）"):
            found.append(Problem(NOTES, f"导出人写的是“{told.exporter}”，封条是“{seal.by}”签名的"))
    return found


def _other_anchor(seal: Seal, told: Told) -> list[Problem]:
    return [] if seal.anchor == told.code else [Problem(sealing.TITLE, "锚码与“说明”页的不同")]


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """The one place that says of a file that it cannot be read, whatever comes of trying."""
    try:
        yield
    except InspectError:
        raise
    except Odd as odd:
        raise StorageError(f"核验不通过：{odd.problem}") from odd
    except TooLarge as error:
        raise InputError.one(f"{path.name} 太大，不像本程序导出的工作簿") from error
    except OSError as error:
        raise InputError.one(f"读不了 {path}：{system_reason(error)}", fix="请核对路径") from error
    except UNREADABLE as error:
        raise InputError.one(
            f"{path.name} 不是 Excel 工作簿，或已损坏", fix="应是 export closure 导出的 .xlsx"
        ) from error


def _told(given: Raw) -> Told:
    """What the sheet of notes says. Raises InputError for none, and for one that nobody wrote so."""
    said: dict[str, str] = {}
    for _, row in given.rows(NOTES) if NOTES in given.sheets else ():
        if isinstance(label := row[1].value if 1 in row else None, str) and 2 in row:
            said.setdefault(label, str(row[2].value))
    if notes.ANCHOR not in said:
        fix = "应是这一版 export closure 导出的工作簿，“说明”页上有锚码"
        raise InputError.one(f"{given.path.name} 里没有锚码", fix=fix)
    try:
        return _read(said)
    except (LookupError, ValueError, ArithmeticError, RecursionError) as error:
        fix = "说明页的截止日期、记录范围、范围、版式、导出人、导出时间应是 export closure 写下的，没有改过"
        raise InputError.one(f"{given.path.name} 的“说明”页看不懂", fix=fix) from error


def _read(said: dict[str, str]) -> Told:
    read_code(code := said[notes.ANCHOR])
    as_of = date.fromisoformat(said["截止日期"][:10])
    if not 1970 <= as_of.year < 9999:
        raise ValueError("a day that no ledger knows")
    known = re.match(r"(\S+ \S+) 及以前", said["记录范围"])
    return Told(
        code,
        as_of,
        datetime.fromisoformat(known.group(1)) if known else None,
        said["范围"].partition("。")[0],
        notes.HIDDEN in said,
        said.get(notes.FORM, ARCHIVE).partition("：")[0],
        Selection.read(said.get(notes.CONDITIONS, "{}"), as_of),
        date.fromisoformat(said[notes.SINCE][:10]) if notes.SINCE in said else None,
        _folder(said.get(notes.BESIDE, "")),
        said["导出人"].rpartition("，身份确认：")[0].rpartition("，")[0],
        datetime.fromisoformat(said["导出时间"]),
    )


def _folder(told: str) -> str:
    """The folder of the evidence that the notes name; empty where they say that there is none."""
    return told[1:].partition("”，")[0] if told.startswith("“") else ""
