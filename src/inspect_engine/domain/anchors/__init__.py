"""Anchors: where a ledger stood, noted outside it, and how anybody checks it against that."""

from inspect_engine.domain.anchors.anchor import FORMAT, Anchor, read
from inspect_engine.domain.anchors.merkle import Proof, Tree, included, leaf, path

__all__ = ["FORMAT", "Anchor", "Proof", "Tree", "included", "leaf", "path", "read"]
