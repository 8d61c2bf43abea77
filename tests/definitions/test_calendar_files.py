"""Calendar files: the shipped ones hold, and every slip of the pen is named with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import inspect_checklists
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import PUBLISHED, built_in
from inspect_engine.errors import InputError
from inspect_engine.reading.calendars import read_calendar

SHIPPED = sorted((Path(inspect_checklists.__file__).parent / "calendars").glob("*"))
MADE_UP = Path(__file__).parents[1] / "storage" / "made_up" / "2027.yaml"
TEXT = MADE_UP.read_text(encoding="utf-8")
FIRST = "{name: 元旦, first: 2027-01-01, last: 2027-01-03}"


def read(folder: Path, text: str) -> list[str]:
    """The problems of a file, or none."""
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read_calendar(path)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_calendar_agrees_with_the_built_in_one(path: Path) -> None:
    found = read_calendar(path)
    assert path.name == f"{found.year}.yaml"
    assert found.year in built_in().years
    assert PUBLISHED.differing(found) == ()


def test_2026_is_shipped_with_its_notice_and_its_248_working_days() -> None:
    """国办发明电〔2025〕7号, with the number of working days that domain/ §6.5 gives."""
    (path,) = [path for path in SHIPPED if path.name == "2026.yaml"]
    found = read_calendar(path)
    assert found.notice == "国办发明电〔2025〕7号"
    assert (len(found.rest), len(found.worked)) == (33, 6)
    days = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert sum(day in found.worked or (day.weekday() < 5 and day not in found.rest) for day in days) == 248


def test_a_sound_file_is_read_day_by_day() -> None:
    found = read_calendar(MADE_UP)
    assert (found.year, found.notice, len(found.rest)) == (2027, "虚构〔2026〕0号", 3 + 8 + 3 + 5 + 1 + 1 + 7)
    assert {date(2027, 2, 5), date(2027, 2, 12)} <= found.rest
    assert date(2027, 9, 26) in found.worked


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (FIRST, "{name: 元旦, first: 2026-12-31, last: 2027-01-03}", ""),
        ("[2027-01-30,", "[2026-12-27, 2027-01-30,", ""),
        ("name: 端午节, first: 2027-06-09, last: 2027-06-09", "name: 端午节, first: 2027-06-09, last: 2027-06-11", ""),
        ("last: 2027-10-07}", "last: 2027-09-30}", "x.yaml:11:36：“国庆节”从 2027-10-01 到 2027-09-30，末日在首日之前"),
        ("last: 2027-02-12", "last: 2027-02-17", "有 13 天，太长了"),
        ("last: 2027-02-12", "last: 9999-12-31", "太长了"),
        (
            FIRST,
            "{name: 元旦, first: 2026-01-01, last: 2026-01-03}",
            "x.yaml:5:5：“元旦”从 2026-01-01 到 2026-01-03，不在 2027 年",
        ),
        ("year: 2027", "year: 2026", "不在 2026 年"),
        ("year: 2027", "year: 27", "year"),
        ("year: 2027", "year: 二〇二七", "应是整数"),
        ("name: 清明节", "name: 春节", "x.yaml:7:6：“春节”写了两次（一个节日只写一处）"),
        ("name: 清明节", "name: 清明和元旦", "“清明和元旦”写了两次"),
        ("  - {name: 国庆节, first: 2027-10-01, last: 2027-10-07}\n", "", "缺 国庆"),
        ("[2027-01-30,", "[2027-02-06,", "x.yaml:12:10：2027-02-06 在“春节”里放假，不能又上班"),
        ("first: 2027-09-15, last: 2027-09-15", "first: 2027-10-01, last: 2027-10-01", "2027-10-01 已在“中秋节”里"),
        ("2027-10-09]", "2027-10-09, 2027-10-09]", "2027-10-09 写了两次"),
        ("2027-10-09]", "2027-10-08]", "2027-10-08 是星期五，本来就上班"),
        ("2027-10-09]", "2028-02-12]", "2028-02-12 不在 2027 年"),
        ("2027-10-09]", "2027-02-30]", "没有 2027-02-30 这一天"),
        ("2027-10-09]", "10月9日]", "应写成 2022-02-17 的样子"),
        ("notice:", "number:", "缺少“notice”"),
        ("notice: 虚构〔2026〕0号", "notice: ''", "notice"),
        ("year: 2027", "year: 2027\nyear: 2028", "重复"),
        ("year: 2027", "year: &a 2027", "x.yaml:2:"),
    ],
)
def test_each_slip_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in TEXT
    problems = read(tmp_path, TEXT.replace(old, new))
    if told:
        assert any(told in problem for problem in problems), problems
        assert all(problem.startswith("x.yaml:") for problem in problems)
    else:
        assert problems == []


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    text = TEXT.replace("name: 清明节", "name: 春节").replace("2027-10-09]", "2027-10-08, 2027-05-03]")
    assert len(read(tmp_path, text)) == 5


@pytest.mark.parametrize("text", ["", "[]", "year", "year: 2027\nholidays: []\n", "\x00", "holidays: {a: b}"])
def test_what_is_no_calendar_is_refused(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_the_answer_is_problems(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(raw)
    with pytest.raises(InputError):
        read_calendar(path)
