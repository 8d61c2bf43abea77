"""Region codes, dated."""

from __future__ import annotations

from datetime import date

import pytest

from inspect_engine.domain.words.identifiers import region_fault, region_name


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("530600", 2022, "昭通市"),
        ("530602", 2022, "昭阳区"),
        ("532100", 2000, "昭通地区"),
        ("532100", 2002, None),
        ("530600", 2000, None),
        ("533421", 1995, "中甸县"),
        ("533421", 2010, "香格里拉县"),
        ("533421", 2022, None),
        ("530000", 2022, "云南省"),
        ("110000", 1985, "北京市"),
        ("539999", 2022, None),
        ("000000", 2022, None),
        ("999999", 2022, None),
    ],
)
def test_a_region_is_known_by_the_code_of_its_time(code: str, year: int, name: str | None) -> None:
    """昭通 was 532100 as a prefecture until 2001 and is 530600 as a city since; codes nobody issued are unknown."""
    on = date(year, 6, 1)
    assert region_name(code, on) == name
    fault = region_fault(code, on)
    assert (fault is None) == (name is not None)
    assert fault is None or (code in fault and str(on) in fault)


@pytest.mark.parametrize("code", ["", "53060", "5306000", "53060a", "５３０６００", " 530600", "530600\n", "53-600"])
def test_a_code_is_six_plain_digits(code: str) -> None:
    """Anything else is refused before it is looked up."""
    on = date(2022, 1, 1)
    assert "应是 6 位数字" in (region_fault(code, on) or "")
    assert region_name(code, on) is None
