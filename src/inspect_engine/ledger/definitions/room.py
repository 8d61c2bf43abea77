"""Definitions the ledger keeps, and those that are installed: find one, prove one, see what it would change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from inspect_engine.domain.cases import Case, CaseLine, pins
from inspect_engine.domain.cases.casualties import ACCIDENT
from inspect_engine.domain.definitions import Definition, FieldSpec, Pack, Reference, Workflow
from inspect_engine.domain.definitions.adoption import PACK, Edition
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.people.second import may
from inspect_engine.domain.words.text import meant, suggest
from inspect_engine.domain.workflow.holding import holder
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.errors import InputError, InspectError, Refused
from inspect_engine.ledger.definitions import adopting
from inspect_engine.ledger.definitions.adopting import Adopting
from inspect_engine.ledger.definitions.news import News
from inspect_engine.ledger.definitions.standing import Standing, standings
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.reading.library import Library, definition_text
from inspect_engine.reading.released import digests, latest, shipped_ids
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Entry

if TYPE_CHECKING:
    from inspect_engine.domain.versions.impact import Impact
    from inspect_engine.reading.offers import Offer

INSTALLED = "installed"
START, USE = "开展检查", "改依别的检查表"
HASH = re.compile(r"[0-9a-fA-F]{6,64}")


@dataclass(frozen=True)
class Pinned:
    """A definition with the hash (SHA-256, hex) it is, or would be, stored under, and the text that is hashed."""

    definition: Definition
    hash: str
    text: str

    @property
    def row(self) -> dict[str, str]:
        """As :func:`queries.definition_rows` lists it."""
        pack = self.definition.pack
        return {"hash": self.hash, "pack": pack.id, "version": pack.version}


def pinned(definition: Definition) -> Pinned:
    """A definition that need not be stored, with its hash."""
    return Pinned(definition, *definition_text(definition))


def installed(library: Library, pack: str) -> Pinned:
    """A definition of those that are installed. Raises InputError where there is none."""
    return Pinned(library.definition(pack), *library.text(pack))


@lru_cache(maxsize=64)
def parsed(text: str) -> Definition:
    """A stored definition."""
    return Definition.model_validate_json(text)


@lru_cache(maxsize=64)
def lifecycle_of(text: str, workflow: str) -> Lifecycle:
    """The machine of one workflow of a stored definition."""
    return Lifecycle(parsed(text).workflows[workflow])


@lru_cache(maxsize=256)
def _flow(text: str, workflow: str) -> Workflow:
    """A workflow of a stored definition, of which nothing else is read."""
    return Workflow.model_validate_json(json.dumps(json.loads(text)["workflows"][workflow]))


@lru_cache(maxsize=64)
def _title(text: str) -> str:
    return str(json.loads(text)["pack"]["title"])


@lru_cache(maxsize=64)
def _below(text: str, workflow: str) -> tuple[str, ...]:
    flows = parsed(text).workflows
    if flows[workflow].kind != "hazard":
        return ()
    from inspect_engine.domain.proof import below_the_floor

    return below_the_floor(flows[workflow], flows)


@lru_cache(maxsize=64)
def _waivers(text: str, workflow: str) -> tuple[str, ...]:
    flow = parsed(text).workflows[workflow]
    if not flow.waives:
        return ()
    from inspect_engine.domain.proof.floor import waivers

    return waivers(flow)


@lru_cache(maxsize=64)
def _reinspections(text: str, workflow: str) -> frozenset[tuple[str, str]]:
    from inspect_engine.domain.proof.reinspection import reinspections

    return frozenset((step.trigger, step.to) for step in reinspections(_flow(text, workflow)))


def _is_pack(offer: Offer) -> bool:
    return offer.edition.kind == PACK


def _meant(word: str, row: Mapping[str, str]) -> bool:
    """Whether a version number, or the beginning of a hash, means this definition."""
    return row["version"] == word or bool(HASH.fullmatch(word) and row["hash"].startswith(word.lower()))


class Definitions:
    """``ledger.definitions``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._texts: dict[str, str] = {}
        self._turns: dict[tuple[str, str], dict[str, str]] = {}
        self._asked: dict[tuple[str, str], Mapping[str, FieldSpec]] = {}

    def stored(self, content_hash: str) -> Definition:
        """The definition kept under a hash. Raises InputError when there is none."""
        return parsed(self.text(content_hash))

    def lifecycle(self, case: Case) -> Lifecycle:
        """The machine a case runs on: of the definition it was opened under, or moved to."""
        return lifecycle_of(self.text(case.definition), case.workflow)

    def flow(self, content_hash: str, workflow: str) -> Workflow:
        """One workflow of a stored definition. Raises InputError when there is none."""
        return _flow(self.text(content_hash), workflow)

    def holder(self, line: CaseLine) -> str:
        """The role whose turn it is on an open case; empty where the ledger lacks its definition."""
        key = line.definition, line.workflow
        if key not in self._turns:
            self._turns[key] = self._turns_of(*key)
        return self._turns[key].get(line.state, "")

    def _turns_of(self, content_hash: str, workflow: str) -> dict[str, str]:
        try:
            flow = self.flow(content_hash, workflow)
        except (InspectError, KeyError, ValueError):
            return {}
        return {state: holder(flow, state) for state in flow.states}

    def asked(self, line: CaseLine) -> Mapping[str, FieldSpec]:
        """What the forms of a registered case ask for that makes a column of figures, by field; nothing of a hazard, of
        an accident, which is summed up by itself, or where the ledger lacks the definition."""
        from inspect_engine.domain.figures.quantities import asked

        if line.parent or line.is_hazard or line.kind == ACCIDENT:
            return {}
        key = line.definition, line.workflow
        if key not in self._asked:
            try:
                self._asked[key] = asked(self.flow(*key))
            except (InspectError, KeyError, ValueError):
                self._asked[key] = {}
        return self._asked[key]

    def passed(self, case: Case) -> bool:
        """Whether it was ever re-inspected with success, as its workflow says what that is; not of one that was never
        replied to, nor where the ledger lacks the definition."""
        if not case.is_hazard or case.replied_on is None:
            return False
        try:
            return not _reinspections(self.text(case.definition), case.workflow).isdisjoint(case.done)
        except (InspectError, KeyError, ValueError):
            return False

    def below_floor(self, line: CaseLine, entries: Sequence[Entry]) -> tuple[str, ...]:
        """What of the floor for hazards the workflow of a case does not keep, by name.

        Nothing of what releases have shipped, nor where the ledger lacks the definition: ``verify`` says so.
        """
        try:
            text, workflow = self._unshipped(line, entries)
            return _below(text, workflow) if text and parsed(text).pack.id not in shipped_ids() else ()
        except (InspectError, KeyError, ValueError):
            return ()

    def waivers(self, line: CaseLine, entries: Sequence[Entry]) -> tuple[str, ...]:
        """What of the floor for hazards the workflow of a case waives, each with its reason, for every export to say.

        Nothing of what releases have shipped (it waives nothing), nor where the ledger lacks the definition.
        """
        try:
            text, workflow = self._unshipped(line, entries)
            return _waivers(text, workflow) if text else ()
        except (InspectError, KeyError, ValueError):
            return ()

    def _unshipped(self, line: CaseLine, entries: Sequence[Entry]) -> tuple[str, str]:
        """The definition that a hazard is under by now, and its workflow; empty for what releases have shipped, and for
        what is no hazard."""
        if not line.is_hazard:
            return "", ""
        *_, (key, workflow) = pins(entry.event for entry in entries)
        return "" if key in digests() else self.text(key), workflow

    def pack_title(self, case: Case) -> str:
        """What the checklist is called that a case is under."""
        return _title(self.text(case.definition))

    def title(self, pack: str) -> str:
        """What the checklist of this id is called that is in force here; the id where none is."""
        found = self._desk.law().in_force(PACK, pack)
        return _title(self.text(found.edition.hash)) if found else pack

    def flows_of(self, entries: Sequence[Entry]) -> tuple[Workflow, ...]:
        """The workflow each event of a case was recorded under."""
        stored = cache(self.stored)
        return tuple(stored(key).workflows[workflow] for key, workflow in pins(entry.event for entry in entries))

    def adopted(self) -> dict[str, Pinned]:
        """The checklists in force here, by id, in the order they were first adopted."""
        return {
            name: self._pinned(each.edition)
            for (kind, name), each in self._desk.law().current().items()
            if kind == PACK
        }

    def named(self, word: str) -> str:
        """The id of the checklist known here that a word means: its id, its title, or what only its title has. Any
        other word is given back as it is."""
        if self._desk.law().in_force(PACK, word):
            return word
        return meant(word, {name: pack.title for name, pack in self.packs().items()})

    def in_force(self, word: str) -> Pinned:
        """The checklist, named as :meth:`named` takes it, that new work goes by: as it was adopted, whatever is
        installed by now.

        Raises InputError for one that nobody knows, Refused for one that is not adopted, naming who can, or of which
        other content is installed under the same version.
        """
        pack = self.named(word)
        law, here = self._desk.law(), self._installed(pack)
        held = law.in_force(PACK, pack)
        if held is None and here is None:
            known = [name for kind, name in law.current() if kind == PACK]
            fix = suggest(pack, known) or f"已采用：{'、'.join(known) or '（无）'}"
            raise InputError.one(f"没有检查表包“{pack}”", fix=fix)
        if held is None:
            raise Refused(START, [adopting.unadopted(self._desk, pack)])
        if here and law.clash(here.edition):
            what = f"安装的 {here.edition.named} 与已采用的内容不同，须换版本号再采用（packs adopt）"
            raise Refused(START, [what, *adopting.different(self._desk, law, here)])
        return self._pinned(held.edition)

    def lawful(self, target: Pinned) -> Pinned:
        """A definition as it was adopted once, by its meaning. Raises Refused where it never was, naming who can."""
        from inspect_engine.reading.offers import pack_offer

        offer = pack_offer(target.definition)
        held = self._desk.law().holding(replace(offer.edition, hash=target.hash))
        if held is None:
            raise Refused(USE, [adopting.unadopted(self._desk, offer.edition.id, offer.edition.version)])
        return self._pinned(held.edition)

    def references(self) -> dict[str, Reference]:
        """The documents of the law that the law of this ledger rests on."""
        packs = (pinned.definition.references for pinned in self.adopted().values())
        return {name: each for found in packs for name, each in found.items()} | dict(self._desk.catalogue.references)

    @once(lambda self, events: adopting.asked(self._desk, events))
    def adopt(self, *words: str, shipped: bool = False) -> Adopting:
        """Make checklists, kinds of documents or sanction lists law here, as ``gas``, ``gas@2026.15`` or
        ``document:rectification``; with ``shipped`` all that the program ships and that is new here.

        Where another supervisor can confirm it, it is only proposed. Raises Refused, InputError; DefinitionError with
        the shortest path to a promise that a workflow breaks.
        """
        from inspect_engine.reading import offers

        require(self._desk.whoami(), adopting.VERB, "")
        wanted = [adopting.meant(offers.Shelf(self._desk.library), each) for each in words]
        if shipped:
            new, shelf = self._desk.law().offered(latest()), offers.shipped()
            wanted += [found for each in new if (found := shelf.offer(each.key))]
        return adopting.adopt(self._desk, list(dict.fromkeys(wanted)))

    @once(lambda self, events: adopting.asked(self._desk, events))
    def confirm(self, *words: str) -> Adopting:
        """Confirm, as another supervisor, what one has proposed, as it is: all of it, without words."""
        return adopting.confirm(self._desk, words)

    def standings(self) -> list[Standing]:
        """How all that is installed or adopted stands here, whoever asks."""
        from inspect_engine.reading.offers import Shelf

        here = Shelf(self._desk.library).offers()
        packs = {each.edition.hash: self._desk.library.packs[each.edition.id] for each in here if _is_pack(each)}
        packs |= {each.hash: each.definition.pack for each in self.adopted().values()}
        return list(standings(self._desk.law(), here, packs))

    def unadopted(self, pack: str) -> str:
        """Why a checklist that is not adopted cannot be used yet: who can adopt it, and how."""
        return adopting.unadopted(self._desk, pack)

    def packs(self) -> dict[str, Pack]:
        """Every checklist known here, as it is in force; those that are not adopted as they are installed."""
        try:
            here = dict(self._desk.library.packs)
        except InputError:
            here = {}
        return here | {name: each.definition.pack for name, each in self.adopted().items()}

    def pack(self, word: str) -> Pack:
        """One of :meth:`packs`. Raises InputError, with the near miss, for an unknown one."""
        pack_id = self.named(word)
        held = self._desk.law().in_force(PACK, pack_id)
        return self._pinned(held.edition).definition.pack if held else self._desk.library.pack(pack_id)

    def news(self) -> News:
        """For a supervisor: what the program ships that is new here, and what waits for him to confirm it.

        Nothing for anyone else, and in a ledger that goes by nothing that ships.
        """
        me, law = self._desk.whoami(), self._desk.law()
        if not may(me, adopting.VERB):
            return News()
        held = law.current()
        ours = any(each.key in held for each in latest())
        new = [each for each in law.offered(latest()) if ours and each.key not in law.pending]
        told = ((each, held[each.key].edition.version if each.key in held else "") for each in new)
        return News(tuple(told), tuple(each.edition for each in law.pending.values() if each.by != me.name))

    def version(self, word: str, pack: str) -> Pinned:
        """One version of a pack: ``installed``, a version number, or at least 6 digits of a stored hash.

        Raises InputError when there is none, or more than one.
        """
        self._desk.whoami()
        if word == INSTALLED:
            return installed(self._desk.library, pack)
        return self._only(word, pack)

    def find(self, word: str) -> Pinned:
        """A definition by ``pack@version``, or by at least 6 digits of a stored hash. Raises InputError as above."""
        pack, at, version = word.partition("@")
        if at:
            return self.version(version, self.named(pack))
        self._desk.whoami()
        return self._only(word, None)

    def impact(self, definition: Definition) -> Impact:
        """Judge every past answer of the pack, and look at its open cases, under another version; changes nothing.

        Raises Refused for somebody of a responsible unit.
        """
        from inspect_engine.ledger.definitions import impact

        return impact.survey(self._desk, definition, cache(self.stored))

    def _installed(self, pack: str) -> Offer | None:
        """A checklist as it is installed; what is gone or broken by now takes nothing from what was adopted."""
        from inspect_engine.reading.offers import pack_offer

        try:
            return pack_offer(self._desk.library.definition(pack), self._desk.library.text(pack))
        except InputError:
            return None

    def _pinned(self, edition: Edition) -> Pinned:
        text = self.text(edition.hash)
        return Pinned(parsed(text), edition.hash, text)

    def text(self, content_hash: str) -> str:
        """A stored definition as it is hashed. Raises InputError when there is none."""
        if content_hash not in self._texts:
            with self._desk.reading() as connection:
                self._texts[content_hash] = queries.definition(connection, content_hash)
        return self._texts[content_hash]

    def _only(self, word: str, pack: str | None) -> Pinned:
        """What is stored goes before what is installed under the same version number."""
        with self._desk.reading() as connection:
            rows = queries.definition_rows(connection, pack)
            found = [row for row in rows if _meant(word, row)]
            if len(found) == 1:
                text = queries.definition(connection, found[0]["hash"])
                return Pinned(parsed(text), found[0]["hash"], text)
        library = self._desk.library
        here = installed(library, pack) if pack is not None and pack in library.packs else None
        if here and not found and _meant(word, here.row):
            return here
        listed = "、".join(f"{row['pack']}@{row['version']}（{row['hash'][:12]}）" for row in found or rows)
        what = f"“{word}”对应 {len(found)} 个存档的定义" if found else f"没有定义“{word}”"
        raise InputError.one(what, fix=f"可写 installed、版本号或散列开头（至少 6 位）；存档的有：{listed or '（无）'}")
