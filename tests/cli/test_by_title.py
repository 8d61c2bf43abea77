"""People by what they are called: every door that takes a user takes his title, where it fits one only."""

from __future__ import annotations

import json

import pytest

from inspect_engine.errors import Refused
from inspect_engine.ledger import open_ledger
from tests.cli.test_short_numbers import started
from tests.conftest import Command, Desk, enrol, write_inspection

DOORS = [
    ("sup1", "user region 检查员乙 530602", "user list", '"insp2", "title": "检查员乙"', "530602"),
    ("sup1", "user correct 检查员乙 --set title=孙某某 --why 写错 --yes", "user list", "孙某某"),
    ("sup1", "user distinguish 检查员乙 0412", "user list", "检查员乙（0412）"),
    ("sup1", "user disable 检查员乙 --yes", "user list", '"active": false'),
    ("sup1", "delegation add 检查员甲 --of 检查员乙 --until +7 --reason 休假", "delegation list", '"insp1"', '"insp2"'),
    ("sup1", "case assign RQ-2022-0001 检查员乙", "case list --owner 检查员乙", "RQ-2022-0001"),
    ("sup1", "user hand-over 检查员甲 检查员乙", "case list --owner insp2", '"items"'),
    ("insp1", "inspect start gas --subject shop-01 --with 检查员乙", "inspect list", '["insp1", "insp2"]'),
    ("insp1", "inspect start gas --subject shop-01 --inspector 检查员甲 --with insp1", "inspect list", '["insp1"]'),
    ("检查员甲", "inspect start gas --subject shop-01", "inspect list", '["insp1"]'),
    (
        "sup1",
        "notice office add --code 示建 --title 某局 --certificate 检查员乙=滇01",
        "notice office list",
        '"insp2": "滇01"',
    ),
]


@pytest.fixture
def found(desk: Desk, command: Command) -> Command:
    file = write_inspection(desk.path.parent)
    outcome = command("inspect", "run", str(file), user="insp1")
    assert outcome.code == 0, outcome.err
    return command


@pytest.mark.parametrize(("user", "line", "then", "told"), [(a, b, c, rest) for a, b, c, *rest in DOORS])
def test_who_is_meant_by_his_title_is_taken(found: Command, user: str, line: str, then: str, told: list[str]) -> None:
    outcome = found(*line.split(), user=user)
    assert outcome.code == 0, outcome.err
    shown = json.dumps(json.loads(found(*then.split(), "--json").out), ensure_ascii=False)
    assert all(each in shown for each in told), shown


def test_an_inspection_changes_hands_and_its_signature_too(desk: Desk, command: Command) -> None:
    short = started(command, "s-1")
    assert command("inspect", "hand-over", short, "检查员乙", "--from", "检查员甲", user="insp1").code == 0
    assert json.loads(command("inspect", "list", "--json").out)["items"][0]["inspectors"] == ["insp2"]
    unknown = command("inspect", "hand-over", short, "检查员己", user="insp2")
    assert (unknown.code, "用户“检查员己”没有登记" in unknown.err) == (2, True)


def test_a_supervisor_who_is_proposed_is_confirmed_by_his_title(desk: Desk, command: Command) -> None:
    """And whoever is enrolled under that very name is somebody else."""
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    assert desk.as_("sup2").people.add("sup3", "主管丙", ["supervisor"]).proposed == "sup2"
    assert "已登记用户 sup3" in command("user", "confirm", "主管丙").err
    assert [each.name for each in desk.as_("sup1").people.all() if each.name == "sup3"] == ["sup3"]


def test_a_file_names_inspectors_by_their_titles(desk: Desk, command: Command) -> None:
    file = write_inspection(desk.path.parent)
    file.write_text(file.read_text("utf-8").replace("[insp1, insp2]", "[检查员甲, 检查员乙]"), "utf-8")
    assert command("inspect", "run", str(file), user="insp1").code == 0
    assert json.loads(command("inspect", "list", "--json").out)["items"][0]["inspectors"] == ["insp1", "insp2"]


def test_several_who_are_called_so_are_named_to_choose_from(desk: Desk, found: Command) -> None:
    """A stranger is told that there are several, and not who."""
    chief = desk.as_("sup1")
    chief.people.distinguish("insp2", "07")
    chief.people.add("insp3", "检查员乙", ["inspector"], distinct="08")
    outcome = found("case", "assign", "RQ-2022-0001", "检查员乙")
    assert outcome.code == 2
    assert "叫“检查员乙”的有 2 位" in outcome.err
    assert "请写用户名：insp2（检查员乙（07））、insp3（检查员乙（08））" in outcome.err
    assert found("case", "assign", "RQ-2022-0001", "检查员乙（08）").code == 0
    with pytest.raises(Refused, match="叫“检查员乙”的不止一位，请写用户名") as caught:
        open_ledger(desk.path, "检查员乙", desk.clock)
    assert "insp" not in str(caught.value)


def test_a_name_that_is_somebodys_own_means_him_whatever_others_are_called(desk: Desk, found: Command) -> None:
    """And who is out of sight is nobody, by his title as by his name."""
    chief = desk.as_("sup1")
    chief.people.add("insp9", "远方某人", ["inspector"], region="530102")
    enrol(chief, "sup5", "昭通主管", ["supervisor"], region="5306")
    near = found("case", "assign", "RQ-2022-0001", "insp2")
    far = found("case", "assign", "RQ-2022-0001", "远方某人", user="sup5")
    never = found("case", "assign", "RQ-2022-0001", "从无此人", user="sup5")
    assert (near.code, far.code, never.code) == (0, 2, 2)
    assert far.err.replace("远方某人", "…") == never.err.replace("从无此人", "…")
