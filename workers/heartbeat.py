"""A sign of life in the database: what counts is that deadlines are swept, not that a process is there.

`python -m workers.heartbeat [WORKER]` says how long ago a worker last swept (without a name: this machine's; `%`: any),
and exits 1 when that is too long: a worker can be up and have stopped consuming.
"""

import sys
from datetime import timedelta
from socket import gethostname
from typing import Any

from psycopg.types.json import Jsonb

from engine.database import SYSTEM_ACTOR, Database
from engine.settings import Settings

TOO_LONG = timedelta(seconds=30)
FORGOTTEN = timedelta(days=7)


def record(database: Database, work: str, worker: str, **detail: Any) -> None:
    """Say that `worker` has just done this work. Real time, never the demo's."""
    with database.transaction(SYSTEM_ACTOR) as tx:
        tx.connection.execute(
            """INSERT INTO heartbeat (name, at, detail) VALUES (%s, clock_timestamp(), %s)
               ON CONFLICT (name) DO UPDATE SET at = excluded.at, detail = excluded.detail""",
            (f"{work}:{worker}", Jsonb(detail)),
        )


def last_sweep(database: Database, worker: str = "%") -> timedelta | None:
    """How long ago a worker (a LIKE pattern; default: any) last swept; None if never."""
    with database.transaction(SYSTEM_ACTOR) as tx:
        row = tx.connection.execute(
            "SELECT clock_timestamp() - max(at) FROM heartbeat WHERE name LIKE %s", (f"sweep:{worker}",)
        ).fetchone()
    return row[0] if row is not None else None


def forget(database: Database) -> None:
    """Drop workers that have been gone for a week, so that a new host name a day does not fill the table."""
    with database.transaction(SYSTEM_ACTOR) as tx:
        tx.connection.execute("DELETE FROM heartbeat WHERE at < clock_timestamp() - %s", (FORGOTTEN,))


def main(arguments: list[str]) -> int:
    worker = arguments[0] if arguments else f"celery@{gethostname()}"
    age = last_sweep(Database(Settings.from_environment().database_url, size=1), worker)
    print("No sweep yet." if age is None else f"Last sweep {age.total_seconds():.0f} s ago.")
    return 0 if age is not None and age <= TOO_LONG else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
