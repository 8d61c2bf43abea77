"""Scoring a building site: the worked example, its variants, and what an answer must say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.definitions import ANSWER_TITLES, Definition
from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.domain.scores import Reply, Score, Sheet, Subject, score, shown
from inspect_engine.domain.words import forms
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file
from tests.conftest import Desk, make_desk

scenarios("site_score.feature")

EXAMPLE = Path(__file__).parents[2] / "examples" / "site-score-2024-fictional" / "inspection.yaml"
WORDS = {title: word for word, title in ANSWER_TITLES.items()}


@cache
def jgj() -> Definition:
    return load_library().definition("site-safety-score")


@cache
def example() -> InspectionInput:
    data = typed(read_file(EXAMPLE, str(EXAMPLE)), InspectionInput)
    assert data is not None
    return data


@dataclass
class Round:
    """The answers of one inspection, to be changed by the scenario."""

    replies: dict[tuple[str, str], Reply] = field(default_factory=dict)

    def fail(self, subject: str, item_id: str, entries: dict[str, str]) -> None:
        item = jgj().pack.item(item_id)
        assert item is not None
        entry = forms.read(item.values, entries, example().date)
        assert not entry.faults
        self.replies[subject, item_id] = Reply("fail", entry.values, "查实")

    @property
    def score(self) -> Score:
        subjects = [Subject(each.key, each.kind, each.name, each.fields) for each in example().subjects]
        return score(jgj(), subjects, self.replies, example().date)

    def sheet(self, title: str) -> Sheet:
        return next(each for each in self.score.sheets if each.section.title == title)


@given("示例工地的评分检查", target_fixture="answers")
def _() -> Round:
    answers = Round()
    for each in example().answers:
        item = jgj().pack.item(each.item)
        assert item is not None
        values = forms.read(item.values, each.values, example().date).values
        answers.replies[each.subject, each.item] = Reply(each.answer, values, each.note)
    return answers


def entered(item_id: str, what: str) -> dict[str, str]:
    """``标题`` or ``标题 数`` of what is on the form of an item."""
    item = jgj().pack.item(item_id)
    assert item is not None
    title, _, number = what.partition(" 填 ")
    [spec] = [each for each in item.values if each.title == title]
    return {spec.id: number or "是"}


@when(parsers.parse("{subject} 的 {item} 改为不合格，扣：{what}"))
def _(answers: Round, subject: str, item: str, what: str) -> None:
    """Situations by the names they have on the form."""
    answers.fail(subject, item, {key: text for one in what.split("；") for key, text in entered(item, one).items()})


@when(parsers.parse("{subject} 的保证项目只扣：{what}"))
def _(answers: Round, subject: str, what: str) -> None:
    """All other assured items pass; the others keep what they have."""
    for key, item_id in list(answers.replies):
        item = jgj().pack.item(item_id)
        assert item is not None
        if key == subject and item.assured and answers.replies[key, item_id].word != "na":
            answers.replies[key, item_id] = Reply("pass", {})
    for one in what.split("；"):
        item_id, _, situation = one.partition(" ")
        answers.fail(subject, item_id, entered(item_id, situation))


@when(parsers.parse("{subject} 的 {item} 没有作答"))
def _(answers: Round, subject: str, item: str) -> None:
    del answers.replies[subject, item]


@when(parsers.parse("{subject} 的 {item} 改答{word}，没有写理由"))
def _(answers: Round, subject: str, item: str, word: str) -> None:
    answers.replies[subject, item] = Reply(WORDS[word], {})


@when(parsers.parse("{subject} 的 {item} 改答待补参"))
def _(answers: Round, subject: str, item: str) -> None:
    answers.replies[subject, item] = Reply("missing", {})


@then(parsers.parse("总分是 {total}，等级是“{grade}”，没有零分表"))
def _(answers: Round, total: str, grade: str) -> None:
    result = answers.score
    assert result.total is not None
    assert (shown(result.total), result.grade, result.zeros, result.final) == (total, grade, (), True)


@then(parsers.parse("总分是 {total:f}，等级是“{grade:w}”"))
def _(answers: Round, total: float, grade: str) -> None:
    result = answers.score
    assert result.total is not None
    assert (shown(result.total), result.grade) == (f"{total:.2f}", grade)


@then("各分项实得：")
def _(answers: Round, datatable: list[list[str]]) -> None:
    found = answers.score.groups
    marks = ["缺项" if group.mark is None else shown(group.mark) for group in found]
    assert [[group.group.title, mark] for group, mark in zip(found, marks, strict=True)] == datatable


@then(parsers.parse("“{line}”实得 {points}"))
def _(answers: Round, line: str, points: str) -> None:
    mark = next(group.mark for group in answers.score.groups if group.group.title == line)
    assert mark is not None
    assert shown(mark) == points


@then(parsers.parse("“{title}”得 {points} 分，等级是“{grade}”"))
def _(answers: Round, title: str, points: str, grade: str) -> None:
    found = answers.sheet(title).score
    assert found is not None
    assert (shown(found), answers.score.grade) == (points, grade)


@then(parsers.parse("{item:S} 扣 {points} 分，写作“{told}”"))
def _(answers: Round, item: str, points: str, told: str) -> None:
    [line] = [line for each in answers.score.sheets for line in each.lines if line.item.id == item]
    assert (shown(line.lost), "；".join(each.told for each in line.deductions)) == (points, told)


@then(parsers.parse("零分表是“{title}”，因为“{why}”"))
def _(answers: Round, title: str, why: str) -> None:
    told = [(each.section.title, each.zero_why) for each in answers.score.zeros]
    assert told == [(title, why.replace("‘", "“").replace("’", "”"))]


@then(parsers.parse("说明里有“{text}”"))
def _(answers: Round, text: str) -> None:
    assert any(text in remark for remark in answers.score.remarks)


@then(parsers.parse("等级未定，还缺“{text}”"))
def _(answers: Round, text: str) -> None:
    result = answers.score
    assert (result.grade, len(result.waits_for)) == (None, 1)
    assert result.waits_for[0].endswith(text.replace("‘", "“").replace("’", "”"))


# --- what an answer must say ---------------------------------------------------------------------------------------


def hoist(item: str, word: str, values: dict[str, str], note: str) -> InspectionInput:
    """One answer about a hoist."""
    form = {"hoist_type": "passenger"}
    subject = {"key": "hoist-9", "kind": "hoist", "name": "9号升降机", "region": "530602", "fields": form}
    answer = {"subject": "hoist-9", "item": item, "answer": word, "note": note, "values": values}
    head = {"pack": "site-safety-score", "date": "2024-06-18", "inspectors": ["insp1"]}
    return InspectionInput.model_validate({**head, "subjects": [subject], "answers": [answer]})


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A ledger that is asked what it thinks of an inspection, and stores none."""
    desk = make_desk(tmp_path_factory.mktemp("score")).on("2024-06-18")
    library = load_library()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inspect_engine.reading.definitions.load_library", lambda *_: library)
        yield desk


