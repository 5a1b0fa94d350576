"""The psychologist's visits: planned a day at a time or for the months ahead, divided into slots, and cancelled.

A visit that is cancelled sends the cases booked in it back to the waiting list, each by a recorded step that tells
their kader. Should that be cut off, whoever looks at the visits finishes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import UUID

import psycopg
from psycopg import Connection
from pydantic import model_validator

from api.cases import slots
from api.desk import Desk
from api.office import changes, houses
from api.office.houses import Clock
from api.office.register import day_words
from engine import commands, database, forms
from engine.calendar import WIB
from engine.database import SYSTEM_ACTOR
from engine.definition import Text
from engine.errors import Invalid, NotFound, Problem, Refused
from engine.runtime import Engine
from workflows.casework import visiting
from workflows.forms.form import Form, asks, contradiction
from workflows.office.regions import LABELS
from workflows.office.roles import PSYCHOLOGIST

AHEAD = timedelta(days=400)


class VisitForm(Form):
    """When she comes, for whom, and how long each person has."""

    psychologist: UUID = asks("Psikolog", "Psychologist", "select")
    on_day: date = asks("Tanggal", "Date", "date")
    opens: Clock = asks("Dari jam", "From", "time")
    closes: Clock = asks("Sampai jam", "Until", "time")
    minutes: int = asks("Menit per kasus", "Minutes for each case", "number", default=60, ge=15, le=240)
    place: str = asks("Tempat", "Place", "text", default="", max_length=100)
    kelurahan: tuple[str, ...] = asks(
        "Untuk kelurahan",
        "For the kelurahan",
        "checkboxes",
        labels=LABELS,
        hint=Text("Kosong: untuk semua.", "None: for all."),
        default=(),
    )
    months: int = asks("Berapa bulan berturut-turut", "How many months running", "number", default=1, ge=1, le=12)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.closes <= self.opens:
            raise contradiction("hours_order", "Jam selesai harus sesudah jam mulai.", "It ends after it begins.")
        if _minutes(self.closes) - _minutes(self.opens) < self.minutes:
            raise contradiction("no_slot", "Waktunya tidak cukup untuk satu kasus.", "There is no time for one case.")
        return self


@dataclass(frozen=True, slots=True)
class Slot:
    """`case`: whoever took it, None while it is free."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    case: UUID | None


@dataclass(frozen=True, slots=True)
class Visit:
    id: UUID
    psychologist: UUID
    name: str
    on_day: date
    place: str
    kelurahan: tuple[str, ...]
    cancelled: bool
    slots: tuple[Slot, ...]

    @property
    def unfinished(self) -> bool:
        """Cancelled, and still somebody thinks that she comes."""
        return self.cancelled and any(one.case for one in self.slots)


def listed(connection: Connection, since: date, psychologist: UUID | None = None) -> list[Visit]:
    """Those from that day on."""
    rows = connection.execute(
        "SELECT v.id, v.psychologist, s.name, v.on_day, v.place, v.kelurahan, v.cancelled_at IS NOT NULL FROM visit v"
        " JOIN staff s ON s.id = v.psychologist WHERE v.on_day >= %s AND (%s::uuid IS NULL OR v.psychologist = %s)"
        " ORDER BY v.on_day, s.name, v.id",
        (since, psychologist, psychologist),
    ).fetchall()
    held = _slots_of(connection, [row[0] for row in rows])
    return [
        Visit(row[0], row[1], row[2], row[3], row[4], tuple(row[5]), row[6], tuple(held.get(row[0], ())))
        for row in rows
    ]


def _slots_of(connection: Connection, visits: Sequence[UUID]) -> dict[UUID, list[Slot]]:
    found: dict[UUID, list[Slot]] = {}
    rows = connection.execute(
        "SELECT visit_id, id, starts_at, ends_at, case_id FROM slot WHERE visit_id = ANY(%s) ORDER BY starts_at",
        (list(visits),),
    )
    for visit, *slot in rows:
        found.setdefault(visit, []).append(Slot(*slot))
    return found


def psychologists(desk: Desk, connection: Connection) -> dict[str, str]:
    """Whose visits this person plans: a psychologist her own."""
    rows = connection.execute(
        "SELECT id::text, name FROM staff WHERE active AND role = %s ORDER BY name, id", (PSYCHOLOGIST,)
    ).fetchall()
    own = desk.actor.role == PSYCHOLOGIST
    return {who: name for who, name in rows if not own or who == str(desk.actor.id)}


