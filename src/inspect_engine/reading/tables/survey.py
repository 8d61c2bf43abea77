"""The survey of an XLSForm, row by row: questions with what they ask, the groups they stand in, lists of choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspect_engine.reading.tables.books import Sheet
from inspect_engine.reading.tables.drafts import Draft, slug, unlike

TYPES: Mapping[str, str] = {
    **{"text": "text", "string": "text", "barcode": "text", "integer": "integer", "int": "integer"},
    **{"decimal": "decimal", "range": "decimal", "date": "date", "today_date": "date", "datetime": "moment"},
    **{"time": "text", "acknowledge": "boolean", "trigger": "boolean", "geopoint": "text", "phonenumber": "text"},
    **{"email": "text", "percentage": "decimal", "rank": "text"},
}
MEDIA = ("image", "photo", "audio", "video", "file", "geotrace", "geoshape", "background-audio")
ITSELF = {
    *("start", "end", "today", "deviceid", "username", "subscriberid", "simserial", "audit", "start-geopoint"),
}
"""What a telephone fills in by itself."""
COLUMNS = {
    *("type", "name", "label", "hint", "required", "relevant", "relevance", "constraint", "constraint_message"),
    *("calculation", "calculate", "constraint message", "required_message", "required message", "choice_filter"),
}
HARMLESS = {
    *("appearance", "guidance_hint", "read_only", "readonly", "media::image", "image", "parameters", "body::accept"),
    *("$given_name", "note", "notes", "comment", "comments"),
}
"""Columns that say how a telephone shows a question."""
ALIKE = {"relevance": "relevant", "calculate": "calculation", "required message": "required_message"} | {
    "constraint message": "constraint_message"
}
"""Headings that mean another."""
DEMANDS = ("relevant", "relevance", "required", "constraint")
OPTIONAL = ("", "no", "false", "false()", "否")
ROOT = "form"


@dataclass
class Question:
    """One question: its row, its name in the form, and what it became; ``columns`` are those of each choice."""

    row: int
    name: str
    kind: str
    spec: dict[str, Any]
    group: tuple[str, ...]
    relevant: list[tuple[int, str]]
    calculation: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)


class Survey:
    """Read once by :meth:`walk`: ``questions`` in order, ``titles`` and ``notes`` of groups."""

    def __init__(self, draft: Draft, sheet: Sheet, choices: Sheet | None) -> None:
        self.draft, self.sheet = draft, sheet
        self.heads = _heads(sheet)
        self.columns: dict[str, dict[str, dict[str, str]]] = {}
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
            own = {head: sheet.at(row, column) for head, column in heads.items()}
            self.columns.setdefault(name, {})[key] = {**own, "name": key, "label": label}
            taken = {*here.values(), *here}
            here[key] = label if label == key or label not in taken else f"{label}（{key}）"
        return found

    def where(self, row: int, *names: str) -> str:
        """The place of a cell, under the first of these headings that the survey has."""
        return self.sheet.where(row, next((self.heads[name] for name in names if name in self.heads), 0))

    def cell(self, row: int, *names: str) -> str:
        """The text under the first of these headings where there is any."""
        return next((text for name in names if (text := self.sheet.at(row, self.heads.get(name, 10**6)))), "")

    def walk(self) -> None:
        """Every row of the survey, with the groups it stands in."""
        self._repeated()
        for head, column in self.heads.items():
            bare = head.partition("::")[0]
            if bare not in COLUMNS | HARMLESS and any(self.sheet.at(r, column) for r in range(1, len(self.sheet.rows))):
                self._unknown_column(head, column)
        groups: list[tuple[str, str, int]] = []
        for row in range(1, len(self.sheet.rows)):
            kind = re.sub(r"\s+", " ", self.cell(row, "type").strip())
            if not kind:
                if any(self.sheet.rows[row]):
                    self.draft.say(self.sheet.where(row), "没有写 type，这一行没有导入")
                continue
            word = kind.lower().replace("_", " ")
            if word in ("begin group", "begin repeat"):
                groups.append(self._begin(row, word))
            elif word in ("end group", "end repeat"):
                if groups:
                    groups.pop()
                else:
                    self.draft.say(self.sheet.where(row), f"多了一个 {kind}")
            else:
                self._question(row, kind, groups)
        for name, _, row in groups:
            self.draft.say(self.sheet.where(row), f"分组“{name}”没有结束（end_group），到表尾为止")

    def _repeated(self) -> None:
        """Columns that mean what one before them means: the cells that are not read."""
        first: dict[str, int] = {}
        for column, text in enumerate(self.sheet.rows[0] if self.sheet.rows else ()):
            head = _head(text)
            before = first.setdefault(ALIKE.get(head, head), column)
            same = head and before != column
            for row in range(1, len(self.sheet.rows)) if same else ():
                if self.sheet.at(row, column) and (self.heads[head] != column or self.sheet.at(row, before)):
                    what = f"“{text}”这一列重复，没有用上：{self.sheet.at(row, column)[:40]}"
                    self.draft.say(self.sheet.where(row, column), what)

    def _unused(self, row: int, name: str, *heads: str) -> None:
        """What stands under these headings of a row that has no place for it."""
        for head in heads:
            if (text := self.cell(row, head)) and not (head == "required" and text.lower() in OPTIONAL):
                self.draft.say(self.where(row, head), f"“{name}”的 {head}“{text[:40]}”没有用上")

    def _own_name(self, row: int, name: str) -> str:
        """The name of a question; one that was there before is another to conditions."""
        before = [each for each in self.questions if each.name.partition("#")[0] == name]
        if not before:
            return name
        what = f"name“{name}”在第 {before[0].row + 1} 行已有；条件里的 ${{{name}}} 都按那一行，请核对"
        self.draft.say(self.where(row, "name"), what)
        return f"{name}#{len(before) + 1}"

    def _unknown_column(self, head: str, column: int) -> None:
        for row in range(1, len(self.sheet.rows)):
            if text := self.sheet.at(row, column):
                self.draft.say(self.sheet.where(row, column), f"“{head}”没有用上：{text[:40]}")

    def _begin(self, row: int, word: str) -> tuple[str, str, int]:
        name = self.cell(row, "name") or f"group{row}"
        self.titles.setdefault(name, self.label(row) or name)
        if word == "begin repeat":
            self.draft.say(
                self.sheet.where(row), f"重复组“{name}”按一组导入；几处的，每处作答一次，写明部位", "changed"
            )
        return name, self.cell(row, "relevant", "relevance"), row

    def label(self, row: int) -> str:
        """The label; of several languages the Chinese one, or the first."""
        return self._own(self.sheet, self.heads, row).replace("\n", " ")

    @staticmethod
    def _own(sheet: Sheet, heads: Mapping[str, int], row: int) -> str:
        labels = [head for head in heads if head.partition("::")[0] == "label" and sheet.at(row, heads[head])]
        chinese = [head for head in labels if re.search(r"chinese|中文|zh", head, re.IGNORECASE)]
        return sheet.at(row, heads[(chinese or labels)[0]]) if labels else ""

    def _question(self, row: int, kind: str, groups: Sequence[tuple[str, str, int]]) -> None:
        base, _, listed = kind.partition(" ")
        base, where, name = base.lower(), self.sheet.where(row), self.cell(row, "name")
        if base == "note" or base in MEDIA:
            self._unused(row, self.label(row) or name, "required", "constraint", "calculation", "calculate")
        elif base in ITSELF:
            self._unused(row, self.label(row) or name, *DEMANDS, "calculation", "calculate")
        elif base in ("calculate", "calculation"):
            self._unused(row, self.label(row) or name, "required", "constraint")
        path = tuple(group for group, _, _ in groups)
        if base in ITSELF:
            self.draft.say(where, f"{base} 由程序自己记，不用问", "note")
        elif base == "note" or base in MEDIA:
            if base in MEDIA:
                self.draft.say(where, f"“{self.label(row) or name}”（{base}）不是填的值，作答时作为佐证附上", "changed")
            self._told(row, base, name, path, groups)
        elif not name:
            self.draft.say(where, "没有写 name，这个问题没有导入")
        elif base in ("calculate", "calculation"):
            text = self.cell(row, "calculation", "calculate")
            self.questions.append(
                Question(row, self._own_name(row, name), "calculate", {}, path, self._relevant(row, groups), text)
            )
        elif base in ("select_one", "select_multiple", "select1", "select"):
            self._select(row, base, listed, name, path, groups)
        elif base in TYPES:
            if base in ("time", "geopoint", "rank", "barcode"):
                self.draft.say(where, f"“{name}”（{base}）按文字填", "changed")
            self._keep(row, name, TYPES[base], path, groups)
        else:
            self.draft.say(where, f"类型“{kind}”不认识，“{self.label(row) or name}”没有导入")

    def _told(
        self, row: int, base: str, name: str, path: tuple[str, ...], groups: Sequence[tuple[str, str, int]]
    ) -> None:
        """What is not asked but said: a note; what is to be attached, where that has a condition of its own."""
        if base == "note" and not self.cell(row, "relevant", "relevance"):
            self.notes.setdefault(path[:1], []).append(self.label(row))
        elif self.cell(row, "relevant", "relevance"):
            spec = {"title": self.label(row) or name} if base == "note" else {"title": f"附“{self.label(row) or name}”"}
            self.questions.append(Question(row, f"{name}#{row}", "note", spec, path, self._relevant(row, groups)[-1:]))

    def _select(
        self, row: int, base: str, listed: str, name: str, path: tuple[str, ...], groups: Sequence[tuple[str, str, int]]
    ) -> None:
        other = listed.endswith((" or_other", " or other", " or specify other"))
        listed = re.sub(r" or.other$| or specify other$", "", listed).strip()
        choices = dict(self.lists.get(listed, {}))
        if not choices:
            what = f"没有选项表“{listed}”，“{self.label(row) or name}”按文字填"
            self.draft.say(self.sheet.where(row), what)
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
        question.columns = self.columns.get(listed, {})
        titles = {keys[key]: title for key, title in choices.items()}
        question.spec["choices"] = {
            key: title if title not in titles or title == key else f"{title}（{key}）" for key, title in titles.items()
        }

    def _keep(
        self, row: int, name: str, kind: str, path: tuple[str, ...], groups: Sequence[tuple[str, str, int]]
    ) -> Question:
        taken = {str(each.spec.get("id")) for each in self.questions}
        spec = {"id": slug(name, {*taken, "on"}, "q"), "title": self.label(row) or name, "type": kind}
        required = self.cell(row, "required").lower()
        if required in OPTIONAL:
            spec["required"] = "false"
        elif required not in ("yes", "true", "true()", "是"):
            self.draft.say(self.sheet.where(row, self.heads["required"]), f"必填的条件“{required}”没有看懂，按可不填")
            spec["required"] = "false"
        if kind == "date":
            spec["future"] = "true"
        hint = next(
            (text for head in self.heads if head.partition("::")[0] == "hint" and (text := self.cell(row, head))), ""
        )
        if hint:
            spec["hint"] = hint.replace("\n", " ")
        question = Question(row, self._own_name(row, name), kind, spec, path, self._relevant(row, groups))
        self.questions.append(question)
        return question

    def _relevant(self, row: int, groups: Sequence[tuple[str, str, int]]) -> list[tuple[int, str]]:
        """The conditions of a question and of every group around it, each with its row."""
        own = self.cell(row, "relevant", "relevance")
        return [(at, text) for _, text, at in groups if text] + ([(row, own)] if own else [])


def _head(text: str) -> str:
    return re.sub(r"\s*::?\s*", "::", text.strip().lower(), count=1)


def _heads(sheet: Sheet) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, text in enumerate(sheet.rows[0] if sheet.rows else ()):
        if text:
            found.setdefault(_head(text), column)
    if "label" not in found:
        label = next((column for head, column in found.items() if head.startswith("label::")), None)
        if label is not None:
            found["label"] = label
    return found
