"""Walk the log from its first entry to its last, and hold every signature against it: those in the database, and those
that are kept outside. Memory stays flat, however long the log is.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from engine.past.anchors import AnchorsUnreadable
from engine.past.finding import LOG, Finding, found
from engine.past.merkle import Frontier
from engine.past.note import Checkpoint, NoteBroken, Verifier
from engine.past.seal import leaf

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Sealed:
    """How the log stands, as its newest checkpoint says. `unsealed` records wait for the next one.

    `anchored` is the size of the newest checkpoint that is kept outside; None where none was looked at.
    """

    size: int
    root: bytes
    at: datetime | None
    unsealed: int
    anchored: int | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """A signature at a size of the log: a row of the database, or an anchor (`row` None)."""

    size: int
    note: str
    row: tuple[bytes, bytes, datetime] | None = None


class Walk:
    """One pass over the log. `problem` is the first thing found to be wrong with it."""

    def __init__(
        self, connection: "psycopg.Connection[Any]", verifier: Verifier | None, anchors: Iterable[str] | None
    ) -> None:
        self.problem: Finding | None = None
        self.newest: Checkpoint | None = None
        self.anchored: int | None = None if anchors is None else 0
        self._verifier = verifier
        self._frontier = Frontier()
        self._entries = _entries(connection)
        self._last_note = ""
        try:
            self._go(_marks(connection, anchors or ()))
        except AnchorsUnreadable as unreadable:
            self.problem = found(None, LOG, self._frontier.size, "anchors_unreadable", reason=str(unreadable))

    def _go(self, marks: Iterable[_Mark]) -> None:
        for mark in marks:
            self.problem = self._reach(mark) or self._hold(mark)
            if self.problem is not None:
                return
        beyond = next(self._entries, None)
        if beyond is not None:
            self.problem = found(None, LOG, self._frontier.size, "log_longer")

    def _reach(self, mark: _Mark) -> Finding | None:
        """Take entries up to the size of a signature."""
        frontier, size = self._frontier, mark.size
        while frontier.size < size:
            entry = next(self._entries, None)
            if entry is None:
                short = "log_cut" if mark.row is not None else "log_shorter_than_anchor"
                return found(None, LOG, size, short, kept=frontier.size)
            index, case_id, seq, fingerprint = entry
            if index != frontier.size:
                return found(None, LOG, frontier.size, "entry_missing")
            frontier.append(leaf(case_id, seq, fingerprint))
        return None

    def _hold(self, mark: _Mark) -> Finding | None:
        if self._verifier is None:
            return found(None, LOG, mark.size, "key_missing")
        if mark.row is None:
            self.anchored = mark.size
            if mark.note == self._last_note:
                return None
        try:
            signed = self._verifier.open(mark.note)
        except NoteBroken as broken:
            return found(
                None,
                LOG,
                mark.size,
                "checkpoint_signature" if mark.row is not None else "anchor_signature",
                reason=str(broken),
            )
        return self._hold_anchor(signed) if mark.row is None else self._hold_row(mark, signed, mark.row)

    def _hold_row(self, mark: _Mark, signed: Checkpoint, row: tuple[bytes, bytes, datetime]) -> Finding | None:
        root, peaks, at = row
        told = {
            "size": mark.size == signed.size,
            "root": root == signed.root == self._frontier.root,
            "peaks": peaks == b"".join(self._frontier.peaks),
            "at": at == signed.at,
        }
        wrong = [name for name, right in told.items() if not right]
        if wrong:
            return found(None, LOG, mark.size, "checkpoint_differs", names=", ".join(wrong))
        self.newest, self._last_note = signed, mark.note
        return None

    def _hold_anchor(self, signed: Checkpoint) -> Finding | None:
        same = signed.size == self._frontier.size and signed.root == self._frontier.root
        return found(None, LOG, signed.size, "checkpoint_missing" if same else "anchor_differs")


def _entries(connection: "psycopg.Connection[Any]") -> Iterator[Any]:
    with connection.cursor(name="entries", binary=True) as cursor:
        cursor.execute("SELECT index, case_id, seq, hash FROM seal_leaf ORDER BY index")
        while some := cursor.fetchmany(CHUNK):
            yield from some


def _marks(connection: "psycopg.Connection[Any]", anchors: Iterable[str]) -> Iterator[_Mark]:
    """All signatures by size; at one size that of the database comes first."""
    return heapq.merge(_rows(connection), _outside(anchors), key=lambda mark: mark.size)


def _rows(connection: "psycopg.Connection[Any]") -> Iterator[_Mark]:
    with connection.cursor(name="checkpoints", binary=True) as cursor:
        cursor.itersize = CHUNK
        cursor.execute("SELECT size, note, root, peaks, at FROM seal_checkpoint ORDER BY size")
        for size, note, root, peaks, at in cursor:
            yield _Mark(size, note, (root, peaks, at))


def _outside(anchors: Iterable[str]) -> Iterator[_Mark]:
    """An anchor that cannot be read counts as one of the size before, so that it is met, and named, in its place."""
    size = 0
    for note in anchors:
        lines = note.split("\n")
        size = int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() else size
        yield _Mark(size, note)
