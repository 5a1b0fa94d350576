"""Cases as people look at them: lists sorted by urgency, one case with its clocks and steps, its history.

Row-level security decides which rows exist for the actor; nothing here widens it.

Longer than most files because lists, a case and its history share their queries' words.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from engine import almanac, clocks, family
from engine.clocks import Armed, rung_due
from engine.database import Tx
from engine.decision import moot, standing
from engine.definition import Actor, Refusal, Snapshot, Text, Transition
from engine.explaining import explain
from engine.family import Family, Member
from engine.history import Record
from engine.registry import Compiled, Registry
from engine.versions import pinned as versions
from engine.working_time import Pause

OVERDUE, GRACE, ON_TIME = "overdue", "grace", "on_time"


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as a badge shows it. `next_at` is when the next rung is climbed, `next_title` what happens then.

    `paused`: it stands still until somebody resumes it, at the latest until then.
    """

    name: str
    title: Text
    rule: str
    basis: str
    anchor_at: datetime
    due_at: datetime
    status: str
    level: int
    next_at: datetime
    next_title: Text
    explanation: Text
    paused: Pause | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list. `clocks` are those of the case and its children in sight, the most urgent first."""

    id: UUID
    number: str
    compiled: Compiled
    state: str
    facts: Any
    version: int
    region: str | None
    owner: UUID | None
    opened_at: datetime
    entered_at: datetime
    ended_at: datetime | None
    breach_at: datetime | None
    waiting: bool
    children_open: int
    clocks: tuple[ClockView, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is the cursor of the following page, None on the last. `now` is the moment by the engine's clock."""

    items: tuple[Listed, ...]
    next: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """`facts` compare closed facts with their JSON value; `waiting`: a proposal waits for a second person; `roots`:
    only these, where they are in sight; `lacks` a fact that is empty, `unlike` facts that have none of these values;
    `arrived`: a child in sight is still in this state, by its workflow.
    """

    workflow: str | None = None
    state: str | None = None
    overdue: bool | None = None
    region: str | None = None
    owner: UUID | None = None
    waiting: bool | None = None
    ended: bool | None = None
    number: str | None = None
    due_before: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    roots: tuple[UUID, ...] | None = None
    lacks: str | None = None
    unlike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    arrived: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """One case of a family as the actor sees it: `children` are those in the actor's sight."""

    family: Family
    member: Member
    snapshot: Snapshot
    children: tuple[Member, ...]

    @property
    def now(self) -> datetime:
        return self.family.now


@dataclass(frozen=True, slots=True)
class Step:
    """A transition as it stands for the actor now: possible where `refusals` is empty."""

    transition: Transition
    refusals: tuple[Refusal, ...]

    @property
    def allowed(self) -> bool:
        return not self.refusals


@dataclass(frozen=True, slots=True)
class Written:
    """A record of the history as it was stored: the chained bytes, and the body they hold."""

    record: Record
    columns: dict[str, Any]

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.record.body)
        return body


def case(tx: Tx, registry: Registry, case_id: UUID) -> View | None:
    """A case, or None where it does not exist for the actor."""
    kin = family.read(tx.connection, registry, case_id)
    if kin is None:
        return None
    children = tuple(
        member
        for member in kin.members.values()
        if member.snapshot.id not in (kin.root_id, case_id) and member.snapshot.audience & tx.actor.audience
    )
    return View(kin, kin.members[case_id], kin.snapshot(case_id), children)


def steps(compiled: Compiled, snapshot: Snapshot, actor: Actor, now: datetime) -> list[Step]:
    """The steps that leave the case's state, or are refused there by name, for one who may take them by role; without
    those that could be about nothing now.
    """
    shown = []
    for transition in compiled.workflow.transitions:
        here = snapshot.state in transition.sources or snapshot.state in transition.refused_in
        ended = snapshot.ended_at is not None and not transition.past_the_end
        if here and not ended and actor.role in transition.by:
            refusals = standing(compiled, snapshot, transition, actor, now)
            nothing = refusals and (transition.reopens or moot(snapshot, transition, actor, now))
            if not nothing:
                shown.append(Step(transition, refusals))
    return shown


def clock_views(member: Member, snapshot: Snapshot, now: datetime) -> list[ClockView]:
    """The clocks of one case, the most urgent first."""
    views = [_clock_view(member.compiled, snapshot, clock, now) for clock in member.clocks]
    return sorted(views, key=lambda view: (view.due_at, view.name))


