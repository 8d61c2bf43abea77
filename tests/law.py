"""A ledger of a test goes by the definitions of the test, adopted as supervisors adopt them."""

from __future__ import annotations

from dataclasses import replace

from inspect_engine.domain.definitions.adoption import ADOPTED, PROPOSED
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.definitions.adopting import record
from inspect_engine.reading.definitions import Library
from inspect_engine.reading.offers import Offer, pack_offer


def law_of(library: Library) -> list[Offer]:
    """What a ledger begins with, for ``create_ledger(law=…)``."""
    return [pack_offer(library.definition(name), library.text(name)) for name in library.packs]


def raised(library: Library, ledger: Ledger) -> Library:
    """The library, each pack that changed under a version adopted before with a higher one."""
    law = ledger.desk.law()
    clashing = {each.edition.id for each in law_of(library) if law.clash(each.edition)}
    packs = {
        name: pack.model_copy(update={"version": f"{pack.version}.{len(law.adopted)}"}) if name in clashing else pack
        for name, pack in library.packs.items()
    }
    return replace(library, packs=packs)


def go_by(library: Library, first: Ledger, second: Ledger | None = None) -> None:
    """Adopt what is new in a library; with a second supervisor he confirms it. Nothing is proved again."""
    law = first.desk.law()
    new = [each for each in law_of(library) if not law.holding(each.edition)]
    if new:
        with first.desk.writing(first.desk.whoami()) as log:
            record(log, new, PROPOSED if second else ADOPTED)
    if new and second:
        second.definitions.confirm()
