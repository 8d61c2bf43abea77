"""How commands end: what was stored is never called not stored, nor the other way round."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli import streams
from inspect_engine.cli.commands import Writing
from inspect_engine.domain.people.signatures import KEY_OFFERED
from inspect_engine.errors import InputError, Refused, StorageError
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.escalation import Escalation
from inspect_engine.storage import queries
from inspect_engine.storage.attempt import Attempt
from inspect_engine.storage.log import Writer
from tests.cli import authority_table
from tests.conftest import Command, Desk, Outcome, make_desk, write_inspection

CASE, OTHER = "RQ-2022-0001", "RQ-2022-0002"
WRITES = {
    "user add": "user add new --role viewer",
    "user disable": "user disable viewer1 --yes",
    "user region": "user region viewer1 5306",
    "delegation add": "delegation add insp2 --of insp1 --until 2022-03-31 --reason 出差",
    "subject add": "subject add shop-9 --pack gas --kind catering --name 店九 --region 530602",
    "inspect run": "inspect run {second} --user insp1",
    "inspect start": "inspect start gas --subject shop-01 --user insp1",
    "act": f"act {CASE} grade --set severity=major --set reason=无证经营",
    "notice office add": "notice office add --code 示建 --title 示范区住建局",
    "override propose": f"override propose {CASE} grade --reason 夜间漏气 --set severity=major --set reason=无证"
    " --user insp1",
    "sanction impose": "sanction impose interview --party 店一 --set authority_kind=gas --set authority=某局"
    " --set grounds=逾期 --set basis=某市约谈办法",
}
READS = (
    *("whoami", "board", "case list", f"case show {CASE} --json", f"case history {CASE}", f"explain {CASE}"),
    *(
        "user list",
        "packs list",
        "packs show gas",
        "verify",
        "inspect list",
        "alarm list --json",
        "sanction list --json",
    ),
    *("params", "case", "--help", "--version", "deadline --from 2022-02-17 --days 5"),
)
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


class Office:
    """Command lines on a ledger with two cases; ``{second}`` is another inspection, not yet logged."""

    def __init__(self, command: Command, desk: Desk) -> None:
        self.desk, self._command = desk, command
        self.second = desk.path.with_name("second.yaml")
        self.before = self.count

    @property
    def count(self) -> int:
        return self.desk.as_("sup1").desk.head.count

    @property
    def stored(self) -> int:
        """Events since it was set up."""
        return self.count - self.before

    def run(self, line: str) -> Outcome:
        words = line.format(second=self.second).split()
        user = words.pop() if "--user" in words and words.pop(-2) else "sup1"
        return self._command(*words, user=user)

    def run_unheard(self, line: str, patch: pytest.MonkeyPatch) -> Outcome:
        """With standard output on a full disk."""
        with Path("/dev/full").open("w", encoding="utf-8") as full, patch.context() as once:
            once.setattr(sys, "stdout", full)
            return self.run(line)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A ledger with two cases; beside it another inspection."""
    desk = make_desk(tmp_path_factory.mktemp("logged"))
    first = write_inspection(desk.path.parent)
    first.with_name("second.yaml").write_text(
        first.read_text("utf-8").replace("shop-01", "shop-02").replace("answer: fail", "answer: fail, another: true"),
        "utf-8",
    )
    inspections.run(desk.as_("insp1"), first)
    desk.sign()
    return desk


@pytest.fixture
def office(command: Command, desk: Desk, logged: Desk) -> Office:
    shutil.copytree(logged.path.parent, desk.path.parent, dirs_exist_ok=True)
    desk.moment = logged.moment
    return Office(command, desk)


