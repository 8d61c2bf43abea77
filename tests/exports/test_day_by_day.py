"""Whatever was done, on whichever days: the board of each day is what the histories come to by then."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.cli.cases.trails import plain
from inspect_engine.errors import InputError, Refused
from tests.exports.conftest import Town
from tests.exports.recount import figures

NAMES = (
    *("found", "open", "rectified", "in_time", "in_time_extended", "due", "done_in_time", "extended", "returned"),
    *("replied_late", "closed_late", "rechecked", "days_taken", "on_the_spot", "withdrawn"),
)


def _on_spot(town: Town, case: int) -> None:
    town.act("insp1", case, "fix_on_spot", "现场", performed_by="李四", measures="当场拆除")
    town.act("insp3", case, "confirm_spot", conclusion="属实")


def _reopen(town: Town, case: int) -> None:
    town.act("sup1", case, "reopen", reopened_on=town.now.date().isoformat(), more_days="3")


def _send_back(town: Town, case: int) -> None:
    town.act("insp1", case, "return", inspectors="insp1,insp3", reason="没有改到位")


DEEDS: dict[str, Callable[[Town, int], Any]] = {
    "find": lambda town, case: town.inspect(["T-1", "T-2"][: 1 + case % 2], f"s{len(town.numbers)}"),
    "order": lambda town, case: town.order(case, 2 + case % 4),
    "reply": lambda town, case: town.reply(case, f"照片{town.now:%d}{case}"),
    "back": _send_back,
    "put off": lambda town, case: town.put_off(case),
    "close": lambda town, case: town.close(case),
    "spot": _on_spot,
    "withdraw": lambda town, case: town.act("sup1", case, "withdraw", reason="重复"),
    "reopen": _reopen,
}
COURSE = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([*DEEDS, "order", "reply", "close"]), st.integers(0, 3)), max_size=14
)


@settings(max_examples=4)
@given(COURSE)
def test_the_board_of_each_day_is_recounted_from_the_histories(
    tmp_path_factory: pytest.TempPathFactory, course: list[tuple[int, str, int]]
) -> None:
    town = Town(tmp_path_factory.mktemp("days"))
    first = town.now.date()
    town.inspect(["T-1", "T-1", "T-2"])
    for days, deed, case in course:
        town.wait(days)
        try:
            DEEDS[deed](town, case % len(town.numbers))
        except (Refused, InputError):  # not from here, or not today
            continue
    cases = town.as_("sup1").cases
    told = json.loads(json.dumps([plain(cases.history(number), ())["items"] for number in town.numbers], default=str))
    for n in range((town.now.date() - first).days + 1):
        day = first + timedelta(days=n)
        assert _board(town, day) == _recounted(told, day), day


def _board(town: Town, day: date) -> dict[str, int]:
    board = town.chief.figures.board(day)
    return {name: getattr(board, name) for name in NAMES}


def _recounted(told: Any, day: date) -> dict[str, int]:
    count: Counter[str] = figures(told, day.isoformat())
    return {name: count[name] for name in NAMES}
