"""Hazards found by what inspectors type, in all that ships."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from inspect_engine.domain.inspections.sayings import SAME
from inspect_engine.domain.inspections.search import Hit, Index, Key, entries_of, words_of
from inspect_engine.domain.judgement.asking import of_another_day
from inspect_engine.domain.words.pinyin import named_so, sound_of
from inspect_engine.reading.definitions import load_library

TODAY = date(2026, 11, 28)
WANTED = {
    "漏气": "GAS-C-01",
    "煤气泄露": "GAS-C-01",
    "熄火保护": "GAS-C-04",
    "xhbh": "GAS-C-04",
    "xihuobao": "GAS-C-04",
    "灭火器过期": "ST-04",
    "mhq": "AQ-B2-06",
    "软管超长": "GAS-U-07",
    "rgcc": "GAS-U-07",
    "皮管太长": "GAS-U-07",
    "气瓶间": "CAT-06",
    "液化气罐放在地下室": "GAS-U-13",
    "燃气报警器没装": "CAT-01",
    "cat-04": "CAT-04",
    "ＣＡＴ０４": "CAT-04",
    "gasc04": "GAS-C-04",
    "动火作业": "OPW-01",
    "没有应急预案": "AQ-B1-06",
    "没有戴安全帽": "AQ-B13-01",
    "临边没有护栏": "AQ-B11-06",
    "特种作业无证": "RY-06",
    "没有持证上岗": "RY-05",
    "塔吊 附着": "AQ-B17-07",
    "jsj 连墙件": "M24-7-2",
    "jsj脚手架": "M24-7-2",
    "基坑支护": "AQ-B11-02",
    "裂缝": "NF-M2",
    "配电箱": "WD-YD-06",
    "私拉电线": "RC-04",
    "消防车通道": "XF-P1",
    "楼顶 危房": "",
}
"""What is typed, and the item that is meant: among the first five. Empty: there is none such."""


@cache
def index() -> Index:
    library = load_library()
    gone = {
        name: [i.id for s in of_another_day(library.definition(name), TODAY) for i in s.items] for name in library.packs
    }
    return Index(list(entries_of(library.packs.values(), lambda pack: gone[pack.id])))


def found(typed: str, most: int = 5) -> list[Key]:
    return [hit.entry.key for hit in index().search(typed)[:most]]


def test_what_inspectors_type_is_among_the_first_five() -> None:
    wrong = {typed: found(typed) for typed, item in WANTED.items() if item and item not in {k[1] for k in found(typed)}}
    assert not wrong
    assert not found("楼顶 危房")


def test_a_key_looks_at_each_entry_once_a_word() -> None:
    whole = index()
    assert len(whole.entries) > 1400
    for typed, words in (("漏气", 1), ("灭火器 过期", 2), ("a b c d", 4), ("灭" * 400, 1)):
        before = whole.compared
        whole.search(typed)
        assert whole.compared - before <= words * len(whole.entries), typed


def test_what_the_place_is_asked_and_often_has_comes_first() -> None:
    stalls = index().search("jsj", lambda each: each.pack.id == "fire")
    order = [hit.fits for hit in stalls]
    assert order == sorted(order, reverse=True)
    usual = index().search("", found_before={("gas", "CAT-01"): 1, ("gas", "CAT-06"): 3})
    assert [(hit.entry.item.id, hit.times) for hit in usual] == [("CAT-06", 3), ("CAT-01", 1)]
    several = index().search("气瓶", found_before={("gas", "CAT-03"): 9})
    assert several[0].entry.item.id == "CAT-03"


@pytest.mark.parametrize("typed", ["", " 。", "\u202e", "'; --", "*", "[", "%", "\\d+"])
def test_nothing_breaks_it(typed: str) -> None:
    assert all(isinstance(hit, Hit) for hit in index().search(typed))


def test_words_are_parted_where_the_script_changes() -> None:
    assert words_of("jsj脚手架 ＣＡＴ-04 。") == ["jsj", "脚手架", "cat-04"]


def test_a_saying_is_in_one_row_only() -> None:
    said = [word for row in SAME for word in row]
    assert len(said) == len(set(said))


def test_sounds() -> None:
    assert sound_of("瓶装LNG 灭火器").initials == "pzlng mhq"
    assert named_so("熟食店03", "ssd")
    assert named_so("熟食店03", "SSD03")
    assert named_so("重庆路店", "cql")
    assert not named_so("熟食店03", "sd3")
