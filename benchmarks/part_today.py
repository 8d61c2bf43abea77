"""Whether what must be done today, and the board's stock, are counted at once in a large ledger.

CPU time of the whole call, against the floor of asking SQLite for the same numbers without an index of their own.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import bulk
from measure import Row, Work, compare, size
from part_growth import TEMPLATE, found, opened

from inspect_engine.ledger import CaseFilter, Ledger
from inspect_engine.reading.definitions import load_library

MOST = 0.05
"""Seconds of CPU."""


def rows() -> Iterator[Row]:
    """A hundred thousand open hazards; of every twenty one has halted work, whose limit no row says."""
    library, many = load_library(), size(100_000, 80)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "ledger.db"
        since = found(path, library)
        chief = opened(path, library, "sup1")
        chief.cases.act(chief.cases.page(limit=TEMPLATE)[-1].number, "halt", {"halt_reason": "危险"})
        bulk.repeat(path, since, many // TEMPLATE - 1)
        for title, work in _works(chief).items():
            words = f"{title}，{many:,} 件未销号", work, partial(_scanned, chief), "逐行分组"
            row = compare(*words, clock=time.process_time)
            yield row.noted(f"{'达标' if row.best <= MOST else '未达标'}（目标 CPU {MOST * 1e3:.0f} ms 以内）")


def _works(chief: Ledger) -> dict[str, Work]:
    today = chief.desk.today()
    late, soon = CaseFilter(overdue_on=today), CaseFilter(due_from=today, due_to=today + timedelta(days=3))
    return {
        "今天，连每类头几条": chief.today.all,
        "看板的存量": chief.figures.stock,
        "逾期的件数": lambda: chief.cases.count(late),
        "三天内到期的件数": lambda: chief.cases.count(soon),
        "待送达的件数": lambda: chief.cases.count(CaseFilter(waits="serve")),
    }


def _scanned(ledger: Ledger) -> object:
    """The rows grouped without an index."""
    counts = "count(*), sum(late_after < '2030-01-01')"
    sql = f"SELECT region, pack, state_title, {counts} FROM caserow NOT INDEXED GROUP BY 1, 2, 3"
    with ledger.desk.reading() as connection:
        return connection.execute(sql).fetchall()
