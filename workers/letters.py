"""A referral to an agency that does not work in this system goes by letter, also where the system itself sent it.

The sender's own steps are told so by the API. What nobody sent by hand is turned when its notice is paid; and again and
again all that is open is looked through, so that an agency which left the system is asked after by whoever sent to it.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from engine import commands
from engine.database import SYSTEM_ACTOR
from engine.errors import Overtaken, Refused
from engine.runtime import Engine
from workers.app import app, engine
from workflows.casework.telephone import TURN

NOT_HERE = """
SELECT c.id FROM cases c JOIN agency a ON a.name = c.facts ->> 'receiver' AND a.reached_by = 'letter'
 WHERE c.workflow = 'referral' AND c.state IN ('sent', 'accepted') AND c.facts ->> 'delivery' IS NULL
   AND (%(of)s::uuid[] IS NULL OR c.id = ANY(%(of)s)) LIMIT 500"""
log = logging.getLogger(__name__)


def turn(made: Engine, cases: Iterable[UUID] | None = None) -> int:
    """Those of the cases, or of all, whose receiver is not here go by letter from now on; how many."""
    with made.database.transaction(SYSTEM_ACTOR) as tx:
        named = list(cases) if cases is not None else None
        found = [row[0] for row in tx.connection.execute(NOT_HERE, {"of": named})]
    return sum(_turned(made, case) for case in found)


@app.task(name="workers.letters")
def letters_task() -> None:
    turn(engine())


def _turned(made: Engine, case: UUID) -> bool:
    try:
        commands.advance(made, SYSTEM_ACTOR, case, TURN)
    except (Refused, Overtaken) as changed:  # somebody was faster; its next clock asks again
        log.info("Referral %s was not turned to a letter: %s", case, type(changed).__name__)
        return False
    return True
