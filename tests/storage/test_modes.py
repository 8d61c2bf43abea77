"""Who of the computer's accounts may touch a ledger: tried with real accounts where this process may become them."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspect_engine.errors import InputError, StorageError
from inspect_engine.ledger import create_ledger, open_ledger
from inspect_engine.ledger.health import examine
from inspect_engine.ledger.keeping import backups, restoring
from inspect_engine.storage import files, modes, seeds
from tests.storage.conftest import SqliteWorld, in_child, wait

ANNA, BERT, STRANGER = 64001, 64002, 64003
GROUP = 64100
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can become two other accounts"
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def everything(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): mode(path) for path in sorted(folder.rglob("*"))}


@pytest.fixture
def wide() -> Iterator[None]:
    """An account whose files anybody may read, if nothing else is said."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("wide")
def test_a_ledger_is_its_owners_alone(tmp_path: Path) -> None:
    """The ledger, its folder, journal, lock, evidence and backups, whatever the account's umask."""
    ledger = create_ledger(tmp_path / "家" / "a.db", "sup1", "主管甲")
    (photo := tmp_path / "photo").write_bytes(b"x")
    ledger.desk.keep(photo)
    ledger.people.add("insp1", "检查员甲", ["inspector"])
    seeds.keep(ledger.desk.path, "d", "secret")
    backups.back_up(ledger.desk.path, backups.backup_place(ledger.desk.path, None))
    found = everything(tmp_path / "家")
    assert mode(tmp_path / "家") == 0o700
    assert {path: bits for path, bits in found.items() if bits & 0o077} == {}
    assert {"a.db", "a.db-journal", "a.db.lock", "a.db.files", "a.db.seeds", "a.db.backups"} <= found.keys()


@pytest.mark.usefixtures("wide")
def test_what_is_put_beside_an_older_ledger_is_private(file: SqliteWorld) -> None:
    """A ledger that everybody may read stays as it is, and works; only doctor tells of it."""
    file.path.chmod(0o644)
    stored = file.open("sup1").desk.keep(file.evidence)
    assert mode(file.path) == 0o644
    assert mode(files.place(file.path, stored)) == 0o600
    told = [each for each in examine(file.path) if each.name == "权限"]
    assert [each.state for each in told] == ["warning"]
    assert "0644，别的账户也能读" in told[0].told
    assert told[0].fix.startswith(f"chmod -R go-rwx {file.path}")


def test_no_such_group_and_no_fit_folder(tmp_path: Path) -> None:
    """Nothing is made; the fix says what to run."""
    with pytest.raises(InputError, match="没有用户组“no-such-group”"):
        create_ledger(tmp_path / "a.db", "sup1", "主管甲", shared="no-such-group")
    tmp_path.chmod(0o755)
    with pytest.raises(StorageError, match=rf"chgrp \S+ {tmp_path} && chmod 2770 {tmp_path}"):
        create_ledger(tmp_path / "a.db", "sup1", "主管甲", shared=group_here())
    assert list(tmp_path.iterdir()) == []


def group_here() -> str:
    if sys.platform == "win32":
        raise NotImplementedError
    return modes.group_name(modes.Access(os.getegid()))


def test_a_shared_ledger_is_the_groups(tmp_path: Path) -> None:
    """Its new folder hands the group on; secrets stay their owner's."""
    ledger = create_ledger(tmp_path / "shared" / "a.db", "sup1", "主管甲", shared=group_here())
    ledger.desk.keep(Path(__file__))
    seeds.keep(ledger.desk.path, "d", "secret")
    found = everything(tmp_path / "shared")
    assert mode(tmp_path / "shared") == 0o2770
    assert found.pop("a.db.seeds/d") == 0o600
    assert {path: bits for path, bits in found.items() if bits not in (0o660, 0o2770)} == {}
    assert [each.told for each in examine(ledger.desk.path) if each.name == "权限"] == [
        f"由用户组 {group_here()} 的账户共用"
    ]


# --- two accounts --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Everything is imported before somebody becomes an account that may not read the modules."""
    folder = tmp_path_factory.mktemp("loaded")
    ledger = create_ledger(folder / "a.db", "sup1", "主管甲")
    ledger.desk.keep(Path(__file__))
    ledger.people.add("insp1", "检查员甲", ["inspector"])
    backups.back_up(ledger.desk.path, folder / "a.zip")
    assert ledger.verify() == []
    assert list(examine(ledger.desk.path))
    assert group_here()


