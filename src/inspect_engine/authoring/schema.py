"""JSON Schema (2020-12) of the definition files, for completion and checking in editors.

An editor's YAML 1.2 parser hands over ``min: 1`` as a number and ``clock: true`` as a boolean where our own reader
keeps text and types it later. So the schema allows, for each key, every value that such a parser can make of a text we
accept. One exception: ``Null`` and ``NULL``, words to us, are empty values to an editor, and refused where a text must
stand. What a key means is written in ``keys.yaml``, which keys go together in ``shapes.py``.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from inspect_engine.authoring.shapes import LINES, NAMED, SHAPES
from inspect_engine.domain.definitions import Region, Workflow
from inspect_engine.domain.definitions.base import TRUTHS, WORDS
from inspect_engine.reading.references import ReferenceFile
from inspect_engine.reading.short import PackFile, SectionFile
from inspect_engine.reading.strict_yaml import parse

KINDS: dict[str, type[BaseModel]] = {
    "pack": PackFile,
    "section": SectionFile,
    "workflow": Workflow,
    "region": Region,
    "references": ReferenceFile,
}
"""Kinds of definition files, each with the model of a whole file."""

WHOLE = r"^\s*[-+]?\d+(_\d+)*(\.0+)?\s*$"
NUMBER = r"^\s*[-+]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)([eE][-+]?\d+)?\s*$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
NATIVE = (
    ("boolean", ("true", "True", "TRUE")),
    ("number", ("1.5",)),
    ("integer", ("1", "100000")),
)
"""What YAML 1.2 reads as something other than text, with samples to try a pattern on."""


@cache
def words() -> dict[str, dict[str, str]]:
    """Model name → key → “name：explanation”; the empty key is the model itself."""
    raw = resources.files("inspect_engine.authoring").joinpath("keys.yaml").read_bytes()
    document = parse(raw, "keys.yaml")
    assert not document.problems, document.problems
    found: dict[str, dict[str, str]] = document.data
    return found


def schema(kind: str) -> dict[str, Any]:
    """The schema of one of :data:`KINDS`."""
    found = KINDS[kind].model_json_schema(by_alias=True, schema_generator=_ForEditors)
    return {"$schema": _ForEditors.schema_dialect, **found}


class _ForEditors(GenerateJsonSchema):
    """Pydantic's generator, with what an editor's parser does to scalars and with Chinese explanations."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        text = super().str_schema(schema)
        native = [{"type": kind} for kind in _native(text.get("pattern"))]
        return {"anyOf": [text, *native]} if native else text

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {"anyOf": [super().bool_schema(schema), {"enum": list(TRUTHS)}]}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        """A reader's own words are taken where grades, types and comparisons stand."""
        codes, found = schema["expected"], super().literal_schema(schema)
        words_ = [word for word, code in WORDS.items() if code in codes] if set(codes) <= {*WORDS.values()} else []
        return {"enum": [*codes, *words_]} if words_ else found

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {"anyOf": [super().int_schema(schema), {"type": "string", "pattern": WHOLE}]}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        number = super().decimal_schema(schema)["anyOf"][0]
        return {"anyOf": [number, {"type": "string", "pattern": NUMBER}]}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        return {**super().date_schema(schema), "pattern": DAY}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        keys = super().str_schema(cast("core_schema.StringSchema", schema["keys_schema"]))
        values = self.generate_inner(schema["values_schema"])
        found: JsonSchemaValue = {"type": "object", "propertyNames": keys, "additionalProperties": values}
        if "min_length" in schema:
            found["minProperties"] = schema["min_length"]
        return found

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = super().default_schema(schema)
        if found.get("default") in (None, [], {}):
            found.pop("default", None)
        return found

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        found, name = super().model_schema(schema), schema["cls"].__name__
        told = words().get(name, {})
        for key, value in found["properties"].items():
            value.pop("title", None)
            found["properties"][key] = {**_told(told.get(key, "")), **value}
        for key in NAMED.get(name, ()):
            found["properties"][key] = {"anyOf": [found["properties"][key], {"type": "string"}]}
        whole = {**found, **_told(told.get("", "")), **SHAPES.get(name, {})}
        return {**_told(told.get("", "")), "anyOf": [LINES[name], whole]} if name in LINES else whole


def _native(pattern: str | None) -> list[str]:
    """Types other than string that a plain text fitting the pattern may arrive as; a number includes integers."""
    found = [kind for kind, samples in NATIVE if any(re.search(pattern or "", sample) for sample in samples)]
    return [kind for kind in found if kind != "integer" or "number" not in found]


def _told(text: str) -> dict[str, str]:
    title, _, description = text.partition("：")
    return {"title": title, "description": description} if description else {}
