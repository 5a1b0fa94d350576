"""The one place that moves a case: one statement, guarded by the root's `writes`, for one family or for a thousand.

State, facts, records, clocks and what is owed go down together or not at all. A family that somebody else has written
to meanwhile is left out of the answer, and nothing of its step is written.
"""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg

from engine.clocks import course
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
    "excluded": "text",
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
    "calendar": "int",
    "course": "text",
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
STORED_AS = {
    "facts": "jsonb",
    "pending": "jsonb",
    "payload": "jsonb",
    "course": "jsonb",
    "audience": "text[]",
    "excluded": "uuid[]",
}
"""Columns that travel as text, since arrays of them cannot be taken apart, and what they become."""

FIXED = frozenset({"id", "root_id", "parent_id", "number", "workflow", "definition", "opened_at", "sealed", "writes"})
"""What an update of a case leaves as it is, or treats by itself."""

Columns = Mapping[str, str]
Rows = Sequence[tuple[Any, ...]]

FEW = 3
"""Up to this many rows of a kind travel as values; more travel as arrays, one a column."""


def write(connection: "psycopg.Connection[Any]", steps: Sequence[Step]) -> frozenset[UUID]:
    """The roots whose step was written; the others were overtaken: read them again. The caller commits."""
    parts = _parts(steps)
    statement = _statement(tuple(part.shape for part in parts), len(parts[0].rows) > len(steps))
    with psycopg.RawCursor(connection) as cursor:
        rows = cursor.execute(statement, [value for part in parts for value in part.values()]).fetchall()
    return frozenset(row[0] for row in rows)


def create(connection: "psycopg.Connection[Any]", steps: Sequence[Step]) -> None:
    """Store new cases with their first records. Nothing is read back, so that the public door may use it."""
    with psycopg.RawCursor(connection) as cursor:
        *_, recorded, armed, owed, born = _parts(steps)
        for part in (born, recorded, armed, owed):
            if part.rows:
                cursor.execute(_insert(part.shape, 1), part.values())


@dataclass(frozen=True, slots=True)
class Shape:
    """What the statement's text depends on: which table and columns, and how the rows travel (0: as arrays)."""

    name: str
    table: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    count: int

    @property
    def width(self) -> int:
        return len(self.columns) * (self.count or 1)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind with their shape."""

    shape: Shape
    rows: Rows

    def values(self) -> list[Any]:
        if len(self.rows) <= FEW:
            return [value for row in self.rows for value in row]
        columns = zip(*self.rows, strict=True)
        return [_array(kind, column) for kind, column in zip(self.shape.kinds, columns, strict=True)]


def _array(kind: str, column: tuple[Any, ...]) -> str:
    """A column as the text of a PostgreSQL array: psycopg's own way takes ten times as long, half of a sweep."""
    spell = SPELLINGS[kind]
    return "{" + ",".join(["NULL" if value is None else spell(value) for value in column]) + "}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _hex(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


SPELLINGS: Mapping[str, Callable[[Any], str]] = {
    "uuid": str,
    "text": _quoted,
    "bytea": _hex,
    "int": str,
    "smallint": str,
    "bigint": str,
    "timestamptz": datetime.isoformat,
}


def _part(name: str, table: str, columns: Columns, rows: Rows) -> Part:
    """A kind of rows, without the sealed column where none has any: a worker's statement never names it."""
    names = tuple(columns)
    place = names.index("sealed") if "sealed" in columns else None
    if place is not None and all(row[place] is None for row in rows):
        rows = [row[:place] + row[place + 1 :] for row in rows]
        names = names[:place] + names[place + 1 :]
    count = len(rows) if len(rows) <= FEW else 0
    return Part(Shape(name if rows else "", table, names, tuple(columns[one] for one in names), count), rows)


