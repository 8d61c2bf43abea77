"""Figures recomputed from what ``case history --json`` prints, with nothing of the program's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

Told = Sequence[Mapping[str, Any]]
"""The ``items`` of one case."""
NOT_DUE = {"withdrawn", "merged", "dismissed", "imported", "on_the_spot"}


def figures(histories: Iterable[Told], day: str) -> Counter[str]:
    """Counts over hazards by the end of a day (ISO), from what had happened by then."""
    count: Counter[str] = Counter()
    for items in histories:
        steps = [step for step in items if step["on"] <= day]
        opened = steps[0]["data"] if steps else {}
        if opened and not opened.get("parent") and opened["kind"] == "hazard":
            count.update(_marks(steps, day))
            count["days_taken"] += _taken(steps)
    return count


def _marks(steps: Told, day: str) -> set[str]:
    """What one hazard counts for. Raises ValueError where something was put right: this does not follow it."""
    marks = {"found"}
    due = answer = ended = closed = ""
    stands = False
    for step in steps:
        data, mark = step["data"], step["data"].get("mark", "")
        if step["kind"] == "case.corrected":
            raise ValueError(step["id"])
        due = (data.get("deadline") or {}).get("due_on", due)
        stands = bool(data.get("paused", "")) if "to" in data else stands
        if mark == "replied":
            answer = step["on"]
        elif mark in ("returned", "reopened"):
            answer = ""
        ended = "" if mark == "reopened" else data.get("closing") or ended
        marks |= {mark} & {"returned", "extended", "reopened"}
        marks |= {"rechecked"} if mark == "returned" or data.get("trigger") == "pass_reinspection" else set()
        closed = step["on"] if data.get("closing") else closed
    marks |= {"open"} if not ended else {ended}
    in_time = ended == "rectified" and bool(answer and due) and answer <= due
    was_due = bool(due) and due < day and ended not in NOT_DUE and not stands
    told = {"in_time": in_time, "due": was_due, "done_in_time": in_time and was_due}
    told["replied_late"] = bool(answer and due) and answer > due and ended not in NOT_DUE
    told["closed_late"] = ended == "rectified" and bool(due) and closed > due
    told["in_time_extended"] = in_time and "extended" in marks
    return marks | {name for name, true in told.items() if true}


def _taken(steps: Told) -> int:
    """Days from discovery to close, of one that is closed as rectified."""
    ended, closed = "", ""
    for step in steps:
        data = step["data"]
        ended = "" if data.get("mark") == "reopened" else data.get("closing") or ended
        closed = step["on"] if data.get("closing") else closed
    return _days(steps[0]["on"], closed) if ended == "rectified" else 0


def ages(histories: Iterable[Told], day: str) -> tuple[Counter[str], dict[str, list[int]]]:
    """Open hazards by days since they were found, and the days in its state of each that waits, by what for."""
    found: Counter[str] = Counter()
    waits: dict[str, list[int]] = {}
    for items in histories:
        steps = [step for step in items if step["on"] <= day]
        ended, state, since, grade = "", "", "", ""
        for step in steps:
            data = step["data"]
            ended = "" if data.get("mark") == "reopened" else data.get("closing") or ended
            grade = data.get("severity") or data.get("sets", {}).get("severity") or grade
            if (now := data.get("to") or data.get("state") or state) != state:
                state, since = now, step["on"]
        if steps and not ended:
            found[_band(_days(steps[0]["on"], day))] += 1
            what = "grade" if grade == "pending" else WAITS.get(state)
            waits.setdefault(what or "", []).append(_days(since, day))
    return found, {what: sorted(days) for what, days in waits.items() if what}


WAITS = {
    **{"found": "issue", "graded": "issue", "issued": "serve"},
    **{"replied": "recheck", "reinspected": "close", "spot_fixed": "confirm"},
}


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _band(days: int) -> str:
    return "0-7" if days <= 7 else "8-30" if days <= 30 else "31-90" if days <= 90 else "91-"


def endings(histories: Iterable[Told], day: str) -> dict[str, dict[str, Any]]:
    """For each kind of case, whoever opened it: how many there are, are open, done, ended otherwise, how old the open
    ones are, and in which states."""
    found: dict[str, list[tuple[str, str, int, int]]] = {}
    for items in histories:
        steps = [step for step in items if step["on"] <= day]
        if steps:
            found.setdefault(steps[0]["data"]["kind"], []).append(_course(steps, day))
    return {kind: _ending(cases) for kind, cases in found.items()}


def _course(steps: Told, day: str) -> tuple[str, str, int, int]:
    """How a case has ended (empty: not), the title of its state, the days since it was found and came there."""
    ended, state, title, since = "", "", "", ""
    for step in steps:
        data = step["data"]
        ended = "" if data.get("mark") == "reopened" else data.get("closing") or ended
        now = data.get("to") or data.get("state") or state
        since = step["on"] if now != state else since
        state, title = now, data.get("to_title") or data.get("state_title") or title
    return ended, title, _days(steps[0]["on"], day), _days(since, day)


def _ending(cases: Sequence[tuple[str, str, int, int]]) -> dict[str, Any]:
    left = [case for case in cases if not case[0]]
    closed = sum(case[0] in ("rectified", "on_the_spot") for case in cases)
    states: dict[str, dict[str, int]] = {}
    for _, title, _, stay in left:
        one = states.setdefault(title, {"count": 0, "longest": 0})
        one["count"], one["longest"] = one["count"] + 1, max(one["longest"], stay)
    bands = Counter(_band(age) for *_, age, _ in left)
    return {
        "found": len(cases),
        "open": len(left),
        "closed": closed,
        "other": len(cases) - len(left) - closed,
        "oldest": max((case[2] for case in left), default=0),
        "longest": max((case[3] for case in left), default=0),
        "states": states,
        "ages": {name: bands[name] for name in ("0-7", "8-30", "31-90", "91-")},
    }


def by_month(histories: Iterable[Told], day: str, first: str, last: str) -> tuple[int, int, int]:
    """Hazards found and closed from a day to another, and open at its end, as they stand by ``day``."""
    found = closed = left = 0
    for items in histories:
        steps = [step for step in items if step["on"] <= day]
        if not steps or steps[0]["data"].get("parent") or steps[0]["data"]["kind"] != "hazard":
            continue
        ended, on = "", ""
        for step in steps:
            data = step["data"]
            ended = "" if data.get("mark") == "reopened" else data.get("closing") or ended
            on = step["on"] if data.get("closing") else on
        opened = steps[0]["on"]
        found += first <= opened <= last
        closed += ended in ("rectified", "on_the_spot") and first <= on <= last
        left += opened <= last and not (ended and on <= last)
    return found, closed, left


def grouped(histories: Iterable[Told], day: str) -> dict[str, dict[tuple[str, ...], Counter[str]]]:
    """What stands in the rows by ``region`` (county), ``pack``, liable ``unit``, ``item`` and ``finder``: hazards
    found, open, closed, overdue and major. Raises ValueError where something was put right: this does not follow it."""
    parts: dict[str, dict[tuple[str, ...], Counter[str]]] = {}
    for items in histories:
        steps = [step for step in items if step["on"] <= day]
        if not steps or steps[0]["data"].get("parent") or steps[0]["data"]["kind"] != "hazard":
            continue
        marks, opened = _standing(steps, day), steps[0]["data"]
        finders = {name for step in steps for name in _joined(step)} | set(opened["persons"])
        keys: dict[str, list[tuple[str, ...]]] = {
            "region": [(opened["region"][:6],)],
            "pack": [(opened["pack"],)],
            "unit": [(name,) for name in {opened["party"], *opened.get("co_units", [])}],
            "item": [(opened["pack"], opened["item"])],
            "finder": [(name,) for name in finders],
        }
        for part, names in keys.items():
            for name in names:
                parts.setdefault(part, {}).setdefault(name, Counter()).update(marks)
    return parts


def _joined(step: Mapping[str, Any]) -> list[str]:
    """Who had found what was merged into this."""
    return list(step["data"]["persons"].get("open", [])) if step["kind"] == "case.absorbed" else []


def _standing(steps: Told, day: str) -> set[str]:
    """What one hazard counts for in a row."""
    ended, due, clock, grade = "", "", False, ""
    for step in steps:
        data = step["data"]
        if step["kind"] == "case.corrected":
            raise ValueError(step["id"])
        ended = "" if data.get("mark") == "reopened" else data.get("closing") or ended
        due = (data.get("deadline") or {}).get("due_on", due)
        clock = data.get("clock", clock)
        grade = data.get("severity") or data.get("sets", {}).get("severity") or grade
    marks = {"found"} | ({"open"} if not ended else set())
    marks |= {"closed"} if ended in ("rectified", "on_the_spot") else set()
    marks |= {"overdue"} if not ended and clock and due and due < day else set()
    return marks | ({"major"} if grade == "major" and ended not in ("withdrawn", "merged", "dismissed") else set())
