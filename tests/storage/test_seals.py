"""Signatures, anchors and what was seen before: what a file alone cannot show, and who can sign as whom."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from inspect_engine.cli import main
from inspect_engine.domain.anchors import read, read_code, read_proof
from inspect_engine.domain.events import digest, from_body, link
from inspect_engine.errors import InputError, Refused, StorageError
from inspect_engine.ledger import Ledger, health, identity, open_ledger
from inspect_engine.ledger import desk as ledger_desk
from inspect_engine.ledger.people.keys import Signing
from inspect_engine.storage import home, seals, signing, sqlite
from tests import conftest
from tests.conftest import settle_in
from tests.storage.conftest import SqliteWorld

FIRST, OWN = "主管给的第一个口令", "自己改的第二个口令"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(identity, "hasher", lambda: PasswordHasher.from_parameters(CHEAPEST))
    forget()
    yield
    forget()


def forget() -> None:
    """As in another process."""
    conftest.forget()
    identity._OPEN.clear()


def enter(world: SqliteWorld, user: str, word: str | None) -> Ledger:
    world.come_home()
    ledger = open_ledger(world.path, user, world.clock, ask=lambda _: word)
    ledger.desk.library = world.open("sup1").desk.library
    return ledger


def live(world: SqliteWorld, name: str) -> Signing:
    """The one key of somebody that was not revoked."""
    (found,) = [each for each in world.open("sup1").keys.all() if each.name == name and each.status != "已作废"]
    return found


@pytest.fixture
def signed(tmp_path: Path) -> SqliteWorld:
    """``insp1`` has a passphrase of his own and a key, confirmed by ``sup1``."""
    (folder := tmp_path / "台账").mkdir()
    world = SqliteWorld(folder)
    world.settle()
    world.open("sup1").access.set_passphrase("insp1", FIRST)
    enter(world, "insp1", FIRST).access.set_passphrase("insp1", OWN)
    key = live(world, "insp1")
    world.open("sup1").keys.confirm("insp1", key.fingerprint)
    forget()
    return world


def run(world: SqliteWorld) -> str:
    """``insp1`` finds something; its number."""
    return enter(world, "insp1", OWN).inspections.run(world.given(), world.folder).cases[0].number


def faults(world: SqliteWorld) -> list[str]:
    return [problem.what for problem in world.open("sup1").seals().problems]


def test_what_a_person_with_a_key_records_is_signed(signed: SqliteWorld) -> None:
    before = seals.check(signed.path)
    run(signed)
    after = seals.check(signed.path)
    assert after.problems == []
    assert after.signed > before.signed
    assert after.unsigned == before.unsigned
    assert signed.open("sup1").verify() == []


def test_without_his_passphrase_nothing_is_recorded_in_his_name(signed: SqliteWorld) -> None:
    """Not even from his own OS account: the key is sealed."""
    count = signed.open("sup1").desk.head.count
    with pytest.raises(Refused, match="口令"):
        enter(signed, "insp1", None).inspections.run(signed.given(), signed.folder)
    assert signed.open("sup1").desk.head.count == count


def test_whoever_copies_ledger_and_program_cannot_sign_as_him(
    signed: SqliteWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All the files of the ledger's folder, another home, and the passphrase hash that lies in it: no signature."""
    stolen = SqliteWorld(shutil.copytree(signed.folder, tmp_path / "拷走的"))
    stolen.come_home()
    with closing(sqlite3.connect(stolen.path)) as connection:
        kept = connection.execute("SELECT hash FROM secretrow WHERE name = 'insp1'").fetchone()[0]
    identity._PROVED[kept] = b"guess"  # he has patched the program so that it believes him, and does not refuse
    monkeypatch.setattr(ledger_desk.Desk, "_has_his_key", lambda *_: None)
    ledger = open_ledger(stolen.path, "insp1", stolen.clock)
    ledger.desk.library = stolen.open("sup1").desk.library
    ledger.inspections.run(stolen.given(), stolen.folder)
    assert set(faults(stolen)) == {"签名用的钥匙没有经过确认"}


