"""A workbook away from its ledger: its seal names what was changed in it, and nobody else can make one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from inspect_engine.cli import main
from inspect_engine.domain.figures import Board
from inspect_engine.errors import InputError, Refused
from inspect_engine.exports.closure import comparing, sealing, workbook
from inspect_engine.exports.sheets import seals
from inspect_engine.exports.sheets.book import Book
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.raw import Raw
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage.signing import Signer
from tests.exports.sheets import ANCHOR, page

if TYPE_CHECKING:
    from tests.exports.conftest import Town

VALUES = st.one_of(
    st.text(st.characters(), max_size=20),
    st.integers(-(10**9), 10**9),
    st.decimals(-9999, 9999, places=3),
    st.dates(),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.builds(Formula, st.just("1+1"), st.one_of(st.integers(0, 9), st.sampled_from(["一", "", "=x"]))),
    st.none(),
)


def signer() -> Signer:
    private = Ed25519PrivateKey.generate()
    return Signer(private.public_key().public_bytes_raw().hex(), lambda text: private.sign(text.encode()).hex())


def look(value: Value) -> str:
    if isinstance(value, datetime):
        return "moment"
    return "date" if isinstance(value, date) else "text"


def sealed(path: Path) -> sealing.Seal | None:
    with Raw(path) as book:
        return sealing.read(book)


def written(book: Book, path: Path, rows: Sequence[Sequence[Value]]) -> Path:
    sheet = book.sheet("页", [10] * 5)
    for row in rows:
        sheet.write([(look(each), each) for each in row])
    sealing.write(book, ANCHOR, "sup1", None)
    book.save(path)
    return path


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.lists(VALUES, min_size=1, max_size=5), max_size=6))
def test_whatever_is_written_is_read_back_as_it_was_sealed(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Value]]
) -> None:
    with page() as book:
        path = written(book, tmp_path_factory.mktemp("seal") / "a.xlsx", rows)
    seal = sealed(path)
    assert seal is not None
    assert list(sealing.faults(path, seal)) == []


@pytest.fixture(scope="module")
def signed(town: Town) -> tuple[Path, Signer]:
    """The town's workbook, signed by the chief."""
    key = signer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "signer", lambda *_: key)
        return workbook.write(town.chief, town.folder / "签名.xlsx").path, key


def altered(path: Path, to: Path, sheet: str, change: Callable[[str], str]) -> Path:
    """The file with the text of a sheet changed, everything else byte by byte as it was."""
    names = load_workbook(path, read_only=True).sheetnames
    part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
    with ZipFile(path) as given, ZipFile(to, "w") as out:
        for name in given.namelist():
            raw = given.read(name)
            out.writestr(name, change(raw.decode()).encode() if name == part else raw)
    return to


