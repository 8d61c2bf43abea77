"""What other people typed never acts on a terminal: every command, every word of it, both streams, bytes inspected."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli import main
from inspect_engine.cli.commands import Screens, Writing
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.exports.closure import workbook
from inspect_engine.ledger import Ledger
from inspect_engine.reading.draws import Reading
from tests.cli.authority_table import leaves
from tests.conftest import make_desk

MEAN = "\x9b2J\u202egpj\u2066\x7f\x1b]0x\x07\u200b\U000e0041\u2028[/]=1+1"
"""C1, C0, DEL, an escape sequence, direction marks, zero-width, tag, line separator, markup, formula."""
HOSTILE = f"甲{MEAN}"
JOINER, CASE = "\u200d", "RQ-2022-0001"
LEAVES = dict(leaves())
READING = {path for path, each in LEAVES.items() if not isinstance(each, (Writing, Screens)) and path != ("demo",)}
LINES = """\
whoami
doctor
verify
verify {workbook}
anchor show
anchor export
anchor export -o {out}.anchor --force
backup -o {out}.backup
upgrade
user keys
board
today
today --most 100
case list --waits 待定级
case list --due 0-30
params gas --on 2022-02-17
deadline --from 2022-02-17 --days 7 --calendar work
explain RQ-2022-0001
score {inspection}
user list
user attempts
delegation list
packs list
packs show gas
packs check {pack}
packs schema
packs diff gas gas
packs new trial --title 试 --dir {out}.d
packs export gas -o {out}.xlsx --force
packs import {out}.xlsx --id trial2 --prefix TRI --dir {out}.e
packs fmt {pack} --check
packs impact gas
unit list
unit show 没有
subject list
inspect list
inspect list --unfinished
inspect unsettled
inspect show {inspection}
inspect find 气
inspect find --subject shop-01
inspect slip {inspection}
import list
case list
filter save 常用 --open
filter list
case watch
case watch RQ-2022-0001 --seen
case unwatch 没有
filter drop 没有
case show RQ-2022-0001
case history RQ-2022-0001
case offers RQ-2022-0001
case diagram hazard
override list
references list
plan list
report list
subject show shop-01
subject show s --within
subject show s --as-of 2022-03-01
subject list --under s
case list --within s
plan due
notice kinds
notice list
notice draft rectification RQ-2022-0001 -o {out}.docx --force
notice show 没有
notice office list
sanction list
sign list
proposal list
sanction show CJ-2022-0001
sanction missing
sanction kinds
sanction fines
alarm list
alarm show {alarm}
notify status
notify test
notify pending
notify send
clock status
draw plan {plan}
draw list
draw show {draw}
draw verify {draw}
export draw {draw} -o {out}.json --force
export closure -o {out}.xlsx --force
export closure -o {out}.xlsx --with-evidence {out}.files --force
export photos -o {out}.docx --force
export analysis -o {out}.docx --force
export score {inspection} -o {out}s.xlsx --force
export reply --party 燃气经营企业01 -o {out}r.xlsx --force
export deadlines -o {out}.ics --force
export tables -o {out}.csv --force
export tables -o {out}.parquet --format parquet --force
export tables -o {out}.jsonl --format jsonl --force
calendar list
"""
"""Every reading command, as it is typed."""


def quoted(text: str) -> str:
    """As YAML writes what it may not hold as it is."""
    return '"' + "".join(f"\\U{ord(char):08X}" for char in text) + '"'


def unsafe(text: str) -> set[str]:
    """Characters that a terminal, or whoever reads it, could be deceived by."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {f"U+{ord(c):04X}" for c in text if unicodedata.category(c) in kinds and c not in ("\n", JOINER)}


STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("sup1", "grade", {"severity": "general", "reason": HOSTILE}),
    ("sup1", "issue", {"notice_no": HOSTILE, "requirement": HOSTILE, "days": "30"}),
    ("insp1", "serve", {"served_on": "2022-02-17", "service": "direct", "received_by": HOSTILE}),
    ("owner", "start", {"performed_by": HOSTILE, "plan": HOSTILE}),
    ("owner", "reply", {"performed_by": HOSTILE, "measures": HOSTILE, "finished_on": "2022-02-17"}),
)


