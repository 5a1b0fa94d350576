"""When somebody leaves: the open cases that are still theirs, and how others take them over, one recorded step each.

A case is in nobody's hands where its owner is disabled, or works where it cannot be seen any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.cases import casework, colleagues
from api.cases.colleagues import Colleague
from api.desk import Desk
from api.office import changes, houses
from engine import database, forms
from engine.database import Tx
from engine.definition import Text
from engine.errors import Invalid, NotFound, Problem, Refused, Stale
from workflows.forms.form import asks
from workflows.forms.steps import Reason
from workflows.office.roles import HOUSE_STAFF, ROLES, audience

STEP = "assign"
OPEN = """
SELECT c.id, c.number, c.version, c.owner, s.name, s.role, s.kelurahan, s.active, c.audience, c.region, c.opened_at
  FROM cases c JOIN staff s ON s.id = c.owner
 WHERE c.parent_id IS NULL AND c.ended_at IS NULL ORDER BY c.breach_at NULLS LAST, c.id"""
LEFT = """
SELECT count(*) FROM (SELECT FROM cases c WHERE c.parent_id IS NULL AND c.ended_at IS NULL
                         AND c.owner IN (SELECT id FROM staff WHERE NOT active) LIMIT 100) AS few"""
WAITING = "SELECT region, count(*) FROM cases WHERE parent_id IS NULL AND ended_at IS NULL GROUP BY region"


class Handover(Reason):
    """Who takes over, and why."""

    assignee: UUID = asks("Diserahkan kepada", "Handed over to", "select")


@dataclass(frozen=True, slots=True)
class Left:
    """An open case that its owner does not work on any more. `gone`: the account is disabled."""

    case: UUID
    number: str
    version: int
    owner: UUID
    name: str
    gone: bool
    audience: frozenset[str]
    region: str | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A kelurahan without an active kader, or without a coordinator, and how many cases are open there."""

    kelurahan: str
    kader: int
    coordinators: tuple[str, ...]
    open_cases: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case: handed over, or why not."""

    case: UUID
    number: str
    why_not: tuple[Text, ...] = ()


def left(tx: Tx) -> list[Left]:
    """Those in this actor's sight, the most urgent first."""
    found = []
    for row in tx.connection.execute(OPEN).fetchall():
        groups = audience(row[5], row[6], row[3])
        works_on_it = row[7] and (ROLES[row[5]].scope == "person" or groups & set(row[8]))
        if not works_on_it:
            found.append(Left(row[0], row[1], row[2], row[3], row[4], not row[7], frozenset(row[8]), row[9], row[10]))
    return found


def count_left(tx: Tx) -> int:
    """How many cases in sight belong to somebody who is disabled, counted to 100."""
    row = tx.connection.execute(LEFT).fetchone()
    return int(row[0]) if row is not None else 0


def vacancies(tx: Tx, places: Sequence[str]) -> list[Vacancy]:
    """The kelurahan of these where nobody takes reports, or nobody leads; those without a kader first."""
    waiting: dict[str, int] = dict(tx.connection.execute(WAITING).fetchall())
    found = [
        Vacancy(code, crew.kader, crew.coordinators, waiting.get(code, 0))
        for code, crew in houses.crews(tx.connection).items()
        if code in places and not (crew.kader and crew.coordinators)
    ]
    return sorted(found, key=lambda one: (one.kader, -one.open_cases))


def candidates(tx: Tx, cases: Sequence[Left]) -> list[Colleague]:
    """Who may take over all of these: active, of a house that sees each of them."""
    return [
        one
        for one in colleagues.active(tx.connection)
        if one.role in HOUSE_STAFF and all(audience(one.role, one.kelurahan, one.id) & case.audience for case in cases)
    ]


def reassign(desk: Desk, owner: UUID, body: Mapping[str, Any]) -> list[Result]:
    """Hand all cases of somebody who left to somebody who is there; what came of each. Raises Invalid and NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(Handover, body, database.now(tx.connection))
        cases = [one for one in left(tx) if one.owner == owner]
        allowed = {one.id for one in candidates(tx, cases)}
    if not cases:
        raise NotFound("handover")
    if form.assignee not in allowed:
        raise Invalid([Problem("/assignee", "not_here", colleagues.NOT_HERE)])
    results = [_hand_over(desk, one, form) for one in cases]
    handed = [one.number for one in results if not one.why_not]
    with desk.engine.database.transaction(desk.actor) as tx:
        changes.record(tx, "handover", owner, "made", {}, {"to": form.assignee, "cases": handed})
    return results


def _hand_over(desk: Desk, one: Left, form: Handover) -> Result:
    filled = {"assignee": str(form.assignee), "reason": form.reason}
    try:
        casework.advance(desk, one.case, STEP, filled, one.version, lambda _tx, _done: None)
    except Refused as refused:
        return Result(one.case, one.number, tuple(why.reason for why in refused.refusals))
    except Stale:
        return Result(one.case, one.number, (CHANGED,))
    return Result(one.case, one.number)


CHANGED = Text("Kasus ini baru saja berubah; ulangi.", "This case has just changed; try again.")
