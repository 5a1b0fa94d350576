"""What every command needs: a database to write to, the keys, and the workflows that run here."""

import gc
from dataclasses import dataclass
from typing import Any

import psycopg

from engine import almanac
from engine.database import SYSTEM_ACTOR, Database
from engine.policies import standing
from engine.registry import Registry
from engine.secrets.keys import KeyStore


@dataclass(frozen=True, slots=True)
class Engine:
    """`database` belongs to one role; the API has a second engine on the same keys for its public door."""

    database: Database
    keys: KeyStore
    registry: Registry


def collect_seldom() -> None:
    """For a process that serves, called as it begins: rows and records come by the thousand and go by themselves, and
    to look through them for cycles after every 700 took a third of the time of an audit.
    """
    gc.set_threshold(10_000, 10, 10)


def publish_definitions(engine: Engine) -> None:
    """Keep each version that runs here or will by what the office has set, and the calendars that it counts by, so that
    a record can always be read. Idempotent. Raises UnsoundWorkflow where the code does not bear what is set.
    """
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        keep(tx.connection, engine.registry)
        for values in standing.to_come(tx.connection):
            keep(tx.connection, engine.registry.set_to(values))
        almanac.seed(tx.connection, (compiled.workflow.calendar for compiled in engine.registry))


def keep(connection: "psycopg.Connection[Any]", registry: Registry) -> None:
    for compiled in registry:
        connection.execute(
            "INSERT INTO definition (version, workflow, canonical) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (compiled.version, compiled.workflow.name, compiled.canonical),
        )
