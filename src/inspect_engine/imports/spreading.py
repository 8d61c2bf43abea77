"""Answers of an inspection file that are meant for several subjects, each made an answer of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from inspect_engine.domain.inspections.spread import ALL, chosen
from inspect_engine.reading.document import Document

ANSWERS, SUBJECTS, ROWS = "answers", "subjects", "rows"
Row = tuple[dict[str, Any], int, str]
"""An answer, the number of the one that it was written as, and the subject whose row it is; empty for its own."""


def spread(document: Document) -> Document:
    """The same file with an answer for each of the ``subjects`` of one, where a row of its ``rows`` says so otherwise.

    Each stands where it was written; what is wrong with how it was written is reported in the file.
    """
    data = document.data
    given = data.get(ANSWERS) if isinstance(data, dict) else None
    if not document.whole or not isinstance(given, list) or not any(_several(each) for each in given):
        return document
    named = [each for each in data.get(SUBJECTS) or () if isinstance(each, dict)]
    keys = [each.get("key") or each["name"] for each in named if each.get("key") or each.get("name")]
    rows: list[Row] = []
    for n, each in enumerate(given):
        rows += _rows(document, n, each, list(map(str, keys))) if _several(each) else [(each, n, "")]
    marks = {path: mark for path, mark in document.marks.items() if path[:1] != (ANSWERS,) or len(path) == 1}
    told = _by_answer(document)
    for place, (_, n, key) in enumerate(rows):
        own = {path[2:]: mark for path, mark in told.get(n, {}).items() if path[:2] == (ROWS, key)}
        marks |= {(ANSWERS, place, *path): mark for path, mark in {**told.get(n, {}), **own}.items()}
    return replace(document, data={**data, ANSWERS: [answer for answer, _, _ in rows]}, marks=marks)


def _several(answer: object) -> bool:
    return isinstance(answer, dict) and bool(answer.keys() & {SUBJECTS, ROWS})


def _by_answer(document: Document) -> dict[Any, dict[tuple[str | int, ...], tuple[int, int]]]:
    """The places inside each answer, by its number."""
    found: dict[Any, dict[tuple[str | int, ...], tuple[int, int]]] = {}
    for path, mark in document.marks.items():
        if path[:1] == (ANSWERS,) and len(path) > 1:
            found.setdefault(path[1], {})[path[2:]] = mark
    return found


def _rows(document: Document, n: int, answer: dict[str, Any], keys: list[str]) -> Iterator[Row]:
    """The answers that one of several comes to; none where what it says cannot be read."""
    place, words, own = (ANSWERS, n), answer.get(SUBJECTS), answer.get(ROWS) or {}
    words = [words] if isinstance(words, str) else words
    same = {name: value for name, value in answer.items() if name not in (SUBJECTS, ROWS)}
    if "subject" in answer or not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        fix = f'写 subjects: {ALL[0]}，或 subjects: [01-20, "!07"]；只有一个的写 subject'
        document.report((*place, SUBJECTS), "几个对象同一作答的，要用 subjects 写明是哪几个，不再写 subject", fix)
        return
    try:
        found = chosen(words, keys)
    except ValueError as error:
        document.report((*place, SUBJECTS), str(error))
        return
    if not isinstance(own, dict) or not all(isinstance(row, dict) for row in own.values()):
        document.report((*place, ROWS), "rows 应是“对象编号: {不同之处}”", "例：rows: {stall-07: {note: 装了没通电}}")
        return
    for key in own:
        if key not in found:
            document.report((*place, ROWS, key), f"“{key}”不在这一条的 subjects 里", "请加进 subjects，或删去这一行")
    for key in found:
        yield {**same, **own.get(key, {}), "subject": key}, n, key
