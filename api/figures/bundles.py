"""The audit bundle as a file to take away: what a stranger needs to check the past, on record before it leaves.

It holds the chained bytes, so also the closed facts in them, and nothing that is sealed. Whoever audits takes the whole
log or a case; whoever supervises a case in sight. More records than one person may take alone are a second one's word.
"""

import tempfile
from pathlib import Path
from uuid import UUID

from api.desk import Desk
from api.figures import exports
from api.figures.exports import ALONE, ZIP, File
from api.security import looks, reasons
from engine.database import SYSTEM_ACTOR, Tx, now
from engine.errors import NotFound
from engine.past import bundle
from workflows.office.roles import AUDITOR

NAME = "bundle.zip"

RECORDS = """SELECT count(*) FROM history h
 WHERE %(case)s::text IS NULL
    OR h.root_id = (SELECT c.root_id FROM cases c WHERE c.number = upper(trim(%(case)s)))"""


def export(desk: Desk, case: str | None, reason: str, most: int | None = None) -> File:
    """`case` is a registration number; None: everything. Raises NotFound, SecondPersonNeeded, Unrecorded, LogBroken."""
    with desk.engine.database.transaction(desk.actor) as tx:
        _in_sight(desk, tx, case)
        records = _records(desk, case)
        exports.few(records <= (most or ALONE))
        sealed = reasons.seal(desk.engine.keys, None, reason)
        looks.record_export(tx, [NAME, f"rows:{records}"], sealed, _roots(desk, case))
        moment = now(tx.connection)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / NAME
        bundle.pack(desk.engine, out, case)
        return File(f"data-{moment:%Y%m%d}.zip", ZIP, out.read_bytes())


def _in_sight(desk: Desk, tx: Tx, case: str | None) -> None:
    if desk.actor.role == AUDITOR:
        return
    found = "SELECT FROM cases WHERE number = upper(trim(%s))"
    if case is None or tx.connection.execute(found, (case,)).fetchone() is None:
        raise NotFound("case")


def _roots(desk: Desk, case: str | None) -> list[UUID]:
    """The case that is taken; where it is everything, none is named."""
    with desk.engine.database.transaction(SYSTEM_ACTOR) as tx:
        rows = tx.connection.execute("SELECT root_id FROM cases WHERE number = upper(trim(%s))", (case,)).fetchall()
    return [row[0] for row in rows]


def _records(desk: Desk, case: str | None) -> int:
    """An auditor sees no case, so the number leads to its family only here."""
    with desk.engine.database.transaction(SYSTEM_ACTOR) as tx:
        row = tx.connection.execute(RECORDS, {"case": case}).fetchone()
    assert row is not None, "a count is one row"
    return int(row[0])
