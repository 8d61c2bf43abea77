"""What is otherwise on Windows and macOS, played here: their calls are put in the place of this system's.

None of it was run on those systems.
"""

from __future__ import annotations

import ast
import ctypes
import fcntl
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from inspect_engine.domain.calendars import CHINA
from inspect_engine.errors import StorageError
from inspect_engine.exports import leftovers, whole
from inspect_engine.ledger import create_ledger, identity, open_ledger
from inspect_engine.ledger.keeping import backups, restoring
from inspect_engine.storage import drafts, machine, modes, turn, windows
from inspect_engine.storage.health import permissions
from inspect_engine.storage.sqlite import PRAGMAS

WINDOWS, MACOS = SimpleNamespace(platform="win32"), SimpleNamespace(platform="darwin")
SOURCE = Path(__file__).parents[2]


class Secur32:
    """GetUserNameExW as documented: the name by format 2, its length put back; 0 where the system does not tell."""

    def __init__(self, name: str) -> None:
        self.name = name

    def GetUserNameExW(self, kind: int, buffer: ctypes.Array[ctypes.c_wchar], size: object) -> int:
        assert kind == 2
        buffer.value = self.name
        return bool(self.name)


def test_the_account_of_windows_is_asked_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable makes anybody somebody else, and a local account is never one of the domain."""
    monkeypatch.setattr(identity, "sys", WINDOWS)
    monkeypatch.setattr(windows, "_error", lambda: OSError("not told"))
    monkeypatch.setenv("USERNAME", "supervisor")
    for name in ("OFFICE\\张三", "PC-01\\张三"):
        monkeypatch.setattr(windows, "_library", {"secur32": Secur32(name)}.__getitem__)
        assert identity.os_account() == name
    monkeypatch.setattr(windows, "_library", lambda _: Secur32(""))
    with pytest.raises(OSError, match="not told"):
        identity.os_account()


def test_a_list_of_windows_tells_which_strangers_read() -> None:
    """A folder of one's own, one on D:, none at all; what is for files inside, refuses or writes grants nothing."""
    own = "D:PAI(A;OICI;FA;;;S-1-5-21-1-2-3-1001)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
    on_d = (
        "D:AI(A;ID;FA;;;BA)(A;ID;0x1301bf;;;AU)(A;OICIIOID;GA;;;WD)(A;ID;0x1200a9;;;BU)(D;;FA;;;WD)(A;;0x100116;;;BG)"
    )
    assert list(windows.strangers(own)) == []
    assert list(windows.strangers(on_d)) == ["登录了的所有账户", "这台电脑的所有账户"]
    assert list(windows.strangers("D:NO_ACCESS_CONTROL")) == list(windows.strangers("")) == ["所有人"]


def test_doctor_on_windows_says_who_else_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(permissions, "sys", WINDOWS)
    monkeypatch.setattr(windows, "_sddl", lambda _: "D:(A;;FR;;;WD)")
    (found,) = permissions.findings(tmp_path / "台账 1.db")
    assert (found.state, found.told) == ("warning", "读得到台账的还有：所有人")
    assert f'icacls "{tmp_path}" /inheritance:r /grant:r' in found.fix
    monkeypatch.setattr(windows, "_sddl", lambda _: "D:(A;;FA;;;SY)")
    (found,) = permissions.findings(tmp_path / "台账 1.db")
    assert found.state == "ok"


def test_a_file_that_a_scanner_holds_is_tried_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On Windows for a while, and no longer; elsewhere a refusal is one."""
    held = iter([PermissionError(13, "in use")] * 3)
    replace = Path.replace

    def refused(source: Path, target: Path) -> Path:
        if error := next(held, None):
            raise error
        return replace(source, target)

    (tmp_path / "new").write_text("x")
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(PermissionError):
        modes.move(tmp_path / "new", tmp_path / "there")
    monkeypatch.setattr(modes, "sys", WINDOWS)
    monkeypatch.setattr(modes, "LOOK_AGAIN", 0)
    modes.move(tmp_path / "new", tmp_path / "there")
    assert (tmp_path / "there").read_text() == "x"
    held = iter(lambda: PermissionError(13, "in use"), None)
    monkeypatch.setattr(modes, "BUSY_FOR", 0)
    with pytest.raises(PermissionError):
        modes.move(tmp_path / "there", tmp_path / "else")


def test_macos_is_asked_for_the_disk_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[int] = []
    monkeypatch.setattr(modes, "sys", MACOS)
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda handle, call: asked.append(call))
    with modes.building(tmp_path, modes.PRIVATE) as (stream, _):
        stream.write(b"x")
    assert asked == [51]
    assert PRAGMAS["fullfsync"] == ("ON", 1)


def test_writers_of_windows_look_again_and_see_who_writes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One at a time, told of waiting, not for ever; doctor sees that somebody writes."""
    said: list[str] = []
    monkeypatch.setattr(turn, "sys", WINDOWS)
    monkeypatch.setattr(turn.front, "tell", said.append)
    monkeypatch.setattr(turn, "TELL_AFTER", 0.01)
    monkeypatch.setattr(turn, "PATIENCE", 0.02)
    ledger = tmp_path / "ledger.db"
    with turn.queue(ledger):
        assert turn.holder(ledger) == "另一个程序"
        with pytest.raises(StorageError, match="还在写这本台账，没有再等"), turn.queue(ledger):
            pass
    assert turn.holder(ledger) is None
    (line,) = said
    assert "另一个程序正在写这本台账" in line


