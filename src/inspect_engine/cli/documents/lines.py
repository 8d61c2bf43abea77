"""One document in JSON, in a line, and what it leaves out; loads nothing, as ``--help`` does not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.documents import Issued

LINE = (
    *("number", "kind", "title", "day", "party", "issuer", "cases", "state", "replaces", "sha256", "served_on"),
    *("service", "received_by", "refused", "voided_on", "voided_by", "void_reason"),
    *("supplements", "leaving", "left"),
)
"""Keys of one document in JSON."""


def plain(found: Issued) -> dict[str, Any]:
    """One document in JSON."""
    return {name: getattr(found, name) for name in LINE}


def counted(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of each kind the documents that stand, and the cases they are about, each once."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for one in found:
        if one["voided_on"] is None:
            kinds.setdefault(one["kind"], []).append(one)
    return [
        {
            "kind": kind,
            "title": some[-1]["title"],
            "count": len(some),
            "cases": len({c for o in some for c in o["cases"]}),
        }
        for kind, some in kinds.items()
    ]


def not_cited(ledger: Ledger, *found: Issued) -> list[str]:
    """What documents leave out because nobody has read it against its text, or a blank decides, and what to do."""
    from inspect_engine.domain.documents.citations import UNREAD

    every = dict.fromkeys(each for one in found for each in ledger.documents.unread(one.number))
    how = "核对原文后 references confirm"
    unread = [
        f"没有引用：{each.text}（{UNREAD}；{how} {each.ref} {each.article}，以后签发的即可引用）" for each in every
    ]
    return unread + [f"请留意：{each}" for one in found for each in ledger.documents.unweighed(one.number)]


def not_taken(ledger: Ledger, given: Collection[str], *found: Issued) -> list[str]:
    """What was filled in for several documents, and which of them have no such line."""
    return [
        f"请留意：{one.number} 没有写进“{spec.title}”（{spec.id}）：它的检查对象没有这一栏"
        for one in found
        for spec in ledger.desk.document_kinds.kinds[one.kind].given
        if spec.id in given and spec.id not in ledger.documents.contents(one.number)["typed"]
    ]


def about(found: Mapping[str, Any]) -> str:
    """The cases of a document, and what is, or was, taken out."""
    cases = [f"{case}（已摘出）" if case in found["left"] else case for case in found["cases"]]
    done = "已摘出" if found["served_on"] else "待送达时摘出"
    return "、".join([*cases, *(f"{case}（{done}）" for case in found["leaving"])])
