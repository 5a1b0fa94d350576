"""The sealer: puts records, and rows of ledgers, that are not sealed yet into the log, and signs how it then stands.

What is sealed is what no leaf names yet, wherever it stands: a record with a late commit is never passed over for being
older than the last one. Sealers may run side by side; one of them works at a time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any
from uuid import UUID

import psycopg

from engine import database
from engine.database import SYSTEM_ACTOR
from engine.past import ledgers
from engine.past.anchors import Anchors
from engine.past.merkle import SIZE, Frontier, leaf_hash
from engine.past.note import Checkpoint, NoteBroken, Signer, Verifier
from engine.runtime import Engine
from engine.secrets.keys import KeyStoreUnusable

MANY = 256
"""So many records are sealed at once."""
EVERY = timedelta(minutes=1)
"""So long a record waits for others, at most."""
SLOW = timedelta(hours=1)
"""By how much a transaction may commit later than its record says, before only a thorough round finds the record."""
THOROUGH = timedelta(hours=1)
"""So often a round looks at everything."""
LOCK = 0x6F6D6168_7365616C  # "omahseal"


class LogBroken(Exception):
    """The log cannot be continued: what stands in the database is not what was signed. Its message is a sentence."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A record, or a row of a ledger, that waits to be sealed; `at` is a record's moment."""

    case_id: UUID
    seq: int
    hash: bytes
    at: datetime | None


_TAG = b"omah/seal/1\n"
_U64 = Struct(">Q").pack


def leaf(case_id: UUID, seq: int, fingerprint: bytes) -> bytes:
    """The leaf of a record: the hash of "omah/seal/1\\n" ‖ case ‖ seq (8 bytes, big-endian) ‖ the record's hash."""
    return leaf_hash(b"".join((_TAG, case_id.bytes, _U64(seq), fingerprint)))


class Sealer:
    """Keeps, between two rounds, only from when on a round has to look."""

    def __init__(self, engine: Engine, anchors: Anchors) -> None:
        self._engine, self._anchors = engine, anchors
        self._since: datetime | None = None
        self._thorough_at: datetime | None = None

    def seal_when_due(self) -> int:
        """A round, if enough records wait or the log has been quiet long enough; how many were sealed."""
        since, began = self._horizon()
        with self._engine.database.transaction(SYSTEM_ACTOR) as tx:
            waiting = len(_unsealed(tx.connection, since, None)) + len(self._rows(tx.connection, since))
            due = waiting >= MANY or (waiting > 0 and _quiet_for(tx.connection) >= EVERY)
        if due:
            return self.seal()
        if not waiting:
            self._since = began - SLOW
        self._anchor()
        return 0

    def seal(self) -> int:
        """Seal all that waits, MANY records under each checkpoint, and anchor what was signed; how many were sealed.

        Raises LogBroken, KeyStoreUnusable, and OSError or AnchorsUnreadable where the anchors cannot be kept: what was
        signed then is anchored by a later round.
        """
        signer = self._signer()
        since, began = self._horizon()
        sealed, last = 0, None
        while batch := self._seal_batch(signer, since, last):
            sealed, last = sealed + len(batch), batch[-1] if batch[-1].at is not None else last
        if batch is not None:
            self._since = began - SLOW
        self._anchor()
        return sealed

    def _horizon(self) -> tuple[datetime | None, datetime]:
        """From when on to look (None: from the first record on), and the moment now by the clock of the history."""
        real = datetime.now(UTC)
        if self._thorough_at is None or real - self._thorough_at >= THOROUGH:
            self._since, self._thorough_at = None, real
        with self._engine.database.transaction(SYSTEM_ACTOR) as tx:
            return self._since, database.now(tx.connection)

    def _rows(self, connection: "psycopg.Connection[Any]", since: datetime | None) -> list[Leaf]:
        """Rows of ledgers that wait."""
        waiting = ledgers.unsealed(connection, self._engine.keys.secret("mac"), MANY, thorough=since is None)
        return [Leaf(ledger, number, fingerprint, None) for ledger, number, fingerprint in waiting]

    def _seal_batch(self, signer: Signer, since: datetime | None, last: Leaf | None) -> list[Leaf] | None:
        """What was sealed, nothing where nothing waits; None where somebody else is sealing."""
        with self._engine.database.transaction(SYSTEM_ACTOR) as tx:
            if not _alone(tx.connection):
                return None
            frontier = _stand(tx.connection, signer.verifier, self._anchors)
            batch = _unsealed(tx.connection, since, last) or self._rows(tx.connection, since)
            if batch:
                _write(tx.connection, signer, frontier, batch)
            return batch

    def _anchor(self) -> None:
        """Add to the file outside the database whatever it does not have yet."""
        with self._engine.database.transaction(SYSTEM_ACTOR) as tx:
            self._anchors.extend(
                lambda newest: [
                    row[0]
                    for row in tx.connection.execute(
                        "SELECT note FROM seal_checkpoint WHERE size > %s ORDER BY size", (_size_of(newest),)
                    )
                ]
            )

    def _signer(self) -> Signer:
        """A new key only for a new log. Raises KeyStoreUnusable."""
        try:
            return Signer(self._engine.keys.seal_seed())
        except KeyStoreUnusable:
            with self._engine.database.transaction(SYSTEM_ACTOR) as tx:
                begun = tx.connection.execute("SELECT FROM seal_checkpoint LIMIT 1").fetchone()
            if begun is not None:
                raise
        self._engine.keys.make_seal_key()
        return Signer(self._engine.keys.seal_seed())


