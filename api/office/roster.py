"""Who is on duty in a house, on which day and from when to when; and who is away.

What stands in the past stays: a roster says who was there. Whoever is away is not told of anything meanwhile (the
workers read it), and takes no watch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Self
from uuid import UUID

import psycopg
from psycopg import Connection
from pydantic import model_validator

from api.desk import Desk
from api.office import changes, houses
from api.office.houses import Clock
from api.office.register import day_words
from engine import database, forms
from engine.definition import Text
from engine.errors import Invalid, NotFound, Problem
from workflows.forms.form import Form, asks, contradiction
from workflows.office.roles import SUPERVISOR, kelurahan_group

AHEAD = timedelta(days=35)
"""How far a roster is shown."""


class Shift(Form):
    """Somebody takes a watch, perhaps for several weeks on the same day."""

    staff: UUID = asks("Siapa", "Who", "select")
    on_day: date = asks("Tanggal", "Date", "date")
    opens: Clock = asks("Dari jam", "From", "time")
    closes: Clock = asks("Sampai jam", "Until", "time")
    weeks: int = asks(
        "Berapa minggu berturut-turut", "How many weeks running", "number", default=1, ge=1, le=12
    )  # fmt: skip

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise contradiction("hours_order", "Jam selesai harus sesudah jam mulai.", "It ends after it begins.")
        return self


class Leave(Form):
    """Somebody is away, both days included."""

    staff: UUID = asks("Siapa", "Who", "select")
    from_on: date = asks("Dari tanggal", "From", "date")
    until_on: date = asks("Sampai tanggal", "Until", "date")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on < self.from_on:
            raise contradiction("days_order", "Tanggal akhir sebelum tanggal mulai.", "It ends before it begins.")
        return self


@dataclass(frozen=True, slots=True)
class Watch:
    id: UUID
    staff: UUID
    name: str
    on_day: date
    opens: time
    closes: time
    away: bool


@dataclass(frozen=True, slots=True)
class Absence:
    id: UUID
    staff: UUID
    name: str
    role: str
    kelurahan: tuple[str, ...]
    from_on: date
    until_on: date


def of_house(connection: Connection, kelurahan: str, day: date) -> list[Watch]:
    """The roster from that day on."""
    rows = connection.execute(
        "SELECT d.id, s.id, s.name, d.on_day, d.opens, d.closes, NOT s.active OR EXISTS"
        " (SELECT FROM absence a WHERE a.staff_id = s.id AND d.on_day BETWEEN a.from_on AND a.until_on)"
        " FROM duty d JOIN staff s ON s.id = d.staff_id WHERE d.kelurahan = %s AND d.on_day BETWEEN %s AND %s"
        " ORDER BY d.on_day, d.opens, s.name",
        (kelurahan, day, day + AHEAD),
    )
    return [Watch(*row) for row in rows]


def take(desk: Desk, kelurahan: str, body: Mapping[str, Any]) -> list[date]:
    """Put somebody on the roster; the days. Raises Invalid, and NotFound for a house that is not hers to keep."""
    houses.insist_on_keeper(desk, kelurahan)
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(Shift, body, database.now(tx.connection))
        if form.on_day < houses.today(tx):
            raise Invalid([Problem("/on_day", "past", PAST)])
        if str(form.staff) not in workers_of(tx.connection, kelurahan):
            raise Invalid([Problem("/staff", "not_here", NOT_HERE)])
        days = [form.on_day + timedelta(weeks=week) for week in range(form.weeks)]
        for day in days:
            _add(tx, kelurahan, form, day)
    return days


def _add(tx: database.Tx, kelurahan: str, form: Shift, day: date) -> None:
    try:
        row = tx.connection.execute(
            "INSERT INTO duty (kelurahan, staff_id, on_day, opens, closes) SELECT %s, %s, %s, %s::time, %s::time"
            " WHERE NOT EXISTS (SELECT FROM duty WHERE staff_id = %s AND on_day = %s AND opens < %s AND closes > %s)"
            " RETURNING id",
            (kelurahan, form.staff, day, form.opens, form.closes, form.staff, day, form.closes, form.opens),
        ).fetchone()
    except psycopg.errors.UniqueViolation:
        row = None
    if row is None:
        said = day_words(day)
        raise Invalid([Problem("/on_day", "on_duty_already", Text(
            f"Orang ini sudah berjaga pada {said.id}, di jam itu.",
            f"This person is on duty already on {said.en}, at that time.",
        ))])  # fmt: skip
    new = {"staff": form.staff, "on_day": day, "opens": form.opens, "closes": form.closes}
    changes.record(tx, "duty", kelurahan, "made", {}, new)


def give_up(desk: Desk, duty: UUID) -> None:
    """Take a watch off the roster. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        row = tx.connection.execute(
            "DELETE FROM duty WHERE id = %s AND on_day >= %s RETURNING kelurahan, staff_id, on_day, opens, closes",
            (duty, houses.today(tx)),
        ).fetchone()
        if row is None:
            raise NotFound("watch")
        old = dict(zip(("staff", "on_day", "opens", "closes"), row[1:], strict=True))
        changes.record(tx, "duty", row[0], "removed", old, {})


