"""What a ledger says of a workbook that was exported of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

EXPORTED = "workbook.exported"
"""Somebody has exported a workbook, by the root of its seal."""


@dataclass(frozen=True)
class Exported:
    """A workbook by the ``root`` of its seal (SHA-256 in hex): of the ledger's first ``count`` records, as of a day,
    what of the ledger it shows (``scope``, ``filtered``: Chinese, the second empty for no filter)."""

    root: str
    count: int
    as_of: date
    scope: str
    filtered: str

    def plain(self) -> dict[str, Any]:
        """As the body of a record holds it."""
        return {**vars(self), "as_of": self.as_of.isoformat()}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Exported:
        """From the body of a record."""
        told = {name: data[name] for name in cls.__dataclass_fields__}
        return cls(**{**told, "as_of": date.fromisoformat(data["as_of"])})


@dataclass(frozen=True)
class Noted:
    """The record of an export: its position, by whom, when."""

    pos: int
    by: str
    at: datetime
    exported: Exported

    @property
    def words(self) -> str:
        """As a reader is told."""
        return f"台账第 {self.pos} 条记下：“{self.by}”于 {self.at:%Y-%m-%d %H:%M} 导出"
