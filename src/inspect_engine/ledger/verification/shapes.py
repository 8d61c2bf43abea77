"""What the bodies of some kinds of records hold, to the letter: all of it, nothing beside it, each as it is written.

Where a judge works out the whole body and compares it, nothing need stand here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from inspect_engine.domain import references, subjects
from inspect_engine.domain.anchors import EXPORTED
from inspect_engine.domain.calendars import china_day, parse_date
from inspect_engine.domain.cases import NOTED
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections.hands import DISCARDED, HANDED, JOINED
from inspect_engine.domain.paper import undoing
from inspect_engine.domain.paper.act import PROPOSED, TAKEN
from inspect_engine.domain.plans import plan
from inspect_engine.domain.replies import READ
from inspect_engine.domain.reports import RECEIVED, TRIAGED
from inspect_engine.domain.units import register

Fits = Callable[[object], bool]
"""Whether a value is of the kind that is written there."""


def _of(kind: type) -> Fits:
    return lambda value: type(value) is kind


_text, _count, _list, _table = map(_of, (str, int, list, dict))


def _said(value: object) -> bool:
    return _text(value) and value != ""


def _day(value: object) -> bool:
    return isinstance(value, str) and value == parse_date(value).isoformat()


def _hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def _names(value: object) -> bool:
    return isinstance(value, list) and value != [] and all(map(_said, value))


def _texts_of(value: object) -> bool:
    return isinstance(value, list) and all(map(_said, value))


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_said, value)) and all(map(_said, value.values()))


@dataclass(frozen=True)
class Shape:
    """The keys that each body has, the day ``on`` beside them; those that it may have, ``beside``. Unless it tells of
    an ``earlier`` day, it is of the day on which it was recorded."""

    needs: Mapping[str, Fits]
    beside: Mapping[str, Fits] = field(default_factory=dict)
    earlier: bool = False


_RECEIVED = dict.fromkeys(("number", "source", "region", "words", "subject", "place", "reporter"), _text)
_SET = dict.fromkeys(("number", "pack", "kind", "field", "value", "region", "unit"), _text)
_ACT = dict.fromkeys(("pack", "definition", "workflow", "keys"), _said) | {"mapping": _table, "counts": _table}
_UNDONE: dict[str, Fits] = {"act": _said, "why": _said, "cases": _count}
_FORM = dict.fromkeys(("key", "pack", "kind"), _said) | {"reads": _texts_of, "facts": _texts, "own": _texts}
_ADDED = dict.fromkeys(("code", "kind", "parent"), _said) | {"from": _day, "aliases": _names}
SHAPES = {
    NOTED: Shape({"text": _said}),
    HANDED: Shape({"inspection": _said, "from": _text, "to": _said}),
    JOINED: Shape({"inspection": _said, "subjects": _names}),
    subjects.FORM: Shape(_FORM, {"units": _texts}),
    subjects.MOVED: Shape({"key": _said, "from": _text, "to": _text}, earlier=True),
    subjects.RENAMED: Shape(dict.fromkeys(("key", "was", "name", "party"), _said), earlier=True),
    subjects.CLOSED: Shape({"key": _said, "why": _said}, earlier=True),
    subjects.REOPENED: Shape({"key": _said, "why": _said}, earlier=True),
    DISCARDED: Shape({"inspection": _said, "reason": _said, "failed": _list}),
    plan.SET: Shape({**_SET, "every": _count, "since": _day}),
    plan.ENDED: Shape({"number": _said}),
    plan.TOLD: Shape({"number": _said, "due": _count, "never": _count}, {"tell": lambda value: value is True}),
    register.ADDED: Shape({"name": _said}, _ADDED),
    register.RENAMED: Shape({"unit": _said, "was": _said, "name": _said}, earlier=True),
    register.ALIASED: Shape({"unit": _said, "was": _said, "alias": _said}),
    register.MERGED: Shape({"unit": _said, "was": _said, "into": _said}),
    references.CONFIRMED: Shape(dict.fromkeys(("ref", "article", "law", "by", "seen"), _said)),
    references.WITHDRAWN: Shape(dict.fromkeys(("ref", "article", "why"), _said)),
    RECEIVED: Shape(_RECEIVED, earlier=True),
    TRIAGED: Shape({"number": _said, "decision": _said, "to": _text, "why": _text}),
    PROPOSED: Shape(_ACT, earlier=True),
    TAKEN: Shape(_ACT, {"proposed": _said}, earlier=True),
    EXPORTED: Shape(
        {"root": _hash, "count": _count, "as_of": _day, "scope": _said, "filtered": _text}, {"acts_for": _said}
    ),
    READ: Shape({"file": _said, "sha256": _said, "cases": _names}),
    undoing.PROPOSED: Shape(_UNDONE),
    undoing.BACK: Shape(_UNDONE, {"proposed": _said}),
}


def misshapen(event: Event) -> Iterator[str]:
    """In Chinese, each way in which a body is not of the shape of its kind. Raises ValueError where a day is none."""
    if (shape := SHAPES.get(event.kind)) is None:
        return
    needs = {"on": _day, **shape.needs}
    known = {**needs, **shape.beside}
    yield from (f"内容不合格式：缺“{name}”" for name in needs if name not in event.data)
    yield from (f"内容不合格式：多出“{name}”" for name in event.data if name not in known)
    wrong = [name for name, fits in known.items() if name in event.data and not fits(event.data[name])]
    yield from (f"内容不合格式：“{name}”写得不对" for name in wrong)
    if not shape.earlier and event.on != china_day(event.at):
        yield "日期不是记录的当天"
