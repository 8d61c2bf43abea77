"""Codes that are written in one way: of units, people, places and permits. Check digits are python-stdnum's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from inspect_engine.domain.definitions import Format
from inspect_engine.domain.words.identifiers import BELOW, COUNTY, NOTHING, Overlay, every_name, spans
from inspect_engine.domain.words.places import region_code

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新"
_BRACKETS = str.maketrans("〔【[〕】]–—", "((()))--")
_LICENCE = re.compile(r"第?\(?(.)\)?JZ安许证字第?\((\d{4})\)第?(\d{6}(?:-\d{1,2})?)号?", re.ASCII)


def region(text: str, on: date, over: Overlay | None = NOTHING) -> str:
    """A region of that day, by code or name. On :attr:`date.max`, which is no day in particular, one of any day;
    without a table (None) any that is written like one."""
    code = _squeezed(text)
    known = over is None or (on == date.max and bool(spans(code[:COUNTY], over)))
    if known and code.isdigit() and len(code) in (COUNTY, *BELOW):
        return code
    return region_code(text, on, over or NOTHING)


def credit_code(text: str, _on: date) -> str:
    """统一社会信用代码 (GB 32100-2015)."""
    from stdnum.cn import uscc

    code = _squeezed(text)
    if re.fullmatch(r"\d{15}", code, re.ASCII):
        raise ValueError(f"“{code}”是旧的 15 位注册号，不是统一社会信用代码；还没有换发的请留空，旧号写进备注")
    _long(code, "代码")
    for n, char in enumerate(code, 1):
        if n in range(3, 9) and not char.isdigit():
            raise ValueError(f"“{code}”第 3 至 8 位是登记机关的区划，应全是数字，第 {n} 位现为“{char}”")
        if char not in _CREDIT_ALPHABET:
            raise ValueError(f"“{code}”第 {n} 位“{char}”不会出现在代码里，只用数字和 I、O、S、V、Z 以外的大写字母")
    if code[-1] != uscc.calc_check_digit(code[:-1]):
        raise ValueError(f"“{code}”的校验位不符，抄错了一位或颠倒了两位，请对照营业执照核对")
    return code


def resident_id(text: str, on: date) -> str:
    """居民身份证号 (GB 11643-1999). What is wrong is told without the whole number."""
    from stdnum.cn import ric

    code = _squeezed(text)
    if re.fullmatch(r"\d{15}", code, re.ASCII):
        raise ValueError("这是旧的 15 位号码，请填 18 位的")
    _long(code, "号码")
    if not re.fullmatch(r"\d{17}[\dX]", code, re.ASCII):
        raise ValueError("号码应是 17 位数字加末位数字或 X，请核对")
    told = f"{code[:6]}{'*' * 8}{code[-4:]}"
    if not _placed(code[:6]):
        raise ValueError(f"“{told}”的前 6 位不是行政区划代码，请核对")
    if not _day(code[6:14], on):
        raise ValueError(f"“{told}”的第 7 至 14 位不是出生日期，请核对")
    if code[-1] != ric.calc_check_digit(code):
        raise ValueError(f"“{told}”的校验位不符，抄错了一位或颠倒了两位，请对照证件核对")
    return code


def construction_permit(text: str, on: date) -> str:
    """施工许可证编号: region 6, day 8, number of the day 2, class of works 2; in some regions a letter after it."""
    code = _squeezed(text)
    if not re.fullmatch(r"\d{18}[A-Z]?", code, re.ASCII):
        raise ValueError(f"“{code}”应是 18 位数字：区划 6、日期 8、序号 2、分类 2；有的地方末尾另加一个字母")
    if not _placed(code[:6]):
        raise ValueError(f"“{code}”的前 6 位“{code[:6]}”不是行政区划代码，请核对")
    if not _day(code[6:14], on):
        raise ValueError(f"“{code}”的第 7 至 14 位“{code[6:14]}”应是发证日期，不晚于今天，请核对")
    return code


def safety_licence(text: str, on: date) -> str:
    """建筑施工企业安全生产许可证编号: ``（云）JZ安许证字〔2020〕000123``, whatever its brackets were."""
    found = _LICENCE.fullmatch(_squeezed(text, "").translate(_BRACKETS))
    if found is None:
        raise ValueError(f"“{text}”应写成（云）JZ安许证字〔2020〕000123 的样子：省简称、年份、6 位序号")
    place, year, number = found.groups()
    if place not in _PROVINCES:
        raise ValueError(f"“{text}”里的“{place}”不是省、自治区、直辖市的简称")
    if int(year) > on.year:
        raise ValueError(f"“{text}”的年份 {year} 在今天之后，请核对")
    return f"（{place}）JZ安许证字〔{year}〕{number}"


def formatted(form: Format, text: str, on: date, over: Overlay | None = NOTHING) -> str:
    """A text written as its format says; regions by what is known of them (``over``). Raises ValueError, in Chinese."""
    return region(text, on, over) if form == "region" else FORMATS[form](text, on)


FORMATS: Mapping[Format, Callable[[str, date], str]] = {
    "uscc": credit_code,
    "resident-id": resident_id,
    "construction-permit": construction_permit,
    "safety-licence": safety_licence,
}
"""Each takes a text and the day, and gives the code in one spelling. Raises ValueError, in Chinese."""


def _squeezed(text: str, dropped: str = "-") -> str:
    """In half width and capitals, without spaces, invisible characters and ``dropped``."""
    wide = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in wide if not c.isspace() and unicodedata.category(c) != "Cf" and c not in dropped)


def _long(code: str, what: str) -> None:
    if len(code) != 18:
        raise ValueError(f"{what}应为 18 位，现为 {len(code)} 位，请核对")


def _day(digits: str, on: date) -> bool:
    """Whether eight digits are a day that has come."""
    try:
        return date.fromisoformat(digits) <= on
    except ValueError:
        return False


def _placed(code: str) -> bool:
    """Whether a code, or the city it begins with, was ever issued: development zones have codes of their own."""
    return bool(every_name(code) or every_name(f"{code[:4]}00"))
