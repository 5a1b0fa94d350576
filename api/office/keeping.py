"""How long cases are kept (R28): what the office has set, what stands on the list of what is due, and what is told of
one case. Who erases is two persons' business; that its keys go is this process's.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import exc

from api.cases import lists
from api.cases.views import Json
from api.desk import Desk
from api.office.register import day_words
from api.words import text
from engine import reading
from engine.calendar import WIB
from engine.database import Tx
from engine.definition import Text
from engine.errors import Refused
from engine.policies import standing
from engine.reading import View
from engine.runtime import Engine
from engine.secrets import erasure
from engine.secrets.keys import KeyStoreError
from workflows.casework.retention import ERASE, IN_OPEN_BREACH, due_at, duplicates_kept, years_for
from workflows.omah_peluk import OMAH_PELUK

log = logging.getLogger("api.office.keeping")

DUE = """
SELECT c.id, c.number, c.ended_at, c.facts ->> 'end_reason', d.due_at
  FROM erasure_due d JOIN cases c ON c.id = d.case_id
 WHERE c.facts ->> 'erased_at' IS NULL AND c.facts ->> 'held_since' IS NULL ORDER BY d.due_at, c.id LIMIT 200"""
HELD = """
SELECT id, number, ended_at, facts ->> 'end_reason', (facts ->> 'held_since')::timestamptz FROM cases
 WHERE parent_id IS NULL AND facts ->> 'held_since' IS NOT NULL ORDER BY 5, id LIMIT 200"""
DUPLICATES = """
SELECT merged.number FROM cases erased JOIN cases merged ON merged.facts ->> 'duplicate_of' = erased.number
 WHERE erased.id = %s AND erased.facts ->> 'absorbed' <> '[]' AND merged.facts ->> 'erased_at' IS NULL
 ORDER BY merged.number"""


@dataclass(frozen=True, slots=True)
class Line:
    """A case on the list. `since`: when it became due, or was put under a hold."""

    id: UUID
    number: str
    ended_at: datetime | None
    end_reason: str | None
    since: datetime


def due(tx: Tx) -> list[Line]:
    """What the workers found to be due, in sight, the oldest first."""
    return [Line(*row) for row in tx.connection.execute(DUE).fetchall()]


def held(tx: Tx) -> list[Line]:
    return [Line(*row) for row in tx.connection.execute(HELD).fetchall()]


def count_due(tx: Tx) -> int:
    row = tx.connection.execute(
        "SELECT count(*) FROM (SELECT FROM erasure_due LIMIT %s) AS few", (lists.COUNTED,)
    ).fetchone()
    return int(row[0]) if row is not None else 0


def told(desk: Desk, case: UUID, step: str, form: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form of an erasure with how long such a case is kept, whatever a browser sends."""
    if step != ERASE:
        return form
    with desk.engine.database.transaction(desk.actor) as tx:
        view = reading.case(tx, desk.engine.registry, case)
        if view is None or view.snapshot.workflow != OMAH_PELUK.name:
            return form
        return {**form, "kept_years": years_for(view.snapshot.facts.end_reason, standing.in_force(tx.connection))}


def insist(tx: Tx, step: str, case: UUID) -> None:
    """In the transaction of an erasure: what was opened of the case is no longer in question (R27), and no duplicate of
    it holds the same persons. Raises Refused.
    """
    if step != ERASE:
        return
    row = tx.connection.execute("SELECT omah_in_open_breach(id), state FROM cases WHERE id = %s", (case,)).fetchone()
    kept = [one[0] for one in tx.connection.execute(DUPLICATES, (case,))]
    why = [*([IN_OPEN_BREACH] if row is not None and row[0] else ()), *([duplicates_kept(kept)] if kept else ())]
    if row is not None and why:
        raise Refused(step, row[1], why, [])


def of_case(tx: Tx, view: View) -> Json | None:
    """One sentence on how long a case is kept, for its page; None while it is open and nothing holds it."""
    case = view.snapshot
    if case.workflow != OMAH_PELUK.name:
        return None
    facts = case.facts
    if facts.erased_at is not None:
        return _said("calm", "Isi rahasia kasus ini dihapus pada", "What was secret in this case was erased on",
                     facts.erased_at)  # fmt: skip
    if facts.held_since is not None:
        return _said("warn", "Ditahan untuk keperluan hukum sejak", "Under a legal hold since", facts.held_since)
    if case.ended_at is None:
        return None
    until = due_at(case.ended_at, years_for(facts.end_reason, standing.in_force(tx.connection)))
    if until <= view.now:
        return _said("warn", "Jatuh tempo untuk dihapus sejak", "Due for erasure since", until)
    return _said("calm", "Disimpan sampai", "Kept until", until)


def erase_what_is_owed(engine: Engine) -> None:
    """At once where it can be; where it cannot, the watch comes back to it, and nobody's step fails for it."""
    try:
        erasure.pay(engine)
    except (psycopg.Error, exc.SQLAlchemyError, KeyStoreError, OSError) as problem:
        log.warning("What is owed to destruction waits: %s", type(problem).__name__)


def _said(tone: str, indonesian: str, english: str, at: datetime) -> Json:
    day = day_words(at.astimezone(WIB).date())
    return {"text": text(Text(f"{indonesian} {day.id}.", f"{english} {day.en}.")), "tone": tone}
