"""Numbers, citations, service: the rules behind documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Definition, Ground, Item, Reference
from inspect_engine.domain.documents.citations import (
    UNREAD,
    Cited,
    Found,
    citation,
    grading,
    punished,
    sift,
    told,
    undecided,
    violated,
)
from inspect_engine.domain.documents.citations import given as cited
from inspect_engine.domain.documents.kinds import Catalog
from inspect_engine.domain.documents.numbers import code_fault, normal_number, number_text, numbered, numbers_in
from inspect_engine.domain.documents.service import SERVICE_TITLES, Service, lacking
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.references import Checked, seen
from inspect_engine.reading.definitions import load_library

DAY = date(2022, 2, 21)
LAW = Reference(
    id="law",
    title="某法",
    number="某令第1号",
    effective_from=date(2020, 1, 1),
    articles={"第1条": "C", "第2条": "M", "第3条": "U", "6.2.1": "C", "附件一": "C", "使用年限": "C"},
)
NEW = Reference(id="new", title="新法", effective_from=date(2023, 1, 1), articles={"第1条": "C", "第9条": "U"})
UNCLEAR = Reference(id="unclear", title="疑法", status="unclear", articles={"第1条": "C"})
BOOKS = {each.id: each for each in (LAW, NEW, UNCLEAR)}
BRACKETS = st.sampled_from(["〔〕", "[]", "()", "（）", "【】", "［］", "｛｝"])
CODES = st.text("示建燃改城管监AZ", min_size=2, max_size=8)


@given(CODES, st.integers(2000, 2100), st.integers(1, 99999), BRACKETS, st.booleans())
def test_a_number_is_found_however_its_brackets_are_typed(
    code: str, year: int, serial: int, brackets: str, end: bool
) -> None:
    typed = f" {code}{brackets[0]}{year}{brackets[1]} {serial}{'号' if end else ''}"

    assert normal_number(typed) == number_text(code, year, serial)


@given(CODES, st.integers(2000, 2100), st.integers(1, 99999), BRACKETS, st.sampled_from(["", "第", "00", "第0"]))
def test_a_number_is_the_same_however_it_is_written(
    code: str, year: int, serial: int, brackets: str, before: str
) -> None:
    """It would be two papers' else: with zeros before it, or 第."""
    typed = f"{code}{brackets[0]}{year}{brackets[1]}{before}{serial}号"
    assert numbered(typed) == (code, year, serial)
    found = list(numbers_in({"one": typed, "other": number_text(code, year, serial), "text": f"见{typed}和附件"}))
    assert [each.text for each in found] == [number_text(code, year, serial)]


@given(st.text(max_size=30))
def test_a_code_that_is_taken_gives_numbers_that_are_their_own_normal_form(code: str) -> None:
    """Otherwise a document could not be found by the number printed on it."""
    if code_fault(code) is None:
        number = number_text(code, 2022, 1)
        assert numbered(number) == (code, 2022, 1)
        assert normal_number(number) == number


@pytest.mark.parametrize(
    ("ref", "article", "fault"),
    [
        ("law", "第1条", ""),
        ("law", "第2条", UNREAD),
        ("law", "第3条", "待核：内容没有定论"),
        ("law", "第4条", "没有登记这一条"),
        ("nolaw", "第1条", "没有登记这份依据"),
        ("unclear", "第1条", "效力待核"),
    ],
)
def test_what_may_be_cited(ref: str, article: str, fault: str) -> None:
    assert citation(ref, article, BOOKS, DAY).fault == fault


def test_what_is_from_memory_is_printed_with_who_has_read_it() -> None:
    """By the law and edition that he has read, and until it is taken back; nobody can make an open article sure."""
    word = Checked("law", "第2条", LAW.name, "赵某", DAY, "全文")
    other, gone = replace(word, law="《某法》（旧）"), replace(word, withdrawn="旧版")
    told = [citation("law", "第2条", BOOKS, DAY, {("law", "第2条"): each}) for each in (word, other, gone)]
    assert [each.fault for each in told] == ["", UNREAD, UNREAD]
    assert told[0].text == "《某法》（某令第1号）第2条（条文经赵某于2022年2月21日核对）"
    assert citation("law", "第3条", BOOKS, DAY, {("law", "第3条"): word}).fault == "待核：内容没有定论"
    assert citation("law", "第1条", BOOKS, DAY, {("law", "第1条"): word}).text == "《某法》（某令第1号）第1条"
    assert citation("law", "第2条", BOOKS, DAY, seen({"law": replace_mark(LAW, "第2条")})).fault == ""


def replace_mark(document: Reference, article: str) -> Reference:
    """The same as a later registry has it."""
    return document.model_copy(update={"articles": {**document.articles, article: "C"}})


def test_what_nobody_has_read_stands_in_the_way_only_where_nothing_else_is_left() -> None:
    sure, remembered = (citation("law", article, BOOKS, DAY) for article in ("第1条", "第2条"))

    assert sift([sure, remembered], []) == Cited((sure,), (remembered,), ())
    assert sift([remembered], []) == Cited((), (), (remembered,))
    assert sift([sure, remembered], ["第1条"]) == Cited((), (sure,), (remembered,))
    assert sift([remembered], ["第2条"]) == Cited((), (remembered,), ())