def test_the_sealed_key_opens_with_no_other_passphrase(signed: SqliteWorld) -> None:
    ledger = signed.open("sup1").desk.ledger_id
    assert signing.unlock(ledger, "insp1", OWN.encode()) is not None
    assert signing.unlock(ledger, "insp1", FIRST.encode()) is None
    text = signing.place(ledger, "insp1").read_text("utf-8")
    assert set(json.loads(text)) == {"user", "key", "salt", "nonce", "sealed"}
    assert signing.place(ledger, "insp1").stat().st_mode & 0o077 == 0


def forge(world: SqliteWorld, user: str, kind: str, data: dict[str, object]) -> None:
    """Append a well-formed record in somebody's name, everything recomputed, as who knows the format would."""
    with closing(sqlite3.connect(world.path)) as connection, connection:
        last = connection.execute(
            "SELECT pos, chain, body, recorded_at FROM eventrow WHERE json_extract(body, '$.actor.user') = ? "
            "ORDER BY pos DESC LIMIT 1",
            (user,),
        ).fetchone()
        pos, chain = connection.execute("SELECT pos, chain FROM eventrow ORDER BY pos DESC LIMIT 1").fetchone()
        before = from_body(last[2])
        made = replace(
            before, id=f"{before.id[:-2]}ff", seq=before.seq + 1, prev=digest(last[2]), kind=kind, data=data, case=None
        )
        body, at = made.body(), last[3]
        columns = (pos + 1, made.id, made.feed, made.seq, None, kind, str(made.on), at, body, digest(body))
        row = (*columns, link(chain, digest(body), at))
        connection.execute(f"INSERT INTO eventrow VALUES ({', '.join('?' * 11)})", row)
        connection.execute("UPDATE feedrow SET seq = ?, head = ? WHERE id = ?", (made.seq, digest(body), made.feed))


def test_a_record_forged_in_his_name_has_no_signature(signed: SqliteWorld) -> None:
    run(signed)
    forge(signed, "insp1", "x.noted", {})
    assert any("没有签名，而“insp1”已有确认过的签名钥匙" in what for what in faults(signed))


def test_the_next_honest_signature_does_not_cover_a_forged_record(signed: SqliteWorld) -> None:
    """Each signature says where its transaction begins."""
    run(signed)
    forge(signed, "insp1", "x.noted", {})
    settle_in(signed.folder.parent / "elsewhere")  # he works on, on a machine that has not seen the ledger before
    shutil.copytree(
        signed.folder.parent / f"home-of-{signed.folder.name}" / "keys", home.folder() / "keys", dirs_exist_ok=True
    )
    ledger = open_ledger(signed.path, "insp1", signed.clock, ask=lambda _: OWN)
    ledger.access.set_passphrase("insp1", OWN + "新")
    assert any("没有签名" in what for what in faults(signed))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM signaturerow WHERE seq = (SELECT max(seq) FROM signaturerow)", "没有签名"),
        ("UPDATE signaturerow SET signature = replace(signature, 'a', 'b')", "签名与记录不符"),
        ("UPDATE signaturerow SET first = 1", "签名与记录不符"),
        ("UPDATE signaturerow SET key = replace(key, 'a', 'b')", "不是“insp1”的"),
        (
            "INSERT INTO signaturerow SELECT feed, 999, 999, key, signature FROM signaturerow LIMIT 1",
            "没有对应的流转记录",
        ),
        ("UPDATE treerow SET whole = replace(whole, 'a', 'b')", "Merkle 树与流转记录不符"),
        ("UPDATE treerow SET size = size + 1", "Merkle 树与流转记录不符"),
        ("DELETE FROM treerow", "Merkle 树与流转记录不符"),
    ],
)
def test_a_changed_seal_is_named(signed: SqliteWorld, change: str, words: str) -> None:
    run(signed)
    with closing(sqlite3.connect(signed.path)) as connection, connection:
        connection.execute(change)
    found = [problem.what for problem in seals.check(signed.path).problems]
    assert any(words in what for what in found), found


