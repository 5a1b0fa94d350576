"""A full step through the engine, against the same rows sent as one plain psycopg statement.

Both write to the same tables, under the same role, indexes, row-level security and record sizes, and both commit
durably. The plain statement computes nothing: its hashes are random bytes, its values ready-made, its connection its
own, in autocommit, with the actor set once.
"""

import itertools
import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from engine import commands
from tests.bench.slices import Compared, compare
from tests.bench.world import populate
from tests.office import REJOMULYO, Office, person

PLAIN = """
WITH moved AS (
    UPDATE cases SET state = %(to)s, facts = %(facts)s::jsonb, version = version + 1, writes = writes + 1,
           seq = seq + 1, head = %(hash)s, entered_at = %(at)s, last_at = %(at)s, breach_at = %(breach)s
     WHERE id = %(id)s AND writes = %(writes)s RETURNING id, seq),
recorded AS (
    INSERT INTO history (case_id, root_id, seq, at, kind, act, actor, role, from_state, to_state, body, prev, hash, mac)
    SELECT id, id, seq, %(at)s, 'moved', 'take', %(actor)s, 'kader', %(from)s, %(to)s, %(body)s, %(prev)s, %(hash)s,
           %(mac)s FROM moved),
met AS (
    UPDATE deadline SET status = 'cancelled' WHERE case_id = (SELECT id FROM moved) AND status = 'armed' RETURNING id),
armed AS (
    INSERT INTO deadline (case_id, root_id, name, armed_seq, rung, level, anchor_at, due_at, breach_at)
    SELECT id, id, %(to)s, seq, 0, 0, %(at)s, %(due)s, %(breach)s
      FROM moved CROSS JOIN (SELECT count(*) FROM met) AS after),
owed AS (
    INSERT INTO outbox (case_id, root_id, seq, place, topic, payload, created_at)
    SELECT id, id, seq, 0, 'notice', '{"level": 0, "roles": ["coordinator"], "topic": "moved"}', %(at)s FROM moved)
SELECT count(*) FROM moved"""
FACTS = '{"risk":2,"victims":1,"agreed":true}'
CASES = 200


def measure(office: Office, threads: int, slices: int, seconds: float) -> Compared:
    """Steps per second of the engine and of the plain statement, `threads` at a time."""
    ours, theirs = Ours(office, threads), Theirs(office, threads)
    try:
        return compare(ours.step, theirs.step, threads, slices, seconds)
    finally:
        theirs.close()


class Ours:
    """Cases that go to and fro through `commands.advance`, each thread with its own."""

    def __init__(self, office: Office, threads: int) -> None:
        self._engine, self._kader = office.api, person("kader")
        cases = populate(office, CASES * threads)
        self._turns = [itertools.cycle(_to_and_fro(cases[number::threads])) for number in range(threads)]

    def step(self, number: int) -> None:
        case, act = next(self._turns[number])
        commands.advance(self._engine, self._kader, case, act, {"risk": 2, "agreed": True})


def _to_and_fro(cases: list[UUID]) -> list[tuple[UUID, str]]:
    return [(case, "take") for case in cases] + [(case, "give_back") for case in cases]


class Theirs:
    """The same moves as plain statements."""

    def __init__(self, office: Office, threads: int) -> None:
        kader = person("kader")
        self._kader = kader.id
        body = office.sql("SELECT max(length(body)) FROM history")[0][0] or 1000
        self._body = os.urandom(body)
        cases = populate(office, CASES * threads)
        self._turns = [itertools.cycle(_to_and_fro(cases[number::threads])) for number in range(threads)]
        self._writes = [dict.fromkeys(cases[number::threads], 1) for number in range(threads)]
        self._heads = [dict.fromkeys(cases[number::threads], os.urandom(32)) for number in range(threads)]
        self._connections = [_connected(office, kader.id) for _ in range(threads)]

    def step(self, number: int) -> None:
        case, act = next(self._turns[number])
        writes, heads = self._writes[number], self._heads[number]
        at = datetime.now(UTC)
        head = os.urandom(32)
        to, back = ("taken", "waiting") if act == "take" else ("waiting", "taken")
        row = (
            self._connections[number]
            .execute(
                PLAIN,
                {
                    "id": case,
                    "writes": writes[case],
                    "to": to,
                    "from": back,
                    "facts": FACTS,
                    "at": at,
                    "due": at + timedelta(hours=36),
                    "breach": at + timedelta(hours=72),
                    "actor": self._kader,
                    "body": self._body,
                    "prev": heads[case],
                    "hash": head,
                    "mac": head,
                },
            )
            .fetchone()
        )
        if row != (1,):
            raise RuntimeError("the plain statement did not move its case")
        writes[case] += 1
        heads[case] = head

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


def _connected(office: Office, kader: UUID | None) -> "psycopg.Connection[tuple[object, ...]]":
    connection = psycopg.connect(
        office.urls["omah_api"], autocommit=True, options="-c timezone=UTC", prepare_threshold=2
    )
    audience = f'{{"kelurahan/{REJOMULYO}"}}'
    connection.execute(
        "SELECT set_config('app.actor', %s, false), set_config('app.role', 'kader', false),"
        " set_config('app.audience', %s, false)",
        (str(kader), audience),
    )
    return connection
