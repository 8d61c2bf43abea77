"""The short way to write a definition, brought to the long one: lines for trees and bases, defaults for what repeats.

Plain data in, plain data out, before any model sees it; each part keeps the place where it was written.
"""

from typing import TypeVar

from pydantic import BaseModel

from inspect_engine.domain.definitions import Pack, Workflow
from inspect_engine.reading.document import Document
from inspect_engine.reading.models import typed
from inspect_engine.reading.short.bases import USES, base_line, base_of
from inspect_engine.reading.short.conditions import parse, written
from inspect_engine.reading.short.flows import lengthen_flow
from inspect_engine.reading.short.packs import inherited, lengthen_pack
from inspect_engine.reading.short.shapes import Defaults, PackFile, SectionFile
from inspect_engine.reading.spelling import spell_flow, spell_pack

__all__ = [
    "USES",
    "Defaults",
    "PackFile",
    "SectionFile",
    "base_line",
    "base_of",
    "inherited",
    "parse",
    "read",
    "written",
]

ModelT = TypeVar("ModelT", bound=BaseModel)


def read(document: Document, model: type[ModelT]) -> ModelT | None:
    """A definition as its model, the short form brought to the long one first; None with problems reported."""
    for whole, lengthen, spell in ((Pack, lengthen_pack, spell_pack), (Workflow, lengthen_flow, spell_flow)):
        if issubclass(model, whole):
            lengthen(document)
            spell(document)
    return typed(document, model)
