"""Every verb has a place on a screen, and does there what its command does."""

from __future__ import annotations

import json
import re
import shutil
import sys
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from inspect_tui.app import InspectApp
from inspect_tui.screens.rows import RowsScreen
from inspect_tui.screens.text import TextScreen
from inspect_tui.screens.verb import VerbScreen
from inspect_tui.screens.verbs import VerbsScreen
from inspect_tui.views.things import THINGS
from inspect_tui.views.verbs import Done, Order
from inspect_tui.widgets.parameter_field import ParameterField
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.grid import Grid, place
from textual.widgets import Input

from inspect_engine.cli import run
from inspect_engine.cli.app import command_line
from inspect_engine.cli.commands import Storing
from inspect_engine.cli.session import session
from inspect_engine.cli.streams import own
from inspect_engine.cli.verbs import Commands
from inspect_engine.cli.verbs.line import words_of
from inspect_engine.cli.verbs.tree import OUTSIDE, leaves, verbs
from inspect_engine.cli.verbs.wording import in_words
from inspect_engine.domain.documents.service import Service
from inspect_engine.imports import inspections
from inspect_engine.ledger import NOW_VARIABLE, open_ledger
from tests.conftest import enrol, make_desk, write_inspection
from tests.screens.conftest import Hand, screen_text

NOW = "2022-03-02T10:00"
CASE, NUMBER = "RQ-2022-0001", "示建燃改〔2022〕1号"
SETTINGS = (
    "days=7\nresponsible_person=吴某\naddress=某路1号\nrequirement=改好\nreview_authority=某市政府\n"
    "court=某区法院\ninspection_type=routine"
)
FILLED = {"flag": "true", **dict.fromkeys(("text", "date", "whole", "file", "files", "many", "choice", "choices"), "1")}
BEFORE = (
    "notice office add --code 示建燃改 --title 示范区住建局 --certificate insp1=A1 --certificate insp2=A2",
    f"act {CASE} grade --set severity=general --set reason=一般",
)


@dataclass
class Somebody:
    """Sits at the screen: says yes, and types his passphrase."""

    secrets: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    gone: bool = False

    def sure(self, question: str) -> bool:
        self.asked.append(question)
        return True

    def which(self, question: str, words: tuple[str, str]) -> int | None:
        self.asked.append(question)
        return None

    def secret(self, question: str) -> str:
        self.asked.append(question)
        return self.secrets.pop(0)

    def progress(self, text: str) -> None:
        if self.gone:
            raise KeyboardInterrupt


@dataclass
class Office:
    """Two copies of a ledger: one that the terminal works on, one that the command line does."""

    path: Path
    beside: Path

    def command(self, *words: str, path: Path | None = None) -> Done:
        """A command line, in this process."""
        commands = Commands(path or self.beside, "sup1", None)
        before = session.asker
        out = Quiet()
        with own(out, out):
            code = run([*commands._front(), *words])
        assert session.asker is before
        return Done(code, out.text, "")

    def order(self, path: str, values: Mapping[str, str], who: Somebody | None = None, **how: str) -> Done:
        """A verb as the terminal orders it."""
        commands = Commands(self.path, "sup1", None)
        verb = next(each for each in commands.all if each.path == path)
        return commands.run(Order(verb, values, how.get("request", "")), who or Somebody())

    @asynccontextmanager
    async def open(self, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Hand]:
        app = InspectApp(self.path, "sup1", None, Commands(self.path, "sup1", None))
        async with app.run_test(size=size, notifications=True) as pilot:
            hand = Hand(app, pilot)
            await hand.until(lambda: app.is_open and getattr(app.screen, "ready", False))
            await app.push_screen(app.screens.ledger())
            await hand.until("条，按")
            yield hand


