"""What another version of a definition would change: past answers judged anew, open cases looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.scores import Subject
from inspect_engine.domain.subjects import seen_by
from inspect_engine.domain.versions.impact import Answered, Impact, Visit
from inspect_engine.ledger import paging
from inspect_engine.ledger.desk import Desk
from inspect_engine.reading.library import definition_text
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

PAGE = 500
"""Answers read at a time."""
Row = Mapping[str, Any]
"""One past answer, as :func:`queries.answered` reads it."""


def survey(desk: Desk, definition: Definition, stored: Callable[[str], Definition]) -> Impact:
    """Everything that would change for the person acting here; ``stored`` gives the definition of a hash."""
    require(desk.whoami(), "survey")
    seen, pack = desk.scope(), definition.pack.id
    found, target = Impact(definition, desk.roster(), desk.today()), definition_text(definition)[0]
    for _, group in groupby(_answered(desk, pack), key=itemgetter("inspection")):
        rows = list(group)
        visible = [row for row in rows if seen.covers(row["region"])]
        old = None if rows[0]["definition"] == target else stored(rows[0]["definition"])
        _look_back(desk, found, visible, old, whole=len(visible) == len(rows))
    for case in paging.cases(desk, CaseFilter(open=True, pack=pack, scope=seen)):
        found.see_case(case, None if case.definition == target else stored(case.definition).workflows[case.workflow])
    return found


def _look_back(desk: Desk, found: Impact, rows: Sequence[Row], old: Definition | None, *, whole: bool) -> None:
    """One past inspection: each answer, each subject, and the whole where all of it may be seen."""
    given = {(row["subject"], row["item"]): _given(row) for row in rows}
    for row, one in zip(rows, given.values(), strict=True):
        found.see_answer(one, old, partial(_number, desk, row, row["item"]))
    if old is None:
        return
    subjects = []
    for key, group in groupby(rows, key=itemgetter("subject")):
        answers = list(group)
        first = answers[0]
        words = {row["item"]: row["answer"] for row in answers}
        form = seen_by(first, old.pack.id, old.pack.kinds) or first
        visit = Visit(first["name"], form["kind"], form["fields"], words, _day(first))
        found.see_visit(visit, old, partial(_number, desk, first))
        subjects.append(Subject(key, form["kind"], first["name"], form["fields"]))
    if whole:
        found.see_whole(_day(rows[0]), old, subjects, given)


def _answered(desk: Desk, pack: str) -> Iterator[Row]:
    after = "", "", "", ""
    while True:
        with desk.reading() as connection:
            page = queries.answered(connection, pack, after, PAGE)
        if not page:
            return
        yield from page
        after = page[-1]["inspection"], page[-1]["subject"], page[-1]["item"], page[-1]["place"]


def _number(desk: Desk, row: Row, item: str) -> str | None:
    """Number of the case that an answer led to."""
    with desk.reading() as connection:
        return queries.number_of(connection, row["inspection"], row["subject"], item)


def _day(row: Row) -> date:
    return parse_date(row["day"])


def _given(row: Row) -> Answered:
    return Answered(row["name"], row["region"], row["item"], row["answer"], row["entries"], _day(row))
