"""The API keeps watch: while no worker has been seen, it climbs what is due itself, slowly. A deadline is never
forgotten because a broker is."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread

import psycopg

from api.desk import House
from api.heartbeat import last_sweep
from api.talk import handing
from engine import sweep
from engine.secrets import erasure

log = logging.getLogger("api.vigil")

EVERY = 60.0
"""Seconds between two looks."""

AT_ONCE = 50
"""Families a look climbs for: the workers' work is theirs when they come back."""


class Vigil:
    """One for the process, in a thread of its own."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._end = Event()

    def look(self) -> int:
        """How many rungs were climbed: none while a worker is alive. What is owed to destruction is destroyed: the keys
        are this process's alone to write; and what a reporter wrote is taken into its case."""
        erasure.pay(self._house.engine)
        handing.take_in(self._house.engine)
        if last_sweep(self._house).alive:
            return 0
        return sweep.fire_due(self._house.engine, limit=AT_ONCE)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """For as long as the application runs."""
        watching = Thread(target=self._watch, name="vigil", daemon=True)
        watching.start()
        try:
            yield
        finally:
            self._end.set()

    def _watch(self) -> None:
        while not self._end.wait(EVERY):
            try:
                climbed = self.look()
            except psycopg.Error as away:
                log.warning("the watch could not look: %s", type(away).__name__)
                continue
            if climbed:
                log.warning("no worker has been seen; the watch climbed %s rungs itself", climbed)
