"""An XLSForm (ODK, KoboToolbox) as the draft of a pack: groups become sections, questions are written down, not judged.

Questions that speak of each other stand in one item, so that ``relevant``, ``constraint`` and ``calculate`` work; no
form says what fails, so every item is a record, until its author writes ``fails_when``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspect_engine.reading.tables import xpath
from inspect_engine.reading.tables.books import Sheet
from inspect_engine.reading.tables.drafts import Draft, slug, unlike
from inspect_engine.reading.tables.lists import EVIDENCE, KINDS, REQUIREMENT, Named
from inspect_engine.reading.tables.xpath import Known, NotSaid

TYPES: Mapping[str, str] = {
    **{"text": "text", "string": "text", "barcode": "text", "integer": "integer", "int": "integer"},
    **{"decimal": "decimal", "range": "decimal", "date": "date", "today_date": "date", "datetime": "moment"},
    **{"time": "text", "acknowledge": "boolean", "trigger": "boolean", "geopoint": "text", "phonenumber": "text"},
    **{"email": "text", "percentage": "decimal", "rank": "text"},
}
MEDIA = ("image", "photo", "audio", "video", "file", "geotrace", "geoshape", "background-audio")
ITSELF = (
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "subscriberid",
    "simserial",
    "phonenumber_meta",
    "audit",
    "start-geopoint",
    "email_meta",
)
COLUMNS = {
    *("type", "name", "label", "hint", "required", "relevant", "relevance", "constraint", "constraint_message"),
    *("calculation", "calculate", "constraint message", "required_message", "required message"),
}
HARMLESS = {
    *("appearance", "guidance_hint", "read_only", "readonly", "media::image", "image", "parameters", "body::accept"),
    *("$given_name", "note", "notes", "comment", "comments"),
}
"""Columns that say how a telephone shows a question."""
ROOT = "form"


@dataclass
class Question:
    """One question: its row, its name in the form, and what it became."""

    row: int
    name: str
    kind: str
    spec: dict[str, Any]
    group: tuple[str, ...]
    relevant: list[tuple[int, str]]
    calculation: str = ""
    choices: dict[str, str] = field(default_factory=dict)


def is_form(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook is an XLSForm."""
    survey = next((sheet for sheet in sheets if sheet.name.strip().lower() == "survey"), None)
    return survey is not None and {"type", "name"} <= {text.strip().lower() for text in (survey.rows or [[]])[0]}


def read_form(sheets: Sequence[Sheet], named: Named, source: str) -> Draft:
    """Survey, choices and settings of a workbook; ``source`` names the file."""
    by_name = {sheet.name.strip().lower(): sheet for sheet in sheets}
    title = _setting(by_name.get("settings"), "form_title") or named.title
    pack: dict[str, Any] = {"id": named.id, "title": title, "version": "1", "number_prefix": named.prefix}
    pack |= {"summary": f"由 {source}（XLSForm）导入，只记录，不分合格不合格。", "kinds": KINDS}
    draft = Draft(pack)
    for sheet in sheets:
        if sheet.name.strip().lower() not in ("survey", "choices", "settings") and any(map(any, sheet.rows)):
            draft.say(sheet.where(0), "这张表没有导入，XLSForm 只用 survey、choices、settings")
    reading = _Reading(draft, by_name["survey"], by_name.get("choices"), named, source)
    reading.walk()
    reading.write(pack)
    return draft


def _setting(sheet: Sheet | None, key: str) -> str:
    if sheet is None or not sheet.rows:
        return ""
    heads = [text.strip().lower() for text in sheet.rows[0]]
    return sheet.at(1, heads.index(key)) if key in heads else ""


