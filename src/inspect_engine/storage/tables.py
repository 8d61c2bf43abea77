"""The SQLModel rows, nothing else. ``EventRow`` is the truth; every other table is derived from it or serves it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from inspect_engine.storage.queries.cases import FOUND
from inspect_engine.storage.queries.stock import LATE, STOCK


def _later(default: str | int) -> Any:
    """A column that came after its table, with what older rows have in it."""
    kept = default if isinstance(default, str) else str(int(default))
    return Field(default=default, sa_column_kwargs={"server_default": kept})


class EventRow(SQLModel, table=True):
    """``body`` is the hashed text. ``chain`` links the ledger's own order and ``recorded_at``."""

    pos: int = Field(primary_key=True)
    id: str = Field(unique=True)
    feed: str
    seq: int
    case_id: str | None = None
    kind: str
    day: date
    recorded_at: str
    body: str
    hash: str
    chain: str

    __table_args__ = (
        UniqueConstraint("feed", "seq"),
        Index("eventrow_case", "case_id", "pos"),
        Index("eventrow_kind", "kind", "pos"),
    )


class FeedRow(SQLModel, table=True):
    """Head of one person's feed on one installation; that is empty for records that do not say where they were made."""

    id: str = Field(primary_key=True)
    user: str
    seq: int
    head: str
    installation: str = _later("")

    __table_args__ = (UniqueConstraint("user", "installation"),)


class TreeRow(SQLModel, table=True):
    """The one row of the Merkle tree over all records: how many leaves, and the roots of its whole subtrees."""

    id: int = Field(primary_key=True)
    size: int
    whole: str


class SignatureRow(SQLModel, table=True):
    """One transaction of a feed, from ``first`` to ``seq``, signed over the head that it left.

    ``key`` is the public key (Ed25519, hex) by which ``signature`` (hex) can be checked by anybody.
    """

    feed: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    first: int
    key: str
    signature: str

    __table_args__ = {"sqlite_with_rowid": False}


class RequestRow(SQLModel, table=True):
    """What was stored for a request: by whom, the digest of what was asked for, from position ``first`` to ``last``."""

    request: str = Field(primary_key=True)
    author: str
    digest: str
    first: int
    last: int

    __table_args__ = {"sqlite_with_rowid": False}


class OutboxRow(SQLModel, table=True):
    """An event (by id) that somebody outside the house is still to be told of."""

    event: str = Field(primary_key=True)

    __table_args__ = {"sqlite_with_rowid": False}


class DefinitionRow(SQLModel, table=True):
    """What may be or was adopted, under its content hash, as canonical JSON.

    ``kind`` and ``pack`` (its id) are those of ``domain.definitions.adoption.Edition``.
    """

    hash: str = Field(primary_key=True)
    pack: str
    version: str
    text: str
    kind: str = _later("pack")


class UserRow(SQLModel, table=True):
    """An enrolled user. ``roles`` is comma separated; ``os_user`` is the account he is known by without being named.

    ``region`` is a prefix of region codes, empty for all; ``secret`` the digest of the hash in :class:`SecretRow`;
    ``makers`` (comma separated), ``owned`` and ``confirmed`` are his ``domain.people.standing``.
    """

    name: str = Field(primary_key=True)
    title: str
    roles: str
    party: str | None = None
    os_user: str | None = Field(default=None, unique=True)
    active: bool = True
    region: str = _later("")
    secret: str = _later("")
    makers: str = _later("")
    owned: bool = _later(False)
    confirmed: bool = _later(False)


class AliasRow(SQLModel, table=True):
    """What an enrolled user is called (``Person.called``), reduced for comparison.

    ``known`` are the names under which an act of his may have been recorded (``Person.known_as``).
    """

    alias: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    known: bool

    __table_args__ = {"sqlite_with_rowid": False}


class StaffRow(SQLModel, table=True):
    """How many active users there are of one party, region and set of roles.

    ``unit`` is the party reduced for comparison: empty for users of none, ``queries.ANY_UNIT`` for the sum over all.
    """

    unit: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    roles: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    people: int

    __table_args__ = {"sqlite_with_rowid": False}


class SecretRow(SQLModel, table=True):
    """The argon2id hash of a user's passphrase. It stays in this file: no event, export or list ever holds it."""

    name: str = Field(primary_key=True)
    hash: str


class KeyRow(SQLModel, table=True):
    """A key by which a user signs on one installation: public half (Ed25519, hex), since when, confirmed by whom.

    ``offered``, ``confirmed`` and ``revoked`` are positions of the events that say so.
    """

    key: str = Field(primary_key=True)
    name: str = Field(index=True)
    installation: str
    offered: int
    confirmed: int | None = None
    confirmed_by: str | None = None
    revoked: int | None = None


class AttemptRow(SQLModel, table=True):
    """Failures to prove who one is since the last success; ``untold`` of them are in no event yet. Stays in this file.

    ``name`` is an enrolled user's, or empty for all others. Moments are ISO texts.
    """

    name: str = Field(primary_key=True)
    failures: int
    untold: int
    failed_at: str
    told_at: str