@pytest.fixture(autouse=True)
def _no_crash_file(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """None of these endings is a fault of the program: it leaves nothing in a place of its own for such files."""
    place = tmp_path_factory.mktemp("crashes")
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


# --- output that fails ---------------------------------------------------------------------------------------------


@needs_full
@pytest.mark.parametrize("verb", WRITES)
def test_what_is_stored_but_cannot_be_printed_is_told_so(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """On a full disk: stored, said to be stored, with a code of its own; a verb that prints nothing is just done."""
    with monkeypatch.context() as patch:
        patch.setattr(Attempt, "commits", _never)
        prints = bool(office.run(WRITES[verb]).out)  # nothing: it did not come that far
    assert (office.stored, prints) == (0, False)

    outcome = office.run_unheard(WRITES[verb], monkeypatch)

    assert office.stored > 0
    if verb in ("act", "inspect run", "inspect start", "sanction impose"):
        assert outcome.code == 5
        assert "已保存，但没能输出结果（磁盘已满）" in outcome.err
        assert "请先查看" in outcome.err
    else:
        assert outcome.code == 0
        assert "没能" not in outcome.err


def _never(*_: object) -> None:
    raise Refused("试验", ["到此为止"])


@needs_full
@pytest.mark.parametrize("line", READS)
def test_a_reading_command_on_a_full_disk_is_a_matter_of_storage(
    office: Office, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Exit 4 with the system's words; nothing about saving."""
    outcome = office.run_unheard(line, monkeypatch)
    assert outcome.code == 4
    assert outcome.err.strip().endswith("没能输出结果：磁盘已满。")
    assert "保存" not in outcome.err


def run(ledger: Path, line: str, redirect: str) -> subprocess.CompletedProcess[str]:
    """The program itself, its streams as a shell sets them up."""
    script = f'exec "$0" -m inspect_engine --db "$1" {line} {redirect}'
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "INSPECT_ENGINE_NOW": "2022-02-18"}
    done = ["sh", "-c", script, sys.executable, str(ledger)]
    return subprocess.run(done, env=around, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("line", "redirect", "code", "said"),
    [
        (WRITES["act"], ">&-", 5, "已保存，但没能输出结果（输出已关闭）"),
        (WRITES["act"], ">&- 2>&-", 5, ""),
        (WRITES["act"], ">&- 2>&- <&-", 5, ""),
        (WRITES["act"], "2>&-", 0, ""),
        (WRITES["act"], "<&-", 0, ""),
        pytest.param(WRITES["act"], "2>/dev/full", 0, "", marks=needs_full),
        pytest.param(WRITES["act"], ">/dev/full 2>&1", 5, "", marks=needs_full),
        (WRITES["user add"], ">&-", 0, "已登记"),
        ("board", ">&-", 4, "没能输出结果：输出已关闭"),
        ("board", "2>&-", 0, ""),
        ("case show NOPE", "2>&-", 2, ""),
        ("tui", ">&-", 2, "没有终端"),
        ("user passphrase viewer1", "<&-", 2, "没有终端"),
    ],
)
def test_closed_streams(office: Office, line: str, redirect: str, code: int, said: str) -> None:
    """Cron, services and windows without a console: no traceback, no wrong code, and the ledger is whole."""
    writes = line in WRITES.values()

    done = run(office.desk.path, f"--user sup1 {line}", redirect)

    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr
    assert bool(office.stored) == writes
    assert office.desk.as_("sup1").verify() == []


def test_a_reader_who_has_read_enough_is_no_error(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """``| head`` ends quietly, and the work is done to its end all the same."""

    class Closed(streams.Stream):
        def flush(self) -> None:
            self.error = BrokenPipeError()

    monkeypatch.setattr(streams, "Stream", Closed)
    outcome = office.run(WRITES["act"])
    assert (outcome.code, office.stored) == (0, 1)


# --- broken off ----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Ctrl-C counts, also where the tests were started in the background of a shell that lets it be ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


def interrupt(patch: pytest.MonkeyPatch, where: type, name: str, number: int, *, after: bool) -> None:
    """The signal comes just before or after this method ran, every time."""
    method: Callable[..., Any] = getattr(where, name)

    def interrupted(*given: Any, **named: Any) -> Any:
        result = method(*given, **named) if after else None
        signal.raise_signal(number)
        return result if after else method(*given, **named)

    patch.setattr(where, name, interrupted)


@pytest.mark.parametrize(("number", "code"), SIGNALS)
@pytest.mark.parametrize("verb", WRITES)
def test_broken_off_after_the_commit(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str, number: int, code: int
) -> None:
    """What is stored is told by number."""
    interrupt(monkeypatch, Attempt, "settle", number, after=True)

    outcome = office.run(WRITES[verb])

    assert office.stored > 0
    assert outcome.code == code
    assert f"已中断；中断之前已保存 {office.stored} 条流转记录，请先查看" in outcome.err


@pytest.mark.parametrize(("number", "code"), SIGNALS)
@pytest.mark.parametrize("verb", WRITES)
def test_broken_off_before_the_commit(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str, number: int, code: int
) -> None:
    interrupt(monkeypatch, Writer, "append", number, after=True)

    outcome = office.run(WRITES[verb])

    assert (outcome.code, outcome.err.strip().splitlines()[-1]) == (code, "已中断，没有保存。")
    assert office.stored == 0


def test_broken_off_in_the_middle_of_the_commit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver has committed, the program has not heard of it: it looks."""
    commits(monkeypatch, kept=True, raises=KeyboardInterrupt)

    outcome = office.run(WRITES["act"])

    assert (outcome.code, office.stored) == (130, 1)
    assert "中断之前已保存 1 条流转记录" in outcome.err


def test_broken_off_and_nobody_can_look(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    commits(monkeypatch, kept=True, raises=KeyboardInterrupt)
    monkeypatch.setattr(Attempt, "_is_there", lambda *_: None)
    outcome = office.run(WRITES["act"])
    assert (outcome.code, office.stored) == (130, 1)
    assert "不能确定最后一步是否已保存" in outcome.err


def test_a_crash_after_the_commit_tells_what_is_stored(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours is 70 as ever, but not called undone."""
    monkeypatch.setattr("inspect_engine.cli.show.as_json", lambda _: 1 / 0)
    monkeypatch.setattr("inspect_engine.cli.ending._kept", lambda _: "")
    outcome = office.run(f"{WRITES['act']} --json")
    assert (outcome.code, office.stored) == (70, 1)
    assert "出错之前已保存 1 条流转记录" in outcome.err
    assert "没有完成" not in outcome.err


def test_a_crash_on_a_full_disk_shows_no_traceback(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspect_engine.ledger.desk.Desk.whoami", lambda _: 1 / 0)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", _full)
    outcome = office.run("whoami")
    assert outcome.code == 70
    assert "详情没能写下（磁盘已满）" in outcome.err


def _full(*_: object, **__: object) -> None:
    raise OSError(28, "full")


def test_init_broken_off_leaves_nothing_and_says_so(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was filled under another name is no ledger yet."""
    monkeypatch.setattr("inspect_engine.storage.sqlite.place_new", lambda *_: signal.raise_signal(signal.SIGINT))
    outcome = office.run(f"--db {tmp_path / 'new.db'} init --rehearsal")
    assert (outcome.code, outcome.err.strip()) == (130, "已中断，没有保存。")
    assert not (tmp_path / "new.db").exists()


# --- a commit that fails -------------------------------------------------------------------------------------------


def commits(
    patch: pytest.MonkeyPatch, *, kept: bool, raises: type[BaseException] | BaseException, only: int | None = None
) -> None:
    """Every commit (or only the nth) of the driver is done or not, and then fails."""
    seen = 0

    class Faulty(sqlite3.Connection):
        def commit(self) -> None:
            nonlocal seen
            seen += 1
            if only is None or seen == only:
                if kept:
                    super().commit()
                raise raises
            super().commit()

    plain = sqlite3.connect

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:
        return plain(*given, factory=Faulty, **named)  # type: ignore[no-any-return, unused-ignore]

    patch.setattr(sqlite3, "connect", connect)


FAULT = sqlite3.OperationalError("disk I/O error")


@pytest.mark.parametrize("verb", WRITES)
def test_a_commit_that_failed_too_late_is_called_uncertain(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The sync after the journal was truncated fails: it is stored, and may or may not outlive a power cut."""
    commits(monkeypatch, kept=True, raises=FAULT)

    outcome = office.run(WRITES[verb])

    assert outcome.code == 4
    assert "不能确定本次操作是否已保存：磁盘读写出错" in outcome.err
    assert "请先查看" in outcome.err
    assert "没有保存" not in outcome.err
    assert "未保存" not in outcome.err
    assert office.stored > 0


@pytest.mark.parametrize("verb", WRITES)
def test_a_commit_that_was_rolled_back_is_called_that(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    commits(monkeypatch, kept=False, raises=sqlite3.OperationalError("database or disk is full"))
    outcome = office.run(WRITES[verb])
    assert outcome.code == 4
    assert "本次操作没有保存：磁盘已满" in outcome.err
    assert office.stored == 0


# --- several commits -----------------------------------------------------------------------------------------------


def test_a_refusal_after_something_was_stored_is_no_refusal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit codes 1 to 3 promise that nothing was stored."""
    monkeypatch.setattr("inspect_engine.ledger.cases.Cases.opened_by", lambda *_: _never(None))
    outcome = office.run(WRITES["act"])
    assert (outcome.code, office.stored) == (5, 1)
    assert "此前已保存 1 条流转记录" in outcome.err
    assert "未保存" not in outcome.err


def test_demo_broken_off_tells_what_is_there(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a rehearsal."""
    calls = iter(range(20))

    def say(text: str) -> None:
        if next(calls) == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("inspect_engine.cli.demo.say", say)
    monkeypatch.delenv("INSPECT_ENGINE_NOW", raising=False)
    outcome = office.run(f"demo --dir {tmp_path / 'demo'}")
    desk = Ledger(tmp_path / "demo" / "ledger.db").desk
    with desk.reading() as connection:
        count = desk.head.count - len(queries.events_of(connection, KEY_OFFERED))  # keys are not told of
    assert outcome.code == 130
    assert f"已中断；中断之前已保存 {count} 条流转记录" in outcome.err


def overdue(office: Office, *cases: str) -> None:
    """These cases are overdue by so much that a rung is due of each."""
    for case in cases:
        for line in (
            f"act {case} grade --set severity=general --set reason=轻微",
            f"act {case} issue --set notice_no={case}号 --set requirement=改 --set days=7",
            f"act {case} serve --set served_on=2022-02-17 --set service=direct --set received_by=某甲 --user insp1",
        ):
            outcome = office.run(line)
            assert outcome.code == 0, outcome.err
    office.desk.on("2022-06-01")
    office.before = office.count


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_what_tick_raised_is_notified_even_when_it_is_broken_off(
    office: Office, monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    """Each rung is raised once: whoever missed it this time would miss it for good. The other case's is left for the
    next time."""
    overdue(office, CASE, OTHER)
    sent: list[str] = []

    def send(lines: list[str], *_: object) -> list[object]:
        sent.extend(lines)
        return []

    def display(text: str, *, lines: bool = False) -> str:
        if not lines:
            signal.raise_signal(number)
        return text

    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", "json://127.0.0.1:9/x")
    monkeypatch.setattr("inspect_engine.notify.send", send)
    monkeypatch.setattr("inspect_engine.cli.show.display", display)

    outcome = office.run("tick")

    cases = office.desk.as_("sup1").cases
    rungs = [e.event.id for case in (CASE, OTHER) for e in cases.history(case) if e.event.kind == "case.escalated"]
    assert outcome.code == code
    assert len(sent) == len(rungs) == 1
    assert f"中断之前已保存 {office.stored} 条流转记录" in outcome.err


def test_what_tick_raised_is_notified_even_when_a_later_case_fails(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue(office, CASE)
    sent: list[str] = []
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", "json://127.0.0.1:9/x")

    def send(lines: list[str], *_: object) -> list[object]:
        sent.extend(lines)
        return []

    monkeypatch.setattr("inspect_engine.notify.send", send)
    monkeypatch.setattr(Escalation, "_due", _once_then_full(Escalation._due))

    outcome = office.run("tick")

    assert (outcome.code, len(sent) > 0, office.stored > 0) == (5, True, True)
    assert "磁盘已满" in outcome.err
    assert f"此前已保存 {office.stored} 条流转记录" in outcome.err


def _once_then_full(due: Callable[..., Any]) -> Callable[..., Any]:
    first: list[str] = []

    def wrapped(room: Escalation, case: Any, today: Any) -> Any:
        if first and case.id != first[0]:
            raise StorageError("磁盘已满")
        found = due(room, case, today)
        first[:] = first or ([case.id] if found else [])
        return found

    return wrapped


# --- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["board --as-of 2022-13-01", "case show NOPE", "packs show nope", "explain NOPE"])
def test_a_reading_command_does_not_speak_of_saving(office: Office, line: str) -> None:
    outcome = office.run(line)
    assert outcome.code == 2
    assert "保存" not in outcome.err


@pytest.mark.parametrize(
    "line", ["act NOPE grade", f"act {CASE} issue", "user add new --role nope", "user disable sup1 --yes"]
)
def test_a_writing_command_that_is_refused_says_that_nothing_was_stored(office: Office, line: str) -> None:
    outcome = office.run(line)
    assert outcome.code in (1, 2)
    assert outcome.err.strip().endswith("未保存任何内容。")
    assert office.stored == 0


def test_a_refusal_that_is_itself_recorded_says_so(office: Office) -> None:
    """Break-glass keeps a record of what it refused: that is no outcome, but it is not nothing either."""
    outcome = office.run(f"override propose {CASE} grade --reason 试试")
    assert outcome.code == 1
    assert "被拒绝的越权也记录在案" in outcome.err
    assert "未保存" not in outcome.err


@pytest.mark.parametrize("verb", WRITES)
def test_a_writing_command_prints_what_it_stored_for_programs(office: Office, verb: str) -> None:
    outcome = office.run(WRITES[verb].replace(verb, f"{verb} --json", 1))
    assert (outcome.code, office.stored > 0) == (0, True), outcome.err
    assert json.loads(outcome.out)


def test_every_command_that_stored_here_is_marked_as_one_that_stores(office: Office) -> None:
    """What is not in the list above is found by its name."""
    marked = {" ".join(path) for path, each in authority_table.leaves() if isinstance(each, Writing)}
    assert set(WRITES) <= marked
    assert not {name for name in marked if name.split()[-1] in ("list", "show", "history", "offers", "verify", "find")}


def test_input_errors_of_the_library_do_not_speak_of_storing() -> None:
    """Who calls the ledger from a program knows what he called."""
    assert "保存" not in f"{InputError.one('不对')}{Refused('办理', ['缺'])}"
