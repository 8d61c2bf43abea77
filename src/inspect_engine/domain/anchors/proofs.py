"""What proves that the records of one case stand under a root, to be checked by anybody without the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.anchors.anchor import Anchor, read
from inspect_engine.domain.anchors.merkle import Proof, included, leaf
from inspect_engine.domain.events import digest
from inspect_engine.errors import InputError, Problem

FORMAT = "inspect-engine-proof 1"


@dataclass(frozen=True)
class Proven:
    """One record, word for word, when it was recorded, and where it stands."""

    body: str
    recorded_at: str
    proof: Proof


@dataclass(frozen=True)
class CaseProof:
    """A case's records under an anchor; ``later`` ones were recorded after it."""

    number: str
    anchor: Anchor
    records: tuple[Proven, ...]
    later: int = 0

    def plain(self) -> dict[str, Any]:
        """As a file holds it."""
        records = [
            {
                "body": each.body,
                "recorded_at": each.recorded_at,
                "index": each.proof.index,
                "hashes": list(each.proof.hashes),
            }
            for each in self.records
        ]
        return {"format": FORMAT, "number": self.number, "anchor": self.anchor.plain(), "records": records}

    def faults(self, against: Anchor | None = None) -> Iterator[Problem]:
        """In which records the proof fails, by itself or against an anchor from elsewhere."""
        if against is not None and (against.count, against.root) != (self.anchor.count, self.anchor.root):
            yield Problem("证明", "不是对这个锚作的：条数或根不同")
        for each in self.records:
            one = leaf(digest(each.body), each.recorded_at)
            if each.proof.size != self.anchor.count or not included(one, each.proof, self.anchor.root):
                yield Problem(f"第 {each.proof.index + 1} 条流转记录", "不在这个根之下，被改动过")


def read_proof(raw: object) -> CaseProof:
    """A proof from plain data. Raises InputError for what is none."""
    wrong = InputError.one("这不是证明文件", fix="应是 verify --case … -o 写出的文件，原样未改")
    if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
        raise wrong
    try:
        anchor = read(raw["anchor"])
        records = tuple(
            Proven(str(e["body"]), str(e["recorded_at"]), Proof(int(e["index"]), anchor.count, tuple(e["hashes"])))
            for e in raw["records"]
        )
        for each in records:
            _ = [bytes.fromhex(one) for one in each.proof.hashes]
        return CaseProof(str(raw["number"]), anchor, records)
    except (KeyError, TypeError, ValueError) as error:
        raise wrong from error