class UnitRow(SQLModel, table=True):
    """A unit: one that was ``registered``, or whose name was first met elsewhere.

    ``key`` is the folded name by which it was first known, ``name`` what it is called now, ``parent`` another's key.
    ``names`` is JSON: every name it ever had, with ``from`` (a day, or empty) and whether it is an ``alias``.
    """

    key: str = Field(primary_key=True)
    name: str
    code: str
    kind: str
    parent: str
    names: str
    registered: bool

    __table_args__ = {"sqlite_with_rowid": False}


class UnitNameRow(SQLModel, table=True):
    """A name of a unit, or its code, folded (``domain.units.folded``)."""

    name: str = Field(primary_key=True)
    unit: str

    __table_args__ = {"sqlite_with_rowid": False}


class UnitGramRow(SQLModel, table=True):
    """Two neighbouring characters of a folded name of a unit, by which near names are found."""

    gram: str = Field(primary_key=True)
    name: str = Field(primary_key=True)

    __table_args__ = {"sqlite_with_rowid": False}


class SubjectRow(SQLModel, table=True):
    """Something that is inspected. ``fields`` is JSON, and ``units``: its units by role, besides ``party``.

    ``forms`` and ``past`` are JSON, these and ``under`` and ``closed_on`` as in :mod:`inspect_engine.domain.subjects`;
    ``serial`` is the last running number in the code of what lies in it.
    """

    key: str = Field(primary_key=True)
    kind: str
    pack: str
    name: str
    region: str
    party: str
    fields: str
    units: str = _later("{}")
    forms: str = _later("{}")
    under: str = _later("")
    closed_on: str = _later("")
    past: str = _later("[]")
    serial: int = _later(0)

    __table_args__ = (
        Index("subjectrow_under", "under", "name", sqlite_where=text("under <> ''")),
        Index("subjectrow_changed", "under", sqlite_where=text("under <> '' AND past <> '[]'")),
    )


class InspectionRow(SQLModel, table=True):
    """One run of a checklist. ``source`` is the digest of the file it was read from, if any; ``short`` is how people
    name it. ``begun`` and ``ended`` are positions of the events that say so, null while it is under way; one that was
    ``discarded`` is not finished. ``inspectors`` are those who inspect by now."""

    id: str = Field(primary_key=True)
    pack: str
    definition: str
    day: date = Field(index=True)
    inspectors: str
    subjects: str
    source: str | None = Field(default=None, unique=True)
    finished: bool = False
    short: str = Field(default="", index=True)
    begun: int = _later(0)
    ended: int | None = None
    discarded: bool = _later(False)

    __table_args__ = (Index("inspectionrow_under_way", "day", sqlite_where=text("ended IS NULL")),)


class AnswerRow(SQLModel, table=True):
    """The answer that stands to one item for one subject, in one ``place`` of it: empty for the first. ``entries``,
    ``files`` and ``co_units`` are JSON.

    ``event`` and ``author`` gave it, at position ``pos``; ``replaces`` is the event of the answer before it, empty for
    none, null where an older program did not say. ``doubts`` were asked about and stood by, comma separated.
    ``still`` is the case (id) that was found not put right yet; ``another`` says that it is no open one, ``shared``
    that the files show several subjects.
    """

    inspection: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    place: str = Field(default="", primary_key=True, sa_column_kwargs={"server_default": ""})
    answer: str
    note: str
    entries: str
    files: str
    part: str = _later("")
    doubts: str = _later("")
    event: str = _later("")
    pos: int = _later(0)
    author: str = _later("")
    replaces: str | None = None
    unit: str = _later("")
    co_units: str = _later("[]")
    still: str = _later("")
    another: bool = _later(False)
    shared: bool = _later(False)

    __table_args__ = (Index("answerrow_subject", "subject", "inspection"),)


