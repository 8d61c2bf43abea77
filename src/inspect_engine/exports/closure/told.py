"""What the notes of a workbook say that it was exported on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from inspect_engine.domain.anchors import Anchor, read_code
from inspect_engine.errors import InputError
from inspect_engine.exports.closure import notes
from inspect_engine.exports.closure.records import ARCHIVE, Frame
from inspect_engine.exports.sheets.raw import Raw
from inspect_engine.ledger import Selection


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

    def is_by(self, user: str) -> bool:
        """Whether this user is who exported it, as it says."""
        return self.exporter == user or self.exporter.endswith(f"（{user}）")

    def by(self, terms: Frame) -> Frame:
        """The terms of an export made now, as they were then: by whom, and when."""
        person = replace(terms.person, name=self.exporter)
        return replace(terms, person=person, moment=self.moment, evidence=self.folder)


def read(given: Raw) -> Told:
    """What the sheet of notes says. Raises InputError for none, and for one that nobody wrote so."""
    said: dict[str, str] = {}
    for _, row in given.rows(notes.TITLE) if notes.TITLE in given.sheets else ():
        if isinstance(label := row[1].value if 1 in row else None, str) and 2 in row:
            said.setdefault(label, str(row[2].value))
    if notes.ANCHOR not in said:
        fix = "应是这一版 export closure 导出的工作簿，“说明”页上有锚码"
        raise InputError.one(f"{given.path.name} 里没有锚码", fix=fix)
    try:
        return _of(said)
    except (LookupError, ValueError, ArithmeticError, RecursionError) as error:
        fix = "说明页的截止日期、记录范围、范围、版式、导出人、导出时间应是 export closure 写下的，没有改过"
        raise InputError.one(f"{given.path.name} 的“说明”页看不懂", fix=fix) from error


def _of(said: dict[str, str]) -> Told:
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
