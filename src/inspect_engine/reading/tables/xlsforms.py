"""An XLSForm (ODK, KoboToolbox) as the draft of a pack: groups become sections, questions are written down, not judged.

Questions that speak of each other stand in one item, so that ``relevant``, ``constraint`` and ``calculate`` work; no
form says what fails, so every item is a record, until its author writes ``fails_when``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspect_engine.reading.tables.books import Sheet
from inspect_engine.reading.tables.drafts import Draft, Named, slug, unlike
from inspect_engine.reading.tables.formulas import formula
from inspect_engine.reading.tables.lists import KINDS
from inspect_engine.reading.tables.rows import EVIDENCE, KIND, REQUIREMENT
from inspect_engine.reading.tables.survey import ROOT, Question, Survey
from inspect_engine.reading.tables.xpath import Known, NotSaid, condition


def is_form(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook is an XLSForm."""
    survey = next((sheet for sheet in sheets if sheet.name.strip().lower() == "survey"), None)
    return survey is not None and {"type", "name"} <= {text.strip().lower() for text in (survey.rows or [[]])[0]}


def read_form(sheets: Sequence[Sheet], named: Named, source: str) -> Draft:
    """Survey, choices and settings of a workbook; ``source`` names the file."""
    by_name = {sheet.name.strip().lower(): sheet for sheet in sheets}
    title = _setting(by_name.get("settings"), "form_title") or named.title
    summary = f"由 {source}（XLSForm）导入，只记录，不分合格不合格。"
    draft = Draft(named.head(summary, title) | {"kinds": KINDS})
    for sheet in sheets:
        if sheet.name.strip().lower() not in ("survey", "choices", "settings") and any(map(any, sheet.rows)):
            draft.say(sheet.where(0), "这张表没有导入，XLSForm 只用 survey、choices、settings")
    if settings := by_name.get("settings"):
        for column, text in enumerate(settings.rows[0] if settings.rows else ()):
            if text.strip().lower() != "form_title" and settings.at(1, column):
                draft.say(settings.where(1, column), f"{text}：{settings.at(1, column)[:40]}，没有用上", "note")
    survey = Survey(draft, by_name["survey"], by_name.get("choices"))
    survey.walk()
    draft.pack["sections"] = _Records(draft, survey, named, source).sections()
    return draft


def _setting(sheet: Sheet | None, key: str) -> str:
    if sheet is None or not sheet.rows:
        return ""
    heads = [text.strip().lower() for text in sheet.rows[0]]
    return sheet.at(1, heads.index(key)) if key in heads else ""


