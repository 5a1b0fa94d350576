"""Connections to PostgreSQL, each transaction with the actor for whom row-level security decides.

One pool serves both ways of speaking: psycopg for the statements that move cases, a SQLModel session for plain tables.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine
from sqlmodel import Session

from engine.definition import SYSTEM, Actor
from engine.errors import IllegalClock

SYSTEM_ACTOR = Actor(None, SYSTEM)
SAFE = re.compile(r"[\w./-]*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tx:
    """An open transaction. It ends with the block that opened it; nothing inside commits."""

    actor: Actor
    connection: "psycopg.Connection[tuple[Any, ...]]"
    _sqlalchemy: Connection

    def session(self) -> Session:
        """A SQLModel session on this same transaction; leave committing to the block."""
        return Session(bind=self._sqlalchemy)


class Database:
    """A pool of connections of one role. `url` as libpq takes it; `size` connections at most."""

    def __init__(self, url: str, size: int = 20) -> None:
        address = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
        self._engine: Engine = create_engine(
            address,
            pool_size=size,
            max_overflow=0,
            pool_timeout=10,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args={"options": "-c timezone=UTC", "prepare_threshold": 2},
        )

    @contextmanager
    def transaction(self, actor: Actor, *, steady: bool = False) -> Iterator[Tx]:
        """Commits when the block is left, rolls back when it raises. The actor is gone with the transaction.

        `steady`: everything is read as it stood at one moment, and nothing can be written.
        """
        with self._engine.connect() as pooled:
            connection: Any = pooled.connection.driver_connection
            connection.execute(_opening(actor, steady))
            try:
                yield Tx(actor, connection, pooled)
            except BaseException:
                if not connection.closed:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        self._engine.dispose()


@lru_cache(maxsize=10_000)
def _opening(actor: Actor, steady: bool) -> bytes:
    """BEGIN and the actor in one round trip. The settings end with the transaction: none leaks through the pool."""
    parts = (str(actor.id or ""), actor.role, *sorted(actor.audience))
    for part in parts:
        if not SAFE.match(part):
            raise ValueError(f"{part!r} cannot name an actor, a role or an audience")
    audience = "{" + ",".join(f'"{name}"' for name in parts[2:]) + "}"
    settings = {"app.actor": parts[0], "app.role": parts[1], "app.audience": audience}
    calls = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())
    mode = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if steady else ""
    return f"BEGIN{mode}; SELECT {calls}".encode()


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