class CaseRow(SQLModel, table=True):
    """A case as folded from its events, for lists and counts. ``opened`` is the position of its opening event.

    ``parent`` is the id of the case that opened it, empty for one that an inspection found. ``part`` is where on the
    subject; ``repeat_of`` and ``duplicate_of`` are ids of other cases; ``reopened`` and ``escalated`` count.
    ``part_key`` and ``basis_key`` stand for part and basis when hazards are compared (``recurrence.likeness``),
    ``unit`` for the party (``units.folded``). ``co_units`` is JSON. ``untold`` is a role, empty where everybody knows.
    ``begun`` is as in the case: what its limits are counted from, under the ``workflow`` of its ``definition``;
    ``waits`` is what it waits for, ``entered_on`` since when.
    """

    id: str = Field(primary_key=True)
    opened: int = Field(unique=True)
    number: str = Field(unique=True)
    kind: str
    pack: str
    pack_version: str
    year: int
    serial: int
    item: str
    title: str
    inspection: str
    subject: str
    subject_name: str
    party: str
    region: str
    severity: str
    state: str
    state_title: str
    is_open: bool
    found_on: date
    due_on: date | None = None
    due_key: date
    late_after: date | None = None
    replied_on: date | None = None
    returned: int
    extended: int
    closed_on: date | None = None
    closed_how: str | None = None
    last_event: str
    last_on: date
    parent: str = _later("")
    part: str = _later("")
    repeat_of: str = _later("")
    duplicate_of: str = _later("")
    reopened: int = _later(0)
    escalated: int = _later(0)
    part_key: str = _later("")
    basis_key: str = _later("")
    unit: str = _later("")
    co_units: str = _later("[]")
    owner: str = _later("")
    place: str = _later("")
    untold: str = _later("")
    definition: str = _later("")
    workflow: str = _later("")
    begun: str = _later("")
    waits: str = _later("")
    entered_on: date = Field(default=date.min, sa_column_kwargs={"server_default": "0001-01-01"})

    __table_args__ = (
        UniqueConstraint("pack", "year", "serial"),
        Index("caserow_waits", "waits", "entered_on", "opened", "region", sqlite_where=text("waits <> ''")),
        Index("caserow_late", *LATE, sqlite_where=text("is_open = 1 AND late_after IS NOT NULL")),
        Index("caserow_stock", *STOCK, sqlite_where=text(FOUND)),
        Index("caserow_flow", "definition", "workflow", "opened", sqlite_where=text("is_open = 1")),
        Index("caserow_untold", "untold", "opened", sqlite_where=text("untold <> ''")),
        Index("caserow_owner", "owner", "opened", sqlite_where=text("owner <> ''")),
        Index("caserow_owner_due", "owner", "due_key", "opened", sqlite_where=text("owner <> ''")),
        Index("caserow_parent", "parent", "opened", sqlite_where=text("parent <> ''")),
        *(
            Index(
                f"caserow_same_{name}", "subject", "part_key", column, "closed_on", "opened", sqlite_where=text(FOUND)
            )
            for name, column in (("item", "item"), ("basis", "basis_key"))
        ),
        Index("caserow_due", "due_key", "opened"),
        Index("caserow_open_due", "is_open", "due_key", "opened"),
        Index("caserow_open", "is_open", "opened"),
        *(Index(f"caserow_{name}", name, "opened") for name in ("pack", "unit", "subject", "inspection")),
        *(
            Index(f"caserow_{name}_due", name, "due_key", "opened")
            for name in ("pack", "unit", "subject", "inspection")
        ),
    )


class TraceRow(SQLModel, table=True):
    """What a case has in common with others where it matters for alarms, and for units that are liable beside another:
    see ``domain.alarms.traces``."""

    kind: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)

    __table_args__ = {"sqlite_with_rowid": False}


class CountersignRow(SQLModel, table=True):
    """A record (an event, by id, made by ``by``) that awaits, or awaited, somebody's signature, and where that stands.

    One of these is of an ``inspection``, or of a case; ``settled`` is the event that says so, empty while it waits.
    """

    record: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    place: int
    by: str
    inspection: str
    case_id: str
    state: str
    settled: str

    __table_args__ = (
        Index("countersignrow_name", "name", "state"),
        Index("countersignrow_inspection", "inspection", "place", sqlite_where=text("inspection <> ''")),
    )


class DocumentRow(SQLModel, table=True):
    """A numbered document. Serials are gapless for each office and year, and never used again, void or not.

    ``id`` is that of the event. ``sha256``, ``name`` and ``size`` are those of the stored file. ``received_by`` holds
    the witnesses too; ``supplements`` is the number of the notice that it adds to.
    """

    number: str = Field(primary_key=True)
    id: str = Field(unique=True)
    office: str
    year: int
    serial: int
    kind: str
    title: str
    day: date
    party: str
    issuer: str
    sha256: str
    name: str
    size: int
    replaces: str | None = None
    served_on: date | None = None
    service: str | None = None
    received_by: str | None = None
    refused: bool = False
    voided_on: date | None = None
    voided_by: str | None = None
    void_reason: str | None = None
    supplements: str | None = None

    __table_args__ = (UniqueConstraint("office", "year", "serial"),)


class NumberRow(SQLModel, table=True):
    """A number like those of documents, written in where an action on a case was taken, or where that was put right."""

    number: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    office: str
    year: int
    serial: int

    __table_args__ = (Index("numberrow_office", "office", "year", "serial"),)


class DocumentCaseRow(SQLModel, table=True):
    """Which cases a document is about, in its order; after them those that it ``leaves`` out of the one that it
    supplements. ``left_by`` is the document by which a case was taken out of this one."""

    document: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True, index=True)
    place: int
    leaves: bool = False
    left_by: str | None = None


PROJECTIONS = (
    *(UserRow, AliasRow, StaffRow, KeyRow, UnitRow, UnitNameRow, UnitGramRow, SubjectRow, InspectionRow, AnswerRow),
    *(CaseRow, TraceRow, DocumentRow, DocumentCaseRow, NumberRow, RequestRow, OutboxRow, CountersignRow),
)
"""Tables that ``verify`` recomputes from the events and compares."""
