"""Real ledgers with hostile content, and LibreOffice as the second opinion."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from inspect_engine.domain.definitions import FREE
from inspect_engine.domain.figures import Board
from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.exports.closure import workbook
from inspect_engine.exports.sheets import book
from inspect_engine.ledger import Ledger, create_ledger, open_ledger, parse_moment
from inspect_engine.reading.definitions import load_library
from tests.conftest import countersign, settle
from tests.law import law_of

LISTS = Path(__file__).parent / "lists"
NOTES = (
    *("=1+1", "+1", "@x", "-2", "[/]乙", "\x1b[31m红", "#REF!", "_x0041_", " 山" * 2000, "\x1b" * 4000),
    *("\U0001f477\u200d\u2640\ufe0f施工", "A\u202eB"),
)
"""Notes of the cases of a town, by turns."""
NAMES = {
    **{"n-0": "*店", "s-10": "小店", "n-1": "甲?乙", "s-7": "甲丙乙", "f-0": "~x", "s-4": "x"},
    **{"s-11": "=1+1", "p-0": '"甲"&乙'},
}
"""Sites, and so liable units, by other names than the rest."""

LAW = law_of(load_library([LISTS]))


class Town:
    """A ledger at work: persons, a clock that is wound by hand, cases by order of discovery."""

    def __init__(self, folder: Path, *, rehearsal: bool = True) -> None:
        self.folder = folder
        self.path = folder / "town.db"
        self.now = parse_moment("2024-03-01T09:00:00+08:00")
        self.chief = create_ledger(self.path, "sup1", "主管甲", rehearsal=rehearsal, clock=self.clock, law=LAW)
        for name, title in (("insp1", "检查员甲"), ("insp2", "检查员乙"), ("insp3", "=检查员丙")):
            self.chief.people.add(name, title, ["inspector"])
        self.numbers: list[str] = []

    def clock(self) -> datetime:
        return self.now

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    def as_(self, user: str) -> Ledger:
        ledger = open_ledger(self.path, user, self.clock)
        ledger.desk.library = load_library([LISTS])
        return ledger

    def inspect(self, items: list[str], key: str = "s", region: str = "530602") -> None:
        """Find one hazard for each item (``FREE``: on no list), each at a site of its own."""
        sites = [
            {"key": f"{key}-{n}", "kind": "site"} | {"name": NAMES.get(f"{key}-{n}", f"+场所{n}"), "region": region}
            for n, _ in enumerate(items)
        ]
        answers = [
            {"subject": f"{key}-{n}", "answer": "fail", "note": NOTES[n % len(NOTES)], "sure": True}
            | ({"title": "=通道堵塞", "basis": "无人核对"} if item == FREE else {"item": item})
            for n, item in enumerate(items)
        ]
        given = {"pack": "trial", "date": self.now.date(), "inspectors": ["insp1", "insp2"]}
        result = self.as_("insp1").inspections.run(
            InspectionInput.model_validate({**given, "subjects": sites, "answers": answers})
        )
        self.numbers += [line.number for line in result.cases]
        countersign(self.as_("sup1"))

    def act(
        self, user: str, case: int, trigger: str, evidence: str = "", on: date | None = None, **values: str
    ) -> None:
        files = []
        if evidence:
            files.append(self.folder / f"{evidence}.txt")
            files[0].write_text(evidence)
        self.as_(user).cases.act(self.numbers[case], trigger, values, files, on=on)
        countersign(self.as_("sup1"))

    def order(self, case: int, days: int, severity: str = "general") -> None:
        """From discovery to rectification under way."""
        day = self.now.date().isoformat()
        self.act("sup1", case, "grade", severity=severity, reason="认定")
        self.act("sup1", case, "issue", notice_no="试〔2024〕1号", requirement="=限期改正", days=str(days))
        self.act("insp1", case, "serve", served_on=day, service="direct", received_by="签收人")
        self.act("insp2", case, "start", performed_by="张三", plan="停用后更换")

    def reply(self, case: int, evidence: str, measures: str = "已更换") -> None:
        done = self.now.date().isoformat()
        self.act("insp2", case, "reply", evidence, performed_by="张三", measures=measures, finished_on=done)

    def import_paper(self) -> None:
        """Two hazards that were closed on paper, one of them major."""
        path = self.folder / "旧台账.csv"
        rows = ["检查日期,隐患描述,检查对象,责任单位,隐患级别,销号日期", "2024-02-01,=1+1,甲,乙,重大,2024-02-09"]
        path.write_text("\n".join([*rows, "2024-02-02,未设标志,甲,乙,一般,2024-02-09"]), encoding="gbk")
        ledger = self.as_("sup1")
        ledger.paper.take(ledger.paper.weigh(path, pack="trial", defaults={"区划": "530621"}), path)
        self.numbers += [line.number for line in ledger.cases.page() if line.closed_how == "imported"]

    def put_off(self, case: int, measures: str = "还没有全改") -> None:
        """More time for what was sent back."""
        self.reply(case, f"照片{case}", measures)
        self.act("insp1", case, "return", inspectors="insp1,insp3", reason="还差一半")
        today = self.now.date().isoformat()
        self.act("sup1", case, "reset_deadline", approval_no="一号", approved_on=today, new_days="400", reason="量大")

    def close(self, case: int) -> None:
        self.act("insp1", case, "pass_reinspection", f"复查{case}", inspectors="insp1,insp3", conclusion="已改")
        self.act("sup1", case, "close", conclusion="同意")


def busy_town(folder: Path) -> Town:
    """Every state, grade and ending there is a figure for; today is 2024-04-01."""
    town = Town(folder)
    town.inspect(["T-1", "T-1", "T-1", "T-1", "T-1", "T-1", "T-2", "T-3", "T-1", "T-2", "T-2", "T-3"])
    town.inspect(["T-1", "T-2"], "n", "530621")
    for case, days in ((0, 7), (1, 3), (2, 10), (5, 5), (8, 5)):
        town.order(case, days)
    for case, days in ((6, 10), (9, 20), (13, 400)):
        town.order(case, days, "major")
    town.act("insp1", 3, "fix_on_spot", "现场", performed_by="李四", measures="当场拆除")
    town.act("insp3", 3, "confirm_spot", conclusion="属实")
    town.act("sup1", 4, "withdraw", reason="重复")
    town.act("sup1", 10, "withdraw", reason="误报")
    town.wait(3)
    town.reply(0, "照片")
    town.reply(2, "照片", "已　更换")
    town.act("insp1", 2, "return", inspectors="insp1,insp3", reason="\u200b没有改到位")
    town.close(0)
    town.put_off(13)
    town.put_off(9, "只换了一处")
    town.wait(4)
    town.reply(1, "照片1")
    town.reply(2, "照片2")
    town.reply(9, "又一张照片9", "另一种改法")
    town.reply(8, "照片8", "又一种")
    town.wait(1)
    for case in (1, 2, 9):
        town.close(case)
    town.wait(10)
    town.inspect(["T-1"])
    town.act("sup1", 2, "reopen", reopened_on=town.now.date().isoformat(), more_days="30")
    town.wait(1)
    town.inspect(["T-1"])
    town.act("sup1", 15, "merge", into=town.numbers[14])
    town.inspect(["T-1", "T-1", "T-1"], "e")
    town.act("sup1", 16, "dismiss")
    town.act("sup1", 17, "grade", severity="major", reason="认定")
    town.act("sup1", 17, "demolish")
    town.act("sup1", 18, "strike")
    town.inspect(["T-1"], "p")
    town.order(19, 2)
    town.inspect([FREE], "f")
    town.wait(12)
    town.import_paper()
    town.chief.people.add("sup2", "主管乙", ["supervisor"])
    town.chief.people.add("insp4", "检查员丁", ["inspector"])
    settle(town.chief, "sup2", "insp4")
    on = town.now.date() - timedelta(days=11)
    values = {"performed_by": "张三", "measures": "已更换", "finished_on": on.isoformat()}
    town.act("insp2", 19, "reply", "照片19", on, **values)
    town.act("insp4", 19, "reply")
    town.close(19)
    return town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """To be read only: it is shared."""
    return busy_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def exported(town: Town) -> tuple[Path, Board]:
    """The town's workbook."""
    summary = workbook.write(town.chief, town.folder / "台账.xlsx")
    return summary.path, summary.board


