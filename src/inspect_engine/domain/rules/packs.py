"""Rules of checklist packs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from inspect_engine.domain.definitions import Pack
from inspect_engine.domain.rules.asking import entries_ask_for_those_above
from inspect_engine.domain.rules.conditions import (
    asked_if_asks_for_what_is_known,
    conditions_ask_for_known_values,
    constraints_of_subjects,
)
from inspect_engine.domain.rules.derived import derived_from_what_is_known
from inspect_engine.domain.rules.items import each_item
from inspect_engine.domain.rules.limits import limits_are_sound
from inspect_engine.domain.rules.scoring import scores_add_up
from inspect_engine.domain.rules.values import values_fit
from inspect_engine.errors import Fault


def ids_are_unique(pack: Pack) -> Iterator[Fault]:
    counts = Counter(item.id for item in pack.items)
    for path, item in each_item(pack):
        if counts[item.id] > 1:
            yield Fault((*path, "id"), f"检查项编号“{item.id}”重复")


def _doubled(names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Positions and names that stand a second time."""
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            yield n, name
        seen.add(name)


def names_are_said_once(pack: Pack) -> Iterator[Fault]:
    """Sections, form fields and measured values are not doubled: of two, one would silently win."""
    for n, name in _doubled(section.id for section in pack.sections):
        yield Fault(("sections", n, "id"), f"分组“{name}”重复")
    for kind, spec in pack.kinds.items():
        for n, name in _doubled(field.id for field in spec.fields):
            yield Fault(("kinds", kind, "fields", n, "id"), f"字段“{name}”重复")
    for path, item in each_item(pack):
        for n, name in _doubled(field.id for field in item.values):
            yield Fault((*path, "values", n, "id"), f"值“{name}”重复")
        for n, name in _doubled(each.id for each in item.derived):
            yield Fault((*path, "derived", n, "id"), f"值“{name}”重复")


def kinds_are_known(pack: Pack) -> Iterator[Fault]:
    for path, item in each_item(pack):
        for k, kind in enumerate(item.kinds):
            if kind not in pack.kinds:
                yield Fault((*path, "kinds", k), f"对象类型“{kind}”不存在", f"可用：{'、'.join(pack.kinds)}")
    used = {kind for item in pack.items for kind in item.kinds}
    for kind in pack.kinds if used <= pack.kinds.keys() else ():
        if kind not in used:
            yield Fault(("kinds", kind), f"对象类型“{kind}”没有任何检查项")


def records_never_fail(pack: Pack) -> Iterator[Fault]:
    for path, item in each_item(pack):
        given = {"fails_when": item.fails_when, "register": item.register_, "points": item.points}
        for key in [key for key, value in given.items() if item.record and value]:
            yield Fault((*path, key), f"“{item.id}”是记录项，只记不判，不能写 {key}", "请删去，或删去 record")


def liable_is_a_party(pack: Pack) -> Iterator[Fault]:
    """Whoever is liable is one of the pack's parties."""
    for path, item in each_item(pack):
        if item.liable and item.liable not in pack.parties:
            example = "先在 parties 里写明，例：parties: {owner: 建设单位}"
            fix = f"可用：{'、'.join(pack.parties)}" if pack.parties else example
            yield Fault((*path, "liable"), f"责任方“{item.liable}”不在 parties 里", fix)


def roles_are_parties(pack: Pack) -> Iterator[Fault]:
    """A subject has units in the roles of the pack."""
    for name, kind in pack.kinds.items():
        for n, role in enumerate(kind.units):
            if role not in pack.parties:
                fix = f"可用：{'、'.join(pack.parties)}" if pack.parties else "先在 parties 里写明"
                yield Fault(("kinds", name, "units", n), f"“{role}”不在 parties 里", fix)


def also_told_is_a_party(pack: Pack) -> Iterator[Fault]:
    """Whoever is told beside whoever is liable is one of the pack's parties."""
    if pack.also_told and pack.also_told.role not in pack.parties:
        fix = f"可用：{'、'.join(pack.parties)}" if pack.parties else "先在 parties 里写明"
        yield Fault(("also_told", "role"), f"“{pack.also_told.role}”不在 parties 里", fix)


def severity_always_decided(pack: Pack) -> Iterator[Fault]:
    """The last severity rule has no condition on values, so that a failed item is never left without a grade."""
    for path, item in each_item(pack):
        if item.severity[-1].when is not None:
            yield Fault((*path, "severity"), "最后一条定级规则不能带 when", "请补一条兜底的 is: general")


def everything_has_an_origin(pack: Pack) -> Iterator[Fault]:
    for path, item in each_item(pack):
        if not item.basis and item.source is None:
            yield Fault(path, f"检查项“{item.id}”既没有 basis 也没有 source", "每一项都要说明依据或出处")


def sheets_are_worth_a_hundred(pack: Pack) -> Iterator[Fault]:
    """What is asked of each kind of subject on a score sheet adds up to full marks."""
    for i, section in enumerate(pack.sections):
        if section.counts_in is None or any(item.points is None for item in section.items):
            continue
        for kind in dict.fromkeys(kind for item in section.items for kind in item.kinds):
            total = sum(item.points or 0 for item in section.items if kind in item.kinds)
            if total != 100:
                title = pack.kinds[kind].title if kind in pack.kinds else kind
                text = f"“{section.title}”各项应得分合计 {total}（{title}），应为 100"
                yield Fault(("sections", i, "items"), text)


PACK_RULES: tuple[Callable[[Pack], Iterator[Fault]], ...] = (
    values_fit,
    ids_are_unique,
    names_are_said_once,
    kinds_are_known,
    liable_is_a_party,
    roles_are_parties,
    also_told_is_a_party,
    limits_are_sound,
    derived_from_what_is_known,
    entries_ask_for_those_above,
    conditions_ask_for_known_values,
    constraints_of_subjects,
    asked_if_asks_for_what_is_known,
    records_never_fail,
    severity_always_decided,
    everything_has_an_origin,
    scores_add_up,
    sheets_are_worth_a_hundred,
)
