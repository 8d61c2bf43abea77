"""收回提出, of every kind of proposal: by who made it, while nobody has answered; then there is nothing to confirm."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass

import pytest

from inspect_engine.errors import Conflict, Refused
from inspect_engine.ledger.proposals import KINDS
from tests.cli.test_once import CASE, DRAFTED, IMPORT, IMPOSE, LINES, PROPOSE, SANCTION, SERVE, VOID, Office, logged_in
from tests.conftest import Command, Desk
from tests.storage.forging import Forger
from tests.torture.commands import LISTS, beside

MAJOR = f"act {CASE} grade --set severity=major --set reason=无证"


@dataclass(frozen=True)
class Case:
    """What is proposed (by sup1), after what; and how another would confirm it, with how he is told that he cannot.

    Without ``told`` the same words propose it anew: they are no confirming."""

    kind: str
    words: str
    confirm: str
    told: str = ""
    before: tuple[tuple[str, ...], ...] = ()
    by: str = "sup1"
    on: str = "2022-03-02"


TRIED = {
    "withdraw": Case("case.proposed", VOID, f"act {CASE} withdraw", "收回"),
    "override": Case("case.proposed", PROPOSE, f"override confirm {CASE} grade", "收回", by="insp1"),
    "case": Case(
        "correction.proposed",
        f"case correct {CASE} --set severity=general --why 看错 --yes",
        f"case correct {CASE} --yes",
        "收回",
        (("sup1", MAJOR),),
    ),
    "notice": Case(
        "correction.proposed",
        f"notice correct {LINES['notice correct'].words.split()[2]} --set served_on=2022-03-04 --why 抄错 --yes",
        f"notice correct {LINES['notice correct'].words.split()[2]} --yes",
        "没有待确认的更正",
        (*DRAFTED, ("insp1", f"{SERVE} --on 2022-03-03", "2022-03-05")),
        on="2022-03-20",
    ),
    "user": Case(
        "correction.proposed",
        "user correct insp1 --set roles=viewer --why 登错 --yes",
        "user correct insp1 --yes",
        "没有待确认的更正",
    ),
    "enrolment": Case(
        "user.proposed", "user add boss --title 主管丙 --role supervisor", "user confirm boss", "没有登记"
    ),
    "sanction": Case(
        "sanction.proposed",
        f"sanction revoke {SANCTION} --reason 复议 --yes",
        f"sanction revoke {SANCTION} --yes",
        "理由",
        (("sup1", IMPOSE),),
    ),
    "import": Case("ledger.import_proposed", IMPORT, "import confirm --yes", "没有待确认的导入"),
    "import back": Case(
        "ledger.take_back_proposed",
        "import take-back {import} --why 认反了 --yes",
        "import take-back {import} --yes",
        "理由",
        (("sup1", IMPORT), ("sup2", "import confirm --yes")),
    ),
    "definition": Case("definition.proposed", "packs adopt yard --yes", "packs confirm yard --yes", "没有"),
    "calendar": Case(
        "calendar.proposed",
        "calendar import {calendar}",
        "calendar confirm 2027",
        "没有待确认的放假安排",
        on="2026-11-20",
    ),
    "annulment": Case(
        "case.annulment_proposed",
        LINES["clock annul"].words,
        LINES["clock annul"].words,
        before=LINES["clock annul"].before,
        on="2022-03-04",
    ),
}


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return logged_in(tmp_path_factory.mktemp("logged"))


@pytest.fixture
def office(command: Command, desk: Desk, logged: Desk, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same office, in which a checklist may be adopted besides."""
    shutil.copytree(logged.path.parent, desk.path.parent, dirs_exist_ok=True)
    beside(desk.path.parent)
    monkeypatch.setenv(LISTS, str(desk.path.parent / "yard1"))
    return Office(command, desk.on("2022-03-02"), monkeypatch)


def proposed(office: Office, tried: Case) -> str:
    """What is listed as proposed, once it is."""
    for user, words, *day in tried.before:
        office.desk.on(day[0] if day else "2022-03-02")
        assert office.run(words, user).code == 0
    office.desk.on(tried.on)
    done = office.run(tried.words, tried.by)
    assert done.code == 0, done.err
    [one] = json.loads(office.run("proposal list --json", tried.by).out)["items"]
    return str(one["short"])


def kinds(office: Office) -> list[str]:
    return [body["kind"] for body in Forger(office.desk.path).bodies]


def acts(office: Office) -> int:
    """Records but those of what was refused."""
    return sum(kind != "access.denied" for kind in kinds(office))


def test_every_kind_is_tried() -> None:
    assert {each.kind for each in TRIED.values()} == set(KINDS)


