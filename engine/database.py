"""Connections to PostgreSQL, each transaction with the actor for whom row-level security decides."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from engine.definition import SYSTEM, Actor
from engine.errors import IllegalClock
from engine.pool import Pool
from engine.wire import Asked, Wire

SYSTEM_ACTOR = Actor(None, SYSTEM)
SAFE = re.compile(r"[\w./-]*\Z", re.ASCII)

# Statements are prepared once for each shape; to plan the one that moves a case anew costs more than to run it.
OPTIONS = "-c timezone=UTC -c plan_cache_mode=force_generic_plan -c jit=off"


@dataclass(frozen=True, slots=True)
class Tx:
    """An open transaction. It ends with the block that opened it; nothing inside commits.

    `first` are the rows of the statement that was sent along with the beginning, if there was one.
    """

    actor: Actor
    connection: Wire
    first: list[TupleRow]


class Database:
    """A pool of connections of one role. `url` as libpq takes it; `size` connections at most."""

    def __init__(self, url: str, size: int = 20) -> None:
        self._url = url
        self._pool = Pool(self._connect, size)

    def _connect(self) -> Wire:
        return Wire.connect(self._url, autocommit=True, prepare_threshold=2, options=OPTIONS)

    @contextmanager
    def transaction(
        self, actor: Actor, *, steady: bool = False, first: Asked | None = None, alone: bool = False
    ) -> Iterator[Tx]:
        """Commits when the block is left, rolls back when it raises. The actor is gone with the transaction.

        `steady`: everything is read as it stood at one moment, and nothing can be written. `first` travels with the
        beginning, to save a round trip; where it is `alone`, the transaction is over with it. Raises
        psycopg.OperationalError where the database is away, AllBusy (one of them) where all connections stay busy.
        """
        opening = _opening(actor, steady)
        connection, rows = self._begin(opening if first is None else (*opening, first), alone)
        try:
            yield Tx(actor, connection, rows)
            if not connection.committed:
                connection.say(b"COMMIT")
        except BaseException:
            _give_up(self._pool, connection)
            raise
        self._pool.give_back(connection)

    def _begin(self, opening: Sequence[Asked], alone: bool) -> tuple[Wire, list[TupleRow]]:
        """Connections that were cut while they lay in the pool, or have forgotten what they prepared, are no reason to
        fail: nothing was done yet. What was cut is thrown away, so that in the end a fresh one comes.
        """
        while True:
            connection, fresh = self._pool.take()
            try:
                return connection, connection.begin(opening, alone=alone)
            except (psycopg.OperationalError, psycopg.errors.InvalidSqlStatementName):
                _give_up(self._pool, connection)
                if fresh:
                    raise
            except BaseException:
                _give_up(self._pool, connection)
                raise

    def close(self) -> None:
        self._pool.empty()


def _give_up(pool: Pool, connection: Wire) -> None:
    """Roll back and put the connection back, or throw it away where it is broken."""
    sound = False
    try:
        connection.say(b"ROLLBACK")
        sound = True
    except psycopg.Error:
        pass
    finally:
        pool.give_back(connection, sound=sound)


@lru_cache(maxsize=10_000)
def _opening(actor: Actor, steady: bool) -> tuple[Asked, ...]:
    """BEGIN and the actor, for one message. The settings end with the transaction: none leaks through the pool."""
    named = (str(actor.id or ""), actor.role, actor.session, *sorted(actor.audience))
    for one in named:
        if not SAFE.match(one):
            raise ValueError(f"{one!r} cannot name an actor, a role, a session or an audience")
    audience = "{" + ",".join(f'"{name}"' for name in named[3:]) + "}"
    values = tuple(one.encode() for one in (*named[:3], audience))
    return BEGIN_STEADY if steady else BEGIN, Asked(ACT_AS, values, (0, 0, 0, 0))


BEGIN, BEGIN_STEADY = Asked("BEGIN"), Asked("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
ACT_AS = """SELECT set_config('app.actor', $1, true), set_config('app.role', $2, true),
       set_config('app.session', $3, true), set_config('app.audience', $4, true)"""


def look_with(connection: "psycopg.Connection[Any]", audience: frozenset[str], who: UUID | None) -> None:
    """Let the rest of the transaction see what these groups see, less what this person is kept out of. The names are
    the engine's own; who acts stays who acts.
    """
    names = "{" + ",".join(f'"{name}"' for name in sorted(audience)) + "}"
    connection.execute(
        "SELECT set_config('app.audience', %s, true), set_config('app.looker', %s, true)", (names, str(who or ""))
    )


def now(connection: "psycopg.Connection[Any]") -> datetime:
    """The moment by the clock of deadlines and history, aware UTC."""
    row = connection.execute("SELECT omah_now()").fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


def advance_clock(connection: "psycopg.Connection[Any]", by: timedelta) -> datetime:
    """Move the demo clock on. Raises IllegalClock for a step back, or outside demo mode."""
    if by < timedelta(0):
        raise IllegalClock("The clock never goes back: what was due has been done.")
    try:
        row = connection.execute("SELECT omah_advance_clock(%s)", (by,)).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        raise IllegalClock("Only the demo's clock can be moved.") from None
    assert row is not None
    moment: datetime = row[0]
    return moment
