"""Reply sheets as they come back: each row by its seal, every bad cell at its place, what is left as replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inspect_engine.domain.cases import Case, event_title, fold, told_on
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.replies import FILES, LOCKED, SEAL, Seal, code_of, codes_of, digest_of, flat
from inspect_engine.domain.words.masking import masked
from inspect_engine.domain.words.text import display
from inspect_engine.errors import Conflict, InputError, Problem, Refused
from inspect_engine.imports.reply_cells import Evidence, entered
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.acting import Happened
from inspect_engine.ledger.replies import Against, Reply, Source, Step
from inspect_engine.reading.replies import Row, Table, read_replies
from inspect_engine.storage.files import Inside

GIVEN = frozenset(each.code for each in LOCKED) | {SEAL}
EMPTY = ("", "—")
"""What stands in a cell in which nothing is filled in."""
TITLE = "导入整改回复"
AGAIN = "请用 export reply 重新导出，再填一次"


@dataclass
class Sheet:
    """What was read: the replies that are new, the numbers of those that were read in before (``again`` are those of
    them that wait for another by now, ``begun`` those that had no reply, with the last step they had), how many rows
    are empty.

    ``source`` is the file.
    """

    source: Source
    replies: list[Reply] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    begun: dict[str, str] = field(default_factory=dict)
    blank: int = 0
    numbers: dict[str, str] = field(default_factory=dict)


def read(ledger: Ledger, path: Path, folder: Path | None = None, on: Happened = None) -> Sheet:
    """Read a sheet that came back, its evidence from a folder (where the file lies, if none is given).

    All of it can be taken, or an error names everything that keeps it from that: Conflict where a case has moved on,
    else InputError where a cell is wrong, else Refused where the rules say no, or where nobody knows who reads it.
    """
    ledger.desk.whoami()
    digest, tables = read_replies(path)
    reading = _Reading(ledger, Evidence(folder or path.parent), Sheet(Source(path, digest)), on)
    for table in tables:
        reading.table(table)
    reading.weigh()
    reading.settle(path.name)
    return reading.sheet


class _Reading:
    """One file on its way in: what is good of it, and all that is not."""

    def __init__(self, ledger: Ledger, evidence: Evidence, sheet: Sheet, on: Happened) -> None:
        self.ledger, self.evidence, self.sheet, self.on = ledger, evidence, sheet, on
        self.problems: list[Problem] = []
        self.conflicts: list[str] = []
        self.refused: list[str] = []
        self._rows: dict[str, Row] = {}
        self._places: dict[str, Row] = {}
        self._codes: Mapping[str, str] = {}

    def table(self, table: Table) -> None:
        """Every row of one sheet."""
        self._codes = table.codes
        for row in table.rows:
            filled = {
                code
                for code in row.cells
                if code not in GIVEN and (row.cells[code] not in EMPTY or code in row.counted)
            }
            if filled:
                self._row(row, filled)
            elif row.cells[SEAL]:
                self.sheet.blank += 1

    def _row(self, row: Row, filled: set[str]) -> None:
        seal = self._seal(row, min(filled))
        if seal is None:
            return
        if other := self._rows.get(seal.case):
            self._bad(row.places["#number"], f"与 {other.places['#number']} 是同一件，写了两行", "只留一行")
            return
        self._rows[seal.case] = row
        try:
            events = [entry.event for entry in self.ledger.cases.history(seal.case)]
        except InputError:
            self._bad(row.places["#number"], "台账里没有这一件，或者不归你看")
            return
        case, count = fold(events), len(self.problems)
        known = seal.base == case.last_event and flat(row.cells["#number"]) == case.number
        if self._whole(row, seal, case) or known:
            self._compare(row, seal, case, events, filled, count)

    def _seal(self, row: Row, filled: str) -> Seal | None:
        """The seal of a row that is ``filled`` in there; None where it is none of this ledger's."""
        if not row.cells[SEAL]:
            self._bad(
                row.places[SEAL if row.cells["#number"] else filled],
                "这一行不是表里原有的（没有封签）",
                "只填原有的行；新的隐患不从这里报",
            )
            return None
        try:
            seal = Seal.read(row.cells[SEAL])
        except ValueError:
            self._bad(row.places[SEAL], "这一行的封签坏了", AGAIN)
            return None
        if seal.ledger != self.ledger.desk.ledger_id:
            self._bad(row.places[SEAL], "这一行是另一本台账的", "读进它自己的台账（--db）")
            return None
        return seal

    def _whole(self, row: Row, seal: Seal, case: Case) -> bool:
        """Whether seal and locked cells are as they were exported; names those that are not."""
        texts = [row.cells[each.code] for each in LOCKED]
        if seal.holds(texts) and not row.counted & GIVEN:
            return True
        changed = [each for each, text in zip(LOCKED, texts, strict=True) if not _says(each.text(case), text)]
        for each in changed if seal.base == case.last_event else changed[:1]:
            told = f"“{each.title}”是锁着的格子，被改成了“{display(row.cells[each.code])[:60]}”"
            self._bad(row.places[each.code], told, f"应为“{display(each.text(case))[:60]}”；或重新导出")
        if not changed:
            self._bad(row.places[SEAL], "这一行的封签与编号、内容对不上", AGAIN)
        return False

    def _compare(self, row: Row, seal: Seal, case: Case, events: Sequence[Event], filled: set[str], count: int) -> None:
        """A row whose case is where it was is filled in; one that was read in is passed over; else it is a conflict.
        None of it counts once there are more problems than ``count``."""
        for code in sorted(row.counted & filled):
            self._bad(row.places[code], "这一格是公式或错误值，不算谁写的", "改成文字、日期")
        found = {code: self._evidence(row, code) for code in filled if code.endswith(f".{FILES}")}
        digest = digest_of(
            case.id,
            seal.base,
            {code: row.cells[code] for code in filled},
            {code: [sha for _, sha in each] for code, each in found.items()},
        )
        taken = [event for event in events if event.data.get("sheet", {}).get("row") == digest]
        if taken and len(self.problems) == count:
            self._before(case, taken)
        elif seal.base != case.last_event:
            self.conflicts.append(self._both(row, seal, case, events, filled))
        else:
            steps = self._steps(row, case, filled, {code: tuple(f for f, _ in each) for code, each in found.items()})
            if len(self.problems) == count:
                self.sheet.replies.append(Reply(case.id, seal.base, digest, tuple(steps)))
                self._places[case.id] = row
                self.sheet.numbers[case.id] = case.number

    def _before(self, case: Case, taken: Sequence[Event]) -> None:
        """A row that was read in, and made these steps of its case."""
        self.sheet.before.append(case.number)
        if steps := self.ledger.replies.steps(case):
            if any(event.data["trigger"] == steps[-1].trigger for event in taken):
                self.sheet.again.append(case.number)
            else:
                self.sheet.begun[case.number] = event_title(taken[-1])

    def _evidence(self, row: Row, code: str) -> list[tuple[Inside, str]]:
        """The files that a cell names, each with its hash; none where one of them is not good."""
        try:
            return self.evidence.named(row.cells[code])
        except InputError as error:
            for each in error.problems:
                self._bad(row.places[code], each.what, each.fix)
        return []

    def _steps(self, row: Row, case: Case, filled: set[str], files: Mapping[str, tuple[Inside, ...]]) -> list[Step]:
        """The steps that are filled in, in the order in which they are taken."""
        steps, flow = self.ledger.replies.steps(case), self.ledger.definitions.lifecycle(case).workflow
        known = {code for step in flow.transitions for code in codes_of(step)}
        for code in sorted(filled - {code for step in steps for code in codes_of(step)}):
            if code in known:
                self._bad(row.places[code], f"{case.number} 现为“{case.state_title}”，不用填这一格", "请删去")
            else:
                self._bad(self._codes[code], f"代码“{code}”不是这张表的", AGAIN)
        last = max((n for n, step in enumerate(steps) if filled & set(codes_of(step))), default=-1)
        return [self._step(row, case, step, files) for step in steps[: last + 1]]

    def _step(self, row: Row, case: Case, step: Transition, files: Mapping[str, tuple[Inside, ...]]) -> Step:
        values: dict[str, str] = {}
        for spec in step.needs:
            code = code_of(step, spec.id)
            if code not in row.cells:
                if spec.required:
                    self._bad(row.places["#number"], f"“{step.title}”缺“{spec.title}”（{code}）这一栏", AGAIN)
            elif row.cells[code] not in EMPTY or code in row.counted:
                try:
                    values[spec.id] = entered(spec, row.cells[code])
                except ValueError as error:
                    self._bad(row.places[code], f"{spec.title}：{error}", spec.hint or "")
            elif spec.required:
                self._bad(row.places[code], f"“{step.title}”要填“{spec.title}”", spec.hint or "")
        hints = {spec.id: spec.hint or "" for spec in step.needs}
        for name, what in self.ledger.replies.faults(case, step, values, self.on):
            self._bad(row.places[code_of(step, name)], what, hints[name])
        where = row.places.get(code_of(step, FILES), row.places["#number"])
        given = files.get(code_of(step, FILES), ())
        if len(given) < step.evidence and not any(each.where == where for each in self.problems):
            what = f"“{step.title}”至少要 {step.evidence} 份佐证材料，写了 {len(given)} 份"
            self._bad(where, what, "写文件名，文件放在 --evidence 的文件夹里")
        return Step(step.trigger, values, given)

    def weigh(self) -> None:
        """Ask the rules about what is good so far, all together."""
        for each in self.ledger.replies.weigh(self.sheet.replies, self.sheet.source, self.on):
            self._against(each)

    def _against(self, found: Against) -> None:
        row, error = self._places[found.reply.case], found.error
        trigger = found.reply.steps[found.nth].trigger
        if isinstance(error, InputError):
            for each in error.problems:
                field = each.where.removeprefix(f"{trigger}.")
                where = row.places.get(f"#{trigger}.{field}")
                self._bad(where or row.places["#number"], each.what, each.fix)
        elif isinstance(error, Refused):
            number = self.sheet.numbers[found.reply.case]
            self.refused.append(f"{row.places['#number']}：{number} 不能办理“{error.action}”：{error.reason}")
        else:
            self.conflicts.append(f"{row.places['#number']}：{error}")

    def _both(self, row: Row, seal: Seal, case: Case, events: Sequence[Event], filled: set[str]) -> str:
        """Both sides of a conflict: what the sheet says, and what the ledger has since."""
        ids = [event.id for event in events]
        since = events[ids.index(seal.base) + 1 :] if seal.base in ids else events[-1:]
        flow = self.ledger.definitions.lifecycle(case).workflow
        titles = {code_of(step, spec.id): spec.title for step in flow.transitions for spec in step.needs}
        said = "、".join(
            f"{titles.get(code, '佐证材料')} {display(row.cells[code])[:40]}" for code in row.cells if code in filled
        )
        done = "；".join(f"{told_on(event)} {event.actor.user} {_what(flow, event)}" for event in since[-3:])
        now = f"台账里：{done}，现为“{case.state_title}”"
        return f"{row.places['#number']}：{case.number} 导出以后又办过。表里写：{said}。{now}"

    def _bad(self, where: str, what: str, fix: str = "") -> None:
        self.problems.append(Problem(where, what, fix))

    def settle(self, name: str) -> None:
        """Raises whatever keeps the file from being taken."""
        if not (self.conflicts or self.problems or self.refused):
            return
        count = len({*self.conflicts, *self.problems, *self.refused})
        title = f"{name} 一件都没有读入"
        if self.conflicts:
            told = [*self.conflicts, *map(str, self.problems), *self.refused]
            lines = "\n".join(f"  {each}" for each in told)
            raise Conflict(f"{title}，共 {count} 处：\n{lines}\n{AGAIN}；已经办过的，那一行留空。")
        if self.problems:
            rest = [Problem("", each) for each in self.refused]
            raise InputError([*self.problems, *rest], title)
        raise Refused(TITLE, self.refused)


def _says(want: str, have: str) -> bool:
    """Whether a locked cell says what it should; what was too long, or covered, only in its beginning."""
    told = flat(have)
    wanted = [flat(text) for text in (want, masked(want))]
    return any(told == each or (told.endswith("…") and each.startswith(told[:-1])) for each in wanted)


def _what(flow: Workflow, event: Event) -> str:
    """What was done, and what was filled in there."""
    step, given = (
        flow.transition(event.data.get("trigger", ""), event.data.get("from", "")),
        event.data.get("values", {}),
    )
    told = [f"{spec.title} {given[spec.id][:40]}" for spec in (step.needs if step else ()) if spec.id in given]
    return display(f"{event_title(event)}{_bracketed(told)}")


def _bracketed(told: Sequence[str]) -> str:
    return f"（{'、'.join(told)}）" if told else ""
