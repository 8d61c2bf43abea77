"""What the rules say of definitions that were read: faults, doubts, promises that cannot be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from datetime import date
from pathlib import Path

from inspect_engine.domain import rules
from inspect_engine.domain.proof import Breach
from inspect_engine.domain.words.regions import overlaid
from inspect_engine.errors import Fault, Problem
from inspect_engine.reading.files import Files
from inspect_engine.reading.library import Library, breaches


class Reading(Files):
    """The files of one or several folders, and what is wrong with them.

    What they do not define themselves they may take from ``beside``, which is not checked.
    """

    def __init__(self, folders: Iterable[Path], beside: Library | None = None) -> None:
        self._beside = beside
        self.breaches: list[tuple[Breach, Problem, Path]] = []
        super().__init__(folders)

    @property
    def known(self) -> Library:
        """All that may be cited: what was read, and what lies beside."""
        return self.library if self._beside is None else self.library.over(self._beside)

    def check(self, *, prove: bool) -> None:
        """Apply every rule; problems go to the document they are in."""
        unread = {self.kinds[each.name] for each in self.documents if each.problems and each.name in self.kinds}
        for flow, document in self.flows.values():
            document.report_all(fault for rule in rules.WORKFLOW_RULES for fault in rule(flow))
        prefixes: dict[str, str] = {}
        for pack, document in self.packs.values():
            if (first := prefixes.setdefault(pack.number_prefix, pack.id)) != pack.id:
                text = f"编号前缀“{pack.number_prefix}”已被检查表包“{first}”使用"
                document.report(("number_prefix",), text)
            document.report_all(fault for rule in rules.PACK_RULES for fault in rule(pack))
        over = overlaid(table for table, _ in self.tables.values())
        for table, document in self.tables.values():
            document.report_all(rules.table_faults(table, over))
        self.cite(unread)
        if prove:
            self._prove()

    def flow_notes(self) -> list[Problem]:
        """What is not wrong with a workflow, but says nothing, or lets a case wait for ever."""
        from inspect_engine.domain.proof import notes

        flows = {name: flow for name, (flow, document) in self.flows.items() if not document.problems}
        return [
            self.flows[name][1].problem(note.path, note.what)
            for name, flow in flows.items()
            if flow.opened <= flows.keys()
            for note in notes(flow, flows)
        ]

    def cite(self, unread: Set[str] = frozenset()) -> None:
        """The rules that look from one file into others; of kinds that were not all read, nothing is called missing."""
        library = self.known
        for flow, document in self.flows.values():
            document.report_all(_known(rules.flow_citations(flow, library.references, library.workflows), unread))
        for pack, document in self.packs.values():
            document.report_all(_known(rules.pack_citations(pack, library.references, library.workflows), unread))
            document.report_all(rules.limits_live_with_their_documents(pack, library.references))
        for region, document in self.regions.values():
            document.report_all(_known(rules.region_faults(region, library.packs), unread))
            document.report_all(_known(rules.region_citations(region, library.references), unread))
            document.report_all(rules.overlays_live_with_their_documents(region, library.references))

    def borrows(self) -> bool:
        """Whether it cites documents or workflows that it does not define."""
        cited = self.library.references, self.library.workflows
        packs = (rules.pack_citations(pack, *cited) for pack, _ in self.packs.values())
        flows = (rules.flow_citations(flow, *cited) for flow, _ in self.flows.values())
        return any(True for faults in (*packs, *flows) for _ in faults)

    def borrowed(self) -> list[str]:
        """The workflows of others that its items use."""
        used = {item.workflow for pack, _ in self.packs.values() for item in pack.items}
        return sorted(used - self.flows.keys())

    def notes(self, today: date) -> list[Problem]:
        """What is not wrong but uncertain: documents no longer in force, unconfirmed, or not looked at lately."""
        references, found = self.known.references, list[Problem]()
        for pack, document in self.packs.values():
            found += [document.problem(*fault) for fault in rules.doubtful(pack, references, today)]
        for region, document in self.regions.values():
            found += [document.problem(*fault) for fault in rules.doubtful_limits(region, references, today)]
        for flow, document in self.flows.values():
            found += [document.problem(*fault) for fault in rules.doubtful_flow(flow, references, today)]
        return found

    def _prove(self) -> None:
        """Every promise of the workflows that are otherwise sound, and so are those they open.

        What can break one is a problem at its line, with the shortest path.
        """
        sound = {name: flow for name, (flow, document) in self.flows.items() if not document.problems}
        beside = {} if self._beside is None else self._beside.workflows
        around = {**beside, **sound}
        for flow in sound.values():
            if flow.opened <= around.keys() - (self.flows.keys() - sound.keys()):
                document = self.flows[flow.id][1]
                for breach in breaches(flow, around):
                    problem = document.problem(breach.place, breach.told)
                    document.problems.append(problem)
                    self.breaches.append((breach, problem, self.sources[document.name]))


def _known(faults: Iterable[Fault], unread: Set[str]) -> Iterator[Fault]:
    """Faults without those of names that are missing only because the file that defines them could not be read."""
    files: dict[str, Callable[[Fault], bool]] = {
        "references": lambda fault: "没有登记" in fault.what,
        "workflows": lambda fault: fault.what.startswith("流程“"),
        "packs": lambda fault: fault.what.startswith("检查表包“"),
    }
    return (fault for fault in faults if not any(files[kind](fault) for kind in unread & files.keys()))
