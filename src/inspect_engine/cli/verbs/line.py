"""A filled-in form as a command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_tui.views.verbs import Order, Parameter

MANY = ("many", "files")
"""Kinds that hold one value a line."""


def words_of(order: Order) -> list[str]:
    """The words of the command; what was left blank, or as it is by itself, is not written."""
    verb = order.verb
    options = [each for each in verb.parameters if each.option]
    places = [each for each in verb.parameters if not each.option]
    front = [word for each in options for word in _option(each, order.values.get(each.name, ""))]
    if order.request and verb.once:
        front += [f"--request-id={order.request}"]
    if order.tried:
        front += ["--dry-run"]
    rest = [word for each in places for word in _values(each, order.values.get(each.name, "")) or _gap(each)]
    while rest and not rest[-1]:
        rest.pop()
    return [*verb.path.split(), *front, "--", *rest]


def _option(param: Parameter, typed: str) -> Iterator[str]:
    if param.kind == "flag":
        yield from [param.option] if typed == "true" else []
    else:
        for value in _values(param, typed):
            yield f"{param.option}={value}"


def _values(param: Parameter, typed: str) -> Sequence[str]:
    if param.kind == "many" and param.option:
        return _continued(typed.splitlines())
    if param.kind in MANY:
        return [line.strip() for line in typed.splitlines() if line.strip()]
    if param.kind == "choices":
        return [word for word in typed.split(",") if word]
    return [typed.strip()] if typed.strip() else []


def _continued(lines: Sequence[str]) -> list[str]:
    """A value a line; a line that begins with blanks goes on with the value before it."""
    found: list[str] = []
    for line in filter(str.strip, lines):
        if line[0].isspace() and found:
            found[-1] += f"\n{line.strip()}"
        else:
            found.append(line.strip())
    return found


def _gap(param: Parameter) -> Sequence[str]:
    """What stands where nothing was filled in, before something that was."""
    return [] if param.kind in MANY else [""]
