"""Bytes that are not UTF-8: pasted from an old terminal, or in names unpacked from a Windows archive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspect_engine.cli import main
from inspect_engine.domain.words.text import is_text, spelled
from inspect_engine.errors import InputError
from inspect_engine.imports import inspections
from inspect_engine.storage import files
from tests.cli.authority_table import leaves
from tests.conftest import Command, Desk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names are text on Windows")
GBK = os.fsdecode("照片".encode("gbk"))
NEITHER = os.fsdecode(b"\xff\xfe1")
CASE = "RQ-2022-0001"


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(words)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def said(code: int, out: str, err: str) -> None:
    assert (code, out) == (2, ""), err
    assert "不是 UTF-8 文字" in err
    assert "Traceback" not in err
    assert "保存" not in err
    assert is_text(err)


@pytest.mark.parametrize("path", [path for path, _ in leaves()], ids=" ".join)
@pytest.mark.parametrize("word", [GBK, f"--note={GBK}", f"--{GBK}"])
def test_no_command_takes_them_for_text(path: tuple[str, ...], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command there is, as an argument, as an option's value, as an option."""
    said(*run(*path, word, capsys=capsys))
    said(*run(*path, "--", word, capsys=capsys))


@pytest.mark.parametrize("path", [path for path, _ in leaves()], ids=" ".join)
def test_not_even_in_every_option(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """``--db``, ``-o`` and whatever else a command has; only evidence may be called as it likes."""
    command = next(each for way, each in leaves() if way == path)
    for option in (name for each in command.params for name in each.opts if name.startswith("-")):
        if option != "--evidence":
            said(*run(*path, option, GBK, capsys=capsys))
    said(*run("--db", f"/tmp/{GBK}/ledger.db", *path, capsys=capsys))


def test_what_was_meant_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "第 3 个参数：不是 UTF-8 文字，看上去是“照片”" in run("case", "show", GBK, capsys=capsys)[2]
    assert "看上去是“\\xff\\xfe1”" in run("case", "show", NEITHER, capsys=capsys)[2]


@pytest.mark.parametrize("name", ["DB", "USER", "CHECKLISTS", "NOTIFY", "NOW"])
def test_variables_are_told_by_name_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """What is in them may be secret."""
    monkeypatch.setenv(f"INSPECT_ENGINE_{name}", f"json://geheim/{GBK}")
    code, out, err = run("notify", "status", capsys=capsys)
    said(code, out, err)
    assert f"环境变量 INSPECT_ENGINE_{name}" in err
    assert "geheim" not in err


@pytest.fixture
def case(command: Command, inspection_file: Path) -> Command:
    assert command("inspect", "run", str(inspection_file), user="insp1").code == 0
    return command


@pytest.mark.parametrize(("raw", "name"), [(GBK, "照片"), (NEITHER, "\\xff\\xfe1"), ("照片", "照片")])
@pytest.mark.parametrize("glued", [False, True])
def test_evidence_is_kept_under_a_name_that_can_be_read(
    case: Command, desk: Desk, tmp_path: Path, raw: str, name: str, glued: bool
) -> None:
    """The everyday photograph from an unpacked archive. Its own bytes are kept beside the name."""
    photo = tmp_path / f"{raw}.jpg"
    photo.write_bytes(b"photo")
    options = ["--set", "severity=major", "--set", "reason=无证"]
    options += [f"--evidence={photo}"] if glued else ["--evidence", str(photo)]

    outcome = case("act", CASE, "grade", *options, "--json")

    assert outcome.code == 0, outcome.err
    (kept,) = json.loads(outcome.out)["files"]
    assert kept["name"] == f"{name}.jpg"
    assert kept.get("name_bytes", "") == ("" if raw == "照片" else os.fsencode(photo.name).hex())
    assert desk.as_("sup1").verify() == []
    assert f"{name}.jpg" in case("case", "history", CASE).out


def test_an_answer_takes_such_evidence_too(command: Command, desk: Desk, case: Command, tmp_path: Path) -> None:
    photo = tmp_path / f"{GBK}.jpg"
    photo.write_bytes(b"photo")
    key = command("inspect", "start", "gas", "--subject", "shop-01", user="insp1").out.strip()
    line = ("inspect", "answer", key, "shop-01", "CAT-05", "na", "--evidence", str(photo))
    outcome = command(*line, user="insp1")
    assert outcome.code == 0, outcome.err
    (answer,) = json.loads(command("inspect", "show", key, "--json").out)["answers"]
    assert [file["name"] for file in answer["files"]] == ["照片.jpg"]
    assert desk.as_("sup1").verify() == []


@pytest.mark.parametrize("kind", ["none", "folder", "empty"])
def test_such_evidence_that_is_none_is_told_in_words(case: Command, tmp_path: Path, kind: str) -> None:
    photo = tmp_path / f"{GBK}.jpg"
    if kind == "folder":
        photo.mkdir()
    elif kind == "empty":
        photo.touch()
    outcome = case("act", CASE, "grade", "--set", "severity=major", "--set", "reason=无证", "--evidence", str(photo))
    assert outcome.code == 2
    assert "照片.jpg" in outcome.err


def test_a_file_that_names_it_is_told_how_it_is_spelled(desk: Desk, inspection_file: Path) -> None:
    """YAML is UTF-8, the name beside it is not."""
    (inspection_file.parent / "photo.txt").rename(inspection_file.parent / f"{GBK}.jpg")
    text = inspection_file.read_text("utf-8").replace("photo.txt", "照片.jpg")
    inspection_file.write_text(text, "utf-8")
    with pytest.raises(InputError, match="GBK 编码的，请把文件名改成 UTF-8"):
        inspections.run(desk.as_("insp1"), inspection_file)


@pytest.mark.long
def test_a_folder_may_be_called_anything(desk: Desk, tmp_path: Path) -> None:
    """Work in it, with a ledger, an inspection and packs there, goes on: no word of the line is at fault."""
    home = tmp_path / GBK
    home.mkdir()
    (home / "photo.txt").write_text("照片")
    (home / "inspection.yaml").write_text(
        "pack: gas\ndate: 2022-02-17\ninspectors: [boss]\n"
        'subjects: [{key: a, kind: operator, name: 甲, region: "530600"}]\n'
        "answers: [{subject: a, item: GAS-MH-4.1, answer: fail, evidence: [photo.txt]}]\n"
    )
    (home / "own" / "packs").mkdir(parents=True)
    (home / "own" / "packs" / f"{GBK}.yaml").write_text("id: x\n")
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "INSPECT_ENGINE_DB": "ledger.db"}
    for line, code in (
        ("init --name boss", 0),
        ("user add li --role inspector", 0),
        ("whoami --json", 0),
        ("--user li inspect run inspection.yaml", 2),
        ("export closure -o a.xlsx --json", 0),
        ("packs check own", 2),
        ("packs schema -o schemas", 0),
        ("verify", 0),
        ("demo", 0),
    ):
        words = [sys.executable, "-m", "inspect_engine", *line.split()]
        done = subprocess.run(words, cwd=home, env=around, capture_output=True, text=True, check=False)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), (line, done.stderr)


