"""A ledger of every schema there was: it opens after ``upgrade``, is proved, and says what its own program said."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli import main
from inspect_engine.errors import StorageError
from inspect_engine.imports.story import WORD
from inspect_engine.ledger import identity, open_ledger
from inspect_engine.ledger.keeping.upgrading import upgrade
from inspect_engine.storage import files
from inspect_engine.storage.sqlite import OLDER, SCHEMA
from tests.golden.make import DAY, ENDING, HERE, SAID, schema

GOLDEN = sorted(HERE.glob(f"*{ENDING}"))
NEVER_ALONE = {"0003", "0004", "0009", "0010", "0011", "0014", "0015", "0016", "0018", "0019", "0021"}
"""0003 and 0004 came in one commit with 0005, 0009 to 0011 in one release with 0012, 0014 to 0016 in one with 0017,
0018 and 0019 in one with 0020, 0021 in one with 0022: no ledger was kept of them."""
LIMIT = 160 * 1024


def name_of(golden: Path) -> str:
    return golden.name.removesuffix(ENDING)


@pytest.fixture(params=GOLDEN, ids=name_of)
def golden(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One of them on its last day, in front of who made it."""
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    monkeypatch.setattr(identity, "os_account", lambda: "golden")
    monkeypatch.setenv("INSPECT_ENGINE_NOW", DAY)
    return tmp_path / "ledger.db"


def bodies(ledger: Path) -> list[str]:
    with closing(sqlite3.connect(ledger)) as connection:
        return [body for (body,) in connection.execute("SELECT body FROM eventrow ORDER BY pos")]


def evidence(ledger: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in files.folder_of(ledger).rglob("*") if each.is_file()}


def said(ledger: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> Any:
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(ledger), "--user", "sup1", *words])
    printed = capsys.readouterr()
    assert ended.value.code == 0, printed.err
    return json.loads(printed.out)


def different(before: Any, now: Any, place: str = "") -> Iterator[str]:
    """Where an answer no longer says what it said; what it says besides is new."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key, value in before.items():
            yield from different(value, now.get(key), f"{place}.{key}")
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for number, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from different(one, other, f"{place}[{number}]")
    elif before != now:
        yield f"{place}: {before} → {now}"


def test_every_schema_has_a_golden_ledger() -> None:
    """A new one gets its own by ``make golden``, once its program is committed."""
    assert {name_of(each) for each in GOLDEN} == {*OLDER, SCHEMA} - NEVER_ALONE
    assert [each.name for each in GOLDEN if each.stat().st_size > LIMIT] == []


def test_upgraded_it_is_proved_and_says_what_it_said(golden: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded, kept = bodies(golden), evidence(golden)
    before = schema(golden)
    done = upgrade(golden)
    assert (done.before, done.now, schema(golden)) == (before, SCHEMA, SCHEMA)
    assert (done.backup is None) == (before == SCHEMA)
    assert (bodies(golden), evidence(golden)) == (recorded, kept)
    assert len(kept) >= 10
    assert open_ledger(golden, "sup1").verify() == []
    for file, words in SAID.items():
        once = json.loads((golden.parent / file).read_text("utf-8"))
        assert list(different(once, said(golden, words, capsys))) == []


def test_who_reads_it_changes_nothing(golden: Path) -> None:
    """An older one is not read as if it were new: its reader is told who should upgrade it."""
    before = golden.read_bytes()
    if schema(golden) == SCHEMA:
        assert open_ledger(golden, "sup1").figures.board().found > 5
    else:
        with pytest.raises(StorageError, match="upgrade"):
            open_ledger(golden, "sup1").figures.board()
    assert golden.read_bytes() == before


def test_it_goes_on(golden: Path) -> None:
    """After the upgrade work is recorded in it as in any other."""
    upgrade(golden)
    ledger = open_ledger(golden, "sup1")
    ledger.people.add("neu", "新检查员", ["inspector"])
    (replied,) = [line for line in ledger.cases.page() if line.state == "replied"]
    values = {"inspectors": "insp1、insp2", "conclusion": "合格"}
    inspector = open_ledger(golden, "insp1", ask=lambda _: WORD)
    inspector.cases.act(replied.number, "pass_reinspection", values, [golden.parent / "board.json"])
    assert open_ledger(golden, "sup1").cases.get(replied.number).state == "reinspected"
    assert open_ledger(golden, "sup1").verify() == []
