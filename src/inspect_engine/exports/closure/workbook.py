"""闭环台账: the closure workbook."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from inspect_engine.domain import figures
from inspect_engine.domain.alarms import count
from inspect_engine.domain.anchors import Exported
from inspect_engine.domain.cases import Case
from inspect_engine.domain.figures import Board
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.masking import masked
from inspect_engine.domain.words.wording import kind_title
from inspect_engine.errors import InputError, Refused, StorageError, system_reason
from inspect_engine.exports import whole
from inspect_engine.exports.closure import (
    accidents,
    beside,
    breakdown,
    changes,
    checks,
    ending,
    grounds,
    links,
    most,
    notes,
    overview,
    photographs,
    reporting,
    sanctions,
    sealing,
    sets,
    unfinished,
)
from inspect_engine.exports.closure.columns import LEDGER, OVERDUE, REGISTERED, STEPS
from inspect_engine.exports.closure.evidence import Evidence
from inspect_engine.exports.closure.overview import REHEARSAL, TITLE
from inspect_engine.exports.closure.records import ARCHIVE, Frame, Record, Step, china, frame, passing
from inspect_engine.exports.closure.totals import FIGURES, Tally, Totals
from inspect_engine.exports.pace import Pace
from inspect_engine.exports.sheets.book import Book, Sheet
from inspect_engine.exports.sheets.cells import Formula
from inspect_engine.exports.sheets.tables import Column, Table
from inspect_engine.exports.whole import on_the_way
from inspect_engine.ledger import Ledger, Selection
from inspect_engine.ledger.alarms import naming
from inspect_engine.ledger.figures import EVERYTHING


@dataclass(frozen=True)
class Summary:
    """What was exported: where, rows per sheet (without headers), the totals, and where the chain stood; what the
    ledger is told of it (:meth:`Anchors.exported`, which is for who exports to call); how many files of evidence were
    copied beside it, and which were not, and why."""

    path: Path
    sheets: dict[str, int]
    board: Board
    chain_head: str
    events: int
    exported: Exported
    files: int = 0
    faults: tuple[str, ...] = ()
    changes: Mapping[str, object] | None = None


def write(
    ledger: Ledger,
    path: Path,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    until: int | None = None,
    redact: bool = False,
    form: str = ARCHIVE,
    selection: Selection = EVERYTHING,
    since: date | None = None,
    evidence: Path | None = None,
    force: bool = True,
    pace: Pace | None = None,
) -> Summary:
    """Write the closure workbook of the cases this person may see, as of a day and as known at a moment.

    With ``until`` as if the ledger ended after so many records. Resident ids and telephone numbers are covered for who
    may not see them whole, and where ``redact`` asks for it. ``selection`` says which of the cases it is about: the
    others are in no row and no figure, only alarms look at them too. What has changed ``since`` an earlier day is told
    on sheets of its own. ``form`` names the print set: in all but 备查版
    the sheets that are not printed are hidden, there for the formulas and for proof. The file appears whole or not at
    all, and so does the folder ``evidence`` with the files that the steps name, to which rows lead then; what is there
    is replaced; without ``force`` nothing is. ``pace`` is told how far it has come.

    Raises Refused when he may not export, or may not have those files, InputError for a name that is not ``.xlsx`` or a
    set there is not, StorageError when the file cannot be written.
    """
    terms = frame(ledger, as_of, known_at, until, redact=redact, form=form, selection=selection, since=since)
    return write_as(ledger, path, terms, evidence, force=force, pace=pace)


def write_as(
    ledger: Ledger,
    path: Path,
    terms: Frame,
    evidence: Path | None = None,
    *,
    force: bool = True,
    pace: Pace | None = None,
) -> Summary:
    """The same, on terms that were drawn up."""
    require(ledger.desk.whoami(), "export")
    if path.suffix.lower() != ".xlsx":
        raise InputError.one(f"导出文件名“{path.name}”应以 .xlsx 结尾")
    terms = replace(terms, pictured=not terms.covered)
    if evidence is None:
        return _written(ledger, path, terms, None, force=force, pace=pace)
    if terms.covered:
        raise Refused("导出佐证材料", ["原件遮盖不了，须由看全号的检查员、主管导出，不加 --redact"])
    return _with_evidence(ledger, path, terms, evidence, force=force, pace=pace)


def write_again(ledger: Ledger, path: Path, terms: Frame, files: Evidence | None) -> None:
    """A workbook as one that was exported should be, its seal without a signature: nobody is to have it. ``files`` are
    those that steps lead to."""
    require(ledger.desk.whoami(), "export")
    _written(ledger, path, replace(terms, pictured=not terms.covered), files, sign=False)


def _with_evidence(
    ledger: Ledger, path: Path, terms: Frame, evidence: Path, *, force: bool, pace: Pace | None
) -> Summary:
    """The workbook, then its folder. Raises StorageError that says so where only the workbook came about."""
    beside, summary = _from(path, evidence), None
    try:
        with whole.folder(evidence, force=force) as building:
            files = Evidence(building, beside, ledger.desk.evidence_path)
            summary = _written(ledger, path, replace(terms, evidence=beside), files, force=force, pace=pace)
    except (InputError, StorageError) as error:
        if summary is None:
            raise
        why = _why(error)
        raise StorageError(f"工作簿已写到 {path}，佐证文件夹 {evidence} 没有写成：{why}。请再导出一次。") from error
    return replace(summary, files=files.count, faults=tuple(files.faults))


def _why(error: InputError | StorageError) -> str:
    """In short, for a sentence that says the rest."""
    if isinstance(error.__cause__, OSError):
        return system_reason(error.__cause__)
    return "；".join(map(str, error.problems)) if isinstance(error, InputError) else f"{error}"


def _written(
    ledger: Ledger,
    path: Path,
    terms: Frame,
    files: Evidence | None,
    *,
    sign: bool = True,
    force: bool = True,
    pace: Pace | None = None,
) -> Summary:
    with on_the_way(path), _unswept(), _book(terms) as book:
        export = fill(ledger, book, terms, files, pace)
        lengths = book.lengths()
        signer = ledger.desk.signer(terms.person) if sign else None
        root = sealing.write(book, terms.anchor, terms.person.name, signer)
        if pace:
            pace.packing(book.written)
        book.save(path, force=force)
        told = export.changes.plain() if export.changes else None
        noted = Exported(root, terms.head.count, terms.as_of, terms.scope, terms.filtered)
        standing = terms.head.chain, terms.head.count, noted
        return Summary(path, lengths, export.board, *standing, changes=told)


@contextmanager
def _unswept() -> Iterator[None]:
    """What is there already is not looked through for garbage meanwhile: that would take a tenth of an export."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _from(path: Path, folder: Path) -> str:
    """The folder as a link in the workbook calls it: by the way there, or where there is none, by its whole path."""
    try:
        return Path(os.path.relpath(folder.resolve(), path.resolve().parent)).as_posix()
    except ValueError:  # on another drive
        return folder.resolve().as_uri()


