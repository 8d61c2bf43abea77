"""Every command alike: ``--json``, help for each word, faults in Chinese at their own place, old names, tables."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from typer._click import exceptions

from inspect_engine.cli import main, show
from inspect_engine.cli.app import command_line
from inspect_engine.cli.commands import Command, Group, Screens, Trying, Writing
from inspect_engine.cli.renamed import OLD, renamed
from inspect_engine.cli.words import usage_error
from tests.cli.authority_table import leaves
from tests.conftest import Command as Run
from tests.conftest import Desk, Outcome

LEAVES = dict(leaves())
PATHS = list(LEAVES)
ENGLISH = re.compile(r"\b[A-Za-z]{2,}[,.]? [a-z]{2,} [a-z]{2,}")
"""A sentence, or a piece of one."""


def called(capsys: pytest.CaptureFixture[str], *words: str) -> Outcome:
    with pytest.raises(SystemExit) as ended:
        main(words)
    printed = capsys.readouterr()
    return Outcome(int(ended.value.code or 0), printed.out, printed.err)


def refused(capsys: pytest.CaptureFixture[str], path: tuple[str, ...], *words: str) -> str:
    """What is said of a bad line, which must be one line of Chinese that names its own command."""
    outcome = called(capsys, *path, *words)
    assert (outcome.code, outcome.out) == (2, ""), outcome
    (line,) = outcome.err.splitlines()
    command = " ".join(("inspect-engine", *path))
    assert line.endswith(f"。用法见 {command} --help")
    told = line.removesuffix(f"。用法见 {command} --help")
    assert not ENGLISH.search(told), told
    return told


def required(path: tuple[str, ...]) -> list[str]:
    """The options that a command must have, with some value."""
    options = [param for param in LEAVES[path].params if param.param_type_name == "option" and param.required]
    return [word for option in options for word in (option.opts[0], "x")]


# --- what every command has ----------------------------------------------------------------------------------------


def test_every_command_takes_json_and_gives_back_an_answer() -> None:
    for path, command in LEAVES.items():
        assert isinstance(command, Command), path
        assert ("json" in [param.name for param in command.params]) is not isinstance(command, Screens), path
        assert inspect.signature(command.callback.__wrapped__).return_annotation == "Answer", path  # type: ignore[union-attr]
    assert [path for path, command in LEAVES.items() if isinstance(command, Screens)] == [("tui",), ("serve",)]


def test_what_can_be_tried_out() -> None:
    trying = {" ".join(path) for path, command in LEAVES.items() if isinstance(command, Trying)}
    corrects = {f"{noun} correct" for noun in ("case", "inspect", "subject", "user", "notice")}
    others = {
        "act",
        "tick",
        "inspect run",
        "inspect answer",
        "inspect log",
        "case move",
        "case note",
        "case assign",
        "user hand-over",
        "import ledger",
        "import confirm",
        "import take-back",
        "import reply",
        "rebuild",
        "packs adopt",
        "packs confirm",
    }
    changes = {f"subject {verb}" for verb in ("move", "rename", "close", "reopen")}
    assert trying == others | corrects | changes | {"case take-back", "user enable"}


def test_lines_that_stand_by_themselves_in_help_stay_so(capsys: pytest.CaptureFixture[str]) -> None:
    told = called(capsys, "notify", "--help").out
    assert "\b" not in told
    assert {"  邮件              mailtos://账户:授权码@服务器?from=发件邮箱&to=收件邮箱"} <= set(told.splitlines())


def test_no_parameter_without_a_word_of_help() -> None:
    everything = [((), command_line()), *groups(command_line()), *LEAVES.items()]
    bare = [
        (*path, param.name) for path, each in everything for param in each.params if not getattr(param, "help", None)
    ]
    assert bare == []
    assert [path for path, each in everything if not each.help] == []


def groups(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, each in group.commands.items():
        if isinstance(each, Group):
            yield (*path, name), each
            yield from groups(each, (*path, name))


def test_one_way_to_get_a_file_out() -> None:
    """``-o`` or ``--output``, and ``--force`` to replace what is there; a report has its own name."""
    for path, command in LEAVES.items():
        options = {param.name: param.opts for param in command.params}
        if "output" in options or "force" in options:
            assert path == ("import", "ledger") or options["output"] == ["--output", "-o"], path
            assert options["force"] == ["--force"], path


# --- faults of the line --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_option_is_refused_with_the_near_miss(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, path, "--jsn" if path not in (("tui",), ("serve",)) else "--hlep")
    assert told.startswith("没有选项 --")
    assert ("--json" if path not in (("tui",), ("serve",)) else "--help") in told.partition("是否想写")[2]


def test_what_passes_over_a_question_is_never_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, ("inspect", "answer"), "--value")
    assert "没有选项 --value" in told
    assert "--sure" not in told


@pytest.mark.parametrize("path", PATHS)
def test_every_option_is_told_when_it_is_written_wrong(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A value too few, a value too many, a value of another kind; by the option's own name."""
    for param in LEAVES[path].params:
        if param.param_type_name != "option":
            continue
        option = max(param.opts, key=len)
        if param.is_flag:
            assert refused(capsys, path, f"{option}=1") == f"选项 {option} 后面不写值"
            continue
        assert refused(capsys, path, option).startswith(f"选项 {option} 后面要写值（{param.help}")
        if param.type_descriptor.annotation is int or param.type_descriptor.choices:
            arguments = ["x"] * sum(each.param_type_name == "argument" for each in LEAVES[path].params)
            told = refused(capsys, path, *arguments, *required(path), option, "六")
            assert told.startswith(f"选项 {option} 不能是“六”：")
            assert told.partition("：")[2].startswith(("应是", "可写 "))


