"""Every command that stores something in a ledger, with a line that works, and what must have been done before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook

from inspect_engine.storage.keeping import container
from tests.cli.test_once import CALENDAR, CASE, DRAFTED, EXAMPLE, LINES, PAPER, SERVE, Line
from tests.conftest import Desk
from tests.storage.yard_lists import NUMBERED, folder_of

YARD = """\
pack: yard
date: 2022-03-02
inspectors: [insp1]
subjects: [{key: y-1, kind: shop, name: 场院一, region: "530600"}]
answers: [{subject: y-1, item: S-1, answer: fail, note: 门口没有标识}]
"""
ADOPT = ("sup1", "packs adopt yard --yes")
BOTH = (("insp1", "inspect run {second}"),)
"""An inspection that the second inspector has not signed."""


DONE = "--set performed_by=吴某 --set measures=改好 --set finished_on=2022-03-02 --evidence {paper}"
REPLIED = (
    *(*DRAFTED, ("insp1", SERVE), ("insp1", f"act {CASE} start --set performed_by=吴某 --set plan=改")),
    ("insp1", f"act {CASE} reply {DONE}"),
)
"""A hazard whose unit has replied."""


@dataclass(frozen=True)
class Tried:
    """A command: its ``line``; whether it is several transactions (``steps``); the file it works on (``db``); what is
    wrong in the ledger's folder before it (``spoil`` makes it so); whether it is nothing for a rehearsal (``real``);
    what somebody else does to a file in that folder first (``filled``)."""

    line: Line
    steps: bool = False
    db: str = "ledger.db"
    spoil: Callable[[Path], None] | None = None
    real: bool = False
    filled: Callable[[Path], None] | None = None


def fill_in(folder: Path) -> None:
    """The unit's reply is written into its sheet."""
    book = load_workbook(folder / "r.xlsx")
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[5] if cell.value}
    told = {"实际整改人": "吴某", "已落实的措施": "改好", "完成日期": "2022-03-02", "佐证材料（文件名）": "paper.csv"}
    for title, text in told.items():
        sheet.cell(8, heads[title], text).number_format = "General"
    book.save(folder / "r.xlsx")


def spoil_a_row(folder: Path) -> None:
    """A derived row no longer says what the records say."""
    with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
        connection.execute("UPDATE caserow SET state = 'closed'")


def put_back(folder: Path) -> None:
    """An older copy of the ledger, out of its backup, lies where the ledger was."""
    with ZipFile(folder / "b.zip") as archive:
        (folder / "ledger.db").write_bytes(archive.read(container.LEDGER))


BACKUP = ("sup1", "backup -o {folder}/b.zip")
MORE: dict[str, Tried] = {
    "init": Tried(Line("init --rehearsal --name boss", "boss"), db="new.db"),
    "restore": Tried(Line("restore {folder}/b.zip --to {folder}/new.db", before=(BACKUP,)), db="new.db"),
    "anchor accept": Tried(
        Line(
            "anchor accept --reason 从备份放回 --yes",
            before=(BACKUP, ("sup1", "user add weg --role viewer")),
            on="2022-03-03",
        ),
        spoil=put_back,
        real=True,
    ),
    "rebuild": Tried(Line("rebuild --yes"), spoil=spoil_a_row),
    "user confirm-key": Tried(Line("user confirm-key sup2 {key}")),
    "user revoke-key": Tried(Line("user revoke-key sup2 {key} --reason 电脑丢失 --yes")),
    "sign confirm": Tried(Line("sign confirm {unsigned} --yes", "insp2", before=BOTH)),
    "sign decline": Tried(Line("sign decline {unsigned} --reason 没有去 --yes", "insp2", before=BOTH)),
    "sign hand-over": Tried(
        Line(
            "sign hand-over {unsigned} --from insp2 --to insp3",
            "insp1",
            before=(*BOTH, ("sup1", "user add insp3 --role inspector")),
        )
    ),
    "case take-back": Tried(Line(f"case take-back {CASE} --why 附错 --yes", "insp1", before=REPLIED)),
    "import reply": Tried(
        Line(
            "import reply {folder}/r.xlsx --evidence {folder}",
            "insp1",
            before=(*REPLIED[:-1], ("insp1", "export reply --party 燃气经营企业01 -o {folder}/r.xlsx")),
        ),
        filled=fill_in,
    ),
    "packs adopt": Tried(Line("packs adopt yard --yes")),
    "packs confirm": Tried(Line("packs confirm yard --yes", "sup2", before=(ADOPT,))),
    "case move": Tried(
        Line(
            "yard 2: case move CY-2022-0001 --to 2 --reason 修订",
            before=(
                ADOPT,
                ("sup2", "packs confirm yard --yes"),
                ("insp1", "inspect run {folder}/yard.yaml"),
                ("sup1", "yard 2: packs adopt yard --yes"),
                ("sup2", "yard 2: packs confirm yard --yes"),
            ),
        )
    ),
}
COMMANDS: dict[str, Tried] = {
    **{verb: Tried(line, steps=verb == "tick") for verb, line in LINES.items()},
    **MORE,
}


LISTS = "INSPECT_ENGINE_CHECKLISTS"


def beside(folder: Path) -> None:
    """What lines refer to, put beside a ledger."""
    (folder / "yard.yaml").write_text(YARD, "utf-8")
    (folder / "paper.csv").write_text(PAPER, "utf-8")
    folder_of(folder / "yard1")
    folder_of(folder / "yard2", *NUMBERED)


def spoken(words: str, folder: Path, desk: Desk) -> tuple[list[str], Path]:
    """A line as its command gets it, and the checklist folder that it knows of beside what ships."""
    _, second, rest = words.rpartition("yard 2: ")
    known = {"folder": folder, "draw": EXAMPLE / "plan.yaml", "calendar": CALENDAR, "second": folder / "second.yaml"}
    known["paper"] = folder / "paper.csv"
    names = {name: find(desk) for name, find in FOUND.items() if f"{{{name}}}" in rest}
    return rest.format(**known, **names).split(), folder / ("yard2" if second else "yard1")


def _inspection(desk: Desk) -> str:
    return max(desk.as_("insp1").inspections.all(), key=lambda each: each.day).short


FOUND: dict[str, Callable[[Desk], str]] = {
    "unsigned": lambda desk: desk.as_("insp2").countersigning.mine()[0].number,
    "inspection": _inspection,
    "import": lambda desk: desk.as_("sup1").paper.acts()[0].short,
    "alarm": lambda desk: desk.as_("sup1").alarms.all()[0].alarm.key,
    "object": lambda desk: desk.as_("sup1").draws.get("DEMO-1").standing.lots[0].object,
    "key": lambda desk: next(each.key for each in desk.as_("sup1").keys.all() if each.name == "sup2"),
}
"""Names in a line that only the ledger knows."""
