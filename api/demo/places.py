"""The places of the demo: three houses with hours and a roster, a visit ahead with a booked slot, and sessions."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from api.cases import casework, slots
from api.demo.people import HOME, kader_of
from api.desk import Desk, House
from api.office import awareness, houses, roster, visits
from api.security.sessions import NOBODY, Person
from engine.commands import Done
from engine.database import Tx
from workflows.casework import visiting

SATURDAY = 5
"""As `date.weekday` counts: on it and the day after no house is open."""
MORNINGS = [{"weekday": day, "opens": "08:00", "closes": "12:00"} for day in ("0", "1", "2", "3", "4")]
HOUSES = (
    ("18.72.05.1001", "Omah Peluk Rejomulyo", "Balai Kelurahan Rejomulyo"),
    ("18.72.04.1001", "Omah Peluk Yosodadi", "Jalan Ki Hajar Dewantara"),
    ("18.72.01.1003", "Omah Peluk Imopuro", "Sebelah Posyandu Melati"),
)
SESSIONS: tuple[tuple[int, str, dict[str, int] | None], ...] = (
    (-12, "18.72.05.1001", {"women": 24, "men": 5, "girls": 9, "boys": 6}),
    (-3, "18.72.01.1003", {"women": 11, "men": 2, "girls": 18, "boys": 15}),
    (9, "18.72.04.1001", None),
)
"""Days from today, where, and who came."""

CAN_WAIT = """
SELECT id, version FROM cases
 WHERE workflow = 'omah-peluk' AND state = 'consulted' AND region = %s AND facts ->> 'risk' = 'low'
   AND facts ->> 'category' = 'non_violence' AND pending IS NULL ORDER BY opened_at, id LIMIT 2"""


def furnish(house: House, person: Callable[[str], Person]) -> None:
    """Described by the supervisor, the coordinator, the psychologist and the children's forum, through the same doors
    as everybody's."""
    with house.engine.database.transaction(NOBODY) as tx:
        today = houses.today(tx)
    supervisor = Desk(house, person("supervisor"), None)
    for kelurahan, name, address in HOUSES:
        houses.describe(supervisor, kelurahan, {"name": name, "address": address, "hours": MORNINGS})
    _roster(Desk(house, person("coordinator"), None), today)
    _visit(Desk(house, person("psychologist"), None), today)
    _booked(Desk(house, person("kader"), None))
    _sessions(Desk(house, person("forum_anak"), None), today)


def _roster(desk: Desk, today: date) -> None:
    """The two kader at home, a day each in turn, as long as the house is open."""
    week = [day for day in (today + timedelta(days=ahead) for ahead in range(7)) if day.weekday() < SATURDAY]
    for day, kader in zip(week, cycle(kader_of(HOME)), strict=False):
        watch = {"staff": str(kader.id), "on_day": str(day), "opens": "08:00", "closes": "12:00", "weeks": 4}
        roster.take(desk, HOME, watch)


def _visit(desk: Desk, today: date) -> None:
    day = today + timedelta(days=10)
    day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
    visit = {"psychologist": str(desk.somebody.id), "on_day": str(day), "opens": "09:00", "closes": "13:00",
             "place": "Omah Peluk Rejomulyo", "months": 3}  # fmt: skip
    visits.plan(desk, visit)


def _booked(desk: Desk) -> None:
    """Two cases that can wait for the visit: the first has a slot, the second waits for one."""
    with desk.engine.database.transaction(desk.actor) as tx:
        rows = tx.connection.execute(CAN_WAIT, (desk.somebody.kelurahan[0],)).fetchall()
        slot = slots.open_ones(tx.connection, desk.actor)[0]
    (booked, seen), (waits, seen_too) = rows
    casework.advance(desk, booked, visiting.BOOK, {"slot": str(slot.id)}, seen, _nothing_more)
    casework.advance(desk, waits, visiting.ASK, {}, seen_too, _nothing_more)


def _nothing_more(_tx: Tx, _done: Done) -> None:
    pass


def _sessions(desk: Desk, today: date) -> None:
    for ahead, kelurahan, came in SESSIONS:
        told: dict[str, Any] = {
            "on_day": str(today + timedelta(days=ahead)),
            "starts": "09:00",
            "kelurahan": kelurahan,
            "place": "Balai kelurahan",
            "topics": ["childrens_rights", "whom_to_turn_to"],
            "held_by": ["patbm", "pkk", "forum_anak"],
            "public": True,
        }
        made = awareness.plan(desk, told)
        if came is not None:
            awareness.hold(desk, made, came)
