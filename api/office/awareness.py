"""Awareness sessions (sosialisasi) of PATBM, PKK and Forum Anak: planned, then held, with who came, and where in the
city there was none this year. Nothing in them is about a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal
from uuid import UUID, uuid4

from psycopg import Connection

from api.desk import Desk
from api.office import changes, houses, pictures
from api.office.houses import Clock
from engine import database, forms
from engine.database import Tx
from engine.definition import Text
from engine.errors import Invalid, NotFound, Problem
from workflows.forms.form import Form, asks
from workflows.office.regions import KELURAHAN, LABELS, KelurahanCode

PICTURE = "awareness_picture"
TOPICS: Mapping[str, Text] = {
    "womens_rights": Text("Hak perempuan", "Women's rights"),
    "childrens_rights": Text("Hak anak", "Children's rights"),
    "prevention": Text("Mencegah kekerasan", "Preventing violence"),
    "whom_to_turn_to": Text("Ke mana mencari bantuan", "Whom to turn to"),
    "parenting": Text("Pengasuhan", "Parenting"),
    "online_safety": Text("Aman di internet", "Safety online"),
    "other": Text("Lainnya", "Other"),
}
HOLDERS: Mapping[str, Text] = {
    "patbm": Text("PATBM", "PATBM"),
    "pkk": Text("Pokja I PKK", "Pokja I PKK"),
    "forum_anak": Text("Forum Anak", "Children's forum"),
}
STATUS: Mapping[str, Text] = {
    "planned": Text("Direncanakan", "Planned"),
    "held": Text("Terlaksana", "Held"),
    "cancelled": Text("Batal", "Cancelled"),
}
Topic = Literal[
    "womens_rights", "childrens_rights", "prevention", "whom_to_turn_to", "parenting", "online_safety", "other"
]
Holder = Literal["patbm", "pkk", "forum_anak"]


class SessionForm(Form):
    """A session as it is planned."""

    on_day: date = asks("Tanggal", "Date", "date")
    starts: Clock | None = asks("Mulai jam", "Begins at", "time", default=None)
    kelurahan: KelurahanCode = asks("Kelurahan", "Kelurahan", "select", labels=LABELS)
    place: str = asks("Tempat", "Place", "text", default="", max_length=100)
    topics: tuple[Topic, ...] = asks("Topik", "Topics", "checkboxes", labels=TOPICS, min_length=1)
    held_by: tuple[Holder, ...] = asks("Oleh", "By", "checkboxes", labels=HOLDERS, min_length=1)
    public: bool = asks("Tampilkan di halaman warga", "Show on the public pages", "checkbox", default=False)


class HeldForm(Form):
    """What came of it."""

    women: int = asks("Perempuan dewasa", "Women", "number", ge=0, le=5_000)
    men: int = asks("Laki-laki dewasa", "Men", "number", ge=0, le=5_000)
    girls: int = asks("Anak perempuan", "Girls", "number", ge=0, le=5_000)
    boys: int = asks("Anak laki-laki", "Boys", "number", ge=0, le=5_000)
    notes: str = asks(
        "Catatan", "Notes", "textarea", default="", max_length=2_000,
        hint=Text("Jangan menulis nama atau cerita seseorang.", "Write nobody's name or story."),
    )  # fmt: skip


class PictureForm(Form):
    file: str = asks("Foto", "Picture", "file", accept="image/jpeg,image/png,image/webp", max_length=11_500_000)


@dataclass(frozen=True, slots=True)
class Session:
    id: UUID
    on_day: date
    starts: time | None
    kelurahan: str
    place: str
    topics: tuple[str, ...]
    held_by: tuple[str, ...]
    public: bool
    status: str
    women: int
    men: int
    girls: int
    boys: int
    notes: str
    made_by: UUID
    picture: bool

    @property
    def people(self) -> int:
        return self.women + self.men + self.girls + self.boys


@dataclass(frozen=True, slots=True)
class Covered:
    """How often there was a session in a kelurahan in a year, for how many, and when last."""

    kelurahan: str
    held: int = 0
    people: int = 0
    last: date | None = None
    planned: int = 0


FIELDS = (
    "a.id, a.on_day, a.starts, a.kelurahan, a.place, a.topics, a.held_by, a.public, a.status, a.women, a.men, a.girls,"
    " a.boys, a.notes, a.made_by"
)
LISTED = f"""
SELECT {FIELDS}, EXISTS (SELECT FROM awareness_picture p WHERE p.session_id = a.id) FROM awareness_session a
 WHERE extract(year FROM a.on_day) = %s ORDER BY a.on_day DESC, a.id LIMIT 500"""  # noqa: S608  # constants
ONE = f"SELECT {FIELDS}, false FROM awareness_session a WHERE a.id = %s"  # noqa: S608
COVERED = """
SELECT kelurahan, count(*) FILTER (WHERE status = 'held'),
       coalesce(sum(women + men + girls + boys) FILTER (WHERE status = 'held'), 0),
       max(on_day) FILTER (WHERE status = 'held'), count(*) FILTER (WHERE status = 'planned')
  FROM awareness_session WHERE extract(year FROM on_day) = %s GROUP BY kelurahan"""
COMING = f"""
SELECT {FIELDS}, false FROM awareness_session a
 WHERE a.public AND a.status = 'planned' AND a.on_day >= %s ORDER BY a.on_day, a.starts LIMIT 20"""  # noqa: S608


def of_year(connection: Connection, year: int) -> list[Session]:
    """The newest first."""
    return [_session(row) for row in connection.execute(LISTED, (year,)).fetchall()]


def coming(connection: Connection, day: date) -> list[Session]:
    """What anybody may know of."""
    return [_session(row) for row in connection.execute(COMING, (day,)).fetchall()]


def coverage(connection: Connection, year: int) -> list[Covered]:
    """Each kelurahan; those without a session first."""
    found = {row[0]: Covered(*row) for row in connection.execute(COVERED, (year,)).fetchall()}
    every = [found.get(code, Covered(code)) for code in KELURAHAN]
    return sorted(every, key=lambda one: one.held)


def plan(desk: Desk, body: Mapping[str, Any]) -> UUID:
    """Raises Invalid."""
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(SessionForm, body, database.now(tx.connection))
        made = uuid4()
        tx.connection.execute(
            "INSERT INTO awareness_session (id, on_day, starts, kelurahan, place, topics, held_by, public, made_by)"
            " VALUES (%s, %s, %s::time, %s, %s, %s, %s, %s, %s)",
            (made, form.on_day, form.starts, form.kelurahan, form.place, list(form.topics), list(form.held_by),
             form.public, desk.actor.id),
        )  # fmt: skip
        changes.record(tx, "awareness", made, "made", {}, form.model_dump())
    return made


def hold(desk: Desk, session: UUID, body: Mapping[str, Any]) -> None:
    """Record that it was held, or correct what was recorded. Raises Invalid and NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        before = _found(tx, session)
        form = forms.validate(HeldForm, body, database.now(tx.connection))
        if before.on_day > houses.today(tx):
            raise Invalid([Problem("", "ahead", AHEAD)])
        _change(tx, before, "held", form)


