"""What is recorded of subjects otherwise than is given of them, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from inspect_engine.domain.definitions import Pack
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.domain.subjects import PARTY, Place
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import Overlay


def otherwise(
    pack: Pack, given: SubjectInput, held: Place, regions: Overlay, unit_of: Callable[[str], str]
) -> Iterator[str]:
    """What is not given is no matter; a unit is the same by any of its names, which ``unit_of`` folds into one."""
    said = forms.read(pack.kinds[given.kind].fields, given.fields, date.max, over=regions).values
    for spec in pack.kinds[given.kind].fields:
        now, text = held["fields"].get(spec.id, ""), said.get(spec.id, "")
        if text and now != text and not (spec.id == PARTY and unit_of(now) == unit_of(text)):
            shown = forms.shown(spec, now) if now else "（没有填）"
            yield f"{given.key} 的“{spec.title}”：台账是 {shown}，这份文件是 {forms.shown(spec, text)}"
    for role, name in given.units.items():
        if unit_of(now := held["units"].get(role, "")) != unit_of(name):
            title = pack.parties.get(role, role)
            yield f"{given.key} 的{title}单位：台账是 {now or '（没有填）'}，这份文件是 {name}"
