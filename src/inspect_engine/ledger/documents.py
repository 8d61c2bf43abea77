"""Verbs on documents that have been issued: serve, void."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.documents.service import SERVICE_TITLES, Service, lacking
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.issuing import Issuing
from inspect_engine.storage import documents
from inspect_engine.storage.documents import Issued

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


class Documents(Issuing):
    """Documents that leave the house."""

    def serve(self, number: str, service: Service) -> Issued:
        """Record how a document reached whom it is for; where the cases wait for that, their deadline starts."""
        me = self.whoami()
        require(me, "record")
        if service.how not in SERVICE_TITLES:
            options = "、".join(f"{key}（{name}）" for key, name in SERVICE_TITLES.items())
            raise InputError.one(f"没有送达方式“{service.how}”", fix=f"可写：{options}")
        found = self.document(number)
        with self._writing(me) as log:
            found, ids = self.document(found.number), self._case_ids(found)
            missing = [*_spent(found), *lacking(service, found.day, china_day(log.now), me)]
            if missing:
                raise Refused("登记送达", missing)
            cases = [fold(log.events(each)) for each in ids]
            require(me, "record", *(case.region for case in cases))
            data = {"on": service.on.isoformat(), "number": found.number, "service": service.how}
            more = {"received_by": service.told, "refused": service.refused, "witnesses": list(service.witnesses)}
            log.append("document.served", {**data, **more, "persons": sorted(me.names)})
            self._serve_on(log, found, cases, service)
        return self.document(found.number)

    def void(self, number: str, reason: str) -> Issued:
        """Cancel a document that has not been served; its number stays used. Takes a second person."""
        me = self.whoami()
        require(me, "document")
        if fault := fault_in(reason):
            raise InputError.one(f"作废的理由{fault}", where="--reason")
        found = self.document(number)
        with self._writing(me) as log:
            found = self.document(found.number)
            require(me, "document", *(fold(log.events(each)).region for each in self._case_ids(found)))
            with self._reading() as connection:
                issuers = set(documents.issuing(connection, found).data["persons"])
            missing = list(_spent(found, "作废"))
            if issuers & me.names:
                missing.append(f"{found.number} 由 {'、'.join(sorted(issuers))} 签发，作废须由另一人办理")
            if missing:
                raise Refused("作废文书", missing)
            day = china_day(log.now).isoformat()
            log.append(
                "document.voided", {"on": day, "number": found.number, "reason": reason, "persons": sorted(me.names)}
            )
        return self.document(found.number)

    def _serve_on(self, log: Writer, found: Issued, cases: Sequence[Case], service: Service) -> None:
        """Take the action that goes with service on the cases that wait for it."""
        kind = self.kinds.kinds.get(found.kind)
        if kind is None or kind.serves is None:
            return
        data, acts = self.contents(found.number), kind.serves
        pool = {**data["values"], **data["typed"], "service": service.how, "received_by": service.told}
        pool |= {acts.number or "": found.number, acts.day or "": service.on.isoformat()}
        for case in cases:
            self._take(log, acts, case, pool)


def _spent(found: Issued, what: str = "送达") -> list[str]:
    """Why a document can no longer be served or voided."""
    if found.voided_on:
        return [f"{found.number} 已于 {found.voided_on} 作废（{found.void_reason}）"]
    if found.served_on:
        fix = "；已送达的文书不能作废，请另行发文" if what == "作废" else ""
        return [f"{found.number} 已于 {found.served_on} 送达{fix}"]
    return []