class Office:
    """A ledger in which every text that anybody could type is hostile."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.desk = folder, make_desk(folder)
        boss = self.desk.as_("sup1")
        self._people_and_subjects()
        photo = folder / f"{HOSTILE.replace('/', '')}.jpg"
        photo.write_bytes(b"photo")
        inspector = self.desk.as_("insp1")
        subject = SubjectInput(key="s", kind="catering", name=HOSTILE, region="530602")
        answer = AnswerInput(
            subject="s",
            item="CAT-01",
            answer="fail",
            part=HOSTILE,
            note=HOSTILE,
            values={"state": "none"},
            evidence=(photo.name,),
        )
        given = InspectionInput(
            pack="gas", date=boss.desk.today(), inspectors=("insp1",), subjects=(subject,), answers=(answer,)
        )
        inspector.inspections.run(given, folder)
        boss.people.add("owner", f"乙{MEAN}", ["responsible"], HOSTILE)  # a unit that is known from its subject
        for user, trigger, values in STEPS:
            self.desk.as_(user).cases.act(CASE, trigger, values, [photo] if trigger == "reply" else [])
        self.desk.as_("insp2").overrides.propose(CASE, "withdraw", HOSTILE, {"reason": HOSTILE})
        self.inspection = inspector.inspections.all()[0].id
        self._paper(boss)
        self._papers()
        self.desk.on("2026-11-23")
        self._draw()
        self.alarm = boss.alarms.survey().judged[0].alarm.key
        self.desk.as_("judge").alarms.decide(self.alarm, "explained", HOSTILE)
        self.workbook = workbook.write(boss, folder / f"{HOSTILE.replace('/', '')}.xlsx".replace(" ", "")).path

    def _people_and_subjects(self) -> None:
        boss = self.desk.as_("sup1")
        boss.people.add("evil", HOSTILE, ["supervisor"], os_user=HOSTILE)
        boss.people.add("judge", f"丙{MEAN}", ["supervisor"])
        until = boss.desk.today() + timedelta(days=9)
        boss.delegations.grant("evil", "sup1", until, HOSTILE)

    def _paper(self, boss: Ledger) -> None:
        """A ledger of rows, one of which is closed; whoever takes part in it goes by a hostile name."""
        path = self.folder / f"{HOSTILE.replace('/', '')}.csv"
        heads = ["检查日期", "隐患描述", "检查对象", "责任单位", "是否整改", "检查人", "整改责任人", HOSTILE]
        lines = [heads, *(["2022-02-10", *[HOSTILE] * 3, done, *[HOSTILE] * 3] for done in ("是", "否"))]
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(lines)
        plan = boss.paper.weigh(path, pack="gas", defaults={"区划": "530602"})
        boss.paper.take(plan, path)

    def _papers(self) -> None:
        boss = self.desk.as_("sup1")
        boss.offices.add("示建", HOSTILE, {"court": HOSTILE}, {"insp1": HOSTILE})
        head = {"authority_kind": "gas", "authority": HOSTILE, "grounds": HOSTILE}
        fine = {"rule": "rq-45-1", "amount": "50000", "doc_no": HOSTILE, "notified_on": "2022-02-16"}
        boss.sanctions.impose("fine", HOSTILE, {**head, **fine})

    def _draw(self) -> None:
        shutil.copytree(Path(__file__).parents[2] / "examples" / "draw", self.folder / "draw")
        plan = self.folder / "draw" / "plan.yaml"
        plan.write_text(plan.read_text("utf-8").replace("title: 示例市", f"title: {quoted(HOSTILE)} #"), "utf-8")
        self.draw = self.desk.as_("sup1").draws.commit(Reading(plan, self.desk.moment.date()).read()).id


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("hostile"))


def run(office: Office, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What a command line printed on stdout; neither stream has anything in it that acts, and the program stands."""
    monkeypatch.setenv("INSPECT_ENGINE_NOW", office.desk.moment.isoformat())
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(office.desk.path), "--user", "sup1", *words])
    out, err = capfd.readouterr()
    assert (unsafe(out), unsafe(err)) == (set(), set()), words
    assert ended.value.code != 70, err
    assert "Traceback" not in err
    return out


