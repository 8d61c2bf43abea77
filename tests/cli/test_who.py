"""Who sits there is what the operating system says: tried with real accounts of this computer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspect_engine.ledger.identity import os_account

pwd = pytest.importorskip("pwd", reason="accounts are told apart by their numbers on POSIX only")
BORROWED = ("LOGNAME", "USER", "LNAME", "USERNAME")
EVERY = dict.fromkeys(BORROWED, "daemon")
SECRET = "一个不会有人猜到的口令"
BECOME = """\
import ctypes, os, sys
uid = int(sys.argv.pop(1))
os.setresuid(uid, uid, 0)
ctypes.CDLL(None).setfsuid(0)  # this account, which may nevertheless read the interpreter and this checkout
from inspect_engine.cli import main
main()
"""


@dataclass(frozen=True)
class Account:
    """A real account at a ledger."""

    uid: int
    ledger: Path

    def run(self, *words: str, given: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        """One command line in a process that belongs to this account."""
        line = [sys.executable, "-c", BECOME, str(self.uid), "--db", str(self.ledger), *words]
        home = self.ledger.parent / f"home-{self.uid}"
        around = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "INSPECT_ENGINE_HOME": str(home)}
        around |= env
        return subprocess.run(line, env=around, input=given, capture_output=True, text=True, check=False)

    def me(self, *words: str, **env: str) -> tuple[str, str]:
        """Who the program takes this account for, and how he is known."""
        told = json.loads(self.run(*words, "whoami", "--json", **env).stdout)
        return told["name"], told["via"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that ``daemon`` has founded, and in which he has enrolled ``nobody`` as an inspector."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root, on Linux, can run a command as two accounts")
    founder = Account(pwd.getpwnam("daemon").pw_uid, tmp_path_factory.mktemp("office") / "ledger.db")
    assert founder.run("init", "--name", "boss").returncode == 0
    assert founder.run("user", "add", "li", "--role", "inspector", "--os-user", "nobody").returncode == 0
    return founder.ledger


@pytest.fixture
def boss(office: Path, tmp_path: Path) -> Account:
    """``daemon``, the supervisor of a ledger of its own for each test."""
    return Account(pwd.getpwnam("daemon").pw_uid, Path(shutil.copy(office, tmp_path)))


@pytest.fixture
def li(boss: Account) -> Account:
    return Account(pwd.getpwnam("nobody").pw_uid, boss.ledger)


def test_each_account_is_its_own_person(boss: Account, li: Account) -> None:
    """Without ``--user``, the account of the process decides."""
    assert (boss.me(), li.me()) == (("boss", "os"), ("li", "os"))


def test_no_variable_makes_another_person(boss: Account, li: Account) -> None:
    """The supervisor's account in ``LOGNAME`` does not make a supervisor, and proves nothing."""
    assert li.me(**EVERY) == ("li", "os")
    assert li.me("--user", "boss", **EVERY) == ("boss", "claimed")
    assert li.run("user", "add", "evil", "--role", "supervisor", **EVERY).returncode == 1


def test_a_passphrase_stands_against_a_borrowed_name(boss: Account, li: Account) -> None:
    """It is neither passed by nor replaced, and what is recorded of the attempt is the real account."""
    assert boss.run("user", "passphrase", "boss", "--stdin", given=SECRET).returncode == 0

    refused = li.run("--user", "boss", "whoami", **EVERY)
    wrong = li.run("--user", "boss", "whoami", INSPECT_ENGINE_PASSPHRASE="不对", **EVERY)
    replaced = li.run("--user", "boss", "user", "passphrase", "boss", "--stdin", given=SECRET * 2, **EVERY)

    assert (refused.returncode, wrong.returncode, replaced.returncode) == (1, 1, 1)
    assert "设有口令" in refused.stderr
    assert "口令不对" in wrong.stderr
    told = json.loads(boss.run("user", "attempts", "--json").stdout)["items"]
    assert [(row["name"], row["account"]) for row in told] == [("boss", "nobody")]


def test_a_founder_is_known_by_his_real_account(li: Account) -> None:
    """``init`` takes neither name nor mapping from the environment."""
    nobody = Account(li.uid, li.ledger.with_name("another.db"))
    assert nobody.run("init", **EVERY).returncode == 0
    (me,) = json.loads(nobody.run("user", "list", "--json", **EVERY).stdout)["items"]
    assert (me["name"], me["os_user"]) == ("nobody", "nobody")


def test_an_account_without_a_name_is_its_number(boss: Account) -> None:
    """Nothing is guessed for it: it is told under what it could be enrolled."""
    refused = Account(51234, boss.ledger).run("whoami", **EVERY)
    assert refused.returncode == 1
    assert "“uid-51234”没有登记" in refused.stderr
    assert "boss" not in refused.stderr


@pytest.mark.parametrize("name", BORROWED)
def test_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """On whatever account the tests run."""
    if sys.platform == "win32":
        raise NotImplementedError
    monkeypatch.setenv(name, "wangwu")
    assert os_account() == pwd.getpwuid(os.geteuid()).pw_name
