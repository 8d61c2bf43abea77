"""``export tables``: the lists of the workbook for machines."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.cases import wanted
from inspect_engine.cli.outputs import Redact
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, say


class Format(StrEnum):
    """Kinds of files."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


Folder = Annotated[Path, typer.Option("--output", "-o", metavar="文件夹", help="写到哪个文件夹，须是还没有的")]
Kind = Annotated[Format, typer.Option("--format", metavar="csv|jsonl|parquet", help="哪种文件")]
Force = Annotated[bool, typer.Option("--force", help="文件夹是上次导出的表格时替换")]


@wanted.narrowed(saved=wanted.Saved)
def export_tables(
    output: Folder = Path("tables"),
    form: Kind = Format.CSV,
    as_of: typed.AsOf = None,
    known_at: typed.KnownAt = None,
    redact: Redact = False,
    force: Force = False,
    *,
    asked: wanted.Asked,
) -> Answer:
    """导出各表给别的程序用：闭环台账工作簿里的台账、逾期、流转记录等，一表一个文件，行和列与工作簿相同。

    CSV 是 UTF-8（带 BOM），表格软件能直接打开；像公式的文字前加一撇，不会被计算。
    JSONL 一行一个对象；Parquet 带列的类型（另装 inspect-engine[parquet]）。
    文件夹里另有 index.json：各表的列和类型、行数、SHA-256，截止日期、链头、锚码、看板数字。

    只要一部分的，写和 case list 一样的条件。

    例：inspect-engine export tables -o 表格 --format jsonl --as-of 2026-03-31
    """
    from inspect_engine.exports.tables import export

    ledger = session.ledger()
    day, known = typed.as_of_day(as_of, ledger), typed.moment(known_at, ledger)
    chosen = wanted.selection(ledger, asked, day)
    say("正在导出各表…")
    done = export.write(
        ledger, output, form.value, as_of=day, known_at=known, redact=redact, force=force, selection=chosen
    )
    shape = {"path": done.path, "format": form.value, "tables": done.rows}
    shape |= {"board": done.board.plain(), "chain_head": done.chain_head}
    return Answer(shape, str(done.path), notes=[f"  {name}：{rows} 行" for name, rows in done.rows.items()])
