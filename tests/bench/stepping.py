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
from engine.database import OPTIONS
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
FACTS = '{"risk":2,"people":1,"agreed":true}'
CASES = 200

Connection = psycopg.Connection[tuple[object, ...]]


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
        self._turns = [itertools.cycle(to_and_fro(cases[number::threads])) for number in range(threads)]

    def step(self, number: int) -> None:
        case, act = next(self._turns[number])
        commands.advance(self._engine, self._kader, case, act, {"risk": 2, "agreed": True})


def to_and_fro(cases: list[UUID]) -> list[tuple[UUID, str]]:
    return [(case, "take") for case in cases] + [(case, "give_back") for case in cases]


class Theirs:
    """The same moves as plain statements."""

    def __init__(self, office: Office, threads: int) -> None:
        body = office.sql("SELECT max(length(body)) FROM history")[0][0] or 1000
        self._body = os.urandom(body)
        cases = populate(office, CASES * threads)
        self._turns = [itertools.cycle(to_and_fro(cases[number::threads])) for number in range(threads)]
        self._writes = [dict.fromkeys(cases[number::threads], 1) for number in range(threads)]
        self._connections = [connected(office.urls["omah_api"]) for _ in range(threads)]

    def step(self, number: int) -> None:
        case, act = next(self._turns[number])
        writes = self._writes[number]
        plain(self._connections[number], case, act, writes[case], self._body, datetime.now(UTC))
        writes[case] += 1

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


def plain(connection: Connection, case: UUID, act: str, writes: int, body: bytes, at: datetime) -> None:
    """The statement. `writes` is how often the case was written to, `at` the moment of the move."""
    to, back = ("taken", "waiting") if act == "take" else ("waiting", "taken")
    hashes = os.urandom(32), os.urandom(32)
    row = connection.execute(
        PLAIN,
        {
            "id": case,
            "writes": writes,
            "to": to,
            "from": back,
            "facts": FACTS,
            "at": at,
            "due": at + timedelta(hours=36),
            "breach": at + timedelta(hours=72),
            "actor": person("kader").id,
            "body": body,
            "prev": hashes[0],
            "hash": hashes[1],
            "mac": hashes[1],
        },
    ).fetchone()
    if row != (1,):
        raise RuntimeError("the plain statement did not move its case")


def connected(url: str) -> Connection:
    """A connection of the API's role on which the kader acts for good."""
    connection = psycopg.connect(url, autocommit=True, options=OPTIONS, prepare_threshold=2)
    connection.execute(
        "SELECT set_config('app.actor', %s, false), set_config('app.role', 'kader', false),"
        " set_config('app.audience', %s, false)",
        (str(person("kader").id), f'{{"kelurahan/{REJOMULYO}"}}'),
    )
    return connection
