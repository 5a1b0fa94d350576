"""Which version of each calendar is in force, and which times the office has set: kept in the database, and counted by
in every process.

Whoever reads or opens a case reads beside it, in the same transaction, what stands; a process that does not know it yet
makes its workflows anew once.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from engine.calendar import Calendar
from engine.definition import SYSTEM, Actor
from engine.policies.setting import Values
from engine.registry import Registry

NOW = "SELECT omah_now(), omah_standing()"
"""The moment, and what stands then: `under` takes the second."""

LOCK = 0x616C6D61  # "alma"


@dataclass(frozen=True, slots=True)
class Standing:
    """As of an edition: (version, digest) of each calendar by its name; and what the office has set since then, which
    is no part of an edition.
    """

    edition: int
    calendars: dict[str, tuple[int, str]]
    values: Values | None = None

    @classmethod
    def of(cls, told: str | None) -> "Standing":
        read: dict[str, Any] = json.loads(told) if told is not None else {"edition": 0, "calendars": {}}
        calendars = {name: (one[0], one[1]) for name, one in read["calendars"].items()}
        return cls(read["edition"], calendars, read.get("values"))

    def told(self) -> str:
        return json.dumps({"edition": self.edition, "calendars": self.calendars})


def under(connection: "psycopg.Connection[Any]", registry: Registry, told: str | None) -> Registry:
    """The workflows as they stand; as they are declared where nothing was ever recorded."""
    if told is None:
        return registry
    known = registry.editions.get(told)
    if known is None:
        standing = Standing.of(told)
        made = registry.set_to(standing.values) if standing.values is not None else registry
        known = registry.editions[told] = made.counting_by(standing.edition, _calendars(connection, standing))
    return known


def current(connection: "psycopg.Connection[Any]", registry: Registry) -> Registry:
    """The workflows as of this moment."""
    return under(connection, registry, standing_now(connection))


def standing_now(connection: "psycopg.Connection[Any]") -> str | None:
    row = connection.execute("SELECT omah_standing()").fetchone()
    told: str | None = row[0] if row is not None else None
    return told


def _calendars(connection: "psycopg.Connection[Any]", standing: Standing) -> list[Calendar]:
    digests = [digest for _, digest in standing.calendars.values()]
    rows = connection.execute("SELECT DISTINCT canonical FROM calendar WHERE digest = ANY(%s)", (digests,)).fetchall()
    return [Calendar.of(json.loads(row[0]), standing.edition) for row in rows]


def digest(calendar: Calendar) -> str:
    return hashlib.sha256(_text(calendar).encode()).hexdigest()


def _text(calendar: Calendar) -> str:
    return json.dumps(calendar.canonical(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hold(connection: "psycopg.Connection[Any]") -> Standing:
    """What stands, and nobody else changes it before this transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    row = connection.execute("SELECT omah_calendars()").fetchone()
    return Standing.of(row[0] if row is not None else None)


def record(
    connection: "psycopg.Connection[Any]", standing: Standing, calendar: Calendar, actor: Actor, reason: str
) -> Standing:
    """Write the next version of a calendar, on top of what `hold` gave; what stands from now on."""
    version = standing.calendars.get(calendar.name, (0, ""))[0] + 1
    following = Standing(standing.edition + 1, {**standing.calendars, calendar.name: (version, digest(calendar))})
    connection.execute(
        """INSERT INTO calendar (edition, name, version, digest, canonical, standing, from_at, actor, role, reason)
           VALUES (%s, %s, %s, %s, %s, %s::jsonb, omah_now(), %s, %s, %s)""",
        (
            following.edition,
            calendar.name,
            version,
            digest(calendar),
            _text(calendar),
            following.told(),
            actor.id,
            actor.role,
            reason,
        ),
    )
    return following


SEEDED = "As the workflows declare it."


def seed(connection: "psycopg.Connection[Any]", calendars: Iterable[Calendar]) -> None:
    """Record the calendars that the workflows declare, where they are new. Idempotent.

    A release with another calendar is a new version of it, unless a person has changed it meanwhile: then hers stands.
    """
    standing = hold(connection)
    for calendar in {one.name: one for one in calendars}.values():
        rows = connection.execute(
            "SELECT digest, role FROM calendar WHERE name = %s ORDER BY version DESC", (calendar.name,)
        ).fetchall()
        if digest(calendar) not in {row[0] for row in rows} and (not rows or rows[0][1] == SYSTEM):
            standing = record(connection, standing, calendar, Actor(None, SYSTEM), SEEDED)


def eras(connection: "psycopg.Connection[Any]", registry: Registry) -> list[tuple[datetime, Registry]]:
    """From when on the workflows stood how, the first ones first; as declared where nothing is kept. What the office
    set reaches workflows that can be set.
    """
    found: list[tuple[datetime, Registry]] = []
    standing: dict[str, Calendar] = {}
    edition, made = 0, registry
    for from_at, number, name, canonical, values in connection.execute(_TURNS, (bool(registry.settings),)).fetchall():
        if canonical is not None:
            edition, standing[name] = number, Calendar.of(json.loads(canonical), number)
        else:
            made = registry.set_to(values)
        found.append((from_at, made.counting_by(edition, standing.values())))
    return found or [(datetime.min.replace(tzinfo=UTC), registry)]


_TURNS = """SELECT from_at, edition, name, canonical, NULL::jsonb FROM calendar
    UNION ALL SELECT from_at, number, NULL, NULL, in_force FROM policy WHERE %s ORDER BY 1, 4 NULLS LAST, 2"""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a calendar as it is kept: from when, by whom, and why."""

    calendar: Calendar
    version: int
    from_at: datetime
    actor: Any
    role: str
    reason: str


def versions(connection: "psycopg.Connection[Any]", name: str) -> list[Version]:
    """All versions of a calendar, the first one first; each calendar with its edition."""
    rows = connection.execute(
        """SELECT edition, canonical, version, from_at, actor, role, reason FROM calendar
            WHERE name = %s ORDER BY version""",
        (name,),
    ).fetchall()
    return [Version(Calendar.of(json.loads(row[1]), row[0]), *row[2:]) for row in rows]
