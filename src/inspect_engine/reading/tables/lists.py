"""A checklist with one row an item, of one sheet or several, as the draft of a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from inspect_engine.reading.tables.books import Sheet
from inspect_engine.reading.tables.drafts import Draft, Named, unlike
from inspect_engine.reading.tables.headings import HEADINGS, columns, heading, heading_row
from inspect_engine.reading.tables.rows import KIND, LONGEST_TITLE, Row, item_of, short

SAME = ("同上", "〃", "″", '"', "''", "..", "//")
FOOT = re.compile(r"合\s*计|总\s*计|小\s*计|检查人.*|.*签[字名].*|被检查单位.*|填表.*|备\s*注[:：].*")
KINDS: dict[str, Any] = {
    KIND: {"title": "检查对象", "fields": [{"id": "party", "title": "责任单位", "required": "false"}]}
}


def read_list(sheets: Sequence[Sheet], named: Named, source: str) -> Draft:
    """Every row of every sheet that has headings; ``source`` names the file."""
    draft = Draft(named.head(f"由 {source} 导入，请补写适用范围和判定口径。") | {"kinds": KINDS})
    reading = _Reading(draft, named, source)
    for sheet in sheets:
        if any(any(row) for row in sheet.rows):
            reading.sheet(sheet, sheet.name if len(sheets) > 1 else "")
    draft.pack["sections"] = [section for section in reading.sections if section["items"]]
    if draft.pack["sections"]:
        draft.say(source, "没有登记依据的项，整改通知书发不出；登记文件后在各项写上 basis", "note")
    return draft


class _Reading:
    def __init__(self, draft: Draft, named: Named, source: str) -> None:
        self.draft, self.named, self.source = draft, named, source
        self.sections: list[dict[str, Any]] = []
        self.ids: set[str] = set()

    def sheet(self, sheet: Sheet, group: str) -> None:
        """All of a sheet, under a group of its name where there are several."""
        first = heading_row(sheet)
        if first is None:
            told = "、".join(names[0] for key, names in HEADINGS.items() if key != "answer")
            self.draft.say(sheet.where(0), f"整张表没有认出表头，没有导入；要有“名称”或“检查内容”，可用：{told}")
            return
        places = columns(sheet.rows[first])
        self._above(sheet, first)
        self._heads(sheet, first, places)
        above: dict[str, str] = {}
        for number in range(first + 1, len(sheet.rows)):
            if any(sheet.rows[number]):
                row = self._filled(sheet, number, places, above)
                self._strangers(sheet, first, number, places)
                group = self._row(row, group, above)

    def _above(self, sheet: Sheet, first: int) -> None:
        for number in range(first):
            if text := " ".join(dict.fromkeys(filter(None, sheet.rows[number]))):
                self.draft.say(sheet.where(number), f"表头上面的“{short(text)}”没有用上", "note")

    def _heads(self, sheet: Sheet, first: int, places: Mapping[str, int]) -> None:
        for column, text in enumerate(sheet.rows[first]):
            key = heading(text)
            if text and (key is None or places.get(key) != column):
                self.draft.say(sheet.where(first, column), f"“{short(text)}”这一列不认识，逐格见下")
            elif key == "answer":
                self.draft.say(sheet.where(first, column), f"“{short(text)}”是现场填的，不进检查表", "note")

    def _filled(self, sheet: Sheet, number: int, places: Mapping[str, int], above: Mapping[str, str]) -> Row:
        """A row, with what stands above where it says so."""
        cells = {key: sheet.at(number, column) for key, column in places.items()}
        same = {key: above.get(key, "") for key, text in cells.items() if text in SAME}
        return Row(sheet, number, cells | same, places)

    def _strangers(self, sheet: Sheet, first: int, number: int, places: Mapping[str, int]) -> None:
        known = set(places.values())
        for column, text in enumerate(sheet.rows[number]):
            if text and column not in known:
                head = f"“{short(sheet.at(first, column))}”" if sheet.at(first, column) else "没有表头的一格"
                self.draft.say(sheet.where(number, column), f"{head}：“{short(text)}”")

    def _row(self, row: Row, group: str, above: dict[str, str]) -> str:
        """One row; gives back the group of those below it."""
        said = {key: text for key, text in row.cells.items() if text and key != "answer"}
        words = list(dict.fromkeys(said.values()))
        if len(words) == 1 and (words[0] == said.get("id") or not {"title", "check"} & said.keys()):
            return self._alone(row, words[0], group)
        if words and FOOT.fullmatch(words[0]):
            self.draft.say(row.at(), f"“{short(words[0])}”不是检查项，没有导入", "note")
            return group
        group = said.get("section") or group
        above |= said
        if not {"title", "check"} & said.keys():
            self.draft.say(row.at(), "既没有名称也没有检查内容，这一行没有导入")
        else:
            self._section(group)["items"].append(item_of(row, self._id(row), self.draft, self.source))
        return group

    def _alone(self, row: Row, text: str, group: str) -> str:
        """A row with one text only is the heading of what follows, or the foot of the sheet."""
        if FOOT.fullmatch(text) or len(text) > LONGEST_TITLE:
            self.draft.say(row.at(), f"“{short(text)}”不是检查项，没有导入", "note")
            return group
        self.draft.say(row.at(), f"“{text}”当作分组的名称", "note")
        return text

    def _section(self, title: str) -> dict[str, Any]:
        title = short(title.replace("\n", " "), LONGEST_TITLE) or "检查项"
        found = next((each for each in self.sections if each["title"] == title), None)
        if found is None:
            found = {"id": f"s{len(self.sections) + 1}", "title": title, "items": []}
            self.sections.append(found)
        return found

    def _id(self, row: Row) -> str:
        code = row.get("id")
        bare = re.sub(r"[^A-Z0-9.-]+", "-", code.upper()).strip(".-")
        wanted = bare if re.match(r"[A-Z]", bare) else f"{self.named.prefix}-{bare or len(self.ids) + 1}"
        found = unlike(wanted[:36], self.ids, "-")
        if found == f"{self.named.prefix}-{code}":
            self._say_once(row, f"编号前面都加 {self.named.prefix}-")
        elif code and found != code:
            self.draft.say(row.at("id"), f"编号“{short(code)}”写成 {found}", "changed")
        self.ids.add(found)
        return found

    def _say_once(self, row: Row, what: str) -> None:
        """What is so of a whole column, at its heading."""
        where = row.sheet.where(heading_row(row.sheet) or 0, row.places["id"])
        if not any((one.where, one.what) == (where, what) for one in self.draft.findings):
            self.draft.say(where, what, "changed")
