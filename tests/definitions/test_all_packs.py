"""What holds of every pack that ships."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspect_engine.domain.definitions import Pack
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.strict_yaml import read_file

PACKS = list(load_library().packs.values())
SOURCES = {"000", "001", "002", "003", "004", "JGJ 59-2011 附录B"}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_what_goes_into_notices_is_sure(pack: Pack) -> None:
    """Titles, requirements, evidence and measured values leave the house: doubts are told in notes only."""
    for item in pack.items:
        texts = [item.title, item.requirement, item.evidence, *(spec.title for spec in item.values)]
        assert not [text for text in texts if "待核" in text], item.id


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_item_says_where_it_comes_from(pack: Pack) -> None:
    """In the law, in one of the five source documents, or in the standard whose table it is."""
    assert all(item.basis or item.source for item in pack.items)
    assert {item.source.document for item in pack.items if item.source} <= SOURCES


def test_the_examples_can_be_logged_into_one_ledger() -> None:
    """One key means one thing wherever it stands; a second visit to the same site shares its subjects."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path in sorted((Path(__file__).parents[2] / "examples").glob("*/*.yaml")):
        document = read_file(path)
        for subject in document.data.get("subjects", ()):
            found.setdefault(subject["key"], set()).add((subject["kind"], subject["name"]))
    assert len(found) > 50
    assert {key: things for key, things in found.items() if len(things) > 1} == {}


OURS = re.compile(
    "移交(?!档案)|移送|取回执|责令|查处|立案|另记|另按|督办|约谈|提请|部门认定后|部门(认定)?处理|记入信用"
)
"""What is for an authority to do, and stands in the note: a notice lays the requirement upon the unit."""
AUTHORITIES = ("authority", "body", "reporter")


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_what_a_notice_asks_of_a_unit_is_for_the_unit_to_do(pack: Pack) -> None:
    if pack.id in ("action-plan", "root-causes"):  # whose units are departments
        return
    flows = load_library().definition(pack.id).workflows
    asked = [item for item in pack.items if item.liable not in AUTHORITIES and flows[item.workflow].kind == "hazard"]
    assert [item.id for item in asked if OURS.search(item.requirement) and "随档案移交" not in item.requirement] == []
