"""Every block of both READMEs is pasted, from top to bottom, and does what it says: today and in 400 days."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from inspect_engine.domain.calendars import china_day
from tests.docs.pages import Block, bare, blocks, commands
from tests.docs.reader import ROOT, a_reader, beginning, follow, judge, target
from tests.docs.terminal import INSTALLED, Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no bash on Windows")
CHINESE, ENGLISH = PAGES = ROOT / "README.zh-CN.md", ROOT / "README.md"
NOT_PASTED = {"sh": ("make demo", "make test"), "bat": ("py -m venv .venv",)}
"""First lines of the blocks that install: their words are looked up instead."""
OUTCOMES = {
    "export ": "",
    "unset ": "",
    "inspection=$(inspect-engine --user li inspect start": "已开始检查。…",
    "inspection=$(inspect-engine inspect list": "",
    "number=": "",
    "mkdir ": "",
    "inspect-engine init --name wang": "已建立台账 …/ledger.db，主管：wang。",
    "inspect-engine whoami": "台账      …/ledger.db",
    "inspect-engine user add li": "已登记用户 li。",
    "inspect-engine user add zhao": "已登记用户 zhao。",
    "inspect-engine user add gas01": "已登记用户 gas01。",
    "inspect-engine subject add": "已登记检查对象 op-01（示例燃气公司）。",
    'inspect-engine --user li inspect answer "$inspection"': "已保存。",
    "echo 只用一次的临时口令 | inspect-engine": "已设置用户 zhao 的口令。…",
    "echo 赵检查自己的口令 | INSPECT": "已设置用户 zhao 的口令。…",
    'inspect-engine --user li inspect finish "$inspection"': "RQ-…-0001  GAS-MH-4.1  未取得燃气经营许可证经营…",
    "inspect-engine export closure": "  台账：1 行",
    "inspect-engine export tables": "  台账：1 行",
    "inspect-engine verify closure.xlsx": "核验通过：closure.xlsx 截至 …，据 … 条流转记录",
    'inspect-engine case offers "$number"': "grade  定级 → 已定级",
    'inspect-engine act "$number" halt': "同时立案：RQ-…-0002 停工整改：未取得燃气经营许可证经营（已口头责令停工）。",
    'inspect-engine act "$number" grade': "已保存：定级 → 已定级。",
    "inspect-engine notice office add": "已登记发文机关 示建燃改（示例市住房和城乡建设局）。",
    "inspect-engine notice issue rectification": "…示建燃改〔…〕1号…",
    "inspect-engine tick": "没有新的逾期事项。",
    "inspect-engine deadline": "2026-02-27…",
    "inspect-engine sanction fines": "rq-45-1         城镇燃气管理条例第45条第1款 …",
    "inspect-engine alarm list": "没有…疑点…",
    "inspect-engine draw plan": "可以承诺：inspect-engine draw commit examples/draw/plan.yaml",
    "inspect-engine user region": "已指定用户 li 的区划：530602。",
    "inspect-engine init --rehearsal": "已建立演练台账 score.db，主管：sup1。",
    "inspect-engine user add insp1": "已登记用户 insp1。",
    "inspect-engine user add insp2": "已登记用户 insp2。",
    "inspect-engine --user insp1 inspect run": "检查 …：立隐患 37 件，作答待补参 0 项。",
    'inspect-engine score "$inspection"': "总分    82.99（实得 74.69÷满分 90.00×100）",
    "inspect-engine explain": "- 结论：要登记",
    "inspect-engine packs new": "我的检查表/packs/site.yaml",
    "inspect-engine packs adopt": "已采用 site@1。…",
    "inspect-engine packs check": "1 个检查表包、…全部通过。",
    "inspect-engine backup": "已备份到 backups/ledger-…",
    "inspect-engine restore": "已恢复为 restored/ledger.db：… 条流转记录，备份于 …",
    "inspect-engine --db restored/ledger.db verify": "核验通过：… 条流转记录，链头 …",
    "inspect-engine doctor": "✓ 防改触发器：…",
}
"""A line that each command prints, by how the command begins; with an empty one it prints nothing."""


def pasted(page: Path) -> list[Block]:
    """The blocks that are pasted into a terminal."""
    found = blocks(page.read_text("utf-8"))
    shell = [block for block in found if block.kind != "python"]
    return [block for block in shell if not block.text.startswith(NOT_PASTED.get(block.kind, "\0"))]


@pytest.mark.parametrize(
    ("page", "days"),
    [
        pytest.param(
            page, days, id=f"{page.name} in {days} days", marks=[pytest.mark.long] * (days and page != ENGLISH)
        )
        for page in PAGES
        for days in (0, 400)
    ],
)
def test_everything_on_the_page_works(
    page: Path, days: int, program: Callable[[int], Path], rehearsal: Callable[[int], Path], tmp_path: Path
) -> None:
    """From top to bottom, in a folder with the rehearsal: in Chinese in one terminal, in English in a new one for each
    block."""
    terminal = played(tmp_path, program(days), rehearsal(days))
    for block in pasted(page):
        follow(block, terminal, page.name, OUTCOMES)
        if page == ENGLISH:
            terminal = Terminal(tmp_path, program(days))

    assert len(list(tmp_path.glob("home/**/ledger.db"))) == 1
    (backup,) = tmp_path.glob("work/backups/*")
    assert backup.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in (tmp_path / "work" / "restored").iterdir()} >= {"ledger.db", "ledger.db.files"}
    for made in ("closure.xlsx", "notice.docx", "demo/closure.xlsx"):
        assert zipfile.is_zipfile(tmp_path / "work" / made)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_program_as_installed_does_what_the_page_begins_with(
    page: Path, rehearsal: Callable[[int], Path], tmp_path: Path
) -> None:
    """Started anew for each line: the others are tried with one that is quick to start."""
    terminal = played(tmp_path, INSTALLED, rehearsal(0))
    first = pasted(page)[0]
    assert sum("inspect-engine" in line for line, _ in commands(first)) > 1
    follow(first, terminal, page.name, OUTCOMES)


def played(folder: Path, where: Path, rehearsal: Path) -> Terminal:
    """The terminal of a reader who has played the rehearsal."""
    terminal = a_reader(folder, where)
    assert shutil.which("inspect-engine", path=terminal.variables["PATH"]) == str(where / "inspect-engine")
    shutil.copytree(rehearsal, terminal.work / "demo")
    return terminal


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_library_does_what_the_page_says(page: Path, rehearsal: Callable[[int], Path], tmp_path: Path) -> None:
    """Beside the rehearsal, which leaves 20 hazards open."""
    shutil.copytree(rehearsal(0), tmp_path / "demo")
    (script,) = (block.text for block in blocks(page.read_text("utf-8")) if block.kind == "python")
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == 20
    assert all(re.fullmatch(r"RQ-2022-\d{4} \S+ (\d{4}-\d\d-\d\d|None)", line) for line in lines)


@pytest.mark.parametrize("days", [0, 400])
def test_the_clock_is_put_forward(days: int, program: Callable[[int], Path], tmp_path: Path) -> None:
    """Or the pages would be tried twice on one day."""
    terminal, before = a_reader(tmp_path, program(days)), china_day(datetime.now(UTC))
    told = terminal.paste(["inspect-engine init --name wang", "inspect-engine whoami"])[1]
    (today,) = re.findall(r"^今天 +(\S+)$", told, re.MULTILINE)
    assert timedelta(days) <= date.fromisoformat(today) - before <= timedelta(days + 1)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_block_is_passed_over(page: Path) -> None:
    """Each is pasted, or its words are looked up; every outcome told here is that of a line."""
    text = page.read_text("utf-8")
    found = list(blocks(text))
    assert 2 * len(found) == sum(line.startswith("```") for line in text.splitlines())
    assert [block.kind for block in found if block not in pasted(page)] == ["sh", "bat", "python"]
    assert {block.kind for block in pasted(page)} == {"sh", "console"}
    lines = [(bare(line), shown) for block in pasted(page) for line, shown in commands(block)]
    told = {beginning(line, OUTCOMES) for line, shown in lines if shown is None}
    assert told == OUTCOMES.keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_installs_is_there(page: Path) -> None:
    """``make`` lines name targets, which a page of commands must not run; the others do by hand what the targets do."""
    make, windows, _ = (block for block in blocks(page.read_text("utf-8")) if block not in pasted(page))
    assert [bare(line) for line in make.text.splitlines()] == ["make demo", "make test"]
    by_hand = windows.text.replace("\\", "/").replace(".venv/Scripts", "$(BIN)").splitlines()
    ready = target("$(READY)").replace(" --quiet --disable-pip-version-check", "").splitlines()
    assert by_hand[0].removeprefix("py ") in ready[1].replace("$(VENV)", ".venv")
    assert by_hand[1:3] == ready[2:4]
    assert by_hand[3:] == [target("demo").removesuffix(" --dir demo"), target("test")]
    for lock in re.findall(r"requirements.(\w+\.lock)", page.read_text("utf-8")):
        assert (ROOT / "requirements" / lock).is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Pages, folders and pictures of the repository."""
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
    assert len(links) > 10
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_what_fails_is_seen(program: Callable[[int], Path], tmp_path: Path) -> None:
    """A line that is refused, one that prints something else, one that nobody knows."""
    terminal = a_reader(tmp_path, program(0))
    with pytest.raises(AssertionError, match="没有台账"):
        follow(Block(1, "sh", {}, "inspect-engine whoami\n"), terminal, "页", OUTCOMES)
    with pytest.raises(AssertionError, match="已建立演练台账"):
        judge("页", "inspect-engine init --name wang", None, "已建立演练台账 a/ledger.db，主管：wang。\n", OUTCOMES)
    with pytest.raises(AssertionError, match="不知道 inspect-engine board 应打印什么"):
        judge("页", "inspect-engine board", None, "发现 35\n", OUTCOMES)
    with pytest.raises(AssertionError):
        judge("页", "ls", "甲", "乙\n", OUTCOMES)
    with pytest.raises(AssertionError):
        judge("页", "mkdir -m 700 a", None, "mkdir: a\n", OUTCOMES)
