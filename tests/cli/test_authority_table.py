"""The table of who may do what, tried out cell by cell; and the handbook prints the same."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from inspect_engine.cli.app import command_line
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.errors import InputError, Refused
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger, create_ledger, identity, open_ledger
from inspect_engine.reading.definitions import load_library
from tests.cli import authority_table
from tests.cli.authority_table import COMMANDS, LETTERS, may
from tests.conftest import Desk, enrol, take_over

REGIONS = {"whole": "", "above": "5306", "own": "530602", "elsewhere": "5307"}
PEOPLE = [(letter, relation) for letter in "ISV" for relation in REGIONS] + [("R", "own"), ("R", "elsewhere")]
SHEET = """\
pack: gas
date: 2022-02-17
inspectors: [{me}]
subjects:
  - {{key: {key}, kind: catering, name: {name}, region: "530602"}}
answers:
  - {{subject: {key}, item: CAT-01, answer: fail, values: {{state: none}}}}
"""
SECRET = "一个不会有人猜到的口令"
OUT_OF_SIGHT = ("没有隐患“", "没有检查“", "“shop-01”没有登记", "“victim”没有登记", "“victim2”没有登记")


class House:
    """One ledger with a person of each role for each region, a case, and an inspection under way in 530602.

    Everyone is known by his passphrase. Whatever a command stores is undone before the next one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder / "ledger.db")
        self.root = command_line()
        founder = create_ledger(self.desk.path, "founder", "建账人", rehearsal=True, clock=self.desk.clock)
        for letter, relation in PEOPLE:
            name, party = f"{letter}-{relation}", None
            if letter == "R":
                party = "店一" if relation == "own" else "店二"
            region = "" if letter == "R" else REGIONS[relation]
            (enrol if letter == "S" else self._enrol)(founder, name, f"某{name}", [LETTERS[letter]], party, region)
            take_over(founder, name, SECRET)
        for name in ("victim", "victim2"):
            founder.people.add(name, f"某{name}", ["viewer"], region="530602")
        self.inspectors = [f"I-{relation}" for relation in REGIONS if relation != "elsewhere"]
        file = self.sheet("I-whole", "shop-01", "店一")
        self.case = inspections.run(self.as_("I-whole"), file).cases[0]
        self.inspection = self.as_("I-whole").inspections.start("gas", ["shop-01"], self.inspectors)
        founder.delegations.grant("victim2", "victim", founder.desk.today() + timedelta(days=9), "出差")
        shutil.copy(self.desk.path, self.kept)

    def _enrol(self, founder: Ledger, name: str, title: str, roles: list[str], party: str | None, region: str) -> None:
        founder.people.add(name, title, roles, party, region=region, new_unit=bool(party))

    @property
    def workflow(self) -> str:
        return fold(entry.event for entry in self.as_("founder").cases.history(self.case.number)).workflow

    @property
    def kept(self) -> Path:
        return self.folder / "kept.db"

    def as_(self, name: str) -> Ledger:
        return open_ledger(self.desk.path, name, self.desk.clock, ask=lambda _: SECRET)

    def sheet(self, me: str, key: str, name: str) -> Path:
        path = self.folder / "sheet.yaml"
        path.write_text(SHEET.format(me=me, key=key, name=name), encoding="utf-8")
        return path

    def try_(self, name: str, words: str, monkeypatch: pytest.MonkeyPatch) -> str:
        """What a command line of this person comes to: empty when he may, else why not."""
        file = self.sheet(name, "shop-07", "店七") if "{file}" in words else None
        given = {"case": self.case.number, "inspection": self.inspection, "folder": self.folder}
        line = words.format(file=file, **given).split()
        monkeypatch.setenv("INSPECT_ENGINE_NOW", self.desk.moment.isoformat())
        monkeypatch.setenv("INSPECT_ENGINE_PASSPHRASE", SECRET)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}二\n"))
        try:
            self.root.main(["--db", str(self.desk.path), "--user", name, *line], standalone_mode=False)
        except Refused as refused:
            return str(refused) if _forbidden(refused) else ""
        except InputError as error:
            return str(error) if any(words in str(error) for words in OUT_OF_SIGHT) else ""
        finally:
            shutil.copy(self.kept, self.desk.path)
        return ""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Definitions are read once, not for each of a thousand command lines; hashes cost as little as they may."""
    library = load_library()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inspect_engine.reading.definitions.load_library", lambda *_: library)
        patch.setattr(identity, "hasher", lambda: PasswordHasher.from_parameters(CHEAPEST))
        yield House(tmp_path_factory.mktemp("house"))


def _forbidden(refused: Refused) -> bool:
    """Refused for who he is or where, not for what he gave."""
    return any(words in refused.reason for words in ("须由", "区划", "”没有登记", "已停用"))


def test_the_table_has_every_command() -> None:
    """A new command needs a row in ``authority_table.COMMANDS``, and with it a decision who may run it."""
    assert sorted(authority_table.commands()) == sorted(COMMANDS)


def test_the_handbook_prints_the_table() -> None:
    """After a change: ``python -m tests.cli.authority_table``, and read what has changed."""
    assert authority_table.PAGE.read_text(encoding="utf-8") == authority_table.page() + "\n"


@pytest.mark.parametrize("name", [name for name, row in COMMANDS.items() if row.words])
def test_each_command_is_for_those_in_the_table(
    house: House, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every role, there for the whole ledger, for the city above, for this county, for another city."""
    row = COMMANDS[name]
    told = {person: house.try_("-".join(person), row.words, monkeypatch) for person in PEOPLE}
    capsys.readouterr()
    wrong = {person: why or "可" for person, why in told.items() if (why == "") != may(row, *person)}
    assert wrong == {}


