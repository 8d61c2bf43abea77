"""One register of numbers: those that the ledger gives to documents, and those that people write in by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from inspect_engine.domain.cases import Case
from inspect_engine.domain.documents.material import Office
from inspect_engine.domain.documents.numbers import Numbered, number_text
from inspect_engine.errors import Refused
from inspect_engine.storage import documents, queries
from inspect_engine.storage.queries import CaseFilter

TITLE = "编文号"


def next_serial(connection: sqlite3.Connection, office: Office, year: int) -> int:
    """The number after the last one of an office and year, under the writer's lock. Voided ones stay used; one that was
    written in by hand is never given again.

    Raises Refused for the first of a year where numbers were written in by hand: the office has to say where it begins.
    """
    code, first = office.code, office.first(year)
    if last := documents.last_serial(connection, code, year):
        serial = last + 1
        while documents.is_written(connection, number_text(code, year, serial)):
            serial += 1
        return serial
    if (written := documents.last_written(connection, code, year)) >= first:
        told = f"{year} 年的文号已手填到 {number_text(code, year, written)}，台账不知道该从几号编起"
        raise Refused(TITLE, [f"{told}；请主管指明：notice office add --code {code} --next {written + 1}"])
    return first


def start_faults(connection: sqlite3.Connection, code: str, year: int, first: int) -> Iterator[str]:
    """Why an office cannot begin its numbers of a year at this one."""
    if not 1 <= first < 10**6:
        yield f"从 {first} 号编起不对，应是 1 以上的整数"
    if last := documents.last_serial(connection, code, year):
        yield f"{year} 年已经编到 {number_text(code, year, last)}，只能在第一份签发以前指明从几号编起"
    if (written := documents.last_written(connection, code, year)) >= first:
        yield f"{number_text(code, year, written)} 已经手填，应从 {written + 1} 号以后编起"


def written_faults(
    connection: sqlite3.Connection, number: Numbered, case: Case, office: Office | None
) -> Iterator[str]:
    """Why a number cannot be written in by hand in an action on a case: it is, or will be, another paper's."""
    of = documents.case_ids(connection, number.text)
    if of and not kin(connection, case) & set(of):
        yield f"文号 {number.text} 是本台账签发的，不是这件事项的文书，请核对"
    last = documents.last_serial(connection, number.office, number.year)
    begun = last or (office.first(number.year) - 1 if office else 0)
    if begun and not of and number.serial > begun:
        yield f"文号 {number.text} 由本台账依次编，还没有编到，不能自填；请用 notice issue 签发"


def kin(connection: sqlite3.Connection, case: Case) -> set[str]:
    """Ids of a case, its opener, and what either has opened: the papers of one are cited in the others."""
    parents = [case.id, *([case.parent] if case.parent else [])]
    lines = (line for each in parents for line in queries.all_lines(connection, CaseFilter(parent=each)))
    return {*parents, *(line.id for line in lines)}
