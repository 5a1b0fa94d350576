"""What waits for one's approval: proposals of others, of cases and of what belongs to them, each with what it takes to
decide. Reading them is a look at their cases. Proposals about what the office sets stand beside them."""

from typing import Any

from api.cases import casework, lists, proposals, views
from api.cases.views import Json
from api.desk import Desk
from api.office import proposed
from api.security import looks
from api.security.unmasking import sight_of
from engine import reading
from engine.database import Tx
from engine.registry import Registry

MOST = 20
"""Shown at once, those that wait longest first."""

WAITING = """
SELECT c.id FROM cases c
 WHERE c.pending IS NOT NULL AND c.pending ->> 'by' IS DISTINCT FROM %(own)s
   AND (c.workflow, c.pending ->> 'transition') IN (SELECT * FROM unnest(%(workflows)s::text[], %(steps)s::text[]))
 ORDER BY c.pending ->> 'at', c.id LIMIT %(limit)s
"""


def decides(registry: Registry, role: str) -> list[tuple[str, str]]:
    """The steps, by workflow, of which somebody in this role is the second person."""
    return [
        (one.workflow.name, step.name)
        for one in registry
        for step in one.workflow.transitions
        if step.four_eyes is not None and role in step.four_eyes.by
    ]


def count(desk: Desk, tx: Tx) -> int | str:
    return lists.capped(len(_waiting(desk, tx, lists.COUNTED)) + len(proposed.to_decide(desk, tx)))


def waiting(desk: Desk) -> Json:
    """Raises Unrecorded."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = _waiting(desk, tx, MOST + 1)
        items = [_shown(desk, tx, case) for case in found[:MOST]]
        office = proposed.elsewhere(desk, tx)
    return {"items": [one for one in items if one is not None], "office": office, "whole": len(found) <= MOST}


def _shown(desk: Desk, tx: Tx, case: Any) -> Json | None:
    view = reading.case(tx, desk.engine.registry, case)
    if view is None:
        return None
    looks.at_case(tx, case)
    lens = casework.lens_of(desk, tx, view.now)
    proposal = proposals.shown(desk, lens, tx, view)
    return {
        **views.member(lens, view, view.member, sight_of(tx, view, desk.actor)),
        "now": view.now,
        "proposals": [proposal] if proposal is not None else [],
    }


def _waiting(desk: Desk, tx: Tx, limit: int) -> list[Any]:
    may = decides(desk.engine.registry, desk.actor.role)
    values = {"own": str(desk.actor.id), "workflows": [one for one, _ in may], "steps": [one for _, one in may]}
    rows = tx.connection.execute(WAITING, {**values, "limit": limit}) if may else ()
    return [row[0] for row in rows]
