"""A clock that cannot be served backs off, so that it holds up no other; given up, it is dead and a person is told."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from engine.database import SYSTEM_ACTOR, Tx
from engine.family import LOCK
from engine.runtime import Engine

GIVE_UP = 8

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
            Jsonb({"roles": ["supervisor"], "topic": "dead_clock", "level": 3, "clock": row[1], "problem": problem}),
            row[0],
        ),
    )
