"""Rules of entries that are asked for only where others say so, and of forms where everything is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inspect_engine.domain.definitions import Derived, FieldSpec, Pack, Workflow
from inspect_engine.domain.rules.asked import measured_only
from inspect_engine.domain.rules.conditions import than_faults, type_faults
from inspect_engine.domain.rules.items import each_item
from inspect_engine.domain.words.forms import NONE, people
from inspect_engine.domain.words.wording import ON, by_id
from inspect_engine.errors import Fault, Place


def entries_ask_for_those_above(pack: Pack) -> Iterator[Fault]:
    """``asked_if`` of an entry asks for entries above it in the same form, and for what is computed of those alone;
    choices of several can be told apart."""
    forms: list[tuple[Place, Sequence[FieldSpec], Sequence[Derived] | None]] = [
        (("kinds", name, "fields"), kind.fields, None) for name, kind in pack.kinds.items()
    ]
    forms += [((*path, "values"), item.values, item.derived) for path, item in each_item(pack)]
    for place, fields, derived in forms:
        for n, spec in enumerate(fields):
            known = by_id(fields[:n]) | _computed_of(fields[:n], derived or ())
            yield from _asked_faults((*place, n, "asked_if"), spec, known, derived is not None)
            yield from _parted_faults((*place, n, "choices"), spec)


def _computed_of(fields: Sequence[FieldSpec], derived: Sequence[Derived]) -> dict[str, FieldSpec]:
    """The computed values that need no more than these entries, and the day."""
    known = {ON.id, *(spec.id for spec in fields)}
    found: dict[str, FieldSpec] = {}
    for one in derived:
        if one.rests_on <= known:
            known.add(one.id)
            found[one.id] = one.spec
    return found


def actions_ask_for_everything(flow: Workflow) -> Iterator[Fault]:
    """The fields of an action are always asked for: promises are proved for that."""
    for i, step in enumerate(flow.transitions):
        for k, spec in enumerate(step.needs):
            place: Place = ("transitions", i, "needs", k)
            if spec.asked_if:
                fix = "请删去；不是每次都填的写 required: false"
                yield Fault((*place, "asked_if"), "动作的字段不能写 asked_if", fix)
            yield from _parted_faults((*place, "choices"), spec)


def _asked_faults(place: Place, spec: FieldSpec, known: Mapping[str, FieldSpec], day: bool) -> Iterator[Fault]:
    """``day`` says whether the form is that of an inspection, whose day is known."""
    for leaf in spec.asked_if.leaves if spec.asked_if else ():
        asked = known.get(leaf.fact or "")
        if leaf.limit or (leaf.than == ON.id and not day):
            yield from measured_only(place, leaf, "asked_if 的条件")
        elif asked is None:
            fix = f"上面的字段有：{'、'.join(known) or '（无）'}"
            yield Fault(place, f"条件里的“{leaf.fact}”不是同一张表里上面的字段", fix)
        elif leaf.than:
            yield from than_faults(place, leaf, asked, known)
        else:
            yield from type_faults(place, leaf, asked)


def _parted_faults(place: Place, spec: FieldSpec) -> Iterator[Fault]:
    """The keys of a choice of several stand side by side, parted by commas."""
    for key in spec.choices if spec.type == "multichoice" else ():
        if key == NONE:
            yield Fault((*place, key), f"多选题的选项代号不能是“{NONE}”，它指一样也没有选", "代号写字母，名称写在后面")
        elif people(key) != [key]:
            yield Fault((*place, key), f"多选题的选项代号“{key}”里不能有逗号、顿号、分号", "代号写字母，名称写在后面")
