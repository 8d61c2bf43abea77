"""Rules of every number and text inside a definition: numbers are such as a form takes, texts can be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import ceil, floor

from pydantic import BaseModel

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.words.forms import FINE, WHOLE
from inspect_engine.domain.words.text import display, is_blank
from inspect_engine.errors import Fault, Place


def values_fit(value: object, place: Place = ()) -> Iterator[Fault]:
    """A number that nobody could fill in can never be reached; a text that nobody can see is a slip."""
    if isinstance(value, str):
        yield from _text_faults(place, value)
    elif isinstance(value, Decimal):
        if not _fits(value):
            yield Fault(place, f"“{place[-1]}”的数字太大或太细", f"整数部分至多 {WHOLE} 位，小数至多 {FINE} 位")
    elif isinstance(value, tuple):
        yield from _parts_fit([spec for spec in value if isinstance(spec, FieldSpec)], place)
        for n, each in enumerate(value):
            yield from values_fit(each, (*place, n))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _text_faults((*place, key), key)
            yield from values_fit(each, (*place, key))
    elif isinstance(value, BaseModel):
        yield from _model_faults(value, place)


def _model_faults(value: BaseModel, place: Place) -> Iterator[Fault]:
    if isinstance(value, FieldSpec) and value.min is not None and value.max is not None and value.min > value.max:
        yield Fault((*place, "max"), f"“{value.id}”的 max 小于 min，填什么都不对")
    elif isinstance(value, FieldSpec):
        yield from _unfillable(value, place)
    for name, info in type(value).model_fields.items():
        if name in value.model_fields_set:
            yield from values_fit(getattr(value, name), (*place, info.alias or name))


def _parts_fit(specs: list[FieldSpec], place: Place) -> Iterator[Fault]:
    """A count that is a part of another names one beside it, which is no part of it in turn."""
    numbers = {spec.id for spec in specs if spec.type in ("integer", "decimal")}
    wholes = {spec.id: spec.part_of for spec in specs if spec.part_of}
    for n, spec in enumerate(specs):
        where = (*place, n, "part_of")
        if spec.part_of and (spec.part_of not in numbers or spec.part_of == spec.id):
            fix = f"可写：{'、'.join(sorted(numbers - {spec.id})) or '（没有别的数字字段）'}"
            yield Fault(where, f"“{spec.id}”所属的“{spec.part_of}”不是同一处的另一个数字字段", fix)
        elif spec.part_of and spec.id in _around(spec.part_of, wholes):
            yield Fault(where, f"“{spec.id}”所属的“{spec.part_of}”又包含在“{spec.id}”里", "请删去其中一个 part_of")


def _around(count: str, wholes: Mapping[str, str]) -> set[str]:
    """Every count that one is a part of, directly or through others."""
    found: set[str] = set()
    while count in wholes and (count := wholes[count]) not in found:
        found.add(count)
    return found


def _unfillable(spec: FieldSpec, place: Place) -> Iterator[Fault]:
    """A required entry that no text satisfies; choices that a text names two at a time, or cannot name."""
    low, high = spec.min, spec.max
    bounded = low is not None and high is not None and _fits(low) and _fits(high)
    if spec.type == "integer" and bounded and ceil(low or 0) > floor(high or 0):
        yield Fault((*place, "max"), f"“{spec.id}”的 min 与 max 之间没有整数，填什么都不对")
    texts = [*spec.choices, *(title for key, title in spec.choices.items() if title != key)]
    counts = Counter(texts)
    for text in texts:
        if text.strip() and text != text.strip():
            yield Fault((*place, "choices"), f"选项“{text}”前后有空格，填不进去", "请删去空格")
        elif counts[text] > 1:
            yield Fault((*place, "choices"), f"“{text}”指着不止一个选项", "键和名称都不能相同")
            return


def _fits(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -FINE and number.adjusted() < WHOLE


def _text_faults(place: Place, text: str) -> Iterator[Fault]:
    if text.isprintable() and text.strip():
        return
    if is_blank(text):
        yield Fault(place, f"“{place[-1]}”不能全是空白")
    elif (shown := display(text.replace("\t", " "), lines=True)) != text.replace("\t", " "):
        yield Fault(place, f"含有看不见的字符：“{shown}”", "请删去")
