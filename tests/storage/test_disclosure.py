"""What ``verify`` tells of a broken ledger: everything to who sees all of it, to others no name, key or number of
elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from inspect_engine.cli import main
from inspect_engine.errors import Problem
from inspect_engine.ledger import Ledger, identity
from inspect_engine.ledger.disclosure import HIDDEN, disclosed
from tests.storage.test_people import FAR, NEAR, WORD, County, counties, county  # noqa: F401 -- fixtures

FOREIGN = ("otheri", "other", "邻市", "商铺1", "shop-1", "530721", "5307", FAR)
"""Of another city: nobody in 530602 hears of them."""


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "hasher", lambda: PasswordHasher.from_parameters(CHEAPEST))


@pytest.fixture
def broken(county: County) -> County:  # noqa: F811
    """Of here and of elsewhere: a case, a subject, a user, a record, a passphrase and the count of records."""
    for name in ("county", "other"):
        county.open("sup1").access.set_passphrase(name, WORD)
    with county.raw() as connection:
        connection.execute("UPDATE caserow SET due_on = '2031-01-01'")
        connection.execute("UPDATE subjectrow SET name = name || '改' WHERE key <> 'shop-2'")
        connection.execute("UPDATE userrow SET title = title || '改' WHERE name IN ('chief', 'other')")
        connection.execute("UPDATE secretrow SET hash = hash || 'x' WHERE name <> 'chief'")
        connection.execute("UPDATE feedrow SET head = 'x'")
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'eventrow'"
        kept = [tuple(row) for row in connection.execute(triggers)]
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE eventrow SET day = '2031-01-01' WHERE case_id IS NOT NULL OR kind LIKE 'user.%'")
        for _, sql in kept:
            connection.execute(sql)
    return county


def problems(ledger: Ledger) -> list[Problem]:
    return disclosed(ledger.desk, ledger.verify())


def test_who_sees_the_whole_ledger_is_told_everything(broken: County) -> None:
    ledger = broken.open("sup1")
    assert problems(ledger) == ledger.verify()
    told = str(ledger.verify())
    assert [word for word in ("shop-1", "userrow other", "“insp1”", "shop-0") if word not in told] == []


@pytest.mark.parametrize("user", ["chief", "reader", "county2"])
def test_who_sees_a_part_is_told_of_that_in_full_and_of_the_rest_where_it_is(broken: County, user: str) -> None:
    ledger = broken.open(user)
    found, every = problems(ledger), ledger.verify()
    ids = {line.number: line.id for line in broken.open("sup1").cases.page()}

    assert len(found) == len(every)
    assert [word for word in (*FOREIGN, ids[FAR]) if word in str(found)] == []
    where = [each.where for each in found]
    assert {f"caserow {ids[NEAR]}", "subjectrow shop-0", "userrow chief", "用户 county"} <= set(where)
    assert Problem("caserow", HIDDEN) in found
    assert Problem("subjectrow", HIDDEN) in found
    assert any(each.what == HIDDEN and each.where.startswith("第 ") for each in found)


@pytest.mark.parametrize("user", ["nobody", "county"])
def test_who_is_not_identified_is_told_positions_only(broken: County, user: str) -> None:
    """Somebody who is not enrolled, or has not given his passphrase."""
    ledger = Ledger(broken.path, user, broken.clock)
    found = problems(ledger)
    names = [*broken.open("sup1").desk.roster(), "商铺", "shop-", "XB-2026", "5306", "5307", "530602"]
    assert len(found) == len(ledger.verify())
    assert [name for name in names if name in str(found)] == []


def test_nothing_is_kept_back_of_the_file_itself(broken: County, tmp_path: Path) -> None:
    """Of a damaged file everybody may know what is damaged."""
    told = [Problem("文件", "SQLite 报告损坏：row 7 missing", "请从备份恢复"), Problem("台账", "索引 x 不见了")]
    assert disclosed(Ledger(broken.path, "nobody").desk, told) == told
    assert disclosed(Ledger(tmp_path / "none.db").desk, told) == told


def test_a_record_that_cannot_be_read_is_nobodys(broken: County) -> None:
    with broken.raw() as connection:
        connection.execute("DROP TRIGGER eventrow_no_update")
        connection.execute("UPDATE eventrow SET body = 'x' WHERE pos = 3")
    told = disclosed(
        broken.open("chief").desk,
        [Problem("第 3 条流转记录（某号，某事）", "other 的"), Problem("userrow chief", "不符")],
    )
    assert told == [Problem("第 3 条流转记录", HIDDEN), Problem("userrow chief", "不符")]


@pytest.mark.parametrize(("user", "hidden"), [("sup1", False), ("chief", True), ("nobody", True)])
def test_on_the_command_line(
    broken: County, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, user: str, hidden: bool
) -> None:
    monkeypatch.setenv("INSPECT_ENGINE_NOW", broken.now.isoformat())
    line: Callable[..., list[str]] = lambda *more: ["--db", str(broken.path), "--user", user, "verify", *more]  # noqa: E731
    for words in (line(), line("--json")):
        with pytest.raises(SystemExit) as ended:
            main(words)
        out, err = capsys.readouterr()
        assert ended.value.code == 4
        assert ("shop-1" in out) == (not hidden)
        assert ("要看详情" in err) == hidden
    assert json.loads(out)["ok"] is False
