"""An empty house is filled with the demo, and its clock is moved on."""

from datetime import datetime, timedelta

from api.demo import breach, cases, places
from api.demo.people import HOME, PASSWORD, actor_of, everybody, person_of
from api.desk import House
from api.security import accounts
from api.security.accounts import Wanted
from api.security.sessions import NOBODY
from engine import database
from engine.calendar import WIB
from engine.errors import IllegalClock
from engine.runtime import publish_definitions


def seed(house: House) -> bool:
    """Fill an empty house. False where it was filled before."""
    if accounts.anybody(house):
        return False
    publish_definitions(house.engine)
    kept = house.hasher.keep(PASSWORD)
    for one in everybody():
        accounts.add(house, Wanted(one.email, one.name, one.role, one.person.kelurahan), kept, one.id)
    cases.tell(house, actor_of)
    breach.tell(house, actor_of, HOME)
    places.furnish(house, person_of)
    return True


def move_clock(house: House, to: datetime) -> datetime:
    """Raises IllegalClock for a moment that has passed."""
    there = to if to.tzinfo is not None else to.replace(tzinfo=WIB)
    with house.engine.database.transaction(NOBODY) as tx:
        ahead = there - database.now(tx.connection)
        if ahead < -timedelta(minutes=1):
            raise IllegalClock(f"The demo clock only goes forward, and {there:%Y-%m-%d %H:%M %Z} has passed.")
        return database.advance_clock(tx.connection, max(ahead, timedelta()))
