"""What a handler works with: the house (its engine, its secrets, its settings) and who stands in front of it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from api.cases.events import Streams
from api.office.called import Called
from api.security.limits import Limits
from api.security.passwords import Hasher
from api.security.policy import acts_as
from api.security.sessions import Cookie, Person
from api.security.tokens import Program
from engine.definition import Actor
from engine.runtime import Engine
from engine.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class House:
    """One for the process. `door` is the engine on the connection that may file a report and read none back.

    `lookups` bounds how often an address may try receipts; `streams` are the open lines on which changes are told;
    `called` knows the name of the city agency.
    """

    engine: Engine
    door: Engine
    hasher: Hasher
    settings: Settings
    lookups: Limits
    streams: Streams
    called: Called

    @property
    def secure(self) -> bool:
        """Whether people come over TLS. In production they do wherever they come from another machine: where our own
        address says http, a proxy before us speaks TLS."""
        elsewhere = urlsplit(self.settings.url).hostname not in LOOPBACK
        return self.settings.url.startswith("https:") or (elsewhere and not self.settings.demo)

    @property
    def cookie(self) -> Cookie:
        return Cookie(self.secure)

    def owes_second_factor(self, person: Person) -> bool:
        """Until she has one, nothing else is open to her."""
        return self.settings.second_factor and not person.enrolled

    def close(self) -> None:
        self.engine.database.close()
        self.door.database.close()

    def is_ours(self, origin: str) -> bool:
        """Whether a page at this origin is one of ours. On the loopback, all names of the machine are the same."""
        here, there = urlsplit(self.settings.url), urlsplit(origin)
        scheme = "https" if self.secure else "http"
        if here.hostname in LOOPBACK and there.hostname in LOOPBACK:
            return (scheme, here.port) == (there.scheme, there.port)
        return (scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)


@dataclass(frozen=True, slots=True)
class Desk:
    """One for the request. `person` is None before a public door, and where a program reads by its token."""

    house: House
    person: Person | None
    token: str | None
    program: Program | None = None

    @property
    def engine(self) -> Engine:
        return self.house.engine

    @property
    def actor(self) -> Actor:
        return self.program.actor if self.program is not None else acts_as(self.person)

    @property
    def somebody(self) -> Person:
        """Whoever is signed in, where the route's policy lets nobody else in."""
        assert self.person is not None, "a public route asked who is there"
        return self.person