def instead(pattern: str, replacement: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        found, hits = re.subn(pattern, replacement, text, count=1)
        assert hits == 1
        return found

    return change


def test_an_untouched_workbook_is_whole_without_the_ledger(signed: tuple[Path, Signer]) -> None:
    found = comparing.alone(signed[0])
    assert found.problems == ()
    assert found.seal is not None
    assert (found.seal.by, found.seal.key) == ("sup1", signed[1].key)
    assert found.cells > 100


SMUGGLED = '<row r="900"><c r="A900"><v>1</v></c></row></sheetData>'


def smuggle(text: str) -> str:
    """A row more, outside of what the sheet says is its size."""
    return instead("</sheetData>", SMUGGLED)(instead("<dimension[^>]*>", '<dimension ref="A1"/>')(text))


@pytest.mark.parametrize(
    ("sheet", "change", "cell"),
    [
        ("台账", instead(r'(<c r="B3"[^>]*><is><t[^>]*>)[^<]+', r"\1改过"), "台账!B3"),
        ("流转记录", instead(r'(<c r="A9"[^>]*><is><t[^>]*>)[^<]+', r"\1SY-2024-0099"), "流转记录!A9"),
        ("总览", instead(r'(<c r="B8"[^>]*><f>[^<]+</f><v>)\d+', r"\g<1>7777"), "总览!B8"),
        ("总览", instead(r'(<c r="B8"[^>]*><f>)[^<]+', r"\g<1>0"), "总览!B8"),
        ("说明", instead(r"没有筛选：[^<]*", "只列昭阳区"), "说明!B"),
        ("台账", instead(r'<row r="4".*?</row>', ""), "台账!"),
        ("台账", instead("</sheetData>", SMUGGLED), "台账!A900"),
        ("台账", smuggle, "台账!A900"),
    ],
)
def test_a_change_is_named(
    signed: tuple[Path, Signer], tmp_path: Path, sheet: str, change: Callable[[str], str], cell: str
) -> None:
    found = comparing.alone(altered(signed[0], tmp_path / "改.xlsx", sheet, change)).problems
    assert len(found) <= comparing.SHOWN + 1
    assert found[0].where.startswith(cell)


def test_a_seal_that_was_made_to_fit_does_not_verify(town: Town, signed: tuple[Path, Signer], tmp_path: Path) -> None:
    """Neither with new checks, nor with new roots, nor with the forger's own key."""
    path = altered(signed[0], tmp_path / "改.xlsx", "台账", instead(r'(<c r="B3"[^>]*><is><t[^>]*>)[^<]+', r"\1改过"))
    seal = sealed(path)
    assert seal is not None
    rows = {each.title: each.rows for each in seal.sheets}
    now = {name: found for name, found, _ in seals.pages(path, rows)}
    each = ((sheet, now[sheet.title]) for sheet in seal.sheets)
    checks = tuple(replace(s, checks=bytes(found.checks), columns=tuple(found.columns)) for s, found in each)
    roots = tuple(replace(sheet, root=now[sheet.title].tree.root) for sheet in checks)
    top = sealing.root((each.title, each.rows, each.root) for each in roots)
    told = [problem.what for problem in sealing.faults(path, replace(seal, sheets=checks))]
    assert told == ["内容与封条的根不符，逐行的校验被改得相符"]
    told = [problem.what for problem in sealing.faults(path, replace(seal, sheets=roots))]
    assert told == ["总根与各表的根不符，封条被改动过"]
    told = [problem.what for problem in sealing.faults(path, replace(seal, sheets=roots, root=top))]
    assert told == ["签名与内容不符，封条被改动过，或是另做的"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "signer", lambda *_: signer())
        forged = workbook.write(town.chief, tmp_path / "另签.xlsx").path
    (problem,) = comparing.compare(town.chief, forged).problems
    assert re.fullmatch(r"签名用的钥匙 \w{16} 不是台账里“sup1”的", problem.what)


def test_what_nobody_has_signed_proves_nothing_alone(exported: tuple[Path, Board], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="谁都做得出"):
        comparing.alone(exported[0])
    book = load_workbook(exported[0])
    del book["封条"]
    book.save(tmp_path / "撕了.xlsx")
    with pytest.raises(InputError, match="没有封条"):
        comparing.alone(tmp_path / "撕了.xlsx")


def test_who_sees_another_part_of_the_ledger_checks_the_seal(
    town: Town,
    exported: tuple[Path, Board],
    signed: tuple[Path, Signer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that somebody has signed whose key the ledger knows."""
    ledger = town.as_("sup1")
    monkeypatch.setattr(ledger.desk, "scope_words", lambda: "别处")
    (problem,) = comparing.compare(ledger, exported[0]).problems
    assert "没有签名" in problem.what
    (problem,) = comparing.compare(ledger, signed[0]).problems
    assert "不是台账里“sup1”的" in problem.what
    monkeypatch.setattr(ledger.anchors, "stranger", lambda *_: [])
    found = comparing.compare(ledger, signed[0])
    assert (found.problems, found.whole) == ((), False)
    change = instead(r'(<c r="B3"[^>]*><is><t[^>]*>)[^<]+', r"\1改过")
    found = comparing.compare(ledger, altered(signed[0], tmp_path / "改.xlsx", "台账", change))
    assert [problem.where for problem in found.problems] == ["台账!B3"]


def test_the_command_tells_whose_key_it_is(
    signed: tuple[Path, Signer], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def code(path: Path) -> object:
        with pytest.raises(SystemExit) as ended:
            main(["--db", str(tmp_path / "没有.db"), "verify", str(path)])
        return ended.value.code

    assert code(signed[0]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("封条完好：签名.xlsx 截至 2024-04-01")
    assert f"钥匙 {signed[1].key[:4]} " in err
    change = instead(r'(<c r="B3"[^>]*><is><t[^>]*>)[^<]+', r"\1改过")
    assert code(altered(signed[0], tmp_path / "改.xlsx", "台账", change)) == 4
    assert "台账!B3：与封条不符" in capsys.readouterr().out