def test_after_a_key_is_revoked_it_proves_nothing_and_before_it_everything(signed: SqliteWorld) -> None:
    run(signed)
    key = live(signed, "insp1")
    signed.open("sup1").keys.revoke("insp1", key.fingerprint, "电脑丢失")
    before = seals.check(signed.path)
    assert before.problems == []
    forget()
    enter(signed, "insp1", OWN).inspections.run(signed.given(start=3), signed.folder)
    after = seals.check(signed.path)
    assert after.problems == []
    assert (after.signed, after.vouched > before.vouched) == (before.signed, True), "a new key, not confirmed yet"


def test_a_passphrase_set_by_another_ends_the_key(signed: SqliteWorld) -> None:
    signed.open("sup1").access.set_passphrase("insp1", FIRST)
    assert {each.status for each in signed.open("sup1").keys.all() if each.name == "insp1"} == {"已作废"}


def test_his_own_new_passphrase_keeps_the_key(signed: SqliteWorld) -> None:
    key = live(signed, "insp1")
    enter(signed, "insp1", OWN).access.set_passphrase("insp1", OWN + "新")
    forget()
    with pytest.raises(Refused):
        enter(signed, "insp1", OWN)
    enter(signed, "insp1", OWN + "新").inspections.run(signed.given(), signed.folder)
    assert seals.check(signed.path).problems == []
    assert live(signed, "insp1") == key


def test_nobody_confirms_his_own_key_beside_a_colleague(signed: SqliteWorld) -> None:
    ledger = signed.open("sup1")
    ledger.access.set_passphrase("sup1", OWN)
    (key,) = [each for each in ledger.keys.all() if each.name == "sup1"]
    with pytest.raises(Refused, match="另一位主管确认"):
        ledger.keys.confirm("sup1", key.fingerprint)
    with pytest.raises(Refused, match="自报"):
        signed.open("insp2").keys.confirm("sup1", key.fingerprint)
    for words in ("", "00", key.fingerprint[:6], "f" * 16):
        with pytest.raises(InputError, match="指纹"):
            ledger.keys.confirm("sup2", words)


# --- anchors -------------------------------------------------------------------------------------------------------


def test_an_anchor_holds_as_long_as_the_ledger_only_grows(signed: SqliteWorld) -> None:
    anchor = enter(signed, "insp1", OWN).anchors.export()
    assert anchor.signature
    run(signed)
    ledger = signed.open("sup1")
    assert ledger.anchors.check(read(json.loads(json.dumps(anchor.plain())))) == []
    assert ledger.anchors.check(read_code(anchor.code)) == []
    assert ledger.anchors.here(anchor.count).root == anchor.root
    for name, value in (("at", "2031-01-01"), ("by", "sup1"), ("key", "00" * 32), ("signature", "00" * 64)):
        changed = read({**anchor.plain(), name: value})
        assert ["签名" in each.what for each in ledger.anchors.check(changed)] == [True]
    signer = signing.make(ledger.desk.ledger_id, "nobody", b"x")
    own = replace(anchor, key=signer.key)
    (fault,) = ledger.anchors.check(replace(own, signature=signer.sign(own.signed)))
    assert "不是台账里“insp1”的" in fault.what


def test_what_verifies_clean_shows_against_an_anchor(signed: SqliteWorld) -> None:
    """Another copy, put back; a tail cut off; a record rewritten: each is whole in itself."""
    old = signed.path.read_bytes()
    number = run(signed)
    ledger = signed.open("sup1")
    anchor, proof = ledger.anchors.here(), ledger.anchors.prove(number)
    assert list(read_proof(json.loads(json.dumps(proof.plain()))).faults(anchor)) == []
    signed.path.write_bytes(old)
    again = signed.open("sup1")
    assert any("末尾被截掉" in each.what for each in again.anchors.check(anchor))
    assert any("末尾被截掉" in each.what for each in again.verify()), "this account has seen more of it"
    settle_in(signed.folder.parent / "another account")
    assert Ledger(signed.path).verify() == [], "nobody else can tell"


