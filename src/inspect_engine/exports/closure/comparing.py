"""A closure workbook that has been out in the world, held against the ledger, part by part and cell by cell."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from inspect_engine.domain.anchors import Anchor, Noted
from inspect_engine.domain.people.authority import covered
from inspect_engine.errors import InputError, InspectError, Problem, Refused, StorageError, system_reason
from inspect_engine.exports.closure import evidence_folder, notes, sealing, whose, workbook
from inspect_engine.exports.closure import told as telling
from inspect_engine.exports.closure.records import Frame, frame
from inspect_engine.exports.closure.sealing import Seal
from inspect_engine.exports.closure.told import Told
from inspect_engine.exports.sheets import seals
from inspect_engine.exports.sheets.raw import Odd, Raw, TooLarge
from inspect_engine.exports.sheets.unlike import Unlike, cells
from inspect_engine.ledger import Ledger
from inspect_engine.storage.queries import Key

SHOWN = 20
"""Differing cells that are told one by one."""
UNREADABLE = (
    *(BadZipFile, ParseError, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError, RuntimeError, StopIteration, AssertionError),
)
"""What reading a file that anybody may have made can come to."""
WHO = "导出人、导出时间（封条没有签名，台账也没有记下这次导出：谁导出的没法核对）"
REVOKED = "导出人、导出时间（签名的钥匙已经作废，台账没有记下这次导出：签名在作废以前还是以后没法核对）"


@dataclass(frozen=True)
class Compared:
    """What a workbook says of itself, and what is wrong with it; ``whole`` whether its cells could be compared with the
    ledger, ``unseen`` what of it could not. ``noted`` and ``key``: what the ledger says of the export, and the key."""

    anchor: Anchor
    as_of: date
    problems: tuple[Problem, ...]
    cells: int = 0
    whole: bool = True
    seal: Seal | None = None
    unseen: tuple[str, ...] = ()
    noted: Noted | None = None
    key: Key | None = None

    @property
    def too_late(self) -> bool:
        """Whether it may have been signed when the key was revoked already: nothing shows that it was before."""
        return self.key is not None and not whose.in_time(self.key, self.noted)


def compare(ledger: Ledger, path: Path) -> Compared:
    """Check the anchor that a workbook prints, then export it again as of its day and its anchor, in the name of who
    exported it, and compare all that the file holds.

    Whoever sees less of the ledger than its exporter, or in part the numbers that it has whole, can go by its seal
    only (``whole`` is false then), if the ledger has its root on record, or somebody has signed it whose key the ledger
    knows and that was not revoked. Raises InputError for
    what is no closure workbook, StorageError for one that shows different things in different programs, Refused when
    this person may not export.
    """
    with _readable(path), Raw(path) as given:
        told, seal = telling.read(given), sealing.read(given)
    noted = ledger.anchors.noted(seal.root) if seal else None
    key = ledger.anchors.key(seal.key) if seal and seal.signature else None
    faults = ledger.anchors.check(told.anchor)
    faults += [*whose.signature(ledger, seal, told), *whose.exporter(noted, told)] if seal else []
    if faults:
        return Compared(told.anchor, told.as_of, _some(path, faults), whole=False, seal=seal, noted=noted, key=key)
    with ledger.desk.within(_region(told.scope)):
        if (covered(ledger.desk.whoami()) and not told.redact) or told.scope != ledger.desk.scope_words():
            return _sealed_only(path, told, seal, noted, key)
        found = replace(_whole(ledger, path, told, seal, noted), noted=noted, key=key)
    return replace(found, unseen=(*found.unseen, REVOKED)) if found.too_late else found


def _region(scope: str) -> str:
    """Of a scope in words, its code; empty for none. Whoever sees more can look as who sees that."""
    found = re.search(r"（(\d{2,6})）$", scope)
    return found[1] if found else ""


def _whole(ledger: Ledger, path: Path, told: Told, seal: Seal | None, noted: Noted | None) -> Compared:
    with TemporaryDirectory() as folder:
        again, files = Path(folder) / "again.xlsx", evidence_folder.Beside(path, told.folder, Path(folder))
        workbook.write_again(ledger, again, _terms(ledger, told), files.expected(ledger))
        with Raw(again) as fresh:
            with _readable(path), Raw(path) as given:
                unlike = Unlike(given, fresh, (notes.TITLE, notes.OWN), sealing.TITLE, told.folder)
                found = list(unlike.problems())
                named = {each.where for each in found}
                found += [each for each in _sealed(given, seal, sealing.read(fresh)) if each.where not in named]
            total = cells(fresh, sealing.TITLE)
    unseen = *unlike.unseen, *files.unseen, *(() if noted or (seal and seal.signature) else (WHO,))
    problems = _some(path, [*found, *files.faults()])
    return Compared(told.anchor, told.as_of, problems, total, seal=seal, unseen=unseen)


def _terms(ledger: Ledger, told: Told) -> Frame:
    asked = told.as_of, told.known_at, told.anchor.count
    more = {"form": told.form, "selection": told.selection, "since": told.since}
    return told.by(frame(ledger, *asked, redact=told.redact, **more))  # type: ignore[arg-type]


def _sealed_only(path: Path, told: Told, seal: Seal | None, noted: Noted | None, key: Key | None) -> Compared:
    """By a seal that is on record, or that somebody has signed; another anybody could have made."""
    signed = seal is not None and seal.signature
    why = "没有签名" if not signed else "是用作废了的钥匙签的" if key and not whose.in_time(key, noted) else ""
    if seal is None or (why and not noted):
        what = f"它的范围（{told.scope}）或遮盖与你看到的不同，没法逐格比较，封条又{why}，台账也没有记下这次导出"
        found = [Problem(path.name, what, "请看得到这些的人核验")]
    else:
        found = _all(sealing.faults(path, seal))
    return Compared(told.anchor, told.as_of, _some(path, found), whole=False, seal=seal, noted=noted, key=key)


def _sealed(given: Raw, seal: Seal | None, fresh: Seal | None) -> Iterator[Problem]:
    if seal is None or fresh is None:
        yield Problem(sealing.TITLE, "封条不见了，或被改写过")
        return
    rows = {each.title: each.rows for each in seal.sheets}
    page = (
        seals.page(given, notes.TITLE, rows.get(notes.TITLE, 0)) if notes.TITLE in given.sheets else (seals.Page(), [])
    )
    yield from sealing.held(seal, fresh, notes.TITLE, page)


def _all(problems: Iterable[Problem]) -> list[Problem]:
    found: list[Problem] = []
    try:
        found.extend(problems)
    except Odd as odd:
        found.append(odd.problem)
    return found


def alone(path: Path, anchor: Anchor | None = None) -> Compared:
    """Check a workbook by its seal only, where there is no ledger: whether each cell is as it was when whoever has the
    key signed it. Whose key that is, an ``anchor`` shows that he has signed and handed over himself.

    Raises InputError for what has no seal, Refused where nobody has signed it: anybody could have made such a seal.
    """
    with _readable(path), Raw(path) as given:
        told, seal = telling.read(given), sealing.read(given)
    if seal is None:
        raise InputError.one(f"{path.name} 没有封条，这里又没有台账", fix="请在保存台账的电脑上核验")
    if not seal.signature:
        why = "封条没有签名，谁都做得出；请在保存台账的电脑上核验，或请设了口令的人导出"
        raise Refused("核验", [why])
    with _readable(path):
        faults = [*whose.other_anchor(seal, told), *whose.signer(seal, told), *_all(sealing.faults(path, seal))]
        faults += whose.by_anchor(seal, told, anchor) if anchor else []
    total = sum(each.rows for each in seal.sheets)
    return Compared(told.anchor, told.as_of, _some(path, faults), total, seal=seal)


def _some(path: Path, differing: list[Problem]) -> tuple[Problem, ...]:
    more = len(differing) - SHOWN
    rest = [Problem(path.name, f"另有 {more} 处不同，没有逐处列出")] if more > 0 else []
    return (*differing[:SHOWN], *rest)


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
