"""A definition's digest is of its meaning: no spelling changes it, and nothing else leaves it as it was."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine import __version__
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.definitions.meaning import ORDERED, meaning
from inspect_engine.errors import DefinitionError
from inspect_engine.reading import offers
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.installed import shipped_folder
from inspect_engine.reading.offers import (
    CATALOGUE,
    Shelf,
    catalogue_of_text,
    kind_of_text,
    overlay_of_texts,
    pack_offer,
)
from inspect_engine.reading.released import latest
from inspect_engine.reading.sanctions import load_catalogue
from tests.definitions import released

SMALL = Path(__file__).parent / "small"
FILES = ("packs/small.yaml", "workflows/flow.yaml", "references/docs.yaml")


@cache
def data(name: str) -> Any:
    """A file as plain data, every scalar a text."""
    return yaml.load((SMALL / name).read_text(encoding="utf-8"), yaml.BaseLoader)


def respelled(value: Any, chance: random.Random, key: str = "") -> Any:
    """The same data with its keys in another order, but where the order is shown."""
    if isinstance(value, Mapping):
        pairs = [(name, respelled(part, chance, name)) for name, part in value.items()]
        if key not in ORDERED:
            chance.shuffle(pairs)
        return dict(pairs)
    return [respelled(part, chance) for part in value] if isinstance(value, list) else value


def written(value: Any, chance: random.Random) -> str:
    """One of the ways to write data down."""
    text: str = yaml.dump(
        value,
        allow_unicode=chance.random() < 0.8,
        default_flow_style=chance.choice([None, True, False]),
        default_style=chance.choice(["'", '"']),
        width=chance.choice([40, 80, 4000]),
        indent=chance.choice([2, 4, 6]),
        sort_keys=False,
    )
    return f"# 注释 {chance.random()}\n\n{text}" if chance.random() < 0.5 else text


def small(folder: Path, **files: str) -> Definition:
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = files.get(path.stem, (SMALL / name).read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    library = load_library([folder])
    return library.definition(next(iter(library.packs)))


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_another_spelling_means_the_same(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    files = {Path(name).stem: written(respelled(data(name), chance), chance) for name in FILES}
    found = small(tmp_path_factory.mktemp("spelled"), **files)
    assert meaning(found) == meaning(load_library([SMALL]).definition("small"))


def scalars(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where the texts of plain data stand."""
    if isinstance(value, Mapping):
        return [each for name, part in value.items() for each in scalars(part, (*path, name))]
    if isinstance(value, list):
        return [each for n, part in enumerate(value) for each in scalars(part, (*path, n))]
    return [path]


@settings(max_examples=60)
@given(st.data())
def test_another_meaning_has_another_digest(tmp_path_factory: pytest.TempPathFactory, drawn: st.DataObject) -> None:
    """A word of the pack or of its workflow is replaced by another: the digest changes just if the definition does."""
    name = drawn.draw(st.sampled_from(FILES[:2]))
    changed = yaml.load((SMALL / name).read_text(encoding="utf-8"), yaml.BaseLoader)
    *way, last = drawn.draw(st.sampled_from(scalars(changed)))
    place = changed
    for step in way:
        place = place[step]
    word = drawn.draw(st.sampled_from([f"{place[last]}1", f"{place[last]}.0", "false", "true", "3", "改"]))
    place[last] = word
    old = load_library([SMALL]).definition("small")
    text = yaml.dump(changed, allow_unicode=True, default_style='"', sort_keys=False)
    try:
        new = small(tmp_path_factory.mktemp("changed"), **{Path(name).stem: text})
    except DefinitionError:
        return
    assert (meaning(new) == meaning(old)) == (new == old)


SHOWN = "choices: {sand: 砂土, clay: 粘土}"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("value: 1.5", "value: 1.50", True),
        ("type: decimal, unit: m, min: 0}", "type: decimal, required: true, unit: m, min: 0.0}", True),
        (SHOWN, "choices: {clay: 粘土, sand: 砂土}", False),
        ("kinds: [shop, house]", "kinds: [house, shop]", False),
        ("title: 未设标识", "title: 没有标识", False),
        ("value: 1.5", "value: 1.51", False),
    ],
)
def test_what_is_spelling_and_what_is_meaning(tmp_path: Path, old: str, new: str, same: bool) -> None:
    text = (SMALL / "packs/small.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    found = small(tmp_path, small=text.replace(old, new))
    assert (meaning(found) == meaning(load_library([SMALL]).definition("small"))) is same


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    """From the kept text comes what was offered: the same definition, form, template and lists."""
    shelf = offers.shipped()
    pack = shelf.offer(("pack", "gas"))
    assert pack is not None
    assert pack_offer(Definition.model_validate_json(pack.text)) == pack
    document = shelf.offer(("document", "rectification"))
    assert document is not None
    kind, template = kind_of_text(document.text)
    assert (kind.id, template[:2]) == ("rectification", b"PK")
    lists = shelf.offer(("sanctions", CATALOGUE))
    assert lists is not None
    assert catalogue_of_text(lists.text) == load_catalogue([shipped_folder()])
    codes = shelf.offer(("regions", "codes"))
    assert codes is not None
    assert overlay_of_texts([codes.text])["330113"][0].name == "临平区"


# --- releases -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipping() -> list[Any]:
    """What ships now; digests are worked out, not looked up in the record."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offers, "digests", dict)
        return released.shipping()


def test_a_release_raises_the_version_of_what_it_changes(shipping: list[Any]) -> None:
    """When this fails: raise the ``version`` of what is named (of a changed workflow, of each pack that uses it), and
    run ``make released`` before the release."""
    assert list(released.unraised(shipping, latest())) == []


def test_the_record_is_of_this_release_and_says_what_texts_mean(shipping: list[Any]) -> None:
    text = released.PAGE.read_text(encoding="utf-8")
    assert f'"release": "{__version__}"' in text, "make released"
    now = {each.hash: each for each in shipping}
    assert {each for each in latest() if each.hash in now} == {now[each.hash] for each in latest() if each.hash in now}
    assert {each.key for each in latest()} == {each.key for each in shipping}


def test_a_change_without_a_higher_version_is_named(shipping: list[Any]) -> None:
    gas = next(each for each in latest() if each.id == "gas")
    changed = type(gas)(gas.kind, gas.id, gas.version, "h", "other")
    raised = type(gas)(gas.kind, gas.id, "2099.1", "h", "other")
    lower = type(gas)(gas.kind, gas.id, "2025.99", "h", "other")
    (told,) = released.unraised([changed], latest())
    assert f"gas@{gas.version}" in told
    assert "make released" in told
    assert len(list(released.unraised([lower], latest()))) == 1
    assert list(released.unraised([raised], latest())) == []
    assert '"version": "2099.1"' in released.written([raised], latest())


def test_a_shelf_has_everything_that_ships() -> None:
    keys = Shelf(load_library(), None).keys
    assert {kind for kind, _ in keys} == {"pack", "document", "sanctions", "regions"}
    assert len(keys) == len(latest())
