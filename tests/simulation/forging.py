"""Whoever owns the database changes a sealed row of a ledger, or takes it out: the audit has to name that very row."""

from pathlib import Path
from random import Random
from typing import Any, LiteralString

import psycopg

from engine.past import audit
from engine.past.anchors import Anchors
from engine.past.seal import Sealer
from tests.office import Office
from tests.simulation.oracle import Violation

FORGERIES: tuple[tuple[LiteralString, str], ...] = (
    ("UPDATE attempt SET act = act || '-less' WHERE id = %s", "row_differs"),
    ("UPDATE attempt SET actor = NULL WHERE id = %s AND actor IS NOT NULL", "row_differs"),
    ("DELETE FROM attempt WHERE id = %s", "row_missing"),
)
"""What is done to the row, and as what the audit has to find it."""


def check_sealed(office: Office, folder: Path, chance: Random) -> None:
    """All is sealed and passes the audit; then, in a transaction that is given up, something is forged and does not.
    Raises Violation.
    """
    anchors = Anchors(folder)
    Sealer(office.worker, anchors).seal()
    verdict = audit.verify(office.api, anchors=anchors.notes())
    if not verdict.verified:
        raise Violation("audit", verdict.findings[0].words.en, verdict.findings[0].case_id)
    with psycopg.connect(office.owner_url, options="-c timezone=UTC") as owner:
        attempts = [row[0] for row in owner.execute("SELECT id FROM attempt ORDER BY id").fetchall()]
        if attempts:
            _forge(office, owner, anchors, chance.choice(attempts), *chance.choice(FORGERIES))
        owner.rollback()


def _forge(
    office: Office,
    owner: "psycopg.Connection[Any]",
    anchors: Anchors,
    number: int,
    statement: LiteralString,
    problem: str,
) -> None:
    owner.execute("ALTER TABLE attempt DISABLE TRIGGER USER")
    if not owner.execute(statement, (number,)).rowcount:
        return
    found = audit.examine(office.api, owner, anchors=anchors.notes()).findings
    if (problem, number) not in [(one.problem, one.seq) for one in found]:
        raise Violation("ledger", f"{statement % number}: the audit finds {[one.problem for one in found]}")
