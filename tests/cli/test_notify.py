"""Notifications, delivered for real by apprise to a receiver on this computer."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from inspect_engine import notify
from inspect_engine.cli import main
from inspect_engine.errors import InputError
from inspect_engine.notify import Notice, lines_of, send


class Receiver:
    """Takes what is posted. ``status`` is its answer; while ``silent``, it gives none."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status, self.silent, self.arrived = 200, threading.Event(), threading.Event()
        self.silent.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(json.loads(body))
                receiver.arrived.set()
                receiver.silent.wait(20)
                with suppress(OSError):
                    self.send_response(receiver.status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Not on stderr."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://geheim:schluessel@127.0.0.1:{self.server.server_port}/token4711"

    def stop(self) -> None:
        self.silent.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own settings, no proxy between here and here, and all the time that a busy machine may need."""
    monkeypatch.setattr("inspect_engine.notify.delivery.SECONDS", 600.0)
    monkeypatch.delenv("INSPECT_ENGINE_NOTIFY", raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CONFIG_HOME", "HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


@pytest.fixture
def on(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """Switched on for the receiver."""
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", receiver.address)
    return receiver


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["notify", *words])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


SECRETS = ("geheim", "schluessel", "token4711")


def no_secrets(*texts: object) -> bool:
    return not any(secret in str(text) for secret in SECRETS for text in texts)


# --- delivery --------------------------------------------------------------------------------------------------


def test_lines_arrive_under_their_title(on: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    assert send(["RQ-2022-0001 未设报警装置：期限 2022-03-01", "第二行"], "今日逾期") == []
    [got] = on.got
    assert (got["title"], got["message"]) == (
        "今日逾期",
        "RQ-2022-0001 未设报警装置：期限 2022-03-01\n第二行",
    )
    assert capsys.readouterr() == ("", "")


def test_nothing_to_tell_and_nobody_to_tell(on: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send([], "空") == []
    monkeypatch.delenv("INSPECT_ENGINE_NOTIFY")
    assert send(["一行"], "没有配置") == []
    assert on.got == []


def test_the_receiver_refuses(on: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    on.status = 500
    [failure] = send(["一行"], "题目")
    assert failure.why == "对方不收（答复 500）"
    out, err = capsys.readouterr()
    assert (out, err) == ("", "通知没有送到“第 1 个”：对方不收（答复 500）\n")
    assert no_secrets(err, failure, repr(failure))


def test_nobody_is_there(on: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    on.server.server_close()
    [failure] = send(["一行"], "题目")
    assert failure.why.startswith("连不上对方")
    assert no_secrets(capsys.readouterr(), failure)


def test_a_receiver_that_never_answers_is_not_waited_for(on: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is on its way; the work goes on."""
    monkeypatch.setattr("inspect_engine.notify.delivery.SECONDS", 0.05)
    on.silent.clear()
    [failure] = send(["一行"], "题目")
    assert failure.why == "0.05 秒之内没有答复"
    assert on.arrived.wait(600)


def test_one_target_down_does_not_keep_it_from_the_others(on: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Receiver()
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", f"{on.address} {other.address} nonsense://token4711")
    on.status = 403
    failures = send(["一行"], "题目")
    other.stop()
    assert [(f.target, f.why) for f in failures] == [
        ("第 1 个", "对方不收（答复 403）"),
        ("第 3 个", "地址写得不对，或没有这种通知方式"),
    ]
    assert len(other.got) == 1


@pytest.mark.parametrize("hostile", ["[/]", "=1+1", "<b>粗</b>", "@all **大**", "%s {0} $(id)", "甲\nBcc: x@y"])
def test_hostile_text_arrives_as_it_is(on: Receiver, hostile: str) -> None:
    """One line stays one line."""
    assert send([hostile], hostile) == []
    [got] = on.got
    shown = hostile.replace("\n", "‹U+000A›")
    assert (got["title"], got["message"]) == (shown, shown)


def test_control_characters_do_not_travel(on: Receiver) -> None:
    assert send(["\x1b[31m红\u202e"], "题\x00目") == []
    assert on.got[0]["message"] == "‹U+001B›[31m红‹U+202E›"


def test_whatever_goes_wrong_is_reported_and_not_raised(
    on: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(notify, "deliver", lambda *_: 1 / 0)
    [failure] = send(["一行"], "题目")
    assert "ZeroDivisionError" in failure.why
    assert failure.why in capsys.readouterr().err


# --- messages --------------------------------------------------------------------------------------------------


def test_the_longest_overdue_comes_first() -> None:
    notices = [
        Notice("RQ-2022-0002", "未设报警装置", date(2022, 3, 1), 2, "催办"),
        Notice("RQ-2022-0001", "无证经营", date(2022, 3, 24), 0),
        Notice("RQ-2022-0003", "未培训", date(2022, 2, 1), 30, "督办"),
        Notice("RQ-2022-0004", "待复查", None, 0),
    ]
    assert lines_of(notices) == [
        "RQ-2022-0003 未培训：期限 2022-02-01，已超 30 日，督办",
        "RQ-2022-0002 未设报警装置：期限 2022-03-01，已超 2 日，催办",
        "RQ-2022-0001 无证经营：期限 2022-03-24",
        "RQ-2022-0004 待复查",
    ]
    assert lines_of([]) == []


def test_a_message_has_an_end() -> None:
    many = [Notice(f"RQ-2022-{n:04d}", "未设报警装置", None, 1) for n in range(notify.MOST + 5)]
    lines = lines_of(many)
    assert (len(lines), lines[-1]) == (notify.MOST + 1, "另有 5 件，请在台账里查看")
    assert len(lines_of(many[: notify.MOST])) == notify.MOST


# --- settings --------------------------------------------------------------------------------------------------


def test_off_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "status")
    assert (code, out) == (0, "")
    assert err.startswith("通知没有开。要开，在 ")
    assert json.loads(run(capsys, "status", "--json")[1])["on"] is False
    code, out, err = run(capsys, "test")
    assert (code, out) == (2, "")
    assert "通知没有开" in err


def test_the_file_in_the_users_folder(receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    path = notify.default_path()
    path.parent.mkdir(parents=True)
    path.write_text(f"\ufeff# 备注 json://x\n\n值班 群\t{receiver.address}\n{receiver.address}\n", encoding="utf-8")
    path.chmod(0o600)
    code, out, err = run(capsys, "status")
    assert code == 0
    assert out.splitlines()[1:] == ["值班 群  JSON  json://****", "第 4 个  JSON  json://****"]
    assert str(path) in err
    assert no_secrets(out, err)
    assert run(capsys, "test")[0] == 0
    assert [got["title"] for got in receiver.got] == ["隐患整改通知（试发）"] * 2


def test_a_file_named_by_the_variable(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "我的 通知.txt"
    path.write_text(receiver.address, encoding="utf-8")
    path.chmod(0o644)
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", str(path))
    found = json.loads(run(capsys, "status", "--json")[1])
    assert found == {
        "on": True,
        "source": str(path),
        "exposed": True,
        "targets": [{"name": "第 1 个", "service": "JSON", "address": "json://****"}],
    }
    assert "其他账户也读得到" in run(capsys, "status")[2]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"geheim token4711\n", "notify.txt:1：不是通知地址"),
        (b"\n\nschluessel\n", "notify.txt:3：不是通知地址"),
        (b"\xff\xfe\x00", "不是 UTF-8 文本"),
        (b"#" * 70_000, "太大"),
        (None, "读不到通知设置"),
    ],
)
def test_bad_settings_name_the_line_and_repeat_nothing(
    content: bytes | None,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "notify.txt"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", str(path))
    for words in ("status", "test"):
        code, out, err = run(capsys, words)
        assert (code, out) == (2, "")
        assert told in err
        assert no_secrets(err)
    [failure] = send(["一行"], "题目")
    assert told in failure.why


def test_a_trial_that_fails(on: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    on.status = 404
    code, out, err = run(capsys, "test")
    assert (code, out) == (4, "")
    assert "答复 404" in err
    assert "已发出 0 处，没有发出 1 处。" in err


def test_secrets_do_not_show_in_tracebacks_or_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", "json://geheim:schluessel@h/token4711 token4711")
    with pytest.raises(InputError) as bad:
        notify.settings()
    assert no_secrets("".join(traceback.format_exception(bad.value)), bad.value)
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", "json://geheim:schluessel@h/token4711")
    assert no_secrets(repr(notify.settings()))


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("wecombot://abcdefgh12345", True),
        ("dingtalk://token123abc", True),
        ("dingtalk://secret@token123abc", True),
        (f"feishu://{'a' * 36}", True),
        (f"lark://{'a' * 36}", True),
        ("mailtos://user:pass@smtp.example.com?from=a@example.com&to=b@example.com", True),
        ("nonsense://x", False),
    ],
)
def test_the_forms_that_the_help_page_names(address: str, usable: bool) -> None:
    [service] = notify.services([notify.Target("一", address)])
    assert (service is not None) == usable


def test_what_is_not_switched_on_is_not_loaded() -> None:
    """Neither the help page nor a command without targets loads apprise."""
    code = (
        "import sys\nfrom inspect_engine.cli import main\n"
        "from inspect_engine import notify\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "notify.send(['x'], 'y')\n"
        "print('apprise' in sys.modules, 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False False"
