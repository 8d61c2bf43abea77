"""An inspection under way, as the walk shows it: tasks in order, answers so far, what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from inspect_engine.domain.definitions import FREE
from inspect_engine.domain.inspections.before import asked_about
from inspect_engine.domain.inspections.places import following
from inspect_engine.domain.judgement.asking import of_another_day, unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.errors import InspectError

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.definitions import Definition, Item
    from inspect_engine.domain.inspections import AnswerInput
    from inspect_engine.domain.inspections.before import Before
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.inspections import Answer
    from inspect_engine.ledger.scores import Scored
    from inspect_engine.ledger.subjects import Subject

BEYOND = "清单外"
Key = tuple[str, str, str]
"""Subject, item, and the place of one of several findings there."""


@dataclass(frozen=True)
class Task:
    """One item to be looked at on one subject; a further finding has a ``place`` of its own."""

    subject: str
    subject_name: str
    region: str
    section: str
    item: Item
    place: str = ""

    @property
    def key(self) -> Key:
        return self.subject, self.item.id, self.place

    @property
    def added(self) -> bool:
        """Whether it is there only because something was found: nobody need answer it."""
        return bool(self.place) or self.item.id == FREE


@dataclass
class Round:
    """``answers`` holds what the ledger holds, by subject, item and place; ``handed`` are words on their way there.

    ``skipped`` are the items that are not asked, with the reason. An answer given before stays, and may be asked again.
    ``before`` is what is open from before, by subject and item; ``elsewhere`` how many items are of an edition of the
    law that was not in force on the day: they are no tasks.
    """

    id: str
    day: date
    inspectors: tuple[str, ...]
    definition: Definition
    tasks: list[Task]
    answers: dict[Key, Answer]
    finished: bool
    subjects: Mapping[str, Subject]
    handed: dict[Key, str] = field(default_factory=dict)
    skipped: dict[Key, str] = field(default_factory=dict)
    before: Mapping[tuple[str, str], Sequence[Before]] = field(default_factory=dict)
    elsewhere: int = 0

    def __post_init__(self) -> None:
        self._look()

    def hand_over(self, key: Key, word: str) -> None:
        """An answer is on its way to the ledger: what it asks, or asks no more, is so from here on."""
        self.handed[key] = word
        self._look(key[0])

    def keep(self, key: Key, stored: Answer) -> None:
        """What the ledger now holds for an item."""
        self.answers[key] = stored
        self.forget(key, str(stored.answer))

    def forget(self, key: Key, word: str) -> None:
        """An answer has arrived, or never will; a later one may still be on its way."""
        if self.handed.get(key) == word:
            del self.handed[key]
        self._look(key[0])

    def renew(self, fresh: Round) -> None:
        """What the ledger holds after others wrote: answers, forms of the subjects, and whether it has ended."""
        self.answers, self.subjects, self.finished = fresh.answers, fresh.subjects, fresh.finished
        self.before = fresh.before
        begun = [task for task in self.tasks if task.added]
        self.tasks = fresh.tasks
        for task in begun:
            if task not in self.tasks:
                self.add(task)
        self._look()

    def add(self, task: Task) -> int:
        """A further finding, behind those of its item, or else of its subject; its row."""
        mine = [n for n, each in enumerate(self.tasks) if each.subject == task.subject]
        same = [n for n in mine if self.tasks[n].item.id == task.item.id]
        row = max(same or mine) + 1
        self.tasks.insert(row, task)
        return row

    def begun(self, key: Key) -> bool:
        """Whether there is a task of a key, also where it is a further finding that was begun and never stored."""
        if any(task.key == key for task in self.tasks):
            return True
        subject, item, place = key
        task = _further(self, subject, item, place) if place or item == FREE else None
        if task:
            self.add(task)
        return task is not None

    def beside(self, task: Task) -> Task:
        """A task for one more finding of its item."""
        return replace(task, place=following([each.place for each in self.tasks if each.key[:2] == task.key[:2]]))

    def free(self, task: Task) -> Task | None:
        """A task for what is on no checklist, on the same subject; None where the pack finds no hazards."""
        item = self.definition.pack.free
        if item is None:
            return None
        own = replace(task, section=BEYOND, item=item, place="")
        return self.beside(own) if any(each.key[:2] == own.key[:2] for each in self.tasks) else own

    def _look(self, *changed: str) -> None:
        """Judge anew what is asked, of these subjects or of all."""
        for key in changed or self.subjects:
            subject = self.subjects[key]
            words = {item: str(each.answer) for (of, item, _), each in self.answers.items() if of == key}
            words |= {item: word for (of, item, _), word in self.handed.items() if of == key}
            found = unasked(self.definition, subject.kind, subject.fields, words, self.day)
            others = {pair: why for pair, why in self.skipped.items() if pair[0] != key}
            mine = (task for task in self.tasks if task.subject == key and task.item.id in found)
            self.skipped = others | {task.key: found[task.item.id] for task in mine}

    def lapsed(self, task: Task) -> bool:
        """Whether an answer stands that is no longer asked: the inspection ends only once it is 不适用."""
        return task.key in self.skipped and self.answer(task.key) not in ("", "na")

    def _open(self, task: Task) -> bool:
        return not (task.added or task.key in self.answers or task.key in self.skipped or task.key in self.handed)

    def answer(self, key: Key) -> str:
        """``pass``, ``fail``, ``register``, ``na``, ``missing``, or empty: not answered, which is never a pass."""
        return str(self.answers[key].answer) if key in self.answers else ""

    @property
    def events(self) -> set[str]:
        """The events of the answers that stand, as far as they have been read."""
        return {str(answer.event) for answer in self.answers.values()}

    def may_be(self, task: Task, given: AnswerInput) -> list[Before]:
        """The open cases that a failure may be; none where that was said of it before."""
        saved = self.answers.get(task.key)
        if saved and saved.answer == given.answer and (saved.still or saved.another):
            return []
        return asked_about(given, task.item, self.before.get(task.key[:2], ()))

    def law(self, task: Task) -> Law:
        """What the answer to a task is judged by: the law of the inspection's day, where the subject lies."""
        return Law(self.definition, self.day, task.region)

    def row_of(self, key: Key) -> int:
        return next(n for n, task in enumerate(self.tasks) if task.key == key)

    def counts(self) -> Counter[str]:
        """Tasks by answer; those that are not asked count as ``skipped``."""
        told = [t for t in self.tasks if t.key in self.answers or not t.added]
        return Counter("skipped" if t.key in self.skipped else self.answer(t.key) for t in told)

    @property
    def unanswered(self) -> list[Task]:
        return [task for task in self.tasks if self._open(task)]

    @property
    def lapsed_tasks(self) -> list[Task]:
        return [task for task in self.tasks if self.lapsed(task)]

    def next_unanswered(self, after: int) -> int | None:
        """Row of the next task without an answer, going round; else with a lapsed one; None when there is none."""
        order = [n for n in (*range(after + 1, len(self.tasks)), *range(after + 1)) if n < len(self.tasks)]
        lapsed = [n for n in order if self.lapsed(self.tasks[n]) and self.tasks[n].key not in self.handed]
        waiting = [n for n in order if self._open(self.tasks[n])] or lapsed
        return waiting[0] if waiting else None


