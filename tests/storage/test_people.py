"""Regions, passphrases, standing in and break-glass on a real ledger: what is seen, what is kept, what is recorded."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import InputError, InspectError, Refused
from inspect_engine.exports.closure import workbook
from inspect_engine.ledger import CaseFilter, Ledger, identity, open_ledger
from inspect_engine.ledger.keeping.upgrading import upgrade
from inspect_engine.storage import sqlite
from tests.conftest import enrol, forget, take_over
from tests.storage.conftest import PEOPLE, TABLES, SqliteWorld

NEAR, FAR, CITY = "XB-2026-0001", "XB-2026-0002", "XB-2026-0003"
"""A case of 昭阳区 (530602), one of 玉龙县 (530721) in another city, one of 昭通市 itself (530600)."""
WORD = "三 盏 灯 照 山路"


class County(SqliteWorld):
    """Cases in three places, and people who are there for one of them."""

    def enter(self, user: str, word: str | None = None, acts_for: str | None = None) -> Ledger:
        """As :meth:`open`, with a passphrase, or standing in for another."""
        ledger = open_ledger(self.path, user, self.clock, acts_for=acts_for, ask=lambda _: word)
        ledger.desk.library = self.open("sup1").desk.library
        return ledger

    def give(self, name: str, word: str = WORD) -> None:
        """Somebody sets his own passphrase, in place of one that a supervisor has set for him."""
        take_over(self.open("sup1"), name, word)

    def refusal(self, work: Callable[[], object]) -> str:
        with pytest.raises(Refused) as caught:
            work()
        return str(caught.value)

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [
            {**entry.event.data, "by": entry.event.actor.user, "via": entry.event.actor.via}
            for entry in self.entries()
            if entry.event.kind == kind
        ]

    def entries(self) -> list[Any]:
        from inspect_engine.storage import queries

        with self.open("sup1").desk.reading() as connection:
            kinds = [row[0] for row in connection.execute("SELECT DISTINCT kind FROM eventrow")]
            return queries.events_of(connection, *kinds)


def shop(n: int, region: str) -> SubjectInput:
    return SubjectInput(key=f"shop-{n}", kind="shop", name=f"商铺{n}", region=region)


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> County:
    world = County(tmp_path_factory.mktemp("counties"))
    world.settle()
    chief = world.open("sup1")
    for name, title, role, region in (
        ("county", "县检查员", "inspector", "530602"),
        ("county2", "县检查员乙", "inspector", "530602"),
        ("chief", "县主管", "supervisor", "530602"),
        ("city", "市主管", "supervisor", "530600"),
        ("other", "邻市主管", "supervisor", "530700"),
        ("otheri", "邻市检查员", "inspector", "5307"),
        ("reader", "县查阅", "viewer", "530602"),
    ):
        if role == "supervisor":
            enrol(chief, name, title, [role], region=region)
        else:
            chief.people.add(name, title, [role], region=region)
    shops = (shop(0, "530602"), shop(1, "530721"), shop(2, "530600"))
    answers = tuple(AnswerInput(subject=each.key, item="S-1", answer="fail", sure=True) for each in shops)
    world.open("insp1").inspections.run(world.given(subjects=shops, answers=answers))
    return world


@pytest.fixture
def county(counties: County, tmp_path: Path) -> County:
    """A copy of that ledger."""
    made = County(tmp_path)
    shutil.copy(counties.path, made.path)
    return made


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The library's own cheapest parameters, and nothing proved by another test."""
    monkeypatch.setattr(identity, "hasher", lambda: PasswordHasher.from_parameters(CHEAPEST))
    forget()
    yield
    forget()


# --- regions: what is out of sight is nowhere ----------------------------------------------------------------------

SEES = {
    "sup1": [NEAR, FAR, CITY],
    "city": [NEAR, CITY],
    "county": [NEAR],
    "reader": [NEAR],
    "other": [FAR],
    "op1": [NEAR],
}


