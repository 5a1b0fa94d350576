"""One worker that escalates many overdue cases, against one set-based SQL statement that writes the same rows.

The statement chains with `sha256` in SQL over bodies of the same size, and judges nothing. It runs on other cases of
the same tables, as the same role, in one transaction; both in turns, batch for batch.
"""

import resource
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

from engine import sweep
from tests.bench.loading import load
from tests.bench.slices import Compared, compared
from tests.office import Office

SET_BASED = """
WITH due AS MATERIALIZED (
    SELECT d.id, d.case_id, d.anchor_at, d.breach_at, c.seq + 1 AS seq, c.head, c.state FROM deadline d
      JOIN cases c ON c.id = d.case_id
     WHERE d.status = 'armed' AND NOT d.dead AND d.due_at <= %(now)s ORDER BY d.due_at LIMIT %(limit)s
       FOR UPDATE OF c SKIP LOCKED),
hashed AS MATERIALIZED (
    SELECT *, %(body)s::bytea AS body, sha256(head || uuid_send(case_id) || int4send(seq) || %(body)s::bytea) AS hash
      FROM due),
moved AS (
    UPDATE cases c SET seq = h.seq, head = h.hash, writes = c.writes + 1, last_at = %(now)s
      FROM hashed h WHERE c.id = h.case_id),
fired AS (
    UPDATE deadline d SET status = 'fired', fired_at = %(now)s FROM hashed h WHERE d.id = h.id RETURNING d.id),
armed AS (
    INSERT INTO deadline (case_id, root_id, name, armed_seq, rung, level, anchor_at, due_at, breach_at)
    SELECT case_id, case_id, state, seq, 1, 0, anchor_at, breach_at, breach_at
      FROM hashed CROSS JOIN (SELECT count(*) FROM fired) AS after),
recorded AS (
    INSERT INTO history (case_id, root_id, seq, at, kind, act, role, from_state, to_state, deadline_id, body, prev,
           hash, mac)
    SELECT case_id, case_id, seq, %(now)s, 'escalated', 'waiting', 'system', state, state, id, body, head, hash, hash
      FROM hashed),
owed AS (
    INSERT INTO outbox (case_id, root_id, seq, place, topic, payload, created_at)
    SELECT case_id, case_id, seq, 0, 'notice', '{"level": 0, "roles": ["kader"], "topic": "reminder"}', %(now)s
      FROM hashed)
SELECT count(*) FROM hashed"""


@dataclass(frozen=True, slots=True)
class Escalated:
    """Cases per second of the worker and of the statement, batch for batch; by how many megabytes the worker grew."""

    rates: Compared
    grown: float


def measure(office: Office, cases: int) -> Escalated:
    """Escalate `cases` overdue cases in each of the two ways, a batch of the worker's own size in turns."""
    load(office, 2 * cases + 1, timedelta(hours=60), timedelta(hours=40))
    batch = min(sweep.BATCH, cases // 2)
    body = _body(office)
    pairs: list[tuple[float, float]] = []
    sizes: list[float] = []
    with psycopg.connect(office.urls["omah_worker"], options="-c timezone=UTC") as connection:
        for _ in range(cases // batch):
            pairs.append((_ours(office, batch), _theirs(connection, body, batch)))
            sizes.append(_megabytes())
    return Escalated(compared(pairs), sizes[-1] - sizes[len(sizes) // 10])


def _body(office: Office) -> bytes:
    """What a record of an escalation says: the statement writes as much."""
    sweep.fire_due(office.worker, limit=1)
    return bytes(office.sql("SELECT body FROM history WHERE kind = 'escalated'")[0][0])


def _ours(office: Office, batch: int) -> float:
    start = time.perf_counter()
    fired = sweep.fire_due(office.worker, limit=batch)
    if fired != batch:
        raise RuntimeError(f"the worker fired {fired} of {batch}")
    return batch / (time.perf_counter() - start)


def _theirs(connection: "psycopg.Connection[tuple[object, ...]]", body: bytes, batch: int) -> float:
    start = time.perf_counter()
    row = connection.execute(SET_BASED, {"now": datetime.now(UTC), "limit": batch, "body": body}).fetchone()
    connection.commit()
    if row != (batch,):
        raise RuntimeError("the statement did not fire its batch")
    return batch / (time.perf_counter() - start)


def _megabytes() -> float:
    """The most memory that this process ever held."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
