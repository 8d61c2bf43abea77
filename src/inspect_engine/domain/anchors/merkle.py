"""The Merkle tree over a ledger's records, as in RFC 6962 section 2.1; hashes are SHA-256 in hex."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EMPTY = hashlib.sha256(b"").hexdigest()
"""Root of a tree without leaves."""


def leaf(event_hash: str, recorded_at: str) -> str:
    """The leaf of one record: its body, by its hash, and when this ledger recorded it."""
    return hashlib.sha256(b"\x00" + f"{event_hash}\n{recorded_at}".encode()).hexdigest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _up(left: str, right: str) -> str:
    return _node(bytes.fromhex(left), bytes.fromhex(right)).hex()


class Tree:
    """A tree that only grows: of all its leaves the roots of the whole subtrees are kept, the largest first.

    That is one hash for each bit that is set in ``size``; adding a leaf is constant work on average.
    """

    def __init__(self, size: int = 0, whole: Iterable[str] = ()) -> None:
        self.size = size
        self._whole = [*map(bytes.fromhex, whole)]

    @property
    def whole(self) -> list[str]:
        """These roots."""
        return [each.hex() for each in self._whole]

    def add(self, new: str) -> None:
        """One leaf more."""
        self.grow(bytes.fromhex(new))

    def grow(self, new: bytes) -> None:
        """The same by the bytes of its hash."""
        carried = self.size
        while carried & 1:
            new = _node(self._whole.pop(), new)
            carried >>= 1
        self._whole.append(new)
        self.size += 1

    @property
    def root(self) -> str:
        """The Merkle tree hash of all leaves."""
        if not self._whole:
            return EMPTY
        root = self._whole[-1]
        for left in reversed(self._whole[:-1]):
            root = _node(left, root)
        return root.hex()


def root(leaves: Iterable[str]) -> str:
    """The Merkle tree hash of these leaves."""
    tree = Tree()
    for each in leaves:
        tree.add(each)
    return tree.root


@dataclass(frozen=True)
class Proof:
    """That one leaf is the ``index``-th (from 0) of the first ``size``: the hashes beside its way up (RFC 6962)."""

    index: int
    size: int
    hashes: tuple[str, ...]


def path(leaves: Sequence[str], index: int) -> Proof:
    """The audit path of one leaf in the tree of all these. Raises IndexError where there is no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    return Proof(index, len(leaves), tuple(_path(leaves, index)))


def _path(leaves: Sequence[str], index: int) -> list[str]:
    if len(leaves) == 1:
        return []
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    if index < middle:
        return [*_path(leaves[:middle], index), root(leaves[middle:])]
    return [*_path(leaves[middle:], index - middle), root(leaves[:middle])]


def included(one: str, proof: Proof, expected: str) -> bool:
    """Whether a leaf stands where its proof says, in the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= proof.index < proof.size:
        return False
    at, last, reached = proof.index, proof.size - 1, one
    for beside in proof.hashes:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached = _up(beside, reached)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            reached = _up(reached, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and reached == expected
