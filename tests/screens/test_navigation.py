"""From every screen to every screen one can reach from it, by keys, and back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import inspect_tui.screens
import pytest
from inspect_tui.app import InspectApp
from inspect_tui.house import House, Screens
from inspect_tui.navigation import home, load_screens
from inspect_tui.views.inspections import Started, read_scored

from inspect_engine.domain.inspections import AnswerInput
from tests.screens.conftest import Desk, Hand, struck

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger

INSPECTOR = (
    ("today", "b", "board"),
    ("today", "m", "owed"),
    ("today", "f3", "start"),
    ("today", "home down enter", "case"),
    ("today", "home enter", "ledger"),
    ("today", "t", "ledger"),
    ("ledger", "enter", "case"),
    ("ledger", "b", "board"),
    ("board", "d", "confirm"),
    ("ledger", "m", "owed"),
    ("ledger", "p", "scores"),
    ("scores", "enter", "score"),
    ("ledger", "a", "log"),
    ("log", "f3", "place"),
    ("log", "f4", "team"),
    ("log", "接 地 enter", "hazard"),
    ("hazard", "f2", "files"),
    ("ledger", "f1", "help"),
    ("ledger", "n", "start"),
    ("start", "home down enter", "prepare"),
    ("prepare", "f2", "subject"),
    ("subject", "f1", "help"),
)
"""From where, by which keys, to where; each is gone back from, until the next begins."""
WALK = (
    ("ledger", "n", "start"),
    ("start", "home enter", "walk"),
    ("walk", "f2", "files"),
    ("walk", "m down end enter", "match"),
    ("walk", "ctrl+g", "score"),
    ("walk", "f3", "finish"),
    ("finish", "y enter", "result"),
    ("result", "ctrl+g", "score"),
    ("result", "enter", "case"),
)
SUPERVISOR = (
    ("ledger", "enter", "case"),
    ("case", "enter", "act"),
    ("act", "f2", "files"),
    ("case", "p", "evidence"),
    ("case", "b", "note"),
    ("note", "f2", "files"),
    ("case", "c", "correct"),
    ("case", "z", "correct"),
    ("ledger", "v", "verbs"),
    ("ledger", "v u s e r space l i s t enter", "rows"),
    ("ledger", "v w h o a m i enter", "text"),
    ("ledger", "v b a c k u p enter", "verb"),
    ("verb", "f2", "files"),
    ("ledger", "w", "views"),
    ("ledger", "s", "pick"),
    ("ledger", "space t enter", "many"),
    ("many", "f2", "files"),
    ("ledger", "e", "export"),
    ("export", "f1", "help"),
)
INSTEAD = {"prepare": "ledger", "walk": "ledger", "result": "ledger"}
"""Screens that take the place of the one before them, and where one is after leaving."""


@pytest.fixture
def site(yard: Desk) -> Desk:
    """One hazard, and an inspection that lacks its last answer but for one that failed."""
    ledger = yard.ledger("insp1")
    for words in (("pass", "pass", "fail", "pass"), ("fail", "pass", "pass")):
        key = ledger.inspections.start("mini", ["s-1"], ["insp1"])
        for item, word in zip(("P-1", "P-2", "P-3", "T-1"), words, strict=False):
            values = {"places": "1"} if word == "fail" else {}
            ledger.inspections.answer(key, AnswerInput(subject="s-1", item=item, answer=word, values=values))
        if len(words) == 4:
            [line] = ledger.inspections.finish(key).cases
            ledger.notes.add(line.number, "照片", [yard.photo])
            ledger.notes.add(line.number, "又一张", [yard.photo])
    return yard


def scope(hand: Hand) -> str:
    return str(getattr(hand.app.screen, "SCOPE", ""))


async def go(hand: Hand, ways: tuple[tuple[str, str, str], ...], back: str) -> None:
    """Go each way, after going back as far as where it begins; at last all the way home."""
    came = ["today", "ledger"]
    for start, keys, end in (*ways, ("today", "", "today")):
        while came[-1] != start:
            left = came.pop()
            await hand.press(back)
            assert scope(hand) == came[-1], f"back from {left}"
        await hand.press(*keys.split())
        assert scope(hand) == end, f"{keys} on {start}"
        if end in INSTEAD:
            came = ["today", INSTEAD[end]]
        came += [end] if keys else []


@pytest.mark.parametrize("back", ["escape", "f12"])
@pytest.mark.parametrize(("user", "ways"), [("insp1", INSPECTOR), ("insp1", WALK), ("sup", SUPERVISOR)])
async def test_every_way_and_back(site: Desk, user: str, ways: tuple[tuple[str, str, str], ...], back: str) -> None:
    """Promise: each key leads where it says, and Esc or F12 back to where one came from."""
    async with site.open(user, (120, 40)) as hand:
        await go(hand, ways, back)


async def test_a_way_struck_before_the_list_is_there(site: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: Enter waits for the rows it chooses from (formerly it was lost on the list of scores)."""
    asked, read = threading.Event(), threading.Event()

    def slowly(ledger: Ledger) -> list[Started]:
        asked.set()
        read.wait(60)
        return read_scored(ledger)

    monkeypatch.setattr("inspect_tui.screens.scores.read_scored", slowly)
    async with site.open(size=(120, 40)) as hand:
        hand.app.post_message(struck("p"))
        hand.app.post_message(struck("enter"))
        await hand.until(asked.is_set)
        await hand.pilot.pause(0.1)
        read.set()
        await hand.obeyed()
        assert scope(hand) == "score"


def test_the_app_is_the_house_its_screens_live_in(tmp_path: Path) -> None:
    """Promise: what screens are told of the app is so; the type checker holds the rest of it to this line."""
    house: House = InspectApp(tmp_path / "台账.db")
    assert not house.is_open


def test_every_screen_has_its_way() -> None:
    """Promise: what navigation knows is what screens are promised, what there is, and what the ways above go to."""
    modules = {path.stem for folder in inspect_tui.screens.__path__ for path in Path(folder).glob("[!_]*.py")}
    promised = {name for name in vars(Screens) if not name.startswith("_")}
    ways = {end for _, _, end in (*INSPECTOR, *WALK, *SUPERVISOR)}
    assert promised == modules - {home.SCOPE} == ways - {"confirm"}
    for name in promised:
        assert name == getattr(load_screens(), name).SCOPE
