"""What every command needs: a database to write to, the keys, and the workflows that run here."""

import gc
from dataclasses import dataclass

from engine import almanac
from engine.database import SYSTEM_ACTOR, Database
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
    """Keep each version that runs here, and the calendars that it counts by, so that a record can always be read.

    Idempotent.
    """
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        for compiled in engine.registry:
            tx.connection.execute(
                "INSERT INTO definition (version, workflow, canonical) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                (compiled.version, compiled.workflow.name, compiled.canonical),
            )
        almanac.seed(tx.connection, (compiled.workflow.calendar for compiled in engine.registry))
