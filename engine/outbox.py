"""What is owed to the outside: claimed by one worker at a time, paid at least once, under a stable id."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.database import Tx

GIVE_UP = 12


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of the outbox: `payload` holds roles, topic and level, never a name. `failures` counts earlier tries."""

    id: int
    topic: str
    case_id: UUID
    root_id: UUID
    payload: dict[str, Any]
    failures: int


def claim(tx: Tx, limit: int = 100) -> list[Owed]:
    """The oldest unpaid notices that nobody else holds, locked until the transaction ends."""
    rows = tx.connection.execute(
        """SELECT id, topic, case_id, root_id, payload, failures FROM outbox
            WHERE topic = 'notice' AND paid_at IS NULL AND NOT dead
              AND (retry_at IS NULL OR retry_at <= clock_timestamp())
            ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
        (limit,),
    ).fetchall()
    return [Owed(*row) for row in rows]


def paid(tx: Tx, ids: Sequence[int]) -> None:
    tx.connection.execute("UPDATE outbox SET paid_at = clock_timestamp() WHERE id = ANY(%s)", (list(ids),))


def failed(tx: Tx, owed_id: int) -> bool:
    """Back off from a line that could not be paid; True when it was given up and somebody has to look."""
    row = tx.connection.execute(
        """UPDATE outbox SET failures = failures + 1, dead = failures + 1 >= %s,
                  retry_at = clock_timestamp() + least(interval '1 hour', interval '2 seconds' * (2 ^ failures))
            WHERE id = %s RETURNING dead""",
        (GIVE_UP, owed_id),
    ).fetchone()
    return bool(row and row[0])
