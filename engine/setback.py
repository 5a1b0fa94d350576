"""A clock that cannot be served backs off, so that it holds up no other; given up, it is dead and a person is told.

A dead clock is armed still. It lives again with the next step that arms it anew, when its case is migrated, and when it
is woken: each worker that starts wakes all of them, since a release may have mended what failed, and so does
`omah clocks --wake`. One that fails then is dead at once, and told of again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from engine.database import SYSTEM_ACTOR, Tx
from engine.family import LOCK
from engine.runtime import Engine

GIVE_UP = 8
DEAD_CLOCK = "dead_clock"
"""The topic of what tells of one."""

READY = "d.status = 'armed' AND NOT d.dead AND (d.retry_at IS NULL OR d.retry_at <= clock_timestamp())"
"""Of a clock `d`: it may be served now."""

_AFTER = """failures = failures + 1, dead = failures + 1 >= %(limit)s,
    retry_at = clock_timestamp() + least(interval '1 hour', interval '2 seconds' * (2 ^ failures))"""
_EARLIEST = f"""UPDATE deadline SET {_AFTER}
    WHERE id = (SELECT id FROM deadline d WHERE root_id = %(root)s AND {READY}
                 ORDER BY due_at, name, case_id::text LIMIT 1 FOR UPDATE)
    RETURNING case_id, name, failures, dead"""  # noqa: S608  # constants
_STALE = f"""UPDATE deadline SET {_AFTER}
    WHERE root_id = %(root)s AND status = 'armed' AND NOT dead
      AND calendar < (SELECT max(edition) FROM calendar)
    RETURNING case_id, name, failures, dead"""  # noqa: S608  # constants


def put_aside(engine: Engine, root_id: UUID, problem: str) -> bool:
    """Back off from a family's earliest clock, which cannot be fired. False where all of them rest already."""
    return _put_aside(engine, _EARLIEST, root_id, problem)


def put_aside_stale(engine: Engine, root_id: UUID, problem: str) -> None:
    """Back off from a family's clocks that cannot be counted by the calendar in force."""
    _put_aside(engine, _STALE, root_id, problem)


@dataclass(frozen=True, slots=True)
class Failing:
    """A clock that could not be served: `retry_at` in real time, None once it is dead."""

    number: str
    clock: str
    due_at: datetime
    failures: int
    retry_at: datetime | None


def failing(engine: Engine) -> list[Failing]:
    """Every clock that could not be served and runs, the longest overdue first."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        rows = tx.connection.execute(
            """SELECT c.number, d.name, d.due_at, d.failures, CASE WHEN NOT d.dead THEN d.retry_at END
                 FROM deadline d JOIN cases c ON c.id = d.case_id
                WHERE d.status = 'armed' AND d.failures > 0 ORDER BY d.due_at, c.number, d.name"""
        ).fetchall()
    return [Failing(*row) for row in rows]


def wake(engine: Engine, root_id: UUID | None = None) -> int:
    """Let dead clocks be tried once more, those of one family or all; how many there are."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        return tx.connection.execute(
            """UPDATE deadline SET dead = false, failures = %s, retry_at = NULL
                WHERE status = 'armed' AND dead AND (%s::uuid IS NULL OR root_id = %s)""",
            (GIVE_UP - 1, root_id, root_id),
        ).rowcount


def _put_aside(engine: Engine, statement: str, root_id: UUID, problem: str) -> bool:
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        tx.connection.execute(LOCK, (root_id,))
        rows = tx.connection.execute(statement, {"root": root_id, "limit": GIVE_UP}).fetchall()
        for row in rows:
            if row[3]:
                _tell_of_dead_clock(tx, root_id, row, problem)
    return bool(rows)


def _tell_of_dead_clock(tx: Tx, root_id: UUID, row: Sequence[Any], problem: str) -> None:
    tx.connection.execute(
        """INSERT INTO outbox (case_id, root_id, seq, place, topic, payload, created_at)
           SELECT c.id, %s, c.seq, greatest(1000, max(o.place) + 1), 'notice', %s::jsonb, omah_now()
             FROM cases c LEFT JOIN outbox o ON o.case_id = c.id AND o.seq = c.seq WHERE c.id = %s GROUP BY c.id""",
        (
            root_id,
            Jsonb({"roles": ["supervisor"], "topic": DEAD_CLOCK, "level": 3, "clock": row[1], "problem": problem}),
            row[0],
        ),
    )
