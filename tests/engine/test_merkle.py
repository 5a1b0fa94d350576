"""The log's tree: the algorithms of RFC 6962 and RFC 9162, held against its plain recursive definition."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.past.merkle import EMPTY, Frontier, Tree, extends, includes, leaf_hash, node_hash

ENTRIES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "60" * 16)]
"""Eight entries as in the tests of the reference implementation of RFC 6962."""
MOST = 70
LEAVES = [leaf_hash(b"%d" % number) for number in range(MOST)]
TREE = Tree(LEAVES)

sizes = st.integers(1, MOST)


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


def grown(size: int) -> Frontier:
    frontier = Frontier()
    for one in LEAVES[:size]:
        frontier.append(one)
    return frontier


def test_leaves_and_nodes_never_look_alike() -> None:
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


def test_the_root_of_eight_known_entries() -> None:
    leaves = [leaf_hash(one) for one in ENTRIES[:7]]

    assert Tree(leaves[:1]).root().hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert Tree(leaves[:2]).root().hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert Tree(leaves[:7]).root().hex() == "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"


@pytest.mark.parametrize("size", range(MOST + 1))
def test_tree_and_frontier_have_the_root_of_the_definition(size: int) -> None:
    assert TREE.root(size) == grown(size).root == defined_root(LEAVES[:size])


@pytest.mark.parametrize("size", [0, 1, 2, 7, 64, MOST])
def test_a_log_goes_on_from_its_peaks(size: int) -> None:
    again = Frontier(size, grown(size).peaks)

    for one in LEAVES[size:]:
        again.append(one)

    assert again.root == TREE.root()


@pytest.mark.parametrize(("size", "peaks"), [(3, [b"x" * 32]), (1, [b"short"]), (-1, []), (0, [b"x" * 32])])
def test_peaks_that_do_not_fit_are_refused(size: int, peaks: list[bytes]) -> None:
    with pytest.raises(ValueError, match="do not make a log"):
        Frontier(size, peaks)


def test_every_entry_of_every_size_is_shown_to_be_in() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            path = TREE.inclusion(index, size)
            assert includes(TREE.root(size), size, index, LEAVES[index], path)
            assert len(path) <= (size - 1).bit_length()


def test_every_log_is_shown_to_begin_with_every_shorter_one() -> None:
    for new in range(1, MOST + 1):
        for old in range(new + 1):
            assert extends(old, TREE.root(old), new, TREE.root(new), TREE.consistency(old, new))


@given(sizes, st.data())
@settings(max_examples=150, deadline=None)
def test_another_entry_place_root_or_path_is_not_shown_to_be_in(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size + 2).filter(lambda one: one != index))
    path, root = TREE.inclusion(index, size), TREE.root(size)
    wrong = hashlib.sha256(root).digest()

    assert not includes(root, size, other, LEAVES[index], path)
    assert not includes(root, size, index, wrong, path)
    assert not includes(wrong, size, index, LEAVES[index], path)
    assert not includes(root, size, index, LEAVES[index], [*path, wrong])
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not includes(root, size, index, LEAVES[index], [*path[:at], wrong, *path[at + 1 :]])
        assert not includes(root, size, index, LEAVES[index], path[:at] + path[at + 1 :])


@given(sizes, st.data())
@settings(max_examples=150, deadline=None)
def test_a_log_whose_past_was_changed_is_not_shown_to_extend_it(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = Tree([*LEAVES[:changed], hashlib.sha256(b"another").digest(), *LEAVES[changed + 1 : new]])

    assert not extends(old, TREE.root(old), new, rewritten.root(), rewritten.consistency(old, new))
    assert not extends(old, TREE.root(old), new, rewritten.root(), TREE.consistency(old, new))
    assert not extends(old, rewritten.root(old), new, TREE.root(new), TREE.consistency(old, new))


@given(sizes, st.data())
@settings(max_examples=100, deadline=None)
def test_a_spoilt_consistency_proof_shows_nothing(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    path = TREE.consistency(old, new)
    wrong = hashlib.sha256(b"wrong").digest()

    assert not extends(old, TREE.root(old), new, TREE.root(new), [*path, wrong])
    for at in range(len(path)):
        assert not extends(old, TREE.root(old), new, TREE.root(new), [*path[:at], wrong, *path[at + 1 :]])
        assert not extends(old, TREE.root(old), new, TREE.root(new), path[:at] + path[at + 1 :])


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, MOST + 1)])
def test_no_proof_is_made_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="entr"):
        TREE.inclusion(index, size)
    with pytest.raises(ValueError, match="entr"):
        TREE.consistency(size + 1, size)
