"""The lists of the workbook as tables for machines: the same rows, whole or not there at all."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from pyarrow import parquet

from inspect_engine.domain.anchors import read_code
from inspect_engine.domain.figures import Board
from inspect_engine.errors import InputError, StorageError
from inspect_engine.exports.sheets.cells import Formula
from inspect_engine.exports.tables import export, kinds, writers
from inspect_engine.exports.tables import parquet as groups
from inspect_engine.ledger import CaseFilter, Selection

if TYPE_CHECKING:
    from tests.exports.conftest import Town

Rows = list[dict[str, Any]]
LISTS = {"台账", "逾期", "登记事项", "流转记录", "数据核查", "核查明细"}


@pytest.fixture(scope="module")
def made(town: Town) -> dict[str, export.Tables]:
    return {kind: export.write(town.chief, town.folder / f"表-{kind}", kind) for kind in export.FORMATS}


def lines(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def index(tables: export.Tables) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tables.path / "index.json").read_text("utf-8"))
    return found


def sheet(path: Path, title: str) -> Rows:
    """The rows of a sheet as LibreOffice or Excel would show them, long texts put together again."""
    header, *body = openpyxl.load_workbook(path, data_only=True)[title].iter_rows(values_only=True)
    found: Rows = []
    for row in body:
        told = {str(name): _plain(value) for name, value in zip(header, row, strict=True)}
        first, *rest = told
        if str(told[first]).rpartition(" ")[2].startswith("续") and title != "核查明细":
            found[-1] |= {name: found[-1][name] + told[name] for name in rest if told[name]}
        else:
            found.append(told)
    return found


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else f"{value.isoformat()}+08:00"
    return unescape(value) if isinstance(value, str) else value


def test_the_rows_are_those_of_the_workbook(exported: tuple[Path, Board], made: dict[str, export.Tables]) -> None:
    tables = made["jsonl"]
    assert tables.rows.keys() >= LISTS
    for title in tables.rows:
        assert lines(tables.path / f"{title}.jsonl") == sheet(exported[0], title), title


def test_the_csv_says_the_same_and_nothing_in_it_acts(made: dict[str, export.Tables]) -> None:
    acting = 0
    for title in made["csv"].rows:
        raw = (made["csv"].path / f"{title}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
        expected = lines(made["jsonl"].path / f"{title}.jsonl")
        assert [{name: text.removeprefix("'") for name, text in row.items()} for row in rows] == [
            {name: _csv(value) for name, value in row.items()} for row in expected
        ]
        texts = [text for row in rows for text in row.values()]
        assert not any(text.startswith(("=", "+", "@", "-")) for text in texts)
        acting += sum(text.startswith(("'=", "'+", "'@", "'-")) for text in texts)
    assert acting > 5


def test_parquet_has_types_and_the_same_rows(made: dict[str, export.Tables]) -> None:
    tables = made["parquet"]
    for title in tables.rows:
        table = parquet.read_table(tables.path / f"{title}.parquet")
        rows = [{name: _told(value) for name, value in row.items()} for row in table.to_pylist()]
        assert rows == lines(made["jsonl"].path / f"{title}.jsonl"), title
    assert {str(each) for each in parquet.read_schema(tables.path / "流转记录.parquet").types} == {
        *("string", "int64", "date32[day]", "timestamp[us, tz=+08:00]"),
    }


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def test_only_a_batch_of_rows_is_held(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "BATCH", 7)
    done = export.write(town.chief, tmp_path / "表", "parquet")
    for title, rows in done.rows.items():
        file = parquet.ParquetFile(done.path / f"{title}.parquet")
        assert file.metadata.num_row_groups == -(-rows // 7), title


def test_money_keeps_its_hundredths(tmp_path: Path) -> None:
    field = kinds.Field("罚款", kinds.DECIMAL)
    values = [field.plain(each, str) for each in (Decimal("20000.55"), 3, None)]
    for name, kind in (("a.parquet", groups.Parquet), ("a.jsonl", writers.Lines), ("a.csv", writers.Csv)):
        writer = kind(tmp_path / name, [field])
        for value in values:
            writer.add([value])
        writer.close()
    assert parquet.read_table(tmp_path / "a.parquet").to_pydict() == {"罚款": values}
    assert [each["罚款"] for each in lines(tmp_path / "a.jsonl")] == [20000.55, 3, None]
    assert (tmp_path / "a.csv").read_text("utf-8-sig").split() == ["罚款", "20000.55", "3", '""']


def test_without_pyarrow_it_says_what_to_install(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "inspect_engine.exports.tables.parquet")
    with pytest.raises(InputError, match=r"inspect-engine\[parquet\]"):
        export.write(town.chief, tmp_path / "表", "parquet")
    assert list(tmp_path.iterdir()) == []


def _csv(value: object) -> str:
    text = "" if value is None else str(value)
    return text.replace("T", " ").removesuffix("+08:00") if text.endswith("+08:00") else text


@given(st.text())
def test_a_text_in_csv_never_acts_and_is_given_back_whole(text: str) -> None:
    told = str(writers.inert(text))
    assert not told.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t"))
    assert (told[1:] if told.startswith("'") else told) == text


def test_the_index_tells_what_the_files_hold(town: Town, made: dict[str, export.Tables]) -> None:
    for tables in made.values():
        told = index(tables)
        for each in told["tables"]:
            raw = (tables.path / each["file"]).read_bytes()
            assert each["sha256"] == hashlib.sha256(raw).hexdigest()
            assert each["rows"] == tables.rows[each["name"]]
        assert {each["file"] for each in told["tables"]} | {"index.json"} == {p.name for p in tables.path.iterdir()}
        assert (told["chain_head"], told["events"]) == (town.chief.desk.head.chain, town.chief.desk.head.count)
        assert (told["as_of"], told["board"]["found"]) == ("2024-04-01", len(town.numbers))
        assert town.chief.anchors.check(read_code(told["anchor"])) == []
        types = {each["name"]: each["type"] for one in told["tables"] for each in one["columns"]}
        assert (types["发现日期"], types["入账时间"], types["退回次数"]) == ("date", "datetime", "integer")


def test_a_value_of_another_kind_is_not_written() -> None:
    field = kinds.Field("罚款", kinds.INTEGER)
    assert field.plain(Formula("1+1", 2), str) == 2
    assert field.plain("", str) is None
    for value in (Decimal("2.5"), "2", date(2024, 4, 1)):
        with pytest.raises(TypeError):
            field.plain(value, str)


def test_an_earlier_day_has_fewer_rows(town: Town, tmp_path: Path) -> None:
    done = export.write(town.chief, tmp_path / "早", "jsonl", as_of=date(2024, 3, 1), redact=True)
    assert 0 < done.rows["台账"] < len(town.numbers)
    assert (index(done)["as_of"], index(done)["covered"]) == ("2024-03-01", True)


def test_a_selection_is_in_the_rows_and_told(town: Town, tmp_path: Path) -> None:
    done = export.write(town.chief, tmp_path / "选", "jsonl", selection=Selection((CaseFilter(region="530621"),)))
    rows = lines(done.path / "台账.jsonl")
    assert {row["区划"] for row in rows} == {"530621"}
    assert len(rows) == done.board.found
    assert index(done)["filter"]["region"] == "530621"


def test_a_disk_that_fails_half_way_leaves_nothing(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Iterator[int] = iter(range(100))

    def add(self: object, row: object) -> None:
        if next(calls) > 20:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(writers.Csv, "add", add)
    with pytest.raises(StorageError, match="没有导出到"):
        export.write(town.chief, tmp_path / "表", "csv")
    assert list(tmp_path.iterdir()) == []


def test_only_an_earlier_export_is_replaced(
    town: Town, made: dict[str, export.Tables], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in the way is told before the ledger is read, and left as it is."""
    monkeypatch.setattr(type(town.chief.figures), "histories", lambda *_: pytest.fail("the work was done first"))
    mine, other = made["csv"].path, tmp_path / "别的"
    other.mkdir()
    (other / "信.txt").write_text("别的")
    (tmp_path / "文件").write_text("别的")
    (tmp_path / "链接").symlink_to(mine)
    with pytest.raises(InputError, match="加 --force 替换"):
        export.write(town.chief, mine, "csv")
    for name in ("别的", "文件", "链接"):
        with pytest.raises(InputError, match="有别的东西"):
            export.write(town.chief, tmp_path / name, "csv", force=True)
    with pytest.raises(InputError, match="没有文件夹"):
        export.write(town.chief, tmp_path / "没有" / "表", "csv")
    with pytest.raises(InputError, match="不是文件夹名"):
        export.write(town.chief, Path("/"), "csv", force=True)
    assert (other / "信.txt").read_text() == "别的"


def test_an_earlier_export_is_replaced_whole(town: Town, tmp_path: Path) -> None:
    day = date(2024, 3, 1)
    export.write(town.chief, tmp_path / "表", "csv", as_of=day)
    done = export.write(town.chief, tmp_path / "表", "jsonl", as_of=day, force=True)
    assert {path.suffix for path in done.path.iterdir()} == {".jsonl", ".json"}
    assert [path.name for path in tmp_path.iterdir()] == ["表"]
