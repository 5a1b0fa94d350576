"""The calendars by which deadlines count: for whoever keeps them, with each version and who changed what."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from pydantic import BaseModel, ConfigDict, Field

from api.desk import Desk
from api.office import calendars
from api.office.calendars import Parts
from api.routes.cases import Seen, seen_version
from api.security import accounts
from api.security.policy import CALENDARS
from engine import calendars as engine_calendars

Here = NamedDependency[SkipValidation[Desk]]


class CalendarChange(BaseModel):
    """`add` gives dates their names, `remove` takes dates away, `collective_leave` adds that of a year; `calendar` is
    the whole of it, where more than days changes.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: str = Field(min_length=5, max_length=2_000)
    add: dict[str, str] = Field(default_factory=dict, max_length=400)
    remove: list[str] = Field(default_factory=list, max_length=400)
    collective_leave: int | None = None
    calendar: dict[str, Any] | None = None

    @property
    def parts(self) -> Parts:
        return Parts(self.add, self.remove, self.collective_leave, self.calendar)


@get("/api/calendars", policy=CALENDARS, sync_to_thread=True)
def list_calendars(desk: Here) -> dict[str, Any]:
    with desk.engine.database.transaction(desk.actor) as tx:
        people = accounts.names(tx.connection)
        registry = desk.engine.registry
        return {"items": [calendars.shown(tx, registry, name, people) for name in calendars.names(registry)]}


@get("/api/calendars/{name:str}", policy=CALENDARS, sync_to_thread=True)
def read_calendar(desk: Here, name: FromPath[str]) -> dict[str, Any]:
    return _page(desk, name)


@post("/api/calendars/{name:str}", policy=CALENDARS, sync_to_thread=True)
def change_calendar(
    desk: Here, name: FromPath[str], data: JSONBody[CalendarChange], seen: Seen = None
) -> dict[str, Any]:
    """In force at once: every running deadline that counts by it is counted anew, on record. 412 where somebody else
    changed it meanwhile, 422 with every problem; `cases` is how many were given other due times.
    """
    version = seen_version(seen)
    with desk.engine.database.transaction(desk.actor) as tx:
        proposed = {**calendars.proposed(tx, name, data.parts), "name": name}
    changed = engine_calendars.change(desk.engine, desk.actor, proposed, data.reason, seen=version)
    return {**_page(desk, name), "cases": changed.cases}


def _page(desk: Desk, name: str) -> dict[str, Any]:
    with desk.engine.database.transaction(desk.actor) as tx:
        return calendars.shown(tx, desk.engine.registry, name, accounts.names(tx.connection))


HANDLERS = (list_calendars, read_calendar, change_calendar)
