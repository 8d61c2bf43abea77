"""Killed at any moment: what was typed comes back, in the form and the item it was typed into, and is stored once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from inspect_engine.ledger import CaseFilter
from tests.terminal.office import Office
from tests.terminal.test_keys import found

SEED = int(os.environ.get("KEY_SEED", "2026"))
KILLS = int(os.environ.get("KEY_KILLS", "1"))
"""``KEY_KILLS=300`` for a long run."""
WORDS = "疏散通道堆放纸箱木板软管老化配电箱没有上锁[/]=1+1"

__all__ = ["found"]


@pytest.fixture
def office(found: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    made = Office(found, Random(f"{SEED}-{request.node.name}"))
    try:
        made.start()
        yield made
    finally:
        made.console.close()


def drafts(office: Office) -> list[dict[str, Any]]:
    """What lies on disk, whole: a draft is there or it is not."""
    folder = office.path.with_name(office.path.name + ".drafts")
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/*.json"))]


def kill(office: Office) -> None:
    office.console.close()
    office.start()


def typed(office: Office) -> str:
    return "".join(office.chance.choice(WORDS) for _ in range(office.chance.randrange(4, 60)))


def test_notes(office: Office) -> None:
    """Promise: of a text being struck, what had come to rest on disk is there again: a beginning of it, or all."""
    for _ in range(KILLS):
        number, text = office.hazard(), typed(office)
        way = ["ctrl+u", *number, "enter", "enter", "b"]
        office.strike([*way, *text])
        least = office.chance.choice((1, len(text) // 2, len(text)))
        office.console.until(lambda n=least: any(len(d["fields"].get("text", "")) >= n for d in drafts(office)))  # type: ignore[misc]
        kill(office)
        [draft] = drafts(office)
        kept = draft["fields"]["text"]
        assert text.startswith(kept)
        office.strike(way)
        office.console.until("".join(kept.split()))
        assert "还没有提交" in office.console.flat
        office.end(["ctrl+s", "f12"])
        assert office.ledger("insp1").cases.history(number)[-1].event.data["text"] == kept
        assert not drafts(office)


def test_items(office: Office) -> None:
    """Promise: items of a walk, several begun at once, each with its own words; killed after saving, none doubles."""
    for _ in range(KILLS):
        ledger, subject = office.ledger("insp1"), office.subject()
        inspection = ledger.inspections.start("shop", [subject], ["insp1"])
        first, second = typed(office), typed(office)
        office.strike(["ctrl+u", "enter", "n", "enter", "2", *first, "f12"])
        office.strike(["j", "j", "2", *second])
        office.console.until(lambda a=first, b=second: {d["fields"]["note"] for d in drafts(office)} == {a, b})  # type: ignore[misc]
        kill(office)
        office.strike(["ctrl+u", "enter", "n", "enter"])
        office.console.until("有2项草稿")
        office.strike(["g", "ctrl+s"])
        office.console.until(lambda: len(drafts(office)) == 1)
        kill(office)
        office.strike(["ctrl+u", "enter", "n", "enter"])
        office.console.until("有1项草稿")
        office.end(["g", "j", "j", "ctrl+s", "f12"])
        answers = {a.item: (a.answer, a.note) for a in ledger.inspections.get(inspection).answers}
        assert answers == {"A-01": ("fail", first), "A-03": ("fail", second)}
        assert not drafts(office)
        ledger.unfinished.discard(inspection, "演练")
    assert not list(office.ledger("insp1").cases.page(CaseFilter()))
