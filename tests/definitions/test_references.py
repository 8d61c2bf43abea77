"""The shipped registry of documents: complete, dated without gaps, and frank about what nobody has verified."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from inspect_engine.domain.definitions import Reference
from inspect_engine.reading.definitions import load_library

REGISTRY = load_library().references
DOCUMENTS = sorted(REGISTRY.values(), key=lambda reference: reference.id)
SUPERSEDED = [reference for reference in DOCUMENTS if reference.superseded_by]

IMPORTANT = {
    "aqscf-2021": "主席令第88号",
    "csrqgltl-583": "国务院令第583号",
    "zltl": "国务院令第279号",
    "jsgcaq-393": "国务院令第393号",
    "sgbg-493": "国务院令第493号",
    "ysfz-310": "国务院令第310号",
    "zjbl-37": "住房和城乡建设部令第37号",
    "zjbl-57": "住房和城乡建设部令第57号",
    "jsbl-166": "建设部令第166号",
    "yjbl-11": "应急管理部令第11号",
    "yjbl-14": "应急管理部令第14号",
    "jbz-2018-31": "建办质〔2018〕31号",
    "jz-2009-87": "建质〔2009〕87号",
    "jbz-2021-48": "建办质〔2021〕48号",
    "jzg-2022-2": "建质规〔2022〕2号",
    "jzg-2024-5": "建质规〔2024〕5号",
    "jcg-2023-4": "建城规〔2023〕4号",
    "jz-2014-153": "建质〔2014〕153号",
    "jz-2014-154": "建质〔2014〕154号",
    "jz-2014-111": "建质〔2014〕111号",
    "jz-2011-158": "建质〔2011〕158号",
    "jz-2011-66": "建质〔2011〕66号",
    "jz-2017-242": "建质〔2017〕242号",
    "jz-2008-121": "建质〔2008〕121号",
    "js-2017-241": "建市〔2017〕241号",
    "zjbgg-2021-214": "住房和城乡建设部公告2021年第214号",
    "anwei-2023-3": "安委〔2023〕3号",
    "gbfmd-2022-10": "国办发明电〔2022〕10号",
    "gbf-2015-58": "国办发〔2015〕58号",
    "gbf-2018-118": "国办发〔2018〕118号",
    "jgj59-2011": "JGJ 59-2011",
    "gb55009-2021": "GB 55009-2021",
    "gb55037-2022": "GB 55037-2022",
    "gb50204-2015": "GB 50204-2015",
    "jgj125-2016": "JGJ 125-2016",
    "tsg23-2021": "TSG 23-2021",
    "jjg577-2012": "JJG 577-2012",
}


def every(documents: list[Reference]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("document", documents, ids=lambda document: document.id)


@pytest.mark.parametrize(("name", "number"), IMPORTANT.items())
def test_the_documents_of_the_field_are_registered(name: str, number: str) -> None:
    """A document that the checklists rest on is there, under its own number."""
    assert REGISTRY[name].number == number


@pytest.mark.parametrize(
    ("last_day", "old", "new"),
    [
        ("2018-05-31", "jz-2009-87", "jbz-2018-31"),
        ("2024-11-30", "jzg-2022-2", "jzg-2024-5"),
        ("2012-06-30", "jgj59-1999", "jgj59-2011"),
        ("2024-12-31", "jgj46-2005", "jgjt46-2024"),
        ("2025-10-31", "gb35181-2017", "gb35181-2025"),
        ("2024-02-29", "ajzjl-13", "yjbl-14"),
    ],
)
def test_the_day_decides_between_old_and_new(last_day: str, old: str, new: str) -> None:
    """Up to the last day only the old document applies, from the next day only the new one."""
    day = date.fromisoformat(last_day)
    following = day + timedelta(days=1)
    assert [REGISTRY[name].in_force(day) for name in (old, new)] == [True, False]
    assert [REGISTRY[name].in_force(following) for name in (old, new)] == [False, True]


@pytest.mark.parametrize(("name", "first", "last", "count"), [("jzg-2024-5", 4, 17, 53), ("jcg-2023-4", 4, 10, 22)])
def test_every_criterion_of_the_two_standards_can_be_cited(name: str, first: int, last: int, count: int) -> None:
    """The criteria for major hazards are registered one by one: 53 in construction, 22 in gas supply."""
    articles = (re.match(r"第(\d+)条", article) for article in REGISTRY[name].articles)
    assert sum(first <= int(found[1]) <= last for found in articles if found) == count


@every(SUPERSEDED)
def test_a_successor_exists_and_follows(document: Reference) -> None:
    """A superseded document names a registered one that starts the day after it ends, where both days are known."""
    successor = REGISTRY[document.superseded_by or ""]
    assert successor.id != document.id
    assert document.status != "in_force"
    if document.effective_from and successor.effective_from:
        assert document.effective_from < successor.effective_from
    if document.effective_to and successor.effective_from:
        assert document.effective_to + timedelta(days=1) == successor.effective_from


@every(DOCUMENTS)
def test_the_status_is_borne_out(document: Reference) -> None:
    """Repealed: since when, by what, or why neither is known. Unclear: what is to be verified. In force: not ended."""
    note = document.note or ""
    if document.status == "repealed":
        assert document.effective_to or document.superseded_by or "待核" in note
    if document.status == "unclear":
        assert "待核" in note
    if document.status == "in_force":
        assert document.effective_to is None or document.effective_to > (document.verified_until or date.max)


@every(DOCUMENTS)
def test_the_days_are_in_order(document: Reference) -> None:
    """A document does not end, and nobody vouches for it, before it starts."""
    start = document.effective_from or date.min
    assert start <= (document.effective_to or date.max)
    assert start <= (document.verified_until or date.max)


@every(DOCUMENTS)
def test_an_unknown_start_is_explained(document: Reference) -> None:
    """Without a start a document counts as in force on any day, so the note says that the day is missing."""
    assert document.effective_from or re.search("待核|未查到|占位", document.note or "")


@every(DOCUMENTS)
def test_a_document_that_cannot_be_identified_is_not_called_in_force(document: Reference) -> None:
    """Neither number nor issuer: a placeholder, or a standard still to be found."""
    assert document.number or document.issuer or document.status != "in_force"


@every(DOCUMENTS)
def test_ids_and_numbers_are_well_formed(document: Reference) -> None:
    """Ids are words and numbers joined by hyphens; a document number has its year in 〔〕 and no other brackets."""
    assert re.fullmatch(r"[a-z]+\d*(-[a-z0-9]+)*", document.id)
    number = document.number or ""
    assert not re.search(r"[\[\]【】()（），]", number), "an edition or a wrong bracket in the number"
    if re.search("[〔〕]", number):
        assert re.fullmatch(r"\w+〔(19|20)\d\d〕\d+号", number)


def test_no_document_is_registered_twice() -> None:
    """Title, number and edition tell documents apart, and so does the name that is printed."""
    counted = Counter(document.name for document in DOCUMENTS)
    assert [name for name, times in counted.items() if times > 1] == []
