"""Reading sanctions: a register, folded from its events when it is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from inspect_engine.domain.cases import Case, CaseLine
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.sanctions.flags import Flags
from inspect_engine.domain.sanctions.register import EVENTS, Sanction, fold
from inspect_engine.domain.words.text import same_name, suggest
from inspect_engine.errors import InputError
from inspect_engine.ledger.cases import Cases
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.domain.sanctions.catalogue import Catalogue
    from inspect_engine.domain.sanctions.missing import Accident, Missing


class Register(Cases):
    """What was imposed on whom, what is in force, what is missing."""

    @cached_property
    def catalogue(self) -> Catalogue:
        """Kinds, ranges and periods as installed now."""
        from inspect_engine.reading.sanctions import load_catalogue

        return load_catalogue()

    def sanctions(
        self, as_of: date | None = None, known_at: datetime | None = None, *, until: int | None = None
    ) -> list[Sanction]:
        """The register as of a day and as known at a moment; a responsible unit sees what concerns itself.

        ``until`` leaves out what stands behind that position in the ledger.
        """
        me = self.whoami()
        found = self._register(as_of or self.today(), known_at, until)
        if me.roles <= {"responsible"}:
            return [one for one in found.values() if one.concerns(me.party or "")]
        return list(found.values())

    def sanction(self, number: str) -> Sanction:
        """One of those this person may see. Raises InputError for another number."""
        return named(number, {one.number: one for one in self.sanctions()})

    def flags(self, as_of: date | None = None) -> Flags:
        """Sanctions in force on a day (default: today), to mark the parties they are against."""
        on = as_of or self.today()
        return Flags(on, tuple(one for one in self.sanctions(on) if one.in_force(on)))

    def sanctions_on(self, case: Case) -> list[Sanction]:
        """What there is to know beside a case: sanctions that arose from it, and others its party is under today."""
        today = self.today()
        return [
            one
            for one in self.sanctions()
            if any(each["id"] == case.id for each in one.cases) or (one.in_force(today) and one.concerns(case.party))
        ]

    def _register(
        self, on: date = date.max, known_at: datetime | None = None, until: int | None = None
    ) -> dict[str, Sanction]:
        with self._reading() as connection:
            known = queries.known_until(connection, known_at)
            entries = queries.events_of(connection, *EVENTS, until=min(known, known if until is None else until))
        return fold((entry.event for entry in entries if entry.event.on <= on), self.calendar())

    def missing_sanctions(self) -> list[Missing]:
        """Sanctions that should be there: 应扣未扣, and parties whose closure is to be proposed."""
        from inspect_engine.domain.sanctions.missing import without_licence_decision, worth_closing

        me = self.whoami()
        require(me, "survey")
        register = self._register(self.today()).values()
        major = CaseFilter(open=True, severity="major")
        with self._reading() as connection:
            hazards = {same_name(line.party) for line in queries.all_lines(connection, self._seen_by(me, major))}
        closing = worth_closing(register, self.catalogue.closure, lambda one: same_name(one.party) in hazards)
        return [*without_licence_decision(self._accidents(), register), *closing]

    def _accidents(self) -> list[Accident]:
        """The accidents on file: cases of kind ``accident`` that say how many died."""
        with self._reading() as connection:
            seen = self._seen_by(self.whoami(), CaseFilter())
            lines = [line for line in queries.all_lines(connection, seen) if line.kind == "accident"]
        return [found for line in lines if (found := self._accident(line))]

    def _accident(self, line: CaseLine) -> Accident | None:
        from inspect_engine.domain.sanctions.missing import Accident

        values = self.case(line.id).values
        deaths = values.get("deaths", "")
        if line.closed_how == "withdrawn" or not deaths.isdigit():
            return None
        return Accident(line.party, line.found_on, int(deaths), values.get("grade", ""), line.id, line.number)


def named(number: str, register: Mapping[str, Sanction]) -> Sanction:
    """The sanction of a number, however it was typed. Raises InputError with the near miss."""
    folded = unicodedata.normalize("NFKC", number.strip()).upper()
    if folded not in register:
        raise InputError.one(
            f"没有惩戒“{number}”", fix=suggest(folded, register) or "用 inspect-engine sanction list 查"
        )
    return register[folded]
