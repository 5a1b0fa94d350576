"""A referral to an agency that does not work in this system goes by letter, also where the system itself sent it.

The sender's own steps are told so by the API. What nobody sent by hand is turned when its notice is paid, and again
whenever one of its clocks rings, so that an agency which left the system is found too.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from engine import commands
from engine.database import SYSTEM_ACTOR
from engine.errors import Overtaken, Refused
from engine.runtime import Engine
from workflows.casework.telephone import TURN

NOT_HERE = """
SELECT c.id FROM cases c JOIN agency a ON a.name = c.facts ->> 'receiver' AND a.reached_by = 'letter'
 WHERE c.id = ANY(%s) AND c.workflow = 'referral' AND c.state = 'sent' AND c.facts ->> 'delivery' IS NULL"""
log = logging.getLogger(__name__)


def turn(engine: Engine, cases: Iterable[UUID]) -> int:
    """Those of the cases whose receiver is not here go by letter from now on; how many."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        found = [row[0] for row in tx.connection.execute(NOT_HERE, (list(cases),))]
    return sum(_turned(engine, case) for case in found)


def _turned(engine: Engine, case: UUID) -> bool:
    try:
        commands.advance(engine, SYSTEM_ACTOR, case, TURN)
    except (Refused, Overtaken) as changed:  # somebody was faster; its next clock asks again
        log.info("Referral %s was not turned to a letter: %s", case, type(changed).__name__)
        return False
    return True
