"""A case with its children, read as one: what a decision is made on, and what the writing statement is guarded by."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from engine import almanac, clocks
from engine.clocks import Armed
from engine.definition import Pending, Snapshot
from engine.registry import Compiled, Registry
from engine.versions import pinned as versions
from engine.wire import Asked


@dataclass(frozen=True, slots=True)
class Member:
    """One case of a family: how it stands, the head of its chain, and the clocks that run.

    `failing` clocks could not be served and hold up no person, `resting` ones are not to be tried now, or ever again.
    """

    snapshot: Snapshot
    compiled: Compiled
    number: str
    head: bytes
    last_at: datetime
    region: str | None
    clocks: tuple[Armed, ...] = ()
    failing: frozenset[int] = frozenset()
    resting: frozenset[int] = frozenset()
    excluded: frozenset[UUID] = frozenset()
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A root case and its children, all guarded by the root's `writes`. `now` is the database's moment of reading;
    `registry` are the workflows on the calendars of that moment.
    """

    root_id: UUID
    version: int
    writes: int
    now: datetime
    registry: Registry
    members: dict[UUID, Member] = field(default_factory=dict)

    @property
    def root(self) -> Member:
        return self.members[self.root_id]

    def snapshot(self, case_id: UUID) -> Snapshot:
        """A member as guards see it: the root with its children, a child with its parent."""
        member = self.members[case_id].snapshot
        if case_id == self.root_id:
            children = tuple(one.snapshot for one in self.members.values() if one.snapshot.id != self.root_id)
            return replace(member, children=children) if children else member
        return replace(member, parent=self.snapshot(self.root_id))

    def due(self, now: datetime) -> bool:
        """Whether a clock has something to do before anybody else: it is due, or has to be counted anew."""
        return any(
            (clock.due_at <= now or clocks.stale(member.compiled.workflow, clock)) and clock.id not in member.failing
            for member in self.members.values()
            for clock in member.clocks
        )


COLUMNS = """f.id, f.parent_id, f.number, f.workflow, f.definition, f.state, f.facts, f.audience, f.excluded, f.region,
       f.owner, f.version, f.writes, f.seq, f.head, f.opened_at, f.entered_at, f.ended_at, f.last_at, f.pending,
       (SELECT jsonb_agg(jsonb_build_array(d.id, d.name, d.rung, d.level, d.armed_seq, d.anchor_at, d.due_at,
           d.breach_at, d.failures > 0, d.calendar, d.course,
           d.dead OR coalesce(d.retry_at > clock_timestamp(), false)) ORDER BY d.id)
          FROM deadline d WHERE d.case_id = f.id AND d.status = 'armed')"""
READ_ROOTS = f"""SELECT {COLUMNS}, omah_now(), (SELECT omah_standing()), f.root_id
  FROM cases f WHERE f.root_id = ANY(%s) ORDER BY f.opened_at, f.id"""  # noqa: S608  # a constant


LOCK = "SELECT id FROM cases WHERE id = %s FOR UPDATE"
"""The root, before anything else of its family: one lock order everywhere."""


def read(connection: "psycopg.Connection[Any]", registry: Registry, case_id: UUID) -> Family | None:
    """The family of a case that the actor may see, or None. One statement, no lock."""
    return told(connection, registry, connection.execute("SELECT * FROM omah_family(%s)", (case_id,)).fetchall())


def seen(case_id: UUID) -> Asked:
    """The same, for sending it along with the beginning of a transaction."""
    return Asked("SELECT * FROM omah_family($1)", (case_id.bytes,), (1,))


def told(connection: "psycopg.Connection[Any]", registry: Registry, rows: Sequence[Any]) -> Family | None:
    """What `seen` answers, as a family."""
    if not rows:
        return None
    versions.at_hand(connection, registry, ((row[3], row[4]) for row in rows))
    return _family(almanac.under(connection, registry, rows[0][22]), rows)


def read_roots(connection: "psycopg.Connection[Any]", registry: Registry, roots: Sequence[UUID]) -> list[Family]:
    """The families of many roots, for the workers, who may see them all."""
    return list(each_root(connection, registry, roots))


def each_root(connection: "psycopg.Connection[Any]", registry: Registry, roots: Sequence[UUID]) -> Iterator[Family]:
    """The same, one by one: all are read before the first, and nothing is asked any more after it."""
    grouped: dict[UUID, list[Any]] = {root: [] for root in roots}
    for row in connection.execute(READ_ROOTS, (list(roots),)).fetchall():
        grouped[row[-1]].append(row)
    versions.at_hand(connection, registry, {(row[3], row[4]) for rows in grouped.values() for row in rows})
    found = [(almanac.under(connection, registry, rows[0][22]), rows) for rows in grouped.values() if rows]
    return (_family(stands, rows) for stands, rows in found)


def _family(registry: Registry, rows: Iterable[Any]) -> Family:
    members: dict[UUID, Member] = {}
    root: Any = None
    for row in rows:
        members[row[0]] = _member(registry, row)
        if row[1] is None:
            root = row
    # Where the clock was set back, time stands still: no family goes on before its last record.
    now = max(root[21], *(member.last_at for member in members.values()))
    return Family(root[0], root[11], root[12], now, registry, members)


def _member(registry: Registry, row: Any) -> Member:
    compiled = registry.of(row[3], row[4])
    snapshot = Snapshot(
        id=row[0],
        workflow=row[3],
        state=row[5],
        facts=compiled.workflow.facts.model_validate(row[6]),
        entered_at=row[16],
        opened_at=row[15],
        seq=row[13],
        ended_at=row[17],
        pending=pending_of(row[19]),
        audience=frozenset(row[7]),
        excluded=frozenset(row[8]),
        owner=row[10],
    )
    held = row[20] or []
    return Member(
        snapshot,
        compiled,
        number=row[2],
        head=row[14],
        last_at=row[18],
        region=row[9],
        clocks=tuple(_clock(one) for one in held),
        failing=frozenset(one[0] for one in held if one[8]),
        resting=frozenset(one[0] for one in held if one[11]),
        excluded=frozenset(row[8]),
        definition=row[4],
    )


def _clock(stored: list[Any]) -> Armed:
    anchor_at, due_at, breach_at = (datetime.fromisoformat(one) for one in stored[5:8])
    clock = Armed(stored[1], stored[2], stored[3], anchor_at, due_at, breach_at, stored[0], stored[4], stored[9])
    return clocks.with_course(clock, stored[10])


def pending_of(stored: dict[str, Any] | None) -> Pending | None:
    if stored is None:
        return None
    by = UUID(stored["by"]) if stored["by"] else None
    return Pending(stored["number"], stored["transition"], by, datetime.fromisoformat(stored["at"]), stored["reads"])


def stored_pending(pending: Pending | None) -> str | None:
    if pending is None:
        return None
    return json.dumps(
        {
            "number": pending.number,
            "transition": pending.transition,
            "by": str(pending.by) if pending.by else None,
            "at": pending.at.isoformat(),
            "reads": dict(pending.reads),
        }
    )