def plan(desk: Desk, body: Mapping[str, Any]) -> list[date]:
    """The days. Raises Invalid, and then nothing is planned."""
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(VisitForm, body, database.now(tx.connection))
        if str(form.psychologist) not in psychologists(desk, tx.connection):
            raise Invalid([Problem("/psychologist", "not_here", NOT_HERE)])
        if form.on_day < houses.today(tx):
            raise Invalid([Problem("/on_day", "past", PAST)])
        if unknown := [code for code in form.kelurahan if code not in LABELS]:
            raise Invalid(
                [Problem("/kelurahan", "unknown", Text(f"Tidak dikenal: {unknown}.", f"Unknown: {unknown}."))]
            )
        days = monthly(form.on_day, form.months)
        for day in days:
            _add(tx, form, day)
    return days


def _add(tx: database.Tx, form: VisitForm, day: date) -> None:
    try:
        row = tx.connection.execute(
            "INSERT INTO visit (psychologist, on_day, place, kelurahan) VALUES (%s, %s, %s, %s) RETURNING id",
            (form.psychologist, day, form.place, list(form.kelurahan)),
        ).fetchone()
    except psycopg.errors.UniqueViolation:
        said = day_words(day)
        words = Text(f"Sudah ada kunjungan pada {said.id}.", f"There is a visit on {said.en} already.")
        raise Invalid([Problem("/on_day", "planned", words)]) from None
    assert row is not None, "what was inserted is returned"
    for start, end in divided(day, form.opens, form.closes, form.minutes):
        tx.connection.execute(
            "INSERT INTO slot (visit_id, starts_at, ends_at) VALUES (%s, %s, %s)", (row[0], start, end)
        )
    changes.record(tx, "visit", row[0], "made", {}, {"on_day": day, **form.model_dump(exclude={"on_day", "months"})})


def monthly(first: date, months: int) -> list[date]:
    """The same weekday of the month, as "the third Saturday"; of a fifth one that a month has not, the fourth."""
    which = (first.day - 1) // 7
    days = [first]
    for ahead in range(1, months):
        year, month = divmod(first.year * 12 + first.month - 1 + ahead, 12)
        start = date(year, month + 1, 1)
        day = start + timedelta(days=(first.weekday() - start.weekday()) % 7 + 7 * which)
        days.append(day if day.month == start.month else day - timedelta(days=7))
    return days


def divided(day: date, opens: str, closes: str, minutes: int) -> list[tuple[datetime, datetime]]:
    """The slots of a day; what is left at the end is too short for one."""
    begin = datetime.combine(day, datetime.min.time(), WIB)
    return [
        (begin + timedelta(minutes=start), begin + timedelta(minutes=start + minutes))
        for start in range(_minutes(opens), _minutes(closes) - minutes + 1, minutes)
    ]


def cancel(desk: Desk, visit: UUID) -> int:
    """How many cases went back to the waiting list. May be repeated, and finishes what was cut off. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = next((one for one in listed(tx.connection, date.min) if one.id == visit), None)
        if found is None or (found.on_day < houses.today(tx) and not found.cancelled):
            raise NotFound("visit")
        if not found.cancelled:
            row = tx.connection.execute(
                "UPDATE visit SET cancelled_at = omah_now() WHERE id = %s RETURNING id", (visit,)
            ).fetchone()
            if row is None:
                raise NotFound("visit")
            changes.record(
                tx, "visit", visit, "removed", {"on_day": found.on_day, "psychologist": found.psychologist}, {}
            )
    return finish(desk.engine, visit)


def finish(engine: Engine, visit: UUID) -> int:
    """Send the cases of a cancelled visit back, one recorded step each."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        booked = [(one.id, one.case) for one in _slots_of(tx.connection, [visit]).get(visit, []) if one.case]
    for slot, case in booked:
        try:
            commands.advance(engine, SYSTEM_ACTOR, case, visiting.CANCELLED, also=slots.follow)
        except Refused:  # over or resolved meanwhile: nobody waits for her any more
            slots.free(engine, slot)
    return len(booked)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


NOT_HERE = Text("Pilih psikolog dari daftar.", "Choose a psychologist of the list.")
PAST = Text("Tanggal ini sudah lewat.", "This day has passed.")
