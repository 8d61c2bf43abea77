"""docs/authoring.zh-CN.md does what it says: its files are written, its commands run, their output is what it prints.

Fenced blocks of the page, taken from top to bottom in one folder:

- ``yaml file=PATH``, ``text file=PATH``: the whole file.
- ``yaml in=PATH``, ``gherkin in=PATH``: some lines of it, its comments left out.
- ``diff file=PATH``: lines with ``-`` give way to lines with ``+``; those with a blank stand around them.
- ``console exit=N``: ``$ command`` lines, each with all it prints; ``…`` is any text, on a line of its own any lines.
- ``mermaid``: the picture, just as the last command printed it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from inspect_engine.authoring.schema import words
from inspect_engine.cli import main
from tests.docs.pages import Block, blocks, commands, fits

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "authoring.zh-CN.md"
READMES = ROOT / "README.zh-CN.md", ROOT / "README.md"
FOLDER = "我的检查表"
UNNEEDED = "asyncio", "hypothesispytest", "cacheprovider"


def patched(text: str, diff: str) -> str:
    """A text after a change that must fit in exactly one place."""
    lines = [(line[0], line[1:] or line) for line in diff.splitlines(keepends=True)]
    old = "".join(line for mark, line in lines if mark != "+")
    new = "".join(line for mark, line in lines if mark != "-")
    assert text.count(old) == 1, f"要改的几行出现了 {text.count(old)} 次：\n{old}"
    return text.replace(old, new)


def bare(text: str) -> str:
    """YAML without lines of comment."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))


