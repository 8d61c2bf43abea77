"""An answer of an ended inspection put right, and what follows for the case it was found by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from inspect_engine.domain import inspections
from inspect_engine.domain.corrections import (
    TITLE,
    Change,
    not_alone,
    reason_faults,
    record,
)
from inspect_engine.domain.countersigning import asked_again
from inspect_engine.domain.definitions import ANSWER_TITLES, FREE, FREE_TITLE, Definition, Item, nth_entry
from inspect_engine.domain.inspections import AnswerInput, Setting, SubjectInput, measured
from inspect_engine.domain.inspections.doubts import MARKS
from inspect_engine.domain.judgement import grade
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.people.authority import Person, outside
from inspect_engine.domain.words.text import suggest
from inspect_engine.domain.workflow.correcting import (
    GRADE,
    OWN,
    Correcting,
    follow,
    meddling,
    moved_against,
    moved_by_two,
)
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.faults import input_error
from inspect_engine.ledger.inspections import Answer, Inspection, ItemKey, again, basis_of, checks
from inspect_engine.ledger.inspections.shapes import before_of

SURE = "请写明；确实如此的加 --sure，照此保存并注明"
AS_WRITTEN = {"title": "隐患名称", "basis": "依据"}
"""What a case says as the inspector wrote it, where it is on no checklist."""
UNITS = "unit", "co_units"
"""What an answer says of units."""


@dataclass(frozen=True)
class Place:
    """One answer of an ended inspection, before one person who puts it right on one day.

    ``answers`` are all that stand; ``recorded`` is the day on which this one was typed, or the inspection was; ``case``
    is what it led to and has not been withdrawn.
    """

    of: Inspection
    definition: Definition
    answers: Sequence[Answer]
    key: ItemKey
    subjects: Mapping[str, SubjectInput]
    setting: Setting
    person: Person
    recorded: date
    case: Correcting | None = None

    @property
    def which(self) -> str:
        """By which records name it."""
        return "/".join((self.of.id, *self.key.data().values()))

    @property
    def named(self) -> tuple[str, ...]:
        """Who has inspected, but for whom has said that he took no part."""
        return self.of.signing.counted(self.of.inspectors) if self.of.signing else self.of.inspectors

    @property
    def standing(self) -> Answer | None:
        """What it says now; None where the item was not answered."""
        return next((each for each in self.answers if each.key == self.key), None)

    @property
    def law(self) -> Law:
        """By which it is judged: that of the day of the inspection."""
        return Law(self.definition, self.of.day, self.subjects[self.key.subject].region)

    @property
    def item(self) -> Item:
        """The item that was asked. Raises InputError for one that the checklist has not."""
        pack = self.definition.pack
        if self.key.subject not in self.of.subjects:
            fix = suggest(self.key.subject, self.of.subjects)
            raise InputError.one(f"“{self.key.subject}”不在这次检查里", fix=fix)
        if (found := pack.item(self.key.item)) is None:
            fix = suggest(self.key.item, [known.id for known in pack.items])
            raise InputError.one(f"检查表“{pack.id}”没有检查项“{self.key.item}”", fix=fix)
        return found


@dataclass(frozen=True)
class Decided:
    """``data`` of the record, the answer as it then stands; whether it takes two, and whether it opens a case; the
    ``changes`` in the case that it had opened."""

    data: Mapping[str, Any]
    answer: Answer
    two: bool
    opens: bool
    changes: Sequence[Change]


def decide(at: Place, sets: Mapping[str, str], why: str, files: Sequence[Mapping[str, Any]] = ()) -> Decided:
    """What it comes to that fields of an answer are put right, with further ``files``.

    Raises Refused with all that speaks against it, InputError for what there is no field for or cannot be an answer.
    """
    item, before = at.item, at.standing
    if not at.of.finished:
        raise Refused(TITLE, ["这次检查还没有完成，请直接改答（inspect answer）"])
    given, subject = _given(at, item, sets), at.subjects[at.key.subject]
    words = {each.item: each.answer for each in at.answers if each.subject == subject.key} | {item.id: given.answer}
    found = [*inspections.answer_faults((), given, subject, at.law, at.setting)]
    if found := [*found, *inspections.unasked_faults((), given, subject, words, at.law)]:
        raise input_error(found)
    given = inspections.answer_as_known(given, subject, at.definition.pack, at.setting)
    kept = {name: getattr(before, name) for name in UNITS if before and name not in sets}
    given = given.model_copy(update=kept)  # under the names that were written, though they go by others by now
    made = checks.answered(given, at.law, [*(before.files if before else ()), *files], at.setting.regions)
    made = _as_before(made, before, item)
    made = checks.placed(item, made, checks.of_item(at.answers, *at.key[:2]), at.key.place)
    changes = again.changes(at.definition.pack, before, made)
    followed = _followed(at, item, made, changes) if at.case else []
    if faults := [*_against(at, changes, why), *(moved_against(at.case, followed) if at.case else ())]:
        raise Refused(TITLE, dict.fromkeys(faults))
    data = record("answer", at.which, changes, why, at.setting.today, at.person.names)
    said = made.data(at.of.id, at.of.day)
    del said["on"]
    two = any(each.field == GRADE for each in followed) or (at.case is not None and moved_by_two(at.case, followed))
    opens = at.case is None and made.answer == item.opens_on and not made.still
    return Decided({**said, **data}, made, two, opens, followed)


def _as_before(made: Answer, before: Answer | None, item: Item) -> Answer:
    """With what was said of cases from before, as long as it is none that passes."""
    kept = before_of(before) if before and made.answer == item.opens_on else {}
    return replace(made, **kept)


def asked_about(at: Place, found: Decided, *, sure: bool) -> None:
    """Raises InputError with what is doubtful of the answer as it is put right, and was not before, unless somebody is
    sure of it."""
    before = at.standing.doubts if at.standing else ()
    new = [kind for kind in found.answer.doubts if kind not in before]
    if new and not sure:
        raise InputError(Problem("", f"“{at.key.item}”更正以后{MARKS[kind]}", SURE) for kind in new)


def unmistakable(item: Item, sets: Mapping[str, str]) -> None:
    """Raises InputError for a field that may be the answer's own or a value of the item's form."""
    for spec in item.values:
        if spec.id in sets and (field := again.field_of(spec.id)) != spec.id:
            what = f"“{spec.id}”可能是{again.SAID[spec.id]}，也可能是这一项的“{spec.title}”"
            both = f"{again.SAID[spec.id]}写 {again.SAID[spec.id]}=…，“{spec.title}”写 {field}=…"
            raise InputError.one(what, where=f"--set {spec.id}", fix=both)


def _given(at: Place, item: Item, sets: Mapping[str, str]) -> AnswerInput:
    before = at.standing
    known = {**again.SAID, **{again.field_of(spec.id): spec.title for spec in item.values}}
    for name in sets:
        if name not in known:
            fix = suggest(name, known) or f"可写：{'、'.join(f'{key}（{title}）' for key, title in known.items())}"
            raise InputError.one(f"“{item.id}”没有这一项：{name}", where=f"--set {name}", fix=fix)
    words = {title: word for word, title in ANSWER_TITLES.items()}
    word = sets.get("answer", before.answer if before else "")
    word = words.get(word, word)
    if word not in ANSWER_TITLES:
        told = "、".join(f"{key} {title}" for key, title in ANSWER_TITLES.items())
        raise InputError.one(f"没有“{word}”这种作答", where="--set answer", fix=f"可写：{told}")
    own = {again.value_of(name): text for name, text in sets.items() if name not in again.SAID}
    values = {**(before.entries if before else {}), **own}
    said = {name: sets.get(name, getattr(before, name) if before else "") for name in ("note", "part", "unit")}
    values = {name: text for name, text in values.items() if text.strip()}
    shape = {"subject": at.key.subject, "item": at.key.item, "answer": word, **said}
    shape |= {"co_units": before.co_units if before else (), "values": values, "sure": True}
    return AnswerInput.model_validate(shape)


def _against(at: Place, changes: Sequence[Change], why: str) -> Iterator[str]:
    person, before = at.person, at.standing
    yield from outside(person, at.subjects[at.key.subject].region)
    authors = {before.author} if before and before.author else set(at.of.inspectors)
    yield from not_alone(person, authors, at.recorded, at.setting.today)
    if at.case:
        yield from meddling(person, at.case.case, at.case.roster)
    yield from reason_faults(why, changes)


def _followed(at: Place, item: Item, made: Answer, changes: Sequence[Change]) -> list[Change]:
    assert at.case
    case = at.case.case
    verdict = grade(item, {**made.entries, **nth_entry(case.nth)}, at.law)
    said = [each for each in changes if each.field == "answer"]
    said += [Change(name, OWN[name], getattr(case, name), getattr(made, name)) for name in ("note", "part")]
    if item.id == FREE:
        own = {"title": made.entries[FREE_TITLE], "basis": basis_of(at.definition, made, at.of.day)}
        said += [Change(name, title, getattr(case, name), own[name]) for name, title in AS_WRITTEN.items()]
    if any(each.field == "unit" for each in changes):
        party = inspections.party_of(at.definition.pack, item, at.subjects[at.key.subject], made.unit)
        said.append(Change("party", "责任单位", case.party, party))
    return follow(at.case, said, measured(item, made.entries, at.of.day), verdict.severity, verdict.why)


def of_case(at: Place, decided: Decided, number: str, root: str, on: date) -> dict[str, Any]:
    """The data of the record that the case itself gets of it."""
    data = decided.data
    made = record("answer", number, decided.changes, data["why"], on, data["persons"])
    return {**made, "of": root, **asked_again(at.named, data["persons"])}