@given(
    parsers.re("一次升降机检查，(?P<item>.+) 答(?P<word>.+)，扣分填“(?P<points>.*)”，备注写“(?P<note>.*)”"),
    target_fixture="sheet",
)
def _(item: str, word: str, points: str, note: str) -> InspectionInput:
    return hoist(item, WORDS[word], {"r4": points}, note)


@then(parsers.parse("录入的结果是“{result}”"))
def _(faults: Desk, sheet: InspectionInput, result: str) -> None:
    found = [fault.what for fault in faults.as_("insp1").inspections.faults(sheet, Path())]
    assert found == ([] if result == "可以录入" else [result])


@given(parsers.parse("一次升降机检查，{item} 答不合格，“{word}”填“{text}”"), target_fixture="sheet")
def _(item: str, word: str, text: str) -> InspectionInput:
    return hoist(item, "fail", {word: text}, "查实")


@then(parsers.parse("存下的是“{stored}”"))
def _(faults: Desk, sheet: InspectionInput, stored: str) -> None:
    """As the ledger reads what files and the command line hand in."""
    inspections = faults.as_("insp1").inspections
    found = [fault.what for fault in inspections.faults(sheet, Path())]
    [answer] = inspections.as_known(sheet, jgj().pack).answers if not found else [None]
    told = "；".join(f"{key}={value}" for key, value in answer.values.items()) if answer else found[0]
    assert told.startswith(stored.replace("‘", "“").replace("’", "”"))
