"""What has outlived its purpose: sessions that are over, answers kept for a repeated request, messages that a reporter
has had long enough to read (their case keeps them), workers long gone."""

from engine.database import SYSTEM_ACTOR, Database
from workers import heartbeat
from workers.app import app, engine

EXPIRED = (
    "DELETE FROM session WHERE expires_at < clock_timestamp()",
    "DELETE FROM message WHERE NOT waits AND at < omah_now() - interval '180 days'",
    "DELETE FROM idempotency WHERE at < clock_timestamp() - interval '1 day'",
)


def expire(database: Database) -> None:
    with database.transaction(SYSTEM_ACTOR) as tx:
        for statement in EXPIRED:
            tx.connection.execute(statement)

    heartbeat.forget(database)


@app.task(name="workers.expire")
def expire_task() -> None:
    expire(engine().database)
