"""Which slot of a psychologist's visit a case takes (R12)."""

from datetime import datetime
from uuid import UUID

from workflows.forms.form import Form, asks


class Booking(Form):
    """A slot is chosen; what the office knows of it (`told`) is filled in by the office, never by a browser."""

    slot: UUID = asks("Waktu kunjungan", "Slot of a visit", "select", source="slots")
    psychologist: UUID = asks("Psikolog", "Psychologist", "select", source="told")
    slot_at: datetime = asks("Waktu kunjungan", "Time of the visit", "datetime", source="told")
    due_at: datetime | None = asks(
        "Tenggat kasus saat itu", "The case was due", "datetime", source="told", default=None
    )
