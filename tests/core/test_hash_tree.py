"""One leaf proves by itself that it is in the tree, and no other leaf, place, number or path does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xidmet.hash_tree import Proofs, Tree, root_of

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=70, unique=True)


@given(LEAVES, st.data())
def test_a_leaf_is_proved(leaves: list[bytes], data: st.DataObject) -> None:
    tree, proofs = Tree(), Proofs(leaves)
    for leaf in leaves:
        tree.add(leaf)
    place = data.draw(st.integers(0, len(leaves) - 1))
    path = proofs.path(place)
    assert tree.root == proofs.root == root_of(leaves[place], place, len(leaves), path)
    other = data.draw(st.integers(0, len(leaves) - 1).filter(lambda one: one != place or len(leaves) == 1))
    if other != place:
        assert not _proves(leaves[place], other, len(leaves), path, tree.root)
        assert not _proves(leaves[other], place, len(leaves), path, tree.root)
    assert not _proves(leaves[place] + b"x", place, len(leaves), path, tree.root)
    assert not _proves(leaves[place], place, len(leaves), (*path, "0" * 64), tree.root)
    assert not path or not _proves(leaves[place], place, len(leaves), path[:-1], tree.root)
    for at in range(len(path)):
        turned = (*path[:at], "0" * 64, *path[at + 1 :])
        assert not _proves(leaves[place], place, len(leaves), turned, tree.root)


@pytest.mark.parametrize("hash_", ["", "a" * 63, "g" * 64, "A" * 64, " " + "a" * 63])
def test_what_is_no_hash_is_refused(hash_: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        root_of(b"a", 0, 2, [hash_])


@pytest.mark.parametrize("place", [-1, 2, 3])
def test_a_place_outside_is_refused(place: int) -> None:
    with pytest.raises(ValueError, match="no such place"):
        root_of(b"a", place, 2, Proofs([b"a", b"b"]).path(0))


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    assert Proofs([]).root == Tree().root


def _proves(leaf: bytes, place: int, leaves: int, path: tuple[str, ...], root: str) -> bool:
    try:
        return root_of(leaf, place, leaves, path) == root
    except ValueError:
        return False
