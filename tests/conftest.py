"""What every test shares: a clean environment, and a real ledger with people on it."""

from __future__ import annotations

import gc
import os
import shutil
import uuid
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from hypothesis import HealthCheck, settings

from inspect_engine.domain.people.standing import behind, may_confirm
from inspect_engine.ledger import Ledger, create_ledger, identity, open_ledger, parse_moment
from inspect_engine.storage import queries, signing
from tests.places import in_memory
from tests.shipped import read_once
from tests.skips import pytest_make_collect_report, pytest_runtest_makereport

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]

in_memory()
read_once()
signing.TIME, signing.MEMORY, signing.LANES = (
    1,
    64,
    1,
)  # keys are sealed cheaply; programs that are run seal them dearly
gc.set_threshold(10_000, 10, 50)  # else looking for rings among all that the tests hold is 7 % of the run
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""No property fails because the machine is busy."""
settings.register_profile("here", UNTIMED)
settings.register_profile("ci", UNTIMED, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: nobody looks for rings in it, neither while it grows nor afterwards."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are cores: a sixth of the run waits for killed processes and for the real terminal."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


_OUTSIDE = TemporaryDirectory()
KEYS = Path(_OUTSIDE.name) / "keys"
"""Keys of people who were settled (:func:`settle`): every home begins with them, as ledgers are copied from theirs."""


def settle_in(home: Path) -> None:
    """Make this the home folder, of the one installation that all tests are; a new one has seen no ledger yet."""
    if not home.is_dir():
        home.mkdir(parents=True)
        (home / "installation").write_text("6d2f9a4e-54f1-4c58-9a10-3a8d3c3b9d11")
        if KEYS.is_dir():
            shutil.copytree(KEYS, home / "keys")
    os.environ["INSPECT_ENGINE_HOME"] = str(home)


settle_in(Path(_OUTSIDE.name) / "home")  # for what is made before any test begins


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Ledgers share compiled statements: in a test of a few events more than a third of the time would go into that."""
    made, compiled = sqlalchemy.create_engine, dict[object, object]()
    known = made("sqlite://")
    known.connect().close()

    def create(url: sqlalchemy.URL, **options: Any) -> sqlalchemy.Engine:
        engine = made(url, **options, execution_options={"compiled_cache": compiled})
        engine.dialect = known.dialect
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlalchemy, "create_engine", create)
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """The library's own cheapest parameters: hundreds of ledgers are founded with people who have passphrases."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "hasher", lambda: PasswordHasher.from_parameters(CHEAPEST))
        yield


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No developer's own ledger, name or frozen clock leaks into a test, nor what another test has seen of a ledger."""
    monkeypatch.setenv("INSPECT_ENGINE_HOME", "")
    settle_in(tmp_path_factory.getbasetemp() / f"home-{uuid.uuid4().hex}")
    for name in ("DB", "USER", "PASSPHRASE", "COSIGN_PASSPHRASE", "NOW", "CHECKLISTS"):
        monkeypatch.delenv(f"INSPECT_ENGINE_{name}", raising=False)


ISSUED = "发给 的 口令 只用 一次"
"""A passphrase that a supervisor sets for another, who puts his own in its place."""


def take_over(founder: Ledger, name: str, word: str) -> None:
    """Let somebody set his own passphrase in place of one that the founder sets for him."""
    founder.access.set_passphrase(name, ISSUED)
    path, clock = founder.desk.path, founder.desk.now
    open_ledger(path, name, clock, ask=lambda _: ISSUED).access.set_passphrase(name, word)


def settle(founder: Ledger, *names: str, word: str = "自己 的 口令 不告诉人") -> None:
    """Make each an independent person: he has his own passphrase, and a supervisor other than the founder confirms him.

    The first name is a second supervisor's. Their passphrases count as given in this process (:func:`forget`).
    """
    before = identity._PROVED.keys() | set()
    for name in names:
        take_over(founder, name, word)
        if not next(user for user in founder.people.all() if user.name == name).confirmed:
            open_ledger(founder.desk.path, names[0], founder.desk.now).vouching.confirm(name)
    shutil.copytree(Path(os.environ["INSPECT_ENGINE_HOME"]) / "keys", KEYS, dirs_exist_ok=True)
    SETTLED.update({key: word for key, word in identity._PROVED.items() if key not in before})


SIGNING = "会签 的人 自己的 口令"


def countersign(founder: Ledger, word: str = SIGNING) -> None:
    """Everybody whom a record awaits signs it in his own name; who has no passphrase of his own sets one first.

    The one place that signs for tests which are not about signing.
    """
    path, clock = founder.desk.path, founder.desk.now
    with founder.desk.reading() as connection:
        sql = "SELECT record, name FROM countersignrow WHERE state = 'waiting' ORDER BY rowid"
        owed = connection.execute(sql).fetchall()
    for record, name in owed:
        with founder.desk.reading() as connection:
            kept, (_, account) = queries.secret(connection, name), queries.person(connection, name)
        if account is None and not (kept and kept.owned):
            take_over(founder, name, word)
        _vouched_for(founder, name)
        open_ledger(path, name, clock).countersigning.confirm(record)


