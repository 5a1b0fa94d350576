"""What every command needs: a database to write to, the keys, and the workflows that run here."""

from dataclasses import dataclass

from engine import almanac
from engine.database import SYSTEM_ACTOR, Database
from engine.keys import KeyStore
from engine.registry import Registry


@dataclass(frozen=True, slots=True)
class Engine:
    """`database` belongs to one role; the API has a second engine on the same keys for its public door."""

    database: Database
    keys: KeyStore
    registry: Registry


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
