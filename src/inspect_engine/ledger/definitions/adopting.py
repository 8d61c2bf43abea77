"""Adopting: what is offered becomes law of a ledger by a supervisor's act, confirmed by a second where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.definitions.adoption import ADOPTED, PACK, PROPOSED, Edition, Proposal, Register, told, word
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.people.second import may, named, same, seconds
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.reading.library import prove
from inspect_engine.reading.released import digests
from inspect_engine.storage import queries

if TYPE_CHECKING:
    from inspect_engine.reading.offers import Offer, Shelf
    from inspect_engine.storage.log import Writer

TITLE = "采用检查表"
VERB = "adopt"
LISTED = 8
"""Differences that a refusal names."""


@dataclass(frozen=True)
class Adopting:
    """What an act came to: the editions, and who can confirm them (nobody: they are law now)."""

    editions: tuple[Edition, ...]
    waits_for: tuple[str, ...] = ()


def adopt(desk: Desk, offers: Sequence[Offer]) -> Adopting:
    """Adopt these, or propose them where another supervisor can confirm. What a release ships was proved by it; all
    else is proved now. Raises Refused, DefinitionError."""
    me = desk.whoami()
    require(me, VERB, "")
    for offer in _fitting(desk, offers):
        if offer.edition.kind == PACK and offer.edition.hash not in digests():
            prove(Definition.model_validate_json(offer.text))
    with desk.writing(me) as log:
        require(desk.whoami(), VERB, "")
        chosen = _fitting(desk, offers)
        others = seconds(me, desk.roster(), VERB)
        if others and (waiting := [text for each in chosen for text in _proposed(desk.law(), each.edition)]):
            raise Refused(TITLE, waiting)
        if chosen:
            record(log, chosen, PROPOSED if others else ADOPTED)
    return Adopting(tuple(each.edition for each in chosen), (named(others),) if others else ())


def record(log: Writer, offers: Sequence[Offer], kind: str = ADOPTED) -> Event:
    """One event for all, and the text of each."""
    for offer in offers:
        log.keep(offer.edition, offer.text)
    return log.append(kind, {"items": [offer.edition.plain() for offer in offers]})


def confirm(desk: Desk, words: Sequence[str]) -> Adopting:
    """Make law, as another supervisor, what one has proposed, just as it was proposed; all of it without words.

    Raises Refused, InputError for what nobody proposed.
    """
    me = desk.whoami()
    require(me, VERB, "")
    with desk.writing(me) as log:
        require(desk.whoami(), VERB, "")
        law = desk.law()
        waiting = _waiting(law, words)
        if found := [text for each in waiting for text in law.against(each.edition, me.name)]:
            raise Refused(TITLE, found)
        _another(desk, waiting)
        for first in dict.fromkeys(each.event for each in waiting):
            items = [each.edition.plain() for each in waiting if each.event == first]
            log.append(ADOPTED, {"items": items, "proposed": first})
    return Adopting(tuple(each.edition for each in waiting))


def asked(desk: Desk, events: Sequence[Event]) -> Adopting:
    """What a request that is stored has come to."""
    editions = tuple(each for event in events for each in told(event))
    others = seconds(desk.whoami(), desk.roster(), VERB) if events[0].kind == PROPOSED else []
    return Adopting(editions, (named(others),) if others else ())


def unadopted(desk: Desk, pack: str, version: str = "") -> str:
    """Why a checklist cannot be used here yet: who can adopt it, and how."""
    name = f"{pack}@{version}" if version else pack
    people = desk.roster()
    able = [each for each in people.values() if may(each, VERB)]
    waiting = desk.law().pending.get((PACK, pack))
    if waiting and version in ("", waiting.edition.version):
        others = seconds(people[waiting.by], people, VERB)
        return f"“{name}”由“{waiting.by}”提议采用，还须由另一位主管（{named(others)}）用 packs confirm {pack} 确认"
    who = f"主管 {named(able)}" if able else "不限区划的主管（现在没有登记）"
    return f"“{name}”还没有采用，须由{who}用 packs adopt {name} 采用"


def _another(desk: Desk, waiting: Iterable[Proposal]) -> None:
    """Whoever proposed is another person, by whatever name he goes."""
    me, people = desk.whoami(), desk.roster()
    for by in dict.fromkeys(each.by for each in waiting):
        if why := same(me, by, people):
            raise Refused(TITLE, [why])


def _waiting(law: Register, words: Sequence[str]) -> list[Proposal]:
    known = {word(key): each for key, each in law.pending.items()}
    for each in words:
        if each.partition("@")[0] not in known or each not in (*known, *(p.edition.named for p in known.values())):
            raise InputError.one(f"“{each}”没有待确认的提议", fix=f"待确认：{'、'.join(known) or '（无）'}")
    if not known:
        raise InputError.one("没有待确认的提议", fix="见 inspect-engine packs list")
    return [known[each.partition("@")[0]] for each in words] or list(known.values())


def _fitting(desk: Desk, offers: Sequence[Offer]) -> list[Offer]:
    """Those that are not law already. Raises Refused for one whose version is taken by other content."""
    law = desk.law()
    new = [each for each in offers if not _in_force(law, each.edition)]
    if found := [text for each in new for text in _against(desk, law, each)]:
        raise Refused(TITLE, found)
    return new


def _in_force(law: Register, edition: Edition) -> bool:
    held = law.in_force(*edition.key)
    return held is not None and held.edition.same_as(edition)


def _against(desk: Desk, law: Register, offer: Offer) -> list[str]:
    return [*law.against(offer.edition), *different(desk, law, offer)]


def _proposed(law: Register, edition: Edition) -> list[str]:
    waiting = law.pending.get(edition.key)
    if waiting is None or waiting.edition != edition:
        return []
    return [f"{edition.named} 已由“{waiting.by}”提议，须由另一位主管用 packs confirm 确认"]


def different(desk: Desk, law: Register, offer: Offer) -> list[str]:
    """Where an offer differs from what was adopted under the same version, in words."""
    other = law.clash(offer.edition)
    if other is None or other.kind != PACK:
        return []
    with desk.reading() as connection:
        old = Definition.model_validate_json(queries.definition(connection, other.hash))
    from inspect_engine.domain.versions.diff import diff

    lines = [change.line.rstrip("。") for change in diff(old, Definition.model_validate_json(offer.text))]
    more = [f"……共 {len(lines)} 处，全部见 packs diff"] if len(lines) > LISTED else []
    return [*lines[:LISTED], *more]


def meant(shelf: Shelf, text: str) -> Offer:
    """The offer that is meant by ``gas`` or ``gas@2026.15``. Raises InputError with the near miss."""
    name, at, version = text.partition("@")
    kind, colon, rest = name.partition(":")
    found = shelf.offer((kind, rest) if colon else (PACK, shelf.named(name)))
    if found is None or (at and version != found.edition.version):
        known = [found.edition.named] if found else list(map(word, shelf.keys))
        raise InputError.one(f"没有可采用的“{text}”", fix=suggest(text, known) or f"可采用的：{'、'.join(known)}")
    return found