@pytest.mark.parametrize("user", SEES)
def test_everyone_sees_his_region_everywhere_and_nothing_else_anywhere(counties: County, user: str) -> None:
    """Lists, counts, search, board, histories, alarms, case by number and by id: the same cases, no other."""
    ledger, sees = counties.open(user), SEES[user]
    ids = {line.number: line.id for line in counties.open("sup1").cases.page()}
    assert [line.number for line in ledger.cases.page()] == sees
    assert [line.number for line in ledger.cases.page(order="due")] == sees
    assert ledger.cases.count() == len(sees)
    assert ledger.figures.board().found == len(sees)
    assert [one.line.number for one in ledger.figures.histories(ledger.desk.today())] == sees
    for number, key in ids.items():
        for reference in (number, key):
            if number in sees:
                assert ledger.cases.get(reference).number == number
            else:
                with pytest.raises(InputError):
                    ledger.cases.history(reference)
    assert ledger.cases.count(CaseFilter(text="商铺1")) == (FAR in sees)
    assert ledger.cases.count(CaseFilter(region="5307")) == (FAR in sees)
    assert ledger.cases.count(CaseFilter(party="商铺1")) == (FAR in sees)


@pytest.mark.parametrize("verb", ["case", "offers", "explain", "act", "repin"])
def test_a_number_out_of_sight_reads_as_one_that_never_was(counties: County, verb: str) -> None:
    """Word for word, but for the number itself."""
    ledger = counties.open("chief")
    works: dict[str, Callable[[str], object]] = {
        "case": ledger.cases.get,
        "offers": ledger.cases.offers,
        "explain": ledger.judgement.explain,
        "act": lambda number: ledger.cases.act(number, "drop"),
        "repin": lambda number: ledger.cases.repin(number, "installed"),
    }
    told = []
    for number in (FAR, "XB-2026-0999"):
        with pytest.raises(InputError) as caught:
            works[verb](number)
        told.append(str(caught.value).replace(number, "某号"))
    assert told[0] == told[1]
    assert "范围是区划 530602" in told[0]


def test_subjects_inspections_and_answers_out_of_sight(counties: County) -> None:
    """One inspection of three places shows each person his part of it; to whom nothing of it is his, it never was."""
    whole = counties.open("sup1").inspections.all()
    key = whole[0].id
    assert [row.key for row in counties.open("county").subjects.find()] == ["shop-0"]
    assert [row.subjects for row in counties.open("city").inspections.all()] == [("shop-0", "shop-2")]
    progress = counties.open("other").inspections.get(key)
    row, answers = progress.inspection, progress.answers
    assert (row.subjects, [each.subject for each in answers]) == (("shop-1",), ["shop-1"])
    counties.open("sup1").people.add("north", "北方", ["viewer"], region="11")
    assert counties.open("north").inspections.all() == []
    with pytest.raises(InputError, match="没有检查"):
        counties.open("north").inspections.get(key)
    found = counties.open("county").definitions.impact(counties.open("county").desk.library.definition("small"))
    assert found.answers == 1


def test_the_workbook_holds_ones_own_and_says_of_what(county: County, tmp_path: Path) -> None:
    workbook.write(county.open("city"), tmp_path / "账.xlsx")
    book = openpyxl.load_workbook(tmp_path / "账.xlsx")
    texts = str([list(sheet.values) for sheet in book])
    assert NEAR in texts
    assert "商铺1" not in texts
    assert FAR not in texts
    assert "昭通市（5306）" in str(list(book["说明"].values))


def test_people_of_elsewhere_are_not_listed(county: County) -> None:
    """Colleagues above and below, and the units of one's own subjects; not those of another city."""
    county.open("sup1").people.add("op9", "外地责任人", ["responsible"], "商铺1", new_unit=True)
    listed = {row.name for row in county.open("county").people.all()}
    assert listed == {"sup1", "sup2", "insp1", "insp2", "op1", "city", "chief", "county", "county2", "reader"}
    assert {row.name for row in county.open("sup1").people.all()} > {"op9", "other"}


def test_a_name_of_elsewhere_is_not_suggested(county: County) -> None:
    """A slip of the pen does not list who works in the next city."""
    county.give("chief")
    works: tuple[Callable[[Ledger], object], ...] = (
        lambda ledger: ledger.delegations.grant("othr", "chief", date(2026, 3, 9), "出差"),
        lambda ledger: ledger.access.set_passphrase("othr", WORD),
        lambda ledger: ledger.people.disable("othr"),
    )
    for work in works:
        with pytest.raises(InputError) as caught:
            work(county.enter("chief", WORD))
        assert "没有登记" in str(caught.value)
        assert "other" not in str(caught.value)


