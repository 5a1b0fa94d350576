"""The one place that moves a case: one statement, guarded by the root's `writes`, for one family or for a thousand.

State, facts, records, clocks and what is owed go down together or not at all. A family that somebody else has written
to meanwhile is left out of the answer, and nothing of its step is written.

Longer than most files because the statement, its columns and how they travel are one thing.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import msgspec

from engine import packing
from engine.clocks import course
from engine.family import stored_pending
from engine.step import Entry, Row, Step
from engine.wire import Asked, Sent, Wire

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

KINDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "n": ("cases", CASES),
    "met": ("deadline", MET),
    "recorded": ("history", HISTORY),
    "armed": ("deadline", DEADLINE),
    "owed": ("outbox", OUTBOX),
    "born": ("cases", CASES),
}
"""The kinds of rows that a step has, by their names in the statement, with their table and columns."""

SEALED = {"n": 8, "recorded": 12, "born": 8}
"""Where in a row of this kind the ciphertext stands."""

Rows = Sequence[tuple[Any, ...]]

BINARY = (1,)

FEW, MANY = 3, -1
"""Up to so many rows of a kind travel as values; more travel as arrays, one a column."""


def write(connection: Wire, steps: Sequence[Step], *, last: bool = False) -> frozenset[UUID]:
    """The roots whose step was written; the others were overtaken: read them again.

    The caller commits, or has it committed in the same message where this is the transaction's `last` statement.
    """
    return frozenset(row[0] for row in connection.run(_asked(steps), last=last))


def send(connection: Wire, steps: Sequence[Step]) -> Sent:
    """`write` without waiting: the rows of what is sent are the roots whose step was written."""
    return connection.send(_asked(steps))


def _asked(steps: Sequence[Step]) -> Asked:
    parts = _parts(steps)
    statement = _statement(tuple(part.shape for part in parts), len(parts[0].rows) > len(steps))
    return _packed(statement, [value for part in parts for value in part.values()])


def _packed(statement: str, values: Sequence[bytes | None]) -> Asked:
    return Asked(statement, values, BINARY * len(values))


def create(connection: Wire, steps: Sequence[Step]) -> None:
    """Store new cases with their first records. Nothing is read back, so that the public door may use it."""
    *_, recorded, armed, owed, born = _parts(steps)
    for part in (born, recorded, armed, owed):
        if part.rows:
            connection.run(_packed(_insert(part.shape, 1), part.values()))


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What the statement's text depends on: table, columns and how many rows. Equal ones are one and the same."""

    name: str
    table: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    count: int

    @property
    def values(self) -> int:
        """How many values it takes: one for each field of a row, or an array for each column."""
        return len(self.kinds) * (1 if self.count == MANY else self.count)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind with their shape."""

    shape: Shape
    rows: Rows

    def values(self) -> list[bytes | None]:
        if len(self.rows) <= FEW:
            spell = [packing.KINDS[kind].spelt for kind in self.shape.kinds]
            return [
                None if value is None else spelt(value)
                for row in self.rows
                for spelt, value in zip(spell, row, strict=True)
            ]
        columns = zip(*self.rows, strict=True)
        return [packing.array(kind, column) for kind, column in zip(self.shape.kinds, columns, strict=True)]


def _part(name: str, rows: Rows) -> Part:
    """A kind of rows, without the sealed column where none has any: a worker's statement never names it."""
    place = SEALED.get(name)
    bare = place is not None and all(row[place] is None for row in rows)
    if place is not None and bare:
        rows = [row[:place] + row[place + 1 :] for row in rows]
    return Part(_shape(name, bare, len(rows) if len(rows) <= FEW else MANY), rows)


@cache
def _shape(name: str, bare: bool, count: int) -> Shape:
    table, known = KINDS[name]
    columns = {one: kind for one, kind in known.items() if not (bare and one == "sealed")}
    kinds = tuple(columns.values())
    return Shape(name, table, tuple(columns), kinds, count)


def _parts(steps: Sequence[Step]) -> tuple[Part, ...]:
    return (
        _part("n", [_case(step, row) for step in steps for row in step.rows if not row.new]),
        _part("met", [row for step in steps for row in _met(step)]),
        _part("recorded", [_record(step, entry) for step in steps for entry in step.entries]),
        _part("armed", [row for step in steps for row in _armed(step)]),
        _part("owed", [row for step in steps for row in _owed(step)]),
        _part("born", [_case(step, row) for step in steps for row in step.rows if row.new]),
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
    first = 1 + known.values
    if met.count:
        parts.append(
            f"met AS (UPDATE deadline d SET status = n.status, fired_at = n.fired_at FROM {_source(met, first)}"
            " JOIN moved ON moved.id = n.root_id WHERE d.id = n.id AND d.status = 'armed' RETURNING d.id)"
        )
        first += met.values
    for shape in inserted:
        if shape.count:
            # A clock runs once: its old rung has to be off before the next is armed, and parts have no order.
            once = " CROSS JOIN (SELECT count(*) FROM met) AS after" if shape.name == "armed" and met.count else ""
            parts.append(f"{shape.name} AS ({_insert(shape, first)} JOIN moved ON moved.id = n.root_id{once})")
            first += shape.values
    return f"WITH {', '.join(parts)} SELECT id FROM moved"


ROOT = "n.id = n.root_id AND c.id = n.id"
CHILD = "n.id <> n.root_id AND c.id = n.id"


def _source(shape: Shape, first: int) -> str:
    """The rows as a table called n; its parameters are numbered from `first`."""
    names = ", ".join(shape.columns)
    if shape.count == MANY:
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
            msgspec.json.encode(taken).decode() if (taken := course(clock)) else None,
        )


def _owed(step: Step) -> Iterator[tuple[Any, ...]]:
    at = step.rows[0].last_at
    for owed in step.owed:
        payload = msgspec.json.encode(owed.payload).decode()
        yield owed.case_id, step.root_id, owed.seq, owed.place, owed.topic, payload, at