@pytest.fixture(scope="session")
def reported(town: Town) -> tuple[Path, Board]:
    """The same as a leader reads it."""
    summary = workbook.write(town.chief, town.folder / "汇报.xlsx", form="汇报版")
    return summary.path, summary.board


@pytest.fixture(scope="session")
def split(town: Town) -> tuple[Path, Board]:
    """The same where a sheet holds 5 rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "MAX_ROWS", 5)
        summary = workbook.write(town.chief, town.folder / "分页.xlsx")
    return summary.path, summary.board


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Board]:
    """The workbook of a ledger without cases, not a rehearsal."""
    folder = tmp_path_factory.mktemp("empty")
    summary = workbook.write(Town(folder, rehearsal=False).chief, folder / "空.xlsx")
    return summary.path, summary.board


@pytest.fixture(scope="session")
def recalculated(
    tmp_path_factory: pytest.TempPathFactory,
    exported: tuple[Path, Board],
    split: tuple[Path, Board],
    empty: tuple[Path, Board],
    reported: tuple[Path, Board],
) -> Callable[[Path], Workbook]:
    """The given workbook with every formula worked out by LibreOffice from nothing but the formulas."""
    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")
    bare = []
    for path, _ in (exported, split, empty, reported):
        bare.append(folder / path.name)
        openpyxl.load_workbook(path).save(bare[-1])
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    out = folder / "out"
    subprocess.run([*command, "--outdir", out, *bare], check=True, capture_output=True, timeout=600)
    return lambda path: openpyxl.load_workbook(out / path.name, data_only=True)
