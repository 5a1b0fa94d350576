"""The one place that writes a step: one statement, guarded by the root's `writes`, for one family or for a thousand.

State, facts, records, clocks and what is owed go down together or not at all. A family that somebody else has written
to meanwhile is left out of the answer, and nothing of its step is written.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from engine.clocks import Armed
from engine.definition import Snapshot
from engine.family import stored_pending
from engine.history import Record


@dataclass(frozen=True, slots=True)
class Row:
    """A case as it is to be stored. `sealed` None keeps the ciphertext that is there."""

    snapshot: Snapshot
    number: str
    definition: str
    region: str | None
    parent_id: UUID | None
    head: bytes
    last_at: datetime
    new: bool = False
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with the columns that repeat it."""

    record: Record
    at: datetime
    kind: str
    act: str
    actor: UUID | None
    role: str
    from_state: str | None
    to_state: str
    deadline_id: int | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """One line of the outbox: what a record owes to the outside."""

    case_id: UUID
    seq: int
    place: int
    topic: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """All that one act writes to one family. `rows` begin with the root; `writes` is the guard as it was read."""

    root_id: UUID
    writes: int
    version: int
    breach_at: datetime | None
    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]
    cancelled: tuple[int, ...] = ()
    fired: tuple[tuple[int, datetime], ...] = ()
    armed: tuple[tuple[UUID, Armed], ...] = ()
    owed: tuple[Owed, ...] = ()


_NEW = """unnest(%(id)s::uuid[], %(root)s::uuid[], %(parent)s::uuid[], %(number)s::text[], %(workflow)s::text[],
    %(definition)s::text[], %(state)s::text[], %(facts)s::text[], %(sealed)s::bytea[], %(audience)s::text[], %(region)s::text[],
    %(owner)s::uuid[], %(version)s::int[], %(writes)s::bigint[], %(seq)s::int[], %(head)s::bytea[],
    %(opened_at)s::timestamptz[], %(entered_at)s::timestamptz[], %(ended_at)s::timestamptz[], %(last_at)s::timestamptz[],
    %(breach_at)s::timestamptz[], %(pending)s::text[], %(new)s::bool[])
    AS n(id, root, parent, number, workflow, definition, state, facts, sealed, audience, region, owner, version, writes, seq, head,
         opened_at, entered_at, ended_at, last_at, breach_at, pending, new)"""
_SET = """state = n.state, facts = n.facts::jsonb, audience = n.audience::text[], region = n.region, owner = n.owner,
    version = n.version, writes = n.writes + 1, seq = n.seq, head = n.head, entered_at = n.entered_at, ended_at = n.ended_at,
    last_at = n.last_at, breach_at = n.breach_at, pending = n.pending::jsonb"""
_SEALS = ", sealed = coalesce(n.sealed, c.sealed)"
_CASE = """INSERT INTO cases (id, root_id, parent_id, number, workflow, definition, state, facts, {sealed_column}audience,
        region, owner, version, writes, seq, head, opened_at, entered_at, ended_at, last_at, breach_at, pending)
    SELECT n.id, n.root, n.parent, n.number, n.workflow, n.definition, n.state, n.facts::jsonb, {sealed_value}
        n.audience::text[], n.region, n.owner, n.version, n.writes, n.seq, n.head, n.opened_at, n.entered_at, n.ended_at,
        n.last_at, n.breach_at, n.pending::jsonb"""
_RECORD = """INSERT INTO history (case_id, root_id, seq, at, kind, act, actor, role, from_state, to_state, deadline_id, body,
        {sealed_column}prev, hash, mac)
    SELECT r.case_id, r.root, r.seq, r.at, r.kind, r.act, r.actor, r.role, r.from_state, r.to_state, r.deadline_id, r.body,
        {sealed_value}r.prev, r.hash, r.mac
      FROM unnest(%(h_case)s::uuid[], %(h_root)s::uuid[], %(h_seq)s::int[], %(h_at)s::timestamptz[], %(h_kind)s::text[],
        %(h_act)s::text[], %(h_actor)s::uuid[], %(h_role)s::text[], %(h_from)s::text[], %(h_to)s::text[],
        %(h_deadline)s::bigint[], %(h_body)s::bytea[], %(h_sealed)s::bytea[], %(h_prev)s::bytea[], %(h_hash)s::bytea[],
        %(h_mac)s::bytea[])
        AS r(case_id, root, seq, at, kind, act, actor, role, from_state, to_state, deadline_id, body, sealed, prev, hash, mac)"""
