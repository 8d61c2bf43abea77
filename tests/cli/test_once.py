"""Once: what was stored for a request is answered with, and never stored again."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli.app import command_line
from inspect_engine.cli.commands import Writing
from inspect_engine.imports import inspections
from inspect_engine.storage import sqlite
from inspect_engine.storage.attempt import Attempt
from tests.conftest import INSPECTION, Command, Desk, Outcome, enrol, make_desk, write_inspection

CASE, OTHER = "RQ-2022-0001", "RQ-2022-0002"
EXAMPLE = Path(__file__).parents[2] / "examples" / "draw"
CALENDAR = Path(__file__).parents[1] / "storage" / "made_up" / "2027.yaml"
ID = "r-1"
OFFICE = "notice office add --code 示建燃改 --title 示范区住建局 --certificate insp1=A1 --certificate insp2=A2"
GRADE = f"act {CASE} grade --set severity=general --set reason=一般"
ISSUE = (
    f"notice issue rectification {CASE} --set days=7 --set responsible_person=吴某 --set address=某路1号"
    " --set requirement=改好 --set review_authority=某市政府 --set court=某区法院 --set inspection_type=routine"
)
NUMBER = "示建燃改〔2022〕1号"
IMPOSE = (
    "sanction impose interview --party 店一 --set authority_kind=gas --set authority=某局 --set grounds=逾期"
    " --set basis=某市约谈办法"
)
SANCTION = "CJ-2022-0001"
PAPER = """\
检查日期,隐患描述,责任单位,检查对象,是否整改
2022-02-10,灭火器过期,店一,店一,是
2022-02-11,未设标志,店一,店一,否
"""
IMPORT = "import ledger {paper} --pack gas --region 530602 --yes"


@dataclass(frozen=True)
class Line:
    """A command line, by whom, on which day, and what must have been done before: (by whom, line, perhaps a day)."""

    words: str
    user: str = "sup1"
    before: tuple[tuple[str, ...], ...] = ()
    on: str = "2022-03-02"


DRAFTED = (("sup1", OFFICE), ("sup1", GRADE), ("sup1", ISSUE))
VOID = f"act {CASE} withdraw --set reason=录重"
SERVE = f"notice serve {NUMBER} --how direct --received-by 吴某"
PROPOSE = f"override propose {CASE} grade --reason 夜间漏气 --set severity=major --set reason=无证"
CIRCULAR = (("sup1", IMPOSE.replace("interview", "exposure") + " --set decision_no=某罚〔2022〕1号"),)
START = "inspect start gas --subject shop-01"
ANSWER = "inspect answer {inspection} shop-01 CAT-01 fail --set state=none --note 没有报警器 --another"
MARKET = "subject add m-1 --pack gas --kind market --name 某市场 --region 530602"
FORM = "subject form shop-01 --pack quality-credit --kind enterprise --set uscc=91530602MA6K0RT14C --set trade=other"
PLAN = "plan add gas catering --months 1"
READ = "references confirm gb55009-2021 6.1.10 --seen 标准全文"
REPORT = "report add 举报 有异味 --place 东街 --region 530602"
WRONG = "clock excuse --reason 快了 --from 2023-04-01 --to 2023-05-01 --yes"
COMMIT, DRAW = "draw commit {draw}", "draw run DEMO-1 --public 03081522273109 --yes"
RESULT = "draw result DEMO-1 --object {object} --finished 2026-12-09 --outcome none"
COMMITTED = (("sup1", COMMIT, "2026-11-23"),)
DRAWN = (*COMMITTED, ("sup1", DRAW, "2026-11-29"))
LINES: dict[str, Line] = {
    "user add": Line("user add new --role viewer"),
    "user disable": Line("user disable viewer1 --yes"),
    "user hand-over": Line(
        "user hand-over insp1 insp2", before=(("sup1", f"case assign {CASE} insp1"), ("insp1", START))
    ),
    "user correct": Line("user correct viewer1 --set title=某看客 --why 写错 --yes"),
    "user enable": Line("user enable viewer1 --why 回来 --yes", before=(("sup1", "user disable viewer1 --yes"),)),
    "user region": Line("user region viewer1 5306"),
    "user passphrase": Line("user passphrase viewer1 --stdin"),
    "delegation add": Line("delegation add insp2 --of insp1 --until 2022-03-31 --reason 出差"),
    "delegation end": Line(
        "delegation end insp2 --of insp1",
        before=(("sup1", "delegation add insp2 --of insp1 --until 2022-03-31 --reason 出差"),),
    ),
    "unit add": Line("unit add 甲建筑公司"),
    "unit rename": Line("unit rename 熟食店01 熟食一店 --yes"),
    "unit alias": Line("unit alias 熟食店01 一店 --yes"),
    "unit merge": Line("unit merge 乙设计院 熟食店01 --yes", before=(("sup1", "unit add 乙设计院"),)),
    "subject add": Line("subject add shop-9 --pack gas --kind catering --name 店九 --region 530602"),
    "subject form": Line(FORM, on="2022-03-03"),
    "subject move": Line("subject move shop-01 --to m-1", before=(("sup1", MARKET),)),
    "subject rename": Line("subject rename shop-01 新店"),
    "subject close": Line("subject close shop-01 --why 搬走"),
    "subject reopen": Line(
        "subject reopen shop-01 --why 又开了", before=(("sup1", "subject close shop-01 --why 搬走"),)
    ),
    "inspect join": Line(
        "inspect join {inspection} --under m-1 --kind catering --name 新摊",
        "insp1",
        (("insp1", MARKET), ("insp1", START)),
    ),
    "subject correct": Line("subject correct shop-01 --set name=店一号 --why 漏字 --yes"),
    "inspect run": Line("inspect run {second}", "insp1"),
    "inspect start": Line(START, "insp1"),
    "inspect answer": Line(ANSWER, "insp1", (("insp1", START),)),
    "inspect log": Line("inspect log shop-01 CAT-01 --set state=none --note 没装 --part 二层 --another", "insp1"),
    "inspect take-back": Line("inspect take-back {inspection}", "insp1", (("insp1", START), ("insp1", ANSWER))),
    "inspect finish": Line("inspect finish {inspection}", "insp1", (("insp1", START), ("insp1", ANSWER))),
    "inspect hand-over": Line("inspect hand-over {inspection} insp2", "insp1", (("insp1", START),)),
    "inspect discard": Line("inspect discard {inspection} --why 开错了 --yes", "insp2", (("insp1", START),)),
    "report add": Line(REPORT, "insp1"),
    "report triage": Line("report triage XS-0001 dismiss --why 重复", before=(("sup1", REPORT),)),
    "references confirm": Line(READ),
    "references withdraw": Line("references withdraw gb55009-2021 6.1.10 --why 看的是旧版", before=(("sup1", READ),)),
    "plan add": Line(PLAN),
    "plan end": Line("plan end JH-0001", before=(("sup1", PLAN),)),
    "act": Line(GRADE),
    "case note": Line(f"case note {CASE} 电话催办", "insp2"),
    "case assign": Line(f"case assign {CASE} {OTHER} insp1"),
    "import ledger": Line(IMPORT),
    "import confirm": Line("import confirm --yes", "sup2", (("sup1", IMPORT),)),
    "import take-back": Line(
        "import take-back {import} --why 认反了 --yes", before=(("sup1", IMPORT), ("sup2", "import confirm --yes"))
    ),
    "inspect correct": Line(
        "inspect correct {inspection} shop-01 CAT-01 --set note=在后厨 --why 漏写 --yes",
        "insp1",
        (("insp1", START), ("insp1", ANSWER), ("insp1", "inspect finish {inspection}")),
    ),
    "case correct": Line(f"case correct {CASE} --set note=后厨 --why 漏写 --yes"),
    "clock excuse": Line("clock excuse --reason 快了 --from 2022-02-16 --to 2022-03-01 --yes"),
    "clock confirm": Line("clock confirm"),
    "clock annul": Line(
        f"clock annul {CASE} --reason 钟快了一年",
        before=(*DRAFTED, ("insp1", SERVE), ("sup1", "tick", "2023-04-20"), ("sup1", WRONG, "2022-03-03")),
        on="2022-03-04",
    ),
    "notice office add": Line(OFFICE),
    "notice issue": Line(ISSUE, before=(("sup1", OFFICE), ("sup1", GRADE))),
    "notice serve": Line(
        SERVE,
        before=DRAFTED,
    ),
    "notice correct": Line(
        f"notice correct {NUMBER} --set received_by=吴某某 --why 漏字 --yes", "insp1", (*DRAFTED, ("insp1", SERVE))
    ),
    "notice void": Line(f"notice void {NUMBER} --reason 写错 --yes", "sup2", DRAFTED),
    "notice supplement": Line(
        f"notice supplement {NUMBER} --remove {CASE} --why 不属于该单位 --set address=某路1号"
        " --set review_authority=某市政府 --set court=某区法院",
        "sup2",
        (*DRAFTED, ("insp1", SERVE)),
    ),
    "notice reissue": Line(f"notice reissue {NUMBER} --set days=9 --reason 写错 --yes", "sup2", DRAFTED),
    "override propose": Line(PROPOSE, "insp1"),
    "override confirm": Line(
        f"override confirm {CASE} grade",
        "sup2",
        before=(("insp1", PROPOSE),),
    ),
    "proposal retract": Line(f"proposal retract {CASE} --why 查明 --yes", before=(("sup1", VOID),)),
    "sanction impose": Line(IMPOSE),
    "sanction publish": Line(f"sanction publish {SANCTION}", before=CIRCULAR),
    "sanction withdraw": Line(
        f"sanction withdraw {SANCTION}",
        before=(*CIRCULAR, ("sup1", f"sanction publish {SANCTION}")),
    ),
    "sanction revoke": Line(f"sanction revoke {SANCTION} --reason 复议 --yes", before=(("sup1", IMPOSE),)),
    "sanction lift": Line(f"sanction lift {SANCTION} --reason 到位", before=CIRCULAR),
    "alarm decide": Line("alarm decide {alarm} --verdict explained --reason 查过"),
    "tick": Line("tick", before=(*DRAFTED, ("insp1", SERVE)), on="2022-04-20"),
    "draw commit": Line(COMMIT, on="2026-11-23"),
    "draw run": Line(DRAW, before=COMMITTED, on="2026-11-29"),
    "draw replace": Line(
        "draw replace DEMO-1 --object {object} --reason invalid --note 已停业", before=DRAWN, on="2026-11-29"
    ),
    "draw result": Line(RESULT, before=DRAWN, on="2026-12-10"),
    "draw publish": Line(
        "draw publish DEMO-1 --on 2026-12-11", before=(*DRAWN, ("sup1", RESULT, "2026-12-10")), on="2026-12-12"
    ),
    "calendar import": Line("calendar import {calendar}", on="2026-11-20"),
    "calendar confirm": Line(
        "calendar confirm 2027", "sup2", (("sup1", "calendar import {calendar}", "2026-11-20"),), on="2026-11-20"
    ),
    "user confirm": Line("user confirm viewer1", "sup2"),
    "user distinguish": Line("user distinguish viewer1 0412"),
    "user require-passphrase": Line("user require-passphrase --yes"),
}
ELSEWHERE = {
    "init": "test_a_ledger_is_founded_once",
    "case move": "tests/cli/test_versions.py",
    "import reply": "tests/exports/test_replies.py",
    "case take-back": "features/office_corrections.feature",
    **dict.fromkeys(
        ("anchor accept", "user confirm-key", "user revoke-key", "rebuild", "packs adopt", "packs confirm"),
        "tests/ledger/test_once.py",
    ),
    **dict.fromkeys(("sign confirm", "sign decline", "sign hand-over"), "tests/cli/test_countersign.py"),
    "restore": "a new place only: what is there is never touched",
}


class Killed(BaseException):
    """The process is gone."""


class Office:
    """Command lines on a ledger with two cases, logged a fortnight late."""

    def __init__(self, command: Command, desk: Desk, patch: pytest.MonkeyPatch) -> None:
        self.desk, self._command, self._patch = desk, command, patch
        self.object = ""

    def run(self, words: str, user: str = "sup1") -> Outcome:
        if "{inspection}" in words:
            started = self.desk.as_("insp1").inspections.all()
            words = words.replace("{inspection}", max(started, key=lambda each: each.day).short)
        if "{alarm}" in words:
            words = words.replace("{alarm}", self.desk.as_("sup1").alarms.all()[0].alarm.key)
        if "{import}" in words:
            words = words.replace("{import}", self.desk.as_("sup1").paper.acts()[0].short)
        if "{object}" in words:
            self.object = self.object or self.desk.as_("sup1").draws.get("DEMO-1").standing.lots[0].object
            words = words.replace("{object}", self.object)
        words = words.replace("{draw}", str(EXAMPLE / "plan.yaml")).replace("{calendar}", str(CALENDAR))
        words = words.replace("{second}", str(self.desk.path.with_name("second.yaml")))
        words = words.replace("{paper}", str(self.desk.path.with_name("paper.csv")))
        self._patch.setattr(sys, "stdin", io.StringIO("correct horse battery\n"))
        return self._command(*words.split(), user=user)

    def killed(self, words: str, user: str = "sup1") -> None:
        """Between the commit and everything after it."""
        with self._patch.context() as patch:
            patch.setattr(Attempt, "settle", _killed)
            with pytest.raises(Killed):
                self.run(words, user)

    @property
    def count(self) -> int:
        return self.desk.as_("sup1").desk.head.count


def _killed(*_: object, **__: object) -> None:
    raise Killed


def logged_in(folder: Path) -> Desk:
    """An office with two cases, and files to be read in beside it."""
    desk = make_desk(folder).on("2022-03-01")
    first = write_inspection(desk.path.parent)
    first.with_name("second.yaml").write_text(
        INSPECTION.replace("shop-01", "shop-02").replace("answer: fail", "answer: fail, another: true"), "utf-8"
    )
    first.with_name("paper.csv").write_text(PAPER, "utf-8")
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    inspections.run(desk.as_("insp1"), first)
    desk.sign()
    return desk


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return logged_in(tmp_path_factory.mktemp("logged"))


@pytest.fixture
def office(command: Command, desk: Desk, logged: Desk, monkeypatch: pytest.MonkeyPatch) -> Office:
    shutil.copytree(logged.path.parent, desk.path.parent, dirs_exist_ok=True)
    desk.on("2022-03-02")
    monkeypatch.setitem(sqlite.PRAGMAS, "cache_size", ("4", 4))  # as where a transaction no longer fits into memory
    return Office(command, desk, monkeypatch)


def test_every_command_that_stores_is_tried() -> None:
    def storing(group: Any, path: tuple[str, ...] = ()) -> set[str]:
        found = set()
        for name, each in group.commands.items():
            here = (*path, name)
            found |= storing(each, here) if hasattr(each, "commands") else set()
            found |= {" ".join(here)} if isinstance(each, Writing) else set()
        return found

    assert storing(command_line) == LINES.keys() | ELSEWHERE.keys()


def shape(value: Any) -> Any:
    """What a program relies on: keys and types."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    return [shape(part) for part in value[:1]] if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("verb", LINES)