def test_a_proof_of_a_case_fails_when_a_word_is_changed(signed: SqliteWorld) -> None:
    proof = signed.open("sup1").anchors.prove(run(signed))
    plain = json.loads(json.dumps(proof.plain()))
    plain["records"][0]["body"] = plain["records"][0]["body"].replace("商铺", "工地")
    assert [fault.what for fault in read_proof(plain).faults()] == ["不在这个根之下，被改动过"]
    other = replace(proof.anchor, root="0" * 64)
    assert [fault.where for fault in proof.faults(other)] == ["证明"]
    broken: object
    for broken in ({**plain, "records": [{}]}, {**plain, "anchor": {}}, {**plain, "format": ""}, [], None):
        with pytest.raises(InputError):
            read_proof(broken)


# --- what this account has seen before -------------------------------------------------------------------------------


def test_an_older_file_put_back_is_told_and_not_written_to(signed: SqliteWorld) -> None:
    old = signed.path.read_bytes()
    run(signed)
    signed.path.write_bytes(old)
    ledger = signed.open("sup1")
    assert ledger.desk.astray
    assert "放回了旧的文件" in ledger.desk.astray.what
    with pytest.raises(StorageError, match="没有办理"):
        ledger.people.add("x", "新人", ["viewer"])
    with pytest.raises(Refused):
        signed.open("insp2").anchors.accept("想接着用")
    ledger.anchors.accept("磁盘坏了，从上周的备份放回")
    signed.open("sup1").people.add("x", "新人", ["viewer"])
    assert signed.open("sup1").desk.astray is None


def test_a_supervisors_word_counts_for_other_accounts_too(signed: SqliteWorld) -> None:
    mine = signed.folder.parent / f"home-of-{signed.folder.name}"
    old = signed.path.read_bytes()
    run(signed)
    his = signed.folder.parent / "his"
    shutil.copytree(mine, his)
    signed.path.write_bytes(old)
    signed.pass_days(1)
    signed.open("sup1").anchors.accept("从备份放回")
    settle_in(his)
    ledger = open_ledger(signed.path, "sup1", signed.clock)
    assert ledger.desk.astray is not None
    assert ledger.desk.astray.excused
    ledger.people.add("x", "新人", ["viewer"])


def test_another_ledger_at_the_same_place_is_told(signed: SqliteWorld, tmp_path: Path) -> None:
    run(signed)
    (folder := tmp_path / "别的").mkdir()
    other = SqliteWorld(folder)
    other.found()
    signed.path.write_bytes(other.path.read_bytes())
    assert "另一本台账" in str(signed.open("sup1").desk.astray)


