"""The people of the demo: a login for each role, and a kader in each kelurahan."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_DNS, UUID, uuid5

from api.security.policy import acts_as
from api.security.sessions import Person
from engine.definition import Actor
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ROLES

PASSWORD = "melati-mekar-pagi"  # noqa: S105  # of the demo, printed at its start
HOME = "18.72.05.1001"
"""Rejomulyo, where Omah Peluk began: the kelurahan of those who can sign in as kader and coordinator, and of two kader
who share its cases."""


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

SECOND_AT_HOME = DemoLogin("kader", "Yuni Astari", HOME, "kader.kedua")

OTHER_KADER_NAMES = (
    *("Siti Rohmah", "Tri Hastuti", "Dwi Rahayu", "Eka Safitri", "Wiwik Handayani", "Umi Kalsum", "Nur Aini"),
    *("Sulastri", "Kartini", "Rusmiati", "Suparmi", "Lilis Suryani", "Yanti Marlina", "Fitri Yani", "Ida Royani"),
    *("Neneng Hasanah", "Sumarni", "Tuti Alawiyah", "Rina Marlina", "Sri Mulyani", "Ani Suryani"),
)


def everybody() -> Iterator[DemoLogin]:
    """The logins, their colleague at home, and a kader in each of the other kelurahan."""
    yield from DEMO_LOGINS
    yield SECOND_AT_HOME
    others = [place for place in KELURAHAN.values() if place.code != HOME]
    for place, name in zip(others, OTHER_KADER_NAMES, strict=True):
        local = "kader." + "".join(place.name.lower().split())
        yield DemoLogin("kader", name, place.code, local)


def person_of(role: str) -> Person:
    """Whoever can sign in in that role."""
    return next(one.person for one in DEMO_LOGINS if one.role == role)


def kader_of(place: str) -> tuple[Person, ...]:
    """Those who share the cases of a kelurahan."""
    return tuple(one.person for one in everybody() if one.role == "kader" and one.place == place)


def actor_of(role: str, place: str) -> Actor:
    """Who acts in a case of that place: its own kader, else the one in that role."""
    bound = ROLES[role].scope == "kelurahan"
    found = next((one for one in everybody() if one.role == role and one.place == (place if bound else None)), None)
    chosen = found or next(one for one in everybody() if one.role == "kader" and one.place == place)
    return acts_as(chosen.person)