def _clock_view(compiled: Compiled, snapshot: Snapshot, clock: Armed, now: datetime) -> ClockView:
    deadline = compiled.workflow.deadline(clock.name)
    rung = deadline.rungs[min(clock.rung, len(deadline.rungs) - 1)]
    within, calendar = clocks.allowed(deadline, snapshot), compiled.workflow.calendar
    line = _UNKNOWN
    warned = clock.rung > 0
    if within is not None:
        time = clocks.allowance(within, clock.extension)
        more = clock.extension if time != within else None
        line = Text(*explain(clock.anchor_at, within, calendar, deadline.since, extension=more, pauses=clock.pauses))
        first = rung_due(deadline, 0, clock.anchor_at, time, calendar, clock.pauses)
        warned = warned or first <= now
    status = OVERDUE if clock.breach_at <= now else GRACE if warned else ON_TIME
    return ClockView(
        clock.name,
        deadline.title,
        deadline.rule,
        deadline.basis,
        clock.anchor_at,
        clock.breach_at,
        status,
        clock.level,
        clock.due_at,
        rung.title if clock.paused is None else RESUMES,
        line,
        clock.paused,
    )


RESUMES = Text("Jam berjalan lagi", "The clock resumes")
_UNKNOWN = Text("Jam ini tidak lagi berjalan.", "This clock does not run any more.")

_LISTED = """SELECT c.id, c.number, c.workflow, c.state, c.facts, c.version, c.region, c.owner,
       c.opened_at, c.entered_at, c.ended_at, c.breach_at, c.pending IS NOT NULL, (SELECT omah_now()),
       (SELECT omah_standing()), c.definition
  FROM cases c WHERE c.parent_id IS NULL"""
_ORDER = " ORDER BY c.breach_at NULLS LAST, c.id LIMIT "
_CHILDREN = """SELECT c.id, c.root_id, c.workflow, c.definition, c.state, c.facts, c.opened_at, c.entered_at
     FROM cases c
    WHERE c.root_id = ANY(%s::uuid[]) AND c.id <> c.root_id AND c.ended_at IS NULL"""
_CLOCKS = """SELECT d.root_id, d.case_id, d.name, d.rung, d.level, d.anchor_at, d.due_at, d.breach_at, d.id,
       d.armed_seq, d.calendar, d.course FROM deadline d WHERE d.root_id = ANY(%s::uuid[]) AND d.status = 'armed'"""


def cases(tx: Tx, registry: Registry, filters: Filters, cursor: str | None = None, limit: int = 25) -> Page:
    """A page of the cases in sight, those whose time is over first. Raises ValueError for a cursor that is not ours."""
    where, values = _conditions(filters)
    if cursor is not None:
        values["after"], values["last"] = _after(cursor)
        where += _PAST_CLOCKED if values["after"] is None else _AFTER
    rows = tx.connection.execute(f"{_LISTED}{where}{_ORDER}{int(limit) + 1}", values).fetchall()
    more = len(rows) > limit
    rows = rows[:limit]
    now = rows[0][13] if rows else None
    versions.at_hand(tx.connection, registry, ((row[2], row[15]) for row in rows))
    registry = almanac.under(tx.connection, registry, rows[0][14]) if rows else registry
    facts = {row[0]: registry.of(row[2], row[15]).workflow.facts.model_validate(row[4]) for row in rows}
    running = _clocks_of(tx.connection, registry, rows, facts)
    items = tuple(_listed(registry, row, facts[row[0]], running) for row in rows)
    following = _cursor(items[-1]) if more else None
    if now is None:
        now = tx.connection.execute("SELECT omah_now()").fetchone()[0]  # type: ignore[index]  # always one row
    return Page(items, following, now)


_AFTER = " AND ((c.breach_at, c.id) > (%(after)s, %(last)s) OR c.breach_at IS NULL)"
_PAST_CLOCKED = " AND c.breach_at IS NULL AND c.id > %(last)s AND %(after)s::timestamptz IS NULL"


def count(tx: Tx, filters: Filters, most: int = 100) -> int:
    """How many cases in sight match, counted no further than `most` (a full count costs seconds on a large table)."""
    where, values = _conditions(filters)
    query = f"SELECT count(*) FROM (SELECT FROM cases c WHERE c.parent_id IS NULL{where} LIMIT {int(most)}) AS few"
    row = tx.connection.execute(query, values).fetchone()
    return int(row[0]) if row is not None else 0


_ARRIVED = """EXISTS (SELECT FROM cases k WHERE k.root_id = c.id AND k.parent_id IS NOT NULL AND k.ended_at IS NULL
    AND (k.workflow, k.state) IN (SELECT * FROM unnest(%(children)s::text[], %(beginnings)s::text[])))"""

_EQUAL = ("workflow", "state", "region", "owner", "number")


