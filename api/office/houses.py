"""The houses: one in a kelurahan, with its place, its hours, and who is on duty there today."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from psycopg import Connection
from pydantic import Field, model_validator

from api.desk import Desk
from api.office import changes
from api.office.register import DAYS, Json, joined, span_words
from engine import database, forms
from engine.calendar import WIB
from engine.database import Tx
from engine.definition import Text
from engine.errors import NotFound
from workflows.forms.form import Form, asks, contradiction
from workflows.office.regions import KELURAHAN
from workflows.office.roles import KADER, SUPERVISOR, kelurahan_group

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
Clock = Annotated[str, Field(pattern=CLOCK)]
"""A time of the day in WIB, as 08:00."""


class Hours(Form):
    """When a house is open on a day of the week. 0 is Monday."""

    weekday: Literal["0", "1", "2", "3", "4", "5", "6"] = asks(
        "Hari", "Day", "select", labels={str(number): words for number, words in enumerate(DAYS)}
    )
    opens: Clock = asks("Buka", "Opens", "time")
    closes: Clock = asks("Tutup", "Closes", "time")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise contradiction("hours_order", "Jam tutup harus sesudah jam buka.", "It closes after it opens.")
        return self


class HouseForm(Form):
    """A house as its keeper describes it: what anybody may know."""

    name: str = asks("Nama", "Name", "text", min_length=3, max_length=100)
    address: str = asks("Alamat", "Address", "text", default="", max_length=200)
    phone: str = asks("Telepon", "Phone", "text", default="", max_length=40)
    hours: tuple[Hours, ...] = asks("Jam buka", "Opening hours", "list", default=(), max_length=21)
    open: bool = asks("Melayani warga saat ini", "Serves people at present", "checkbox", default=True)


@dataclass(frozen=True, slots=True)
class Place:
    """A house. `made`: somebody has described it; else it is only known that there is one."""

    kelurahan: str
    name: str
    address: str
    phone: str
    hours: tuple[Mapping[str, str], ...]
    open: bool
    made: bool = True

    @property
    def described(self) -> Json:
        return {"name": self.name, "address": self.address, "phone": self.phone, "hours": list(self.hours),
                "open": self.open}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody on duty in a house on a day."""

    kelurahan: str
    staff: UUID
    name: str
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Crew:
    """How many active kader a kelurahan has, and what its coordinators are called."""

    kader: int
    coordinators: tuple[str, ...]


def all_of(connection: Connection) -> list[Place]:
    """One for each kelurahan, in the order of the list of regions."""
    rows = connection.execute("SELECT kelurahan, name, address, phone, hours, open FROM house").fetchall()
    made = {row[0]: Place(row[0], row[1], row[2], row[3], tuple(row[4]), row[5]) for row in rows}
    return [made.get(one.code) or Place(one.code, one.name, "", "", (), True, False) for one in KELURAHAN.values()]


def describe(desk: Desk, kelurahan: str, body: Mapping[str, Any]) -> Place:
    """Raises Invalid, and NotFound for a house that is not this person's to keep."""
    insist_on_keeper(desk, kelurahan)
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(HouseForm, body, database.now(tx.connection))
        hours = tuple(one.model_dump() for one in sorted(form.hours, key=lambda one: (one.weekday, one.opens)))
        before = next((one for one in all_of(tx.connection) if one.kelurahan == kelurahan and one.made), None)
        after = Place(kelurahan, form.name, form.address, form.phone, hours, form.open)
        tx.connection.execute(
            "INSERT INTO house (kelurahan, name, address, phone, hours, open) VALUES (%s, %s, %s, %s, %s::jsonb, %s)"
            " ON CONFLICT (kelurahan) DO UPDATE SET name = excluded.name, address = excluded.address,"
            " phone = excluded.phone, hours = excluded.hours, open = excluded.open",
            (kelurahan, form.name, form.address, form.phone, json.dumps(hours), form.open),
        )
        act: changes.Act = "changed" if before else "made"
        changes.record(tx, "house", kelurahan, act, before.described if before else {}, after.described)
    return after


def on_duty(connection: Connection, day: date) -> list[Watch]:
    """Everybody on a roster of that day who is active and not away."""
    rows = connection.execute(
        "SELECT d.kelurahan, s.id, s.name, d.opens, d.closes FROM duty d JOIN staff s ON s.id = d.staff_id"
        " WHERE d.on_day = %s AND s.active AND NOT EXISTS"
        " (SELECT FROM absence a WHERE a.staff_id = s.id AND d.on_day BETWEEN a.from_on AND a.until_on)"
        " ORDER BY d.kelurahan, d.opens, s.name",
        (day,),
    )
    return [Watch(*row) for row in rows]


def crews(connection: Connection) -> dict[str, Crew]:
    """Who is active where, for each kelurahan of the list."""
    found: dict[str, tuple[int, list[str]]] = {code: (0, []) for code in KELURAHAN}
    rows = connection.execute(
        "SELECT unnest(kelurahan), role, name FROM staff WHERE active AND kelurahan <> '{}' ORDER BY name"
    )
    for code, role, name in rows:
        kader, coordinators = found.get(code, (0, []))
        found[code] = (kader + 1, coordinators) if role == KADER else (kader, [*coordinators, name])
    return {code: Crew(kader, tuple(names)) for code, (kader, names) in found.items()}


def keeps(desk: Desk, kelurahan: str) -> bool:
    """Whether this person keeps the house: its coordinator, or a supervisor. (The database says it again.)"""
    actor = desk.actor
    return actor.role == SUPERVISOR or (actor.role == "coordinator" and kelurahan_group(kelurahan) in actor.audience)


def insist_on_keeper(desk: Desk, kelurahan: str) -> None:
    if kelurahan not in KELURAHAN or not keeps(desk, kelurahan):
        raise NotFound("house")


def today(tx: Tx) -> date:
    """By the clock of the cases, where Omah Peluk is."""
    return database.now(tx.connection).astimezone(WIB).date()


def hours_words(hours: Sequence[Mapping[str, str]]) -> Text | None:
    """Days with the same hours together: "Senin–Kamis 08.00–12.00; Sabtu 09.00–11.00"."""
    spans: dict[tuple[str, str], list[int]] = {}
    for one in hours:
        spans.setdefault((one["opens"], one["closes"]), []).append(int(one["weekday"]))
    return joined([_open(days, *map(time.fromisoformat, span)) for span, days in spans.items()], "; ")


def _open(days: Sequence[int], opens: time, closes: time) -> Text:
    when, which = span_words(opens, closes), list(_in_rows(days))
    return Text(f"{', '.join(row.id for row in which)} {when.id}", f"{', '.join(row.en for row in which)} {when.en}")


def _in_rows(days: Sequence[int]) -> Iterator[Text]:
    """Three days and more that follow each other are told by the first and the last."""
    for _, row in groupby(enumerate(sorted(days)), key=lambda one: one[1] - one[0]):
        there = [DAYS[day] for _, day in row]
        if len(there) > 2:
            yield Text(f"{there[0].id}–{there[-1].id}", f"{there[0].en}–{there[-1].en}")
        else:
            yield from there
