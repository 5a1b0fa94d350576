"""Keys to which nothing belongs: what a crash leaves between writing the key and committing what it protects. They are
swept away.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from engine.database import SYSTEM_ACTOR
from engine.runtime import Engine

MANY = 1000
YOUNG = timedelta(hours=1)
"""A key younger than this may belong to a case that is about to commit."""


def sweep_orphans(engine: Engine, younger: timedelta = YOUNG) -> int:
    """Destroy the keys to which no case, note or picture belongs; how many. The database is asked after the keys were
    listed, so that what commits meanwhile is found.
    """
    known = list(engine.keys.older_than(datetime.now(UTC) - younger))
    destroyed = 0
    for first in range(0, len(known), MANY):
        for orphan in _without_case(engine, known[first : first + MANY]):
            engine.keys.destroy(orphan)
            destroyed += 1
    return destroyed


def _without_case(engine: Engine, keys: list[UUID]) -> list[UUID]:
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        rows = tx.connection.execute(
            "SELECT k FROM unnest(%s::uuid[]) AS k WHERE NOT omah_keeps_key(k)", (keys,)
        ).fetchall()
    return [row[0] for row in rows]