def read_score(ledger: Ledger, current: Round) -> Scored | None:
    """The score as it stands; None where the checklist does not score, or this person does not see all of it."""
    try:
        return ledger.scores.get(current.id) if current.definition.pack.scoring else None
    except InspectError:
        return None


def read_round(ledger: Ledger, inspection: str) -> Round:
    """Read an inspection with its own definition, so that a later edition changes nothing under way."""
    progress = ledger.inspections.get(inspection)
    row, definition, answers = progress.inspection, progress.definition, progress.answers
    subjects = {subject.key: subject for subject in ledger.subjects.seen_by(definition.pack, row.subjects)}
    every = [
        Task(key, subject.name, subject.region, section.title, item)
        for key, subject in subjects.items()
        for section in definition.pack.sections
        for item in section.items
        if subject.kind in item.kinds
    ]
    given: dict[Key, Answer] = {answer.key: answer for answer in answers}
    twins = {item.id for section in of_another_day(definition, row.day) for item in section.items}
    tasks = [task for task in every if task.item.id not in twins or task.key in given] or every
    shape = row.id, row.day, row.inspectors, definition, tasks, given, not row.under_way, subjects
    found = Round(*shape, before=ledger.inspections.open_before(row), elsewhere=len(every) - len(tasks))
    for answer in answers:
        further = answer.place or answer.item == FREE
        if further and (task := _further(found, answer.subject, answer.item, answer.place)):
            found.add(task)
    return found


def _further(current: Round, subject: str, item: str, place: str) -> Task | None:
    """The task for a further finding."""
    mine = [task for task in current.tasks if task.subject == subject]
    same = [task for task in mine if task.item.id == item]
    first = same[0] if same else current.free(mine[0]) if mine and item == FREE else None
    return replace(first, place=place) if first else None