_ARM = """INSERT INTO deadline (case_id, root_id, name, armed_seq, rung, level, anchor_at, due_at, breach_at)
    SELECT a.case_id, a.root, a.name, a.armed_seq, a.rung, a.level, a.anchor_at, a.due_at, a.breach_at
      FROM unnest(%(a_case)s::uuid[], %(a_root)s::uuid[], %(a_name)s::text[], %(a_seq)s::int[], %(a_rung)s::smallint[],
        %(a_level)s::smallint[], %(a_anchor)s::timestamptz[], %(a_due)s::timestamptz[], %(a_breach)s::timestamptz[])
        AS a(case_id, root, name, armed_seq, rung, level, anchor_at, due_at, breach_at)"""
_OWE = """INSERT INTO outbox (case_id, root_id, seq, place, topic, payload, created_at)
    SELECT o.case_id, o.root, o.seq, o.place, o.topic, o.payload::jsonb, o.at
      FROM unnest(%(o_case)s::uuid[], %(o_root)s::uuid[], %(o_seq)s::int[], %(o_place)s::smallint[], %(o_topic)s::text[],
        %(o_payload)s::text[], %(o_at)s::timestamptz[]) AS o(case_id, root, seq, place, topic, payload, at)"""


def write(connection: "psycopg.Connection[Any]", steps: Sequence[Step]) -> frozenset[UUID]:
    """The roots whose step was written. The others were overtaken: read them again. Inside the caller's transaction."""
    values = {**_case_values(steps), **_record_values(steps), **_clock_values(steps), **_owed_values(steps)}
    rows = connection.execute(_statement(steps), values).fetchall()
    return frozenset(row[0] for row in rows)


def create(connection: "psycopg.Connection[Any]", step: Step) -> None:
    """Store a new case with its first record: statements that read nothing back, so that the public door may run them."""
    steps = (step,)
    sealed = _sealed_parts(any(row.sealed for row in step.rows))
    connection.execute(f"{_CASE.format(**sealed)} FROM {_NEW}", _case_values(steps))
    recorded = _sealed_parts(any(entry.record.sealed for entry in step.entries), "r")
    connection.execute(_RECORD.format(**recorded), _record_values(steps))
    connection.execute(_ARM, _clock_values(steps))
    if step.owed:
        connection.execute(_OWE, _owed_values(steps))


def _statement(steps: Sequence[Step]) -> str:
    """The parts that these steps need. A worker's never names a sealed column, which its role cannot touch."""
    seals = any(row.sealed for step in steps for row in step.rows)
    part = _sealed_parts(seals)
    recorded = _sealed_parts(any(entry.record.sealed for step in steps for entry in step.entries), "r")
    children = any(len(step.rows) > 1 for step in steps)
    update = f"UPDATE cases c SET {_SET}{_SEALS if seals else ''}"
    parts = [
        f"n AS MATERIALIZED (SELECT * FROM {_NEW})",
        f"moved AS ({update} FROM n WHERE n.id = n.root AND c.id = n.id AND c.writes = n.writes RETURNING c.id)",
    ]
    if children:
        known = "n.id <> n.root AND NOT n.new AND c.id = n.id AND moved.id = n.root"
        parts.append(f"children AS ({update} FROM n, moved WHERE {known})")
        parts.append(f"born AS ({_CASE.format(**part)} FROM n JOIN moved ON moved.id = n.root WHERE n.new)")
    parts.append(f"recorded AS ({_RECORD.format(**recorded)} JOIN moved ON moved.id = r.root)")
    if any(step.cancelled or step.fired for step in steps):
        parts.append(
            "met AS (UPDATE deadline d SET status = m.status, fired_at = m.at"
            " FROM unnest(%(m_id)s::bigint[], %(m_root)s::uuid[], %(m_status)s::text[], %(m_at)s::timestamptz[])"
            " AS m(id, root, status, at) JOIN moved ON moved.id = m.root WHERE d.id = m.id AND d.status = 'armed' RETURNING d.id)"
        )
    if any(step.armed for step in steps):
        # A clock runs once: the old rung has to be off before the next is armed, and parts of a statement have no order.
        after = " CROSS JOIN (SELECT count(*) FROM met) AS after" if parts[-1].startswith("met") else ""
        parts.append(f"armed AS ({_ARM} JOIN moved ON moved.id = a.root{after})")
    if any(step.owed for step in steps):
        parts.append(f"owed AS ({_OWE} JOIN moved ON moved.id = o.root)")
    return f"WITH {', '.join(parts)} SELECT id FROM moved"