@pytest.mark.parametrize("name", [name for name, row in COMMANDS.items() if row.words])
def test_no_command_is_for_strangers(
    house: House, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever the ledger does not know is told so, before anything else."""
    assert "没有登记" in house.try_("stranger", COMMANDS[name].words, monkeypatch)
    assert capsys.readouterr().out == ""


# --- actions: every workflow × state × role × region ---------------------------------------------------------------

FLOWS = load_library().workflows


def person(letter: str, relation: str) -> Person:
    party = {"own": "店一", "elsewhere": "店二"}[relation] if letter == "R" else None
    region = "" if letter == "R" else REGIONS[relation]
    return Person(f"{letter}-{relation}", f"某{letter}{relation}", frozenset({LETTERS[letter]}), party, region=region)


@pytest.fixture(scope="module")
def opened(house: House) -> Case:
    return fold(entry.event for entry in house.as_("founder").cases.history(house.case.number))


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_each_action_is_for_its_roles_in_its_state_and_region(opened: Case, flow: Workflow) -> None:
    """In every state just its own actions are offered; each is refused for who he is to everyone but those it is by."""
    life, roster = Lifecycle(flow), {each.name: each for each in (person(*who) for who in PEOPLE)}
    for key, state in flow.states.items():
        case = replace(opened, workflow=flow.id, kind=flow.kind, state=key, state_title=state.title)
        case = replace(case, closed_how=state.closing)
        for letter, relation in PEOPLE:
            offers = life.offers(case, roster[f"{letter}-{relation}"], opened.found_on, roster)
            assert [each.trigger for each in offers] == list(dict.fromkeys(t.trigger for t in flow.from_state(key)))
            by = {step.trigger: step.by for step in flow.from_state(key)}
            for offer in offers:
                fits = LETTERS[letter] in by[offer.trigger] and relation != "elsewhere"
                assert _for_whom(offer.reason) == fits, (key, offer, letter, relation)


def _for_whom(reason: str) -> bool:
    """Whether nothing in a refusal is about role, region or unit."""
    return not any(words in reason for words in ("办理，你是", "不在你的区划", "责任单位是“"))


@pytest.mark.parametrize(("letter", "relation"), PEOPLE)
def test_offers_and_act_agree_with_the_table_in_the_ledger(
    house: House, letter: str, relation: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the case at hand, in its state, each action by the command line: for its roles, in their regions."""
    by = {step.trigger: step.by for step in FLOWS[house.workflow].from_state(house.case.state)}
    assert by
    for trigger, roles in by.items():
        why = house.try_(f"{letter}-{relation}", f"act {{case}} {trigger}", monkeypatch)
        assert (why == "") == (LETTERS[letter] in roles and relation != "elsewhere"), (trigger, why)
    capsys.readouterr()
