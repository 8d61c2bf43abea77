"""The Merkle tree against its definition in RFC 6962, written out plainly."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.anchors import Anchor, Proof, Tree, included, leaf, path, read
from inspect_engine.errors import InputError

LEAVES = st.lists(st.integers(0, 5), min_size=1, max_size=70).map(
    lambda seeds: [leaf(f"{seed:064x}", "2026-03-02T09:00:00+08:00") for seed in seeds]
)


def plain_root(leaves: list[str]) -> str:
    """MTH of section 2.1, leaves being hashed already."""
    if not leaves:
        return hashlib.sha256().hexdigest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    parts = plain_root(leaves[:half]) + plain_root(leaves[half:])
    return hashlib.sha256(b"\x01" + bytes.fromhex(parts)).hexdigest()


def grown(leaves: list[str]) -> Tree:
    tree = Tree()
    for each in leaves:
        tree.add(each)
    return tree


@given(LEAVES)
def test_a_tree_that_grows_has_the_root_of_the_rfc(leaves: list[str]) -> None:
    tree = grown(leaves)
    assert tree.root == plain_root(leaves)
    assert len(tree.whole) == tree.size.bit_count()


def test_known_roots() -> None:
    """From the test vectors of RFC 6962's reference implementation: an empty tree, and one empty leaf."""
    assert Tree().root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf("a", "b") == hashlib.sha256(b"\x00a\nb").hexdigest()


@given(LEAVES, st.data())
def test_every_leaf_is_proved_and_no_other(leaves: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = path(leaves, index), grown(leaves).root
    assert included(leaves[index], proof, root)
    assert not included(leaf("ff", "x"), proof, root)
    assert not included(leaves[index], proof, leaf("ff", "x"))
    assert not included(leaves[index], replace(proof, index=proof.size), root)
    other = data.draw(st.integers(0, len(leaves) - 1))
    if leaves[other] != leaves[index]:
        assert not included(leaves[other], proof, root)
    if proof.hashes:
        assert not included(leaves[index], replace(proof, hashes=proof.hashes[:-1]), root)
    assert not included(leaves[index], replace(proof, hashes=(*proof.hashes, root)), root)


def test_there_is_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        path([leaf("a", "b")], 1)
    assert not included("00" * 32, Proof(0, 0, ()), "00" * 32)


ANCHOR = Anchor("l", "c", 3, "0" * 64, "1" * 64, "2026-03-02T09:00:00+08:00", "sup1", "k", "s")


def test_an_anchor_comes_back_as_it_went_out() -> None:
    assert read(ANCHOR.plain()) == ANCHOR
    assert replace(ANCHOR, signature="").signed == ANCHOR.signed
    assert replace(ANCHOR, count=4).signed != ANCHOR.signed


@pytest.mark.parametrize(
    "change", [{"format": "x"}, {"count": "3"}, {"count": 0}, {"count": True}, {"more": 1}, {"root": None}]
)
def test_what_is_no_anchor_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError, match="这不是锚文件"):
        read({**ANCHOR.plain(), **change})
    with pytest.raises(InputError, match="这不是锚文件"):
        read([])