class Reader:
    """Somebody who does what the page says, in a folder of his own."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch, self.printed = folder, patch, ""
        patch.chdir(folder)

    def follow(self, block: Block) -> None:
        """Do one block. Raises AssertionError where the page is not right."""
        where = f"{PAGE.name}:{block.line}"
        if block.kind == "console":
            self._commands(block, where)
        elif block.kind == "mermaid":
            assert block.text == self.printed, f"{where}：图与上一条命令打印的不同"
        elif "in" in block.options:
            whole = (self.folder / block.options["in"]).read_text("utf-8")
            assert block.text in bare(whole), f"{where}：{block.options['in']} 里没有这几行"
        else:
            self._write(self.folder / block.options["file"], block)

    def _write(self, path: Path, block: Block) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = patched(path.read_text("utf-8"), block.text) if block.kind == "diff" else block.text
        path.write_text(text, "utf-8")

    def _commands(self, block: Block, where: str) -> None:
        codes = []
        for command, shown in commands(block):
            code, self.printed = self.run(command)
            codes.append(code)
            assert shown is not None
            assert fits(shown, self.printed), f"{where}\n$ {command}\n--- 文档\n{shown}\n--- 实际\n{self.printed}"
        assert codes == [0] * (len(codes) - 1) + [int(block.options.get("exit", "0"))], f"{where}：退出码 {codes}"

    def run(self, command: str) -> tuple[int, str]:
        """Exit code, and both streams as a terminal shows them."""
        match shlex.split(command):
            case ["inspect-engine", *rest]:
                return self.engine(*rest)
            case ["echo", given, "|", "inspect-engine", *rest]:
                self.patch.setattr("sys.stdin", StringIO(f"{given}\n"))
                return self.engine(*rest)
            case ["python", "-m", "pytest", *rest]:
                return self.pytest(*rest)
            case ["export", *settings]:
                for setting in settings:
                    self.patch.setenv(*setting.split("="))
            case ["cp", "-r", old, new]:
                shutil.copytree(old, new)
            case _:
                raise AssertionError(f"文档里有测试不会跑的命令：{command}")
        return 0, ""

    def engine(self, *rest: str) -> tuple[int, str]:
        """The program, in this process."""
        screen = StringIO()
        with redirect_stdout(screen), redirect_stderr(screen), pytest.raises(SystemExit) as ended:
            main(list(rest))
        return int(ended.value.code or 0), screen.getvalue()

    def pytest(self, *rest: str) -> tuple[int, str]:
        """Another pytest, away from this one; without plugins that scenarios do not need, to be quick."""
        line = [sys.executable, "-m", "pytest", *rest, *(f"-pno:{name}" for name in UNNEEDED)]
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        outside["PYTHONUTF8"] = "1"
        done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", env=outside, check=False)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.delenv("INSPECT_ENGINE_CHECKLISTS", raising=False)
    return Reader(tmp_path, monkeypatch)


def test_everything_on_the_page_is_true(page: str, reader: Reader) -> None:
    """From the empty folder to the second version: every file, every command, every line it prints."""
    for block in blocks(page):
        reader.follow(block)


def test_every_block_is_one_that_is_tested(page: str) -> None:
    """No block is passed over: each is of a kind the test knows, each console begins with a command."""
    known = {
        ("console",),
        ("mermaid",),
        ("yaml", "file"),
        ("yaml", "in"),
        ("text", "file"),
        ("gherkin", "in"),
        ("diff", "file"),
    }
    found = list(blocks(page))
    assert {(block.kind, *(block.options.keys() - {"exit"})) for block in found} == known
    assert 2 * len(found) == sum(line.startswith("```") for line in page.splitlines())
    assert all(block.text.startswith("$ ") for block in found if block.kind == "console")


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("甲\n乙", "甲"),
        ("甲", "甲\n乙"),
        ("", "甲"),
        ("甲…丙", "甲\n丙"),
        ("1 处", "11 处"),
        ("甲\n…\n丙", "甲\n乙\n丁"),
    ],
)
def test_what_differs_is_seen(shown: str, printed: str) -> None:
    """A line missing, a line too many, another number: the page would be wrong."""
    assert fits(printed, printed)
    assert not fits(shown, printed)


def table(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = page.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split(" | ")] for line in (line.strip("|") for line in lines[1:])]


def test_every_message_of_the_table_is_what_the_program_says(page: str, reader: Reader) -> None:
    """Each slip, made on purpose in the folder as the page leaves it, is told in the very words of the table."""
    prepare(page, reader)
    told = table(page, "9")
    assert len(told) > 15
    for right, wrong, message, _ in told:
        code, printed = slip(reader, right.strip("`"), wrong.strip("`").replace("⇥", "\t"))
        assert code == 2, f"{wrong} 没有被发现"
        assert any(fits(f"  …：{message}", line) for line in printed.splitlines()), f"{wrong}\n{message}\n{printed}"


def prepare(page: str, reader: Reader) -> None:
    """The folders as the page leaves them, without the commands in between."""
    for block in blocks(page):
        if "file" in block.options or any(word in block.text for word in ("packs new", "cp -r")):
            reader.follow(block)


def slip(reader: Reader, right: str, wrong: str) -> tuple[int, str]:
    """What the check says of one slip of the pen, mended again afterwards."""
    files = sorted((reader.folder / FOLDER).glob("*/*.yaml"))
    path = next((path for path in files if right in path.read_text("utf-8")), None)
    assert path is not None, f"{FOLDER} 里没有 {right}"
    text = path.read_text("utf-8")
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    outcome = reader.engine("packs", "check", FOLDER)
    path.write_text(text, "utf-8")
    return outcome


def test_a_folder_of_ones_own_may_use_what_ships(page: str, reader: Reader) -> None:
    """A built-in workflow is known in the folder alone, and beside the built-in definitions."""
    prepare(page, reader)
    path = reader.folder / FOLDER / "packs" / "site.yaml"
    path.write_text(path.read_text("utf-8").replace("workflow: site-hazard", "workflow: hazard"), "utf-8")
    code, printed = reader.engine("packs", "check", FOLDER)
    assert (code, "自带的流程 hazard" in printed) == (0, True), printed
    reader.run(f"export INSPECT_ENGINE_CHECKLISTS={FOLDER}")
    assert reader.engine("packs", "check")[0] == 0


def test_the_vocabulary_has_every_key(page: str) -> None:
    """Each key of each kind of file, in the words that editors show."""
    told = [(where, key.strip("`"), meaning) for where, key, meaning in table(page, "10")]
    assert told == [
        (keys[""].partition("：")[0], key, meaning) for keys in words().values() for key, meaning in keys.items() if key
    ]


def test_links_of_the_page_lead_somewhere(page: str) -> None:
    """The contents name each section, and the READMEs lead to the page."""
    prose = re.sub(r"^```(?:.*\n)*?```$", "", page, flags=re.MULTILINE)
    headings = {title.replace(" ", "-") for title in re.findall(r"^## (.+)$", prose, re.MULTILINE)}
    assert set(re.findall(r"\(#([^)]+)\)", page)) == headings
    for readme in READMES:
        assert f"({PAGE.relative_to(ROOT).as_posix()})" in readme.read_text("utf-8")
