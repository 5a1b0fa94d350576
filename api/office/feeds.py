"""A calendar that somebody's own programs fetch: the booked times, each called "Kunjungan", and nothing else.

Whoever knows the address reads it, so the token in it is a secret: made once, shown once, kept as a digest, and
taken back at any time. A new one ends the old one.
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from icalendar import Calendar, Event

from api.desk import Desk, House
from api.office import changes
from api.security.sessions import NOBODY
from engine import database
from engine.database import Tx
from engine.errors import NotFound

TITLE = "Kunjungan"
BOOKED = """
SELECT s.id, s.starts_at, s.ends_at FROM slot s JOIN visit v ON v.id = s.visit_id
 WHERE v.psychologist = %s AND v.cancelled_at IS NULL AND s.case_id IS NOT NULL
   AND s.starts_at > omah_now() - interval '90 days' ORDER BY s.starts_at"""


def begin(desk: Desk) -> str:
    """A new address; the path of it, which is not shown again."""
    token = secrets.token_urlsafe(32)
    with desk.engine.database.transaction(desk.actor) as tx:
        old = _revoke(tx)
        tx.connection.execute(
            "INSERT INTO feed (token_hash, staff_id) VALUES (%s, %s)", (_digest(token), desk.actor.id)
        )
        changes.record(tx, "feed", desk.actor.id, "changed" if old else "made", {}, {"address": "•••"})
    return f"/kalender/{token}.ics"


def end(desk: Desk) -> None:
    """Nobody fetches it any more. Raises NotFound where there is none."""
    with desk.engine.database.transaction(desk.actor) as tx:
        if not _revoke(tx):
            raise NotFound("feed")
        changes.record(tx, "feed", desk.actor.id, "removed", {"address": "•••"}, {})


def exists(tx: Tx) -> bool:
    row = tx.connection.execute(
        "SELECT FROM feed WHERE staff_id = %s AND revoked_at IS NULL", (tx.actor.id,)
    ).fetchone()
    return row is not None


def fetched(house: House, token: str) -> bytes:
    """The calendar (RFC 5545). Raises NotFound for an address that is none, was ended, or whose person has left."""
    with house.engine.database.transaction(NOBODY) as tx:
        row = tx.connection.execute(
            "SELECT f.staff_id FROM feed f JOIN staff s ON s.id = f.staff_id"
            " WHERE f.token_hash = %s AND f.revoked_at IS NULL AND s.active",
            (_digest(token),),
        ).fetchone()
        if row is None:
            raise NotFound("feed")
        times = tx.connection.execute(BOOKED, (row[0],)).fetchall()
        return _drawn(times, database.now(tx.connection))


def _drawn(times: list[tuple[UUID, datetime, datetime]], now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Info Warga//ID")
    calendar.add("version", "2.0")
    for slot, starts, ends in times:
        event = Event()
        event.add("uid", f"{slot}@info-warga")
        event.add("dtstamp", now)
        event.add("dtstart", starts)
        event.add("dtend", ends)
        event.add("summary", TITLE)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    drawn: bytes = calendar.to_ical()
    return drawn


def _revoke(tx: Tx) -> bool:
    row = tx.connection.execute(
        "UPDATE feed SET revoked_at = clock_timestamp() WHERE staff_id = %s AND revoked_at IS NULL RETURNING staff_id",
        (tx.actor.id,),
    ).fetchone()
    return row is not None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
