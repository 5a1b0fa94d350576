"""What the city agency is called at present: known to every request, and asked of the database once a minute."""

import time

from api.security.sessions import NOBODY
from api.words import DINAS
from engine.database import Database

EVERY = 60.0
"""Seconds after which another process's change is seen; one of our own is seen at once."""


class Called:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._name = DINAS
        self._asked = float("-inf")

    def now(self) -> str:
        if time.monotonic() - self._asked > EVERY:
            with self._database.transaction(NOBODY) as tx:
                row = tx.connection.execute("SELECT value FROM setting WHERE name = 'dinas'").fetchone()
            self._name = row[0] if row is not None and row[0] else DINAS
            self._asked = time.monotonic()
        return self._name

    def ask_again(self) -> None:
        self._asked = float("-inf")