@pytest.mark.parametrize("spoilt", ["", "{", "[]", "{}", None], ids=str)
def test_a_note_that_was_spoilt_is_said_and_made_anew(
    signed: SqliteWorld, spoilt: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """It compares nothing, and says so: on opening, and in doctor. The next record notes it again."""
    run(signed)
    ledger = signed.open("sup1").desk.ledger_id
    note = home.anchor_file(ledger)
    assert (signed.open("sup1").desk.unseen, finding(signed)) == ("", "ok")
    if spoilt is None:
        note.unlink()
    else:
        note.write_text(spoilt)
    assert "没有核对它有没有被换过" in signed.open("sup1").desk.unseen
    assert finding(signed) == "warning"
    with pytest.raises(SystemExit):
        main(["--db", str(signed.path), "--user", "sup1", "whoami"])
    assert f"注意：本机记下的这本台账的样子读不出来（{note}）" in capsys.readouterr().err
    signed.open("sup1").people.add("y", "新人", ["viewer"])
    assert (signed.open("sup1").desk.unseen, finding(signed)) == ("", "ok")


def finding(world: SqliteWorld) -> str:
    """What doctor makes of what was seen before."""
    return next(each.state for each in health.examine(world.path) if each.name == "前后")


def test_nothing_is_amiss_where_the_ledger_only_grew(signed: SqliteWorld) -> None:
    run(signed)
    with pytest.raises(Refused, match="没有要说明的"):
        signed.open("sup1").anchors.accept("随便")
    kept = home.noted(signed.open("sup1").desk.ledger_id)
    assert kept["count"] == signed.open("sup1").desk.head.count


def test_a_home_that_cannot_be_used_stops_nobody(signed: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be: nothing is noted, no key made, the same installation every time."""
    blocked = signed.folder.parent / "blocked"
    blocked.write_text("x")
    monkeypatch.setattr(SqliteWorld, "come_home", lambda _: settle_in(blocked) if blocked.is_dir() else None)
    monkeypatch.setenv("INSPECT_ENGINE_HOME", str(blocked))
    first = signed.open("sup1")
    first.people.add("x", "新人", ["viewer"])
    assert first.desk.origin == signed.open("sup1").desk.origin
    assert first.desk.astray is None


def test_a_ledger_of_before_says_nothing_of_signatures(bygone: SqliteWorld) -> None:
    """Unsigned, not forged."""
    world = bygone
    with closing(sqlite.reader(world.path)) as connection:
        assert connection.execute("SELECT count(*) FROM signaturerow").fetchone()[0] == 0
    found = seals.check(world.path)
    assert (found.signed, found.vouched, found.problems) == (0, 0, [])
    assert found.unsigned == world.open("sup1").desk.head.count


def test_who_has_a_confirmed_key_elsewhere_records_nothing_here_until_a_new_one_is_confirmed(
    signed: SqliteWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine, or a home that is gone: a key is offered, and what would be called unsigned is not stored."""
    other = signed.folder.parent / "another machine"
    monkeypatch.setattr(SqliteWorld, "come_home", lambda _: settle_in(other))
    with pytest.raises(identity.Keyless, match=r"不在本机：已另配一把.*另配的钥匙已登记在案"):
        enter(signed, "insp1", OWN).inspections.run(signed.given(), signed.folder)
    with pytest.raises(Refused, match="还没有确认"):
        enter(signed, "insp1", OWN).inspections.run(signed.given(), signed.folder)
    assert seals.check(signed.path).problems == []
    new = next(each for each in signed.open("sup1").keys.all() if each.name == "insp1" and each.here)
    monkeypatch.undo()
    signed.open("sup1").keys.confirm("insp1", new.fingerprint)
    monkeypatch.setattr(SqliteWorld, "come_home", lambda _: settle_in(other))
    forget()
    enter(signed, "insp1", OWN).inspections.run(signed.given(), signed.folder)
    assert seals.check(signed.path).problems == []


def test_a_record_of_an_older_format_after_a_newer_one_is_named(signed: SqliteWorld) -> None:
    with closing(sqlite3.connect(signed.path)) as connection, connection:
        last = connection.execute(
            "SELECT body, chain, pos, recorded_at FROM eventrow ORDER BY pos DESC LIMIT 1"
        ).fetchone()
        before = from_body(last[0])
        made = replace(before, id=f"{before.id[:-2]}fe", seq=before.seq + 1, prev=digest(last[0]), v=1, origin=None)
        body = made.body()
        row = (last[2] + 1, made.id, made.feed, made.seq, None, made.kind, str(made.on), last[3], body, digest(body))
        connection.execute(
            f"INSERT INTO eventrow VALUES ({', '.join('?' * 11)})", (*row, link(last[1], digest(body), last[3]))
        )
    assert any("格式版本是 1，前面的记录已是 4" in problem.what for problem in signed.open("sup1").verify())
