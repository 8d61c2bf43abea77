"""The entrance: version, help, where a screen or a file cannot be had, and the lines a rehearsal hands out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from inspect_engine import __version__
from inspect_engine.cli import main
from tests.cli.authority_table import leaves
from tests.conftest import Command

GROUPS = sorted({path[:n] for path, _ in leaves() for n in range(len(path))})


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(words)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.mark.parametrize("words", [("--version",), ("--version", "board"), ("--db", "nowhere.db", "--version")])
def test_the_version_alone_is_a_command_line(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words, capsys=capsys) == (0, f"{__version__}\n", "")


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("extra", [(), ("-h",), ("--help",), ("--user", "li")])
def test_a_bare_group_prints_its_help(
    group: tuple[str, ...], extra: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """On stdout, with nothing after it: the page it would print when asked for it."""
    page = run(*group, "--help", capsys=capsys)[1]
    assert run(*group, *extra, capsys=capsys) == (0, page, "")
    assert page.startswith("用法：")
    assert "-h, --help" in page


@pytest.mark.parametrize("path", [path for path, _ in leaves()])
def test_h_is_help_of_every_command(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(*path, "-h", capsys=capsys)
    assert (code, err) == (0, "")
    assert out == run(*path, "--help", capsys=capsys)[1]


def test_no_such_command_is_still_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run("case", "lst", capsys=capsys)
    assert (code, out) == (2, "")
    assert "没有命令“lst”" in err


def test_the_screens_need_a_terminal(command: Command) -> None:
    """Cron, a pipe, ssh without -t: said in Chinese, at once."""
    outcome = command("tui")
    assert outcome.code == 2
    assert outcome.out == ""
    assert "没有终端" in outcome.err
    assert "保存" not in outcome.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("redirect", ["</dev/null", ">/dev/null", "2>/dev/null", "<&-", ">&-", "2>&-"])
def test_the_screens_need_all_three_streams(desk: object, tmp_path: Path, redirect: str) -> None:
    """In a real terminal, one of its streams turned away."""
    if sys.platform == "win32":
        raise NotImplementedError
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
        line = f'exec "$0" -m inspect_engine --db "$1" tui {redirect}'
        os.execvp("sh", ["sh", "-c", line, sys.executable, str(tmp_path / "ledger.db")])
    shown = b""
    try:
        while chunk := os.read(terminal, 4096):
            shown += chunk
            assert len(shown) < 4096, "it draws"
    except OSError:
        pass
    finally:
        os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
    if not redirect.startswith("2"):
        assert "没有终端" in shown.decode()


@pytest.mark.parametrize("place", ["no/such/folder/a{}", "file/a{}", "folder{}", "x" * 300 + "{}", "loop/a{}"])
@pytest.mark.parametrize(
    ("line", "ending"),
    [
        ("export closure -o", ".xlsx"),
        ("notice draft rectification RQ-2022-0001 -o", ".docx"),
    ],
)
def test_a_place_that_cannot_be_written_is_bad_input(
    command: Command, inspection_file: Path, tmp_path: Path, place: str, line: str, ending: str
) -> None:
    """Exit 2, not 4: nothing is wrong with the ledger."""
    command("inspect", "run", str(inspection_file), user="insp1")
    (tmp_path / "file").write_text("")
    (tmp_path / f"folder{ending}").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    outcome = command(*line.split(), str(tmp_path / place.format(ending)))

    assert outcome.code == 2, outcome.err
    assert "保存" not in outcome.err


@pytest.mark.parametrize("line", ["case diagram hazard -o {}/a.dot", "demo --dir {}", "packs schema -o {}"])
def test_a_folder_that_cannot_be_made_is_bad_input(command: Command, tmp_path: Path, line: str) -> None:
    (tmp_path / "file").write_text("")
    outcome = command(*line.format(tmp_path / "file").split())
    assert outcome.code == 2, outcome.err


def hints(*words: str, folder: Path) -> list[str]:
    """The lines a rehearsal ends with."""
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(words, cwd=folder, env=around, capture_output=True, text=True, check=True)
    return [line.strip() for line in done.stdout.split("接着可以试：\n")[1].splitlines()]


@pytest.mark.skipif(sys.platform == "win32", reason="the lines are for a POSIX shell")
@pytest.mark.long
def test_the_lines_to_paste_can_be_pasted(tmp_path: Path) -> None:
    """However it was called, and in a folder with a blank in its name."""
    home = tmp_path / "我的 演练"
    home.mkdir()
    lines = hints(sys.executable, "-m", "inspect_engine", "demo", "--dir", "演练 一", folder=home)
    assert not [line for line in lines if "__main__" in line]
    script = "\n".join(line for line in lines if " tui" not in line)
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(["sh", "-e", "-c", script], cwd=home, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search("核验通过", done.stdout)
