"""What is owed to the outside: claimed by one worker at a time, paid at least once, under a stable id.

Whoever settles a line proves it with the key that is not in the database: that it was paid or given up, when, and who
was told. A line that somebody else marks as paid has no such proof, and `engine.past.owing` finds it.
"""

import hmac
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from engine.database import Tx

GIVE_UP = 12


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of the outbox: `payload` holds roles, topic and level, never a name. `failures` counts earlier tries.

    `claimed_at` is when it was claimed, in real time.
    """

    id: int
    topic: str
    case_id: UUID
    root_id: UUID
    payload: dict[str, Any]
    failures: int
    seq: int
    place: int
    claimed_at: datetime


def claim(tx: Tx, limit: int = 100) -> list[Owed]:
    """The oldest unpaid notices that nobody else holds, locked until the transaction ends."""
    rows = tx.connection.execute(
        """SELECT id, topic, case_id, root_id, payload, failures, seq, place, clock_timestamp() FROM outbox
            WHERE topic = 'notice' AND paid_at IS NULL AND NOT dead
              AND (retry_at IS NULL OR retry_at <= clock_timestamp())
            ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
        (limit,),
    ).fetchall()
    return [Owed(*row) for row in rows]


def paid(tx: Tx, mac_key: bytes, told: Sequence[tuple[Owed, Collection[UUID]]]) -> None:
    """These lines are paid: each with those who were told."""
    tx.connection.execute(
        """UPDATE outbox o SET paid_at = n.paid_at, proof = n.proof
             FROM unnest(%s::bigint[], %s::timestamptz[], %s::bytea[]) AS n(id, paid_at, proof) WHERE o.id = n.id""",
        (
            [line.id for line, _ in told],
            [line.claimed_at for line, _ in told],
            [_proof(mac_key, line, line.claimed_at, people) for line, people in told],
        ),
    )


def failed(tx: Tx, owed_id: int) -> bool:
    """Back off from a line that could not be paid; True when it was given up and somebody has to look."""
    row = tx.connection.execute(
        """UPDATE outbox SET failures = failures + 1, dead = failures + 1 >= %s,
                  retry_at = clock_timestamp() + least(interval '1 hour', interval '2 seconds' * (2 ^ failures))
            WHERE id = %s RETURNING dead""",
        (GIVE_UP, owed_id),
    ).fetchone()
    return bool(row and row[0])


def given_up(tx: Tx, mac_key: bytes, line: Owed, told: Collection[UUID]) -> None:
    """This line is dead, and these were told of it."""
    tx.connection.execute("UPDATE outbox SET proof = %s WHERE id = %s", (_proof(mac_key, line, None, told), line.id))


def _proof(mac_key: bytes, line: Owed, paid_at: datetime | None, told: Iterable[UUID]) -> bytes:
    return proof(mac_key, line.case_id, line.seq, line.place, line.topic, line.payload, paid_at, told)


def proof(
    mac_key: bytes,
    case_id: UUID,
    seq: int,
    place: int,
    topic: str,
    payload: Mapping[str, Any],
    paid_at: datetime | None,
    told: Iterable[UUID],
) -> bytes:
    """HMAC-SHA256 of "omah/paid/1\\n" and, as JSON, the line, when it was paid (None: given up), who was told."""
    at = paid_at.astimezone(UTC).isoformat() if paid_at is not None else None
    said = [case_id.hex, seq, place, topic, payload, at, sorted(one.hex for one in told)]
    return hmac.digest(mac_key, b"omah/paid/1\n" + json.dumps(said, sort_keys=True).encode(), "sha256")