@pytest.mark.parametrize("name", TRIED)
def test_taken_back_it_waits_no_longer(office: Office, name: str) -> None:
    tried = TRIED[name]
    short = proposed(office, tried)
    assert kinds(office).count(tried.kind) == 1
    other = office.run(f"proposal retract {short} --why 不同意 --yes", "sup2")
    assert (other.code, "没有你提出而待确认的" in other.err) == (2, True)

    done = office.run(f"proposal retract {short} --why 查明不必 --yes", tried.by)
    assert (done.code, "已收回：提出的" in done.err) == (0, True), done.err
    assert office.run("proposal list --json", tried.by).out.count("short") == 0
    again = office.run(f"proposal retract {short} --why 查明不必 --yes", tried.by)
    assert again.code == 2

    stored = acts(office)
    confirmed = office.run(tried.confirm, "sup2")
    if tried.told:
        assert (confirmed.code in (1, 2), tried.told in confirmed.err) == (True, True), confirmed.err
        assert acts(office) == stored
    else:
        assert kinds(office).count(tried.kind) == 2
    assert office.desk.as_("sup1").verify() == []


@pytest.mark.parametrize("name", [name for name, each in TRIED.items() if each.told])
def test_confirmed_it_is_not_taken_back(office: Office, name: str) -> None:
    tried = TRIED[name]
    short = proposed(office, tried)
    done = office.run(tried.confirm if "back" not in name else f"{tried.confirm} --why 认反了", "sup2")
    assert done.code == 0, done.err
    assert office.run(f"proposal retract {short} --why 查明不必 --yes", tried.by).code == 2
    assert office.desk.as_("sup1").verify() == []


def test_proposed_anew_it_is_confirmed(office: Office) -> None:
    for name in ("import", "enrolment", "definition", "calendar"):
        tried = TRIED[name]
        short = proposed(office, tried)
        assert office.run(f"proposal retract {short} --why 写错 --yes").code == 0
        proposed(office, tried)
        done = office.run(tried.confirm, "sup2")
        assert done.code == 0, done.err
    assert office.desk.as_("sup1").verify() == []


def test_at_the_same_moment_one_of_the_two_wins(office: Office) -> None:
    """Who saw it stand confirms what was taken back meanwhile, and the other way round."""
    proposed(office, TRIED["withdraw"])
    seen = office.desk.as_("sup2").cases.get(CASE).last_event
    office.desk.as_("sup1").proposals.retract(CASE, "查明不必")
    with pytest.raises(Conflict, match="已由“sup1”于 2022-03-02 收回（查明不必），没有可确认的，本次没有保存"):
        office.desk.as_("sup2").cases.act(CASE, "withdraw", base=seen)

    proposed(office, TRIED["withdraw"])
    [one] = office.desk.as_("sup1").proposals.mine()
    office.desk.as_("sup2").cases.act(CASE, "withdraw")
    with pytest.raises(Refused, match="已经有人确认"):
        office.desk.as_("sup1").proposals.retract(one.record, "查明不必")
    assert office.desk.as_("sup1").verify() == []


def test_the_correction_beside_a_proposal_is_taken_back_alone(office: Office) -> None:
    """Each by its own number: the case has two, so its own names neither."""
    assert office.run(MAJOR).code == 0
    proposed(office, TRIED["withdraw"])
    assert office.run(f"case correct {CASE} --set severity=general --why 看错 --yes").code == 0
    told = office.run(f"proposal retract {CASE} --why 看错 --yes")
    assert (told.code, "有几项是你提出的" in told.err) == (2, True)
    for one, left in zip(reversed(office.desk.as_("sup1").proposals.mine()), (True, False), strict=True):
        office.desk.as_("sup1").proposals.retract(one.short, "看错")
        case = office.desk.as_("sup2").cases.get(CASE)
        assert (case.proposal is not None, case.correction) == (left, None)
    assert office.desk.as_("sup1").verify() == []


FORGED: dict[str, tuple[str, dict[str, object]]] = {
    "只能由他本人收回": ("insp1", {"persons": ["insp1"]}),
    "所收回的提议不存在": ("sup1", {"proposed": "nobody"}),
    "没有写明为什么收回": ("sup1", {"why": " "}),
    "参与人记为": ("sup1", {"persons": ["sup2"]}),
    "名称记为": ("sup1", {"title": "收回提出的“并案”"}),
}


@pytest.mark.parametrize("told", FORGED)
def test_what_is_forged_is_named(office: Office, told: str) -> None:
    """Taken back by another, of what nobody proposed, without a reason, or by other words than the program's."""
    proposed(office, TRIED["withdraw"])
    forger, (user, wrong) = Forger(office.desk.path), FORGED[told]
    what = {"what": "“撤销”", "title": "收回提出的“撤销”", "why": "查明不必", "persons": ["sup1"]}
    data = {"on": "2022-03-02", "proposed": forger.last("case.proposed")["id"], **what, **wrong}
    forger.append("proposal.retracted", data, user, case=forger.case(CASE))
    found = office.desk.as_("sup1").verify()
    assert told in "；".join(map(str, found))


def test_what_was_taken_back_is_not_taken_back_again_by_a_forger(office: Office) -> None:
    proposed(office, TRIED["withdraw"])
    event = office.desk.as_("sup1").proposals.retract(CASE, "查明不必")
    forger = Forger(office.desk.path)
    forger.append("proposal.retracted", event.data, "sup1", case=event.case)
    assert "不能再收回" in "；".join(map(str, office.desk.as_("sup1").verify()))