def test_killed_after_the_commit_and_repeated_it_is_stored_once(office: Office, verb: str) -> None:
    """And answered as it would have been; as something else, or by another, the same request is refused."""
    line = LINES[verb]
    for user, words, *day in line.before:
        office.desk.on(day[0] if day else "2022-03-02")
        prepared = office.run(words, user)
        assert prepared.code == 0, prepared.err
    office.desk.on(line.on)
    before = office.desk.path.read_bytes()
    plain = office.run(f"{line.words} --json", line.user)
    assert plain.code == 0, plain.err
    assert "已办过" not in plain.err
    after = office.count

    office.desk.path.write_bytes(before)
    office.killed(f"{line.words} --request-id {ID} --json", line.user)
    stored = office.count
    again = [office.run(f"{line.words} --request-id {ID} --json", line.user) for _ in range(2)]

    assert office.count == after
    assert verb == "tick" or stored == after
    for outcome in again:
        assert outcome.code == 0, outcome.err
        assert "以前已办过" in outcome.err
        assert shape(json.loads(outcome.out)) == shape(json.loads(plain.out))
    other = office.run(f"user add somebody --role viewer --request-id {ID}")
    assert (other.code, "已用于另一件事" in other.err) == (3, True)
    assert office.count == after
    assert office.desk.as_("sup1").verify() == []