def test_past_law_is_passed_over_and_unconfirmed_law_stands_in_the_way() -> None:
    """An article that did not apply on the finding day is not violated, so that it need not be confirmed either."""
    articles = (("law", "第1条"), ("law", "第3条"), ("new", "第1条"), ("new", "第9条"))
    found = [citation(*each, BOOKS, DAY) for each in articles]

    plain, left_out = sift(found, []), sift(found, ["第3条"])

    assert [each.article for each in plain.kept] == ["第1条"]
    assert [each.article for each in plain.refused] == ["第3条"]
    assert (left_out.refused, [each.article for each in left_out.omitted]) == ((), ["第3条"])
    assert sift(found, ["law:第1条"]).kept == ()


def resting_on(small: Definition, bases: Sequence[Mapping[str, object]]) -> tuple[Definition, Item]:
    """The small library's first item, resting on other articles."""
    section = small.pack.sections[0]
    item = section.items[0].model_copy(update={"basis": tuple(Ground.model_validate(base) for base in bases)})
    sections = (section.model_copy(update={"items": (item, *section.items[1:])}),)
    pack = small.pack.model_copy(update={"sections": sections})
    return small.model_copy(update={"pack": pack, "references": BOOKS}), item


@pytest.mark.parametrize(
    ("uses", "breached", "graded", "punishing"),
    [
        (("duty", "penalty", "grade"), ["第1条"], ["附件一"], ["6.2.1"]),
        (("duty", "duty", "duty"), ["第1条", "6.2.1", "附件一"], [], []),
        (("grade", "penalty", "grade"), [], ["第1条", "附件一"], ["6.2.1"]),
        (("penalty", "penalty", "penalty"), [], [], ["第1条", "6.2.1", "附件一"]),
        (("penalty", "duty", "penalty"), ["6.2.1"], [], ["第1条", "附件一"]),
    ],
)
def test_only_duties_are_breached(
    uses: tuple[str, ...], breached: list[str], graded: list[str], punishing: list[str]
) -> None:
    """What grades or punishes is breached by nobody, also where no duty is on record."""
    small = load_library([Path(__file__).parents[1] / "definitions" / "small"]).definition("small")
    articles = zip(uses, ("第1条", "6.2.1", "附件一"), strict=True)
    definition, item = resting_on(small, tuple({"ref": "law", "article": each, "as": use} for use, each in articles))

    assert [each.article for each in violated(Found(definition, item.id, DAY))] == breached
    assert [each.article for each in grading(Found(definition, item.id, DAY))] == graded
    assert [each.article for each in punished(Found(definition, item.id, DAY))] == punishing


@pytest.mark.parametrize(
    ("entries", "punishing"),
    [
        ({"depth": "3"}, ["第1条", "附件一"]),
        ({"depth": "1"}, ["6.2.1", "附件一"]),
        ({"depth": "1", "soil": "sand"}, ["6.2.1", "使用年限", "附件一"]),
        ({"depth": "1", "soil": "clay"}, ["6.2.1", "附件一"]),
        ({}, ["附件一"]),
        ({"soil": "clay"}, ["附件一"]),
    ],
)
def test_an_article_is_cited_for_what_was_found(entries: dict[str, str], punishing: list[str]) -> None:
    """Of an item that may be broken in several ways; what nobody has written down says nothing."""
    deep, shallow = ({"fact": "depth", "op": op, "value": "2"} for op in (">", "<="))
    sandy = {"fact": "soil", "is": "sand"}
    bases = (
        {"article": "第1条", "when": deep},
        {"article": "6.2.1", "when": shallow},
        {"article": "使用年限", "when": sandy},
        {"article": "附件一"},
    )
    small = load_library([Path(__file__).parents[1] / "definitions" / "small"]).definition("small")
    definition, item = resting_on(small, tuple({"ref": "law", "as": "penalty", **base} for base in bases))
    found = Found(definition, item.id, DAY, entries)
    assert [each.article for each in punished(found)] == punishing
    told = "\n".join(undecided(found))
    assert ("第1条：引不引用要看“" in told) is ("depth" not in entries)
    assert ("关于使用年限的规定：引不引用要看" in told) is ("soil" not in entries)
    assert "附件一" not in told


def test_articles_are_written_out_under_their_law() -> None:
    found = [citation("law", article, BOOKS, DAY) for article in ("第1条", "6.2.1", "附件一", "使用年限")]

    assert told(found) == "《某法》（某令第1号）第1条、第6.2.1条、附件一、关于使用年限的规定"


@pytest.mark.parametrize("text", ["第1条", "law:", "law 第1条"])
def test_a_citation_names_law_and_article(text: str) -> None:
    with pytest.raises(ValueError, match="应写成"):
        cited(text, BOOKS, DAY)


SERVER = Person("insp1", "检查员甲", frozenset({"inspector"}))


@given(
    st.sampled_from(sorted(SERVICE_TITLES)),
    st.sampled_from(["", "吴某"]),
    st.booleans(),
    st.sampled_from([(), ("张某",), ("检查员甲",)]),
)
def test_service_holds_only_with_a_signature_or_a_witness(
    how: str, received_by: str, refused: bool, witnesses: tuple[str, ...]
) -> None:
    """Whatever is left at the door or refused has a witness other than the server; other service has a signature."""
    service = Service(DAY, how, received_by, refused, witnesses)

    if not list(lacking(service, DAY, DAY, SERVER)):
        assert witnesses == ("张某",) if refused or how == "left" else True
        assert received_by or refused or how in ("left", "announcement")
        assert "检查员甲" not in witnesses
        assert service.told


def test_a_group_that_is_not_there_is_an_error() -> None:
    kind = {"id": "a", "title": "甲", "template": "a.docx", "rows": ["no"], "groups": ["nowhere"]}

    with pytest.raises(ValueError, match="nowhere"):
        Catalog.model_validate({"kinds": [kind]})
