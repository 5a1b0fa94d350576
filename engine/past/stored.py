"""Cases, their records and their clocks as the tables hold them, column by column: what an audit compares.

Named tuples, since an audit makes millions of them.
"""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from engine.reading import NAMES

COPIES = (*NAMES, "root_id")
"""The columns in which a record's row repeats its body, or its case."""


class Case(NamedTuple):
    """A row of `cases`. `has_private`: there is ciphertext, which is not read here."""

    id: UUID
    root_id: UUID
    parent_id: UUID | None
    number: str
    workflow: str
    definition: str
    state: str
    facts: dict[str, Any]
    audience: list[str]
    excluded: list[UUID]
    region: str | None
    owner: UUID | None
    version: int
    seq: int
    head: bytes
    opened_at: datetime
    entered_at: datetime
    ended_at: datetime | None
    last_at: datetime
    breach_at: datetime | None
    pending: dict[str, Any] | None
    has_private: bool


class Clock(NamedTuple):
    """A row of `deadline`. `course` are its pauses and what else happened to it.

    `silenced`: it would not fire, or not be counted anew with its calendar, and nobody was told. Ids of cases are their
    16 bytes.
    """

    case_id: bytes
    id: int
    root_id: bytes
    name: str
    armed_seq: int
    rung: int
    level: int
    anchor_at: datetime
    due_at: datetime
    breach_at: datetime
    status: str
    fired_at: datetime | None
    course: dict[str, Any] | None
    silenced: bool


class Line(NamedTuple):
    """A row of `outbox`, less its id. `told` are those who have a notice of it, `alike` whether these notices say
    what it says; `resting`: it is put off for longer than any failure does.
    """

    case_id: UUID
    root_id: UUID
    seq: int
    place: int
    topic: str
    payload: dict[str, Any]
    paid_at: datetime | None
    dead: bool
    resting: bool
    proof: bytes | None
    told: list[UUID] | None
    alike: bool | None


CASES = """SELECT id, root_id, parent_id, number, workflow, definition, state, facts, audience, excluded, region, owner,
       version, seq, head, opened_at, entered_at, ended_at, last_at, breach_at, pending, sealed IS NOT NULL
  FROM cases WHERE root_id = ANY(%(ids)s) ORDER BY id"""
CASE = CASES.replace("root_id = ANY", "id = ANY")

RECORDS = """SELECT case_id, seq, prev, body, sealed, hash, mac,
       at, actor, role, kind, act, from_state, to_state, deadline_id, root_id
  FROM history WHERE case_id = ANY(%(ids)s) ORDER BY case_id, seq"""

LINES = """SELECT o.case_id, o.root_id, o.seq, o.place, o.topic, o.payload, o.paid_at, o.dead,
       coalesce(o.retry_at > clock_timestamp() + interval '2 hours', false) AND o.paid_at IS NULL AND NOT o.dead,
       o.proof, n.told, n.alike
  FROM outbox o LEFT JOIN LATERAL (
       SELECT array_agg(n.staff_id) AS told, bool_and(
                  n.case_id = o.case_id AND n.topic = CASE WHEN o.dead THEN 'undelivered' ELSE o.payload ->> 'topic' END
                  AND n.level::text = CASE WHEN o.dead THEN '1' ELSE o.payload ->> 'level' END) AS alike
         FROM notice n WHERE n.outbox_id = o.id AND (o.paid_at IS NOT NULL OR o.dead)) AS n ON true
 WHERE o.case_id = ANY(%(ids)s) ORDER BY o.case_id, o.seq, o.place"""

LEAVES = "SELECT case_id, seq, hash FROM seal_leaf WHERE case_id = ANY(%(ids)s)"

CLOCKS = """SELECT d.case_id, d.id, d.root_id, d.name, d.armed_seq, d.rung, d.level, d.anchor_at, d.due_at, d.breach_at,
       d.status, d.fired_at, d.course,
       d.status = 'armed' AND (
           coalesce(d.retry_at > clock_timestamp() + interval '2 hours', false)
           OR coalesce(d.calendar > (SELECT coalesce(max(edition), 0) FROM calendar), false)
           OR (d.dead AND NOT EXISTS (SELECT FROM outbox o WHERE o.case_id = d.case_id AND o.topic = 'notice'
                                          AND o.payload ->> 'topic' = 'dead_clock' AND o.payload ->> 'clock' = d.name)))
  FROM deadline d WHERE d.case_id = ANY(%(ids)s) ORDER BY d.case_id, d.id"""
