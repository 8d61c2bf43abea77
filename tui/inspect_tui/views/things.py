"""What lists list, and which verbs take it: the rows of a list lead to these, with what names the row filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspect_tui.views.verbs import Verb


@dataclass(frozen=True)
class Thing:
    """``lists`` are the lists of it, each with the columns that name one; ``takers`` are the verbs that take it, as
    ``path:parameter`` (several parameters parted by commas, as the columns are); the first shows it."""

    title: str
    lists: Mapping[str, tuple[int, ...]]
    takers: Sequence[str]

    def verbs(self, every: Sequence[Verb]) -> list[Verb]:
        """The verbs that take it, in this order."""
        known = {verb.path: verb for verb in every}
        return [known[path] for path, _ in self._split() if path in known]

    @property
    def shows(self) -> str:
        """The verb that shows one."""
        return self.takers[0].partition(":")[0]

    def given(self, verb: Verb, names: Sequence[str], *, narrowing: bool = True) -> dict[str, str]:
        """What a verb is given of one by its names; nothing where it does not take it, or takes it only to narrow what
        it lists and that is not meant."""
        taken = dict(self._split()).get(verb.path, ())
        narrow = {each.name for each in verb.parameters if each.option and not each.required}
        return {name: value for name, value in zip(taken, names, strict=False) if narrowing or name not in narrow}

    def _split(self) -> Iterator[tuple[str, list[str]]]:
        for taker in self.takers:
            path, _, names = taker.partition(":")
            yield path, names.split(",")


CASE = Thing(
    "事项",
    {"case list": (0,), "override list": (0,)},
    (
        "case show:reference",
        *("case history:reference", "case offers:reference", "explain:case"),
        *("case note:reference", "case assign:references", "case correct:reference", "case take-back:reference"),
        *("notice draft:cases", "notice issue:cases", "notice list:case", "alarm list:case"),
        *("case watch:references", "case unwatch:references", "case move:reference", "export photos:cases"),
        *("override propose:reference", "override confirm:reference", "clock annul:reference", "act:references"),
    ),
)
MARKED = Thing(
    "标记的",
    {},
    (
        *("notice issue:cases", "notice draft:cases", "export photos:cases", "case assign:references"),
        *("case watch:references", "case unwatch:references", "act:references"),
    ),
)
"""Several cases at once: their numbers stand one a line."""
PERSON = Thing(
    "人员",
    {"user list": (0,)},
    (
        *("case list:owner", "user confirm:names", "user correct:name", "user region:name", "user hand-over:name"),
        *("user passphrase:name", "user disable:name", "user enable:name", "user distinguish:name"),
        "delegation add:name",
    ),
)
PACK = Thing(
    "检查表包",
    {"packs list": (0,)},
    (
        "packs show:pack",
        "case list:pack",
        "params:pack",
        "packs adopt:names",
        "packs confirm:names",
        "packs export:pack",
    ),
)
NOTICE = Thing(
    "文书",
    {"notice list": (0,)},
    (
        *("notice show:number", "notice serve:number", "notice correct:number", "notice supplement:number"),
        *("notice reissue:number", "notice void:number"),
    ),
)
INSPECTION = Thing(
    "检查",
    {"inspect list": (0,), "inspect unsettled": (6,)},
    (
        *("inspect show:reference", "inspect slip:reference", "inspect finish:reference"),
        *("inspect join:reference", "inspect hand-over:reference", "inspect correct:reference"),
        *("inspect take-back:reference", "inspect discard:reference", "score:reference", "export score:reference"),
    ),
)
VISIT = Thing("到期该查的", {"plan due": (0,)}, ("subject show:key", "inspect start:subject"))
REPORT = Thing("线索", {"report list": (0,)}, ("report triage:number",))
THINGS = (
    CASE,
    NOTICE,
    PERSON,
    PACK,
    Thing("疑点", {"alarm list": (0,)}, ("alarm show:key", "alarm decide:key")),
    Thing(
        "惩戒",
        {"sanction list": (0,)},
        (
            *("sanction show:number", "sanction publish:number", "sanction withdraw:number"),
            *("sanction revoke:number", "sanction lift:number"),
        ),
    ),
    Thing(
        "抽取",
        {"draw list": (0,)},
        (
            *("draw show:reference", "draw run:reference", "draw result:reference", "draw replace:reference"),
            *("draw publish:reference", "draw verify:target", "export draw:reference"),
        ),
    ),
    Thing(
        "单位",
        {"unit list": (0,)},
        (
            *("unit show:name", "case list:party", "export reply:party", "sanction list:party"),
            *("sanction impose:party", "unit rename:name", "unit alias:name", "unit merge:name"),
        ),
    ),
    Thing(
        "检查对象",
        {"subject list": (0,)},
        (
            *("subject show:key", "case list:subject", "inspect start:subject", "subject correct:key"),
            *("subject form:key", "subject rename:key", "subject move:key", "subject close:key"),
            *("subject reopen:key", "plan due:subject", "report add:subject"),
        ),
    ),
    INSPECTION,
    Thing("检查计划", {"plan list": (0,)}, ("plan end:number",)),
    VISIT,
    REPORT,
    Thing("代办", {"delegation list": (0, 1)}, ("delegation end:name,principal",)),
    Thing("导入", {"import list": (0,)}, ("import confirm:which", "import take-back:which")),
    Thing("条文", {"references list": (0, 1)}, ("references confirm:ref,article", "references withdraw:ref,article")),
    Thing("签名钥匙", {"user keys": (0, 1)}, ("user confirm-key:name,fingerprint", "user revoke-key:name,fingerprint")),
    Thing("我提出的", {"proposal list": (0,)}, ("proposal retract:reference",)),
    Thing("待签的", {"sign list": (0,)}, ("sign confirm:reference", "sign decline:reference")),
)


CHOSEN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    **dict.fromkeys(("notice serve", "notice void", "notice reissue"), ("notice list", {"unserved": "true"})),
    **dict.fromkeys(("notice show", "notice correct", "notice supplement"), ("notice list", {})),
    "alarm decide": ("alarm list", {"only_open": "true"}),
    "alarm show": ("alarm list", {}),
    **dict.fromkeys(
        [f"inspect {each}" for each in ("hand-over", "finish", "join", "take-back", "discard")],
        ("inspect list", {"unfinished": "true"}),
    ),
    **dict.fromkeys(("inspect show", "inspect slip"), ("inspect list", {})),
    "report triage": ("report list", {"waiting": "true"}),
    **dict.fromkeys(
        [f"sanction {each}" for each in ("show", "publish", "withdraw", "revoke", "lift")], ("sanction list", {})
    ),
    **dict.fromkeys(("sign confirm", "sign decline"), ("sign list", {})),
    "plan end": ("plan list", {}),
    "delegation end": ("delegation list", {}),
}
"""Verbs about one thing of a kind there are not many of: opened without one, they have it chosen from this list, under
these conditions."""


Named = tuple[Thing, Sequence[str]]
"""One of a thing, and what names it."""


@dataclass(frozen=True)
class Of:
    """One thing that a verb is opened for: what the verb is given of it, and what a list ``told`` of it."""

    given: Mapping[str, str]
    told: Sequence[tuple[str, str]] = ()

    @property
    def line(self) -> tuple[str, str]:
        """What names it, and the rest, as one line each."""
        return self.told[0][1], "  ".join(cell for _, cell in self.told[1:] if cell)


def at_once(verb: Verb, of: Sequence[Of]) -> dict[str, str]:
    """What a verb is given for all of them together; of several nothing, where it takes one at a time."""
    if len(of) < 2:
        return dict(of[0].given) if of else {}
    taken = {each.name: each.kind for each in verb.parameters}
    if any(taken[name] != "many" for name in of[0].given):
        return {}
    return {name: "\n".join(each.given[name] for each in of) for name in of[0].given}


def chosen_from(verb: Verb, given: Mapping[str, str], every: Sequence[Verb]) -> tuple[Verb, Mapping[str, str]] | None:
    """The list, and its conditions, from which one is chosen first; None where it is known which, or none is needed."""
    path, conditions = CHOSEN.get(verb.path, ("", {}))
    found = listed(path)
    if found is None or given.keys() & found[0].given(verb, [""] * len(found[1])).keys():
        return None
    return next(each for each in every if each.path == path), conditions


def shown(verb: Verb, given: Mapping[str, str]) -> Named | None:
    """What a verb shows one of; None for what shows no single thing."""
    for thing in THINGS:
        path, _, name = thing.takers[0].partition(":")
        if path == verb.path and not verb.writes and given.get(name):
            return thing, (given[name],)
    return None


def listed(path: str) -> tuple[Thing, tuple[int, ...]] | None:
    """What a list lists, and the columns that name one; None for a verb that is no list."""
    return next(((thing, thing.lists[path]) for thing in THINGS if path in thing.lists), None)
