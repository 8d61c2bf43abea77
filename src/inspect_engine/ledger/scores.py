"""Scored inspections: the score of one, by the checklist it ran under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from inspect_engine.domain import scores as scoring
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.scores import Reply, Score
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.inspections import Answer, Inspections
from inspect_engine.ledger.subjects import Subject, Subjects


@dataclass(frozen=True)
class Scored:
    """A score, and of which inspection: its id, day, inspectors, the definition, the subjects."""

    inspection: str
    on: date
    inspectors: tuple[str, ...]
    definition: Definition
    subjects: tuple[Subject, ...]
    score: Score

    @property
    def first(self) -> Subject:
        """Whom the summary is about: of the kind that the checklist names first."""
        kinds = list(self.definition.pack.kinds)
        return min(self.subjects, key=lambda subject: kinds.index(subject.kind))

    @property
    def title(self) -> str:
        """Checklist, first subject, day."""
        return f"{self.definition.pack.title}：{self.subjects[0].name}，{self.on}"


class Scores:
    """``ledger.scores``: what is read off the deductions (JGJ 59-2011 for the checklist of sites that ships)."""

    def __init__(self, *, inspections: Inspections, subjects: Subjects) -> None:
        self._inspections = inspections
        self._subjects = subjects

    def get(self, reference: str, *, proportional: bool = True) -> Scored:
        """The score of an inspection, final or for now; see :func:`inspect_engine.domain.scoring.score`.

        Raises InputError for a checklist that is not scored, Refused when part of the inspection is out of sight: the
        mean of what one happens to see is nobody's score.
        """
        progress = self._inspections.get(reference)
        of, definition = progress.inspection, progress.definition
        if definition.pack.scoring is None:
            raise InputError.one(f"检查表“{definition.pack.title}”（{definition.pack.id}）不评分")
        if of.logged:
            raise Refused("评分", ["这是单独记的一件隐患，没有逐项查，评不了分；要评分的从头查一遍：inspect start"])
        if of.hidden:
            raise Refused("评分", [f"另有 {of.hidden} 个对象不在你的区划内，须由能看到全部对象的人评分"])
        found = tuple(self._subjects.seen_by(definition.pack, of.subjects))
        subjects = [scoring.Subject(each.key, each.kind, each.name, each.fields) for each in found]
        replies = _replies(progress.answers)
        waiting = () if of.finished else ("检查还没有完成",)
        result = scoring.score(definition, subjects, replies, of.day, proportional=proportional, open_why=waiting)
        return Scored(of.id, of.day, of.inspectors, definition, found, result)


def _replies(answers: Iterable[Answer]) -> dict[tuple[str, str], Reply]:
    """By subject and item; findings elsewhere go with the first one."""
    found: dict[tuple[str, str], list[Answer]] = {}
    for each in answers:
        found.setdefault((each.subject, each.item), []).append(each)
    return {key: _reply(group[0], group[1:]) for key, group in found.items()}


def _reply(first: Answer, others: Sequence[Answer]) -> Reply:
    notes = "；".join(each.note for each in (first, *others) if each.note)
    return Reply(first.answer, first.entries, notes, tuple(each.entries for each in others))