def _vouched_for(founder: Ledger, name: str) -> None:
    """Where there is a supervisor who can, he confirms that somebody is another person than who made his account."""
    roster = founder.desk.roster()
    other = roster[name]
    able = (
        each.name
        for each in roster.values()
        if other.held_by and not behind(each.name, roster) & other.held_by and may_confirm(each, other)
    )
    if voucher := next(able, None):
        open_ledger(founder.desk.path, voucher, founder.desk.now).vouching.confirm(name)


SETTLED: dict[str, bytes] = {}
"""What :func:`settle` has proved."""


def forget() -> None:
    """As in a process that begins, but for people who were settled: nobody has given his passphrase."""
    identity._PROVED.clear()
    identity._PROVED.update(SETTLED)


def enrol(founder: Ledger, name: str, title: str, roles: list[str], party: str | None = None, region: str = "") -> None:
    """Enrol a supervisor who is an independent person at once; a second one, where there is one, confirms him."""
    if founder.people.add(name, title, roles, party, region=region, new_unit=bool(party)).proposed:
        me = founder.desk.whoami().name
        second = next(
            user.name
            for user in founder.people.all()
            if user.confirmed and user.name != me and "supervisor" in user.roles and region.startswith(user.region)
        )
        open_ledger(founder.desk.path, second, founder.desk.now).vouching.confirm(name)
    settle(founder, name)


@dataclass
class Desk:
    """A rehearsal ledger with one supervisor, two inspectors and two responsible units, on a clock the test sets."""

    path: Path
    moment: datetime = field(default_factory=lambda: parse_moment("2022-02-17T09:00:00+08:00"))

    def clock(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def on(self, day: str) -> Desk:
        """Move the clock to nine o'clock of a day."""
        self.moment = parse_moment(f"{day}T09:00:00+08:00")
        return self

    def as_(self, name: str) -> Ledger:
        """The ledger as one person sees it."""
        return open_ledger(self.path, name, self.clock)

    def sign(self) -> None:
        """Everybody whom a record awaits signs it."""
        countersign(self.as_("sup1"))


def make_desk(folder: Path, *, rehearsal: bool = True) -> Desk:
    """A ledger with its people: a copy of the one that was founded first in this process."""
    moment, content = founded(rehearsal)
    desk = Desk(folder / "ledger.db", moment)
    desk.path.write_bytes(content)
    return desk


@cache
def founded(rehearsal: bool = True) -> tuple[datetime, bytes]:
    """Found a ledger and enrol its people: when that was done, and the file."""
    with TemporaryDirectory() as folder:
        desk = _found(Path(folder), rehearsal)
        return desk.moment, desk.path.read_bytes()


def _found(folder: Path, rehearsal: bool) -> Desk:
    desk = Desk(folder / "ledger.db")
    founder = create_ledger(desk.path, "sup1", "主管甲", rehearsal=rehearsal, clock=desk.clock)
    founder.people.add("insp1", "检查员甲", ["inspector"])
    founder.people.add("insp2", "检查员乙", ["inspector"])
    founder.people.add("resp1", "责任人甲", ["responsible"], "燃气经营企业01", new_unit=True)
    founder.people.add("resp2", "责任人乙", ["responsible"], "熟食店01", new_unit=True)
    founder.people.add("viewer1", "查阅人甲", ["viewer"])
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A fresh ledger."""
    return make_desk(tmp_path)


INSPECTION = """\
pack: gas
date: 2022-02-17
inspectors: [insp1, insp2]
subjects:
  - {key: op-01, kind: operator, name: 燃气经营企业01, region: "530600"}
  - {key: shop-01, kind: catering, name: 熟食店01, region: "530602"}
answers:
  - {subject: op-01, item: GAS-MH-4.1, answer: fail, note: 不能出示许可证, evidence: [photo.txt]}
  - {subject: op-01, item: GAS-MH-4.2, answer: pass}
  - {subject: shop-01, item: CAT-01, answer: fail, values: {state: none}}
  - {subject: shop-01, item: CAT-02, answer: missing, note: 断电，无法试验}
  - {subject: shop-01, item: CAT-05, answer: na}
"""


def write_inspection(folder: Path) -> Path:
    """A small inspection with two failed items, one passed, one to be completed, one not applicable."""
    (folder / "photo.txt").write_text("照片", encoding="utf-8")
    path = folder / "inspection.yaml"
    path.write_text(INSPECTION, encoding="utf-8")
    return path


@pytest.fixture
def inspection_file(tmp_path: Path) -> Path:
    """The small inspection in the folder of the test."""
    return write_inspection(tmp_path)


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def command(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one command line on the test's ledger, in this process, on the desk's day."""
    from inspect_engine.cli import main

    def run(*words: str, user: str = "sup1") -> Outcome:
        monkeypatch.setenv("INSPECT_ENGINE_NOW", desk.moment.isoformat())
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--db", str(desk.path), "--user", user, *words])
        printed = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), printed.out, printed.err)

    return run
