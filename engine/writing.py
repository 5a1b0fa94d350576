"""The one place that moves a case: one statement, guarded by the root's `writes`, for one family or for a thousand.

State, facts, records, clocks and what is owed go down together or not at all. A family that somebody else has written
to meanwhile is left out of the answer, and nothing of its step is written.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import psycopg

from engine.family import stored_pending
from engine.step import Entry, Row, Step

CASES = {
    "id": "uuid",
    "root_id": "uuid",
    "parent_id": "uuid",
    "number": "text",
    "workflow": "text",
    "definition": "text",
    "state": "text",
    "facts": "text",
    "sealed": "bytea",
    "audience": "text",
    "region": "text",
    "owner": "uuid",
    "version": "int",
    "writes": "bigint",
    "seq": "int",
    "head": "bytea",
    "opened_at": "timestamptz",
    "entered_at": "timestamptz",
    "ended_at": "timestamptz",
    "last_at": "timestamptz",
    "breach_at": "timestamptz",
    "pending": "text",
}
HISTORY = {
    "case_id": "uuid",
    "root_id": "uuid",
    "seq": "int",
    "at": "timestamptz",
    "kind": "text",
    "act": "text",
    "actor": "uuid",
    "role": "text",
    "from_state": "text",
    "to_state": "text",
    "deadline_id": "bigint",
    "body": "bytea",
    "sealed": "bytea",
    "prev": "bytea",
    "hash": "bytea",
    "mac": "bytea",
}
DEADLINE = {
    "case_id": "uuid",
    "root_id": "uuid",
    "name": "text",
    "armed_seq": "int",
    "rung": "smallint",
    "level": "smallint",
    "anchor_at": "timestamptz",
    "due_at": "timestamptz",
    "breach_at": "timestamptz",
}
MET = {"id": "bigint", "root_id": "uuid", "status": "text", "fired_at": "timestamptz"}
OUTBOX = {
    "case_id": "uuid",
    "root_id": "uuid",
    "seq": "int",
    "place": "smallint",
    "topic": "text",
    "payload": "text",
    "created_at": "timestamptz",
}
STORED_AS = {"facts": "jsonb", "pending": "jsonb", "payload": "jsonb", "audience": "text[]"}
"""Columns that travel as text, since arrays of them cannot be taken apart, and what they become."""

FIXED = frozenset({"id", "root_id", "parent_id", "number", "workflow", "definition", "opened_at", "sealed", "writes"})
"""What an update of a case leaves as it is, or treats by itself."""

Columns = Mapping[str, str]


def write(connection: "psycopg.Connection[Any]", steps: Sequence[Step]) -> frozenset[UUID]:
    """The roots whose step was written; the others were overtaken: read them again. The caller commits."""
    statement, values = _statement(steps)
    rows = connection.execute(statement, values).fetchall()
    return frozenset(row[0] for row in rows)


def create(connection: "psycopg.Connection[Any]", steps: Sequence[Step]) -> None:
    """Store new cases with their first records. Nothing is read back, so that the public door may use it."""
    for table, columns, rows in (
        ("cases", CASES, [_case(step, row) for step in steps for row in step.rows]),
        ("history", HISTORY, [_record(step, entry) for step in steps for entry in step.entries]),
        ("deadline", DEADLINE, [row for step in steps for row in _armed(step)]),
        ("outbox", OUTBOX, [row for step in steps for row in _owed(step)]),
    ):
        if rows:
            connection.execute(_insert(table, columns), _arrays(table, columns, columns, rows))


def _statement(steps: Sequence[Step]) -> tuple[str, dict[str, Any]]:
    """The parts that these steps need. A worker's never names `sealed`, which its role cannot touch."""
    cases = [_case(step, row) for step in steps for row in step.rows if not row.new]
    born = [_case(step, row) for step in steps for row in step.rows if row.new]
    records = [_record(step, entry) for step in steps for entry in step.entries]
    met = [row for step in steps for row in _met(step)]
    armed = [row for step in steps for row in _armed(step)]
    owed = [row for step in steps for row in _owed(step)]

    known = _used(CASES, cases)
    parts = [f"n AS MATERIALIZED (SELECT * FROM {_unnest('cases', known, 'n')})"]
    parts.append(
        f"moved AS ({_update(known)} FROM n"
        " WHERE n.id = n.root_id AND c.id = n.id AND c.writes = n.writes RETURNING c.id)"
    )
    values = _arrays("cases", CASES, known, cases)
    if len(cases) > len(steps):
        parts.append(
            f"children AS ({_update(known)} FROM n JOIN moved ON moved.id = n.root_id"
            " WHERE n.id <> n.root_id AND c.id = n.id)"
        )
    if met:
        parts.append(
            f"met AS (UPDATE deadline d SET status = m.status, fired_at = m.fired_at FROM {_unnest('met', MET, 'm')}"
            " JOIN moved ON moved.id = m.root_id WHERE d.id = m.id AND d.status = 'armed' RETURNING d.id)"
        )
        values |= _arrays("met", MET, MET, met)
    for name, table, columns, rows in (
        ("born", "cases", CASES, born),
        ("recorded", "history", HISTORY, records),
        ("armed", "deadline", DEADLINE, armed),
        ("owed", "outbox", OUTBOX, owed),
    ):
        if rows:
            used = _used(columns, rows)
            parts.append(
                f"{name} AS ({_insert(table, used, name)} JOIN moved ON moved.id = n.root_id{_after(name, met)})"
            )
            values |= _arrays(name, columns, used, rows)
    return f"WITH {', '.join(parts)} SELECT id FROM moved", values


