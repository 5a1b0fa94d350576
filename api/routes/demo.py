"""The demo's own: its clock, moved forward by hand, and an inbox of the mails that were not sent."""

from datetime import timedelta
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict

from api.desk import Desk
from api.security.policy import STAFF
from engine.database import advance_clock, now

Here = NamedDependency[SkipValidation[Desk]]


class Advance(BaseModel):
    """An ISO 8601 duration, as "PT24H" or "P3D"."""

    model_config = ConfigDict(extra="forbid")

    advance: timedelta


@get("/api/demo/clock", policy=STAFF, sync_to_thread=True)
def read_clock(desk: Here) -> dict[str, Any]:
    with desk.engine.database.transaction(desk.actor) as tx:
        return {"now": now(tx.connection)}


@post("/api/demo/clock", policy=STAFF, sync_to_thread=True, status_code=HTTP_200_OK)
def move_clock(desk: Here, data: JSONBody[Advance]) -> dict[str, Any]:
    """Only forward, and for everybody. Sessions and the workers' rounds keep real time."""
    with desk.engine.database.transaction(desk.actor) as tx:
        return {"now": advance_clock(tx.connection, data.advance)}


@get("/api/demo/inbox", policy=STAFF, sync_to_thread=True)
def inbox(desk: Here) -> dict[str, Any]:
    """The newest hundred mails that would have been sent."""
    with desk.engine.database.transaction(desk.actor) as tx:
        rows = tx.connection.execute(
            "SELECT created_at, recipient, subject, body FROM mail ORDER BY created_at DESC, id LIMIT 100"
        ).fetchall()
    return {"items": [{"at": at, "to": to, "subject": subject, "body": body} for at, to, subject, body in rows]}


HANDLERS = (read_clock, move_clock, inbox)