def test_the_same_request_of_another_person_is_a_conflict(office: Office) -> None:
    assert office.run(f"{LINES['subject add'].words} --request-id {ID}", "insp1").code == 0
    outcome = office.run(f"{LINES['subject add'].words} --request-id {ID}", "insp2")
    assert (outcome.code, "已用于另一个人" in outcome.err) == (3, True)


def test_what_is_set_may_be_set_in_any_order(office: Office) -> None:
    """The same request all the same; another value is another one."""
    line, first, second = f"act {CASE} grade --request-id {ID}", "--set severity=general", "--set reason=一般"
    assert office.run(f"{line} {first} {second}").code == 0
    stored = office.count
    again = office.run(f"{line} {second} {first}")
    assert (again.code, "以前已办过" in again.err, office.count) == (0, True, stored)
    assert office.run(f"{line} {second} --set severity=major").code == 3


@pytest.mark.parametrize("bad", ["", "a b", "汉字", "x" * 65, "a:b"])
def test_what_cannot_be_an_id_is_told(office: Office, bad: str) -> None:
    before = office.count
    outcome = office._command("user", "add", "x", "--role", "viewer", "--request-id", bad)
    assert (outcome.code, "--request-id" in outcome.err) == (2, True)
    assert office.count == before


def test_what_was_refused_may_be_asked_for_again(office: Office) -> None:
    """A refused break-glass is on record; that is no answer to the request."""
    refused = office.run(f"{PROPOSE} --request-id {ID}", "viewer1")
    assert refused.code == 1
    assert office.run(f"{PROPOSE} --request-id {ID}", "insp1").code == 0