def _after(name: str, met: Sequence[Any]) -> str:
    """A clock runs once, so its old rung has to be off before the next is armed; parts of a statement have no order."""
    return " CROSS JOIN (SELECT count(*) FROM met) AS after" if name == "armed" and met else ""


def _used(columns: Columns, rows: Sequence[tuple[Any, ...]]) -> Columns:
    place = list(columns).index("sealed") if "sealed" in columns else None
    if place is None or any(row[place] is not None for row in rows):
        return columns
    return {name: kind for name, kind in columns.items() if name != "sealed"}


def _unnest(prefix: str, columns: Columns, alias: str) -> str:
    arrays = ", ".join(f"%({prefix}_{name})s::{kind}[]" for name, kind in columns.items())
    return f"unnest({arrays}) AS {alias}({', '.join(columns)})"


def _taken(name: str) -> str:
    return f"n.{name}::{STORED_AS[name]}" if name in STORED_AS else f"n.{name}"


def _insert(table: str, columns: Columns, prefix: str | None = None) -> str:
    taken = ", ".join(_taken(name) for name in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken} FROM {_unnest(prefix or table, columns, 'n')}"


def _update(columns: Columns) -> str:
    new = ", ".join(f"{name} = {_taken(name)}" for name in columns if name not in FIXED)
    sealed = ", sealed = coalesce(n.sealed, c.sealed)" if "sealed" in columns else ""
    return f"UPDATE cases c SET writes = c.writes + 1, {new}{sealed}"


def _arrays(prefix: str, columns: Columns, used: Columns, rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """One array for each column that is used."""
    taken = zip(columns, zip(*rows, strict=True), strict=True)
    return {f"{prefix}_{name}": list(values) for name, values in taken if name in used}


def _case(step: Step, row: Row) -> tuple[Any, ...]:
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
    )


def _record(step: Step, entry: Entry) -> tuple[Any, ...]:
    record = entry.record
    return (
        record.case_id,
        step.root_id,
        record.seq,
        entry.at,
        entry.kind,
        entry.act,
        entry.actor,
        entry.role,
        entry.from_state,
        entry.to_state,
        entry.deadline_id,
        record.body,
        record.sealed,
        record.prev,
        record.hash,
        record.mac,
    )


def _met(step: Step) -> Iterator[tuple[Any, ...]]:
    for cancelled in step.cancelled:
        yield cancelled, step.root_id, "cancelled", None
    for fired, at in step.fired:
        yield fired, step.root_id, "fired", at


def _armed(step: Step) -> Iterator[tuple[Any, ...]]:
    for case_id, clock in step.armed:
        yield (
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


def _owed(step: Step) -> Iterator[tuple[Any, ...]]:
    at = step.rows[0].last_at
    for owed in step.owed:
        payload = json.dumps(owed.payload, sort_keys=True)
        yield owed.case_id, step.root_id, owed.seq, owed.place, owed.topic, payload, at