class _Reading:
    def __init__(self, draft: Draft, survey: Sheet, choices: Sheet | None, named: Named, source: str) -> None:
        self.draft, self.survey, self.named, self.source = draft, survey, named, source
        self.heads = _heads(survey)
        self.lists = self._lists(choices)
        self.questions: list[Question] = []
        self.titles: dict[str, str] = {ROOT: draft.pack["title"]}
        self.notes: dict[tuple[str, ...], list[str]] = {}

    def _lists(self, sheet: Sheet | None) -> dict[str, dict[str, str]]:
        """Lists of choices: key in the form → title, both unlike the others."""
        found: dict[str, dict[str, str]] = {}
        if sheet is None or not sheet.rows:
            return found
        heads = _heads(sheet)
        names = heads.get("list_name", heads.get("list name", 0))
        for row in range(1, len(sheet.rows)):
            name, key = sheet.at(row, names), sheet.at(row, heads.get("name", heads.get("value", 1)))
            if not name or not key:
                if any(sheet.rows[row]):
                    self.draft.say(sheet.where(row), "选项没有 list_name 或 name，没有导入")
                continue
            here, label = found.setdefault(name, {}), self._own(sheet, heads, row) or key
            if key in here:
                self.draft.say(sheet.where(row), f"选项“{key}”重复，只用第一个")
                continue
            label = label.replace("\n", " ")
            taken = {*here.values(), *here}
            here[key] = label if label == key or label not in taken else f"{label}（{key}）"
        return found

    # --- reading ------------------------------------------------------------------------------------------------

    def cell(self, row: int, *names: str) -> str:
        return next((text for name in names if (text := self.survey.at(row, self.heads.get(name, 10**6)))), "")

    def walk(self) -> None:
        """Every row of the survey, with the groups it stands in."""
        for head, column in self.heads.items():
            bare = head.partition("::")[0]
            if bare not in COLUMNS | HARMLESS and any(
                self.survey.at(r, column) for r in range(1, len(self.survey.rows))
            ):
                self._unknown_column(head, column)
        groups: list[tuple[str, str, int]] = []
        for row in range(1, len(self.survey.rows)):
            kind = re.sub(r"\s+", " ", self.cell(row, "type").strip())
            if not kind:
                if any(self.survey.rows[row]):
                    self.draft.say(self.survey.where(row), "没有写 type，这一行没有导入")
                continue
            word = kind.lower().replace("_", " ")
            if word in ("begin group", "begin repeat"):
                groups.append(self._begin(row, word))
            elif word in ("end group", "end repeat"):
                if groups:
                    groups.pop()
                else:
                    self.draft.say(self.survey.where(row), f"多了一个 {kind}")
            else:
                self._question(row, kind, groups)
        for name, _, row in groups:
            self.draft.say(self.survey.where(row), f"分组“{name}”没有结束（end_group），到表尾为止")

    def _unknown_column(self, head: str, column: int) -> None:
        for row in range(1, len(self.survey.rows)):
            if text := self.survey.at(row, column):
                self.draft.say(self.survey.where(row, column), f"“{head}”没有用上：{text[:40]}")

    def _begin(self, row: int, word: str) -> tuple[str, str, int]:
        name = self.cell(row, "name") or f"group{row}"
        self.titles.setdefault(name, self._label(row) or name)
        if word == "begin repeat":
            self.draft.say(
                self.survey.where(row), f"重复组“{name}”按一组导入；几处的，每处作答一次，写明部位", "changed"
            )
        return name, self.cell(row, "relevant", "relevance"), row

    def _label(self, row: int) -> str:
        """The label; of several languages the Chinese one, or the first."""
        return self._own(self.survey, self.heads, row).replace("\n", " ")

    @staticmethod
    def _own(sheet: Sheet, heads: Mapping[str, int], row: int) -> str:
        labels = [head for head in heads if head.partition("::")[0] == "label" and sheet.at(row, heads[head])]
        chinese = [head for head in labels if re.search(r"chinese|中文|zh", head, re.IGNORECASE)]
        return sheet.at(row, heads[(chinese or labels)[0]]) if labels else ""

    def _question(self, row: int, kind: str, groups: Sequence[tuple[str, str, int]]) -> None:
        base, _, listed = kind.partition(" ")
        base, where, name = base.lower(), self.survey.where(row), self.cell(row, "name")
        path = tuple(group for group, _, _ in groups)
        if base in ITSELF:
            self.draft.say(where, f"{base} 由程序自己记，不用问", "note")
        elif base == "note":
            self.notes.setdefault(path[:1], []).append(self._label(row))
        elif base in MEDIA:
            self.draft.say(where, f"“{self._label(row) or name}”（{base}）不是填的值，作答时作为佐证附上", "changed")
        elif not name:
            self.draft.say(where, "没有写 name，这个问题没有导入")
        elif base in ("calculate", "calculation"):
            text = self.cell(row, "calculation", "calculate")
            self.questions.append(Question(row, name, "calculate", {}, path, self._relevant(row, groups), text))
        elif base in ("select_one", "select_multiple", "select1", "select"):
            self._select(row, base, listed, name, path, groups)
        elif base in TYPES:
            if base in ("time", "geopoint", "rank", "barcode"):
                self.draft.say(where, f"“{name}”（{base}）按文字填", "changed")
            self._keep(row, name, TYPES[base], path, groups)
        else:
            self.draft.say(where, f"类型“{kind}”不认识，“{self._label(row) or name}”没有导入")

    def _select(
        self, row: int, base: str, listed: str, name: str, path: tuple[str, ...], groups: Sequence[tuple[str, str, int]]
    ) -> None:
        other = listed.endswith((" or_other", " or other", " or specify other"))
        listed = re.sub(r" or.other$| or specify other$", "", listed).strip()
        choices = dict(self.lists.get(listed, {}))
        if not choices:
            what = f"没有选项表“{listed}”，“{self._label(row) or name}”按文字填"
            self.draft.say(self.survey.where(row), what)
            self._keep(row, name, "text", path, groups)
            return
        if other:
            choices.setdefault("other", "其他")
        kind = "multichoice" if base in ("select_multiple", "select") else "choice"
        keys: dict[str, str] = {}
        for key in choices:
            keys[key] = unlike(re.sub(r"[,，、;；\s]+", "_", key), set(keys.values()))
        question = self._keep(row, name, kind, path, groups)
        question.choices = keys
        titles = {keys[key]: title for key, title in choices.items()}
        question.spec["choices"] = {
            key: title if title not in titles or title == key else f"{title}（{key}）" for key, title in titles.items()
        }

    def _keep(
        self, row: int, name: str, kind: str, path: tuple[str, ...], groups: Sequence[tuple[str, str, int]]
    ) -> Question:
        taken = {str(each.spec.get("id")) for each in self.questions}
        spec = {"id": slug(name, {*taken, "on"}, "q"), "title": self._label(row) or name, "type": kind}
        required = self.cell(row, "required").lower()
        if required in ("", "no", "false", "false()", "否"):
            spec["required"] = "false"
        elif required not in ("yes", "true", "true()", "是"):
            self.draft.say(self.survey.where(row, self.heads["required"]), f"必填的条件“{required}”没有看懂，按可不填")
            spec["required"] = "false"
        if kind == "date":
            spec["future"] = "true"
        hint = next(
            (text for head in self.heads if head.partition("::")[0] == "hint" and (text := self.cell(row, head))), ""
        )
        if hint:
            spec["hint"] = hint.replace("\n", " ")
        question = Question(row, name, kind, spec, path, self._relevant(row, groups))
        self.questions.append(question)
        return question

    def _relevant(self, row: int, groups: Sequence[tuple[str, str, int]]) -> list[tuple[int, str]]:
        """The conditions of a question and of every group around it, each with its row."""
        own = self.cell(row, "relevant", "relevance")
        return [(at, text) for _, text, at in groups if text] + ([(row, own)] if own else [])

    # --- writing ------------------------------------------------------------------------------------------------

    def write(self, pack: dict[str, Any]) -> None:
        """Sections and items: a top group each, together with those that it speaks of."""
        items = self._items()
        sections: list[dict[str, Any]] = []
        for number, (groups, questions) in enumerate(items, 1):
            title = self.titles.get(groups[0], groups[0])
            item = self._item(number, groups, questions)
            sections.append({"id": f"s{number}", "title": title[:60], "items": [item]})
        pack["sections"] = sections

    def _items(self) -> list[tuple[list[str], list[Question]]]:
        """Top groups that refer to each other's questions, in order, each with its questions."""
        names = {question.name: question for question in self.questions}
        top = {question.name: question.group[0] if question.group else ROOT for question in self.questions}
        together = {group: group for group in top.values()}

        def root(group: str) -> str:
            while together[group] != group:
                group = together[group]
            return group

        for question in self.questions:
            texts = [text for _, text in question.relevant]
            texts += [self.cell(question.row, "constraint"), question.calculation]
            for other in re.findall(r"\$\{\s*([^}\s]+)\s*\}", " ".join(texts)):
                if other in names and root(top[other]) != root(top[question.name]):
                    together[root(top[question.name])] = root(top[other])
        found: dict[str, tuple[list[str], list[Question]]] = {}
        for question in self.questions:
            groups, questions = found.setdefault(root(top[question.name]), ([], []))
            groups += [top[question.name]] if top[question.name] not in groups else []
            questions.append(question)
        return [pair for pair in found.values() if any(question.spec for question in pair[1])]

    def _item(self, number: int, groups: Sequence[str], questions: Sequence[Question]) -> dict[str, Any]:
        title = "、".join(self.titles.get(group, group) for group in groups)[:200]
        notes = [text for group in groups for text in self.notes.get((group,) if group != ROOT else (), []) if text]
        item: dict[str, Any] = {"id": f"{self.named.prefix}-{number}", "title": title, "record": "true"}
        item |= {"check": "；".join(notes)[:3900] or title, "kinds": ["site"]}
        made, known = self._values(questions)
        item["values"] = made
        if derived := list(self._derived(questions, known)):
            item["derived"] = derived
        if constraints := list(self._constraints(questions, known)):
            item["constraints"] = constraints
        item |= {"severity": [{"is": "general"}], "evidence": EVIDENCE, "requirement": REQUIREMENT}
        item["source"] = {"document": self.source, "section": f"{self.survey.name} {title}"[:4000]}
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
                yield xpath.condition(text, known)
                self.draft.understood += 1
            except NotSaid as error:
                column = self.heads.get("relevant", self.heads.get("relevance", 0))
                what = f"“{question.name}”的 relevant“{text[:60]}”没有看懂（{error}），照问不误"
                self.draft.say(self.survey.where(row, column), what)

    def _derived(self, questions: Sequence[Question], known: Known) -> Iterator[dict[str, Any]]:
        taken = set(known.fields.values())
        fields, types = dict(known.fields), dict(known.types)
        for question in questions:
            if question.kind != "calculate":
                continue
            self.draft.conditions += 1
            try:
                found = xpath.formula(question.calculation, Known(fields, types, known.choices))
            except NotSaid as error:
                column = self.heads.get("calculation", self.heads.get("calculate", 0))
                where = self.survey.where(question.row, column)
                self.draft.say(where, f"“{question.name}”的算式“{question.calculation[:60]}”没有导入：{error}")
                continue
            self.draft.understood += 1
            name = slug(question.name, {*taken, "on"}, "q")
            taken.add(name)
            fields[question.name], types[question.name] = name, "decimal"
            yield {"id": name, "title": self._label(question.row) or question.name, **found}

    def _constraints(self, questions: Sequence[Question], known: Known) -> Iterator[dict[str, Any]]:
        taken: set[str] = set()
        for question in questions:
            text = self.cell(question.row, "constraint")
            if question.kind == "calculate" or not text:
                continue
            self.draft.conditions += 1
            try:
                holds = xpath.condition(text, known, question.name)
            except NotSaid as error:
                where = self.survey.where(question.row, self.heads["constraint"])
                self.draft.say(where, f"“{question.name}”的 constraint“{text[:60]}”没有看懂：{error}")
                continue
            self.draft.understood += 1
            name = unlike(f"{question.spec['id']}_ok"[:58], taken)
            taken.add(name)
            heads = [head for head in self.heads if re.match(r"constraint[_ ]message", head)]
            told = self.cell(question.row, *heads) if heads else ""
            yield {"id": name, "holds": holds, "message": told or f"{question.spec['title']}不符合要求：{text}"}


def _heads(sheet: Sheet) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, text in enumerate(sheet.rows[0] if sheet.rows else ()):
        if text:
            found.setdefault(re.sub(r"\s*::?\s*", "::", text.strip().lower(), count=1), column)
    if "label" not in found:
        label = next((column for head, column in found.items() if head.startswith("label::")), None)
        if label is not None:
            found["label"] = label
    return found
