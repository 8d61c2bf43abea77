"""Cases read page by page, so that writers never wait for whoever goes through them all."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.cases import Case, CaseLine
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter, Order

PAGE = 200
"""Cases read at a time."""


def lines(desk: Desk, chosen: CaseFilter) -> Iterator[CaseLine]:
    """The line of every case that matches, in order of discovery; what is opened meanwhile comes at the end."""
    after = 0
    while True:
        with desk.reading() as connection:
            page = queries.case_lines(connection, chosen, after=("", after), limit=PAGE)
        if not page:
            return
        yield from page
        after = page[-1].opened


def cases(
    desk: Desk, chosen: CaseFilter, *, order: Order = "opened", after: tuple[str, int] = ("", 0)
) -> Iterator[Case]:
    """Every case that matches, whole; in the order ``due`` those without a due date are left out.

    ``after`` is a due date (ISO) and a place in the order of discovery: what is there or before is left out.
    """
    while True:
        with desk.reading() as connection:
            page = queries.case_lines(connection, chosen, order=order, after=after, limit=PAGE)
            page = [line for line in page if line.due_on or order == "opened"]
            found = [queries.case(connection, line.id) for line in page]
        if not found:
            return
        yield from found
        after = str(page[-1].due_on), page[-1].opened
