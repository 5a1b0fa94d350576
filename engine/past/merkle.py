"""A Merkle tree over a log that only grows (RFC 6962, section 2.1; the checks are those of RFC 9162). Pure.

    leaf = SHA-256(0x00 ‖ entry)        node = SHA-256(0x01 ‖ left ‖ right)

Whoever holds a root of some size can be shown, in a few dozen hashes, that an entry stands in the log (inclusion), and
that a later log begins with the whole of theirs (consistency).
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a log without entries."""

SIZE = 32


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the perfect trees of which a log of `size` entries consists, the largest first.

    It is all that appending needs: some thirty hashes for a log of a thousand million entries.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Raises ValueError where so many peaks do not make a log of this size."""
        self.size, self.peaks = size, list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count() or any(len(peak) != SIZE for peak in self.peaks):
            raise ValueError(f"{len(self.peaks)} peaks do not make a log of {size} entries.")

    def append(self, leaf: bytes) -> None:
        node, size = leaf, self.size
        while size & 1:
            node = sha256(b"\x01" + self.peaks.pop() + node).digest()
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


class Tree:
    """All of a log's leaves at hand, from which roots and proofs of every size up to theirs are made."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            self._levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])

    def __len__(self) -> int:
        return len(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        size = len(self) if size is None else self._known(size)
        return self._node(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """What shows that the leaf `index` stands in the log of `size`. Raises ValueError where it does not."""
        if not 0 <= index < self._known(size):
            raise ValueError(f"There is no entry {index} in a log of {size}.")

        path, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._node(middle, end))
                end = middle
            else:
                path.append(self._node(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """What shows that the log of `new` entries begins with that of `old`. Raises ValueError where it cannot."""
        if not 0 <= old <= self._known(new):
            raise ValueError(f"A log of {new} entries does not begin with {old}.")
        if old in (0, new):
            return []

        path, start, end = [], 0, new
        while old != end:
            middle = start + _split(end - start)
            if old <= middle:
                path.append(self._node(middle, end))
                end = middle
            else:
                path.append(self._node(start, middle))
                start = middle
        if start:
            path.append(self._node(start, end))
        return path[::-1]

    def _known(self, size: int) -> int:
        if size > len(self):
            raise ValueError(f"The log has {len(self)} entries, not {size}.")
        return size

    def _node(self, start: int, end: int) -> bytes:
        """The root of the entries from `start` up to `end`; `start` is where a subtree of the log begins."""
        width = end - start
        level = width.bit_length() - 1
        if width == 1 << level:
            return self._levels[level][start >> level]
        middle = start + _split(width)
        return node_hash(self._node(start, middle), self._node(middle, end))


def includes(root: bytes, size: int, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that `leaf` is entry `index` of the log of `size` with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False

    at, last, node = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(step, node)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, step)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def extends(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the log of `new` begins with the whole log of `old` (RFC 9162, 2.1.4.2)."""
    if old in (0, new):
        return not path and old_root == (new_root if old else EMPTY)
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not 0 < old < new or not steps:
        return False

    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)
