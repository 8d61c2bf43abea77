"""A checklist with one row an item, of one sheet or several, as the draft of a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.definitions.base import WORDS
from inspect_engine.domain.words.forms import people
from inspect_engine.domain.words.numbers import read_number
from inspect_engine.reading.tables.books import Sheet
from inspect_engine.reading.tables.drafts import Draft, slug, unlike
from inspect_engine.reading.tables.headings import HEADINGS, columns, heading, heading_row
from inspect_engine.reading.tables.ranges import Demand, demand

SAME = ("同上", "〃", "″", '"', "''", "..", "//")
EVIDENCE, REQUIREMENT = "现场照片。", "按检查内容整改到位，留存记录。"
LONGEST_TITLE = 60
GRADES = {**WORDS, "一般隐患": "general", "重大隐患": "major", "重大事故隐患": "major", "是": "major", "否": "general"}
TOTALS = re.compile(r"合\s*计|总\s*计|小\s*计|检查人.*|.*签[字名].*|被检查单位.*|填表.*|备\s*注[:：].*")
KINDS: dict[str, Any] = {
    "site": {"title": "检查对象", "fields": [{"id": "party", "title": "责任单位", "required": "false"}]}
}


@dataclass(frozen=True)
class Named:
    """Whose the pack is: what it is called in files and numbers."""

    id: str
    title: str
    prefix: str


def read_list(sheets: Sequence[Sheet], named: Named, source: str) -> Draft:
    """Every row of every sheet that has headings; ``source`` names the file."""
    pack: dict[str, Any] = {"id": named.id, "title": named.title, "version": "1", "number_prefix": named.prefix}
    pack |= {"summary": f"由 {source} 导入，请补写适用范围和判定口径。", "kinds": KINDS}
    draft = Draft(pack)
    reading = _Reading(draft, named, source)
    for sheet in sheets:
        if any(any(row) for row in sheet.rows):
            reading.sheet(sheet, several=len(sheets) > 1)
    pack["sections"] = [section for section in reading.sections if section["items"]]
    return draft


class _Reading:
    def __init__(self, draft: Draft, named: Named, source: str) -> None:
        self.draft, self.named, self.source = draft, named, source
        self.sections: list[dict[str, Any]] = []
        self.ids: set[str] = set()

    def sheet(self, sheet: Sheet, *, several: bool) -> None:
        first = heading_row(sheet)
        if first is None:
            told = "、".join(names[0] for key, names in HEADINGS.items() if key != "answer")
            self.draft.say(sheet.where(0), f"整张表没有认出表头，没有导入；要有“名称”或“检查内容”，可用：{told}")
            return
        places = columns(sheet.rows[first])
        for row in range(first):
            if text := " ".join(dict.fromkeys(filter(None, sheet.rows[row]))):
                self.draft.say(sheet.where(row), f"表头上面的“{_short(text)}”没有用上", "note")
        for column, text in enumerate(sheet.rows[first]):
            key = heading(text)
            if text and (key is None or places.get(key) != column):
                self.draft.say(sheet.where(first, column), f"“{text}”这一列不认识，逐格见下")
            elif key == "answer":
                self.draft.say(sheet.where(first, column), f"“{text}”是现场填的，不进检查表", "note")
        self._rows(sheet, first, places, several)

    def _rows(self, sheet: Sheet, first: int, places: Mapping[str, int], several: bool) -> None:
        group, above = sheet.name if several else "", dict[str, str]()
        for number in range(first + 1, len(sheet.rows)):
            cells = {key: sheet.at(number, column) for key, column in places.items()}
            cells = {key: above.get(key, "") if text in SAME else text for key, text in cells.items()}
            if not any(sheet.rows[number]):
                continue
            self._strangers(sheet, first, number, places)
            said = [text for key, text in cells.items() if text and key != "answer"]
            if len(set(said)) == 1 and (said[0] == cells.get("id") or not (cells.get("title") or cells.get("check"))):
                group = self._alone(sheet, number, said[0], group)
                continue
            if TOTALS.fullmatch(said[0] if said else ""):
                self.draft.say(sheet.where(number), f"“{_short(said[0])}”不是检查项，没有导入", "note")
                continue
            group = cells.get("section") or (group if "section" not in places else above.get("section", "") or group)
            cells["section"] = group
            above = {**above, **{key: text for key, text in cells.items() if text}}
            self._item(sheet, number, cells, places)

    def _alone(self, sheet: Sheet, number: int, text: str, group: str) -> str:
        """A row with one text only is the heading of what follows, or the foot of the sheet."""
        if TOTALS.fullmatch(text) or len(text) > LONGEST_TITLE:
            self.draft.say(sheet.where(number), f"“{_short(text)}”不是检查项，没有导入", "note")
            return group
        self.draft.say(sheet.where(number), f"“{text}”当作分组的名称", "note")
        return text

    def _strangers(self, sheet: Sheet, first: int, number: int, places: Mapping[str, int]) -> None:
        known = set(places.values())
        for column, text in enumerate(sheet.rows[number]):
            if text and column not in known:
                head = sheet.at(first, column)
                self.draft.say(
                    sheet.where(number, column), f"{f'“{head}”' if head else '没有表头的一格'}：“{_short(text)}”"
                )

    def _item(self, sheet: Sheet, number: int, cells: Mapping[str, str], places: Mapping[str, int]) -> None:
        title, check = cells.get("title", ""), cells.get("check", "")
        if not title and not check:
            self.draft.say(sheet.where(number), "既没有名称也没有检查内容，这一行没有导入")
            return
        name = _short(title or check, LONGEST_TITLE).replace("\n", " ")
        item: dict[str, Any] = {"id": self._id(sheet, number, cells.get("id", ""), places), "title": name}
        item |= {"check": check or title, "kinds": ["site"]}
        self._measured(sheet, number, cells, places, item)
        item["severity"] = [{"is": self._grade(sheet, number, cells.get("severity", ""), places)}]
        item |= {"evidence": cells.get("evidence") or EVIDENCE, "requirement": cells.get("requirement") or REQUIREMENT}
        item["source"] = {"document": cells.get("basis") or self.source, "section": sheet.where(number)}
        if cells.get("basis"):
            what = f"依据“{_short(cells['basis'])}”照原文写作出处；登记文件后可改写成 basis"
            self.draft.say(sheet.where(number, places["basis"]), what, "note")
        if cells.get("note"):
            item["note"] = cells["note"]
        self._section(cells.get("section", ""))["items"].append(item)

    def _section(self, title: str) -> dict[str, Any]:
        title = _short(title.replace("\n", " "), LONGEST_TITLE) or "检查项"
        found = next((each for each in self.sections if each["title"] == title), None)
        if found is None:
            found = {"id": f"s{len(self.sections) + 1}", "title": title, "items": []}
            self.sections.append(found)
        return found

    def _id(self, sheet: Sheet, number: int, code: str, places: Mapping[str, int]) -> str:
        bare = re.sub(r"[^A-Z0-9.-]+", "-", code.upper()).strip(".-")
        wanted = bare if re.match(r"[A-Z]", bare) else f"{self.named.prefix}-{bare or len(self.ids) + 1}"
        found = unlike(wanted[:36], self.ids, "-")
        if found == f"{self.named.prefix}-{code}":
            self._say_once(sheet, places["id"], f"编号前面都加 {self.named.prefix}-")
        elif code and found != code:
            self.draft.say(sheet.where(number, places["id"]), f"编号“{code}”写成 {found}", "changed")
        self.ids.add(found)
        return found

    def _say_once(self, sheet: Sheet, column: int, what: str) -> None:
        """What is so of a whole column, at its heading."""
        where = sheet.where(heading_row(sheet) or 0, column)
        if not any((one.where, one.what) == (where, what) for one in self.draft.findings):
            self.draft.say(where, what, "changed")

    def _grade(self, sheet: Sheet, number: int, text: str, places: Mapping[str, int]) -> str:
        if text and text not in GRADES:
            self.draft.say(
                sheet.where(number, places["severity"]), f"等级“{text}”不认识，按一般；可写一般、重大、待定级"
            )
        found = GRADES.get(text, "general")
        return found if found in ("general", "major", "pending") else "general"

    # --- what is measured ---------------------------------------------------------------------------------------

    def _measured(
        self, sheet: Sheet, number: int, cells: Mapping[str, str], places: Mapping[str, int], item: dict[str, Any]
    ) -> None:
        """The value of a row and the condition on it; a limit that is not clear leaves the item to the inspector."""
        kind = WORDS.get(cells.get("type", ""), cells.get("type", ""))
        if cells.get("choices"):
            self._choice(sheet, number, cells, places, item, kind)
            return
        limit, failing, word = cells.get("limit", ""), cells.get("failing", ""), cells.get("sign", "")
        title = cells.get("measured") or item["title"]
        if limit or failing:
            self.draft.conditions += 1
            column = places["limit" if limit else "failing"]
            found = demand(word, limit or failing)
            if found is None:
                beside = f"（比较“{word}”）" if word else ""
                what = f"限值“{_short(limit or failing)}”{beside}没有看懂，由检查员判断；例：≤ 40"
                self.draft.say(sheet.where(number, column), what)
                return
            self._limited(sheet, number, column, item, title, found, cells.get("unit", ""), as_failing=not limit)
        elif word:
            self.draft.say(sheet.where(number, places["sign"]), f"写了比较“{word}”，没有写限值")
        elif kind in ("decimal", "integer", "date", "text", "boolean", "multichoice", "choice"):
            typed = kind if kind not in ("choice", "multichoice") else "text"
            item["values"] = [{"id": "value", "title": title, "type": typed, "required": "false"}]
            if cells.get("unit") and typed in ("decimal", "integer"):
                item["values"][0]["unit"] = cells["unit"]
        elif cells.get("type"):
            self.draft.say(sheet.where(number, places["type"]), f"类型“{cells['type']}”不认识")

    def _limited(
        self,
        sheet: Sheet,
        number: int,
        column: int,
        item: dict[str, Any],
        title: str,
        found: Demand,
        unit: str,
        *,
        as_failing: bool,
    ) -> None:
        if unit and found.unit:
            try:
                pairs = [(sign, read_number(f"{value} {found.unit}", unit)) for sign, value in found.comparisons]
            except ValueError as error:
                self.draft.say(sheet.where(number, column), f"限值的单位“{found.unit}”与“单位”一列不合：{error}")
                return
            found = Demand(tuple(pairs), unit)
        self.draft.understood += 1
        value: dict[str, Any] = {"id": "value", "title": title, "type": "decimal"}
        if unit or found.unit:
            value["unit"] = unit or found.unit
        item["values"] = [value]
        pairs = list(found.comparisons) if as_failing else found.contrary
        leaves = [{"fact": "value", "op": sign, "value": bound} for sign, bound in pairs]
        item["fails_when"] = leaves[0] if len(leaves) == 1 else {"all" if as_failing else "any": leaves}
        told = "、".join(f"{sign} {bound}{value.get('unit', '')}" for sign, bound in pairs)
        self.draft.say(sheet.where(number, column), f"{title} {told} 即不合格", "note")

    def _choice(
        self,
        sheet: Sheet,
        number: int,
        cells: Mapping[str, str],
        places: Mapping[str, int],
        item: dict[str, Any],
        kind: str,
    ) -> None:
        titles = list(dict.fromkeys(people(cells["choices"].replace("/", "、").replace("|", "、"))))
        keys: dict[str, str] = {}
        for title in titles:
            keys[slug(title, keys, "c")] = title
        several = kind == "multichoice"
        spec = {"id": "value", "title": cells.get("measured") or item["title"], "choices": keys}
        item["values"] = [{**spec, "type": "multichoice" if several else "choice"}]
        bad = people(cells.get("bad", "").replace("/", "、").replace("|", "、"))
        if not bad:
            return
        self.draft.conditions += 1
        if unknown := [word for word in bad if word not in titles]:
            what = f"不合格选项“{'、'.join(unknown)}”不在选项里，由检查员判断"
            self.draft.say(sheet.where(number, places["bad"]), what)
            return
        self.draft.understood += 1
        item["fails_when"] = {"fact": "value", "any_of": [key for key, title in keys.items() if title in bad]}


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
