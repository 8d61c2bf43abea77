"""Which keys of a definition go together, in JSON Schema: the model validators of ``domain/definitions.py`` once more.

A test asks that every model with such a validator stands here.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def _given(key: str) -> Json:
    """The key is there, and not left empty."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _true(key: str) -> Json:
    return {"required": [key], "properties": {key: {"enum": [True, "true"]}}}


def _some(key: str) -> Json:
    """The list is there, and not empty."""
    return {"required": [key], "properties": {key: {"minItems": 1}}}


def _empty(key: str) -> Json:
    return {"properties": {key: {"maxItems": 0}}}


def _none(*keys: str) -> Json:
    return {"not": {"anyOf": [_given(key) for key in keys]}}


def _just(*keys: str) -> Json:
    """All of these comparisons of a condition and no other."""
    others = [key for key in ("is", "op", "value", "than", "limit") if key not in keys]
    return {"allOf": [*map(_given, keys), _none(*others)]}


SHAPES: dict[str, Json] = {
    "Condition": {
        "oneOf": [_given("all"), _given("any"), _given("not"), _given("fact")],
        "if": _given("fact"),
        "then": {"oneOf": [_just("is"), _just("op", "value"), _just("op", "than"), _just("limit")]},
        "else": _none("is", "op", "value", "than", "limit"),
    },
    "FieldSpec": {
        "if": {"required": ["type"], "properties": {"type": {"const": "choice"}}},
        "then": {"required": ["choices"], "properties": {"choices": {"minProperties": 1}}},
        "else": {"properties": {"choices": {"maxProperties": 0}}},
    },
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
    "Within": {
        "oneOf": [_given("days"), _given("hours")],
        "if": _given("hours"),
        "then": {"properties": {"calendar": {"const": "civil"}}},
    },
}
