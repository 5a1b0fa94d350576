"""The installation that a verb of the terminal works on: as the API's role, with the keys, and without a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from api.house import insist_on_tls
from engine.database import SYSTEM_ACTOR, Database
from engine.errors import NotFound
from engine.past.anchors import Anchors
from engine.runtime import Engine
from engine.secrets.keys import KeyStore
from engine.settings import Settings
from workflows import REGISTRY


@dataclass(frozen=True, slots=True)
class Installation:
    engine: Engine
    settings: Settings

    @property
    def anchors(self) -> Anchors:
        return Anchors(self.settings.anchors)

    def case(self, number: str | None) -> UUID | None:
        """A case by its registration number; None for None. Raises NotFound."""
        if number is None:
            return None
        with self.engine.database.transaction(SYSTEM_ACTOR) as tx:
            row = tx.connection.execute("SELECT id FROM cases WHERE number = %s", (number.strip().upper(),)).fetchone()
        if row is None:
            raise NotFound(f"case as {number}")
        found: UUID = row[0]
        return found


@contextmanager
def opened() -> Iterator[Installation]:
    """By the environment. Raises SystemExit and KeyStoreUnusable with a sentence."""
    settings = Settings.from_environment()
    insist_on_tls(settings)
    database = Database(settings.database_url, 2)
    try:
        yield Installation(Engine(database, KeyStore(settings.keys), REGISTRY), settings)
    finally:
        database.close()
