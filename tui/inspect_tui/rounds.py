"""An inspection under way, as the walk shows it: tasks in order, answers so far, what is left. Free of UI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.asking import unasked
from inspect_engine.domain.calendar import parse_date
from inspect_engine.domain.judgement.law import Law

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Definition, Item
    from inspect_engine.ledger import Ledger

Key = tuple[str, str]


@dataclass(frozen=True)
class Task:
    """One item to be looked at on one subject."""

    subject: str
    subject_name: str
    region: str
    section: str
    item: Item

    @property
    def key(self) -> Key:
        return self.subject, self.item.id


@dataclass
class Round:
    """``answers`` holds what the ledger holds, by (subject, item)."""

    id: str
    day: str
    inspectors: list[str]
    definition: Definition
    tasks: list[Task]
    answers: dict[Key, Mapping[str, Any]]
    finished: bool
    subjects: Mapping[str, Mapping[str, Any]]
    skipped: dict[Key, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._look()

    def keep(
        self, answers: Mapping[Key, Mapping[str, Any]], subjects: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        """What the ledger now holds; other items may be asked from here on, or no more."""
        self.answers |= answers
        self.subjects = subjects or self.subjects
        self._look()

    def _look(self) -> None:
        for key, subject in self.subjects.items():
            words = {item: str(each["answer"]) for (of, item), each in self.answers.items() if of == key}
            found = unasked(self.definition, subject["kind"], subject["fields"], words, parse_date(self.day))
            self.skipped = {pair: why for pair, why in self.skipped.items() if pair[0] != key}
            self.skipped |= {(key, item): why for item, why in found.items()}

    def _open(self, task: Task) -> bool:
        return task.key not in self.answers and task.key not in self.skipped

    def answer(self, key: Key) -> str:
        """``pass``, ``fail``, ``register``, ``na``, ``missing``, or empty: not answered, which is never a pass."""
        return str(self.answers[key]["answer"]) if key in self.answers else ""

    def law(self, task: Task) -> Law:
        """What the answer to a task is judged by: the law of the inspection's day, where the subject lies."""
        return Law(self.definition, parse_date(self.day), task.region)

    def row_of(self, key: Key) -> int:
        return next(n for n, task in enumerate(self.tasks) if task.key == key)

    def counts(self) -> Counter[str]:
        """Tasks by answer; those that are not asked count as ``skipped``."""
        return Counter("skipped" if t.key in self.skipped else self.answer(t.key) for t in self.tasks)

    @property
    def unanswered(self) -> list[Task]:
        return [task for task in self.tasks if self._open(task)]

    def next_row(self, after: int) -> int:
        """Row of the next task that is asked; the last row when there is none."""
        last = len(self.tasks) - 1
        return next((n for n in range(after + 1, last) if self.tasks[n].key not in self.skipped), last)

    def next_unanswered(self, after: int) -> int | None:
        """Row of the next task without an answer, going round; None when there is none."""
        order = [*range(after + 1, len(self.tasks)), *range(after + 1)]
        return next((n for n in order if n < len(self.tasks) and self._open(self.tasks[n])), None)


def read_round(ledger: Ledger, inspection: str) -> Round:
    """Read an inspection with its own definition, so that a later edition changes nothing under way."""
    row, definition, answers = ledger.inspection(inspection)
    known = {subject["key"]: subject for subject in ledger.subjects()}
    tasks = [
        Task(key, known[key]["name"], known[key]["region"], section.title, item)
        for key in row["subjects"]
        for section in definition.pack.sections
        for item in section.items
        if known[key]["kind"] in item.kinds
    ]
    given: dict[Key, Mapping[str, Any]] = {(answer["subject"], answer["item"]): answer for answer in answers}
    subjects = {key: known[key] for key in row["subjects"]}
    return Round(row["id"], row["day"], row["inspectors"], definition, tasks, given, row["finished"], subjects)
