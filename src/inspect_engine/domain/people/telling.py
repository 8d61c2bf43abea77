"""People as a reader is told of them: by name, and by the account that a name stands for."""

from __future__ import annotations

from collections.abc import Mapping

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.words import forms


def called(name: str, roster: Mapping[str, Person]) -> str:
    """赵某（sup1）; the name as it is where nobody is enrolled under it, or it is all there is."""
    title = roster[name].title if name in roster else name
    return title if title == name else f"{title}（{name}）"


def filled(spec: FieldSpec, value: str, roster: Mapping[str, Person]) -> str:
    """A canonical value in the reader's words; of people who are enrolled name and account."""
    if spec.type in forms.JOINED:
        return "、".join(called(name, roster) for name in forms.people(value))
    return forms.shown(spec, value)
