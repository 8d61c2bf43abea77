"""Consoles as they are in offices: GBK, a bare C locale, folders with any name; and what ``doctor`` says of them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspect_engine.cli import run
from inspect_engine.cli.consoles import Console, finding
from inspect_engine.cli.encodings import fitting, readable

ODD = "我的 台账 100% & 😀 'a'"
AROUND = {
    "gbk": {"PYTHONIOENCODING": "gbk"},
    "C": {"LANG": "C", "LC_ALL": "C"},
}
"""What offices' machines set, and how what is printed there is to be read."""
READ = {"gbk": "gbk"}


def played(home: Path, around: dict[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    path = {"PYTHONPATH": os.pathsep.join(sys.path), "INSPECT_ENGINE_HOME": str(home / "家 &"), **around}
    argv = [sys.executable, "-m", "inspect_engine", *words]
    return subprocess.run(argv, cwd=home, env=kept | path, capture_output=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an odd name, and a ledger of one too in it."""
    folder = tmp_path_factory.mktemp("odd") / ODD
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("INSPECT_ENGINE_HOME", str(folder / "家 &"))
        for words in (["init", "--name", "boss", "--rehearsal"], ["backup", "-o", "备份 %TEMP%.zip"]):
            assert run(["--db", "台账 &.db", *words]) == 0
    return folder


@pytest.mark.parametrize("name", AROUND)
def test_what_is_printed_can_be_read_where_it_is(home: Path, name: str) -> None:
    encoding = READ.get(name, "utf-8")
    done = played(home, AROUND[name], "--db", "台账 &.db", "doctor")
    told = done.stdout.decode(encoding)
    assert done.returncode == 0, done.stderr.decode(encoding)
    assert ("√" if encoding == "gbk" else "✓") + " SQLite：" in told
    assert "备份 %TEMP%.zip" in told
    assert (ODD if encoding != "gbk" else ODD.replace("😀", "<U+1F600>")) in told
    plain = played(home, AROUND[name], "--db", "台账 &.db", "whoami", "--json")
    assert json.loads(plain.stdout)["ledger"] == "台账 &.db"
    refused = played(home, AROUND[name], "--db", "没有 😀.db", "board")
    assert refused.returncode == 4
    assert "没有" in refused.stderr.decode(encoding)


def test_json_is_the_same_document_in_any_encoding() -> None:
    text = json.dumps({"名": "甲✓😀\u202e", "n": [1, "a\\b"]}, ensure_ascii=False)
    assert fitting(text, None) == fitting(text, "UTF8") == text
    assert json.loads(fitting(text, "gbk").encode("ascii")) == json.loads(text)


def test_a_stream_without_chinese_is_given_utf_8() -> None:
    found = {}
    for encoding in ("ascii", "latin-1", "cp437", "cp936", "big5", "gb18030", "utf-8"):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict", write_through=True)
        readable(stream)
        stream.write("检✓😀\ud800")
        found[encoding] = stream.buffer.getvalue().decode(stream.encoding)
    whole, gbk = "检✓😀\\ud800", "检√<U+1F600><U+D800>"
    assert found.pop("gb18030") == "检✓😀<U+D800>"
    assert found == {**dict.fromkeys(("ascii", "latin-1", "cp437", "big5", "utf-8"), whole), "cp936": gbk}


def test_doctor_says_what_it_sees_of_a_terminal_and_what_to_change() -> None:
    wide, utf = (120, 36), "utf-8"
    cases = [
        (
            Console("linux", {"TERM": "xterm-256color", "VTE_VERSION": "6800"}, "UTF-8", utf, wide),
            ("ok", "VTE、TERM=xterm-256color，120×36，文字按 utf-8 写", ""),
        ),
        (Console("linux", {}, "UTF-8", utf, None), ("ok", "接的是管道或文件", "")),
        (Console("linux", {"TERM": "linux"}, "UTF-8", utf, wide), ("warning", "TERM=linux", "显示不了汉字")),
        (Console("linux", {"TERM": "xterm"}, "GB18030", "gb18030", wide), ("warning", "gb18030", "LANG=zh_CN.UTF-8")),
        (Console("linux", {"TERM": "xterm"}, "UTF-8", "gbk", wide), ("warning", "按 gbk 写", "PYTHONIOENCODING")),
        (
            Console("linux", {"TMUX": "x", "SSH_CONNECTION": "y"}, "UTF-8", utf, (50, 20)),
            ("warning", "tmux、ssh", "60 列"),
        ),
        (Console("win32", {"WT_SESSION": "x"}, "cp936", utf, wide), ("ok", "Windows Terminal", "")),
        (Console("win32", {}, "cp936", utf, wide), ("warning", "conhost", "请装 Windows Terminal")),
        (Console("win32", {}, "cp936", "gbk", None), ("warning", "按 gbk 写", "chcp 65001")),
        (Console("darwin", {"TERM_PROGRAM": "Apple_Terminal"}, "UTF-8", utf, wide), ("ok", "Apple_Terminal", "")),
    ]
    for console, (state, told, fix) in cases:
        found = finding(console)
        assert (found.name, found.state) == ("终端", state), found
        assert told in found.told
        assert fix in found.fix
        assert bool(found.fix) == (state != "ok")


def test_the_terminal_program_does_not_start_where_what_is_typed_would_be_spoilt(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from inspect_engine.cli import main

    monkeypatch.setattr("locale.getencoding", lambda: "GBK")
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(home / "台账 &.db"), "tui"])
    assert ended.value.code == 2
    assert "系统语言的编码是 GBK，终端界面只用 UTF-8" in capsys.readouterr().err
