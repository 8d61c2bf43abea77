"""What may be chosen in a form of a verb where that is law of this ledger, rather than a part of the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_tui.views.verbs import Parameter, Verb

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger


def _documents(ledger: Ledger) -> dict[str, str]:
    return {name: kind.title for name, kind in ledger.desk.document_kinds.kinds.items()}


def _sanctions(ledger: Ledger) -> dict[str, str]:
    return {name: kind.title for name, kind in ledger.desk.catalogue.kinds.items()}


IN_FORCE: Mapping[tuple[str, str], Callable[[Ledger], dict[str, str]]] = {
    ("notice draft", "kind"): _documents,
    ("notice issue", "kind"): _documents,
    ("sanction impose", "kind"): _sanctions,
}
"""By verb and parameter."""


def parameters(ledger: Ledger, verb: Verb) -> Sequence[Parameter]:
    """What a verb takes, with the choices there are here."""
    return [_chosen(ledger, each, IN_FORCE.get((verb.path, each.name))) for each in verb.parameters]


def _chosen(ledger: Ledger, each: Parameter, kinds: Callable[[Ledger], dict[str, str]] | None) -> Parameter:
    return replace(each, kind="choice", choices=kinds(ledger), hint="") if kinds else each