def test_who_is_elsewhere_is_as_nobody(county: County) -> None:
    """The answer is the same, word for word, for one of another city and for one that never was."""
    county.give("chief")
    works: tuple[Callable[[Ledger, str], object], ...] = (
        lambda ledger, name: ledger.people.disable(name),
        lambda ledger, name: ledger.people.set_region(name, "530602"),
        lambda ledger, name: ledger.access.set_passphrase(name, WORD),
        lambda ledger, name: ledger.delegations.grant("county", name, date(2026, 3, 9), "出差"),
        lambda ledger, name: ledger.delegations.end(name, "county"),
        lambda ledger, name: county.enter("chief", WORD, acts_for=name).desk.whoami(),
    )
    for work in works:
        told = []
        for name in ("other", "nobody"):
            with pytest.raises(InspectError) as caught:
                work(county.enter("chief", WORD), name)
            told.append((type(caught.value), str(caught.value).replace(name, "某人")))
        assert told[0] == told[1]
        assert "没有登记" in told[0][1]


def test_a_name_taken_elsewhere_tells_not_by_whom(county: County) -> None:
    """It has to be refused: names are one for the whole ledger. But neither who has it, nor which of the two it is."""
    county.open("sup1").people.add("far", "远方人", ["viewer"], region="530721", os_user="fa")
    county.give("chief")
    for name, title, account in (("far", "新", None), ("n", "远方人", None), ("n", "新", "fa")):
        with pytest.raises(Refused) as caught:
            county.enter("chief", WORD).people.add(name, title, ["viewer"], os_user=account, region="530602")
        assert "不能用" in str(caught.value)
        assert [word for word in ("已登记", "重名", "已对应", "530721", "某") if word in str(caught.value)] == []


def test_before_one_is_known_nobody_is_named(county: County) -> None:
    """Who reads it could be anyone: a slip in one's own name lists nobody else's."""
    for slip in ("sup", "sup11", "insp", "count", "othe"):
        with pytest.raises(Refused) as caught:
            county.open(slip).desk.whoami()
        told = str(caught.value).replace(slip, "")
        assert not [name for name in county.open("sup1").desk.roster() if name in told]


def test_units_of_elsewhere_are_not_suggested(county: County) -> None:
    """They have no region; it is that of what they are liable for."""
    county.give("chief")
    county.open("sup1").people.add("shopkeeper9", "外地责任人", ["responsible"], "商铺1", new_unit=True)
    with pytest.raises(InputError) as caught:
        county.enter("chief", WORD).delegations.end("shopkeper9", "county")
    assert "shopkeeper9" not in str(caught.value)


@pytest.mark.parametrize(
    ("user", "work"),
    [
        ("chief", lambda ledger, _: ledger.people.add("n", "新", ["viewer"])),
        ("chief", lambda ledger, _: ledger.people.add("n", "新", ["viewer"], region="5306")),
        ("chief", lambda ledger, _: ledger.people.add("n", "新", ["viewer"], region="530721")),
        ("chief", lambda ledger, _: ledger.people.disable("city")),
        ("chief", lambda ledger, _: ledger.people.set_region("city", "530602")),
        ("city", lambda ledger, _: ledger.people.set_region("chief", "53")),
        ("city", lambda ledger, _: ledger.people.set_region("city", "")),
        ("sup1", lambda ledger, _: ledger.people.set_region("sup1", "5306")),
        ("chief", lambda ledger, _: ledger.access.require_passphrases()),
        ("chief", lambda ledger, _: ledger.delegations.grant("county", "city", date(2026, 3, 9), "出差")),
        ("county", lambda ledger, _: ledger.subjects.add("small", shop(9, "530721"))),
        ("county", lambda ledger, world: ledger.inspections.run(world.given(inspectors=("county",), start=9))),
        ("county", lambda ledger, _: ledger.subjects.add("small", shop(1, "530602"))),
    ],
)
def test_nobody_acts_beyond_his_region(county: County, user: str, work: Callable[[Ledger, County], object]) -> None:
    """Nor takes away what is beyond it by giving its key another place."""
    before = county.snapshot()
    with pytest.raises(Refused):
        work(county.open(user), county)
    assert county.snapshot() == before


def test_a_key_taken_elsewhere_tells_no_more_than_that(county: County) -> None:
    told = county.refusal(lambda: county.open("county").subjects.add("small", shop(1, "530602")))
    assert "编号“shop-1”不能用" in told
    assert "5307" not in told


def test_a_city_enrols_for_its_counties(county: County) -> None:
    county.open("city").people.add("new", "新县员", ["inspector"], region="530602")
    county.open("city").people.disable("chief")
    county.open("sup1").people.set_region("new", "5307")
    assert county.open("new").cases.count() == 1
    assert county.open("new").cases.page()[0].number == FAR
    assert county.open("sup1").verify() == []


