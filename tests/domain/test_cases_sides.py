"""On which side of 整改前后 each file of a case stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from inspect_engine.domain.cases import MOVED, NOTED, OPENED, PROPOSED, SEEN
from inspect_engine.domain.cases.sides import sides_of
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.events import Event
from tests.domain.conftest import event, opened


def case(*steps: tuple[str, str, dict[str, Any]]) -> list[Event]:
    """A case of these steps, each (its one file, kind, data), after a discovery with the file ``found``."""
    made = [_with("found", opened())]
    for number, (file, kind, data) in enumerate(steps, 2):
        made.append(_with(file, event(kind, data, number)))
    return made


def _with(name: str, of: Event) -> Event:
    return replace(of, files=({"name": f"{name}.jpg", "sha256": name, "size": 1},) if name else ())


def move(file: str, mark: str | None = None, **values: str) -> tuple[str, str, dict[str, Any]]:
    return file, MOVED, {"trigger": file, "title": file, "mark": mark, "values": values}


def seen(file: str, times: int = 1, inspection: str = "i2") -> tuple[str, str, dict[str, Any]]:
    return file, SEEN, {"times": times, "inspection": inspection}


def correct(file: str, **data: Any) -> tuple[str, str, dict[str, Any]]:
    return file, CORRECTED, {"what": "case", "changes": [], **data}


REPLY, PASSED = move("reply", "replied"), move("passed")
REDONE = {"redone": {**REPLY[2], "values": {"measures": "另"}}}
UNDONE = correct("", undone="e2", what="reply")


@pytest.mark.parametrize(
    ("steps", "before", "after", "gone"),
    [
        ((), "found", "", ""),
        ((move("served"), move("plan"), REPLY, PASSED), "found", "reply passed", ""),
        ((move("spot", measures="当场拆除"), move("confirmed")), "found", "spot confirmed", ""),
        ((REPLY, move("look", "returned")), "found look", "", "reply"),
        ((REPLY, move("look", "returned"), move("again", "replied"), PASSED), "found look", "again passed", "reply"),
        ((REPLY, PASSED, move("new", "reopened")), "found new", "", "reply passed"),
        ((seen("second"), REPLY, seen("third")), "found second third", "reply", ""),
        ((seen("second"), seen("", -1)), "found", "", ""),
        ((seen("second"), seen("third", 1, "i3"), seen("", -1)), "found third", "", ""),
        ((seen("second"), seen("more", 0)), "found second more", "", ""),
        ((REPLY, UNDONE), "found", "", ""),
        ((REPLY, correct("better", **REDONE)), "found", "reply better", ""),
        ((move("plan"), correct("paper", redone=move("plan", why="另")[2])), "found", "", ""),
        ((REPLY, PASSED, correct("better", action="e2", again=(), **REDONE)), "found", "reply passed better", ""),
        ((correct("clearer", what="answer"), REPLY), "found clearer", "reply", ""),
        ((REPLY, correct("clearer", what="answer")), "found clearer", "reply", ""),
        ((("note", NOTED, {"text": "备注"}), REPLY), "found", "reply", ""),
        ((("maybe", PROPOSED, REPLY[2]),), "found", "", ""),
        ((REPLY, seen("reply")), "found reply", "reply", ""),
        ((REPLY, move("reply")), "found", "reply", ""),
    ],
)
def test_each_file_stands_on_its_side(steps: Any, before: str, after: str, gone: str) -> None:
    found = sides_of(case(*steps))
    told = [" ".join(each.sha256 for each in side) for side in (found.before, found.after, found.sent_back)]
    assert told == [before, after, gone]


def test_the_words_of_a_piece_are_those_of_its_step() -> None:
    found = sides_of(case(REPLY))
    assert [each.event.kind for each in (*found.before, *found.after)] == [OPENED, MOVED]