@pytest.fixture
def office(loaded: None) -> Iterator[Path]:
    """A folder that anybody can reach, with a photograph that anybody can read."""
    folder = Path(tempfile.mkdtemp(prefix="inspect-", dir="/tmp"))
    folder.chmod(0o777)
    (folder / "photo").write_bytes(b"photo")
    (folder / "photo").chmod(0o644)
    yield folder
    shutil.rmtree(folder)


def as_account(uid: int, work: Callable[[], object], *groups: int) -> int:
    if sys.platform == "win32":
        raise NotImplementedError

    def become() -> None:
        os.umask(0o022)
        os.setgroups(groups)
        os.setgid(uid)
        os.setuid(uid)
        work()

    return wait(in_child(become))


def founded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modes, "shared_with", lambda _: modes.Access(GROUP))
    work = lambda: create_ledger(path, "anna", "甲", shared="gas").people.add("bert", "乙", ["inspector", "supervisor"])  # noqa: E731
    assert as_account(ANNA, work, GROUP) == 0


@as_root
def test_two_accounts_share_a_ledger(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both write events and evidence, in turn and into each other's folders; either verifies all of it."""
    path = office / "shared" / "a.db"
    founded(path, monkeypatch)

    def work(name: str, content: str) -> None:
        ledger = open_ledger(path, name)
        (own := office / f"{name}-{content}").write_text(f"{name}{content}")
        ledger.desk.keep(own)
        ledger.people.add(f"of-{name}-{content}", f"{name}的第{content}人", ["viewer"])
        assert ledger.verify() == []

    for content in ("1", "2", "3"):
        assert as_account(ANNA, lambda c=content: work("anna", c), GROUP) == 0  # type: ignore[misc]
        assert as_account(BERT, lambda c=content: work("bert", c), GROUP) == 0  # type: ignore[misc]
    assert as_account(BERT, lambda: backups.back_up(path, backups.backup_place(path, None)), GROUP) == 0
    assert as_account(ANNA, lambda: backups.back_up(path, backups.backup_place(path, None)), GROUP) == 0
    assert {each.state for each in examine(path) if each.name == "权限"} == {"ok"}


@as_root
def test_a_stranger_reads_nothing_of_a_shared_ledger(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office / "shared" / "a.db"
    founded(path, monkeypatch)

    def work() -> None:
        with pytest.raises(StorageError):
            open_ledger(path, "anna")

    assert as_account(STRANGER, work) == 0


@as_root
def test_what_another_account_cannot_read_is_named_and_no_crash(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Evidence that a colleague's older program stored for himself alone: verify names it, doctor says the fix."""
    path = office / "shared" / "a.db"
    founded(path, monkeypatch)
    with_photo = lambda: _event_with(path, office / "photo")  # noqa: E731
    assert as_account(ANNA, with_photo, GROUP) == 0
    (stored,) = (each for each in files.folder_of(path).rglob("*") if each.is_file())
    stored.chmod(0o600)

    def work() -> None:
        told = [problem.what for problem in open_ledger(path, "bert").verify()]
        assert "佐证材料“photo”读不出来：没有权限" in told
        found = {each.name: each for each in examine(path)}
        assert "组里的同事用不了" in found["权限"].told
        taken = backups.back_up(path, backups.backup_place(path, None))
        assert len(taken.manifest.missing) == 1

    assert as_account(BERT, work, GROUP) == 0


def _event_with(path: Path, photo: Path) -> None:
    desk = open_ledger(path, "anna").desk
    kept = desk.keep(photo)
    with desk.writing(desk.whoami()) as log:
        log.append("test.kept", {}, files=[kept])  # a kind that no rule knows: told as such, beside what is asked here


@as_root
def test_a_private_ledger_cannot_be_read_by_others(office: Path) -> None:
    path = office / "own" / "a.db"
    assert as_account(ANNA, lambda: create_ledger(path, "anna", "甲")) == 0

    def work() -> None:
        with pytest.raises(StorageError, match=r"没有权限|打不开"):
            open_ledger(path, "anna")
        assert any(each.state == "fault" for each in examine(path))

    assert as_account(BERT, work) == 0


def test_a_restored_ledger_can_be_shared(tmp_path: Path) -> None:
    ledger = create_ledger(tmp_path / "a.db", "sup1", "主管甲")
    taken = backups.back_up(ledger.desk.path, tmp_path / "b.zip")
    done = restoring.restore(taken.path, tmp_path / "new" / "b.db", access=restoring.access(group_here()))
    assert mode(done.path) == 0o660
    assert mode(done.path.parent) == 0o2770
