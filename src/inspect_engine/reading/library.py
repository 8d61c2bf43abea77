"""All definitions at hand, and the text under which a ledger keeps the ones it used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from inspect_engine.domain.definitions import Definition, Pack, Reference, Region, Workflow
from inspect_engine.domain.words.text import meant, suggest
from inspect_engine.errors import DefinitionError, InputError, Problem

if TYPE_CHECKING:
    from inspect_engine.domain.proof import Breach

_PROVED: set[str] = set()
"""Hashes of workflows that were proved in this process, each with all that it may open."""


@dataclass(frozen=True)
class Library:
    """All definitions found: packs, workflows and references by id, regions by code.

    ``aside`` is what was wrong with files that were set aside, and with those that need them.
    """

    packs: Mapping[str, Pack]
    workflows: Mapping[str, Workflow]
    references: Mapping[str, Reference]
    regions: Mapping[str, Region] = field(default_factory=dict)
    aside: tuple[Problem, ...] = ()

    def named(self, word: str) -> str:
        """The id of the pack that a word means (see :func:`meant`)."""
        return meant(word, {name: pack.title for name, pack in self.packs.items()})

    def pack(self, word: str) -> Pack:
        """A pack by its id, its title, or what only its title has. Raises InputError, with the near miss, for none."""
        pack_id = self.named(word)
        if pack_id not in self.packs:
            fix = suggest(pack_id, self.packs) or f"已有：{'、'.join(self.packs)}"
            told = "；以下文件有误，已搁置" if self.aside else ""
            raise InputError([Problem("", f"没有检查表包“{pack_id}”", fix + told), *self.aside])
        return self.packs[pack_id]

    def over(self, other: Library) -> Library:
        """With what the other has and this one has not."""
        return Library(
            {**other.packs, **self.packs},
            {**other.workflows, **self.workflows},
            {**other.references, **self.references},
            {**other.regions, **self.regions},
        )

    def definition(self, word: str) -> Definition:
        """The pack, named as :meth:`pack` takes it, with just the workflows, limits of regions and documents it
        uses."""
        pack = self.pack(word)
        if pack.id not in self._definitions:
            self._definitions[pack.id] = self._definition(pack)
        return self._definitions[pack.id]

    def text(self, word: str) -> tuple[str, str]:
        """:func:`definition_text` of the pack, worked out once."""
        definition = self.definition(word)
        if definition.pack.id not in self._texts:
            self._texts[definition.pack.id] = definition_text(definition)
        return self._texts[definition.pack.id]

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        return {}

    @cached_property
    def _texts(self) -> dict[str, tuple[str, str]]:
        return {}

    def _definition(self, pack: Pack) -> Definition:
        regions = tuple(region for region in map(partial(_of_pack, pack), self.regions.values()) if region.overlays)
        flows = with_opened({item.workflow for item in pack.items}, self.workflows)
        limits = [limit for parameter in pack.parameters for limit in parameter.limits]
        limits += [limit for region in regions for overlay in region.overlays for limit in overlay.limits]
        cited = {basis.ref for item in pack.items for basis in item.basis}
        cited |= {rule.by for item in pack.items for rule in item.severity if rule.by}
        cited |= {limit.ref for limit in limits}
        cited |= {section.in_force for section in pack.sections if section.in_force}
        cited |= {pack.scoring.basis.ref} if pack.scoring else set()
        waits = [state.within for name in flows for state in self.workflows[name].states.values()]
        cited |= {within.basis.ref for within in waits if within and within.basis}
        chosen = [policy for name in flows for policy in self.workflows[name].policies.values()]
        cited |= {basis.ref for policy in chosen for basis in policy.basis}
        return Definition(
            pack=pack,
            workflows={name: self.workflows[name] for name in sorted(flows)},
            regions=regions,
            references={name: self.references[name] for name in sorted(cited)},
            periods="document",
        )


def with_opened(names: Iterable[str], flows: Mapping[str, Workflow]) -> set[str]:
    """Workflows, and those that their actions and escalations open."""
    found = set(names)
    todo = list(found)
    while todo:
        for name in (flows[todo.pop()].opened & flows.keys()) - found:
            found.add(name)
            todo.append(name)
    return found


def prove(definition: Definition) -> None:
    """Raises DefinitionError with every promise that a workflow of the definition cannot keep."""
    flows = definition.workflows
    found = [(name, breach) for name, flow in flows.items() for breach in breaches(flow, flows)]
    if found:
        raise DefinitionError(Problem(f"流程 {name}", breach.told) for name, breach in found)


def breaches(flow: Workflow, flows: Mapping[str, Workflow]) -> list[Breach]:
    """What a workflow cannot keep, beside those it may open. The same content is proved once in a process."""
    from inspect_engine.domain import proof

    key = _hashed(flow.id, flows)
    if key in _PROVED:
        return []
    found = list(proof.breaches(flow, flows))
    if not found:
        _PROVED.add(key)
    return found


def _hashed(name: str, flows: Mapping[str, Workflow]) -> str:
    """One workflow and all that it may open, as a hash."""
    around = sorted(with_opened([name], flows))
    text = json.dumps([name, *(flows[each].model_dump(mode="json", by_alias=True) for each in around)])
    return hashlib.sha256(text.encode()).hexdigest()


def _of_pack(pack: Pack, region: Region) -> Region:
    return region.model_copy(update={"overlays": tuple(o for o in region.overlays if o.pack == pack.id)})


def definition_text(definition: Definition) -> tuple[str, str]:
    """(SHA-256 in hex, JSON text) of a definition; a ledger stores the text under the hash.

    Keys stay in the order of the file: choices are offered in the order they were written.
    """
    text = json.dumps(definition.canonical(), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest(), text
