"""What changes, as it changes: to each reader the versions of the cases in her sight, and nothing of what they hold.

A stream asks the database every other second, as its reader: what is out of sight there is out of sight here. It asks
as a poll does, so it keeps no session awake and is no look; when the session has ended, so does the stream.
"""

import asyncio
import hashlib
import json
import signal
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import FrameType
from uuid import UUID

import psycopg
from litestar.concurrency import sync_to_thread

from api.errors import TooSoon
from api.security import sessions
from api.security.policy import CASEWORK, acts_as
from engine.database import Database, now

EVERY = 2.0
"""Seconds between two looks."""

QUIET = 7
"""So many looks without news, then a sign of life: who keeps the line open must know that somebody is there."""

AT_ONCE = 4
"""Streams of one session: so many pages are open at a time."""

LEASE = 10.0
"""Seconds without a look after which a stream counts as gone."""

OVERLAP = timedelta(seconds=30)
"""A record bears the moment at which its step was decided on, and is seen only when it is written."""

LONGEST_GAP = timedelta(minutes=10)
"""Whoever was away for longer loads the page anew."""

CHANGED = """
SELECT c.id, r.version FROM cases r JOIN cases c ON c.root_id = r.id
 WHERE r.id IN (SELECT root_id FROM history WHERE at >= %s)
"""
RETRY = b"retry: 5000\n\n"
ALIVE = b": \n\n"


@dataclass(slots=True)
class Told:
    """Where a reader is: what she was told of what is still fresh, and since when it is fresh. `known`: up to which
    moment she knows it from an earlier stream."""

    known: datetime | None
    since: datetime | None = None
    versions: dict[UUID, int] = field(default_factory=dict)

    def begin(self, moment: datetime) -> datetime:
        if self.since is not None:
            return self.since
        return moment - OVERLAP if self.known is None else max(self.known - OVERLAP, moment - LONGEST_GAP)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One stream's place among those of its session (`of` is the digest of the token)."""

    of: bytes


class Streams:
    """One for the process, used by its event loop alone. At most so many of a session at a time; all end with the
    process, at once."""

    def __init__(self) -> None:
        self._places: dict[Place, float] = {}
        self._ending = asyncio.Event()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """For as long as the application runs."""
        self._ending = asyncio.Event()
        with _told_of_the_end(asyncio.get_running_loop(), self._ending):
            yield
        self._ending.set()

    def claim(self, token: str) -> Place:
        """A place for one more stream. Raises TooSoon. A stream that was cut off loses its place after a while."""
        place, moment = Place(hashlib.sha256(token.encode()).digest()), time.monotonic()
        self._places = {one: at for one, at in self._places.items() if at > moment - LEASE}
        if sum(one.of == place.of for one in self._places) >= AT_ONCE:
            raise TooSoon(int(LEASE))
        self._places[place] = moment
        return place

    async def follow(self, database: Database, token: str, known: str | None, place: Place) -> AsyncIterator[bytes]:
        """The events (text/event-stream) for whoever holds the token, from the last one that she knows."""
        told, quiet = Told(_moment(known)), 0
        try:
            yield RETRY
            while not self._ending.is_set():
                self._places[place] = time.monotonic()
                news = await sync_to_thread(_look, database, token, told)
                if news is None:
                    return
                quiet = 0 if news else (quiet + 1) % QUIET
                if news or not quiet:
                    yield news or ALIVE
                await _pause(self._ending)
        finally:
            self._places.pop(place, None)


def _look(database: Database, token: str, told: Told) -> bytes | None:
    """What is new for the reader; None where her session is over, or the database away: she asks again."""
    try:
        return _news(database, token, told)
    except psycopg.OperationalError:
        return None


def _news(database: Database, token: str, told: Told) -> bytes | None:
    person = sessions.find(database, token, watched=False)
    if person is None or person.role not in CASEWORK:
        return None
    with database.transaction(acts_as(person)) as tx:
        moment = now(tx.connection)
        fresh: dict[UUID, int] = dict(tx.connection.execute(CHANGED, (told.begin(moment),)).fetchall())
    first = told.since is None and told.known is None
    news = {} if first else {one: at for one, at in fresh.items() if told.versions.get(one) != at}
    told.since, told.versions = moment - OVERLAP, fresh
    return b"".join(_event(moment, case_id, version) for case_id, version in news.items())


def _event(moment: datetime, case_id: UUID, version: int) -> bytes:
    data = json.dumps({"id": str(case_id), "version": version})
    return f"event: case\nid: {moment.isoformat()}\ndata: {data}\n\n".encode()


def _moment(known: str | None) -> datetime | None:
    """The moment up to which an event told. Whatever is not one of ours counts as none."""
    try:
        moment = datetime.fromisoformat(known or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


async def _pause(ending: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(ending.wait(), EVERY)


@contextmanager
def _told_of_the_end(loop: asyncio.AbstractEventLoop, ending: asyncio.Event) -> Iterator[None]:
    """A server lets open answers finish before it tells the application that it ends, and these never would: so the
    signal is heard here first, and then by whoever listened before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(ending.set)
        listener = before[signal.Signals(number)]
        if callable(listener):
            listener(number, frame)

    listened = [sign for sign, listener in before.items() if callable(listener)]
    for sign in listened:
        signal.signal(sign, heard)
    try:
        yield
    finally:
        for sign in listened:
            signal.signal(sign, before[sign])
