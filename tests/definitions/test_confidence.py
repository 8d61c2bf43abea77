"""What nobody has verified (U, 待核) judges nothing and is said wherever it is shown; one figure stands for one law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from inspect_engine.domain.definitions import Limit, Pack, Reference, Region
from inspect_engine.domain.documents.citations import Found, grading, punished, violated
from inspect_engine.exports.markdown.checklist import checklist
from inspect_engine.reading.definitions import load_library

LIBRARY = load_library()
REFERENCES = LIBRARY.references
PACKS = sorted(LIBRARY.packs.values(), key=lambda pack: pack.id)

SAME_LAW = {
    "officers-first": "officers-one",
    "officers-second": "officers-two",
    "officers-third": "officers-three",
    "labour-officers-first": "labour-officers-one",
    "labour-officers-second": "labour-officers-two",
    "labour-officers-third": "labour-officers-three",
    "labour-share": "labour-ratio",
    "enterprise-share": "company-share",
    **{name: name for name in ("leader-share", "area-second", "area-third", "price-second", "price-third")},
    **{name: name for name in ("labour-second", "labour-third")},
}
"""Parameters of personnel and the ones of hazardous-works that state the same provision."""


def limits(packs: Mapping[str, Pack], regions: Mapping[str, Region]) -> Iterator[tuple[str, Limit]]:
    """Every limit of every pack and region, with whose it is."""
    for pack in packs.values():
        for parameter in pack.parameters:
            yield from ((f"{pack.id}/{parameter.id}", limit) for limit in parameter.limits)
    for region in regions.values():
        for overlay in region.overlays:
            yield from ((f"{region.region}/{overlay.pack}/{overlay.parameter}", limit) for limit in overlay.limits)


def unsure(references: Mapping[str, Reference]) -> list[str]:
    """The limits that rest on an article marked U."""
    found = limits(LIBRARY.packs, LIBRARY.regions)
    return [name for name, limit in found if references[limit.ref].articles.get(limit.article) == "U"]


def test_no_limit_rests_on_an_unverified_article() -> None:
    """Neither in a pack nor in a region: 待补参 is the answer where only an unverified figure is known."""
    assert unsure(REFERENCES) == []


def test_no_time_limit_of_a_workflow_rests_on_an_unverified_article() -> None:
    """A clock that makes somebody late is a judgement too."""
    states = [(flow.id, state.within) for flow in LIBRARY.workflows.values() for state in flow.states.values()]
    cited = [(flow, within.basis) for flow, within in states if within and within.basis]
    assert cited
    assert [flow for flow, basis in cited if REFERENCES[basis.ref].articles.get(basis.article) == "U"] == []


@pytest.mark.parametrize(
    ("name", "article", "found"),
    [
        ("qingdao-ranqi-2022", "第28条", "370200/gas/commercial-check-months"),
        ("jgj46-2005", "安全电压", "hazardous-works/voltage-wet"),
        ("gb55009-2021", "6.1.8", "gas/hose-length"),
    ],
)
def test_the_rule_reaches_packs_and_regions(name: str, article: str, found: str) -> None:
    """Were its article marked U, the limit would be found."""
    document = REFERENCES[name]
    doubted = document.model_copy(update={"articles": {**document.articles, article: "U"}})
    assert found in unsure({**REFERENCES, name: doubted})


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_an_unverified_ground_is_owned_up_to(pack: Pack) -> None:
    """An item that rests on an article marked U says 待核 to the inspector."""
    for section in pack.sections:
        for item in section.items:
            if any(REFERENCES[one.ref].articles.get(one.article) == "U" for one in item.basis):
                assert "待核" in (item.note or ""), item.id


def test_the_printed_checklist_says_what_was_not_verified() -> None:
    """Printed for reading, grounds and limits carry 待核 after the article; verified ones carry nothing."""
    printed = checklist(LIBRARY.definition("hazardous-works"), date(2026, 11, 20))
    assert "第11条(二)（待核）" in printed
    assert "第12条(一)（待核）" in printed
    assert "第11条(三)（" not in printed
    assert "群塔水平距离（待核）" in printed
    assert "）群塔垂直距离" in printed
    assert "）群塔垂直距离（" not in printed


MEMORY = "凭" + "记忆"
READ_BY_MEN = {"checklists": "*.yaml", "src": "*.py", "tui": "*.py", "features": "*.feature", "docs": "*.zh-CN.md"}


@pytest.mark.parametrize("folder", READ_BY_MEN)
def test_readers_meet_one_word_for_what_nobody_verified(folder: str) -> None:
    """待核 on every floor: in definitions, on screens, in papers and workbooks, in what is told of behaviour."""
    files = list((Path(__file__).parents[2] / folder).rglob(READ_BY_MEN[folder]))
    assert files
    assert [file.name for file in files if MEMORY in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_no_document_quotes_what_nobody_verified(pack: Pack) -> None:
    """What a notice cites of any item, where nobody here has read an article: only what is C; the rest stops it, or is
    left out."""
    definition, on = LIBRARY.definition(pack.id), date(2026, 11, 20)
    for item in pack.items:
        found = Found(definition, item.id, on)
        quoted = [*(each for each in violated(found) if not each.fault), *grading(found), *punished(found)]
        marks = {each.text: REFERENCES[each.ref].articles[each.article] for each in quoted}
        assert {text: mark for text, mark in marks.items() if mark != "C"} == {}, item.id


@pytest.mark.parametrize(("name", "other"), SAME_LAW.items())
def test_two_packs_state_one_provision_alike(name: str, other: str) -> None:
    """Staffing and presence stand in personnel and in hazardous-works: a change of one is a change of both."""
    mine = next(one for one in LIBRARY.packs["personnel"].parameters if one.id == name)
    theirs = next(one for one in LIBRARY.packs["hazardous-works"].parameters if one.id == other)
    assert (mine.unit, mine.limits) == (theirs.unit, theirs.limits)
