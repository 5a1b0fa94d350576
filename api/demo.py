"""`python -m api.demo`: the people and cases of the demo, all made up. Does nothing where they are there already.

`--logins` prints role, e-mail and password, a line each. `--at 2026-12-01T09:00+07:00` moves the demo clock forward.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_DNS, UUID, uuid5

from api import demo_breach, demo_cases, demo_places
from api.desk import House
from api.house import furnish
from api.security import accounts
from api.security.accounts import Wanted
from api.security.policy import acts_as
from api.security.sessions import NOBODY, Person
from engine import database
from engine.calendar import WIB
from engine.definition import Actor
from engine.errors import IllegalClock
from engine.runtime import publish_definitions
from engine.settings import Settings
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ROLES

PASSWORD = "melati-mekar-pagi"  # noqa: S105  # of the demo, printed at its start
HOME = "18.72.05.1001"
"""Rejomulyo, where Omah Peluk began: the kelurahan of those who can sign in as kader and coordinator."""


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """Somebody of the demo. The same everywhere, so that a recorded walk through it can be played again."""

    role: str
    name: str
    place: str | None = None
    local: str = ""

    @property
    def email(self) -> str:
        return f"{self.local or self.role.replace('_', '-')}@metro.example"

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE_DNS, self.email)

    @property
    def person(self) -> Person:
        return Person(self.id, self.name, self.email, self.role, (self.place,) if self.place else (), "id")


DEMO_LOGINS = (
    DemoLogin("kader", "Sri Wahyuni", HOME),
    DemoLogin("coordinator", "Endang Lestari", HOME),
    DemoLogin("psychologist", "Ratna Dewi, M.Psi."),
    DemoLogin("puspaga_officer", "Maya Anggraini"),
    DemoLogin("uptd_officer", "Yuli Astuti"),
    DemoLogin("head_of_uptd", "Nurhayati"),
    DemoLogin("supervisor", "Herlina Sari"),
    DemoLogin("auditor", "Bambang Prasetyo"),
    DemoLogin("admin", "Agus Setiawan"),
    DemoLogin("forum_anak", "Forum Anak Kota Metro"),
)
"""One for each role."""

OTHER_KADER_NAMES = (
    *("Siti Rohmah", "Tri Hastuti", "Dwi Rahayu", "Eka Safitri", "Wiwik Handayani", "Umi Kalsum", "Nur Aini"),
    *("Sulastri", "Kartini", "Rusmiati", "Suparmi", "Lilis Suryani", "Yanti Marlina", "Fitri Yani", "Ida Royani"),
    *("Neneng Hasanah", "Sumarni", "Tuti Alawiyah", "Rina Marlina", "Sri Mulyani", "Ani Suryani"),
)


def everybody() -> Iterator[DemoLogin]:
    """The logins, and a kader in each of the other kelurahan."""
    yield from DEMO_LOGINS
    others = [place for place in KELURAHAN.values() if place.code != HOME]
    for place, name in zip(others, OTHER_KADER_NAMES, strict=True):
        local = "kader." + "".join(place.name.lower().split())
        yield DemoLogin("kader", name, place.code, local)


def seed(house: House) -> bool:
    """Fill an empty house. False where it was filled before."""
    if accounts.anybody(house):
        return False
    publish_definitions(house.engine)
    kept = house.hasher.keep(PASSWORD)
    for one in everybody():
        accounts.add(house, Wanted(one.email, one.name, one.role, one.person.kelurahan), kept, one.id)
    demo_cases.tell(house, actor_of)
    demo_breach.tell(house, actor_of, HOME)
    demo_places.furnish(house, person_of)
    return True


def person_of(role: str) -> Person:
    """Whoever can sign in in that role."""
    return next(one.person for one in DEMO_LOGINS if one.role == role)


def actor_of(role: str, place: str) -> Actor:
    """Who acts in a case of that place: its own kader, else the one in that role."""
    bound = ROLES[role].scope == "kelurahan"
    found = next((one for one in everybody() if one.role == role and one.place == (place if bound else None)), None)
    chosen = found or next(one for one in everybody() if one.role == "kader" and one.place == place)
    return acts_as(chosen.person)


def move_clock(house: House, to: datetime) -> datetime:
    """Raises IllegalClock for a moment that has passed."""
    there = to if to.tzinfo is not None else to.replace(tzinfo=WIB)
    with house.engine.database.transaction(NOBODY) as tx:
        ahead = there - database.now(tx.connection)
        if ahead < -timedelta(minutes=1):
            raise IllegalClock(f"The demo clock only goes forward, and {there:%Y-%m-%d %H:%M %Z} has passed.")
        return database.advance_clock(tx.connection, max(ahead, timedelta()))


def main(arguments: list[str]) -> int:
    if arguments == ["--logins"]:
        for one in DEMO_LOGINS:
            print(one.role, one.email, PASSWORD, sep="\t")
        return 0
    settings = Settings.from_environment()
    if not settings.demo:
        print("This is not a demo: OMAH_DEMO is not 1. Nothing was made.")
        return 1
    house = furnish(settings)
    if arguments[:1] != ["--at"]:
        seed(house)
        return 0
    try:
        move_clock(house, datetime.fromisoformat(arguments[1]))
    except (IllegalClock, ValueError, IndexError) as wrong:
        print(f"--at: {wrong}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
