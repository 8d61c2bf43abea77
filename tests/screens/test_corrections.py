"""What was put right, as the terminal shows it: the old struck through, the new beside it."""

from __future__ import annotations

from pathlib import Path

from inspect_tui.words.cases import history_text
from inspect_tui.words.text import STRUCK

from inspect_engine.imports import inspections
from tests.conftest import make_desk, write_inspection


def test_the_old_is_struck_through(tmp_path: Path) -> None:
    desk, inspection_file = make_desk(tmp_path), write_inspection(tmp_path)
    inspections.run(desk.as_("insp1"), inspection_file)
    chief = desk.as_("sup1")
    chief.corrections.cases.correct("RQ-2022-0001", {"note": "当场没有出示"}, "写漏")
    entries = chief.cases.history("RQ-2022-0001")
    flows = list(chief.definitions.flows_of(entries))
    shown = history_text(entries, flows, chief.desk.roster(), lambda _: Path("x"))
    assert "备注：不能出示许可证 → 当场没有出示" in shown.plain
    assert [shown.plain[s.start : s.end] for s in shown.spans if s.style == STRUCK] == ["不能出示许可证"]