def test_who_finishes_an_inspection_sees_all_of_it(county: County) -> None:
    """Neither are answers of another place lost, nor are its cases opened by somebody who may not see them."""
    boss = county.open("sup1")
    was = boss.desk.roster()["county"].region
    boss.people.set_region("county", "")
    key = county.open("insp1").inspections.start("small", ["shop-0", "shop-1"], ["insp1", "county"])
    boss.people.set_region("county", was)
    for n in range(2):
        county.open("insp1").inspections.answer(
            key, AnswerInput(subject=f"shop-{n}", item="S-1", answer="fail", sure=True)
        )
    with pytest.raises(InputError, match="不在这次检查里"):
        county.open("county").inspections.answer(key, AnswerInput(subject="shop-1", item="S-1", answer="pass"))
    assert "另有 1 个对象不在你的区划内" in county.refusal(lambda: county.open("county").inspections.finish(key))
    assert len(county.open("insp1").inspections.finish(key).cases) == 2


# --- passphrases ---------------------------------------------------------------------------------------------------


def test_who_has_a_passphrase_gives_it(county: County) -> None:
    """A name alone is not enough any more; with it he is known by it, and every event says so."""
    county.give("chief")
    forget()
    assert "INSPECT_ENGINE_PASSPHRASE" in county.refusal(county.open("chief").desk.whoami)
    ledger = county.enter("chief", WORD)
    assert ledger.desk.whoami().via == "passphrase"
    event = ledger.cases.act(NEAR, "issue", {"days": "5", "served_on": "2026-03-02"})
    assert (event.actor.user, event.actor.via) == ("chief", "passphrase")
    assert county.open("sup1").verify() == []


def test_it_is_asked_for_once_a_process(county: County) -> None:
    county.give("chief")
    forget()
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return WORD

    for _ in range(3):
        open_ledger(county.path, "chief", county.clock, ask=ask).desk.whoami()
    assert asked == ["chief"]


def test_the_environment_serves_scripts(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    county.give("chief")
    forget()
    monkeypatch.setenv("INSPECT_ENGINE_PASSPHRASE", WORD)
    assert county.open("chief").desk.whoami().via == "passphrase"


def test_the_same_keys_in_another_form_are_the_same(county: County) -> None:
    """Full-width or composed differently by another machine's keyboard (NFKC)."""
    county.give("chief", "Ｐａｓｓ-éclair-9")
    forget()
    assert county.enter("chief", "Pass-e\u0301clair-9").desk.whoami().via == "passphrase"


def test_a_new_one_replaces_the_old(county: County) -> None:
    county.give("chief")
    county.give("chief", WORD + "新")
    forget()
    assert "口令不对" in county.refusal(lambda: county.enter("chief", WORD))
    assert county.enter("chief", WORD + "新").desk.whoami().name == "chief"


def test_what_is_proved_ends_with_the_passphrase(county: County) -> None:
    """Another process sets a new one: what this one has proved no longer counts."""
    county.give("chief")
    ledger = county.enter("chief", WORD)
    kept = dict(identity._PROVED)
    county.give("chief", WORD + "新")
    forget()
    identity._PROVED.update(kept)
    assert "设有口令" in county.refusal(ledger.desk.whoami)


@pytest.mark.parametrize("user", ["county", "reader", "county2"])
def test_whoever_is_only_named_sets_no_passphrase(county: County, user: str) -> None:
    """Not even his own: anyone at a shared laptop could take a name that way."""
    before = county.snapshot()
    assert "只是自报了名字" in county.refusal(lambda: county.open(user).access.set_passphrase(user, WORD))
    assert county.snapshot() == before


def test_oneself_and_supervisors_above_set_it(county: County) -> None:
    county.give("chief")
    county.give("county")
    county.enter("county", WORD).access.set_passphrase("county", WORD + "甲")
    county.enter("chief", WORD).access.set_passphrase("reader", WORD)
    county.give("county")
    for user, of in (("chief", "city"), ("chief", "other"), ("county", "chief")):
        with pytest.raises((Refused, InputError), match=r"区划|须由主管|“other”没有登记"):
            county.enter(user, WORD).access.set_passphrase(of, WORD)


@pytest.mark.parametrize("word", ["", "short", "  aaaaaaa ", "长" * 201])
def test_too_short_or_endless_ones_are_refused(county: County, word: str) -> None:
    with pytest.raises(InputError, match="8 至 200"):
        county.open("sup1").access.set_passphrase("chief", word)


def test_neither_passphrase_nor_hash_is_told_anywhere(county: County) -> None:
    """Not in events, lists or any other table; the event has only the digest of the hash."""
    county.give("chief")
    with county.raw() as connection:
        kept = connection.execute("SELECT hash FROM secretrow WHERE name = 'chief'").fetchone()[0]
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        texts = [str(connection.execute(f"SELECT * FROM {t}").fetchall()) for t in tables if t != "secretrow"]
    assert kept.startswith("$argon2id$")
    for text in [*texts, str(county.open("sup1").people.all()), str(county.events("user.passphrase_set"))]:
        assert kept not in text
        assert WORD not in text
    assert [row.name for row in county.open("sup1").people.all() if row.passphrase and row.name == "chief"] == ["chief"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE secretrow SET hash = '{hash}'", "被换过"),
        ("DELETE FROM secretrow", "不见了"),
        ("INSERT INTO secretrow VALUES ('reader', '{hash}')", "被换过"),
        ("UPDATE userrow SET secret = '' WHERE name = 'chief'", "secret 与流转记录不符"),
    ],
)
def test_a_swapped_hash_shows_and_opens_nothing(county: County, change: str, what: str) -> None:
    """Whoever puts his own hash into the file is found by verify, and is not let in by it."""
    county.give("chief")
    mine = PasswordHasher.from_parameters(CHEAPEST).hash("attacker's own")
    county.tamper(change.format(hash=mine))
    forget()
    assert what in "".join(problem.what for problem in county.open("sup1").verify())
    if "secretrow" in change and "INSERT" not in change:
        assert "可能被人换过" in county.refusal(county.enter("chief", "attacker's own").desk.whoami)