def _sealed_parts(seals: bool, row: str = "n") -> dict[str, str]:
    if not seals:
        return {"sealed_column": "", "sealed_value": ""}
    return {"sealed_column": "sealed, ", "sealed_value": f"{row}.sealed, "}


def _columns(names: str, rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """One array a column: what `unnest` takes apart again."""
    keys = names.split()
    columns = list(zip(*rows, strict=True)) or [()] * len(keys)
    return {key: list(column) for key, column in zip(keys, columns, strict=True)}


def _case_values(steps: Sequence[Step]) -> dict[str, list[Any]]:
    return _columns(
        "id root parent number workflow definition state facts sealed audience region owner version writes seq head opened_at"
        " entered_at ended_at last_at breach_at pending new",
        (_case_row(step, row) for step in steps for row in step.rows),
    )


def _case_row(step: Step, row: Row) -> tuple[Any, ...]:
    case = row.snapshot
    root = case.id == step.root_id
    return (
        case.id,
        step.root_id,
        row.parent_id,
        row.number,
        case.workflow,
        row.definition,
        case.state,
        case.facts.model_dump_json(),
        row.sealed,
        "{" + ",".join(f'"{name}"' for name in sorted(case.audience)) + "}",
        row.region,
        case.owner,
        step.version if root else 1,
        step.writes if root else 1,
        case.seq,
        row.head,
        case.opened_at,
        case.entered_at,
        case.ended_at,
        row.last_at,
        step.breach_at if root else None,
        stored_pending(case.pending),
        row.new,
    )


def _record_values(steps: Sequence[Step]) -> dict[str, list[Any]]:
    return _columns(
        "h_case h_root h_seq h_at h_kind h_act h_actor h_role h_from h_to h_deadline h_body h_sealed h_prev h_hash h_mac",
        (
            (
                entry.record.case_id,
                step.root_id,
                entry.record.seq,
                entry.at,
                entry.kind,
                entry.act,
                entry.actor,
                entry.role,
                entry.from_state,
                entry.to_state,
                entry.deadline_id,
                entry.record.body,
                entry.record.sealed,
                entry.record.prev,
                entry.record.hash,
                entry.record.mac,
            )
            for step in steps
            for entry in step.entries
        ),
    )


def _clock_values(steps: Sequence[Step]) -> dict[str, list[Any]]:
    met = [(one, step.root_id, "cancelled", None) for step in steps for one in step.cancelled]
    met += [(one, step.root_id, "fired", at) for step in steps for one, at in step.fired]
    return {
        **_columns("m_id m_root m_status m_at", met),
        **_columns(
            "a_case a_root a_name a_seq a_rung a_level a_anchor a_due a_breach",
            (
                (
                    case_id,
                    step.root_id,
                    clock.name,
                    clock.armed_seq,
                    clock.rung,
                    clock.level,
                    clock.anchor_at,
                    clock.due_at,
                    clock.breach_at,
                )
                for step in steps
                for case_id, clock in step.armed
            ),
        ),
    }


def _owed_values(steps: Sequence[Step]) -> dict[str, list[Any]]:
    return _columns(
        "o_case o_root o_seq o_place o_topic o_payload o_at",
        (
            (
                owed.case_id,
                step.root_id,
                owed.seq,
                owed.place,
                owed.topic,
                json.dumps(owed.payload, sort_keys=True),
                step.rows[0].last_at,
            )
            for step in steps
            for owed in step.owed
        ),
    )
