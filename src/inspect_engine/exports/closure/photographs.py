"""整改前后对照 of the hazards of a ledger: a sheet of the closure workbook, and a document or a workbook of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from inspect_engine.domain.calendars import in_chinese
from inspect_engine.domain.cases import case_grade
from inspect_engine.domain.cases.clocks import age
from inspect_engine.domain.cases.sides import sides_of
from inspect_engine.domain.definitions import VOID
from inspect_engine.domain.people.authority import covered, require
from inspect_engine.domain.words.masking import masked
from inspect_engine.errors import InputError, Refused
from inspect_engine.exports import whole
from inspect_engine.exports.closure.columns import closing
from inspect_engine.exports.closure.evidence import Evidence
from inspect_engine.exports.closure.overview import REHEARSAL
from inspect_engine.exports.closure.records import Frame, Record, china, frame, records
from inspect_engine.exports.photos import word
from inspect_engine.exports.photos.pairs import Desk, Pair
from inspect_engine.exports.photos.sheet import Gallery
from inspect_engine.exports.sheets.book import Book, Sheet
from inspect_engine.exports.whole import unwritable
from inspect_engine.ledger import Ledger, Selection
from inspect_engine.ledger.figures import EVERYTHING

TITLE = "隐患整改前后对照"
IN_WORKBOOK, ALONE = 100, 200
"""Cases whose photographs one closure workbook takes, and one file of photographs alone."""
ENDINGS = (".docx", ".xlsx")
MADE = "照片由原件缩小、摆正而成，去掉了拍摄的地点、设备等信息；原件存在台账，按 SHA-256 核对。"


@dataclass(frozen=True)
class Summary:
    """What was written: where, of how many cases, how many more there are; which files are not shown, and why; and
    which cases were named and have nothing to show."""

    path: Path
    cases: int
    left: int
    faults: tuple[str, ...]
    without: tuple[str, ...]


class Collected:
    """Pairs of the hazards that pass, as many as one file takes; ``left`` counts further ones with evidence."""

    def __init__(self, ledger: Ledger, terms: Frame, most: int) -> None:
        shown = masked if terms.covered else str
        self._desk = Desk(ledger.desk.evidence_path, lambda user: terms.names.get(user, user), shown)
        self._terms, self._most = terms, most
        self.pairs: list[Pair] = []
        self.left = 0

    def see(self, record: Record) -> None:
        """Take the photographs of a hazard that counts, if there are any."""
        case, events = record.case, [entry.event for entry in record.entries]
        if not case.is_hazard or case.closed_how in VOID or not any(event.files for event in events):
            return
        if len(self.pairs) == self._most:
            self.left += 1
            return
        pair = self._desk.pair(case.number, _told(record), sides_of(events))
        self.pairs += [pair] if pair.shows else []

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(fault for pair in self.pairs for fault in pair.faults)

    def ending(self) -> list[str]:
        """What is to be said under them."""
        more = f"另有 {self.left} 件有佐证的没有列入，可写编号分次导出：export photos 编号 …" if self.left else ""
        return [text for text in (more, MADE, f"锚码 {self._terms.anchor.code}") if text]

    def hang(self, book: Book, after: Sheet | None = None, evidence: Evidence | None = None) -> None:
        """Put them on a sheet of a workbook, if there are any, each leading to its files where they lie beside."""
        if self.pairs:
            gallery = Gallery(book, TITLE, _heading(self._terms), after)
            for pair in self.pairs:
                gallery.add(pair, evidence.of_case(pair.number) if evidence else "")
            for text in self.ending():
                gallery.tell(text)


def write(
    ledger: Ledger,
    path: Path,
    numbers: Collection[str] = (),
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    redact: bool = False,
    selection: Selection = EVERYTHING,
    force: bool = True,
) -> Summary:
    """Write the photographs of hazards, of these ``numbers`` or of all this person may see and ``selection`` chooses,
    as Word or as Excel.

    Texts are covered where ``redact`` asks for it; pictures cannot be. The file appears whole or not at all, without
    ``force`` only where there is none. Raises Refused for who may not export or may not see numbers that identify
    people whole, InputError for an ending that is none of ``ENDINGS``, a number of no hazard, or where there is no
    photograph; StorageError when the disk fails.
    """
    me = ledger.desk.whoami()
    require(me, "export")
    if covered(me):
        raise Refused("导出整改前后对照", ["照片遮盖不了，须由看全号的检查员、主管导出"])
    if path.suffix.lower() not in ENDINGS:
        fix = f"PDF 由 Word 转：-o {path.stem}.docx --pdf" if path.suffix.lower() == ".pdf" else ""
        raise InputError.one(f"导出文件名“{path.name}”应以 {' 或 '.join(ENDINGS)} 结尾", fix=fix)
    wanted = {case.id: case.number for case in map(ledger.cases.get, numbers)}
    terms = frame(ledger, as_of, known_at, redact=redact, selection=selection)
    found = Collected(ledger, terms, ALONE)
    for record in records(ledger, terms):
        if not wanted or record.case.id in wanted:
            found.see(record)
    if not found.pairs:
        raise InputError.one("没有附了照片的隐患", fix="照片在 inspect answer、act 等命令里用 --evidence 附上")
    _put(found, path, terms, force=force)
    shown = {pair.number for pair in found.pairs}
    without = tuple(number for number in wanted.values() if number not in shown)
    return Summary(path, len(found.pairs), found.left, found.faults, without)


def _put(found: Collected, path: Path, terms: Frame, *, force: bool) -> None:
    footer = (
        f"链头 {terms.head.chain[:16]}（{terms.head.count} 条）",
        f"{terms.exporter} {china(terms.moment):%Y-%m-%d} 导出",
    )
    try:
        if path.suffix.lower() == ".docx":
            content = word.render(TITLE, _heading(terms), found.pairs, found.ending(), "　".join(footer))
            with whole.file(path, force=force) as out:
                out.write(content)
            return
        mark = REHEARSAL if terms.head.rehearsal else ""
        with Book(("", mark, ""), (footer[0], "第 &P 页，共 &N 页", footer[1])) as book:
            found.hang(book)
            book.save(path, force=force)
    except OSError as error:
        raise unwritable(path, error) from error


def _heading(terms: Frame) -> str:
    mark = f"　【{REHEARSAL}】" if terms.head.rehearsal else ""
    told = f"　筛选：{terms.filtered}" if terms.filtered else ""
    return f"截至 {in_chinese(terms.as_of)}　范围：{terms.scope}{told}{mark}"


def _told(record: Record) -> str:
    """What it is, where, whose, and how it stands."""
    case, late = record.case, record.days_overdue
    place = f"{case.subject_name}（{case.part}）" if case.part else case.subject_name
    running = f"逾期 {late} 天" if late else f"发现 {age(case, record.frame.as_of)} 天"
    state = f"{case.state_title}，{running}" if case.is_open else f"{closing(case)} {case.closed_on}"
    units = [unit for unit in case.units if unit != case.subject_name]
    return "　".join(filter(None, (case_grade(case), place, case.title, "、".join(units), state)))
