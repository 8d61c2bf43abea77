"""What a thread has made serves the others: the terminal reads, writes and verifies on many."""

from __future__ import annotations

import threading

from inspect_engine.storage.sqlite import fill_empty, make_engine


def test_a_ledger_without_records_is_made_on_any_thread() -> None:
    """Bug: in the terminal verify failed after a backup, for another thread had made the first empty one."""
    faults: list[Exception] = []

    def make() -> None:
        try:
            fill_empty(make_engine(None))
        except Exception as error:
            faults.append(error)

    for _ in range(2):
        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
    assert faults == []