def test_a_passphrase_that_is_no_text_is_told_in_words(tmp_path: Path) -> None:
    """From a file an old editor has saved."""
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8:strict"}
    line = [sys.executable, "-m", "inspect_engine", "--db", str(tmp_path / "own.db")]
    subprocess.run([*line, "init", "--name", "boss"], env=around, check=True, capture_output=True)
    given = "一个不会有人猜到的口令".encode("gbk")
    setting = [*line, "user", "passphrase", "boss", "--stdin"]
    done = subprocess.run(setting, env=around, input=given, capture_output=True, check=False)
    assert done.returncode == 2
    assert "标准输入不是 UTF-8 文字" in done.stderr.decode()


def test_names_are_spelled_so_that_they_can_be_stored() -> None:
    for raw in (b"a", "照片".encode(), "照片".encode("gbk"), b"\xff", b"\x81", "é".encode("latin-1"), b"\xd5\xd5\xff"):
        assert is_text(spelled(os.fsdecode(raw)))
    assert spelled("\ud800x") == "‹U+D800›x"


# --- evidence of an inspection file --------------------------------------------------------------------------------


@pytest.fixture
def folder(inspection_file: Path) -> Path:
    """Beside it, outside: a secret, a folder, and links that lead there."""
    if sys.platform == "win32":
        raise NotImplementedError
    outside = inspection_file.parent / "outside"
    home = inspection_file.parent / "home"
    for each in (outside, home, home / "照片"):
        each.mkdir()
    (outside / "secret").write_text("geheim")
    (home / "photo.txt").write_text("照片")
    (home / "照片" / "1.jpg").write_text("照片")
    (home / "link").symlink_to(outside / "secret")
    (home / "far").symlink_to(outside)
    (home / "up").symlink_to("..")
    (home / "loop").symlink_to("loop")
    (home / "near").symlink_to("photo.txt")
    (home / "twice").symlink_to("link")
    os.mkfifo(home / "pipe")
    (home / "dev").symlink_to("/dev/zero")
    inspection_file.rename(home / "inspection.yaml")
    return home


