"""A workbook that is carried away from its ledger, or comes back: what is proven of it is said, and no more."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_engine.cli import main
from inspect_engine.domain.anchors import EXPORTED, Exported
from inspect_engine.errors import StorageError
from inspect_engine.exports.closure import comparing, workbook
from inspect_engine.exports.closure.records import frame
from inspect_engine.imports import inspections
from inspect_engine.ledger import desk as desks
from inspect_engine.storage.signing import Signer
from tests.conftest import Desk, Outcome, enrol, make_desk, write_inspection
from tests.exports.test_seals import altered, instead

FORGED = instead(r'(<c r="B3"[^>]*><is><t[^>]*>)[^<]+', r"\1改过")


@dataclass
class Office:
    """A ledger whose second supervisor has a key, and his workbook with an anchor that he has handed over."""

    desk: Desk
    out: Path
    run: Callable[..., Outcome]

    @property
    def book(self) -> Path:
        return self.out / "台账.xlsx"

    @property
    def anchor(self) -> Path:
        return self.out / "锚.json"

    def away(self, *words: str) -> Outcome:
        """On a machine that has no ledger."""
        return self.run("--db", str(self.out / "没有.db"), *words)

    def here(self, *words: str, user: str = "sup2") -> Outcome:
        return self.run("--db", str(self.desk.path), "--user", user, *words)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = make_desk(tmp_path_factory.mktemp("office"))
    inspections.run(desk.as_("insp1"), write_inspection(desk.path.parent))
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    desk.sign()
    return desk


@pytest.fixture
def office(
    founded: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    def run(*words: str) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        printed = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), printed.out, printed.err)

    shutil.copytree(founded.path.parent, tmp_path / "at", dirs_exist_ok=True)
    monkeypatch.setenv("INSPECT_ENGINE_NOW", founded.moment.isoformat())
    office = Office(Desk(tmp_path / "at" / "ledger.db", founded.moment), tmp_path, run)
    for words in (("export", "closure", "-o", str(office.book)), ("anchor", "export", "-o", str(office.anchor))):
        done = office.here(*words)
        assert (done.code, "没有记入" in done.err) == (0, False), done.err
    return office


def stranger() -> Signer:
    private = Ed25519PrivateKey.generate()
    return Signer(private.public_key().public_bytes_raw().hex(), lambda text: private.sign(text.encode()).hex())


def test_beside_its_ledger_it_is_told_who_exported_it_and_when(office: Office) -> None:
    count = office.desk.as_("sup2").desk.head.count
    told = office.here("verify", str(office.book))
    assert told.code == 0, told.out
    assert f"台账第 {count} 条记下：“sup2”于 2022-02-17" in told.err
    assert "还没有另一位主管确认" in told.err
    assert office.desk.as_("sup1").verify() == []
    assert "与锚相符" in office.here("verify", str(office.book), "--anchor", str(office.anchor)).err


def test_away_from_it_the_key_is_all_there_is(office: Office, tmp_path: Path) -> None:
    told = office.away("verify", str(office.book))
    assert (told.code, "每一格都与签名时相同" in told.out) == (0, True)
    assert "署名“sup2”：署名谁都写得出" in told.err
    assert "证明不了：签名时台账里就是这些，钥匙此后没有作废" in told.err
    told = office.away("verify", str(office.book), "--anchor", str(office.anchor))
    assert (told.code, "与锚是同一把钥匙签的" in told.err) == (0, True)
    office.here("anchor", "export", "-o", str(tmp_path / "别人的.json"), user="sup1")
    told = office.away("verify", str(office.book), "--anchor", str(tmp_path / "别人的.json"))
    assert (told.code, "证明不了是谁的钥匙" in told.err) == (0, True)
    told = office.away("verify", str(altered(office.book, tmp_path / "改.xlsx", "台账", FORGED)))
    assert (told.code, "台账!B3：与封条不符" in told.out) == (4, True)


def test_a_stranger_who_seals_it_anew_is_seen_by_his_key(office: Office, tmp_path: Path) -> None:
    """Made from a copy of the ledger, in the name of its supervisor; alone it is as good as any."""
    forged = tmp_path / "另签.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desks.Desk, "signer", lambda *_: stranger())
        workbook.write(office.desk.as_("sup2"), forged)
    assert "署名谁都写得出" in office.away("verify", str(forged)).err
    told = office.away("verify", str(forged), "--anchor", str(office.anchor))
    assert (told.code, "不是锚里“sup2”的" in told.out) == (4, True)
    (problem,) = comparing.compare(office.desk.as_("sup1"), forged).problems
    assert "不是台账里“sup2”的" in problem.what


def test_a_key_that_was_revoked_since_proves_what_was_on_record_before(office: Office, tmp_path: Path) -> None:
    """Of what was not on record nobody can say whether it was signed before or after."""
    late = tmp_path / "没有记下.xlsx"
    workbook.write(office.desk.as_("sup2"), late)
    key = next(each for each in office.desk.as_("sup1").keys.all() if each.name == "sup2")
    office.desk.as_("sup1").access.set_passphrase("sup2", "重新 发给 他的 口令")
    assert next(each for each in office.desk.as_("sup1").keys.all() if each.key == key.key).status == "已作废"
    told = office.here("verify", str(office.book), user="sup1")
    assert told.code == 0, told.out
    assert "作废，导出在作废以前" in told.err
    assert comparing.REVOKED not in told.err
    told = office.here("verify", str(late), user="sup1")
    assert told.code == 0, told.out
    assert "台账没有记下这次导出" in told.err
    assert comparing.REVOKED in told.err
    ledger = office.desk.as_("sup1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger.desk, "scope_words", lambda: "别处")
        (problem,) = comparing.compare(ledger, late).problems
        assert "是用作废了的钥匙签的" in problem.what
        found = comparing.compare(ledger, office.book)
        assert (found.problems, found.whole) == ((), False)


def test_who_exports_in_another_s_name_is_named_by_the_ledger(office: Office, tmp_path: Path) -> None:
    ledger = office.desk.as_("insp1")
    terms = frame(ledger, None, None)
    terms = replace(terms, person=replace(terms.person, name="sup2"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desks.Desk, "signer", lambda *_: None)
        summary = workbook.write_as(ledger, tmp_path / "冒名.xlsx", terms)
    assert ledger.anchors.exported(summary.exported) == ""
    (problem,) = comparing.compare(office.desk.as_("sup1"), summary.path).problems
    assert "导出人写的是“主管乙（sup2）”" in problem.what
    assert "记下的是“insp1”导出的" in problem.what


def test_one_that_is_on_record_needs_no_signature(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "没签.xlsx"
    assert office.here("export", "closure", "-o", str(path), user="insp1").code == 0
    told = office.here("verify", str(path), user="sup1")
    assert (told.code, comparing.WHO in told.err) == (0, False), told.out + told.err
    assert "“insp1”于 2022-02-17" in told.err


@pytest.mark.parametrize("user", ["viewer1", "insp1"])
def test_a_workbook_is_worth_more_than_the_note_of_it(office: Office, tmp_path: Path, user: str) -> None:
    """Who only looks leaves no trace; what cannot be written is said, and the workbook is there."""

    def full(*_: object, **__: object) -> None:
        raise StorageError("磁盘满了。")

    before = office.desk.path.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desks.Desk, "writing", full)
        done = office.here("export", "closure", "-o", str(tmp_path / "又.xlsx"), user=user)
    why = "查阅账户只看不记" if user == "viewer1" else "磁盘满了"
    assert (done.code, f"没有记入台账：{why}。" in done.err) == (0, True), done.err
    assert (tmp_path / "又.xlsx").is_file()
    assert office.desk.path.read_bytes() == before
    told = office.here("verify", str(tmp_path / "又.xlsx"), user="sup1")
    assert (told.code, "台账没有记下这次导出" in told.err, comparing.WHO in told.err) == (0, True, True)


def test_what_is_noted_of_an_export_is_verified(office: Office) -> None:
    """By whom, and to the letter."""
    ledger = office.desk.as_("sup2")
    noted = ledger.anchors.noted(comparing.alone(office.book).seal.root)  # type: ignore[union-attr]
    assert noted is not None
    good = noted.exported
    assert Exported.read(good.plain()) == good
    for user, data in (("viewer1", good.plain()), ("insp1", {**good.plain(), "root": "X"})):
        with office.desk.as_(user).desk.writing(office.desk.as_(user).desk.whoami()) as log:
            log.append(EXPORTED, {"on": "2022-02-17", **data})
    said = [problem.what for problem in office.desk.as_("sup1").verify()]
    assert ["查阅账户的导出不记" in said[0], "“root”写得不对" in said[1], len(said)] == [True, True, 2]


def test_one_that_libreoffice_has_saved_is_still_whole(office: Office, tmp_path: Path) -> None:
    if not (calc := shutil.which("soffice")):
        pytest.skip("LibreOffice (soffice) is not installed")
    command = [calc, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    out = tmp_path / "out"
    subprocess.run(
        [*command, "xlsx:Calc MS Excel 2007 XML", "--outdir", out, office.book],
        check=True,
        capture_output=True,
        timeout=600,
    )
    saved = out / office.book.name
    assert saved.read_bytes() != office.book.read_bytes()
    told = office.away("verify", str(saved))
    assert (told.code, "封条完好" in told.out) == (0, True), told.out + told.err
    told = office.here("verify", str(saved))
    assert (told.code, "没有比较：格式、行高列宽" in told.err) == (0, True), told.out + told.err