def test_passphrases_may_be_required_of_all(county: County) -> None:
    """Who is known by his OS account needs none; everyone else is let in with one only."""
    county.give("chief")
    without = county.open("sup1").access.require_passphrases()
    assert "reader" in without
    assert "chief" not in without
    forget()
    assert "本台账要求口令" in county.refusal(county.open("reader").desk.whoami)
    assert county.enter("chief", WORD).desk.whoami().via == "passphrase"
    assert county.open("sup1").desk.whoami().via == "os"
    county.open("sup1").access.require_passphrases(False)
    assert county.open("reader").desk.whoami().via == "claimed"


def test_a_disabled_user_keeps_what_he_did_and_is_not_let_in(county: County) -> None:
    county.open("chief").cases.act(NEAR, "issue", {"days": "5", "served_on": "2026-03-02"})
    county.open("sup1").people.disable("chief")
    assert "已停用" in county.refusal(county.open("chief").cases.page)
    assert county.open("sup1").cases.history(NEAR)[-1].event.actor.user == "chief"
    assert [row.why for row in county.open("sup1").access.attempts()] == ["已停用"]


# --- failed attempts -----------------------------------------------------------------------------------------------


def test_a_failure_is_recorded_under_nobodys_name(county: County) -> None:
    county.give("chief")
    forget()
    assert "已记录在案" in county.refusal(lambda: county.enter("chief", "not this one"))
    [event] = county.events("access.failed")
    assert (event["name"], event["count"], event["why"], event["via"]) == ("chief", 1, "口令不对", "none")
    assert " " in event["by"]
    with pytest.raises(InputError):
        county.open("sup1").people.add(event["by"], "冒名", ["viewer"])
    assert county.open("sup1").verify() == []


def test_hammering_fills_nothing_and_has_to_wait(county: County) -> None:
    """One event a minute with a count; after five failures even the right one has to wait; a success clears it."""
    county.give("chief")
    forget()
    for _ in range(5):
        county.refusal(lambda: county.enter("chief", "not this one"))
        county.now += timedelta(seconds=2)
    for _ in range(20):
        county.refusal(lambda: county.enter("chief", "not this one"))
    told = county.refusal(lambda: (county.enter("chief", "not this one"), county.enter("chief", WORD)))
    assert "请在" in told
    assert [event["count"] for event in county.events("access.failed")] == [1]
    county.now += timedelta(minutes=5)
    assert county.enter("chief", WORD).desk.whoami().via == "passphrase"
    counts = [event["count"] for event in county.events("access.failed")]
    assert (len(counts), sum(counts)) == (2, 26)


def test_a_reset_ends_the_waiting(county: County) -> None:
    county.give("chief")
    forget()
    for _ in range(8):
        county.refusal(lambda: county.enter("chief", "not this one"))
    county.give("chief", WORD + "新")
    forget()
    assert county.enter("chief", WORD + "新").desk.whoami().name == "chief"


