"""YAML text to frozen definitions, or every problem with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from inspect_engine.domain import rules
from inspect_engine.domain.definitions import Model, Pack, Reference, Region, Workflow
from inspect_engine.domain.proof import Breach
from inspect_engine.domain.words.text import display
from inspect_engine.errors import DefinitionError, Fault, Problem
from inspect_engine.reading.document import Document
from inspect_engine.reading.installed import installed_folders, missing_plugins
from inspect_engine.reading.library import Library, breaches, definition_text
from inspect_engine.reading.models import typed
from inspect_engine.reading.packs import PACKS, joined, pack_files, section_files
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import read_file

__all__ = [
    "Library",
    "Reading",
    "ReferenceFile",
    "check_library",
    "definition_text",
    "installed_folders",
    "load_library",
    "read_folder",
    "reading_of",
]

FoundT = TypeVar("FoundT", Pack, Workflow, Region)


class ReferenceFile(Model):
    """One file of the references registry."""

    references: tuple[Reference, ...]


def load_library(folders: Iterable[Path] | None = None) -> Library:
    """Load and check every definition of some folders. Raises DefinitionError with all problems of all files at once.

    Of what is installed (without ``folders``) a faulty file stops only itself and those that need it: they are set
    aside, and named. Files that have not changed since are not read a second time in a process.
    """
    chosen = tuple(installed_folders() if folders is None else folders)
    return _loaded(chosen, tuple(_stamps(chosen)), installed=folders is None)


def read_folder(folder: Path) -> Reading:
    """One folder, read and checked, beside what it takes from the installed definitions.

    Raises DefinitionError with all problems.
    """
    reading = reading_of(folder)
    reading.check(prove=False)
    if reading.problems:
        raise DefinitionError(sorted(reading.problems))
    return reading


def reading_of(folder: Path) -> Reading:
    """One folder, read but not checked; what is installed lies beside it where it cites what it does not define."""
    reading = Reading([folder])
    if not reading.borrows():
        return reading
    others = tuple(each for each in installed_folders() if each.resolve() != folder.resolve())
    return Reading([folder], _loaded(others, tuple(_stamps(others)), installed=True))


def _stamps(folders: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """Name, time and size of each file that may hold a definition."""
    for folder in folders:
        for path in sorted([*folder.glob("*/*"), *folder.glob(f"{PACKS}/*/**/*.yaml")]):
            found = path.stat() if path.is_file() else path.lstat()
            yield str(path), found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _loaded(folders: tuple[Path, ...], _unchanged: tuple[tuple[str, int, int], ...], *, installed: bool) -> Library:
    reading = Reading(folders)
    reading.check(prove=False)
    if installed:
        aside = (*missing_plugins(), *reading.set_aside())
        return replace(reading.library, aside=aside)
    if reading.problems:
        raise DefinitionError(sorted(reading.problems))
    return reading.library


def check_library(folders: Iterable[Path], *, prove: bool = False) -> tuple[Library, list[Problem]]:
    """As :func:`load_library`, but hands the problems back beside whatever could be read.

    With ``prove``, every promise of a workflow that is otherwise sound is proved too; a broken one prints its path.
    """
    reading = Reading(folders)
    reading.check(prove=prove)
    return reading.library, reading.problems


class Reading:
    """The files of one or several folders, each definition with the document that knows its lines.

    What they do not define themselves they may take from ``beside``, which is not checked.
    """

    def __init__(self, folders: Iterable[Path], beside: Library | None = None) -> None:
        self._beside = beside
        self.documents: list[Document] = []
        self.sources: dict[str, Path] = {}
        self._kinds: dict[str, str] = {}
        self.breaches: list[tuple[Breach, Problem, Path]] = []
        self.packs: dict[str, tuple[Pack, Document]] = {}
        self.flows: dict[str, tuple[Workflow, Document]] = {}
        self.regions: dict[str, tuple[Region, Document]] = {}
        self.references: dict[str, tuple[Reference, Document, int]] = {}
        every = list(folders)
        for folder in every:
            self._read(folder, f"{display(folder.name)}/" if len(every) > 1 else "")

    @property
    def problems(self) -> list[Problem]:
        return [problem for document in self.documents for problem in document.problems]

    @property
    def library(self) -> Library:
        return Library(
            {name: pack for name, (pack, _) in self.packs.items()},
            {name: flow for name, (flow, _) in self.flows.items()},
            {name: reference for name, (reference, *_) in self.references.items()},
            {code: region for code, (region, _) in self.regions.items()},
        )

    @property
    def known(self) -> Library:
        """All that may be cited: what was read, and what lies beside."""
        return self.library if self._beside is None else self.library.over(self._beside)

    def _read(self, folder: Path, prefix: str) -> None:
        """Read one folder; whatever is wrong stays with its document. Of several folders, places name theirs."""
        if not folder.is_dir():
            name = display(str(folder))
            self.documents.append(Document(name, problems=[Problem(name, "没有这个文件夹", "请核对路径")]))
        self.documents += _misnamed(folder, prefix)
        for document in self._files(folder, prefix, "references"):
            self._registry(document)
        for document in self._files(folder, prefix, "workflows"):
            if flow := read(document, Workflow):
                _claim(flow.id, flow, document, self.flows)
        for document in self._files(folder, prefix, "regions"):
            if region := typed(document, Region):
                _claim(region.region, region, document, self.regions)
        for document in self._packs(folder, prefix):
            if pack := read(document, Pack):
                _claim(pack.id, pack, document, self.packs)

    def _files(self, folder: Path, prefix: str, kind: str) -> Iterator[Document]:
        for path in sorted(folder.glob(f"{kind}/*.yaml")):
            yield self._kept(_named(path, folder, prefix), path, kind)

    def _packs(self, folder: Path, prefix: str) -> Iterator[Document]:
        for path in pack_files(folder):
            parts = [_named(part, folder, prefix) for part in section_files(path)]
            yield self._kept(joined(_named(path, folder, prefix), parts), path, PACKS)

    def _kept(self, document: Document, path: Path, kind: str) -> Document:
        self.documents.append(document)
        self.sources[document.name], self._kinds[document.name] = path, kind
        return document

    def _registry(self, document: Document) -> None:
        content = typed(document, ReferenceFile)
        for i, reference in enumerate(content.references if content else ()):
            if reference.id in self.references:
                document.report(("references", i, "id"), f"“{reference.id}”重复")
            self.references.setdefault(reference.id, (reference, document, i))
        document.report_all(rules.values_fit(content) if content else iter(()))

    def check(self, *, prove: bool) -> None:
        """Apply every rule; problems go to the document they are in."""
        unread = {self._kinds[each.name] for each in self.documents if each.problems and each.name in self._kinds}
        for flow, document in self.flows.values():
            document.report_all(fault for rule in rules.WORKFLOW_RULES for fault in rule(flow))
        prefixes: dict[str, str] = {}
        for pack, document in self.packs.values():
            if (first := prefixes.setdefault(pack.number_prefix, pack.id)) != pack.id:
                text = f"编号前缀“{pack.number_prefix}”已被检查表包“{first}”使用"
                document.report(("number_prefix",), text)
            document.report_all(fault for rule in rules.PACK_RULES for fault in rule(pack))
        self._cite(unread)
        if prove:
            self._prove()

    def _cite(self, unread: set[str]) -> None:
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

    def set_aside(self) -> list[Problem]:
        """Leave out every file that has a problem, and then those that need it; returns all problems."""
        self._cite(set())
        while bad := {id(document) for document in self._defining() if document.problems}:
            self.packs = {name: one for name, one in self.packs.items() if id(one[1]) not in bad}
            self.flows = {name: one for name, one in self.flows.items() if id(one[1]) not in bad}
            self.regions = {code: one for code, one in self.regions.items() if id(one[1]) not in bad}
            self.references = {name: one for name, one in self.references.items() if id(one[1]) not in bad}
            self._cite(set())
        return sorted(self.problems)

    def _defining(self) -> list[Document]:
        """The documents of which something is in use."""
        found = [one[1] for part in (self.packs, self.flows, self.regions) for one in part.values()]
        return [*found, *(document for _, document, _ in self.references.values())]

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


def _named(path: Path, folder: Path, prefix: str) -> Document:
    return read_file(path, f"{prefix}{path.relative_to(folder).as_posix()}")


def _misnamed(folder: Path, prefix: str) -> Iterator[Document]:
    """Files that look like definitions but would be passed over for their ending."""
    for kind in ("references", "workflows", "regions", "packs"):
        for path in sorted((folder / kind).glob("*")):
            if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
                name = f"{prefix}{kind}/{path.name}"
                yield Document(name, problems=[Problem(display(name), "文件名应以小写的 .yaml 结尾", "请改名")])


def _known(faults: Iterable[Fault], unread: set[str]) -> Iterator[Fault]:
    """Faults without those of names that are missing only because the file that defines them could not be read."""
    files: dict[str, Callable[[Fault], bool]] = {
        "references": lambda fault: "没有登记" in fault.what,
        "workflows": lambda fault: fault.what.startswith("流程“"),
        "packs": lambda fault: fault.what.startswith("检查表包“"),
    }
    return (fault for fault in faults if not any(files[kind](fault) for kind in unread & files.keys()))


def _claim(name: str, found: FoundT, document: Document, known: dict[str, tuple[FoundT, Document]]) -> None:
    if name in known:
        key = "region" if isinstance(found, Region) else "id"
        document.report((key,), f"“{name}”已在 {known[name][1].name} 里定义")
    known.setdefault(name, (found, document))