BAD = (
    *("/etc/passwd", "{outside}/secret", "../outside/secret", "照片/../../outside/secret", "照片/../photo.txt", ".."),
    *("link", "twice", "far/secret", "up/outside/secret", "loop", "dev", "pipe", "照片", ".", "none"),
    *("C:\\\\secret", "..\\\\outside\\\\secret", "\\\\\\\\host\\\\share\\\\x", "/dev/stdin", "/proc/self/environ"),
)


@pytest.mark.parametrize("name", BAD)
def test_an_inspection_file_picks_up_nothing_from_elsewhere(desk: Desk, folder: Path, name: str) -> None:
    """Whoever mails a file to a supervisor must not get the supervisor's keys into the evidence."""
    file, ledger = folder / "inspection.yaml", desk.as_("insp1")
    named = name.format(outside=folder.parent / "outside")
    file.write_text(file.read_text("utf-8").replace("[photo.txt]", f'["{named}"]'), "utf-8")
    before = ledger.desk.head

    with pytest.raises(InputError) as caught:
        inspections.run(ledger, file)

    (problem,) = caught.value.problems
    assert problem.where.startswith(f"{file}:8:")
    assert problem.fix or "不是文件" in problem.what
    assert ledger.desk.head == before
    assert not files.folder_of(desk.path).exists()


@pytest.mark.parametrize("name", ["photo.txt", "./photo.txt", "照片/1.jpg", "near"])
def test_it_takes_what_lies_beside_it(desk: Desk, folder: Path, name: str) -> None:
    file = folder / "inspection.yaml"
    file.write_text(file.read_text("utf-8").replace("[photo.txt]", f"[{name}]"), "utf-8")
    link = folder.parent / "linked"
    link.symlink_to(folder)
    assert inspections.run(desk.as_("insp1"), link / "inspection.yaml").cases


def test_by_hand_any_file_will_do(case: Command, folder: Path) -> None:
    """Who acts names his own files."""
    outcome = case(
        *("act", CASE, "grade", "--set", "severity=major", "--set", "reason=无证"),
        *("--evidence", str(folder.parent / "outside" / "secret")),
    )
    assert outcome.code == 0, outcome.err


STORY = """\
title: 演练
founder: {name: sup1, title: 主管甲, roles: [supervisor]}
people: [{name: insp1, title: 检查员甲, roles: [inspector]}]
inspection: inspection.yaml
logged_by: insp1
logged_on: 2022-02-17
ends_on: 2022-03-01
steps:
  - on: 2022-02-18
    user: sup1
    trigger: grade
    cases: {items: [CAT-01]}
    evidence: [NAME]
"""


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside/secret", "link", "pipe"])
def test_a_story_picks_up_nothing_from_elsewhere(folder: Path, name: str, tmp_path: Path) -> None:
    from inspect_engine.imports import story

    (folder / "story.yaml").write_text(STORY.replace("NAME", name), "utf-8")
    with pytest.raises(InputError) as caught:
        story.play(folder, tmp_path / "played.db", print)
    (problem,) = caught.value.problems
    assert problem.where == "story.yaml:13:16"
    assert not (tmp_path / "played.db").exists()
