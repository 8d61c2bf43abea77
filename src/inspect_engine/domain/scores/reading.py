"""From the answers of an inspection to its score; and answers that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from inspect_engine.domain.definitions import ANSWER_TITLES, AnswerWord, Definition, Item
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.scores.points import Deduction, Line, deductions, doubt_of, half_told, is_discretionary
from inspect_engine.domain.scores.sheets import Group, Sheet, Subject
from inspect_engine.domain.scores.summary import Score
from inspect_engine.domain.words.text import is_blank


@dataclass(frozen=True)
class Reply:
    """One answer: the word, the measured values in canonical form, the note; ``also`` are the values of what was found
    elsewhere on the same subject, each of which takes off points of its own."""

    word: str
    values: Mapping[str, str]
    note: str = ""
    also: tuple[Mapping[str, str], ...] = ()


def score(
    definition: Definition,
    subjects: Sequence[Subject],
    replies: Mapping[tuple[str, str], Reply],
    on: date,
    *,
    proportional: bool = True,
    open_why: Sequence[str] = (),
) -> Score:
    """The score of one inspection: ``replies`` by (subject, item).

    ``proportional`` reads the floor of a sheet that lacks assured items as a ratio, else as a number of points. An item
    that was answered counts, even where the form says by now that it need not have been asked.
    """
    scoring = definition.pack.scoring
    assert scoring is not None
    found: dict[str, list[Sheet]] = {group.id: [] for group in scoring.groups}
    skipped: dict[str, list[str]] = {group.id: [] for group in scoring.groups}
    for subject in subjects:
        mine = {item: reply for (key, item), reply in replies.items() if key == subject.key}
        words = {item: reply.word for item, reply in mine.items()}
        reasons = unasked(definition, subject.kind, subject.form, words, on)
        for section in definition.pack.sections:
            items = [item for item in section.items if item.points and subject.kind in item.kinds]
            if section.counts_in is None or not items:
                continue
            lines = tuple(_line(item, mine.get(item.id), reasons.get(item.id, "")) for item in items)
            if any(item.id not in reasons or words.get(item.id, "na") != "na" for item in items):
                found[section.counts_in].append(Sheet(section, subject, lines, scoring, proportional))
            else:
                skipped[section.counts_in].append(f"{subject.name}：{reasons[items[0].id]}")
    groups = tuple(Group(group, tuple(found[group.id]), tuple(skipped[group.id])) for group in scoring.groups)
    return Score(scoring, groups, tuple(open_why), tuple(_unsure(definition, groups)))


def _line(item: Item, reply: Reply | None, unasked_why: str) -> Line:
    if reply is None:
        return Line(item, "absent", "na", unasked_why) if unasked_why else Line(item, "open", "", "没有作答")
    if reply.word in ("pass", "fail"):
        return Line(item, "scored", reply.word, "", reply.note, tuple(_lost(item, reply)))
    if reply.word == "na":
        if item.assured and not unasked_why and is_blank(reply.note):
            return Line(item, "open", "na", "作答不适用，没有写明理由")
        why = reply.note if not is_blank(reply.note) else unasked_why or "不适用"
        return Line(item, "absent", "na", why, reply.note)
    return Line(item, "open", reply.word, f"作答为{ANSWER_TITLES[reply.word]}", reply.note)


def _lost(item: Item, reply: Reply) -> Iterator[Deduction]:
    for values in (reply.values, *reply.also):
        yield from deductions(item, values)


def _unsure(definition: Definition, groups: Sequence[Group]) -> Iterator[str]:
    """Deductions that the form calls doubtful; else the articles that deductions rest on and nobody has confirmed."""
    cited: dict[str, list[str]] = {}
    for line in (line for group in groups for sheet in group.sheets for line in sheet.lines if line.deductions):
        yield from (f"{line.item.title}“{each.title}”（{each.doubt}）" for each in line.deductions if each.doubt)
        told = any(doubt_of(spec) for spec in line.item.values)
        for basis in line.item.cited("grade") or line.item.basis:
            mark = definition.references[basis.ref].articles[basis.article]
            if mark == "M" or (mark == "U" and not told):
                cited.setdefault(basis.ref, []).append(basis.article)
    for ref, articles in cited.items():
        yield definition.references[ref].name + "、".join(dict.fromkeys(articles))


def score_faults(item: Item, word: AnswerWord, values: Mapping[str, str], note: str = "") -> Iterator[str]:
    """Where answer and deductions of a scored item contradict each other. More than its points is capped, no fault."""
    if item.points is None:
        return
    for given, lacking in half_told(item, values):
        yield f"“{item.id}”填了“{given.title}”，没有填“{lacking.title}”（{lacking.id}），两栏相乘才是扣分"
    lost = list(deductions(item, values))
    if lost and word in ("pass", "na"):
        told = "；".join(each.told for each in lost)
        yield f"“{item.id}”作答为{ANSWER_TITLES[word]}，但填了扣分（{told}），有扣分的应作答不合格"
    if word != "fail":
        return
    if not lost:
        yield f"“{item.id}”作答为不合格，但没有填扣分，请填明扣在哪里、扣几分"
    ranged = [spec.title for spec in item.values if is_discretionary(spec) and Fraction(values.get(spec.id, 0)) > 0]
    if ranged and is_blank(note):
        yield f"“{item.id}”的“{'、'.join(ranged)}”由检查员定分，须在备注写明处数和理由"
