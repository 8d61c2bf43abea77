"""Anchors: where a ledger stood, noted outside it, and how anybody checks it against that."""

from inspect_engine.domain.anchors.anchor import FORMAT, Anchor, read, read_code
from inspect_engine.domain.anchors.exported import EXPORTED, Exported, Noted
from inspect_engine.domain.anchors.merkle import Proof, Tree, included, leaf, path
from inspect_engine.domain.anchors.proofs import CaseProof, Proven, read_proof

__all__ = [
    "EXPORTED",
    "FORMAT",
    "Anchor",
    "CaseProof",
    "Exported",
    "Noted",
    "Proof",
    "Proven",
    "Tree",
    "included",
    "leaf",
    "path",
    "read",
    "read_code",
    "read_proof",
]