def test_clocks_of_windows_and_macos_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS counts what it slept on another clock than Python's own; Windows has but that one."""
    asked: list[int] = []

    def counted(clock: int) -> float:
        asked.append(clock)
        return 5.0

    clocks = SimpleNamespace(CLOCK_MONOTONIC=6, clock_gettime=counted, monotonic=lambda: 7.0)
    monkeypatch.setattr(machine, "time", clocks)
    monkeypatch.setattr(machine, "BOOT", Path("/no such file"))
    now = datetime(2026, 3, 2, tzinfo=CHINA)
    assert machine.beat(now).up.total_seconds() == 5
    assert asked == [6]
    monkeypatch.setattr(machine, "sys", WINDOWS)
    assert (machine.beat(now).up.total_seconds(), machine.beat(now).boot) == (7, "")


def opened() -> Iterator[str]:
    """Files that this process has open."""
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            yield str(each.readlink())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no list of open files on this system")
def test_nothing_that_is_open_is_moved_or_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Windows refuses to: so founding, recording, backing up, restoring, exporting and drafts close it first."""
    moved: list[str] = []

    def closed(name: str) -> None:
        real = getattr(Path, name)

        def checked(path: Path, *more: object, **options: object) -> object:
            for each in (path, *(each for each in more if isinstance(each, Path))):
                inside = [f for f in opened() if f == str(each) or f.startswith(f"{each}/")]
                assert inside == [], f"{name} while it is open: {inside}"
            moved.append(name)
            return real(path, *more, **options)

        monkeypatch.setattr(Path, name, checked)

    for module in (leftovers, modes, turn):
        monkeypatch.setattr(module, "sys", WINDOWS)
    for name in ("replace", "rename", "unlink", "rmdir"):
        closed(name)

    def linkless(*_: object) -> None:
        raise OSError("a disk without links")

    monkeypatch.setattr("os.link", linkless)
    ledger = tmp_path / "台账 &" / "ledger.db"
    create_ledger(ledger, "boss", "主管", rehearsal=True)
    open_ledger(ledger, "boss").people.add("a", "甲", ["inspector"])
    drafts.put(ledger, drafts.own_folder(ledger, "x", "boss"), drafts.Draft("f", ("a",), {}, "2026-01-01"))
    made = backups.back_up(ledger, backups.backup_place(ledger, None)).path
    restoring.restore(made, tmp_path / "back" / "ledger.db")
    for _ in range(2):
        with whole.file(tmp_path / "out.txt", force=True) as out:
            out.write(b"x")
        with whole.folder(tmp_path / "out", force=True) as folder:
            (folder / "a").write_bytes(b"x")
    assert {"replace", "rename", "unlink"} <= set(moved)


def test_no_file_is_opened_as_text_of_windows() -> None:
    """Whoever opens by number says that it is bytes; and every text file says its encoding."""
    faults = []
    for path in [*(SOURCE / "src").rglob("*.py"), *(SOURCE / "tui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                told = ast.unparse(node)
                if told.startswith("os.open(") and not any(word in told for word in BYTES):
                    faults.append(f"{path.name}:{node.lineno}: {told}")
                if node.func.__class__ is ast.Attribute and node.func.attr in ("read_text", "write_text"):
                    names = {each.arg for each in node.keywords}
                    least = 1 if node.func.attr == "read_text" else 2
                    if len(node.args) < least and "encoding" not in names and "def " not in told:
                        faults.append(f"{path.name}:{node.lineno}: {told}")
    assert faults == []


BYTES = ("BINARY", "READ", "O_DIRECTORY", "devnull", "os.open(folder,", "os.open(building,")
"""What is said for bytes; folders, the null device, and what is opened for its lock alone are no text."""
