"""Who may read what a reporter and the house wrote, and what the page of a case says of it without saying any of it.

Whoever may write to the reporter may read what she wrote, and so may whoever may open what is private in the case.
"""

from typing import Any

from api.security import unmasking
from engine.database import Tx
from engine.decision import standing
from engine.definition import Actor
from engine.reading import View
from workflows.casework.talking import TAKE_IN, WRITE, reachable

SAID = (TAKE_IN, WRITE)
"""The steps whose records are messages, from her and to her."""

COUNT = "SELECT count(*) FROM history WHERE case_id = %s AND act = ANY(%s)"


def on_page(tx: Tx, view: View, actor: Actor) -> dict[str, Any] | None:
    """How many messages there are, whether one waits for an answer, and whether the actor may open them. None where
    nobody holds a code."""
    if view.member.compiled.workflow.find(WRITE) is None or not reachable(view.snapshot.facts):
        return None
    row = tx.connection.execute(COUNT, (view.snapshot.id, list(SAID))).fetchone()
    waits = min((one.since for one in view.snapshot.facts.written), default=None)
    return {"count": row[0] if row is not None else 0, "waits_since": waits, "opens": may_read(tx, view, actor)}


def may_read(tx: Tx, view: View, actor: Actor) -> bool:
    compiled = view.member.compiled
    step = compiled.workflow.find(WRITE)
    if step is None:
        return False
    open_to = not standing(compiled, view.snapshot, step, actor, view.now)
    return open_to or unmasking.sight_of(tx, view, actor).reveal