class _Records:
    """What a survey becomes: a section with one item for each top group, or several that belong together."""

    def __init__(self, draft: Draft, survey: Survey, named: Named, source: str) -> None:
        self.draft, self.survey, self.named, self.source = draft, survey, named, source

    def sections(self) -> list[dict[str, Any]]:
        """Sections and items: a top group each, together with those that it speaks of."""
        items = self._items()
        sections: list[dict[str, Any]] = []
        for number, (groups, questions) in enumerate(items, 1):
            title = self.survey.titles.get(groups[0], groups[0])
            item = self._item(number, groups, questions)
            sections.append({"id": f"s{number}", "title": title[:60], "items": [item]})
        return sections

    def _items(self) -> list[tuple[list[str], list[Question]]]:
        """Top groups that refer to each other's questions, in order, each with its questions."""
        names = {question.name: question for question in self.survey.questions}
        top = {question.name: question.group[0] if question.group else ROOT for question in self.survey.questions}
        together = {group: group for group in top.values()}

        def root(group: str) -> str:
            while together[group] != group:
                group = together[group]
            return group

        for question in self.survey.questions:
            texts = [text for _, text in question.relevant]
            texts += [self.survey.cell(question.row, "constraint"), question.calculation]
            for other in re.findall(r"\$\{\s*([^}\s]+)\s*\}", " ".join(texts)):
                if other in names and root(top[other]) != root(top[question.name]):
                    together[root(top[question.name])] = root(top[other])
        found: dict[str, tuple[list[str], list[Question]]] = {}
        for question in self.survey.questions:
            groups, questions = found.setdefault(root(top[question.name]), ([], []))
            groups += [top[question.name]] if top[question.name] not in groups else []
            questions.append(question)
        return [pair for pair in found.values() if any(question.spec for question in pair[1])]

    def _item(self, number: int, groups: Sequence[str], questions: Sequence[Question]) -> dict[str, Any]:
        title = "、".join(self.survey.titles.get(group, group) for group in groups)[:200]
        notes = [
            text for group in groups for text in self.survey.notes.get((group,) if group != ROOT else (), []) if text
        ]
        item: dict[str, Any] = {"id": f"{self.named.prefix}-{number}", "title": title, "record": "true"}
        item |= {"check": "；".join(notes)[:3900] or title, "kinds": [KIND]}
        made, known = self._values(questions)
        item["values"] = made
        if derived := list(self._derived(questions, known)):
            item["derived"] = derived
        if constraints := list(self._constraints(questions, known)):
            item["constraints"] = constraints
        item |= {"severity": [{"is": "general"}], "evidence": EVIDENCE, "requirement": REQUIREMENT}
        item["source"] = {"document": self.source, "section": f"{self.survey.sheet.name} {title}"[:4000]}
        return item

    def _values(self, questions: Sequence[Question]) -> tuple[list[dict[str, Any]], Known]:
        """The fields of an item; a question may ask for those above it only."""
        fields: dict[str, str] = {}
        types: dict[str, str] = {}
        choices: dict[str, Mapping[str, str]] = {}
        known = Known(fields, types, choices)
        made: list[dict[str, Any]] = []
        for question in questions:
            if question.kind == "calculate":
                continue
            trees = list(self._trees(question, known))
            if trees:
                question.spec["asked_if"] = trees[0] if len(trees) == 1 else {"all": trees}
            made.append(question.spec)
            fields[question.name], types[question.name] = question.spec["id"], question.kind
            choices[question.name] = question.choices
        return made, known

    def _trees(self, question: Question, known: Known) -> Iterator[dict[str, Any]]:
        for row, text in question.relevant:
            self.draft.conditions += 1
            try:
                yield condition(text, known)
                self.draft.understood += 1
            except NotSaid as error:
                what = f"“{question.name}”的 relevant“{text[:60]}”没有看懂（{error}），照问不误"
                self.draft.say(self.survey.where(row, "relevant", "relevance"), what)

    def _derived(self, questions: Sequence[Question], known: Known) -> Iterator[dict[str, Any]]:
        taken = set(known.fields.values())
        fields, types = dict(known.fields), dict(known.types)
        for question in questions:
            if question.kind != "calculate":
                continue
            self.draft.conditions += 1
            try:
                found = formula(question.calculation, Known(fields, types, known.choices))
            except NotSaid as error:
                where = self.survey.where(question.row, "calculation", "calculate")
                self.draft.say(where, f"“{question.name}”的算式“{question.calculation[:60]}”没有导入：{error}")
                continue
            self.draft.understood += 1
            name = slug(question.name, {*taken, "on"}, "q")
            taken.add(name)
            fields[question.name], types[question.name] = name, "decimal"
            yield {"id": name, "title": self.survey.label(question.row) or question.name, **found}

    def _constraints(self, questions: Sequence[Question], known: Known) -> Iterator[dict[str, Any]]:
        taken: set[str] = set()
        for question in questions:
            text = self.survey.cell(question.row, "constraint")
            if question.kind == "calculate" or not text:
                continue
            self.draft.conditions += 1
            try:
                holds = condition(text, known, question.name)
            except NotSaid as error:
                where = self.survey.where(question.row, "constraint")
                self.draft.say(where, f"“{question.name}”的 constraint“{text[:60]}”没有看懂：{error}")
                continue
            self.draft.understood += 1
            name = unlike(f"{question.spec['id']}_ok"[:58], taken)
            taken.add(name)
            heads = [head for head in self.survey.heads if re.match(r"constraint[_ ]message", head)]
            told = self.survey.cell(question.row, *heads) if heads else ""
            yield {"id": name, "holds": holds, "message": told or f"{question.spec['title']}不符合要求：{text}"}
