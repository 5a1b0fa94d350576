"""Access records: who looked at what. Written before anything is shown; what cannot be written down is not shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import psycopg

from api.errors import Unrecorded
from api.words import Words
from engine.database import Tx
from engine.wire import Asked

KEEP = "INSERT INTO access_record (actor, role, case_id, what, fields, reason) VALUES (%s, %s, %s, %s, %s, %s)"

LOOKED = "INSERT INTO access_record (actor, role, case_id, what) VALUES ($1, $2, $3, 'view')"

TAKEN = """
INSERT INTO access_record (actor, role, what, fields, reason, cases) VALUES (%s, %s, 'export', %s, %s, %s) RETURNING id
"""

What = Literal["view", "reveal", "history", "search", "export", "note", "print"]


@dataclass(frozen=True, slots=True)
class Look:
    """One look, as it is shown to those who may know. `reason` is still sealed."""

    at: datetime
    name: str
    role: str
    what: What
    fields: tuple[str, ...]
    reason: bytes | None


def record(tx: Tx, what: What, case_id: UUID | None, fields: Iterable[str] = (), reason: bytes | None = None) -> None:
    """Write down, in the transaction that reads, that its actor looks. Raises Unrecorded."""
    try:
        tx.connection.execute(KEEP, (tx.actor.id, tx.actor.role, case_id, what, list(fields), reason))
    except psycopg.Error as refused:
        raise Unrecorded from refused


def at_case(tx: Tx, case_id: UUID, *, last: bool = False) -> None:
    """The most frequent of them in few words: a case is looked at, and nothing that is hidden in it. `last`: the
    transaction is committed with it. Raises Unrecorded.
    """
    who = tx.actor.id
    values = (who.bytes if who is not None else None, tx.actor.role.encode(), case_id.bytes)
    try:
        tx.connection.run(Asked(LOOKED, values, (1, 0, 1)), last=last)
    except psycopg.Error as refused:
        raise Unrecorded from refused


def record_export(tx: Tx, fields: Iterable[str], reason: bytes, cases: Iterable[UUID]) -> int:
    """Write down that something of these cases is taken away, and why. The number of the record, which the file has.

    Raises Unrecorded.
    """
    try:
        row = tx.connection.execute(
            TAKEN, (tx.actor.id, tx.actor.role, list(fields), reason, sorted(set(cases)))
        ).fetchone()
    except psycopg.Error as refused:
        raise Unrecorded from refused
    assert row is not None, "what was inserted is returned"
    return int(row[0])


def of_case(tx: Tx, case_id: UUID, limit: int = 200) -> list[Look]:
    """Who looked at a case, newest first."""
    rows = tx.connection.execute(
        "SELECT a.at, s.name, a.role, a.what, a.fields, a.reason FROM access_record a JOIN staff s ON s.id = a.actor"
        " WHERE a.case_id = %s ORDER BY a.id DESC LIMIT %s",
        (case_id, limit),
    )
    return [Look(at, name, role, what, tuple(fields), reason) for at, name, role, what, fields, reason in rows]


WHAT: Mapping[str, Words] = {
    "view": {"id": "Membuka halaman kasus", "en": "Opened the case"},
    "reveal": {"id": "Membuka isi rahasia", "en": "Opened something secret"},
    "history": {"id": "Membaca riwayat", "en": "Read the history"},
    "search": {"id": "Mencari", "en": "Searched"},
    "note": {"id": "Menulis catatan klinis", "en": "Wrote a clinical note"},
    "print": {"id": "Mencetak", "en": "Printed"},
    "export": {"id": "Mengekspor", "en": "Exported"},
}
