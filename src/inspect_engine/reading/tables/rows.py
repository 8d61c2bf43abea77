"""One row of a list as a checklist item: what is measured, what fails it, how grave it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.definitions.base import WORDS
from inspect_engine.domain.words.forms import people
from inspect_engine.domain.words.numbers import read_number
from inspect_engine.reading.tables.books import Sheet
from inspect_engine.reading.tables.cells import letters
from inspect_engine.reading.tables.drafts import Draft, slug
from inspect_engine.reading.tables.ranges import Demand, demand

KIND = "object"
"""What is inspected, of any trade; documents that ask for fields of a ``site`` leave it alone."""
EVIDENCE, REQUIREMENT = "现场照片。", "按检查内容整改到位，留存记录。"
LONGEST_TITLE = 60
GRADES = {
    **{"一般": "general", "一般隐患": "general", "否": "general", "重大": "major", "重大隐患": "major"},
    **{"重大事故隐患": "major", "是": "major", "待定级": "pending"},
}
UNREAD = {"sign": "比较", "limit": "限值", "failing": "不合格条件", "unit": "单位", "bad": "不合格选项"}
PLAIN = ("decimal", "integer", "date", "text", "boolean")


@dataclass(frozen=True)
class Row:
    """What stands in a row, by what its columns hold; ``places`` are the columns."""

    sheet: Sheet
    number: int
    cells: Mapping[str, str]
    places: Mapping[str, int]

    def get(self, key: str) -> str:
        return self.cells.get(key, "")

    def at(self, key: str = "") -> str:
        """``sheet!I7``."""
        return self.sheet.where(self.number, self.places.get(key, 0))


def item_of(row: Row, item_id: str, draft: Draft, source: str) -> dict[str, Any]:
    """The item of a row that has a title or says what to look at; ``source`` names the file."""
    title = short(row.get("title") or row.get("check"), LONGEST_TITLE).replace("\n", " ")
    item: dict[str, Any] = {"id": item_id, "title": title, "check": row.get("check") or row.get("title")}
    item["kinds"] = [KIND]
    item |= _measured(row, title, draft)
    item["severity"] = [{"is": _grade(row, draft)}]
    item |= {"evidence": row.get("evidence") or EVIDENCE, "requirement": row.get("requirement") or REQUIREMENT}
    item["source"] = {"document": row.get("basis") or source, "section": row.at()}
    if basis := row.get("basis"):
        draft.say(row.at("basis"), f"依据“{short(basis)}”照原文写作出处；登记文件后可改写成 basis", "note")
    notes = [text for text in (row.get("note"), _unread(row, item), _uncounted(row)) if text]
    return {**item, "note": "；".join(notes)} if notes else item


def _unread(row: Row, item: Mapping[str, Any]) -> str:
    """What was to decide, as it is written, where no condition came of it."""
    told = {key: row.get(key) for key in UNREAD if row.get(key)}
    if "fails_when" in item or not told or not {"limit", "failing", "sign", "bad"} & told.keys():
        return ""
    return f"原表写着：{'，'.join(f'{UNREAD[key]} {text}' for key, text in told.items())}"


def _uncounted(row: Row) -> str:
    """The formulas of a row whose results nobody stored."""
    told = [f"{letters(column)} 列 {text}" for (at, column), text in row.sheet.uncounted.items() if at == row.number]
    return f"原表的公式：{'，'.join(told)}" if told else ""


def short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _grade(row: Row, draft: Draft) -> str:
    text = row.get("severity")
    if text and text not in GRADES:
        draft.say(row.at("severity"), f"等级“{short(text)}”不认识，按一般；可写一般、重大、待定级")
    return GRADES.get(text, "general")


def _measured(row: Row, title: str, draft: Draft) -> dict[str, Any]:
    """The value of a row and the condition on it; a limit that is not clear leaves the item to the inspector."""
    kind = WORDS.get(row.get("type"), row.get("type"))
    title = row.get("measured") or title
    if row.get("choices"):
        return _choice(row, title, draft, several=kind == "multichoice")
    if row.get("limit") or row.get("failing"):
        return _limited(row, title, draft)
    if row.get("sign"):
        draft.say(row.at("sign"), f"写了比较“{short(row.get('sign'))}”，没有写限值")
    elif kind in PLAIN:
        return {"values": [{"id": "value", "title": title, "type": kind, "required": "false", **_unit(row, kind)}]}
    elif kind:
        draft.say(row.at("type"), f"类型“{short(kind)}”不认识，或缺少选项")
    return {}


def _unit(row: Row, kind: str) -> dict[str, str]:
    return {"unit": row.get("unit")} if row.get("unit") and kind in ("decimal", "integer") else {}


def _limited(row: Row, title: str, draft: Draft) -> dict[str, Any]:
    key = "limit" if row.get("limit") else "failing"
    draft.conditions += 1
    found = demand(row.get("sign"), row.get(key))
    if found is None:
        beside = f"（比较“{short(row.get('sign'))}”）" if row.get("sign") else ""
        draft.say(row.at(key), f"限值“{short(row.get(key))}”{beside}没有看懂，由检查员判断；例：≤ 40")
        return {}
    try:
        comparisons, unit = _in_unit(found, row.get("unit"))
    except ValueError as error:
        draft.say(row.at(key), f"限值的单位“{found.unit}”与“单位”一列不合：{error}")
        return {}
    draft.understood += 1
    pairs = Demand(comparisons).contrary if key == "limit" else list(comparisons)
    leaves = [{"fact": "value", "op": sign, "value": bound} for sign, bound in pairs]
    told = "、".join(f"{sign} {bound}{unit}" for sign, bound in pairs)
    draft.say(row.at(key), f"{title} {told} 即不合格", "note")
    tree = leaves[0] if len(leaves) == 1 else {"any" if key == "limit" else "all": leaves}
    value = {"id": "value", "title": title, "type": "decimal", **({"unit": unit} if unit else {})}
    return {"values": [value], "fails_when": tree}


def _in_unit(found: Demand, unit: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The numbers in the unit of the row, if it has one. Raises ValueError where these are of different kinds."""
    if not (unit and found.unit):
        return found.comparisons, unit or found.unit
    return tuple((sign, read_number(f"{number} {found.unit}", unit)) for sign, number in found.comparisons), unit


def _choice(row: Row, title: str, draft: Draft, *, several: bool) -> dict[str, Any]:
    titles = list(dict.fromkeys(_parts(row.get("choices"))))
    keys: dict[str, str] = {}
    for word in titles:
        keys[slug(word, keys, "c")] = word
    value = {"id": "value", "title": title, "choices": keys, "type": "multichoice" if several else "choice"}
    if not (bad := _parts(row.get("bad"))):
        return {"values": [value]}
    draft.conditions += 1
    if unknown := [word for word in bad if word not in titles]:
        draft.say(row.at("bad"), f"不合格选项“{'、'.join(unknown)}”不在选项里，由检查员判断")
        return {"values": [value]}
    draft.understood += 1
    failing = [key for key, word in keys.items() if word in bad]
    return {"values": [value], "fails_when": {"fact": "value", "any_of": failing}}


def _parts(text: str) -> list[str]:
    return people(text.replace("/", "、").replace("|", "、"))
