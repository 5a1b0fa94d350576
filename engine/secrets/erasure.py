"""Erasing: what a case held in private becomes unreadable for good, also in every older copy of the database.

The record comes first: a step that `erases` writes its record and, in the same statement, a line of the outbox. Then
whoever may write to the key store pays that line: marks and receipts go, the keys are destroyed, the line is paid. Keys
are destroyed before that commits, and whatever dies in between is done again; nothing is destroyed without its record.
"""

import logging
from uuid import UUID

from engine.database import SYSTEM_ACTOR
from engine.runtime import Engine

log = logging.getLogger(__name__)

OWED = "SELECT DISTINCT case_id FROM outbox WHERE topic = 'erasure' AND paid_at IS NULL ORDER BY case_id LIMIT 100"


def pay(engine: Engine) -> int:
    """Destroy what is owed to destruction; how many cases. May be repeated, and by several at once."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        owed = [row[0] for row in tx.connection.execute(OWED).fetchall()]
    for case_id in owed:
        _erase(engine, case_id)
        log.info("Case %s was erased.", case_id)
    return len(owed)


def _erase(engine: Engine, case_id: UUID) -> None:
    """`omah_erase` (in the migrations) drops what leads to the people of a case, and names the keys to destroy."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        for (key,) in tx.connection.execute("SELECT omah_erase(%s)", (case_id,)).fetchall():
            engine.keys.destroy(key)
