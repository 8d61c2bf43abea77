"""Verbs on versions of definitions: find one, see what another would change, move an open case to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from inspect_engine.domain.calendars import china_day, parse_date
from inspect_engine.domain.cases import REPINNED, Case, fold, pins
from inspect_engine.domain.definitions import Definition, Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Scope, require, scope
from inspect_engine.domain.scores import Subject
from inspect_engine.domain.versions.impact import Answered, Impact, Visit
from inspect_engine.domain.versions.repinning import Repinning, decide, successor
from inspect_engine.errors import InputError
from inspect_engine.ledger.cases import Cases, _unchanged
from inspect_engine.reading.library import definition_text
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter, Entry

INSTALLED = "installed"
HASH = re.compile(r"[0-9a-fA-F]{6,64}")
PAGE = 500
"""Answers, or cases, read at a time."""


@dataclass(frozen=True)
class Pinned:
    """A definition with the hash it is, or would be, stored under."""

    definition: Definition
    hash: str
    text: str

    @property
    def row(self) -> dict[str, str]:
        """As :func:`queries.definition_rows` lists it."""
        pack = self.definition.pack
        return {"hash": self.hash, "pack": pack.id, "version": pack.version}


def pinned(definition: Definition) -> Pinned:
    return Pinned(definition, *definition_text(definition))


@lru_cache(maxsize=64)
def _parsed(text: str) -> Definition:
    return Definition.model_validate_json(text)


def _day(row: Mapping[str, Any]) -> date:
    return parse_date(row["day"])


def _given(row: Mapping[str, Any]) -> Answered:
    return Answered(row["name"], row["region"], row["item"], row["answer"], row["entries"], _day(row))


def _meant(word: str, row: Mapping[str, str]) -> bool:
    """Whether a version number, or the beginning of a hash, means this definition."""
    return row["version"] == word or bool(HASH.fullmatch(word) and row["hash"].startswith(word.lower()))


class Versions(Cases):
    """Definitions the ledger keeps, and those that are installed."""

    def version(self, word: str, pack: str) -> Pinned:
        """One version of a pack: ``installed``, a version number, or at least 6 digits of a stored hash.

        Raises InputError when there is none, or more than one.
        """
        self.whoami()
        if word == INSTALLED:
            return pinned(self.library.definition(pack))
        return self._only(word, pack)

    def find(self, word: str) -> Pinned:
        """A definition by ``pack@version``, or by at least 6 digits of a stored hash. Raises InputError as above."""
        pack, at, version = word.partition("@")
        if at:
            return self.version(version, pack)
        self.whoami()
        return self._only(word, None)

    def _only(self, word: str, pack: str | None) -> Pinned:
        """What is stored goes before what is installed under the same version number."""
        with self._reading() as connection:
            rows = queries.definition_rows(connection, pack)
            found = [row for row in rows if _meant(word, row)]
            if len(found) == 1:
                text = queries.definition(connection, found[0]["hash"])
                return Pinned(_parsed(text), found[0]["hash"], text)
        here = pinned(self.library.definition(pack)) if pack is not None and pack in self.library.packs else None
        if here and not found and _meant(word, here.row):
            return here
        listed = "、".join(f"{row['pack']}@{row['version']}（{row['hash'][:12]}）" for row in found or rows)
        what = f"“{word}”对应 {len(found)} 个存档的定义" if found else f"没有定义“{word}”"
        raise InputError.one(what, fix=f"可写 installed、版本号或散列开头（至少 6 位）；存档的有：{listed or '（无）'}")

    def flows_of(self, entries: Sequence[Entry]) -> tuple[Workflow, ...]:
        """The workflow each event of a case was recorded under."""
        definition = cache(self._definition)
        return tuple(definition(key).workflows[workflow] for key, workflow in pins(entry.event for entry in entries))

    def repin(
        self,
        reference: str,
        to: str,
        mapping: Mapping[str, str] | None = None,
        reason: str = "",
        *,
        base: str | None = None,
    ) -> Event | None:
        """Move an open case to another version of its definition; None when it is under that version already.

        ``mapping`` says, for states of the case's workflow, which state of the new one takes their place. Raises
        Refused, InputError or Conflict as :meth:`act` does.
        """
        me = self.whoami()
        require(me, "repin")
        seen = self.case(reference)
        _unchanged(seen, base)
        target = self.version(to, seen.pack)
        if target.hash == seen.definition:
            return None
        self._decided(seen, target, self.today(), mapping or {}, reason)
        self.proved(target.definition)
        with self._writing(me) as log:
            case = fold(log.events(seen.id))
            _unchanged(case, base)
            if target.hash == case.definition:
                return None
            data = self._decided(case, target, china_day(log.now), mapping or {}, reason)
            pack = target.definition.pack
            log.adopt(target.hash, pack.id, pack.version, target.text)
            return log.append(REPINNED, data, case=case.id, base=case.last_event)

    def _decided(
        self, case: Case, target: Pinned, today: date, mapping: Mapping[str, str], reason: str
    ) -> dict[str, Any]:
        me = self.whoami()
        require(me, "repin", case.region)
        old, new = self.lifecycle(case).workflow, successor(case, target.definition)
        move = Repinning(case, old, new, case.state, me, today, self.roster())
        return decide(move, target.definition, target.hash, mapping, reason)

    def impact(self, definition: Definition) -> Impact:
        """Judge every past answer of the pack, and look at its open cases, under another version; changes nothing.

        Read page by page, so that writers never wait for it.
        """
        me = self.whoami()
        require(me, "survey")
        seen = scope(me)
        found, target = Impact(definition, self.roster(), self.today()), definition_text(definition)[0]
        earlier = cache(self._definition)
        for _, group in groupby(self._answered(definition.pack.id), key=itemgetter("inspection")):
            rows = list(group)
            visible = [row for row in rows if seen.covers(row["region"])]
            old = None if rows[0]["definition"] == target else earlier(rows[0]["definition"])
            self._look_back(found, visible, old, whole=len(visible) == len(rows))
        for case in self._open_cases(definition.pack.id, seen):
            flow = None if case.definition == target else earlier(case.definition).workflows[case.workflow]
            found.see_case(case, flow)
        return found

    def _look_back(
        self, found: Impact, rows: Sequence[Mapping[str, Any]], old: Definition | None, *, whole: bool
    ) -> None:
        """One past inspection: each answer, each subject, and the whole where all of it may be seen."""
        given = {(row["subject"], row["item"]): _given(row) for row in rows}
        for row, one in zip(rows, given.values(), strict=True):
            found.see_answer(one, old, partial(self._number, row, row["item"]))
        if old is None:
            return
        subjects = []
        for key, group in groupby(rows, key=itemgetter("subject")):
            answers = list(group)
            first = answers[0]
            words = {row["item"]: row["answer"] for row in answers}
            visit = Visit(first["name"], first["kind"], first["fields"], words, _day(first))
            found.see_visit(visit, old, partial(self._number, first))
            subjects.append(Subject(key, first["kind"], first["name"], first["fields"]))
        if whole:
            found.see_whole(_day(rows[0]), old, subjects, given)

    def _answered(self, pack: str) -> Iterator[dict[str, Any]]:
        after = "", "", ""
        while True:
            with self._reading() as connection:
                page = queries.answered(connection, pack, after, PAGE)
            if not page:
                return
            yield from page
            after = page[-1]["inspection"], page[-1]["subject"], page[-1]["item"]

    def _definition(self, content_hash: str) -> Definition:
        with self._reading() as connection:
            return _parsed(queries.definition(connection, content_hash))

    def _number(self, row: Mapping[str, Any], item: str) -> str | None:
        with self._reading() as connection:
            return queries.number_of(connection, row["inspection"], row["subject"], item)

    def _open_cases(self, pack: str, seen: Scope) -> Iterator[Case]:
        chosen, opened = CaseFilter(open=True, pack=pack, scope=seen), 0
        while True:
            with self._reading() as connection:
                lines = queries.case_lines(connection, chosen, after=("", opened), limit=PAGE)
                cases = [fold(e.event for e in queries.case_entries(connection, line.id)) for line in lines]
            if not lines:
                return
            yield from cases
            opened = lines[-1].opened