def fill(ledger: Ledger, book: Book, terms: Frame, files: Evidence | None = None, pace: Pace | None = None) -> _Export:
    """Put every sheet into a book, which may keep the rows of its lists elsewhere, and the ``files`` that steps name
    into their folder."""
    export = _Export(ledger, book, terms, files)
    export.pace = pace
    export.fill()
    if files:
        files.finish()
    return export


def _book(terms: Frame) -> Book:
    mark = REHEARSAL if terms.head.rehearsal else notes.on_top(terms)
    part = "（部分）" if terms.filtered else ""
    chain = f"链头 {terms.head.chain[:16]}（{terms.head.count} 条）"
    header = (f"{TITLE}　&A", mark, f"截至 {terms.as_of.isoformat()}{part}")
    footer = (chain, "第 &P 页，共 &N 页", f"{terms.exporter} {china(terms.moment):%Y-%m-%d %H:%M} 导出")
    return Book(header, footer, masked if terms.covered else str)


class _Export:
    """One run through the ledger that fills every sheet."""

    def __init__(self, ledger: Ledger, book: Book, terms: Frame, files: Evidence | None) -> None:
        self.ledger, self.terms, self.files = ledger, terms, files
        self.overview = book.sheet("总览", overview.WIDTHS)
        self.printed = sets.named(terms.form)
        self.reports = _reports(book, self.overview, self.printed)
        self.cases: Table[Record] = Table(
            book, "台账", LEDGER, "C2", shades=links.shades(terms.as_of, "是否未销号", "整改期限", "回复日期")
        )
        self.overdue: Table[Record] = Table(book, "逾期", OVERDUE)
        self.changes = changes.Changes(ledger, book, terms, terms.since) if terms.since else None
        self.regions = book.sheet("分区域", breakdown.WIDTHS)
        self.packs = book.sheet("分专项", breakdown.WIDTHS)
        self.most = book.sheet(most.TITLE, most.WIDTHS)
        self.registered: Table[Record] = Table(
            book, "登记事项", REGISTERED, "C2", shades=links.shades(terms.as_of, "是否未办结", "期限")
        )
        self.steps: Table[Step] = Table(book, "流转记录", _linked(files), "C2")
        self.checks: Table[checks.Line] = Table(book, "数据核查", checks.COLUMNS)
        self.findings: Table[checks.Detail] = Table(book, "核查明细", checks.DETAILS)
        if not terms.selection:
            sanctions.write(ledger, book, terms)
            unfinished.write(ledger, book, terms)
        self.notes = book.sheet("说明", notes.WIDTHS)
        self._reports_accidents = any(report.listing.of == "事故" for report in self.reports)
        self.audit = checks.Audit(ledger.desk.roster(), ledger.calendars.current())
        self.tally, self.definitions = Tally(), notes.Definitions()
        self.photographs = photographs.Collected(ledger, terms, photographs.IN_WORKBOOK)
        self.links = links.Links()
        self.late: list[Record] = []
        self.accidents: list[Record] = []
        self.beside: list[beside.Beside] = []
        self.openers: dict[str, tuple[str, str, bool]] = {}
        self.titles: dict[str, str] = {}
        self.chosen: set[str] = set()
        self.board = Board(terms.as_of)
        self.pace: Pace | None = None

    def fill(self) -> None:
        self.board = figures.summarise(self._lines(), self.terms.as_of)
        totals = Totals(self.board, self.tally.severities, self.tally.void_in, self.tally.rated_in)
        for record in sorted(self.late, key=lambda late: (-late.days_overdue, late.opened)):
            self.links.lead(self.overdue.add(record), record.case.id)
            self._report("逾期", record)
        room, terms = self.ledger.alarms, self.terms
        told = room.beside(terms.as_of, terms.known_at)
        judged = room.judged(self.audit.watch, terms.as_of, terms.known_at, told)
        judged = naming(judged, self.chosen) if terms.selection else judged
        checks.write(self.audit.groups(judged, self.terms.who), self.checks, self.findings)
        doubts = overview.Doubts(self.findings, count(judged))
        opened = beside.write(self.overview.book, self.beside, self.registered.sheets[-1], self.links, self.terms.as_of)
        cost = accidents.write(self.overview.book, self.accidents, self.registered.sheets[-1], self.links)
        lists = ending.Lists(self.cases, self.registered, opened, cost)
        self.photographs.hang(self.overview.book, self.registered.sheets[-1], self.files)
        states = overview.write(self.overview, lists, totals, doubts, self.terms)
        for sheet, by in ((self.regions, self._by_region(totals)), (self.packs, self._by_pack(totals))):
            breakdown.write(sheet, self.cases, totals, by)
        most.write(self.most, self.cases, self.board.most, self.terms)
        self._checks(states)
        notes.write(self.notes, self._said(), self.definitions, len(self.beside), self.printed)
        if self.changes:
            self.changes.finish(self.board)
        for table in (self.cases, self.overdue, self.registered, self.steps, self.checks, self.findings):
            table.finish()
        self._finish_reports()

    def _said(self) -> Frame:
        """The terms as the notes tell them: of what was done in break-glass, what was done about the chosen cases."""
        if not self.terms.selection:
            return self.terms
        return replace(self.terms, overrides=tuple(o for o in self.terms.overrides if o.number in self.chosen))

    def _report(self, of: str, record: Record, opener: beside.Beside | None = None) -> None:
        for report in self.reports:
            if report.listing.of == of:
                report.add(record, opener)

    def _finish_reports(self) -> None:
        opened: dict[str, list[str]] = {}
        for each in self.beside:
            opened.setdefault(each.record.case.parent, []).append(kind_title(each.record.case.kind))
            self._report("另立事项", each.record, each)
        basis = grounds.Grounds(self.ledger, self.terms.head.count).of
        for report in self.reports:
            report.finish(self.terms, opened, basis)
        told = {"分区域": len(self.board.by_region) > 1, "分专项": len(self.board.by_pack) > 1}
        if self.printed is None:
            return
        printed = {*self.printed.printed, *((changes.TITLE, changes.SUMS) if self.changes else ())}
        for ws in self.overview.book.workbook.worksheets:
            if ws.title not in printed or not told.get(ws.title, True):
                ws.sheet_state = "hidden"

    def _by_region(self, totals: Totals) -> breakdown.Breakdown:
        chart, name = "各区域未销号与逾期隐患数（起）", self.ledger.desk.region_name
        void, rated = totals.void_in["region"], totals.rated_in["region"]
        lines = [
            breakdown.Line(each.code, each.named(name(each.code)), each.counts, each.prefix if each.whole else "")
            for each in self.board.places
        ]
        return breakdown.Breakdown("区划", "区划名称", lines, void, rated, chart)

    def _by_pack(self, totals: Totals) -> breakdown.Breakdown:
        chart = "各专项未销号与逾期隐患数（起）"
        void, rated = totals.void_in["pack"], totals.rated_in["pack"]
        lines = [breakdown.Line(code, self.titles[code], counts) for code, counts in self.board.by_pack.items()]
        return breakdown.Breakdown("专项", "专项名称", lines, void, rated, chart)

    def _lines(self) -> Iterator[figures.Counted]:
        """Every hazard, put on each sheet as it passes; of a case opened by a case only its events.

        Registered cases have a sheet of their own, and are counted apart.
        """
        for record in passing(self.ledger, self.terms):
            case = record.case
            if self.pace:
                self.pace.at(self.overview.book.written, record.opened, self.terms.head.count)
            self.openers[case.id] = case.number, sys.intern(case.state_title), case.is_open
            self.audit.see(record)
            if self.changes:
                self.changes.see(record.counted, record.region)
            if not record.wanted:
                yield record.counted
                continue
            if self.terms.selection:
                self.chosen.add(case.number)
            self.links.course(case.id, [self.steps.add(step, self._evidence(step)) for step in record.steps])
            if case.parent:
                self.beside.append(beside.Beside(record.without_history(), *self._opener(case)))
                yield record.counted
                continue
            self.definitions.see(record)
            if not record.case.is_hazard:
                self.links.lead(self.registered.add(record), case.id, back=True)
                self._report("事故" if record.toll and self._reports_accidents else "登记事项", record)
                if record.toll:
                    self.accidents.append(record.without_history())
                else:
                    self.links.forget(case.id)
                yield record.counted
                continue
            self.links.lead(self.cases.add(record), case.id, back=True)
            self._report("台账", record)
            self.tally.see(record)
            if self.terms.pictured:
                self.photographs.see(record)
            self.titles[record.case.pack] = record.pack_title
            if record.late:
                self.late.append(record.without_history())
            else:
                self.links.forget(case.id)
            yield record.counted

    def _evidence(self, step: Step) -> dict[str, str]:
        """Where its evidence lies, once it is copied there."""
        target = self.files.take(step) if self.files else ""
        return {FILES: target} if target else {}

    def _opener(self, case: Case) -> tuple[str, str, bool]:
        """Number and state of the case that opened this one, which has passed before; nothing of one out of sight."""
        return self.openers.get(case.parent, ("", "", True))

    def _checks(self, states: str) -> None:
        first = overview.first(self.board)
        found, *parts = (f"总览!$B${first + n}" for n in _rows("found", *ENDS))
        for check, counted, meaning in (
            ("各状态之和 = 发现总数", f"SUM({states})", "总览第二部分各状态数量相加"),
            (
                "已销号 + 撤销 + 并案 + 不成立 + 失效、吊销 + 导入时已办结 + 未销号 = 发现总数",
                "+".join(parts),
                "每起隐患恰好属于其中之一",
            ),
            ("各区域之和 = 发现总数", f"分区域!$C${self.regions.written}", "分区域合计行"),
            ("各专项之和 = 发现总数", f"分专项!$C${self.packs.written}", "分专项合计行"),
        ):
            live = f'IF({counted}={found},"相符","不符")&"："&({counted})&" / "&{found}'
            now = f"相符：{self.board.found} / {self.board.found}"
            self.checks.add(checks.Line(check, Formula(live, now), told=meaning))


def _linked(files: Evidence | None) -> tuple[Column[Step], ...]:
    """The columns of the steps, that of the evidence as links where it lies beside."""
    return tuple(replace(each, style="link") if files and each.name == FILES else each for each in STEPS)


def _reports(book: Book, after: Sheet, printed: sets.PrintSet | None) -> tuple[reporting.Report, ...]:
    """The lists of a print set, right after the overview."""
    made: list[reporting.Report] = []
    for listing in printed.lists if printed else ():
        made.append(reporting.Report(book, listing, made[-1].sheet if made else after))
    return tuple(made)


FILES = "佐证材料"
"""The column of the steps that leads to files."""
ENDS = ("closed", "withdrawn", "merged", "dismissed", "lapsed", "imported", "open")
"""Figures to which each hazard belongs, each to one."""


def _rows(*names: str) -> list[int]:
    order = [figure.name for figure in FIGURES]
    return [order.index(name) for name in names]
