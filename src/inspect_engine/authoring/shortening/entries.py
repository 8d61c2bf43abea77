"""One entry of an item, section or parameter in its short form, as lines."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from inspect_engine.authoring.shortening.yamltext import fits, flow, scalar
from inspect_engine.domain.definitions import USE_TITLES
from inspect_engine.reading.short import base_line, parse, written
from inspect_engine.reading.short.conditions import SIGNS, Slip

Units = Mapping[str, str | None]
STEP = 2


def condition(key: str, value: Any, indent: int, units: Units, lead: str = "") -> list[str]:
    """``key:`` with a condition: on one line, else as a tree of lines. ``lead`` is what stands before the key."""
    tree = _tree(value)
    line = written(tree, units)
    text = f"{lead}{key}: {scalar(line)}" if line else ""
    if text and fits(indent, text):
        return [" " * indent + text]
    return [" " * indent + f"{lead}{key}:", *_branches(tree, indent + len(lead) + STEP, units)]


def _tree(value: Any) -> Any:
    """A condition as a tree, wherever in it a line stands."""
    if isinstance(value, str):
        with suppress(Slip):
            return parse(value)
    if isinstance(value, dict):
        said = {key: part for key, part in value.items() if part is not None}
        said |= {"op": SIGNS.get(str(said["op"]), said["op"])} if "op" in said else {}
        joints = {joint: said[joint] for joint in ("all", "any") if isinstance(said.get(joint), list)}
        deep = {joint: [_tree(each) for each in branches] for joint, branches in joints.items()}
        return {**said, **deep, **({"not": _tree(said["not"])} if "not" in said else {})}
    return value


def lined(row: Any, key: str, units: Units) -> Any:
    """A small mapping with the condition under a key as a line, where a line says it."""
    line = written(_tree(row[key]), units) if isinstance(row, dict) and row.get(key) is not None else None
    return {**row, key: line} if line else row


def _branches(tree: Any, indent: int, units: Units, lead: str = "") -> list[str]:
    """A tree over several lines; each branch that fits is one line."""
    joint = next((key for key in ("all", "any") if key in tree), "")
    if not joint:
        if "not" in tree:
            return condition("not", tree["not"], indent, units, lead)
        return [" " * indent + lead + flow(tree)]
    found = [" " * indent + f"{lead}{joint}:"]
    for branch in tree[joint]:
        found += _branch(branch, indent + len(lead) + STEP, units)
    return found


def _branch(branch: Any, indent: int, units: Units) -> list[str]:
    line = written(branch, units)
    text = f"- {scalar(line)}" if line else ""
    return [" " * indent + text] if text and fits(indent, text) else _branches(branch, indent, units, "- ")


def by_use(value: Any) -> dict[str, list[Any]]:
    """Bases by what they are, each as it stands under its own key; nothing where that would change their order."""
    several = [
        base if isinstance(base, dict) else {"line": base} for base in (value if isinstance(value, list) else [value])
    ]
    uses = [str(base.get("as", "duty")) for base in several]
    if uses != [use for known in USE_TITLES for use in uses if use == known]:
        return {}
    found: dict[str, list[Any]] = {use: [] for use in uses}
    for use, base in zip(uses, several, strict=True):
        found[use].append(base.get("line") or {key: part for key, part in base.items() if key != "as"})
    return found


def bases(key: str, value: Any, indent: int) -> list[str] | None:
    """``duty: ref article``, several in a list; None where one of them needs more than a line."""
    several = value if isinstance(value, list) else [value]
    lines = [base if isinstance(base, str) else base_line(base) for base in several]
    texts = [line for line in lines if line is not None]
    if len(texts) < len(lines) or not texts:
        return None
    return listed(key, texts, indent)


def listed(key: str, texts: list[str], indent: int) -> list[str]:
    """``key: text``, ``key: [text, text]``, or a list of lines where that is too long."""
    line = f"{key}: {scalar(texts[0])}" if len(texts) == 1 else f"{key}: {flow(texts)}"
    if fits(indent, line):
        return [" " * indent + line]
    return [" " * indent + f"{key}:", *(" " * (indent + STEP) + f"- {scalar(text)}" for text in texts)]


def severity(value: Any, indent: int, units: Units) -> list[str]:
    """``severity: pending`` for a single plain grade, else a list of rules."""
    rules = [
        rule if isinstance(rule, dict) else {"is": rule} for rule in (value if isinstance(value, list) else [value])
    ]
    if len(rules) == 1 and rules[0].keys() == {"is"}:
        return [" " * indent + f"severity: {scalar(str(rules[0]['is']))}"]
    line = f"severity: [{_short(rules[0], units)}]"
    if len(rules) == 1 and fits(indent, line):
        return [" " * indent + line]
    found = [" " * indent + "severity:"]
    for rule in rules:
        found += _rule(rule, indent + STEP, units)
    return found


def _rule(rule: dict[str, Any], indent: int, units: Units) -> list[str]:
    text = f"- {_short(rule, units)}"
    if fits(indent, text):
        return [" " * indent + text]
    found: list[str] = []
    for key, part in rule.items():
        lead = "  " if found else "- "
        line = [" " * indent + f"{lead}{key}: {scalar(str(part))}"]
        found += condition(key, part, indent, units, lead) if key == "when" else line
    return found


def _short(rule: dict[str, Any], units: Units) -> str:
    """A rule on one line, which may be too long."""
    when = written(_tree(rule["when"]), units) if "when" in rule else None
    return flow({**rule, **({"when": when} if when else {})})


def flows(key: str, value: list[Any], indent: int) -> list[str] | None:
    """A list of small mappings, each on a line; one alone on the line of its key. None where one is too wide."""
    lines = [flow(each) for each in value]
    if len(lines) == 1 and fits(indent, f"{key}: [{lines[0]}]"):
        return [" " * indent + f"{key}: [{lines[0]}]"]
    if not all(fits(indent + STEP, f"- {line}") for line in lines):
        return None
    return [" " * indent + f"{key}:", *(" " * (indent + STEP) + f"- {line}" for line in lines)]