def _parts(steps: Sequence[Step]) -> tuple[Part, ...]:
    return (
        _part("n", "cases", CASES, [_case(step, row) for step in steps for row in step.rows if not row.new]),
        _part("met", "deadline", MET, [row for step in steps for row in _met(step)]),
        _part("recorded", "history", HISTORY, [_record(step, entry) for step in steps for entry in step.entries]),
        _part("armed", "deadline", DEADLINE, [row for step in steps for row in _armed(step)]),
        _part("owed", "outbox", OUTBOX, [row for step in steps for row in _owed(step)]),
        _part("born", "cases", CASES, [_case(step, row) for step in steps for row in step.rows if row.new]),
    )


@lru_cache(maxsize=500)
def _statement(shapes: tuple[Shape, ...], has_children: bool) -> str:
    """The text for steps of these shapes; of a kind without rows it has no part."""
    known, met, *inserted = shapes
    parts = [
        f"n AS MATERIALIZED (SELECT * FROM {_source(known, 1)})",
        f"moved AS ({_update(known)} FROM n WHERE {ROOT} AND c.writes = n.writes RETURNING c.id)",
    ]
    if has_children:
        parts.append(f"children AS ({_update(known)} FROM n JOIN moved ON moved.id = n.root_id WHERE {CHILD})")
    first = 1 + known.width
    if met.name:
        parts.append(
            f"met AS (UPDATE deadline d SET status = n.status, fired_at = n.fired_at FROM {_source(met, first)}"
            " JOIN moved ON moved.id = n.root_id WHERE d.id = n.id AND d.status = 'armed' RETURNING d.id)"
        )
        first += met.width
    for shape in inserted:
        if shape.name:
            # A clock runs once: its old rung has to be off before the next is armed, and parts have no order.
            once = " CROSS JOIN (SELECT count(*) FROM met) AS after" if shape.name == "armed" and met.name else ""
            parts.append(f"{shape.name} AS ({_insert(shape, first)} JOIN moved ON moved.id = n.root_id{once})")
            first += shape.width
    return f"WITH {', '.join(parts)} SELECT id FROM moved"


ROOT = "n.id = n.root_id AND c.id = n.id"
CHILD = "n.id <> n.root_id AND c.id = n.id"


def _source(shape: Shape, first: int) -> str:
    """The rows as a table called n; its parameters are numbered from `first`."""
    names = ", ".join(shape.columns)
    if not shape.count:
        arrays = ", ".join(f"${first + place}::{kind}[]" for place, kind in enumerate(shape.kinds))
        return f"unnest({arrays}) AS n({names})"
    numbers = itertools.count(first)
    rows = (", ".join(f"${next(numbers)}::{kind}" for kind in shape.kinds) for _ in range(shape.count))
    return f"(VALUES {', '.join(f'({row})' for row in rows)}) AS n({names})"


def _taken(name: str) -> str:
    return f"n.{name}::{STORED_AS[name]}" if name in STORED_AS else f"n.{name}"


@lru_cache(maxsize=500)
def _insert(shape: Shape, first: int) -> str:
    taken = ", ".join(_taken(name) for name in shape.columns)
    return f"INSERT INTO {shape.table} ({', '.join(shape.columns)}) SELECT {taken} FROM {_source(shape, first)}"


def _update(shape: Shape) -> str:
    new = ", ".join(f"{name} = {_taken(name)}" for name in shape.columns if name not in FIXED)
    sealed = ", sealed = coalesce(n.sealed, c.sealed)" if "sealed" in shape.columns else ""
    return f"UPDATE cases c SET writes = c.writes + 1, {new}{sealed}"


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
        "{" + ",".join(str(one) for one in sorted(case.excluded)) + "}",
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
            clock.calendar,
            json.dumps(taken) if (taken := course(clock)) else None,
        )


def _owed(step: Step) -> Iterator[tuple[Any, ...]]:
    at = step.rows[0].last_at
    for owed in step.owed:
        payload = json.dumps(owed.payload, sort_keys=True)
        yield owed.case_id, step.root_id, owed.seq, owed.place, owed.topic, payload, at
