"""Views of the ledger that somebody has kept under a name: the filters that lists on the command line have, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.cases.asking import GRADES
from inspect_engine.domain.words.wording import kind_title
from inspect_tui.views.ledger import MINE, OPEN, OVERDUE, OWN

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger

NAMED = "named"
SHOWN = {OPEN: "only_open", OVERDUE: "overdue", OWN: "mine", MINE: "only_open"}
WORDS = {"pack": "专项", "party": "单位", "subject": "对象", "region": "区划", "owner": "承办"}
KNOWN = {"where", "only_open", "overdue", "mine", "severity", "state", "kind", "text", "first", "last", *WORDS}


def keep(ledger: Ledger, name: str, look: Mapping[str, Any]) -> None:
    """Keep the look of the ledger under a name: its filter for everybody who lists cases, how it is sorted for the
    terminal. Raises InputError or StorageError."""
    view = SHOWN.get(look["view"])
    options: dict[str, str | bool] = {"where": look["typed"]} if look["typed"] else {}
    ledger.filters.save(name, {**options, **({view: True} if view else {})})
    left = ledger.filters.look()
    kept = {key: look[key] for key in ("view", "order", "descending")}
    ledger.filters.keep_look({**left, NAMED: {**_named(left), name.strip(): kept}})


def drop(ledger: Ledger, name: str) -> None:
    """Raises InputError where there is none."""
    ledger.filters.drop(name)


def taken(ledger: Ledger, name: str) -> dict[str, Any]:
    """The look that is kept under a name. Raises InputError for one of which the terminal cannot show something."""
    options = ledger.filters.get(name)
    if unknown := options.keys() - KNOWN:
        from inspect_engine.errors import InputError

        raise InputError.one(f"筛选“{name}”里有终端还列不出的条件：{'、'.join(sorted(unknown))}")
    view = next((view for view, option in SHOWN.items() if options.get(option)), 0)
    look = {"view": view, "order": "opened", "descending": False, **_named(ledger.filters.look()).get(name, {})}
    return {**look, "typed": " ".join(_typed(ledger, options))}


def _named(left: Mapping[str, Any]) -> Mapping[str, Any]:
    found = left.get(NAMED)
    return found if isinstance(found, dict) else {}


def _typed(ledger: Ledger, options: Mapping[str, str | bool]) -> Iterator[str]:
    """Options of the command line as they are written in the terminal."""
    said = {name: str(value) for name, value in options.items() if value is not True}
    if "where" in said:
        yield said["where"]
    if "severity" in said:
        titles = {code.rpartition("/")[2]: title for title, code in reversed(GRADES.items())}
        yield f"等级:{titles.get(said['severity'], said['severity'])}"
    if "state" in said:
        flows = ledger.desk.library.workflows.values()
        titles = {name: state.title for flow in flows for name, state in flow.states.items()}
        yield f"状态:{titles.get(said['state'], said['state'])}"
    if "kind" in said:
        yield f"种类:{kind_title(said['kind'])}"
    yield from (f"{title}:{said[name] or '无'}" for name, title in WORDS.items() if name in said)
    yield from (f"发现{sign}{said[name]}" for name, sign in (("first", ">="), ("last", "<=")) if name in said)
    if "text" in said:
        yield f'"{said["text"]}"'
