"""What a psychologist notes for herself about a case: each note under a key of its own, read by nobody but her.

That she wrote and that she read is on record, like every look at a case; what, nobody else can open.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from api.cases import casework
from api.desk import Desk
from api.security import looks
from engine import database, forms
from engine.secrets.keys import KeyDestroyed
from workflows.forms.form import Form, Words, asks

PLACE = "clinical_note"


class ClinicalNote(Form):
    text: Words = asks("Catatan klinis", "Clinical note", "textarea", private=True, min_length=1, max_length=10_000)


@dataclass(frozen=True, slots=True)
class Noted:
    """`text` None: its key was destroyed."""

    id: UUID
    at: datetime
    text: str | None


def write(desk: Desk, case: UUID, body: object) -> UUID:
    """Its key is on the disk before it commits. Raises NotFound for a case that is not hers to see, Invalid."""
    with desk.engine.database.transaction(desk.actor) as tx:
        casework.find(desk, tx, case)
        form = forms.validate(ClinicalNote, body, database.now(tx.connection))
        note = uuid4()
        sealed = desk.engine.keys.new_case_key(note).seal(form.text.encode(), place=PLACE)
        looks.record(tx, "note", case)
        tx.connection.execute(
            "INSERT INTO clinical_note (id, case_id, author, sealed) VALUES (%s, %s, %s, %s)",
            (note, case, desk.actor.id, sealed),
        )
    return note


def read(desk: Desk, case: UUID) -> list[Noted]:
    """Her own, newest first, on record before they are shown. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        casework.find(desk, tx, case)
        looks.record(tx, "view", case, ["clinical_note"])
        rows = tx.connection.execute(
            "SELECT id, at, sealed FROM clinical_note WHERE case_id = %s AND author = %s ORDER BY at DESC, id",
            (case, desk.actor.id),
        ).fetchall()
    return [Noted(note, at, _opened(desk, note, bytes(sealed))) for note, at, sealed in rows]


def _opened(desk: Desk, note: UUID, sealed: bytes) -> str | None:
    try:
        return desk.engine.keys.case_key(note).open(sealed, place=PLACE).decode()
    except KeyDestroyed:
        return None
