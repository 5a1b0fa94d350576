"""How the citizen pages call themselves, and where the way out leads: settings, since a name can give somebody away.

What the office has set goes before what the installation says. Without a database the pages still answer: the numbers
to call stand on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from os import environ

from psycopg import OperationalError

from api.desk import House
from api.office import preferences
from api.security.sessions import NOBODY


@dataclass(frozen=True, slots=True)
class Site:
    """`name` stands on the page, `title` in tab and history; `exit_to` is an address, or None: a calendar of ours."""

    name: str = "Omah Peluk"
    title: str = "Info Warga"
    exit_to: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Site":
        plain = cls()
        return cls(
            environment.get("OMAH_NAME") or plain.name,
            environment.get("OMAH_TITLE") or plain.title,
            environment.get("OMAH_EXIT") or plain.exit_to,
        )


def site_of(house: House) -> Site:
    """As the office has set it."""
    plain = Site.from_environment(environ)
    try:
        with house.engine.database.transaction(NOBODY) as tx:
            kept = preferences.read(tx.connection)
    except OperationalError:
        return plain
    return Site(kept.get("site") or plain.name, kept.get("tab") or plain.title, kept.get("exit_to") or plain.exit_to)
