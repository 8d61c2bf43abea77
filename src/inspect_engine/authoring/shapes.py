"""Which keys of a definition go together, in JSON Schema: the model validators of ``domain/definitions.py`` once more.

A test asks that every model with such a validator stands here.
"""

from __future__ import annotations

from typing import Any

from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.definitions.base import CHOSEN, COMPARISONS, WAYS, WORDS
from inspect_engine.domain.definitions.derived import FORMULA_TITLES, HOLE, PAIRS, TEXTS, UNITS

Json = dict[str, Any]


def _given(key: str) -> Json:
    """The key is there, and not left empty."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _true(key: str) -> Json:
    return {"required": [key], "properties": {key: {"enum": [True, "true", "是"]}}}


def _some(key: str) -> Json:
    """The list is there, and not empty."""
    return {"required": [key], "properties": {key: {"minItems": 1}}}


def _empty(key: str) -> Json:
    return {"properties": {key: {"maxItems": 0}}}


def _none(*keys: str) -> Json:
    return {"not": {"anyOf": [_given(key) for key in keys]}}


def _just(*keys: str) -> Json:
    """All of these comparisons of a condition and no other."""
    others = [key for key in COMPARISONS if key not in keys]
    return {"allOf": [*map(_given, keys), _none(*others)]}


CHOICES = ["choice", "multichoice", *(word for word, code in WORDS.items() if code in ("choice", "multichoice"))]
SHAPES: dict[str, Json] = {
    "Condition": {
        "oneOf": [_given("all"), _given("any"), _given("not"), _given("fact")],
        "if": _given("fact"),
        "then": {"oneOf": [_just(*keys) for keys in WAYS]},
        "else": _none(*COMPARISONS),
    },
    "FieldSpec": {
        "if": {"required": ["type"], "properties": {"type": {"enum": CHOICES}}},
        "then": {"required": ["choices"], "properties": {"choices": {"minProperties": 1}}},
        "else": {"properties": {"choices": {"maxProperties": 0}}},
    },
    "Derived": {
        "oneOf": [_given(name) for name in FORMULA_TITLES],
        "allOf": [
            *({"properties": {name: {"minItems": 2, "maxItems": 2}}} for name in PAIRS),
            *(
                {"if": _given(name), "then": {"properties": {"unit": {"enum": [unit, None]}}}}
                for name, unit in UNITS.items()
            ),
            *({"if": _given(name), "then": _none("unit", "digits", "whole")} for name in TEXTS),
        ],
    },
    "TextCase": {"allOf": [{"properties": {"take": {"pattern": rf"^([^{{}}]|{HOLE.pattern})+$"}}}]},
    "Invariant": {
        "oneOf": [
            *map(_given, ("before", "different_person", "never")),
            *map(_some, ("only_by", "not_by")),
            *map(_true, ("all_gates", "always_closable")),
        ],
        "if": _given("before"),
        "then": {"allOf": [_some("reach"), _empty("triggers")]},
        "else": {
            "allOf": [
                _empty("since"),
                {
                    "if": {"anyOf": [_some("only_by"), _some("not_by")]},
                    "then": {"anyOf": [_some("reach"), _some("triggers")]},
                    "else": {"allOf": [_empty("reach"), _empty("triggers")]},
                },
            ]
        },
    },
    "DeadlineRule": {
        "oneOf": [_given("days"), _given("months")],
        "if": _given("months"),
        "then": {"properties": {"calendar": {"const": "civil"}}},
    },
    "Within": {
        "oneOf": [_given("days"), _given("hours")],
        "if": _given("hours"),
        "then": {"properties": {"calendar": {"const": "civil"}}},
    },
}
SHAPES["Earliest"] = SHAPES["Within"]

NAMED = {"FieldSpec": ("choices",)}
"""Keys under which also the name of something that is written elsewhere in the file may stand."""
_BASE: Json = {"type": "string", "pattern": r"^\S+ +\S"}
_SIGNS = (
    "is",
    "limit",
    "given",
    "matches",
    *CHOSEN,
    "[<>=]",
    *(word for word, code in WORDS.items() if not code.isalpha()),
)
LINES: dict[str, Json] = {
    "Condition": {
        "type": "string",
        "pattern": rf"\S\s*({'|'.join(_SIGNS)})\s*\S",
    },
    "Basis": _BASE,
    "Ground": _BASE,
    "SeverityRule": {"enum": [*SEVERITY_TITLES, *SEVERITY_TITLES.values()]},
}
"""What may also be written in one line, and how (``reading/short``)."""