class Quiet:
    """Keeps what is printed."""

    text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with hazards, one of them graded."""
    desk = make_desk(tmp_path_factory.mktemp("prepared")).on("2022-03-01")
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    inspections.run(desk.as_("insp1"), write_inspection(desk.path.parent))
    desk.sign()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NOW_VARIABLE, NOW)
        for line in BEFORE:
            out = Quiet()
            with own(out, out):
                assert run([f"--db={desk.path}", "--user=sup1", *line.split()]) == 0, out.text
    return desk.path


@pytest.fixture
def office(tmp_path: Path, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv(NOW_VARIABLE, NOW)
    folders = tmp_path / "a", tmp_path / "b"
    for folder in folders:
        shutil.copytree(prepared.parent, folder)
    return Office(*(folder / prepared.name for folder in folders))


def told(path: Path) -> list[str]:
    """Everything that stands in a ledger, but for what is made up: ids, hashes, and installations."""
    ledger = open_ledger(path, "sup1")
    made = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|[0-9a-f]{4}( [0-9a-f]{4}){3}")
    with ledger.desk.reading() as connection:
        bodies = [row[0] for row in connection.execute("SELECT body FROM eventrow ORDER BY seq")]
    kept = ("kind", "case", "actor", "data", "on")
    plain = [{key: value for key, value in json.loads(body).items() if key in kept} for body in bodies]
    return [made.sub("…", json.dumps(each, ensure_ascii=False, sort_keys=True)) for each in plain]


# --- every command ------------------------------------------------------------------------------------------------


async def test_every_command_that_stores_has_its_form(office: Office) -> None:
    """Or stands outside by name, for a reason; and every form hands in what its command takes."""
    stored = {path for path, command in leaves(command_line()) if isinstance(command, Storing)}
    known = {verb.path: verb for verb in verbs()}
    every = {path for path, _ in leaves(command_line())}
    assert stored - known.keys() <= OUTSIDE.keys()
    assert OUTSIDE.keys() <= every
    assert known.keys() | OUTSIDE.keys() == every
    assert {path for path, verb in known.items() if verb.writes} == stored - OUTSIDE.keys()
    async with office.open():
        for path, command in leaves(command_line()):
            if path not in known:
                continue
            verb = known[path]
            assert all((verb.group, verb.title)), path
            fields = [ParameterField(each, next(iter(each.choices), FILLED[each.kind])) for each in verb.parameters]
            given = {each.parameter.name: each.given for each in fields}
            words = words_of(Order(verb, given, "r-1"))[len(path.split()) :]
            taken = command.make_context("x", words, resilient_parsing=True).params
            assert [name for name in given if taken[name] in (None, False, "", ())] == [], (path, words)
            places = [each.name for each in command.params if each.param_type_name == "argument"]
            assert [each.name for each in verb.parameters if not each.option] == places, path


def test_a_value_of_several_lines_is_one_value() -> None:
    """What begins with blanks goes on with the value before it; numbers are one a line however they are pasted."""
    verb = next(each for each in verbs() if each.path == "act")
    names = {each.option: each.name for each in verb.parameters}
    number = next(each.name for each in verb.parameters if each.kind == "many" and not each.option)
    typed = "plan=先停气\n  再换管\n\n　后试压\nperformed_by=张三"
    words = words_of(Order(verb, {number: " RQ-1\n RQ-2", names["--set"]: typed}, ""))
    assert words[1:3] == ["--set=plan=先停气\n再换管\n后试压", "--set=performed_by=张三"]
    assert words[-2:] == ["RQ-1", "RQ-2"]


def test_what_takes_a_thing_takes_it() -> None:
    """Each entry of the table of things names a verb, and a parameter of it."""
    known = {verb.path: {each.name for each in verb.parameters} for verb in verbs()}
    for thing in THINGS:
        assert thing.lists.keys() <= known.keys(), thing.title
        for path, names in thing._split():
            assert path in known, path
            assert set(names) <= known[path], (path, names)


async def test_the_menu_offers_them_all_and_finds_them(office: Office) -> None:
    async with office.open() as hand:
        await hand.press("v")
        assert isinstance(hand.app.screen, VerbsScreen)
        rows = hand.app.screen.query_one(PickList)
        assert {option.id for option in rows.options} == {verb.path for verb in verbs()}
        for typed, path in (("登记送达", "notice serve"), ("djsd", "notice serve"), ("文书 送达", "notice serve")):
            hand.app.screen.query_one(Input).value = ""
            await hand.type(typed)
            assert path in [option.id for option in rows.options], typed
        await hand.press("escape")
        assert hand.app.screen.SCOPE == "ledger"


async def test_an_act_on_several_is_put_right_after_a_refusal(office: Office) -> None:
    """Bug: the form of act handed its words in the wrong order, and kept one request for what was put right."""
    other = "RQ-2022-0002"
    async with office.open() as hand:
        await begin(hand, "act")
        await fill(hand, references=f"{CASE}\n{other}", trigger="grade", entries="severity=general\nreason=一般")
        await hand.press("ctrl+s")
        await hand.until(lambda: open_ledger(office.path, "sup1").cases.get(other).severity == "general")
        await hand.until(lambda: isinstance(hand.app.screen, VerbScreen) and not hand.app.screen.busy)
        form = hand.app.screen
        assert isinstance(form, VerbScreen)
        first = form._asked
        await fill(hand, references=CASE)
        await hand.press("ctrl+s")
        await hand.until(lambda: form._asked != first and not form.busy)
        assert "已用于另一件事" not in screen_text(hand.app)


async def issued(hand: Hand) -> None:
    """Two notices that wait for their service."""
    for case, serial in ((CASE, 1), ("RQ-2022-0002", 2)):
        if serial == 2:
            open_ledger(hand.app.path, "sup1").cases.act(case, "grade", {"severity": "general", "reason": "一般"})
        await begin(hand, "notice issue")
        await fill(hand, kind="rectification", cases=case, entries=SETTINGS)
        await hand.press("ctrl+s")
        await hand.until(f"{serial}号 限期整改通知书")
        await hand.press("escape")


async def test_which_one_is_chosen_first_and_what_is_known_stands_there(office: Office) -> None:
    """Promise: in the menu 送达 leads to the notices that wait for it; the form tells of the one that was chosen, has
    today and the last way, and begins at what is left to fill in."""
    async with office.open() as hand:
        await issued(hand)
        for number, keys in ((NUMBER.replace("1号", "2号"), ("1", "enter", "enter")), (NUMBER, ())):
            await hand.press("v", *"djsd", "enter")
            await hand.until("选一条")
            assert isinstance(hand.app.screen, RowsScreen)
            await hand.press(*number[-2:], "enter")
            assert isinstance(hand.app.screen, VerbScreen)
            await hand.until("送达日期")
            assert f"文号：{number}" in hand.flat
            await hand.press(*keys, *"吴某", "ctrl+s")
            await hand.until("已登记送达")
            found = open_ledger(office.path, "sup1").documents.get(number)
            assert (found.service, found.received_by, str(found.served_on)) == ("direct", "吴某", NOW[:10])
        await hand.press("v", *"djsd", "enter")
        await hand.until("现在没有可办的")
        await hand.press("enter", "escape")
        assert not isinstance(hand.app.screen, RowsScreen)


async def test_several_of_a_list_are_done_at_once(office: Office) -> None:
    """Promise: marked, filled in once, looked over, done one by one; what was not done stays marked, and says why."""
    async with office.open() as hand:
        await issued(hand)
        await begin(hand, "notice list")
        await hand.until(NUMBER)
        await hand.press("t")
        await hand.until("先标记")
        await hand.press("*", "t")
        await hand.until("已标记 2 条，一起办什么")
        await hand.press("enter")
        await hand.until("送达日期")
        assert "共2条" in hand.flat
        await hand.press("1", "enter", "enter", *"吴某", "ctrl+s")
        screen = await hand.until("登记送达：2 条")
        assert "方式直接" in "".join(screen.split())
        open_ledger(office.path, "sup1").documents.serve(NUMBER, Service(date.fromisoformat(NOW[:10]), "mail", "门卫"))
        await hand.press("y", "enter")
        await hand.until("办成 1 条，1 条没有办成，还标着")
        await hand.press("enter")
        await hand.until("已标记 1 条")
        papers = open_ledger(office.path, "sup1").documents.all()
        assert [(one.service, one.received_by) for one in papers] == [("mail", "门卫"), ("direct", "吴某")]


# --- in the words of screens ---------------------------------------------------------------------------------------

ABBREVIATED = re.compile("PDF|YAML|ODK|XLSForm|Excel|Word|CSV|JSONL|Markdown|HTML|ID")


def worded() -> list[tuple[str, str]]:
    """Everything that the forms say, with the verb that says it."""
    return [
        (verb.path, text)
        for verb in verbs()
        for text in (verb.title, verb.help, *(text for each in verb.parameters for text in (each.title, each.hint)))
    ]


def test_no_form_speaks_of_the_command_line() -> None:
    """Promise: no options, no command lines, no exit codes: fields and verbs go by their titles."""
    paths = [path for path, _ in leaves(command_line()) if " " in path and path not in OUTSIDE]
    for verb, text in worded():
        assert not re.search(r"(?<![\w-])--?[a-z][a-z-]*(?![\w-])", text), (verb, text)
        assert "inspect-engine " not in text, (verb, text)
        assert "退出码" not in text, (verb, text)
        assert not [path for path in paths if re.search(rf"(?<![\w.-]){path}(?![\w.-])", text, re.ASCII)], (verb, text)
        assert "INSPECT_" not in text, (verb, text)


def test_a_refusal_at_a_form_names_its_fields() -> None:
    """Promise: what to do about it is said in titles of fields and verbs, not in options."""
    every = verbs()
    issue = next(verb for verb in every if verb.path == "notice issue")
    fix = "核对原文后 references confirm gas 第3条；不引用这一条的，加 --omit “第3条”；或写明：--set breached@RQ-1=依据"
    assert in_words(fix, issue, every) == (
        "核对原文后“依据：核对了一条待核的条文”gas 第3条；不引用这一条的，“不引用这一条”填“第3条”；"
        "或写明：“要填的内容”里写 breached@RQ-1=依据"
    )


def test_titles_of_fields_are_chinese() -> None:
    for verb in verbs():
        for each in verb.parameters:
            assert not re.search("[A-Za-z]", ABBREVIATED.sub("", each.title)), (verb.path, each.title)
            assert not each.title.startswith(("见 ", "例 ", "可写")), (verb.path, each.title)
            assert all(re.search("[^a-z]", title) or verb.path == "export tables" for title in each.choices.values())


def test_names_of_files_stay_and_fields_are_those_of_the_command_that_is_named(office: Office) -> None:
    verbs = Commands(office.path, "sup1", None).all
    issue = next(each for each in verbs if each.path == "notice issue")
    told = in_words("请主管先登记：notice office add --code 代字 --title 机关名称", issue, verbs)
    assert told == "请主管先登记：“文书：登记发文机关”“代字”代字 “名称”机关名称"
    unknown = "找不到文件：/home/li/backup/照片.jpg；D:\\score\\a.jpg；/data/2022 act/b.jpg"
    assert in_words(unknown, issue, verbs) == unknown


async def test_the_key_of_the_menu_is_answered_within_it(office: Office) -> None:
    """Promise: no key that a bar names is dead: a form does not name it, and says so when it is struck."""
    async with office.open() as hand:
        await begin(hand, "notice issue")
        await hand.until("限期整改通知书")
        assert "^r" not in hand.screen.splitlines()[-1]
        await hand.press("ctrl+r")
        await hand.until("已经在“办事”里")


async def test_kinds_of_documents_are_chosen_by_their_titles(office: Office) -> None:
    """Promise: those that are in force in this ledger."""
    async with office.open() as hand:
        for path, titles in (("notice issue", ("限期整改通知书", "督办单")), ("sanction impose", ("约谈", "通报"))):
            await begin(hand, path)
            for title in titles:
                await hand.until(title)
            await hand.press("escape")
            await hand.until("条，按")


# --- done in the terminal, and at the command line -------------------------------------------------------------------


async def begin(hand: Hand, path: str) -> None:
    await hand.press("ctrl+r")
    await hand.type(path)
    await hand.press("enter")


async def fill(hand: Hand, **values: str) -> None:
    for each in hand.app.screen.query(ParameterField):
        if each.parameter.name in values:
            each.put(values[each.parameter.name])
    await hand.obeyed()


async def test_a_days_verbs_through_the_terminal(office: Office, tmp_path: Path) -> None:
    """Draft, issue, serve, decide, try, enrol, explain, back up, verify: the ledger is as the command line makes it."""
    async with office.open() as hand:
        await begin(hand, "notice draft")
        await fill(hand, kind="rectification", entries=SETTINGS, output=str(tmp_path / "草稿.docx"))
        await hand.press("ctrl+s")
        await hand.until(lambda: isinstance(hand.app.screen, TextScreen))
        assert (tmp_path / "草稿.docx").is_file()
        await hand.press("escape", "escape")

        await begin(hand, "notice issue")
        await hand.press("ctrl+s")
        await hand.until("请填写“种类”")
        await fill(hand, kind="rectification", entries="days=7")
        await hand.press("ctrl+s")
        await hand.until("responsible_person")
        assert isinstance(hand.app.screen, VerbScreen)
        await fill(hand, entries=SETTINGS)
        await hand.press("ctrl+s", "ctrl+s")
        await hand.until("已签发并存档")
        await hand.press("escape")

        await begin(hand, "notice list")
        await hand.until(NUMBER)
        await hand.press("f4")
        await hand.type("登记送达")
        await hand.press("enter")
        await fill(hand, how="direct", received_by="吴某")
        await hand.press("ctrl+s")
        await hand.until("已登记送达")
        await hand.until(lambda: isinstance(hand.app.screen, RowsScreen))
        await hand.press("escape")

        await begin(hand, "user add")
        await fill(hand, name="new", role="viewer")
        await hand.press("ctrl+s")
        await hand.until("已登记")

        before = told(office.path)
        await begin(hand, "tick")
        await hand.press("f6")
        await hand.until("这是试办")
        assert told(office.path) == before
        await hand.press("escape", "escape")

        await begin(hand, "deadline")
        await hand.press("ctrl+s")
        await hand.until("请填写")
        await fill(hand, start="2022-02-17", days="7")
        await hand.press("ctrl+s")
        await hand.until("2022-02-24")
        await hand.press("escape", "escape")

        await begin(hand, "backup")
        await hand.press("ctrl+s")
        await hand.until("已备份")
        await hand.press("escape", "escape")
        await begin(hand, "verify")
        await hand.until("核验通过")

    settings = [f"--set={line}" for line in SETTINGS.splitlines()]
    lines = (
        ("notice", "issue", "rectification", CASE, *settings),
        ("notice", "serve", NUMBER, "--how", "direct", "--received-by", "吴某"),
        ("user", "add", "new", "--role", "viewer"),
    )
    for line in lines:
        assert office.command(*line).code == 0, line
    assert told(office.path) == told(office.beside)


def test_what_cannot_be_undone_is_asked_about(office: Office) -> None:
    """By whoever sits there; a passphrase, too."""
    before = told(office.path)

    class No(Somebody):
        def sure(self, question: str) -> bool:
            super().sure(question)
            return False

    refusing, agreeing = No(), Somebody()
    refused = office.order("user disable", {"name": "viewer1"}, refusing)
    assert (refused.code, "没有确认" in refused.told, "未保存任何内容" in refused.told) == (1, True, True)
    assert told(office.path) == before
    done = office.order("user disable", {"name": "viewer1"}, agreeing)
    assert (done.code, agreeing.asked) == (0, ["停用用户 viewer1：这一步不能撤回"])
    differing = Somebody(["某个 很长 的 口令 一", "另一个 很长 的 口令"])
    assert "两次输入的口令不一样" in office.order("user passphrase", {"name": "insp1"}, differing).told
    word = "某个 很长 的 口令 一"
    assert office.order("user passphrase", {"name": "insp1"}, Somebody([word, word])).code == 0


def test_a_request_is_one_however_often_it_is_handed_in(office: Office) -> None:
    values = {"name": "new", "role": "viewer"}
    assert office.order("user add", values, request="r-1").code == 0
    stored = told(office.path)
    again = office.order("user add", values, request="r-1")
    assert (again.code, "以前已办过" in again.told) == (0, True)
    assert told(office.path) == stored


def test_faults_are_laid_to_their_fields(office: Office) -> None:
    values = {"number": "没有这一份", "how": "direct", "on": "下辈子"}
    assert "下辈子" in office.order("notice serve", values).told
    assert office.order("user add", {"name": "new"}).faults.keys() == {"role"}
    future = office.order("case list", {"as_of": "2023-01-01"})
    assert future.code == 2
    assert office.order("backup", {"keep": "六份"}).faults.keys() == {"keep"}


def test_a_verb_runs_beside_the_screens(office: Office) -> None:
    """What it prints goes nowhere else, and what others print is not taken for its own; it never ends the program."""
    before, mine = (sys.stdout, sys.stderr), session.db
    results: list[Done] = []
    threads = [
        threading.Thread(target=lambda: results.append(office.order("user list", {}))),
        threading.Thread(target=lambda: results.append(office.order("case show", {"reference": "RQ-2099-0001"}))),
    ]
    for each in threads:
        each.start()
    print("别的")
    for each in threads:
        each.join()
    assert sorted(each.code for each in results) == [0, 2]
    assert all("别的" not in each.text for each in results)
    assert (sys.stdout, sys.stderr) == before
    assert session.db == mine, "the command line's own choices are another thread's"


def test_left_meanwhile_it_ends_at_the_next_thing_it_tells(office: Office) -> None:
    gone = office.order("verify", {}, Somebody(gone=True))
    assert (gone.code, "已中断" in gone.told) == (130, True)


# --- lists -----------------------------------------------------------------------------------------------------------


async def test_a_list_is_sorted_filtered_and_leads_on(office: Office) -> None:
    async with office.open() as hand:
        await begin(hand, "user list")
        await hand.until("viewer1")
        rows = hand.app.screen.query_one(PickList)
        names = [office_row(hand, n) for n in range(rows.option_count)]
        await hand.press("s")
        assert [office_row(hand, n) for n in range(rows.option_count)] == sorted(names)
        await hand.press("x")
        assert [office_row(hand, n) for n in range(rows.option_count)] == sorted(names, reverse=True)
        await hand.press("/")
        await hand.type("检查员 乙")
        assert [office_row(hand, n) for n in range(rows.option_count)] == ["insp2"]
        await hand.press("enter", "enter")
        assert hand.app.screen.query_one("#lead")
        await hand.until("承办的")


def office_row(hand: Hand, n: int) -> str:
    screen = hand.app.screen
    assert isinstance(screen, RowsScreen)
    key = screen.query_one(PickList).options[n].id
    at = screen.place_of(key)
    assert at is not None
    return screen.rows.keys[at][0]


def test_columns_fit_the_screen_and_numbers_stand_by_their_size() -> None:
    grid = Grid([["编号", "内容"], ["1", "很长很长很长很长很长的内容"]], 16)
    assert grid.line(["1", "很长很长很长很长很长的内容"]).rstrip().endswith("…")
    assert sorted(["10", "", "9", "甲"], key=place) == ["9", "10", "甲", ""]


def test_what_does_something_is_not_done_at_once() -> None:
    """To write a file, or send a line, takes more than to choose it from the menu."""
    acting = {verb.path for verb in verbs() if verb.acts and not verb.writes}
    assert acting >= {"backup", "notify test", "export closure", "export deadlines"}
    assert not acting & {"verify", "doctor", "notice list", "board"}


async def test_what_was_not_said_rightly_is_put_right_in_the_form(office: Office) -> None:
    """A verb that needs one of several things is run at once, and its form opens where it had none of them."""
    async with office.open() as hand:
        explain = next(each for each in hand.app.verbs.all if each.path == "explain")
        hand.app.begin(explain, {})
        await hand.until("没有写隐患编号")
        assert isinstance(hand.app.screen, VerbScreen)
        await fill(hand, case=CASE)
        await hand.press("ctrl+s")
        await hand.until(lambda: isinstance(hand.app.screen, TextScreen) and CASE in hand.screen)


@pytest.mark.parametrize(
    ("typed", "shown", "there"),
    [
        (CASE, f"{CASE} 未取得", "可办事项"),
        ("jcyy", "检查员乙（insp2）", "条件：只看他承办的 insp2"),
        ("城镇燃气", "城镇燃气（gas）", "# 城镇燃气"),
        ("cjdjc", "惩戒：惩戒登记册", "没有符合条件的惩戒"),
    ],
)
async def test_the_palette_takes_numbers_people_checklists_and_verbs(
    office: Office, typed: str, shown: str, there: str
) -> None:
    async with office.open() as hand:
        await hand.press("ctrl+p")
        await hand.until("找操作")
        await hand.type(typed)
        await hand.until(shown)
        await hand.press("enter")
        await hand.until(there)