def _alone(connection: "psycopg.Connection[Any]") -> bool:
    """Whether this transaction is the one that seals. What others sealed before is visible to the next statement."""
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,)).fetchone()
    return bool(row and row[0])


def _quiet_for(connection: "psycopg.Connection[Any]") -> timedelta:
    """How long ago the last checkpoint was signed, in real time."""
    row = connection.execute(
        "SELECT coalesce(clock_timestamp() - max(at), %s) FROM seal_checkpoint", (EVERY,)
    ).fetchone()
    assert row is not None
    age: timedelta = row[0]
    return age


_UNSEALED = """SELECT h.case_id, h.seq, h.hash, h.at FROM history h
    WHERE (h.at, h.case_id, h.seq) > (%s::timestamptz, %s::uuid, %s)
      AND NOT EXISTS (SELECT FROM seal_leaf l WHERE l.case_id = h.case_id AND l.seq = h.seq)
    ORDER BY h.at, h.case_id, h.seq LIMIT %s"""


def _unsealed(connection: "psycopg.Connection[Any]", since: datetime | None, last: Leaf | None) -> list[Leaf]:
    """The next records without a leaf: from a moment on, and after the `last` one of this round."""
    after: tuple[Any, ...] = (since or "-infinity", UUID(int=0), 0)
    if last is not None:
        after = (last.at, last.case_id, last.seq)
    return [Leaf(*row) for row in connection.execute(_UNSEALED, (*after, MANY))]


def _stand(connection: "psycopg.Connection[Any]", verifier: Verifier, anchors: Anchors) -> Frontier:
    """Where the log stands, as it was signed. Raises LogBroken: what does not fit must not be signed over."""
    row = connection.execute("SELECT size, peaks, note FROM seal_checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    size, peaks, note = row if row is not None else (0, b"", None)
    if size < _size_of(anchors.newest()):
        raise LogBroken(
            f"The log in the database has {size} entries, and {anchors.path} has a signed checkpoint of more: an older"
            " database was put back, or the log was cut. Nothing is sealed until that file is put aside, as evidence."
        )
    try:
        frontier = Frontier(size, [peaks[at : at + SIZE] for at in range(0, len(peaks), SIZE)])
        signed = verifier.open(note) if note is not None else None
    except (ValueError, NoteBroken) as broken:
        raise LogBroken(f"The newest checkpoint is not to be trusted, so nothing is sealed on it: {broken}") from broken
    if signed is not None and (signed.size, signed.root) != (size, frontier.root):
        raise LogBroken("The newest checkpoint is not to be trusted, so nothing is sealed on it: it was changed.")
    return frontier


def _size_of(note: str | None) -> int:
    """What a note says of the log's size, whoever signed it; 0 where it says nothing."""
    lines = (note or "").split("\n")
    return int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() else 0


def _write(connection: "psycopg.Connection[Any]", signer: Signer, frontier: Frontier, batch: list[Leaf]) -> None:
    first = frontier.size
    for one in batch:
        frontier.append(leaf(one.case_id, one.seq, one.hash))
    connection.execute(
        """INSERT INTO seal_leaf (index, case_id, seq, hash)
           SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::int[], %s::bytea[])""",
        (
            list(range(first, frontier.size)),
            [one.case_id for one in batch],
            [one.seq for one in batch],
            [one.hash for one in batch],
        ),
    )
    checkpoint = Checkpoint(frontier.size, frontier.root, datetime.now(UTC))
    connection.execute(
        "INSERT INTO seal_checkpoint (size, root, peaks, note, at) VALUES (%s, %s, %s, %s, %s)",
        (checkpoint.size, checkpoint.root, b"".join(frontier.peaks), signer.sign(checkpoint), checkpoint.at),
    )
