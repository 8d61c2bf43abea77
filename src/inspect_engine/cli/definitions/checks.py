"""``packs check``: does a definition hold together, and can these people live by it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inspect_engine.cli.outputs import unwritable
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, say
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.proof import Breach
from inspect_engine.domain.workflow.staffing import understaffed
from inspect_engine.errors import DefinitionError, InputError, Problem
from inspect_engine.reading.checking import Reading
from inspect_engine.reading.definitions import reading_of
from inspect_engine.reading.installed import installed_folders, missing_plugins


def checked(path: Path | None, roster: Path | None, scenario: Path | None, *, verbose: bool) -> Answer:
    """Check a folder, or what is installed. Raises DefinitionError, unless programs read the answer."""
    if path is not None and not path.is_dir():
        raise InputError.one(f"没有文件夹 {path}", fix="给出含有 packs、workflows、references 的文件夹")
    from inspect_engine.exports.closure import sets

    people = _people(roster)
    reading = reading_of(path) if path else Reading(installed_folders())
    reading.check(prove=True)
    folders = [path] if path else installed_folders()
    printed = sets.read_sets(folders).problems
    if not (reading.library.packs or reading.library.workflows or reading.problems or sets.files(folders)):
        raise InputError.one(
            f"{path} 里没有定义文件", fix="应有 packs/*.yaml、workflows/*.yaml、references/*.yaml 或 sheets/*.yaml"
        )
    gone = [] if path else missing_plugins()
    problems = sorted([*reading.problems, *gone, *printed, *_understaffed(reading, people)])
    if scenario is not None:
        _write(reading, scenario)
    if problems and not session.json:
        raise DefinitionError(problems)
    notes, more = reading.notes(china_day(datetime.now(UTC))), reading.flow_notes()
    shape = {
        "ok": not problems,
        "problems": [_plain(problem, reading) for problem in problems],
        "notes": [{"where": note.where, "what": note.what} for note in (*notes, *more)],
    }
    for note in _heed(notes, more, verbose) if not session.json else ():
        say(f"留意：{note}")
    return Answer(shape, _summary(reading, people), code=2 if problems else 0)


def _heed(notes: Sequence[Problem], more: Sequence[Problem], verbose: bool) -> list[str]:
    """Of documents and of workflows: one by one, or how many."""
    if verbose:
        return list(map(str, (*notes, *more)))
    told = [f"{len(notes)} 处依据已失效、待核或久未核对，加 --notes 逐条列出。"] if notes else []
    return told + (
        [f"流程有 {len(more)} 处值得留意（没有尽头、说了等于没说、不守底线），加 --notes 逐条列出。"] if more else []
    )


def _people(roster: Path | None) -> Mapping[str, Person]:
    from inspect_engine.reading.people import read_roster

    if roster is not None:
        return read_roster(roster)
    return session.ledger().desk.roster() if session.db else {}


def _understaffed(reading: Reading, people: Mapping[str, Person]) -> list[Problem]:
    """What these people cannot do. Units without people of their own are told, but are no fault of the roster."""
    found = []
    for flow, document in reading.flows.values() if people and not reading.problems else ():
        units = {person.party for person in people.values() if person.party}
        for party, lacking in understaffed(flow, people):
            whose = f"责任单位“{party}”的事项" if party else "责任单位没有登记人员的事项"
            if lacking is None:
                say(f"留意：{whose}人手够不够，未能判定")
            elif party or not units:
                fix = "请增加检查员或主管，或给责任单位登记人员"
                found.append(Problem(document.where(("states",)), f"{whose}走不到销号：{lacking.words}", fix))
            else:
                say(f"留意：{whose}走不到销号：{lacking.words}")
    return found


def _write(reading: Reading, folder: Path) -> None:
    from inspect_engine.trial.scenarios import write

    given = [(breach.parts[0], source, breach) for breach, _, source in reading.breaches if breach.has_path]
    try:
        written = write(given, folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    for path in written:
        say(f"已写 {path}")
    say(f"运行：python -m pytest -q {folder}（流程改好之前失败，改好之后通过）" if written else "没有反例可写。")


def _plain(problem: Problem, reading: Reading) -> dict[str, Any]:
    row: dict[str, Any] = {"where": problem.where, "what": problem.what, "fix": problem.fix}
    breach = next((breach for breach, told, _ in reading.breaches if told == problem), None)
    return row | {"breach": _breach(breach) if breach else None}


def _breach(breach: Breach) -> dict[str, Any]:
    path = [
        {
            "workflow": breach.parts[hop.case],
            "trigger": hop.trigger,
            "title": hop.title,
            "rung": hop.rung.id if hop.rung else None,
            "values": dict(hop.values),
        }
        for hop in breach.path
    ]
    told = {name: getattr(breach, name) for name in ("kind", "severity", "earlier")}
    return {**told, "path": path}


def _summary(reading: Reading, people: Mapping[str, Person]) -> str:
    library = reading.library
    items = sum(len(pack.items) for pack in library.packs.values())
    limits = sum(len(pack.parameters) for pack in library.packs.values())
    promises = sum(len(flow.invariants) for flow in library.workflows.values())
    parts = [
        f"{len(library.packs)} 个检查表包、{items} 个检查项、{limits} 个限值",
        f"{len(library.workflows)} 个流程（{promises} 条承诺已证明）",
        f"{len(library.references)} 份依据",
        *([f"自带的流程 {'、'.join(borrowed)}"] if (borrowed := reading.borrowed()) else []),
        *([f"名册 {len(people)} 人够用"] if people else []),
    ]
    return "、".join(parts) + "，全部通过。"
