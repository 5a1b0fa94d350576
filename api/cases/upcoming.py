"""What will happen by itself, soon, if nobody acts: which clock rings for which case, what is done then, who is told.

The ladders are climbed here as a worker will climb them, on paper: with the same pure arithmetic of `engine.clocks`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.cases.views import Json, kelurahan, state
from api.desk import Desk
from api.words import role_words, text
from engine import almanac, clocks
from engine.clocks import Armed
from engine.definition import Rung, Snapshot, Workflow
from engine.reading import RESUMES
from engine.registry import Registry
from engine.versions import pinned as versions

MOST = 500
"""Clocks that are looked at, the next to ring first."""

RINGS = 12
"""Of one clock: a rung that repeats every hour would fill the list by itself."""

SOON = """
SELECT c.id, c.number, c.workflow, c.state, c.facts, c.region, c.opened_at, c.entered_at,
       d.name, d.rung, d.level, d.anchor_at, d.due_at, d.breach_at, d.id, d.armed_seq, d.calendar, d.course,
       c.definition
  FROM deadline d JOIN cases c ON c.id = d.case_id
 WHERE d.status = 'armed' AND NOT d.dead AND d.due_at <= %s AND c.ended_at IS NULL
 ORDER BY d.due_at, d.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Ring:
    """A rung that will be climbed. `rung` None: a pause ends then."""

    at: datetime
    case: Snapshot
    workflow: Workflow
    clock: Armed
    rung: Rung | None


def within(desk: Desk, hours: int) -> Json:
    """Every ring in so many hours from now, for the cases in sight."""
    with desk.engine.database.transaction(desk.actor, steady=True) as tx:
        now, standing = tx.connection.execute(almanac.NOW).fetchone()  # type: ignore[misc]  # always one row
        registry = almanac.under(tx.connection, desk.engine.registry, standing)
        until = now + timedelta(hours=hours)
        rows = tx.connection.execute(SOON, (until, MOST + 1)).fetchall()
        versions.at_hand(tx.connection, registry, ((row[2], row[18]) for row in rows))
    cases = {row[0]: row for row in rows[:MOST]}
    rings = sorted((one for row in rows[:MOST] for one in _rings(registry, row, until, now)), key=lambda one: one.at)
    return {
        "now": now,
        "until": until,
        "items": [_shown(one, cases[one.case.id]) for one in _as_cases_move(rings)],
        "whole": len(rows) <= MOST,
    }


def _rings(registry: Registry, row: Any, until: datetime, now: datetime) -> Iterator[Ring]:
    workflow = registry.of(row[2], row[18]).workflow
    facts = workflow.facts.model_validate(row[4])
    case = Snapshot(row[0], row[2], row[3], facts, row[7], row[6])
    clock: Armed | None = clocks.with_course(Armed(*row[8:17]), row[17])
    for _ in range(RINGS):
        if clock is None or clock.due_at > until:
            return
        if clock.paused is not None:
            yield Ring(clock.due_at, case, workflow, clock, None)
            return
        rung = workflow.deadline(clock.name).rungs[clock.rung]
        yield Ring(clock.due_at, case, workflow, clock, rung)
        clock = clocks.climb(workflow, case, clock, clock.armed_seq, max(clock.due_at, now))


def _as_cases_move(rings: list[Ring]) -> Iterator[Ring]:
    """Without the rings of clocks that do not run where a case has been moved to by then."""
    moved: dict[UUID, str] = {}
    for one in rings:
        at = moved.get(one.case.id, one.case.state)
        if at in one.workflow.deadline(one.clock.name).states:
            yield one
            moved[one.case.id] = _target(one) or at


def _target(ring: Ring) -> str | None:
    step = ring.workflow.find(ring.rung.move) if ring.rung is not None and ring.rung.move is not None else None
    return step.target if step is not None else None


def _shown(one: Ring, row: Any) -> Json:
    deadline, target = one.workflow.deadline(one.clock.name), _target(one)
    return {
        "at": one.at,
        "case": {
            "id": one.case.id,
            "number": row[1],
            "title": text(one.workflow.title),
            "state": state(one.workflow.state(one.case.state)),
            "kelurahan": kelurahan(row[5]),
        },
        "clock": {"name": deadline.name, "title": text(deadline.title), "rule": deadline.rule},
        "due_at": one.clock.breach_at,
        "late": one.at >= one.clock.breach_at,
        "level": one.rung.level if one.rung is not None else 0,
        "happens": text(one.rung.title if one.rung is not None else RESUMES),
        "moves_to": state(one.workflow.state(target)) if target is not None else None,
        "told": [role_words(role) for role in (one.rung.tell if one.rung is not None else ())],
    }
