"""``unit`` at the command line, and a notice for each unit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from inspect_tui.views.completing import units

from inspect_engine.domain.inspections import SubjectInput
from tests.conftest import Command, Desk, enrol

CERTIFIED = ("--certificate", "insp1=A1", "--certificate", "insp2=A2")
SETS = (
    *("days=7", "responsible_person=吴某", "address=某路1号", "requirement=改好", "review_authority=某市政府"),
    *("court=某区法院", "inspection_type=routine"),
)
BOTH = "RQ-2022-0001", "RQ-2022-0002"


@pytest.fixture
def graded(command: Command, desk: Desk, inspection_file: Path) -> Command:
    """Two graded hazards of two units, and an office that may issue."""
    assert command("inspect", "run", str(inspection_file), user="insp1").code == 0
    desk.sign()
    office = command("notice", "office", "add", "--code", "示建燃改", "--title", "示范区住建局", *CERTIFIED)
    assert office.code == 0, office.err
    for number in BOTH:
        done = command("act", number, "grade", "--set", "severity=general", "--set", "reason=一般", user="sup1")
        assert done.code == 0, done.err
    return command


def test_one_inspection_of_two_units_goes_out_as_two_notices(graded: Command) -> None:
    """Together they are refused with the split told; one by one they go out in one step, numbered in a row."""
    issue = ("notice", "issue", "rectification", *BOTH, *(word for each in SETS for word in ("--set", each)))
    refused = graded(*issue, user="sup1")
    assert refused.code == 1
    assert f"燃气经营企业01：{BOTH[0]}；熟食店01：{BOTH[1]}" in refused.err
    assert "--per-unit" in refused.err
    own = ("--set", f"responsible_person@{BOTH[1]}=郑某")
    done = graded(*issue, *own, "--per-unit", "--json", user="sup1")
    assert done.code == 0, done.err
    for number, person in (("1", "吴某"), ("2", "郑某")):
        shown = json.loads(graded("notice", "show", f"示建燃改〔2022〕{number}号", "--json", user="sup1").out)
        assert shown["values"]["responsible_person"] == person
    items = json.loads(done.out)["items"]
    assert [(each["number"], each["cases"]) for each in items] == [
        ("示建燃改〔2022〕1号", [BOTH[0]]),
        ("示建燃改〔2022〕2号", [BOTH[1]]),
    ]
    assert {each["party"] for each in items} == {"燃气经营企业01", "熟食店01"}
    assert graded("verify").code == 0


def test_each_unit_has_its_file_in_a_folder(graded: Command, tmp_path: Path) -> None:
    """What is no folder is told before anything is issued; a folder that is not there is made."""
    said = [word for each in SETS for word in ("--set", each)]
    own = ("--set", f"responsible_person@{BOTH[1]}=郑某")
    issue = ("notice", "issue", "rectification", *BOTH, *said, *own, "--per-unit")
    (tmp_path / "占着").write_text("x", encoding="utf-8")
    for place, told in (("通知书.docx", "请写文件夹"), ("占着", "不是文件夹"), ("没有/通知书", "没有文件夹")):
        refused = graded(*issue, "-o", str(tmp_path / place), user="sup1")
        assert (refused.code, told in refused.err) == (2, True), refused.err
    assert json.loads(graded("notice", "list", "--json", user="sup1").out)["items"] == []

    done = graded(*issue, "-o", str(tmp_path / "通知书"), user="sup1")

    assert done.code == 0, done.err
    made = sorted((tmp_path / "通知书").iterdir())
    assert [path.name for path in made] == [
        "示建燃改〔2022〕1号 燃气经营企业01.docx",
        "示建燃改〔2022〕2号 熟食店01.docx",
    ]
    for path, person in zip(made, ("吴某", "郑某"), strict=True):
        assert f"已写出：{path}" in done.err
        assert any(person in each.text for each in Document(str(path)).paragraphs)


def test_nobody_answers_for_another_unit(graded: Command) -> None:
    """One person for several units, two for one, or one for a case that is not there: refused with what to write."""
    said = [word for each in SETS for word in ("--set", each)]
    issue = ("notice", "issue", "rectification", *BOTH, *said, "--per-unit")
    for_all = graded(*issue, user="sup1")
    assert for_all.code == 2
    for number, unit in zip(BOTH, ("燃气经营企业01", "熟食店01"), strict=True):
        assert f"--set responsible_person@{number}={unit}的" in for_all.err
    elsewhere = graded(*issue, "--set", "responsible_person@RQ-2022-0099=郑某", user="sup1")
    assert elsewhere.code == 2
    own = [f"responsible_person@{number}={name}" for number, name in zip(BOTH, ("郑某", "________"), strict=True)]
    others = [word for each in SETS if "responsible" not in each for word in ("--set", each)]
    stray = ("--set", "responsible_person@RQ-2022-0099=王某")
    both = (word for each in own for word in ("--set", each))
    issue = ("notice", "issue", "rectification", *BOTH, *others, *both, "--per-unit")
    assert graded(*issue, *stray, user="sup1").code == 2
    done = graded(*issue, user="sup1")
    assert done.code == 0, done.err
    for number, person in (("1", "郑某"), ("2", "________")):
        shown = json.loads(graded("notice", "show", f"示建燃改〔2022〕{number}号", "--json", user="sup1").out)
        assert shown["values"]["responsible_person"] == person


def test_what_is_written_by_hand_later_may_be_left_open_for_all(graded: Command) -> None:
    """A line to write on is nobody's name; an office or a dash would be one."""
    others = [word for each in SETS if "responsible" not in each for word in ("--set", each)]
    issue = ("notice", "issue", "rectification", *BOTH, *others, "--per-unit", "--set")
    for name in ("负责人", "_吴某_"):
        assert graded(*issue, f"responsible_person={name}", "--dry-run", user="sup1").code == 2
    done = graded(*issue, "responsible_person=________", user="sup1")
    assert done.code == 0, done.err
    for number in ("1", "2"):
        shown = json.loads(graded("notice", "show", f"示建燃改〔2022〕{number}号", "--json", user="sup1").out)
        assert shown["values"]["responsible_person"] == "________"