def absences(connection: Connection, day: date) -> list[Absence]:
    """Those that are not over on that day."""
    rows = connection.execute(
        "SELECT a.id, s.id, s.name, s.role, s.kelurahan, a.from_on, a.until_on FROM absence a"
        " JOIN staff s ON s.id = a.staff_id WHERE a.until_on >= %s AND s.active ORDER BY a.from_on, s.name, a.id",
        (day,),
    )
    return [Absence(row[0], row[1], row[2], row[3], tuple(row[4]), row[5], row[6]) for row in rows]


def leave(desk: Desk, body: Mapping[str, Any]) -> None:
    """Record that somebody will be away. Raises Invalid."""
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(Leave, body, database.now(tx.connection))
        if str(form.staff) not in colleagues_of(desk, tx.connection):
            raise Invalid([Problem("/staff", "not_here", NOT_HERE)])
        if form.until_on < houses.today(tx):
            raise Invalid([Problem("/until_on", "past", PAST)])
        tx.connection.execute(
            "INSERT INTO absence (staff_id, from_on, until_on) VALUES (%s, %s, %s)",
            (form.staff, form.from_on, form.until_on),
        )
        changes.record(tx, "absence", form.staff, "made", {}, form.model_dump(include={"from_on", "until_on"}))


def come_back(desk: Desk, absence: UUID) -> None:
    """Somebody is here after all. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        row = tx.connection.execute(
            "DELETE FROM absence WHERE id = %s RETURNING staff_id, from_on, until_on", (absence,)
        ).fetchone()
        if row is None:
            raise NotFound("absence")
        changes.record(tx, "absence", row[0], "removed", {"from_on": row[1], "until_on": row[2]}, {})


def workers_of(connection: Connection, kelurahan: str) -> dict[str, str]:
    """The active people of a house, by id."""
    rows = connection.execute(
        "SELECT id::text, name FROM staff WHERE active AND kelurahan @> ARRAY[%s] ORDER BY name, id", (kelurahan,)
    )
    return dict(rows.fetchall())


def colleagues_of(desk: Desk, connection: Connection) -> dict[str, str]:
    """Whose leave this person records: a supervisor everybody's, a coordinator her house's."""
    rows = connection.execute("SELECT id::text, name, kelurahan FROM staff WHERE active ORDER BY name, id")
    everybody = desk.actor.role == SUPERVISOR
    return {
        one: name
        for one, name, places in rows
        if everybody or any(kelurahan_group(place) in desk.actor.audience for place in places)
    }


NOT_HERE = Text("Orang ini tidak bekerja di sini; pilih dari daftar.", "This person does not work here; choose one.")
PAST = Text("Tanggal ini sudah lewat.", "This day has passed.")
