"""The list of what is due for erasure, made anew again and again. It erases nothing: two persons do (R28)."""

from datetime import datetime
from typing import Any

from engine.database import SYSTEM_ACTOR, Database, Tx, now
from engine.policies import standing
from workers.app import app, engine
from workflows.casework.retention import FREE, KEEPINGS, due_at, years_for
from workflows.omah_peluk import OMAH_PELUK

OVER = """
SELECT id, ended_at, facts ->> 'end_reason' FROM cases
 WHERE parent_id IS NULL AND workflow = %s AND ended_at <= omah_now() - %s * interval '1 year'
   AND NOT jsonb_strip_nulls(facts) ?| %s"""


def list_due(database: Database) -> int:
    """Whatever is due now stands on the list, and nothing else; how many cases."""
    with database.transaction(SYSTEM_ACTOR) as tx:
        due = _due(tx)
        tx.connection.execute("DELETE FROM erasure_due WHERE case_id <> ALL(%s)", ([case for case, _ in due],))
        tx.connection.execute(
            "INSERT INTO erasure_due (case_id, due_at)"
            " SELECT * FROM unnest(%s::uuid[], %s::timestamptz[]) ON CONFLICT DO NOTHING",
            ([case for case, _ in due], [moment for _, moment in due]),
        )
    return len(due)


def _due(tx: Tx) -> list[tuple[Any, datetime]]:
    kept = standing.in_force(tx.connection)
    soonest = min(years_for(reason, kept) for one in KEEPINGS for reason in one.reasons)
    rows = tx.connection.execute(OVER, (OMAH_PELUK.name, soonest, list(FREE))).fetchall()
    found = [(case, due_at(ended, years_for(reason, kept))) for case, ended, reason in rows]
    return [(case, moment) for case, moment in found if moment <= now(tx.connection)]


@app.task(name="workers.retention")
def retention_task() -> None:
    list_due(engine().database)