def _conditions(filters: Filters) -> tuple[str, dict[str, Any]]:
    parts: list[str] = []
    values: dict[str, Any] = {}
    for name in _EQUAL:
        value = getattr(filters, name)
        if value is not None:
            parts.append(f"c.{name} = %({name})s")
            values[name] = value
    if filters.overdue is not None:
        late = "c.breach_at <= (SELECT omah_now())"
        parts.append(late if filters.overdue else f"({late}) IS NOT TRUE")
    if filters.waiting is not None:
        parts.append(f"c.pending IS {'NOT ' if filters.waiting else ''}NULL")
    if filters.ended is not None:
        parts.append(f"c.ended_at IS {'NOT ' if filters.ended else ''}NULL")
    if filters.due_before is not None:
        parts.append("c.breach_at < %(due_before)s")
        values["due_before"] = filters.due_before
    if filters.arrived is not None:
        parts.append(_ARRIVED)
        values |= {"children": list(filters.arrived), "beginnings": list(filters.arrived.values())}
    if filters.roots is not None:
        parts.append("c.id = ANY(%(roots)s)")
        values["roots"] = list(filters.roots)
    parts += _of_facts(filters, values)
    return "".join(f" AND {part}" for part in parts), values


def _of_facts(filters: Filters, values: dict[str, Any]) -> Iterator[str]:
    if filters.facts:
        values["facts"] = json.dumps(dict(filters.facts))
        yield "c.facts @> %(facts)s::jsonb"
    if filters.lacks is not None:
        values["lacks"] = filters.lacks
        yield "c.facts ->> %(lacks)s IS NULL"
    for place, (name, others) in enumerate(filters.unlike.items()):
        values |= {f"unlike_{place}": name, f"other_{place}": list(others)}
        yield f"(c.facts ->> %(unlike_{place})s = ANY(%(other_{place})s)) IS NOT TRUE"


@dataclass(slots=True)
class _Clocks:
    """The clocks of the families on a page, and how many of their children are open."""

    views: dict[UUID, list[ClockView]]
    children: dict[UUID, int]


def _clocks_of(
    connection: "psycopg.Connection[Any]", registry: Registry, rows: Sequence[Any], facts: Mapping[UUID, Any]
) -> _Clocks:
    found = _Clocks({row[0]: [] for row in rows}, {row[0]: 0 for row in rows})
    if not rows:
        return found
    roots, now = "{" + ",".join(map(str, facts)) + "}", rows[0][13]
    owners = {row[0]: Snapshot(row[0], row[2], row[3], facts[row[0]], row[9], row[8], ended_at=row[10]) for row in rows}
    pinned = {row[0]: (row[2], row[15]) for row in rows}
    for child in connection.execute(_CHILDREN, (roots,)).fetchall():
        known = registry.get(child[2]).workflow.facts.model_validate(child[5])
        owners[child[0]] = Snapshot(child[0], child[2], child[4], known, child[7], child[6])
        pinned[child[0]] = (child[2], child[3])
        found.children[child[1]] += not registry.get(child[2]).workflow.beside
    versions.at_hand(connection, registry, pinned.values())
    for one in connection.execute(_CLOCKS, (roots,)):
        if one[1] in owners:
            clock = clocks.with_course(Armed(*one[2:11]), one[11])
            found.views[one[0]].append(_clock_view(registry.of(*pinned[one[1]]), owners[one[1]], clock, now))
    return found


def _listed(registry: Registry, row: Any, facts: Any, running: _Clocks) -> Listed:
    return Listed(
        row[0],
        row[1],
        registry.of(row[2], row[15]),
        row[3],
        facts,
        row[5],
        row[6],
        row[7],
        row[8],
        row[9],
        row[10],
        row[11],
        row[12],
        running.children[row[0]],
        tuple(sorted(running.views[row[0]], key=lambda view: (view.due_at, view.name))),
    )


def _cursor(last: Listed) -> str:
    mark = [last.breach_at.isoformat() if last.breach_at is not None else None, str(last.id)]
    return base64.urlsafe_b64encode(json.dumps(mark).encode()).decode().rstrip("=")


def _after(cursor: str) -> tuple[datetime | None, UUID]:
    try:
        at, last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (datetime.fromisoformat(at) if at is not None else None), UUID(last)
    except (ValueError, TypeError, AttributeError) as wrong:
        raise ValueError("This cursor is not one of ours; start from the first page.") from wrong


_HISTORY = """SELECT case_id, seq, prev, body, sealed, hash, mac, at, actor, role, kind, act, from_state, to_state,
    deadline_id
     FROM history"""


def history(tx: Tx, case_id: UUID, as_of: datetime | None = None) -> list[Written]:
    """The records of one case in order, up to a moment where one is given; empty where it is out of sight."""
    rows = tx.connection.execute(
        f"{_HISTORY} WHERE case_id = %s AND (%s::timestamptz IS NULL OR at <= %s) ORDER BY seq", (case_id, as_of, as_of)
    ).fetchall()
    return [written(row) for row in rows]


NAMES = ("at", "actor", "role", "kind", "act", "from_state", "to_state", "deadline_id")


def written(row: Any) -> Written:
    """A row of the history, its columns in the order of `_HISTORY`."""
    return Written(Record(*row[:7]), dict(zip(NAMES, row[7:], strict=True)))
