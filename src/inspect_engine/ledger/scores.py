"""Verb on scored inspections: the score of one, by the checklist it ran under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.scores import Reply, Score, Subject, score
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.inspections import Inspections
from inspect_engine.storage import queries


@dataclass(frozen=True)
class Scored:
    """A score, and of which inspection: its id, day, inspectors, the definition, the subjects' parties and regions."""

    inspection: str
    on: date
    inspectors: tuple[str, ...]
    definition: Definition
    subjects: tuple[dict[str, Any], ...]
    score: Score

    @property
    def title(self) -> str:
        """Checklist, first subject, day."""
        return f"{self.definition.pack.title}：{self.subjects[0]['name']}，{self.on}"


class Scores(Inspections):
    """What is read off the deductions."""

    def score(self, reference: str, *, proportional: bool = True) -> Scored:
        """The score of an inspection, final or for now; see :func:`inspect_engine.domain.scores.score`.

        Raises InputError for a checklist that is not scored, Refused when part of the inspection is out of sight: the
        mean of what one happens to see is nobody's score.
        """
        row, definition, answers = self.inspection(reference)
        if definition.pack.scoring is None:
            raise InputError.one(f"检查表“{definition.pack.title}”（{definition.pack.id}）不评分")
        with self._reading() as connection:
            whole = queries.inspection(connection, row["id"])
        if hidden := len(whole["subjects"]) - len(row["subjects"]):
            raise Refused("评分", [f"另有 {hidden} 个对象不在你的区划内，须由能看到全部对象的人评分"])
        with self._reading() as connection:
            known = queries.subjects_by_key(connection, row["subjects"])
        found = tuple(known[key] for key in row["subjects"])
        subjects = [Subject(each["key"], each["kind"], each["name"], each["fields"]) for each in found]
        replies = {(a["subject"], a["item"]): Reply(a["answer"], a["entries"], a["note"]) for a in answers}
        on = parse_date(row["day"])
        waiting = () if row["finished"] else ("检查还没有完成",)
        result = score(definition, subjects, replies, on, proportional=proportional, open_why=waiting)
        return Scored(row["id"], on, tuple(row["inspectors"]), definition, found, result)
