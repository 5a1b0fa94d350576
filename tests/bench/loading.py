"""Very many cases at once, as they would stand in the tables: made by the database itself, in one statement a table.

Their only record is as large as a real one and chained to nothing: for what reads no history.
"""

from datetime import timedelta

import psycopg

from tests.bench.world import TURNS, TurnFacts
from tests.office import Office
from workflows.office.regions import KELURAHAN

MADE = """
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, (%(places)s::text[])[1 + n %% cardinality(%(places)s::text[])] AS place,
       decode(md5(n::text) || md5(n::text), 'hex') AS head,
       omah_now() - %(oldest)s + (%(oldest)s - %(newest)s) * (n::float / %(number)s) AS opened
  FROM generate_series(1, %(number)s) AS n"""
CASES = """
INSERT INTO cases (id, root_id, number, workflow, definition, state, facts, audience, version, writes, seq, head,
       opened_at, entered_at, last_at, breach_at)
SELECT id, id, 'B-' || id, 'turn', %(definition)s, 'waiting', %(facts)s::jsonb,
       ARRAY['dinas', 'kelurahan/' || place], 1, 1, 1, head, opened, opened, opened, opened + interval '72 hours'
  FROM made"""
HISTORY = """
INSERT INTO history (case_id, root_id, seq, at, kind, act, role, to_state, body, prev, hash, mac)
SELECT id, id, 1, opened, 'opened', 'open', 'kader', 'waiting', %(body)s, decode(repeat('00', 32), 'hex'), head, head
  FROM made"""
CLOCKS = """
INSERT INTO deadline (case_id, root_id, name, armed_seq, rung, level, anchor_at, due_at, breach_at)
SELECT id, id, 'waiting', 1, 0, 0, opened, opened + interval '36 hours', opened + interval '72 hours' FROM made"""


def load(office: Office, number: int, oldest: timedelta, newest: timedelta, *, records: bool = True) -> None:
    """Cases that were opened evenly between `oldest` and `newest` ago, over all kelurahan."""
    compiled = TURNS.get("turn")
    values = {
        "number": number,
        "oldest": oldest,
        "newest": newest,
        "places": list(KELURAHAN),
        "definition": compiled.version,
        "facts": TurnFacts().model_dump_json(),
        "body": bytes(700),
    }
    with psycopg.connect(office.owner_url, options="-c timezone=UTC") as connection:
        # What was made here refers to nothing that is missing; to have it all looked up would take most of the time.
        connection.execute("SET LOCAL session_replication_role = replica")
        for statement in (MADE, CASES, CLOCKS, *([HISTORY] if records else [])):
            connection.execute(statement, values)
    office.sql("VACUUM ANALYZE")
