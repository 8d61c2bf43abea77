"""Once: what was stored for a request is answered with, and never stored again."""

from __future__ import annotations

import io
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli.app import command_line
from inspect_engine.cli.commands import Writing
from inspect_engine.imports import inspections
from inspect_engine.storage.attempt import Attempt
from tests.conftest import INSPECTION, Command, Desk, Outcome, make_desk, write_inspection

CASE, OTHER = "RQ-2022-0001", "RQ-2022-0002"
EXAMPLE = Path(__file__).parents[2] / "examples" / "draw"
CALENDAR = Path(__file__).parents[1] / "storage" / "made_up"
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


@dataclass(frozen=True)
class Line:
    """A command line, by whom, and what must have been done before: (by whom, line)."""

    words: str
    user: str = "sup1"
    before: tuple[tuple[str, str], ...] = ()
    on: str = "2022-03-02"


DRAFTED = (("sup1", OFFICE), ("sup1", GRADE), ("sup1", ISSUE))
SERVE = f"notice serve {NUMBER} --how direct --received-by 吴某"
PROPOSE = f"override propose {CASE} grade --reason 夜间漏气 --set severity=major --set reason=无证"
CIRCULAR = (("sup1", IMPOSE.replace("interview", "exposure") + " --set decision_no=某罚〔2022〕1号"),)
START = "inspect start gas --subject shop-01"
ANSWER = "inspect answer {inspection} shop-01 CAT-01 fail --set state=none --note 没有报警器"
LINES: dict[str, Line] = {
    "user add": Line("user add new --role viewer"),
    "user disable": Line("user disable viewer1 --yes"),
    "user region": Line("user region viewer1 5306"),
    "user passphrase": Line("user passphrase viewer1 --stdin"),
    "delegation add": Line("delegation add insp2 --of insp1 --until 2022-03-31 --reason 出差"),
    "delegation end": Line(
        "delegation end insp2 --of insp1",
        before=(("sup1", "delegation add insp2 --of insp1 --until 2022-03-31 --reason 出差"),),
    ),
    "subject add": Line("subject add shop-9 --pack gas --kind catering --name 店九 --region 530602"),
    "inspect run": Line("inspect run {second}", "insp1"),
    "inspect start": Line(START, "insp1"),
    "inspect answer": Line(ANSWER, "insp1", (("insp1", START),)),
    "inspect take-back": Line("inspect take-back {inspection}", "insp1", (("insp1", START), ("insp1", ANSWER))),
    "inspect finish": Line("inspect finish {inspection}", "insp1", (("insp1", START), ("insp1", ANSWER))),
    "act": Line(GRADE),
    "clock excuse": Line("clock excuse --reason 快了 --from 2022-02-16 --to 2022-03-01 --yes"),
    "notice office add": Line(OFFICE),
    "notice issue": Line(ISSUE, before=(("sup1", OFFICE), ("sup1", GRADE))),
    "notice serve": Line(
        SERVE,
        before=DRAFTED,
    ),
    "notice void": Line(f"notice void {NUMBER} --reason 写错 --yes", "sup2", DRAFTED),
    "override propose": Line(PROPOSE, "insp1"),
    "override confirm": Line(
        f"override confirm {CASE} grade",
        before=(("insp1", PROPOSE),),
    ),
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
    "user require-passphrase": Line("user require-passphrase --yes"),
}
ELSEWHERE = {
    "init": "test_a_ledger_is_founded_once",
    "case move": "tests/storage/test_once.py",
    "calendar import": "tests/storage/test_once.py",
    **dict.fromkeys(("draw commit", "draw run", "draw replace", "draw result", "draw publish"), "test_draws_are_once"),
}


class Killed(BaseException):
    """The process is gone."""


class Office:
    """Command lines on a ledger with two cases, logged a fortnight late."""

    def __init__(self, command: Command, desk: Desk, patch: pytest.MonkeyPatch) -> None:
        self.desk, self._command, self._patch = desk, command, patch

    def run(self, words: str, user: str = "sup1") -> Outcome:
        if "{inspection}" in words:
            words = words.replace("{inspection}", max(self.desk.as_("insp1").inspections.all(), key=lambda each: each.day).short)
        if "{alarm}" in words:
            words = words.replace("{alarm}", self.desk.as_("sup1").alarms.all()[0].alarm.key)
        words = words.replace("{second}", str(self.desk.path.with_name("second.yaml")))
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


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = make_desk(tmp_path_factory.mktemp("logged")).on("2022-03-01")
    first = write_inspection(desk.path.parent)
    first.with_name("second.yaml").write_text(INSPECTION.replace("shop-01", "shop-02"), "utf-8")
    desk.as_("sup1").people.add("sup2", "主管乙", ["supervisor"])
    inspections.run(desk.as_("insp1"), first)
    return desk


@pytest.fixture
def office(command: Command, desk: Desk, logged: Desk, monkeypatch: pytest.MonkeyPatch) -> Office:
    shutil.copytree(logged.path.parent, desk.path.parent, dirs_exist_ok=True)
    desk.on("2022-03-02")
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
    for user, words in line.before:
        assert office.run(words, user).code == 0
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
