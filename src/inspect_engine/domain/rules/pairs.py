"""Comparisons of one field with another, as far as branches are judged: how two fields stand to each other is one
choice of three, whatever is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from inspect_engine.domain.definitions import Condition

BETWEEN = "~"
"""Between two ids: the fact how the first stands to the second. No id has it."""
LESS, EQUAL, MORE = "-1", "0", "1"
STANDINGS = (LESS, EQUAL, MORE)
WORDS = {LESS: "小于", EQUAL: "等于", MORE: "大于"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def pairs(trees: Iterable[Condition]) -> list[str]:
    """The pairs of fields that conditions compare, each once, whichever is written first."""
    leaves = (leaf for tree in trees for leaf in tree.leaves if leaf.than)
    return list(dict.fromkeys(_pair(leaf) for leaf in leaves))


def apart(pair: str) -> tuple[str, str]:
    """The two fields of a pair."""
    one, other = pair.split(BETWEEN)
    return one, other


def standings(pair: str) -> tuple[str, ...]:
    """How the fields of a pair can stand to each other."""
    one, other = apart(pair)
    return STANDINGS if one != other else (EQUAL,)


def in_pairs(tree: Condition) -> Condition:
    """The same condition, with each comparison of two fields as one of their standing."""
    if tree.than:
        turned = (tree.fact or "") > tree.than
        op = _TURNED[tree.op or "="] if turned else tree.op
        return tree.model_copy(update={"fact": _pair(tree), "op": op, "value": Decimal(0), "than": None})
    update = {
        "all_": tree.all_ and tuple(map(in_pairs, tree.all_)),
        "any_": tree.any_ and tuple(map(in_pairs, tree.any_)),
        "not_": tree.not_ and in_pairs(tree.not_),
    }
    return tree.model_copy(update=update)


def parted(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What is filled in, and how pairs of fields shall stand."""
    found = {name: value for name, value in values.items() if BETWEEN not in name}
    return found, {name: value for name, value in values.items() if BETWEEN in name}


def standing(pair: str, value: str) -> Condition:
    """That the fields of a pair stand so."""
    one, other = apart(pair)
    op = {LESS: "<", EQUAL: "=", MORE: ">"}[value]
    return Condition.model_validate({"fact": one, "op": op, "than": other})


def told(values: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[str]:
    """How pairs of fields stand, in words."""
    for pair, value in parted(values)[1].items():
        one, other = apart(pair)
        yield f"“{titles.get(one, one)}”{WORDS[value]}“{titles.get(other, other)}”"


def _pair(leaf: Condition) -> str:
    return BETWEEN.join(sorted((leaf.fact or "", leaf.than or "")))