def test_in_doubt_it_says_how_to_repeat(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The id that the program has made itself is told; repeated under it, nothing is doubled."""

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Attempt, "settle", broken)
        patch.setattr(Attempt, "_is_there", lambda *_: None)
        outcome = office.run(IMPOSE)
    assert "不能确定" in outcome.err
    key = outcome.err.split("--request-id ")[1].split("，")[0]
    stored = office.count
    again = office.run(f"{IMPOSE} --request-id {key}")
    assert (again.code, again.out.strip(), office.count) == (0, SANCTION, stored)


def test_a_ledger_is_founded_once(office: Office) -> None:
    """What is there from elsewhere is never taken for it."""
    office.desk.path = office.desk.path.with_name("new.db")
    words = f"init --rehearsal --name boss --request-id {ID} --json"
    plain = office.run(words, "boss")
    assert plain.code == 0
    again, other = office.run(words, "boss"), office.run(words.replace(ID, "r-2"), "boss")
    assert (again.code, again.out, "已办过" in again.err) == (0, plain.out, True)
    assert (other.code, "已经存在" in other.err) == (4, True)


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process the hard way")
@pytest.mark.parametrize("verb", ["act", "sanction impose", "inspect run", "user add", "delegation add"])
def test_a_process_killed_between_commit_and_message(office: Office, verb: str) -> None:
    """The program itself, gone by SIGKILL once the commit has come about, and run again."""
    line = LINES[verb]
    words = line.words.replace("{second}", str(office.desk.path.with_name("second.yaml"))).split()
    dying = (
        "import os, signal; from inspect_engine.storage.attempt import Attempt; from inspect_engine.cli import main;"
        "Attempt.settle = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL); main()"
    )
    arguments = ["--db", str(office.desk.path), "--user", line.user, *words, "--request-id", ID]
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "INSPECT_ENGINE_NOW": "2022-03-02T10:00"}
    before = office.count

    killed = subprocess.run([sys.executable, "-c", dying, *arguments], env=around, capture_output=True, check=False)
    stored = office.count
    program, how = [sys.executable, "-m", "inspect_engine"], {"env": around, "capture_output": True, "text": True}
    again = [subprocess.run([*program, *arguments], check=False, **how) for _ in range(2)]  # type: ignore[call-overload]

    assert (killed.returncode, killed.stdout) == (-9, b"")
    assert stored > before
    assert [(each.returncode, "以前已办过" in each.stderr) for each in again] == [(0, True)] * 2
    assert again[0].stdout == again[1].stdout
    assert office.count == stored
