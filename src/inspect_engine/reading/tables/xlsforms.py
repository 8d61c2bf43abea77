"""An XLSForm (ODK, KoboToolbox) as the draft of a pack: groups become sections, questions are written down, not judged.

Questions that speak of each other stand in one item, so that ``relevant``, ``constraint`` and ``calculate`` work; no
form says what fails, so every item is a record, until its author writes ``fails_when``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from inspect_engine.reading.tables.books import Sheet
from inspect_engine.reading.tables.drafts import Draft, Named, unlike
from inspect_engine.reading.tables.filters import filtered
from inspect_engine.reading.tables.lists import KINDS
from inspect_engine.reading.tables.rows import EVIDENCE, KIND, REQUIREMENT
from inspect_engine.reading.tables.saying import Saying, Tree, condition, facts_of, joined
from inspect_engine.reading.tables.scope import Scope
from inspect_engine.reading.tables.survey import ROOT, Question, Survey
from inspect_engine.reading.tables.worded import in_words
from inspect_engine.reading.tables.xpath import Call, NotSaid, Num, Ref, Text, names_in, parse


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
        """Top groups that refer to each other's questions, in order, each with its questions; what is only told stands
        with the last question that it speaks of."""
        asked = [question for question in self.survey.questions if question.kind != "note"]
        top = {question.name: question.group[0] if question.group else ROOT for question in asked}
        together = {group: group for group in top.values()}

        def root(group: str) -> str:
            while together[group] != group:
                group = together[group]
            return group

        for question in asked:
            for other in names_in(" ".join(self._texts(question))):
                if other in top and root(top[other]) != root(top[question.name]):
                    together[root(top[question.name])] = root(top[other])
        found: dict[str, tuple[list[str], list[Question]]] = {}
        for question in self.survey.questions:
            group = top.get(question.name) or self._beside(question, top)
            if group in together:
                groups, questions = found.setdefault(root(group), ([], []))
                groups += [group] if group not in groups else []
                questions.append(question)
            else:
                self._lost(question.relevant[-1][0], question, "这里没有问题可以带上它")
        return [pair for pair in found.values() if any(one.spec and one.kind != "note" for one in pair[1])]

    @staticmethod
    def _beside(question: Question, top: Mapping[str, str]) -> str:
        spoken = [top[name] for _, text in question.relevant for name in names_in(text) if name in top]
        return spoken[-1] if spoken else question.group[0] if question.group else ROOT

    def _texts(self, question: Question) -> list[str]:
        texts = [text for _, text in question.relevant]
        return [*texts, self.survey.cell(question.row, "constraint"), question.calculation, self._filter(question)]

    def _filter(self, question: Question) -> str:
        return self.survey.cell(question.row, "choice_filter") if question.columns else ""

    def _item(self, number: int, groups: Sequence[str], questions: Sequence[Question]) -> dict[str, Any]:
        title = "、".join(self.survey.titles.get(group, group) for group in groups)[:200]
        notes = [
            text for group in groups for text in self.survey.notes.get((group,) if group != ROOT else (), []) if text
        ]
        item: dict[str, Any] = {"id": f"{self.named.prefix}-{number}", "title": title, "record": "true"}
        scope = Scope(
            taken=frozenset(one.spec["id"] for one in questions if "id" in one.spec),
            calculations={one.name: one.calculation for one in questions if one.kind == "calculate"},
            labels={one.name: self.survey.label(one.row) for one in questions if one.kind == "calculate"},
        )
        made, told = self._values(questions, scope)
        item |= {"check": "；".join([*notes, *told])[:3900] or title, "kinds": [KIND]}
        item["values"] = made
        constraints = [*self._constraints(questions, scope), *self._filters(questions, scope)]
        self._calculations(questions, scope)
        if scope.derived:
            item["derived"] = scope.derived
        if constraints:
            item["constraints"] = constraints
        item |= {"severity": [{"is": "general"}], "evidence": EVIDENCE, "requirement": REQUIREMENT}
        item["source"] = {"document": self.source, "section": f"{self.survey.sheet.name} {title}"[:4000]}
        return item

    def _values(self, questions: Sequence[Question], scope: Scope) -> tuple[list[dict[str, Any]], list[str]]:
        """The fields of an item, and what is told beside them; a question may ask for those above it only."""
        made: list[dict[str, Any]] = []
        told: list[str] = []
        for question in questions:
            if question.kind == "calculate":
                continue
            trees = [tree for tree in self._trees(question, scope) if tree is not True]
            if False in trees:
                self.draft.say(self.survey.where(question.row), f"“{question.name}”从来不问，没有导入", "changed")
            elif question.kind == "note":
                told.append(f"{in_words(trees, made, scope)}{question.spec['title']}")
            else:
                if trees:
                    question.spec["asked_if"] = trees[0] if len(trees) == 1 else {"all": trees}
                    scope.conditional.add(question.spec["id"])
                made.append(question.spec)
                scope.fields[question.name], scope.types[question.name] = question.spec["id"], question.kind
                scope.titles[question.spec["id"]] = question.spec["title"]
                scope.choices[question.name] = question.choices
        return made, told

    def _trees(self, question: Question, scope: Scope) -> Iterator[dict[str, Any] | bool]:
        for row, text in question.relevant:
            self.draft.conditions += 1
            try:
                yield condition(text, scope)
                self.draft.understood += 1
            except NotSaid as error:
                what = f"“{question.name.partition('#')[0]}”的 relevant“{text[:60]}”没有看懂（{error}），照问不误"
                self.draft.say(self.survey.where(row, "relevant", "relevance"), what)

    def _lost(self, row: int, question: Question, why: str) -> None:
        name = question.name.partition("#")[0]
        self.draft.say(self.survey.where(row, "relevant", "relevance"), f"“{name}”的 relevant 没有用上：{why}")

    def _calculations(self, questions: Sequence[Question], scope: Scope) -> None:
        """Calculations become computed values; those that are no numbers stand in the conditions that ask for them."""
        saying = Saying(scope)
        for question in questions:
            if question.kind != "calculate":
                continue
            for _ in self._trees(question, scope):
                pass
            self.draft.conditions += 1
            where = self.survey.where(question.row, "calculation", "calculate")
            try:
                self.draft.say(where, f"“{question.name}”{self._calculated(question, scope, saying)}", "note")
                self.draft.understood += 1
            except NotSaid as error:
                what = f"“{question.name}”的算式“{question.calculation[:60]}”没有导入：{error}"
                self.draft.say(where, what)

    @staticmethod
    def _calculated(question: Question, scope: Scope, saying: Saying) -> str:
        """What became of a calculation, in Chinese. Raises NotSaid."""
        spoken = question.name in scope.used
        node = parse(question.calculation)
        while isinstance(node, Call) and node.name == "once" and len(node.args) == 1:
            node = node.args[0]
        if isinstance(node, (Num, Text)):
            return f"总是“{question.calculation[:40]}”，不用记"
        if isinstance(node, Ref) and (node.name in scope.fields or node.name in scope.facts):
            return f"就是“{node.name}”，不重复记"
        try:
            return f"由程序计算，记作“{scope.titles[saying.amounts.named(question.name)]}”"
        except NotSaid:
            if saying.texts.makes(node) or (isinstance(node, Call) and node.name == "if"):
                with suppress(NotSaid):
                    return f"由程序写成，记作“{scope.titles[saying.texts.named(question.name)]}”"
            if spoken and isinstance(node, Call) and node.name == "if":
                return "不是数，已写进用到它的条件里，不单独记"
            raise

    def _constraints(self, questions: Sequence[Question], scope: Scope) -> Iterator[dict[str, Any]]:
        taken: set[str] = set()
        for question in questions:
            text = self.survey.cell(question.row, "constraint")
            if question.kind in ("calculate", "note") or not text or question.name not in scope.fields:
                continue
            self.draft.conditions += 1
            try:
                holds = _if_filled_in(condition(text, scope, question.name), question, scope)
            except NotSaid as error:
                where = self.survey.where(question.row, "constraint")
                self.draft.say(where, f"“{question.name}”的 constraint“{text[:60]}”没有看懂：{error}")
                continue
            self.draft.understood += 1
            if not isinstance(holds, bool):
                name = unlike(f"{question.spec['id']}_ok"[:58], taken)
                taken.add(name)
                heads = [head for head in self.survey.heads if re.match(r"constraint[_ ]message", head)]
                told = self.survey.cell(question.row, *heads) if heads else ""
                yield {"id": name, "holds": holds, "message": told or f"{question.spec['title']}不符合要求：{text}"}

    def _filters(self, questions: Sequence[Question], scope: Scope) -> Iterator[dict[str, Any]]:
        """Choices that fit the other answers only: what does not fit is refused."""
        for question in questions:
            text = self._filter(question)
            if not text or question.name not in scope.fields:
                continue
            self.draft.conditions += 1
            where = self.survey.where(question.row, "choice_filter")
            try:
                holds = filtered(text, question, scope)
            except NotSaid as error:
                self.draft.say(where, f"“{question.name}”的 choice_filter“{text[:60]}”没有看懂：{error}")
                continue
            self.draft.understood += 1
            what = f"“{question.name}”的选项照样全部列出，选了与前面的答案不配的存不下"
            self.draft.say(where, what, "changed")
            if not isinstance(holds, bool):
                message = f"{question.spec['title']}：所选的与前面的答案不配（{text}）"
                yield {"id": f"{question.spec['id']}_fits"[:60], "holds": holds, "message": message[:4000]}


def _if_filled_in(tree: Tree, question: Question, scope: Scope) -> Tree:
    """A constraint that asks for what may have no value, of an entry that is there: a blank one is never refused."""
    if isinstance(tree, bool) or scope.unsure.isdisjoint(facts_of(tree)):
        return tree
    return joined("any", [{"fact": scope.fields[question.name], "given": "false"}, tree])
