"""Notices of whoever is signed in: that there is something new, and where. Nothing of what it is."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.status_codes import HTTP_204_NO_CONTENT

from api.desk import Desk
from api.security.policy import CASEWORK, STAFF
from api.words import text
from engine.definition import Text

Here = NamedDependency[SkipValidation[Desk]]

TOPICS = {
    "reminder": Text("Pengingat tenggat", "A deadline comes near"),
    "escalation": Text("Tenggat lewat", "A deadline has passed"),
    "approval": Text("Menunggu persetujuan Anda", "Waits for your approval"),
    "conflict": Text("Konflik kepentingan dinyatakan", "A conflict of interest was declared"),
    "undelivered": Text("Pemberitahuan tidak terkirim", "A notice could not be delivered"),
    "glass_broken": Text("Identitas dibuka dalam keadaan darurat", "Identities were opened in an emergency"),
    "erased": Text("Isi rahasia satu kasus dihapus", "The secrets of a case were erased"),
    "dead_clock": Text("Jam kasus tidak dapat dijalankan", "A clock cannot be run"),
}
"""Those of every workflow. A topic of one workflow's own is told as something new."""

NEW = Text("Ada yang baru", "Something new")


@get("/api/notices", policy=STAFF, sync_to_thread=True)
def list_notices(desk: Here) -> dict[str, Any]:
    """The newest hundred, those not yet seen first. A case that is out of sight has no number."""
    sees_cases = desk.actor.role in CASEWORK
    with desk.engine.database.transaction(desk.actor) as tx:
        rows = tx.connection.execute(
            "SELECT n.id, n.case_id, c.number, n.topic, n.level, n.at, n.seen_at FROM notice n"
            " LEFT JOIN cases c ON c.id = n.case_id WHERE n.staff_id = %s"
            " ORDER BY n.seen_at IS NOT NULL, n.at DESC, n.id LIMIT 100",
            (tx.actor.id,),
        ).fetchall()
    return {
        "items": [
            {
                "id": of,
                "case": {"id": case, "number": number, "href": f"/app/cases/{case}" if sees_cases else "/app/history"},
                "topic": {"name": topic, "title": text(TOPICS.get(topic, NEW))},
                "level": level,
                "at": at,
                "seen_at": seen,
            }
            for of, case, number, topic, level, at, seen in rows
        ]
    }


@post("/api/notices/{notice:uuid}/seen", policy=STAFF, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def mark_seen(desk: Here, notice: FromPath[UUID]) -> None:
    """One's own; another's stays as it is, and nothing tells that it is there."""
    with desk.engine.database.transaction(desk.actor) as tx:
        tx.connection.execute(
            "UPDATE notice SET seen_at = clock_timestamp() WHERE id = %s AND staff_id = %s AND seen_at IS NULL",
            (notice, tx.actor.id),
        )


@post("/api/notices/seen", policy=STAFF, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def mark_all_seen(desk: Here) -> None:
    """All of one's own."""
    with desk.engine.database.transaction(desk.actor) as tx:
        tx.connection.execute(
            "UPDATE notice SET seen_at = clock_timestamp() WHERE staff_id = %s AND seen_at IS NULL", (tx.actor.id,)
        )


HANDLERS = (list_notices, mark_seen, mark_all_seen)