def test_notices_for_each_unit_go_out_together_or_not_at_all(graded: Command) -> None:
    """What one of them lacks keeps back the other."""
    graded("act", BOTH[0], "issue", user="sup1")
    lacking = graded("notice", "issue", "rectification", *BOTH, "--set", "days=7", "--per-unit", user="sup1")
    assert lacking.code == 1
    assert json.loads(graded("notice", "list", "--json", user="sup1").out)["items"] == []


def test_a_code_with_a_slip_is_refused(command: Command) -> None:
    """The check digit of 统一社会信用代码 is python-stdnum's."""
    wrong = command("unit", "add", "某某建设公司", "--code", "91530600MA6K12345T", user="sup1")
    assert wrong.code == 2
    assert "校验位不符" in wrong.err
    assert command("unit", "add", "某某建设公司", "--code", "91530600ma6k12345l", user="sup1").code == 0
    shown = json.loads(command("unit", "show", "91530600MA6K12345L", "--json", user="sup1").out)
    assert (shown["name"], shown["code"]) == ("某某建设公司", "91530600MA6K12345L")
    assert command("unit", "add", "另一家公司", "--code", "91530600MA6K12345L", user="sup1").code == 1


def test_a_name_that_is_taken_is_no_alias(command: Command) -> None:
    """It would let one unit see what is another's without anybody saying that they are one."""
    for name in ("甲建筑公司", "乙设计院"):
        assert command("unit", "add", name, user="sup1").code == 0
    taken = command("unit", "alias", "甲建筑公司", "乙设计院", "--yes", user="sup1")
    assert taken.code == 1
    assert "unit merge" in taken.err
    assert command("unit", "merge", "甲建筑公司", "甲建筑公司", "--yes", user="sup1").code == 1


def test_what_only_another_region_names_is_told_there_alone(command: Command, desk: Desk) -> None:
    """A bug: a unit that is known only from a subject of another region was listed, shown and offered."""
    for name, region in (("near", "530602"), ("far", "530621")):
        desk.as_("sup1").people.add(name, name, ["inspector"], region=region)
        subject = {"key": f"op-{name}", "kind": "operator", "name": f"{name}燃气经营部", "region": region}
        desk.as_(name).subjects.add("gas", SubjectInput.model_validate(subject))
    for mine, other in (("near", "far"), ("far", "near")):
        told = command("unit", "list", user=mine).out
        assert f"{mine}燃气经营部" in told
        assert f"{other}燃气经营部" not in told
        hidden = command("unit", "show", f"{other}燃气经营部", user=mine)
        assert (hidden.code, f"是{other}" in hidden.err) == (2, False)
        offered = [each.text for each in units(desk.as_(mine), "燃气经营部").found]
        assert offered == [f"{mine}燃气经营部"]
    assert command("unit", "add", "far燃气经营部", user="sup1").code == 0
    assert command("unit", "show", "far燃气经营部", user="near").code == 0


def test_what_cannot_be_undone_is_asked_first(command: Command) -> None:
    """Nobody answers where there is no terminal."""
    for name in ("甲建筑公司", "乙设计院"):
        command("unit", "add", name, user="sup1")
    assert command("unit", "merge", "甲建筑公司", "乙设计院", user="sup1").code == 2
    assert command("unit", "show", "没有的", user="sup1").code == 2


ELSEWHERE, NEARLY = "昆明云岭管道燃气有限公司", "昆明云岭管道燃汽有限公司"
NAMING = (
    f"unit add {NEARLY}",
    f"user add resp9 --title 张某丁 --role responsible --party {NEARLY}",
    f"user add resp9 --title 张某丁 --role responsible --party {NEARLY} --new-unit",
    f"subject add shop-09 --pack gas --kind catering --name 店九 --region 530602 --set party={NEARLY}",
    f"subject rename shop-01 店一 --party {NEARLY}",
    f"subject correct shop-01 --set party={NEARLY} --why 写错 --yes",
    f"case correct {BOTH[0]} --set party={NEARLY} --why 写错 --yes",
    f"export reply --party {NEARLY} -o {{folder}}/x.xlsx",
)


def test_a_unit_of_another_region_is_not_named_as_near(command: Command, desk: Desk, inspection_file: Path) -> None:
    """To who may not see it; whoever sees the whole ledger is asked about it."""
    assert command("inspect", "run", str(inspection_file), user="insp1").code == 0
    desk.sign()
    given = SubjectInput(key="far-1", kind="catering", name=ELSEWHERE, region="530102")
    desk.as_("insp1").subjects.add("gas", given)
    enrol(desk.as_("sup1"), "near1", "主管丁", ["supervisor"], region="5306")
    before = desk.path.read_bytes()
    asked, told = list[str](), list[str]()
    for line in NAMING:
        words = line.format(folder=desk.path.parent).split()
        for user, found in (("sup1", asked), ("near1", told)):
            done = command(*words, user=user)
            found.extend([line] if ELSEWHERE in done.err + done.out else [])
            desk.path.write_bytes(before)
    assert (asked, told) == (list(NAMING), [])
