"""The benchmarks run to their end, and tell each row as soon as it is measured."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator

import pytest
import run
from measure import LIMITS, Row, compare, rounds_of

QUICK = ("verdict", "staffing", "growth")
OTHERS = [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in run.PARTS]


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LIMITS, "smoke", True)
    monkeypatch.setattr(LIMITS, "seconds", LIMITS.seconds)


@pytest.mark.parametrize("part", OTHERS)
def test_a_part_runs_to_its_end(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--smoke", part]) == 0
    printed = capsys.readouterr()
    rows = printed.out.split(f"【{run.PARTS[part]}】")[1].splitlines()[1:-2]
    assert len(rows) >= 2, printed
    assert "试跑，数字不作数" in printed.out
    assert "Traceback" not in printed.err


def test_a_part_that_fails_is_told_and_the_others_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What had been measured before stands there already."""

    def broken() -> Iterator[Row]:
        yield Row("第一行", "1 秒")
        assert "第一行" in capsys.readouterr().out
        raise ValueError("坏了")

    parts = {"broken": broken, "good": lambda: iter([Row("末一行", "2 秒")])}
    for name, rows in parts.items():
        module = types.ModuleType(f"part_{name}")
        monkeypatch.setattr(module, "rows", rows, raising=False)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(run, "PARTS", {name: name for name in parts})
    assert run.main(["--smoke"]) == 1
    printed = capsys.readouterr()
    assert "末一行" in printed.out
    assert "ValueError: 坏了" in printed.err
    assert "没有测完：broken" in printed.err


def test_a_row_takes_two_rounds_at_least_and_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LIMITS, "smoke", False)
    for seconds, rounds in ((0.0, 2), (1e9, 5)):
        monkeypatch.setattr(LIMITS, "seconds", seconds)
        assert len(list(rounds_of(lambda: None, lambda: None, 5, 1))) == rounds


def test_the_median_of_the_ratios_is_what_is_judged() -> None:
    ticks = iter([0.0, 4.0, 0.0, 2.0, 0.0, 2.0, 0.0, 4.0])
    row = compare("甲", lambda: None, lambda: None, "乙", warm=False, clock=lambda: next(ticks))
    assert row.middle == 2.0
    assert (row.mine, row.floor) == (4.0, 2.0)


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["nothing"])
    assert "没有“nothing”" in capsys.readouterr().err
