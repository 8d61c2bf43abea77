"""Clauses as conditions of SQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from inspect_engine.domain.cases.wanted import APART, COUNTS, DAYS, HOLDING, ONE_OF, Clause, lowered
from inspect_engine.domain.units import folded
from inspect_engine.storage.queries.units import unit_names

BESIDE = "SELECT case_id FROM tracerow WHERE kind = 'co_unit' AND"
FOUND_BY = "SELECT id FROM inspectionrow WHERE instr(',' || inspectors || ',', ',' || {} || ',') > 0"


class Named:
    """Values of a statement, each under a name of its own."""

    def __init__(self, label: str) -> None:
        self.values: dict[str, Any] = {}
        self._label = label

    def __call__(self, value: Any) -> str:
        name = f"{self._label}_{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def conditions(clauses: Sequence[Clause]) -> tuple[list[str], dict[str, Any]]:
    """SQL conditions, all of which hold for the cases asked for, and their parameters."""
    named = Named("asked")
    terms = ["(" + " OR ".join(_any(clause, named)) + ")" for clause in clauses]
    return [
        f"{term} IS NOT TRUE" if clause.negated else term for term, clause in zip(terms, clauses, strict=True)
    ], named.values


def known(connection: sqlite3.Connection, clause: Clause) -> Clause:
    """A clause with what the register knows of the units that it names, and what its finders inspected."""
    if clause.field == "unit":
        return replace(clause, known=frozenset().union(*(unit_names(connection, name) for name in clause.values)))
    if clause.field == "finder":
        named = Named("name")
        found = " UNION ".join(FOUND_BY.format(named(value)) for value in clause.values)
        return replace(clause, known=frozenset(row[0] for row in connection.execute(found, named.values)))
    return clause


def _any(clause: Clause, named: Named) -> Iterator[str]:
    """Conditions one of which holds."""
    field, values = clause.field, clause.values
    if field in ONE_OF:
        yield f"{field} IN ({', '.join(map(named, values))})"
    elif field in HOLDING:
        for value in map(named, map(lowered, values)):
            yield from (f"instr(lower({column}), {value}) > 0" for column in HOLDING[field])
    elif field in DAYS:
        yield from _days(clause, named)
    elif field in COUNTS:
        sign = "=" if clause.sign == ":" else clause.sign
        yield from (f"{field} {sign} {named(int(value))}" for value in values)
    else:
        yield from _BY_FIELD[field](clause, named)


def _days(clause: Clause, named: Named) -> Iterator[str]:
    for value in clause.values:
        first, _, last = value.partition(APART)
        if clause.sign == ":":
            yield f"{clause.field} BETWEEN {named(first)} AND {named(last or first)}"
        else:
            yield f"{clause.field} {clause.sign} {named(first)}"


def _grade(clause: Clause, named: Named) -> Iterator[str]:
    for kind, _, grade in (value.rpartition("/") for value in clause.values):
        graded = f"severity = {named(grade)}"
        yield f"(kind = {named(kind)} AND {graded})" if kind else graded


def _region(clause: Clause, named: Named) -> Iterator[str]:
    yield from (f"(region >= {named(value)} AND region < {named(value + ':')})" for value in clause.values)


def _unit(clause: Clause, named: Named) -> Iterator[str]:
    for value in map(named, map(folded, clause.values)):
        yield f"instr(unit, {value}) > 0"
        yield f"id IN ({BESIDE} instr(topic, {value}) > 0)"
    if clause.known:
        names = ", ".join(map(named, sorted(clause.known)))
        yield f"unit IN ({names})"
        yield f"id IN ({BESIDE} topic IN ({names}))"


def _finder(clause: Clause, named: Named) -> Iterator[str]:
    yield f"inspection IN (SELECT value FROM json_each({named(json.dumps(sorted(clause.known)))}))"


def _late(clause: Clause, named: Named) -> Iterator[str]:
    yield f"(is_open = 1 AND late_after < {named(clause.late_on.isoformat())})"
    if clause.known:
        yield f"id IN (SELECT value FROM json_each({named(json.dumps(sorted(clause.known)))}))"


_BY_FIELD = {"grade": _grade, "region": _region, "unit": _unit, "finder": _finder, "late": _late}