def test_names_that_nobody_has_are_counted_together(county: County) -> None:
    """However many are tried, there is one line, and what was typed is not kept."""
    for n in range(30):
        with pytest.raises(Refused):
            county.open(f"[red]nobody{n}").desk.whoami()
    [event] = county.events("access.failed")
    assert event["name"] == ""
    with county.raw() as connection:
        assert connection.execute("SELECT name, untold FROM attemptrow").fetchall() == [("", 29)]


def test_attempts_are_shown_to_supervisors_of_the_region(county: County) -> None:
    for name in ("chief", "other"):
        county.give(name)
        forget()
        county.refusal(lambda name=name: county.enter(name, "not this one"))  # type: ignore[misc]
    assert [row.name for row in county.open("sup1").access.attempts()] == ["chief", "other"]
    assert [row.name for row in county.open("city").access.attempts()] == ["chief"]
    assert "须由主管" in county.refusal(county.open("county").access.attempts)


# --- standing in ---------------------------------------------------------------------------------------------------


def delegated(county: County, delegate: str = "county", principal: str = "chief", days: int = 4) -> None:
    county.open("sup1").delegations.grant(delegate, principal, county.now.date() + timedelta(days=days), "主管出差")


def test_both_stand_in_the_record(county: County) -> None:
    """Who acted, for whom: both took part, so that neither does what must be done by another."""
    delegated(county, "county2", "county")
    county.open("chief").cases.act(NEAR, "issue", {"days": "5", "served_on": "2026-03-02"})
    event = county.enter("county2", acts_for="county").cases.act(NEAR, "reply", {"performed_by": "路人"})
    assert (event.actor.user, event.data["acts_for"]) == ("county2", "county")
    assert {"county", "county2"} <= set(event.data["persons"])
    for user in ("county", "county2"):
        assert "须换人办理" in county.refusal(lambda user=user: county.open(user).cases.act(NEAR, "back"))  # type: ignore[misc]
    county.open("insp2").cases.act(NEAR, "back")


def test_the_principals_past_binds_who_stands_in(county: County) -> None:
    """What the principal may not do because he took part, nobody does for him either."""
    delegated(county, "county2", "county")
    county.open("chief").cases.act(NEAR, "issue", {"days": "5", "served_on": "2026-03-02"})
    county.open("county").cases.act(NEAR, "reply", {"performed_by": "路人"})
    acting = county.enter("county2", acts_for="county")
    assert "须换人办理" in county.refusal(lambda: acting.cases.act(NEAR, "back"))
    county.open("county2").cases.act(NEAR, "back")


def test_he_has_the_principals_role_and_region_while_it_lasts(county: County) -> None:
    delegated(county, "county", "city")
    acting = county.enter("county", acts_for="city")
    assert [line.number for line in acting.cases.page()] == [NEAR, CITY]
    acting.cases.act(CITY, "issue", {"days": "5", "served_on": "2026-03-02"})
    county.pass_days(5)
    assert "已到期" in county.refusal(acting.cases.page)
    assert county.open("county").cases.count() == 1


def test_a_delegation_can_be_ended_early(county: County) -> None:
    delegated(county)
    assert county.open("sup1").delegations.end("county", "chief") == 1
    assert "已终止" in county.refusal(county.enter("county", acts_for="chief").desk.whoami)
    assert [row.state for row in county.open("sup1").delegations.all()] == ["已终止"]
    with pytest.raises(Refused, match="没有代"):
        county.open("sup1").delegations.end("county", "chief")


def test_who_stands_in_enrols_nobody_and_passes_nothing_on(county: County) -> None:
    delegated(county)
    acting = county.enter("county", acts_for="chief")
    works: list[Callable[[], object]] = [
        lambda: acting.people.add("n", "新", ["viewer"], region="530602"),
        lambda: acting.delegations.grant("county2", "chief", date(2026, 3, 9), "再转"),
        lambda: acting.cases.repin(NEAR, "installed"),
        lambda: acting.overrides.propose(NEAR, "close", "急", {}),
    ]
    for work in works:
        assert "须由本人办理" in county.refusal(work)