@pytest.mark.parametrize("path", [path for path, each in LEAVES.items() if any(p.required for p in each.params)])
def test_what_is_missing_is_named_and_explained(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    first = next(param for param in LEAVES[path].params if param.required)
    told = refused(capsys, path)
    assert told.startswith(("缺少参数“", "缺少选项 --"))
    assert any(f"（{param.help}）" in told for param in LEAVES[path].params if param.required), first


@pytest.mark.parametrize("path", PATHS)
def test_a_word_too_many_is_named(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    params = LEAVES[path].params
    if any(param.nargs == -1 for param in params):
        return
    arguments = ["x"] * sum(param.param_type_name == "argument" for param in params)
    assert refused(capsys, path, *required(path), *arguments, "多出来", "的词") == "多余的参数：多出来 的词"


@pytest.mark.parametrize(
    ("path", "word", "said"),
    [
        (("case",), "lst", "没有命令“lst”（是否想写 list？）"),
        ((), "bord", "没有命令“bord”（是否想写 board？）"),
        (
            ("export",),
            "zzzz",
            "没有命令“zzzz”（可写：closure、analysis、reply、tables、photos、deadlines、score、draw）",
        ),
        (("notice", "office"), "\x1b[31m", "没有命令“‹U+001B›[31m”（可写：add、list）"),
    ],
)
def test_a_command_that_there_is_not(
    path: tuple[str, ...], word: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, path, word) == said


@pytest.mark.parametrize("value", ["0", "1001", "x", "1.5"])
def test_a_number_is_told_its_range(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, ("case", "list"), "--limit", value)
    assert told == f"选项 --limit 不能是“{value}”：应是 1 至 1000 的整数"


def test_every_fault_that_the_parser_knows_is_said_in_chinese() -> None:
    """A kind of fault that comes with a newer parser is not printed in its own words."""
    classes: list[Any] = [each for each in vars(exceptions).values() if inspect.isclass(each)]
    kinds = [each for each in classes if issubclass(each, exceptions.UsageError)]
    kinds.remove(exceptions.NoArgsIsHelpError)  # a help page, which we print ourselves
    assert len(kinds) >= 5
    for kind in kinds:
        names = [*inspect.signature(kind).parameters]
        error: Any = kind(**dict.fromkeys(names, None) | {names[0]: "The quick brown fox jumps"})
        told = usage_error(error)
        assert told is not None
        assert not ENGLISH.search(told.replace("The quick brown fox jumps", "")), kind
    assert usage_error(ValueError("x")) is None


def test_a_reading_command_never_speaks_of_saving(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    for path, command in LEAVES.items():
        if not isinstance(command, Writing):
            outcome = called(capsys, "--db", str(tmp_path / "none.db"), *path, "--jsn")
            assert "保存" not in outcome.err


# --- old names -----------------------------------------------------------------------------------------------------

LINES = {
    "overrides": "",
    "break-glass": "RQ-1 grade --reason 急",
    "user delegate": "insp2 --of insp1 --until 2022-03-31 --reason 出差",
    "user end-delegation": "insp2 --of insp1",
    "user delegations": "",
    "subject find": "店",
    "draw export": "DEMO -o record.json",
}


@pytest.mark.parametrize("old", LINES)
def test_an_old_name_does_what_the_new_one_does_and_says_so(command: Run, old: str) -> None:
    new = " ".join(OLD[tuple(old.split())])
    before, after = (command(*f"{name} {LINES[old]}".split()) for name in (old, new))
    hint = f"提示：命令 {old} 已改名为 {new}，旧名下一版不再认。\n"
    assert before.err.startswith(hint)
    assert before.code in (0, 1, 2)
    if old not in ("user delegate", "user end-delegation"):  # those store something
        assert (before.code, before.out, before.err.removeprefix(hint)) == (after.code, after.out, after.err)


def test_all_old_names_lead_somewhere() -> None:
    assert set(OLD) == {tuple(old.split()) for old in LINES}
    assert set(OLD.values()) <= set(LEAVES)
    assert not set(OLD) & set(LEAVES)


def test_the_old_way_to_confirm(capsys: pytest.CaptureFixture[str]) -> None:
    line = ["--db", "x", "break-glass", "RQ-1", "--confirm", "grade", "--user", "sup2"]
    assert renamed(line) == ["--db", "x", "override", "confirm", "RQ-1", "grade", "--user", "sup2"]
    assert "override confirm" in capsys.readouterr().err
    assert renamed(["--db=overrides", "board"]) == ["--db=overrides", "board"]
    assert renamed(["--db", "overrides", "board"]) == ["--db", "overrides", "board"]


# --- what cannot be undone -----------------------------------------------------------------------------------------

FINAL = {
    "user disable viewer1": "停用用户 viewer1",
    "user correct viewer1 --set title=某看客 --why 写错": "更正用户 viewer1",
    "clock excuse --reason 快了 --from 2022-02-16 --to 2022-03-01": "说明时钟有误",
    "user require-passphrase": "要求口令（insp1、insp2、resp1、resp2、sup1、viewer1 还没有口令",
    "rebuild": "按流转记录重建派生表",
}
ABSENT = (
    "user revoke-key viewer1 00000000 --reason 丢失",
    "sanction revoke CJ-2022-0001 --reason 复议",
    "notice void 示建燃改〔2022〕1号 --reason 写错",
    "notice reissue 示建燃改〔2022〕1号 --set days=9 --reason 写错",
    "draw run DEMO-1",
    "case correct RQ-2022-0009 --set note=后厨 --why 漏写",
    "case take-back RQ-2022-0009 --why 附错",
    "inspect correct 000000 shop-01 CAT-01 --set note=后厨 --why 漏写",
    "subject correct no-such --set name=某店 --why 写错",
    "notice correct 示建燃改〔2022〕1号 --set served_on=2022-02-18 --why 抄错",
    "user enable no-such --why 停错",
    "packs adopt no-such",
    "packs confirm",
    "inspect discard 000000 --why 开错了",
)


class Typist(StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("line", FINAL)
def test_what_cannot_be_undone_is_not_done_unasked(command: Run, desk: Desk, line: str) -> None:
    before = desk.as_("sup1").desk.head
    outcome = command(*line.split())
    assert (outcome.code, outcome.out) == (2, "")
    assert FINAL[line] in outcome.err
    assert "确认要办，就加上 --yes" in outcome.err
    assert desk.as_("sup1").desk.head == before


@pytest.mark.parametrize("line", ABSENT)
def test_nobody_is_asked_about_what_cannot_be_done(command: Run, desk: Desk, line: str) -> None:
    outcome = command(*line.split())
    assert (outcome.code, "没有" in outcome.err, "--yes" in outcome.err) == (2, True, False)


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("是\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
@pytest.mark.parametrize("line", ["user disable viewer1"])
def test_at_a_terminal_it_is_asked(
    command: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch, line: str, typed: str, code: int
) -> None:
    before = desk.as_("sup1").desk.head.count
    monkeypatch.setattr(sys, "stdin", Typist(typed))
    monkeypatch.setattr("inspect_engine.cli.streams.Stream.isatty", lambda _: True, raising=False)

    outcome = command(*line.split())

    assert outcome.code == code, outcome.err
    assert f"{FINAL[line]}：这一步不能撤回。要办请输入 y：" in outcome.err
    assert desk.as_("sup1").desk.head.count - before == (code == 0)


def test_everything_that_asks_takes_yes() -> None:
    asking = {" ".join(path) for path, each in LEAVES.items() if "yes" in [param.name for param in each.params]}
    others = {"anchor accept", "backup"}  # backup asks about old ones only: see tests/cli/test_keeping.py
    others |= {"sign confirm", "sign decline"}  # of what awaits one: see tests/cli/test_countersign.py
    others |= {"proposal retract"}  # of what one has proposed: see tests/cli/test_proposals.py
    others |= {"inspect run"}  # only to replace one that was logged before: see features/office_once.feature
    others |= {"import ledger", "import confirm", "import take-back"}  # see features/office_paper.feature
    others |= {"unit rename", "unit alias", "unit merge"}  # see features/office_*
    others |= {"act"}  # on all of a saved filter: see features/office_hands.feature
    assert asking == others | {" ".join(line.split()[:2]) for line in (*FINAL, *ABSENT)}


LIBRARY = re.compile(r"<(str|int|float|path|list)|x<=|x>=|\[OPTIONS|COMMAND|ARGS|[Dd]efault|Show this")
"""The library's own words."""


@pytest.mark.parametrize("columns", ["20", "200"])
def test_a_help_page_is_chinese_whatever_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for path in LEAVES:
        shown = called(capsys, *path, "--help").out
        assert not re.search(
            r"<(str|int|float|path|list)|x<=|x>=|\[OPTIONS|COMMAND|ARGS|[Dd]efault|Show this", shown
        ), path
    root = called(capsys, "--help").out
    assert not re.search(r"\[OPTIONS|COMMAND|ARGS|Show this", root)


def test_a_help_page_is_aligned_by_cells_and_joined_as_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    page = called(capsys, "case", "list", "--help").out
    heads = re.findall(r"^  --\S+(?: \S+)?  +(?=\S)", page, re.MULTILINE)
    assert len(heads) > 10
    assert len(set(map(cell_len, heads))) == 1
    assert not re.search(r"[^\x00-\xff] [^\x00-\xff]", called(capsys, "act", "--help").out)


# --- tables --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", ["1", "20", "200"])
def test_a_table_does_not_depend_on_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    """Nothing is cut, wrapped, coloured or read as markup."""
    for name, value in {"COLUMNS": columns, "FORCE_COLOR": "1", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    long = "某某燃气经营企业" * 60
    show.table(("编号", "名称", ""), [("a", f"[red]{long}[/]", None), ("中文", ":smile: \x1b[31m\t{x}\n", "末")])
    first, second, third = capsys.readouterr().out.splitlines()
    assert first == "编号  名称"
    assert second == f"a     [red]{long}[/]"
    told = ":smile: ‹U+001B›[31m‹U+0009›{x}‹U+000A›"
    assert third == f"中文  {told}{' ' * (cell_len(f'[red]{long}[/]') - cell_len(told))}  末"


def test_pairs_are_aligned_and_go_on_below(capsys: pytest.CaptureFixture[str]) -> None:
    show.pairs([("名", "一\n二"), ("    里面", "[b]"), ("空", ""), ("无", None), ("零", 0)])
    assert capsys.readouterr().out.splitlines() == ["名        一", "          二", "    里面  [b]", "零        0"]


def test_json_is_json(command: Run) -> None:
    assert json.loads(command("user", "list", "--json").out)["items"]
