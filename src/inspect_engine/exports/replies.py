"""整改回复表: a workbook for one responsible unit to fill in, one row for each hazard that waits for its reply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl.worksheet.datavalidation import DataValidation

from inspect_engine.domain.definitions import FieldSpec, Transition
from inspect_engine.domain.people.authority import covered
from inspect_engine.domain.replies import FILES, LOCKED, SEAL, Seal, code_of
from inspect_engine.domain.words.masking import masked
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError
from inspect_engine.exports.sheets.book import LETTERS, Book, Sheet
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.replies import Waiting

TITLE = "整改回复表"
REHEARSAL = "演练，不作为正式文书"
MOST = 1_000
"""Characters of a given text; the ledger has the rest."""
GUIDANCE = (
    "怎样填：只填浅黄色的格子，一行一件，整行不填的不算回复；灰色的格子不用填。日期写成 2022-03-01 的样子。"
    "佐证材料写照片、文件的名字，几个的用顿号隔开，文件与本表放在一个文件夹里一并交回。"
    "其余的格子锁着，只为防误改，没有密码；改动了的读不回去。本表由检查机关读入台账，读入的不代替本单位的签字盖章。"
)
MORE_TIME = "延期申请表"
NOT_HERE = "到期改不完、要申请延期的，这里不填，填“延期申请表”那一页。"
ASKING = (
    "到期改不完的填这一页，一行一件，只填浅黄色的格子；整行不填的不算申请，填了的不再填整改回复。申请由检查机关批准，批准以前期限不变。"
    "佐证材料写文件的名字，文件与本表放在一个文件夹里一并交回。其余的格子锁着，只为防误改。"
)
SIGNED = (
    "填写人：　　　　　　　　联系电话：　　　　　　　　　单位（盖章）：　　　　　　　　　　填写日期：　　　年　月　日"
)
EVIDENCE = "佐证材料（文件名）"
WIDTHS = {"date": 11.5, "person": 10.0, "choice": 10.0, "boolean": 8.0, "text": 20.0}
ROOMY = 40.0
"""Points of a row: there is something to be written in it."""
LISTED = 255
"""Characters of a list of choices that a cell takes."""


@dataclass(frozen=True)
class Column:
    """A column to be filled in: of which step, its code, heading, hint and width, and its field; none for evidence."""

    code: str
    step: str
    title: str
    hint: str
    width: float
    spec: FieldSpec | None = None


@dataclass(frozen=True)
class Summary:
    """What was exported: where, for which unit, and the numbers of the hazards."""

    path: Path
    party: str
    numbers: tuple[str, ...]


def write(ledger: Ledger, party: str, path: Path, *, redact: bool = False, force: bool = True) -> Summary:
    """Write the sheet of a unit, of the cases that this person sees. The file appears whole or not at all, without
    ``force`` only where there is none.

    Resident ids and telephone numbers are covered as in other exports. Raises InputError for a name that is not
    ``.xlsx`` and where nothing waits for a reply of this unit, StorageError when the file cannot be written.
    """
    me = ledger.desk.whoami()
    if path.suffix.lower() != ".xlsx":
        raise InputError.one(f"导出文件名“{path.name}”应以 .xlsx 结尾")
    meant = ledger.desk.meant(party)
    found = list(ledger.replies.waiting(party))
    if not found:
        near = (
            f"单位是不是“{'”“'.join(meant.near)}”" if meant.near else "送达以后、还没有回复的才有；见 case list --party"
        )
        raise InputError.one(f"没有等“{meant.name}”回复的隐患，没有写文件", where="--party", fix=near)
    desk, shown = ledger.desk, masked if redact or covered(me) else str
    name = found[0].case.party
    header = f"{TITLE}　{name}", REHEARSAL if desk.rehearsal else "", f"{desk.today()} 导出"
    with Book(header, ("", "第 &P 页，共 &N 页", "")) as book:
        people = [display(each.title) for each in desk.roster().values() if each.active and each.belongs_to(name)]
        asking = [replace(each, steps=steps) for each in found for steps in each.requests[:1]]
        guide = f"{GUIDANCE}{NOT_HERE if asking else ''}"
        Form(book, TITLE, guide, desk.ledger_id, name, found, shown, people).fill()
        if asking:
            Form(book, MORE_TIME, ASKING, desk.ledger_id, name, asking, shown, people).fill()
        book.save(path, force=force)
    return Summary(path, name, tuple(each.case.number for each in found))


def columns_of(waiting: Sequence[Waiting]) -> list[Column]:
    """The columns that these cases need, those of a step side by side, in the order in which the steps are taken."""
    found: dict[str, Column] = {}
    for each in sorted(waiting, key=lambda one: -len(one.steps)):
        for column in (column for step in each.steps for column in _columns(step)):
            found[column.code] = _both(found.get(column.code, column), column)
    order = list(dict.fromkeys(column.step for column in found.values()))
    return sorted(found.values(), key=lambda column: order.index(column.step))


def _both(one: Column, other: Column) -> Column:
    """One column for what is called differently in two versions of a workflow."""
    titles = dict.fromkeys([*one.title.split("／"), other.title])
    return replace(one, title="／".join(titles))


def _columns(step: Transition) -> Iterator[Column]:
    for spec in step.needs:
        title = spec.label if spec.required else f"{spec.label}（可不填）"
        yield Column(code_of(step, spec.id), step.title, title, _hint(spec), WIDTHS.get(spec.type, 20.0), spec)
    if step.evidence:
        hint = f"至少 {step.evidence} 个，例：整改后.jpg"
        yield Column(code_of(step, FILES), step.title, EVIDENCE, hint, 18.0)


def _hint(spec: FieldSpec) -> str:
    kinds = {"date": "例：2022-03-01", "person": "写姓名", "boolean": "是 或 否", "text": "照实写明"}
    if spec.choices:
        kinds |= {spec.type: f"选一项：{'、'.join(spec.choices.values())}"}
    return spec.hint or kinds.get(spec.type, "")


class Form:
    """One sheet being written, from the top down."""

    def __init__(
        self,
        book: Book,
        title: str,
        guide: str,
        ledger: str,
        party: str,
        waiting: Sequence[Waiting],
        shown: Callable[[str], str],
        people: Sequence[str],
    ) -> None:
        self.title, self.guide = title, guide
        self.ledger, self.party, self.waiting, self.shown, self.people = ledger, party, waiting, shown, people
        self.columns = columns_of(waiting)
        widths = [*(each.width for each in LOCKED), *(each.width for each in self.columns), 2.0]
        self.across = sum(widths[:-1])
        self.last, self.hidden = LETTERS[len(widths) - 2], LETTERS[len(widths) - 1]
        self.sheet: Sheet = book.sheet(title, widths)
        self.checks: dict[str, DataValidation] = {}

    def fill(self) -> None:
        """Everything that stands on it."""
        self._top()
        for each in self.waiting:
            self._row(each)
        ws = self.sheet.ws
        ws.column_dimensions[self.hidden].hidden = True
        ws.freeze_panes, ws.print_title_rows = "B8", "4:5"
        ws.print_area = f"A1:{self.last}{self.sheet.written}"
        ws.protection.sheet = True
        ws.protection.formatColumns = ws.protection.formatRows = ws.protection.sort = False
        for check in self.checks.values():
            ws.add_data_validation(check)

    def _top(self) -> None:
        self._merged("report_title", f"{self.title}（{self.party}）", 30)
        self._merged("guide", self.guide, self.sheet.needs(self.guide, self.across))
        self._merged("fill_line", SIGNED, 26)
        given = [("head", "")] * len(LOCKED)
        groups = [each.step for each in self.columns]
        self.sheet.write([("head", "隐患"), *given[1:], *(("head", each) for each in groups)], 20)
        self.sheet.merge(f"A4:{LETTERS[len(LOCKED) - 1]}4")
        for step in dict.fromkeys(groups):
            first, count = len(LOCKED) + groups.index(step), groups.count(step)
            self.sheet.merge(f"{LETTERS[first]}4:{LETTERS[first + count - 1]}4")
        titles = [*(each.title for each in LOCKED), *(each.title for each in self.columns)]
        self.sheet.write([("head", title) for title in titles], 30)
        at = self.sheet.write(
            [
                ("hint", "填写说明"),
                *([("hint", "")] * (len(LOCKED) - 1)),
                *(("hint", each.hint) for each in self.columns),
            ]
        )
        self.sheet.merge(f"A{at}:{LETTERS[len(LOCKED) - 1]}{at}")
        codes = [*(each.code for each in LOCKED), *(each.code for each in self.columns), SEAL]
        self.sheet.write([("tiny", code) for code in codes], 1)

    def _merged(self, style: str, text: str, points: float) -> None:
        at = self.sheet.write([(style, text)], points)
        self.sheet.merge(f"A{at}:{self.last}{at}")

    def _row(self, each: Waiting) -> None:
        case, texts = each.case, [self._given(column.text(each.case)) for column in LOCKED]
        seal = Seal.of(self.ledger, case.id, case.last_event, case.definition, texts)
        needed = {column.code: column for step in each.steps for column in _columns(step)}
        looks = ["given_code", "given", "given", "given_code", "given", "given_code", "given_code"]
        cells: list[tuple[str, Value]] = list(zip(looks, texts, strict=True))
        for column in self.columns:
            own = needed.get(column.code)
            dated = own and own.spec and own.spec.type == "date"
            cells.append(("fill_date" if dated else "fill", None) if own else ("barred", "—"))
        high = [self.sheet.needs(text, column.width) for text, column in zip(texts, LOCKED, strict=True)]
        at = self.sheet.write([*cells, ("tiny", seal.text)], max(ROOMY, *high))
        for n, column in enumerate(self.columns, len(LOCKED)):
            if own := needed.get(column.code):
                self._check(own, f"{LETTERS[n]}{at}")

    def _given(self, text: str) -> str:
        told = self.shown(display(text, lines=True))
        return told if len(told) <= MOST else f"{told[: MOST - 1]}…"

    def _check(self, column: Column, cell: str) -> None:
        key = f"{column.code} {column.spec and column.spec.choices}"
        if key not in self.checks:
            self.checks[key] = _validation(column, self.people)
        self.checks[key].add(cell)


def _validation(column: Column, people: Sequence[str]) -> DataValidation:
    """What the cell takes as far as a spreadsheet can tell, and what to fill in there: whoever of the unit has an
    account is offered, others may be named."""
    spec, told = column.spec, DataValidation(allow_blank=True)
    listed = display(",".join(_listed(spec, people))) if spec else ""
    if listed and len(listed) < LISTED and '"' not in listed:
        told = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    elif spec and spec.type == "date":
        until = "DATE(2099,12,31)" if spec.future else "TODAY()"
        told = DataValidation(
            type="date", operator="between", formula1="DATE(1990,1,1)", formula2=until, allow_blank=True
        )
    told.errorTitle, told.error = "填写有误", display(f"{column.title}：{column.hint or '请照要求填写'}")[:200]
    told.promptTitle, told.prompt = display(column.title)[:30], display(column.hint)[:200]
    strict = told.type is not None and spec is not None and spec.type != "person"
    told.showErrorMessage, told.showInputMessage = strict, bool(column.hint)
    return told


def _listed(spec: FieldSpec, people: Sequence[str]) -> list[str]:
    if spec.type == "boolean":
        return ["是", "否"]
    titles = list(spec.choices.values()) if spec.type == "choice" else list(people) if spec.type == "person" else []
    return [] if any("," in title for title in titles) else titles
