"""YAML text to frozen definitions, or every problem with its line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from importlib.metadata import entry_points
from pathlib import Path
from typing import TypeVar

from inspect_engine.domain import proof, rules
from inspect_engine.domain.definitions import Definition, Model, Pack, Reference, Region, Workflow
from inspect_engine.errors import DefinitionError, InputError, Problem
from inspect_engine.yamltext import Document, read_file, suggest, typed

ENTRY_POINTS = "inspect_engine.checklists"

FoundT = TypeVar("FoundT", Pack, Workflow)


class ReferenceFile(Model):
    """One file of the references registry."""

    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Library:
    """All definitions found: packs, workflows and references by id, regions by code."""

    packs: Mapping[str, Pack]
    workflows: Mapping[str, Workflow]
    references: Mapping[str, Reference]
    regions: Mapping[str, Region]

    def pack(self, pack_id: str) -> Pack:
        """Raises InputError, with the near miss, for an unknown pack."""
        if pack_id not in self.packs:
            fix = suggest(pack_id, self.packs) or f"已有：{'、'.join(self.packs)}"
            raise InputError.one(f"没有检查表包“{pack_id}”", fix=fix)
        return self.packs[pack_id]

    def definition(self, pack_id: str) -> Definition:
        """The pack with just the workflows, limits of regions and documents it uses."""
        pack = self.pack(pack_id)
        regions = tuple(region for region in map(partial(_of_pack, pack), self.regions.values()) if region.overlays)
        flows = self._with_opened({item.workflow for item in pack.items})
        limits = [limit for parameter in pack.parameters for limit in parameter.limits]
        limits += [limit for region in regions for overlay in region.overlays for limit in overlay.limits]
        cited = {basis.ref for item in pack.items for basis in item.basis}
        cited |= {rule.by for item in pack.items for rule in item.severity if rule.by}
        cited |= {limit.ref for limit in limits}
        waits = [state.within for name in flows for state in self.workflows[name].states.values()]
        cited |= {within.basis.ref for within in waits if within and within.basis}
        return Definition(
            pack=pack,
            workflows={name: self.workflows[name] for name in sorted(flows)},
            regions=regions,
            references={name: self.references[name] for name in sorted(cited)},
        )

    def _with_opened(self, names: set[str]) -> set[str]:
        """Workflows, and those that their actions and escalations open."""
        found, todo = set(names), list(names)
        while todo:
            for name in self.workflows[todo.pop()].opened - found:
                found.add(name)
                todo.append(name)
        return found


def _of_pack(pack: Pack, region: Region) -> Region:
    return region.model_copy(update={"overlays": tuple(o for o in region.overlays if o.pack == pack.id)})


def definition_text(definition: Definition) -> tuple[str, str]:
    """(SHA-256 in hex, JSON text) of a definition; a ledger stores the text under the hash.

    Keys stay in the order of the file: choices are offered in the order they were written.
    """
    text = json.dumps(definition.canonical(), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest(), text


def installed_folders() -> tuple[Path, ...]:
    """Folders of every distribution that offers checklists through the entry-point group."""
    found = []
    for entry in entry_points(group=ENTRY_POINTS):
        with resources.as_file(resources.files(entry.value)) as folder:
            found.append(folder)
    return tuple(found)


def load_library(folders: Iterable[Path] | None = None) -> Library:
    """Load and check every definition. Raises DefinitionError with all problems of all files at once."""
    library, problems = check_library(installed_folders() if folders is None else folders)
    if problems:
        raise DefinitionError(sorted(problems))
    return library


def check_library(folders: Iterable[Path], *, prove: bool = False) -> tuple[Library, list[Problem]]:
    """As :func:`load_library`, but hands the problems back beside whatever could be read.

    With ``prove``, every promise of a workflow that is otherwise sound is proved too; a broken one prints its path.
    """
    documents: list[Document] = []
    prefixes: dict[str, str] = {}
    packs: dict[str, tuple[Pack, Document]] = {}
    flows: dict[str, tuple[Workflow, Document]] = {}
    references: dict[str, Reference] = {}
    regions: dict[str, tuple[Region, Document]] = {}
    for folder in folders:
        documents += _misnamed(folder)
        for path in sorted(folder.glob("references/*.yaml")):
            documents.append(document := read_file(path, f"references/{path.name}"))
            if content := typed(document, ReferenceFile):
                for i, reference in enumerate(content.references):
                    if reference.id in references:
                        document.problems.append(document.problem(("references", i, "id"), f"“{reference.id}”重复"))
                    references[reference.id] = reference
        for path in sorted(folder.glob("workflows/*.yaml")):
            documents.append(document := read_file(path, f"workflows/{path.name}"))
            if flow := typed(document, Workflow):
                _claim(flow, document, flows)
        for path in sorted(folder.glob("regions/*.yaml")):
            documents.append(document := read_file(path, f"regions/{path.name}"))
            if region := typed(document, Region):
                if region.region in regions:
                    first = regions[region.region][1].name
                    document.problems.append(document.problem(("region",), f"“{region.region}”已在 {first} 里定义"))
                regions[region.region] = region, document
        for path in sorted(folder.glob("packs/*.yaml")):
            documents.append(document := read_file(path, f"packs/{path.name}"))
            if pack := typed(document, Pack):
                _claim(pack, document, packs)
                if prefixes.setdefault(pack.number_prefix, pack.id) != pack.id:
                    text = f"编号前缀“{pack.number_prefix}”已被检查表包“{prefixes[pack.number_prefix]}”使用"
                    document.problems.append(document.problem(("number_prefix",), text))
    workflows = {name: flow for name, (flow, _) in flows.items()}
    for flow, document in flows.values():
        _report(document, (fault for rule in rules.WORKFLOW_RULES for fault in rule(flow)))
        if prove and not document.problems:
            _report(document, _disproved(flow))
    unread = {document.name.partition("/")[0] for document in documents if document.problems}
    for pack, document in packs.values():
        _report(document, (fault for rule in rules.PACK_RULES for fault in rule(pack)))
        faults = rules.citations(pack, references, workflows)
        _report(document, (fault for fault in faults if not _may_be_unread(fault, unread)))
    problems = [problem for document in documents for problem in document.problems]
    found = {name: pack for name, (pack, _) in packs.items()}
    return Library(found, workflows, references, {code: region for code, (region, _) in regions.items()}), problems


def _misnamed(folder: Path) -> Iterator[Document]:
    """Files that look like definitions but would be passed over for their ending."""
    for kind in ("references", "workflows", "regions", "packs"):
        for path in sorted((folder / kind).glob("*")):
            if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
                name = f"{kind}/{path.name}"
                yield Document(name, problems=[Problem(name, "文件名应以小写的 .yaml 结尾", "请改名")])


def _disproved(flow: Workflow) -> Iterator[rules.Fault]:
    for breach in proof.breaches(flow):
        place = ("invariants", flow.invariants.index(breach.promise))
        yield rules.Fault(place, f"承诺“{breach.promise.title}”守不住，最短路径：{breach.words}")


def _may_be_unread(fault: rules.Fault, unread: set[str]) -> bool:
    """A name that is missing only because the file that defines it has problems of its own."""
    return ("没有登记" in fault.what and "references" in unread) or (
        fault.path[-1] == "workflow" and "workflows" in unread
    )


def _claim(found: FoundT, document: Document, known: dict[str, tuple[FoundT, Document]]) -> None:
    if found.id in known:
        document.problems.append(document.problem(("id",), f"“{found.id}”已在 {known[found.id][1].name} 里定义"))
    known[found.id] = (found, document)


def _report(document: Document, faults: Iterator[rules.Fault]) -> None:
    document.problems += [document.problem(fault.path, fault.what, fault.fix) for fault in faults]