def typed(line: str, office: Office) -> list[str]:
    given = {"inspection": office.inspection, "alarm": office.alarm, "draw": office.draw, "out": office.folder / "out"}
    given["workbook"] = office.workbook
    return line.format(**given, plan=office.folder / "draw" / "plan.yaml", pack=office.folder / "none.yaml").split()


def test_the_list_has_every_reading_command() -> None:
    lines = [tuple(line.split()) for line in LINES.splitlines()]
    assert {path for path in READING if not any(line[: len(path)] == path for line in lines)} == set()


@pytest.mark.parametrize("line", LINES.splitlines())
def test_nothing_that_is_read_acts(
    office: Office, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Words for people, and JSON, which means the very same as before."""
    run(office, capfd, monkeypatch, *typed(line, office))
    out = run(office, capfd, monkeypatch, *typed(line, office), "--json")
    if out:
        json.loads(out)


def test_a_console_of_gbk_shows_whatever_is_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every reading command on streams that refuse what GBK lacks: all of it comes, and nothing of it acts."""
    shown = ""
    monkeypatch.setenv("INSPECT_ENGINE_NOW", office.desk.moment.isoformat())
    for line in LINES.splitlines():
        if " -o " in line:
            continue
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="gbk", write_through=True) for _ in range(2)]
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", streams[0])
            patch.setattr("sys.stderr", streams[1])
            with pytest.raises(SystemExit) as ended:
                main(["--db", str(office.desk.path), "--user", "sup1", *typed(line, office)])
        told = [stream.buffer.getvalue().decode("gbk") for stream in streams]
        assert ended.value.code != 70, told
        assert unsafe("".join(told)) == set(), line
        shown += "".join(told)
    assert "√ SQLite" in shown
    assert "甲<U+009B>2J<U+202E>gpj" in shown


MEANT = ("subject list", "case show", "case history", "user list", "sanction list", "alarm list", "override list")


@pytest.mark.parametrize("name", MEANT)
def test_json_means_what_was_typed(
    office: Office, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    line = next(line for line in LINES.splitlines() if line.startswith(name))
    out = run(office, capfd, monkeypatch, *typed(line, office), "--json")
    assert HOSTILE in strings(json.loads(out))
    assert "\\u202e" in out


def strings(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(strings, inner))


SLOW = {("demo",), ("packs", "check")}
"""They play a sample, or prove all packs, before they come to what was typed."""
TYPED = [pytest.param(path, id=" ".join(path), marks=pytest.mark.long if path in SLOW else ()) for path in LEAVES]


@pytest.mark.parametrize("path", TYPED)
def test_nothing_that_is_typed_acts(
    office: Office, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    """Each argument and option of each command in its turn, beside what the command must have."""
    monkeypatch.chdir(office.folder)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    kept = office.desk.path.read_bytes()
    params = [each for each in LEAVES[path].params if not getattr(each, "is_flag", False)]
    must = {each.name: each for each in params if each.required}
    for param in params or [None]:
        words = [
            word for each in {**must, **({param.name: param} if param else {})}.values() for word in filled(each, param)
        ]
        run(office, capfd, monkeypatch, *path, *words)
        office.desk.path.write_bytes(kept)


def filled(param: Any, hostile: Any) -> list[str]:
    word = HOSTILE if param is hostile else "x"
    return [f"{param.opts[0]}={word}"] if param.param_type_name == "option" else [word]


def test_files_for_people_are_safe_to_look_at(
    office: Office, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``-o`` writes as text or JSON; and the JSON means the same."""
    file = office.folder / "record.json"
    run(office, capfd, monkeypatch, "export", "draw", office.draw, "-o", str(file), "--force")
    text = file.read_text("utf-8")
    assert unsafe(text) == set()
    assert HOSTILE in strings(json.loads(text))
    run(office, capfd, monkeypatch, "draw", "verify", str(file))


def test_what_is_written_down_of_a_crash_is_safe_to_look_at(
    office: Office, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from inspect_engine.cli import ending

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ending.crashed(RuntimeError(f"{HOSTILE}\ud800"))
    (log,) = tmp_path.glob("*.log")
    assert "RuntimeError: 甲‹U+009B›2J" in log.read_text("utf-8")
    assert unsafe(log.read_text("utf-8")) == set()
    assert unsafe(capfd.readouterr().err) == set()
