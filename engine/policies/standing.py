"""What the office has set, proposed and decided, as it is kept: from when, by whom, and why."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from engine.definition import Actor
from engine.errors import NotFound
from engine.policies.setting import Values

LOCK = 0x706F6C69  # "poli"


@dataclass(frozen=True, slots=True)
class Decision:
    """`outcome` is "approved", "rejected" or "withdrawn"."""

    at: datetime
    actor: UUID
    role: str
    outcome: str
    reason: str | None


Moves = tuple[tuple[str, str], ...]
"""From which version of a workflow to which its cases move, each by its hash."""

_MOVES = "versions"
"""Where a proposal to move cases has them; no setting has this name."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`changes` gives each setting what it was and what it becomes; or cases make these `moves`. `from_at`:
    since when it holds, once it is approved; `wanted_from`: since when it shall hold, None for once it is approved.
    """

    id: int
    at: datetime
    actor: UUID
    role: str
    reason: str
    changes: Mapping[str, tuple[int, int]]
    wanted_from: datetime | None
    decision: Decision | None
    number: int | None
    from_at: datetime | None
    moves: Moves = ()


def hold(connection: "psycopg.Connection[Any]") -> tuple[int, datetime | None, Values]:
    """The newest policy by its number, whether it holds already or not, from when, and all that is set by it; nobody
    else decides before this transaction ends.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    return newest(connection)


def newest(connection: "psycopg.Connection[Any]") -> tuple[int, datetime | None, Values]:
    row = connection.execute("SELECT number, from_at, in_force FROM policy ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], row[1], row[2]) if row is not None else (0, None, {})


def to_come(connection: "psycopg.Connection[Any]") -> list[Values]:
    """All that is set by the policy that holds now, and by each that will."""
    rows = connection.execute(
        """SELECT in_force FROM policy WHERE number >= coalesce(
               (SELECT max(number) FROM policy WHERE from_at <= omah_now()), 0) ORDER BY number"""
    ).fetchall()
    return [row[0] for row in rows]


def in_force(connection: "psycopg.Connection[Any]") -> Values:
    """What is set at this moment."""
    row = connection.execute(
        "SELECT in_force FROM policy WHERE from_at <= omah_now() ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return row[0] if row is not None else {}


def since(connection: "psycopg.Connection[Any]") -> dict[str, datetime]:
    """From when on each setting is what it is now; nothing for what was never set."""
    found: dict[str, datetime] = {}
    known: Values = {}
    query = "SELECT in_force, from_at FROM policy WHERE from_at <= omah_now() ORDER BY number"
    for values, from_at in connection.execute(query).fetchall():
        found |= {name: from_at for name, value in values.items() if known.get(name) != value}
        known = values
    return found


def propose(
    connection: "psycopg.Connection[Any]",
    actor: Actor,
    changes: Mapping[str, tuple[int, int]],
    reason: str,
    wanted_from: datetime | None,
    *,
    moves: Moves = (),
) -> int:
    told = {**changes, _MOVES: moves} if moves else changes
    row = connection.execute(
        """INSERT INTO policy_proposal (at, actor, role, reason, changes, wanted_from)
           VALUES (omah_now(), %s, %s, %s, %s::jsonb, %s) RETURNING id""",
        (actor.id, actor.role, reason, json.dumps(told), wanted_from),
    ).fetchone()
    assert row is not None, "what was inserted is returned"
    return int(row[0])


def decide(
    connection: "psycopg.Connection[Any]", actor: Actor, proposal: int, outcome: str, reason: str | None
) -> None:
    connection.execute(
        """INSERT INTO policy_decision (proposal, at, actor, role, outcome, reason)
           VALUES (%s, omah_now(), %s, %s, %s, %s)""",
        (proposal, actor.id, actor.role, outcome, reason),
    )


def put_in_force(
    connection: "psycopg.Connection[Any]", proposal: int, number: int, values: Values, from_at: datetime
) -> None:
    connection.execute(
        "INSERT INTO policy (number, proposal, in_force, from_at) VALUES (%s, %s, %s::jsonb, %s)",
        (number, proposal, json.dumps(values, sort_keys=True), from_at),
    )


def proposals(connection: "psycopg.Connection[Any]") -> list[Proposal]:
    """All that were ever made, the newest first."""
    return [_proposal(row) for row in connection.execute(f"{_PROPOSALS} ORDER BY p.id DESC").fetchall()]


def proposal(connection: "psycopg.Connection[Any]", number: int) -> Proposal:
    """Raises NotFound."""
    row = connection.execute(f"{_PROPOSALS} WHERE p.id = %s", (number,)).fetchone()
    if row is None:
        raise NotFound("proposal")
    return _proposal(row)


def _proposal(row: Sequence[Any]) -> Proposal:
    changes = {name: (both[0], both[1]) for name, both in row[5].items() if name != _MOVES}
    moves = tuple((old, new) for old, new in row[5].get(_MOVES, ()))
    decision = Decision(*row[7:12]) if row[7] is not None else None
    made, at, actor, role, reason = row[:5]
    return Proposal(made, at, actor, role, reason, changes, row[6], decision, row[12], row[13], moves)


_PROPOSALS = """SELECT p.id, p.at, p.actor, p.role, p.reason, p.changes, p.wanted_from,
       d.at, d.actor, d.role, d.outcome, d.reason, f.number, f.from_at
  FROM policy_proposal p LEFT JOIN policy_decision d ON d.proposal = p.id LEFT JOIN policy f ON f.proposal = p.id"""
