"""Apache Parquet, which keeps the types of columns; needs the extra ``parquet``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from inspect_engine.exports.tables.kinds import DAY, DECIMAL, INTEGER, MOMENT, TEXT, Field, Plain

BATCH = 5_000
"""Rows that are held before they go to disk together, as a row group."""
TYPES = {
    TEXT: pa.string(),
    INTEGER: pa.int64(),
    DECIMAL: pa.decimal128(38, 10),
    DAY: pa.date32(),
    MOMENT: pa.timestamp("us", tz="+08:00"),
}


class Parquet:
    """A Parquet file, written in row groups."""

    def __init__(self, path: Path, fields: Sequence[Field]) -> None:
        self._schema = pa.schema([(each.name, TYPES[each.kind]) for each in fields])
        self._file = ParquetWriter(path, self._schema, compression="zstd")
        self._held: list[Sequence[Plain]] = []

    def add(self, row: Sequence[Plain]) -> None:
        self._held.append(row)
        if len(self._held) >= BATCH:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._held:
            columns = zip(*self._held, strict=True)
            arrays = [pa.array(each, kind) for each, kind in zip(columns, self._schema.types, strict=True)]
            self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._held = []
