"""Values in the walk: several choices, fields that others leave out, what is computed, and what cannot be found out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import inspect_checklists
import pytest

from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.reading.definitions import Library, load_library

if TYPE_CHECKING:
    from tests.screens.conftest import Desk

VALUES = Path(__file__).parents[1] / "cli/values"
FORM = {"licensed": "是", "licence_from": "2021/3/1", "licence_until": "2024年2月28日"}


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder, product = tmp_path_factory.mktemp("values"), Path(str(inspect_checklists.__path__[0]))
    for name in ("workflows", "references"):
        shutil.copytree(product / name, folder / name)
    return load_library([VALUES, folder])


@pytest.fixture
def key(desk: Desk, values: Library) -> str:
    """An inspection of one body by the checklist of values."""
    desk.install(values)
    ledger = desk.ledger("insp1")
    subject = SubjectInput.model_validate(
        {"key": "o-1", "kind": "org", "name": "某机构", "region": "530602", "fields": FORM}
    )
    ledger.subjects.add("values", subject)
    return ledger.inspections.start("values", ["o-1"], ["insp1"])


@pytest.mark.parametrize("size", [(100, 40), (70, 40)])
async def test_values_are_typed_chosen_computed_and_left_out(desk: Desk, key: str, size: tuple[int, int]) -> None:
    """Promise: on a wide and a narrow screen, what can be computed is shown and not asked for; digits choose several; a
    field that another leaves out is not there; what cannot be found out is stored with its reason, never as a pass."""
    async with desk.walk(key, size) as hand:
        await hand.press("2")
        await hand.type("抽考")
        await hand.press("tab")
        await hand.type("40 人")
        await hand.press("tab")
        await hand.type("９")
        await hand.until(lambda: "9人÷40人=22.5%" in hand.flat)
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
        await hand.press("2")
        await hand.type("有毛病")
        await hand.press("tab", "1", "3", "3", "2", "tab", "1")
        await hand.until(lambda: "1台式" in hand.flat)
        await hand.press("2")
        await hand.until(lambda: "1台式" not in hand.flat)
        await hand.press("ctrl+s")
        await hand.until("不合格 2")
        await hand.press("f10", "ctrl+s")
        await hand.until(lambda: "备注里要写明为什么测不了" in hand.flat)
        await hand.type("井盖锈死")
        await hand.press("ctrl+s")
        await hand.until("测不了 1")
    stored = {each.item: each for each in desk.ledger("insp1").inspections.get(key).answers}
    assert dict(stored["V-1"].entries) == {"asked": "40", "failed": "9"}
    assert dict(stored["V-2"].entries) == {"faults": "leak,rust", "stove": "false"}
    assert (stored["V-3"].answer, stored["V-3"].note) == ("unable", "井盖锈死")