@pytest.mark.parametrize(("since", "until"), [("2026-03-01", "2026-03-09"), ("2026-03-05", "2026-03-04")])
def test_delegations_are_neither_backdated_nor_empty(county: County, since: str, until: str) -> None:
    days = {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
    with pytest.raises(InputError):
        county.open("sup1").delegations.grant("county", "chief", reason="出差", **days)


# --- break-glass ---------------------------------------------------------------------------------------------------

ISSUE = {"days": "1", "served_on": "2026-03-02"}


def test_out_of_role_and_region_with_a_reason_and_a_second_person(county: County) -> None:
    """An inspector of another city takes a supervisor's action; it happens when a supervisor of the place confirms."""
    event = county.open("otheri").overrides.propose(NEAR, "issue", "燃气泄漏，联系不上主管", ISSUE)
    assert (event.kind, event.data["override"]) == ("case.proposed", "燃气泄漏，联系不上主管")
    assert county.open("sup1").cases.get(NEAR).state == "found"
    done = county.open("chief").overrides.confirm(NEAR, "issue")
    assert (done.kind, done.data["to"], done.data["override"]) == ("case.moved", "fixing", "燃气泄漏，联系不上主管")
    assert {"otheri", "chief"} <= set(done.data["persons"])
    [told] = county.open("chief").overrides.all()
    assert (told.number, told.proposed_by, told.confirmed_by) == (NEAR, "otheri", "chief")
    assert county.open("other").overrides.all() == []
    assert county.open("sup1").verify() == []


def test_an_override_that_something_else_came_before_has_lapsed(county: County) -> None:
    """It waits until another action is taken; after that nobody can confirm it, and the list says so."""
    county.open("otheri").overrides.propose(NEAR, "issue", "燃气泄漏，联系不上主管", ISSUE)
    [waits] = county.open("chief").overrides.all()
    county.open("sup1").cases.act(NEAR, "issue", ISSUE)
    [lapsed] = county.open("chief").overrides.all()
    assert (waits.state, lapsed.state, lapsed.confirmed_on) == ("待确认", "已作废", None)


@pytest.mark.parametrize("user", ["otheri", "county", "other", "reader", "op1"])
def test_only_a_supervisor_of_the_place_confirms_and_never_the_same_person(county: County, user: str) -> None:
    county.open("otheri").overrides.propose(NEAR, "issue", "急", ISSUE)
    county.refusal(lambda: county.open(user).overrides.confirm(NEAR, "issue"))
    assert county.open("sup1").cases.get(NEAR).state == "found"
    assert len(county.events("access.denied")) == 1


def test_he_does_not_confirm_himself_even_as_a_supervisor(county: County) -> None:
    county.open("other").overrides.propose(NEAR, "issue", "急", ISSUE)
    county.open("sup1").people.set_region("other", "")
    assert "须由另一人确认" in county.refusal(lambda: county.open("other").overrides.confirm(NEAR, "issue"))


def test_the_workbook_lists_every_one(county: County, tmp_path: Path) -> None:
    county.open("otheri").overrides.propose(NEAR, "issue", "=1+1[/]燃气泄漏", ISSUE)
    county.open("chief").overrides.confirm(NEAR, "issue")
    workbook.write(county.open("chief"), tmp_path / "账.xlsx")
    workbook.write(county.open("other"), tmp_path / "外.xlsx")
    listed, elsewhere = (
        str(list(openpyxl.load_workbook(tmp_path / name)["说明"].values)) for name in ("账.xlsx", "外.xlsx")
    )
    assert (
        "邻市检查员（otheri） 于 2026-03-02 提出，理由：=1+1[/]燃气泄漏；县主管（chief） 于 2026-03-02 确认" in listed
    )
    assert "燃气泄漏" not in elsewhere


def test_evidence_is_asked_for_as_ever(county: County) -> None:
    county.open("chief").cases.act(NEAR, "issue", ISSUE)
    county.open("county").cases.act(NEAR, "reply", {"performed_by": "路人"})
    told = county.refusal(lambda: county.open("otheri").overrides.propose(NEAR, "close", "急", {}))
    assert "佐证材料至少 1 份" in told
    with pytest.raises(InputError, match="附了两次"):
        county.open("otheri").overrides.propose(NEAR, "close", "急", {}, [county.evidence, county.evidence])
    county.open("otheri").overrides.propose(NEAR, "close", "急", {}, [county.evidence])
    assert county.open("chief").overrides.confirm(NEAR, "close").data["to"] == "closed"
    assert county.open("sup1").verify() == []


@pytest.mark.parametrize(
    ("trigger", "values", "reason"),
    [
        ("close", {}, "须换人办理"),
        ("back", {}, "须换人办理"),
        ("issue", ISSUE, "这一步不能办"),
    ],
)
def test_it_lifts_nothing_but_role_and_region(
    county: County, trigger: str, values: dict[str, str], reason: str
) -> None:
    """Duties apart, evidence and the state of the case stand as ever; what was refused is recorded."""
    county.open("chief").cases.act(NEAR, "issue", ISSUE)
    county.open("county").cases.act(NEAR, "reply", {"performed_by": "otheri"})
    told = county.refusal(lambda: county.open("otheri").overrides.propose(NEAR, trigger, "急", values))
    assert reason in told
    [denied] = county.events("access.denied")
    assert (denied["by"], denied["case"], denied["trigger"]) == ("otheri", NEAR, trigger)


@pytest.mark.parametrize(
    ("user", "reason", "why"),
    [
        ("chief", "急", "不必越权"),
        ("reader", "急", "须由检查员、主管"),
        ("op1", "急", "须由检查员、主管"),
        ("otheri", " ", "不能为空"),
    ],
)
def test_it_is_for_officials_who_need_it_and_say_why(county: County, user: str, reason: str, why: str) -> None:
    with pytest.raises(InspectError, match=why):
        county.open(user).overrides.propose(NEAR, "issue", reason, ISSUE)
    assert county.open("sup1").cases.get(NEAR).proposal is None


def test_a_member_of_the_unit_breaks_no_glass_for_it(county: County) -> None:
    county.open("sup1").people.add("both", "两面", ["inspector"], "商铺0", region="530602", new_unit=True)
    told = county.refusal(lambda: county.open("both").overrides.propose(NEAR, "issue", "急", ISSUE))
    assert "你属于责任单位" in told


def test_refusals_are_recorded_once_a_minute(county: County) -> None:
    for _ in range(5):
        county.refusal(lambda: county.open("otheri").overrides.propose(NEAR, "close", "急", {}))
    assert len(county.events("access.denied")) == 1
    county.now += timedelta(minutes=1)
    county.refusal(lambda: county.open("otheri").overrides.propose(NEAR, "close", "急", {}))
    assert len(county.events("access.denied")) == 2


def test_overrides_as_of_a_day(county: County) -> None:
    """Listed from the day it was proposed on; confirmed from the day it was confirmed on."""
    county.open("otheri").overrides.propose(NEAR, "issue", "急", ISSUE)
    day = county.now.date()
    county.pass_days(2)
    county.open("chief").overrides.confirm(NEAR, "issue")
    chief = county.open("chief")
    assert chief.overrides.all(day - timedelta(days=1)) == []
    assert [each.confirmed_by for each in chief.overrides.all(day)] == [None]
    assert [each.confirmed_by for each in chief.overrides.all()] == ["chief"]


# --- ledgers of the version before ---------------------------------------------------------------------------------


def test_a_populated_ledger_of_revision_0002_goes_on(bygone: SqliteWorld) -> None:
    """Everyone in it sees and does what he did, until somebody says for which region he is there."""
    number = bygone.fixing()[0]
    _aged(bygone, "0002")
    upgrade(bygone.path)
    ledger = bygone.open("sup1")
    assert {row.name: (row.region, row.passphrase) for row in ledger.people.all()} == dict.fromkeys(
        ("sup1", *(person[0] for person in PEOPLE)), ("", False)
    )
    assert bygone.open("insp1").cases.get(number).state == "fixing"
    assert ledger.verify() == []
    ledger.people.set_region("insp2", "530700")
    assert bygone.open("insp2").cases.count() == 0
    assert ledger.verify() == []


def _aged(world: SqliteWorld, to: str) -> None:
    old = world.path.with_name("old.db")
    engine, config = sqlite.make_engine(old), Config()
    config.set_main_option("script_location", "inspect_engine.storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    engine.dispose()
    with closing(sqlite3.connect(old)) as plain, plain:
        plain.execute("ATTACH ? AS new", (str(world.path),))
        for table in TABLES:
            names = ", ".join(f'"{row[1]}"' for row in plain.execute(f"PRAGMA main.table_info({table})"))
            plain.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")
    old.replace(world.path)


def test_subjects_by_key_come_as_asked_for_and_in_sight_only(world: SqliteWorld) -> None:
    world.inspect(3)
    every = {row.key: row for row in world.open("insp1").subjects.find()}
    assert world.open("insp1").subjects.find(keys=["shop-2", "none", "shop-0", "shop-2"]) == [
        every["shop-2"],
        every["shop-0"],
    ]
    assert world.open("insp1").subjects.find(keys=[]) == []
    world.open("sup1").people.add("far", "外地检查员", ["inspector"], region="51")
    assert world.open("far").subjects.find(keys=["shop-2"]) == []
