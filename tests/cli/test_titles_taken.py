"""What goes by a title is taken by it at every door, and numbers in full width; a table of the doors."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Command, Desk, write_inspection

GRADE = "--set severity=一般 --set reason=一般"
CATERING = "--kind 餐饮场所 --name 店 --region 530602"
DOORS = {
    "an action": ("act RQ-2022-0001 定级 --set severity=一般 --set reason=一般", '"trigger": "grade"'),
    "an action on many": (
        "act RQ-2022-0001 RQ-2022-0002 定级 --set severity=一般 --set reason=一般",
        '"trigger": "grade"',
    ),
    "a kind, to plan": ("plan add gas 餐饮场所 --months 6", '"kind": "catering"'),
    "a checklist, to plan": ("plan add 城镇燃气 catering --months 6", '"pack": "gas"'),
    "a number in full width": ("plan add gas catering --months ６", '"every": 6'),
    "the same with =": ("plan add gas catering --months=１２", '"every": 12'),
    "a kind, to register": (f"subject add s-9 --pack gas {CATERING}", '"kind": "catering"'),
    "a checklist, to register": (f"subject add s-9 --pack 城镇燃气 {CATERING}", '"key": "s-9"'),
    "a checklist, to start": ("inspect start 燃气 --subject shop-01", '"inspection"'),
    "a checklist, to look at": ("packs show 城镇燃气", '"id": "gas"'),
    "a kind, to look at": ("packs show gas --kind 餐饮场所 --format text", ""),
    "a checklist, for its limits": ("params --pack 城镇燃气", '"items"'),
    "a checklist, to compare": ("packs diff 城镇燃气 gas", '"items": []'),
    "cases of a checklist": ("case list --pack 燃气", "RQ-2022-0001"),
    "a workflow": ("case diagram 隐患整改闭环", "stateDiagram"),
    "a kind of alarm": ("alarm list --kind 佐证材料重复", '"items"'),
    "a kind of sanction": ("sanction kinds 通报批评", '"id": "public-criticism"'),
    "how many days": ("plan due --within ３０", '"items"'),
}


@pytest.fixture
def found(desk: Desk, command: Command) -> Command:
    file = write_inspection(desk.path.parent)
    outcome = command("inspect", "run", str(file), user="insp1")
    assert outcome.code == 0, outcome.err
    return command


def told(outcome: str) -> str:
    return json.dumps(json.loads(outcome), ensure_ascii=False)


@pytest.mark.parametrize("door", DOORS)
def test_what_goes_by_a_title_is_taken_by_it(found: Command, door: str) -> None:
    line, shown = DOORS[door]
    user = "insp1" if line.startswith("inspect start") else "sup1"
    outcome = found(*line.split(), "--json", user=user)
    assert outcome.code == 0, outcome.err
    assert shown in told(outcome.out)


def test_many_are_acted_on_once_though_the_action_is_named_otherwise_again(found: Command) -> None:
    line = ("act", "RQ-2022-0001", "RQ-2022-0002", "--set", "severity=一般", "--set", "reason=一般")
    first = found(*line[:3], "定级", *line[3:], "--request-id", "r1")
    again = found(*line[:3], "定级", *line[3:], "--request-id", "r1")
    assert (first.code, again.code) == (0, 0), again.err
    assert again.out.count("以前已办") == 2


def test_a_file_names_kinds_and_checklists_by_their_titles(desk: Desk, command: Command) -> None:
    file = write_inspection(desk.path.parent)
    text = file.read_text("utf-8").replace("pack: gas", "pack: 城镇燃气").replace("kind: catering", "kind: 餐饮场所")
    file.write_text(text, "utf-8")
    outcome = command("inspect", "run", str(file), user="insp1")
    assert outcome.code == 0, outcome.err
    assert '"餐饮场所"' not in told(command("subject", "list", "--json").out)
    assert desk.as_("sup1").verify() == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("act RQ-2022-0001 销了号", "没有动作“销了号”"),
        ("act RQ-2022-0001 销号", "现为“已发现”，这一步不能办"),
        ("plan add gas 站 --months 6", "不检查“站”"),
        ("plan add 质量 catering --months 6", "没有检查表包“质量”"),
        ("plan add gas catering --months 六", "选项 --months 不能是“六”"),
    ],
)
def test_what_several_go_by_or_none_is_refused_as_ever(found: Command, line: str, said: str) -> None:
    """一字 names nothing: it would fit too much; nothing is stored."""
    outcome = found(*line.split())
    assert outcome.code in (1, 2)
    assert said in outcome.err


def test_words_that_are_kept_stay_as_they_were_typed(found: Command) -> None:
    outcome = found("case", "note", "RQ-2022-0001", "６", "--json")
    assert '"text": "６"' in told(outcome.out)
