"""Breaking the glass: a step opens what is private in one case to whoever took it, for a while.

It stands in the chain of the case with its reason, and those whom the workflow names are told at once.
"""

from datetime import timedelta

from api.security.policy import Sight, sight
from engine.database import Tx
from engine.definition import Actor
from engine.reading import View

BROKEN = """
SELECT act, max(at) FROM history WHERE case_id = %s AND actor = %s AND kind = 'changed' AND act = ANY(%s) GROUP BY act
"""


def sight_of(tx: Tx, view: View, actor: Actor) -> Sight:
    """How much of the case the actor is shown: by her role, or because she broke the glass a short while ago."""
    usual = sight(actor, view.snapshot)
    return usual if usual.reveal else Sight(usual.facts, _broken(tx, view, actor))


def _broken(tx: Tx, view: View, actor: Actor) -> bool:
    lasting = {one.name: one.unmasks for one in view.member.compiled.workflow.transitions if one.unmasks is not None}
    if not any(actor.role in one.by for one in view.member.compiled.workflow.transitions if one.name in lasting):
        return False
    rows = tx.connection.execute(BROKEN, (view.snapshot.id, actor.id, list(lasting))).fetchall()
    return any(view.now < at + timedelta(minutes=lasting[act].total_minutes) for act, at in rows)