def cancel(desk: Desk, session: UUID) -> None:
    """Raises NotFound, also for one that was held."""
    with desk.engine.database.transaction(desk.actor) as tx:
        before = _found(tx, session)
        if before.status != "planned":
            raise NotFound("session")
        _change(tx, before, "cancelled", HeldForm(women=0, men=0, girls=0, boys=0, notes=before.notes))


def show(desk: Desk, session: UUID, body: Mapping[str, Any]) -> None:
    """Keep a picture of it, re-encoded and sealed, instead of the one before. Raises Invalid and NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(PictureForm, body, database.now(tx.connection))
    clean = pictures.cleaned(form.file)
    with desk.engine.database.transaction(desk.actor) as tx:
        before = _found(tx, session)
        _change(tx, before, before.status, HeldForm(**_counts(before)))  # whoever may not change it adds no picture
        picture = uuid4()
        sealed = desk.engine.keys.new_case_key(picture).seal(clean, place=PICTURE)
        old = tx.connection.execute(
            "DELETE FROM awareness_picture WHERE session_id = %s RETURNING id", (session,)
        ).fetchone()
        tx.connection.execute(
            "INSERT INTO awareness_picture (id, session_id, sealed) VALUES (%s, %s, %s)", (picture, session, sealed)
        )
        changes.record(tx, "awareness", session, "changed", {}, {"picture": picture})
    if old is not None:
        desk.engine.keys.destroy(old[0])


def picture(desk: Desk, session: UUID) -> bytes:
    """A JPEG. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        row = tx.connection.execute(
            "SELECT id, sealed FROM awareness_picture WHERE session_id = %s", (session,)
        ).fetchone()
    if row is None:
        raise NotFound("picture")
    return desk.engine.keys.case_key(row[0]).open(bytes(row[1]), place=PICTURE)


def _change(tx: Tx, before: Session, status: str, form: HeldForm) -> None:
    """Raises NotFound where it is not this person's to change."""
    row = tx.connection.execute(
        "UPDATE awareness_session SET status = %s, women = %s, men = %s, girls = %s, boys = %s, notes = %s"
        " WHERE id = %s RETURNING id",
        (status, form.women, form.men, form.girls, form.boys, form.notes, before.id),
    ).fetchone()
    if row is None:
        raise NotFound("session")
    old = {"status": before.status, **_counts(before)}
    changes.record(tx, "awareness", before.id, "changed", old, {"status": status, **form.model_dump()})


def _counts(one: Session) -> dict[str, Any]:
    return {"women": one.women, "men": one.men, "girls": one.girls, "boys": one.boys, "notes": one.notes}


def _found(tx: Tx, session: UUID) -> Session:
    row = tx.connection.execute(ONE, (session,)).fetchone()
    if row is None:
        raise NotFound("session")
    return _session(row)


def _session(row: Any) -> Session:
    values: list[Any] = list(row)
    values[5:7] = tuple(row[5]), tuple(row[6])
    return Session(*values)


AHEAD = Text("Kegiatan ini belum berlangsung.", "This session has not taken place yet.")
